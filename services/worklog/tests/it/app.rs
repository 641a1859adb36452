//! A running worklog service with a world around it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use events::sim::SimBus;
use events::{Bus, Incoming};
use kernel::Clock;
use proto::common::v1::{Day, PostRole};
use proto::evaluation::v1::{Sheet, SheetChanged, SheetState, Subject};
use proto::identity::v1::{Delegation, DelegationChanged, Person, PersonChanged, Post};
use proto::worklog::v1 as api;
use proto::worklog::v1::worklog_service_client::WorklogServiceClient;
use regulation::Actor;
use rpc::{Problem, Signer};
use sea_orm::{ConnectionTrait, Statement};
use testkit::{SeededIds, TestClock, TestDb, TestKeys, Traces};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::Channel;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// The head of an agency.
pub const CHIEF: u128 = 1;
/// The head of a division of it.
pub const HEAD: u128 = 2;
/// Two who work in that division.
pub const AN: u128 = 3;
pub const BINH: u128 = 4;
/// Was asked for an opinion, and is at work no more.
pub const LEFT: u128 = 19;
/// Where they sit.
pub const UNIT: u128 = 100;
pub const AGENCY: u128 = 101;
/// Somebody of elsewhere.
pub const STRANGER: u128 = 9;

pub struct App {
    pub test: TestDb,
    pub clock: TestClock,
    bus: SimBus,
    channel: Channel,
    signer: Signer,
    _stop: DropGuard,
    objects: tempfile::TempDir,
}

impl App {
    /// The service at 08:00 of Saturday 15 June 2019, office time, knowing the people above.
    pub async fn start() -> Self {
        Self::start_reminding(&[]).await
    }

    /// As [`Self::start`], reminding those who are late after so many days.
    pub async fn start_reminding(reminder_days: &[u32]) -> Self {
        let test = TestDb::new("worklog", async |db| worklog::migrations().run(db).await).await;
        let clock = TestClock::at("2019-06-15T08:00:00+07:00");
        let (bus, keys, objects) = (SimBus::new(1), TestKeys::default(), tempfile::tempdir().unwrap());
        let mut config = worklog::Config::default();
        config.runtime.database.url = test.url.clone().into();
        config.runtime.token_public_key = keys.public_pem;
        config.runtime.uploads.seal_keys = testkit::seal_keys();
        config.runtime.objects.url = objects.path().display().to_string();
        config.reminder_days = reminder_days.to_vec();
        let ids = Arc::new(SeededIds::new(1, Arc::new(clock.clone())));
        let deps = runtime::Deps { bus: Arc::new(bus.clone()), clock: Arc::new(clock.clone()), ids };
        let service = worklog::service(config, deps).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let channel = rpc::channel(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(runtime::host(service, listener, stop.clone()));
        // From here on the bus keeps what identity says until the service has heard it.
        drop(bus.subscribe("identity", "worklog").await.unwrap());
        drop(bus.subscribe("evaluation", "worklog").await.unwrap());
        let signer = Signer::from_pem(&keys.private_pem).unwrap();
        let app = Self { test, clock, bus, channel, signer, _stop: stop.drop_guard(), objects };
        app.hear(vec![
            person(CHIEF, "Lê Văn Đức", "Giám đốc", PostRole::AgencyHead, None, None),
            person(HEAD, "Nguyễn Văn Bình", "Trưởng phòng", PostRole::UnitHead, Some(CHIEF), Some(CHIEF)),
            person(AN, "Trần Thị An", "Chuyên viên", PostRole::Staff, Some(HEAD), Some(CHIEF)),
            person(BINH, "Trần Văn Bình", "Chuyên viên", PostRole::Staff, Some(HEAD), Some(CHIEF)),
            person(STRANGER, "Võ Thị Xa", "Giám đốc", PostRole::AgencyHead, None, None),
        ])
        .await;
        app
    }

    /// Lets identity announce people, and waits until the service has heard it all.
    pub async fn hear(&self, people: Vec<Person>) {
        for person in people {
            let (id, version) = (person.person_id.parse().unwrap(), person.version);
            self.announce(id, version, &PersonChanged { person: Some(person) }).await;
        }
        self.heard().await;
    }

    /// Lets identity announce that `delegate` approves for `head`, and waits until the service has heard it.
    pub async fn hear_delegation(&self, head: u128, delegate: u128, from: &str, until: &str, version: i64) {
        let id = uuid(500);
        let (head_id, delegate_id, delegation_id) = (uuid(head).to_string(), uuid(delegate).to_string(), id.to_string());
        let (from, until) = (Some(day(from)), Some(day(until)));
        let delegation = Some(Delegation { delegation_id, version, head_id, delegate_id, from, until, reason: String::new() });
        self.announce(id, version, &DelegationChanged { delegation }).await;
        self.heard().await;
    }

    /// Lets evaluation announce a review sheet, and waits until the service has heard it.
    pub async fn hear_sheet(&self, rater: u128, subject: u128, year: i32, state: SheetState, version: i64) {
        let id = uuid(600 + rater);
        let subject = Some(Subject { person_id: uuid(subject).to_string(), ..Subject::default() });
        let (sheet_id, rater_id) = (id.to_string(), uuid(rater).to_string());
        let sheet = Sheet { sheet_id, version, subject, rater_id, year, state: state.into(), ..Sheet::default() };
        self.announce_from("evaluation", id, version, &SheetChanged { sheet: Some(sheet) }).await;
        self.heard().await;
    }

    async fn announce(&self, id: Uuid, version: i64, event: &impl prost::Name) {
        self.announce_from("identity", id, version, event).await;
    }

    async fn announce_from(&self, source: &str, id: Uuid, version: i64, event: &impl prost::Name) {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let event_id = Uuid::from_u128((1 << 64) + u128::from(LAST.fetch_add(1, Ordering::Relaxed)));
        let incoming = Incoming::of(event_id, source, id, version, self.clock.now(), event);
        self.bus.publish(&incoming.0).await.unwrap();
    }

    async fn heard(&self) {
        testkit::until("the service hears what others say", async || self.bus.is_quiet()).await;
    }

    pub fn client(&self) -> WorklogServiceClient<Channel> {
        WorklogServiceClient::new(self.channel.clone()).max_decoding_message_size(12 << 20)
    }

    /// A request of one person.
    pub fn by<T>(&self, person: u128, message: T) -> Request<T> {
        let serves = match person {
            LEFT => Vec::new(),
            STRANGER => vec![uuid(STRANGER)],
            _ => vec![uuid(AGENCY)],
        };
        let actor = Actor { person: uuid(person), grants: Vec::new(), serves, session: Uuid::nil() };
        let (token, _) = self.signer.issue(&actor, "worklog", Uuid::nil(), self.clock.now()).unwrap();
        rpc::with_token(message, &token)
    }

    /// A request of somebody with an office in an agency.
    pub fn by_officer<T>(&self, person: u128, role: regulation::SystemRole, agency: u128, message: T) -> Request<T> {
        let grants = vec![regulation::Grant { role, agency: Some(uuid(agency)) }];
        let actor = Actor { person: uuid(person), grants, serves: Vec::new(), session: Uuid::nil() };
        let (token, _) = self.signer.issue(&actor, "worklog", Uuid::nil(), self.clock.now()).unwrap();
        rpc::with_token(message, &token)
    }

    /// The announcements so far: type and version.
    pub async fn announced(&self) -> Vec<(String, i64)> {
        let sql = "SELECT type, aggregate_version FROM outbox ORDER BY seq";
        let rows = self.test.db.query_all_raw(Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await.unwrap();
        let short = |name: String| name.rsplit('.').next().unwrap().to_owned();
        rows.iter().map(|row| (short(row.try_get("", "type").unwrap()), row.try_get("", "aggregate_version").unwrap())).collect()
    }

    /// All that is kept.
    pub async fn traces(&self) -> Traces {
        self.test.rows().await.into_iter().chain(testkit::files_below(self.objects.path())).collect()
    }

    pub async fn submit_list(&self, person: u128, contents: &[&str]) -> Result<api::WorkList, Problem> {
        let items = contents.iter().map(|content| api::WorkItem { content: (*content).to_owned(), quantity: 1, ..Default::default() });
        let message = api::SubmitWorkListRequest { request_id: request_id(), year: 2019, items: items.collect() };
        answer(self.client().submit_work_list(self.by(person, message)).await).map(|answer| answer.work_list.unwrap())
    }

    pub async fn approve_list(&self, person: u128, list: &api::WorkList) -> Result<api::WorkList, Problem> {
        let message = api::ApproveWorkListRequest { request_id: request_id(), work_list_id: list.work_list_id.clone() };
        answer(self.client().approve_work_list(self.by(person, message)).await).map(|answer| answer.work_list.unwrap())
    }

    pub async fn return_list(&self, person: u128, list: &api::WorkList, reason: &str) -> Result<api::WorkList, Problem> {
        let (work_list_id, reason) = (list.work_list_id.clone(), reason.to_owned());
        let message = api::ReturnWorkListRequest { request_id: request_id(), work_list_id, reason };
        answer(self.client().return_work_list(self.by(person, message)).await).map(|answer| answer.work_list.unwrap())
    }

    pub async fn save_log(&self, person: u128, monday: &str, entries: Vec<api::LogEntry>, expected: i64) -> Result<api::Log, Problem> {
        let message = api::SaveLogRequest {
            request_id: request_id(),
            cadence: api::Cadence::Week.into(),
            starts_on: Some(day(monday)),
            entries,
            expected_version: expected,
            field_work: false,
        };
        answer(self.client().save_log(self.by(person, message)).await).map(|answer| answer.log.unwrap())
    }

    pub async fn submit_log(&self, person: u128, monday: &str, entries: Vec<api::LogEntry>, expected: i64) -> Result<api::Log, Problem> {
        let message = api::SubmitLogRequest {
            request_id: request_id(),
            cadence: api::Cadence::Week.into(),
            starts_on: Some(day(monday)),
            entries,
            expected_version: expected,
            field_work: false,
        };
        answer(self.client().submit_log(self.by(person, message)).await).map(|answer| answer.log.unwrap())
    }

    pub async fn approve_logs(&self, person: u128, logs: &[&api::Log]) -> Result<Vec<api::Log>, Problem> {
        let log_ids = logs.iter().map(|log| log.log_id.clone()).collect();
        let message = api::ApproveLogsRequest { request_id: request_id(), log_ids, each_by_itself: false };
        answer(self.client().approve_logs(self.by(person, message)).await).map(|answer| answer.logs)
    }

    /// Approves each by itself: for each whether it was approved, and why not.
    pub async fn approve_each(&self, person: u128, logs: &[&api::Log]) -> Vec<(bool, String)> {
        let log_ids = logs.iter().map(|log| log.log_id.clone()).collect();
        let message = api::ApproveLogsRequest { request_id: request_id(), log_ids, each_by_itself: true };
        let outcomes = answer(self.client().approve_logs(self.by(person, message)).await).unwrap().outcomes;
        outcomes.into_iter().map(|outcome| (outcome.approved, outcome.reason)).collect()
    }

    pub async fn correct_log(&self, person: u128, log: &api::Log, entries: Vec<api::LogEntry>) -> Result<api::Log, Problem> {
        let (log_id, reason) = (log.log_id.clone(), "Ghi nhầm số văn bản".to_owned());
        let message = api::CorrectLogRequest { request_id: request_id(), log_id, entries, reason };
        answer(self.client().correct_log(self.by(person, message)).await).map(|answer| answer.log.unwrap())
    }

    pub async fn decide_delay(&self, person: u128, log: &api::Log, entry_index: i32, confirmed: bool) -> Result<api::Log, Problem> {
        let (log_id, reason) = (log.log_id.clone(), "Cơ quan phối hợp đã trả lời đúng hạn".to_owned());
        let message = api::DecideDelayRequest {
            request_id: request_id(),
            log_id,
            entry_index,
            confirmed,
            answer: if confirmed { String::new() } else { reason },
        };
        answer(self.client().decide_delay(self.by(person, message)).await).map(|answer| answer.log.unwrap())
    }

    pub async fn return_log(&self, person: u128, log: &api::Log, reason: &str) -> Result<api::Log, Problem> {
        let message = api::ReturnLogRequest { request_id: request_id(), log_id: log.log_id.clone(), reason: reason.to_owned() };
        answer(self.client().return_log(self.by(person, message)).await).map(|answer| answer.log.unwrap())
    }

    pub async fn logs(&self, reader: u128, owner: u128) -> Result<Vec<api::Log>, Problem> {
        let message = api::ListLogsRequest { person_id: uuid(owner).to_string(), year: 2019, ..Default::default() };
        answer(self.client().list_logs(self.by(reader, message)).await).map(|answer| answer.logs)
    }

    pub async fn pending(&self, reader: u128) -> api::ListPendingResponse {
        answer(self.client().list_pending(self.by(reader, api::ListPendingRequest::default())).await).unwrap()
    }

    pub async fn summary(&self, reader: u128, owner: u128) -> Result<api::WorkSummary, Problem> {
        let message = api::GetWorkSummaryRequest { person_id: uuid(owner).to_string(), year: 2019, reason: String::new() };
        answer(self.client().get_work_summary(self.by(reader, message)).await).map(|answer| answer.summary.unwrap())
    }
}

pub fn answer<T>(answer: Result<Response<T>, Status>) -> Result<T, Problem> {
    answer.map(Response::into_inner).map_err(|status| Problem::from(&status))
}

pub fn uuid(person: u128) -> Uuid {
    Uuid::from_u128(person)
}

pub fn request_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u128((2 << 64) + u128::from(LAST.fetch_add(1, Ordering::Relaxed))).to_string()
}

pub fn day(iso: &str) -> Day {
    Day { iso: iso.to_owned() }
}

pub fn entry(content: &str) -> api::LogEntry {
    api::LogEntry {
        content: content.to_owned(),
        product: "12/BC-SNV".to_owned(),
        due_on: Some(day("2019-06-20")),
        outcome: api::Outcome::OnTime.into(),
        evidence_url: "https://quangtri.gov.vn/12".to_owned(),
        ..Default::default()
    }
}

pub fn person(id: u128, name: &str, title: &str, role: PostRole, direct: Option<u128>, agency: Option<u128>) -> Person {
    let head = |head: Option<u128>| head.map(|head| uuid(head).to_string()).unwrap_or_default();
    let post = Post {
        post_id: uuid(id).to_string(),
        unit_id: uuid(UNIT).to_string(),
        agency_id: uuid(if id == STRANGER { STRANGER } else { AGENCY }).to_string(),
        title: title.to_owned(),
        role: role.into(),
        valid_from: Some(day("2018-01-01")),
        ..Default::default()
    };
    Person {
        person_id: uuid(id).to_string(),
        version: 1,
        full_name: name.to_owned(),
        posts: vec![post],
        direct_head_id: head(direct),
        agency_head_id: head(agency),
        ..Default::default()
    }
}

/// One of the two of the division, as identity announces them once they work elsewhere in the agency.
pub fn moved(id: u128, version: i64) -> Person {
    let (name, head) = if id == AN { ("Trần Thị An", HEAD) } else { ("Trần Văn Bình", HEAD) };
    let mut person = Person { version, ..person(id, name, "Chuyên viên", PostRole::Staff, Some(head), Some(CHIEF)) };
    person.posts[0].post_id = uuid(id + 700).to_string();
    person.posts[0].unit_id = uuid(UNIT + 50).to_string();
    person.posts[0].valid_from = Some(day("2019-06-15"));
    person
}
