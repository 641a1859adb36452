//! A running service, and a small department for it: one director, one division, one newcomer on paper, one on leave to study.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use evaluation::Config;
use events::sim::SimBus;
use events::{Bus, Incoming};
use kernel::{Clock, Ids};
use proto::Method;
use proto::common::v1 as common;
use proto::evaluation::v1::evaluation_service_client::EvaluationServiceClient;
use proto::evaluation::v1::*;
use proto::identity::v1 as identity;
use proto::scoring::v1 as scoring;
use regulation::{Actor, Grant, SystemRole};
use rpc::{Problem, Signer};
use runtime::Deps;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use testkit::{SeededIds, TestClock, TestDb, TestKeys, Traces};
use tokio_util::sync::CancellationToken;
use tonic::Request;
use tonic::transport::Channel;
use uuid::Uuid;

pub const AGENCY: Uuid = Uuid::from_u128(100);
pub const LEADERS: Uuid = Uuid::from_u128(101);
pub const OFFICE: Uuid = Uuid::from_u128(102);
pub const OTHER_AGENCY: Uuid = Uuid::from_u128(200);
pub const SET: &str = "QT-2019-CC_KLD";
pub const PACK: &str = include_str!("../../data/test-pack.json");

/// The people; their number is their id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Admin = 1,
    Chairman = 2,
    Director = 10,
    Head = 11,
    Hoa = 12,
    Binh = 13,
    Hr = 14,
    SecondHr = 15,
    Newcomer = 16,
    Student = 17,
    OtherHr = 30,
    Auditor = 31,
    Stranger = 32,
    ItOfficer = 33,
    Ops = 34,
    MailAdmin = 35,
    ProvinceLeader = 36,
}

impl Who {
    pub fn id(self) -> Uuid {
        Uuid::from_u128(self as u128)
    }

    fn grants(self) -> Vec<Grant> {
        let grant = |role, agency| vec![Grant { role, agency }];
        match self {
            Self::Admin => grant(SystemRole::SnvAdmin, None),
            Self::Chairman => grant(SystemRole::HigherAuthority, None),
            Self::Hr | Self::SecondHr => grant(SystemRole::HrOfficer, Some(AGENCY)),
            Self::OtherHr => grant(SystemRole::HrOfficer, Some(OTHER_AGENCY)),
            Self::Auditor => grant(SystemRole::Auditor, None),
            Self::ItOfficer => grant(SystemRole::UnitIt, Some(AGENCY)),
            Self::Ops => grant(SystemRole::Ops, None),
            Self::MailAdmin => grant(SystemRole::MailAdmin, None),
            Self::ProvinceLeader => grant(SystemRole::ProvinceLeader, None),
            _ => Vec::new(),
        }
    }
}

/// Where people are when they call; what identity then says in their tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    /// In the agency, with their roles.
    Here,
    /// In another agency.
    Moved,
    /// Nowhere any more.
    Left,
}

pub type Client = EvaluationServiceClient<Channel>;

pub struct House {
    pub bus: SimBus,
    pub clock: TestClock,
    ids: SeededIds,
    signer: Signer,
    channel: Channel,
    versions: AtomicI64,
    told: AtomicU64,
    stop: CancellationToken,
    present: Mutex<Present>,
    config: Config,
    deps: Deps,
    pub db: TestDb,
    files: tempfile::TempDir,
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl House {
    /// A running service that knows law and people.
    pub async fn open() -> Self {
        let house = Self::empty().await;
        house.announce_law().await;
        house.announce_people().await;
        house
    }

    /// A running service that knows nothing.
    pub async fn empty() -> Self {
        let db = TestDb::new("evaluation", async |db| evaluation::migrations().run(db).await).await;
        let files = tempfile::tempdir().unwrap();
        let keys = TestKeys::default();
        let mut config = Config::default();
        config.runtime.database.url = db.url.clone().into();
        config.runtime.uploads.seal_keys = testkit::seal_keys();
        config.runtime.objects.url = files.path().display().to_string();
        config.runtime.token_public_key = keys.public_pem;
        let clock = TestClock::at("2019-01-15T08:00:00+07:00");
        let bus = SimBus::new(7);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let deps = Deps { bus: Arc::new(bus.clone()), ids: Arc::new(SeededIds::new(1, shared.clone())), clock: shared.clone() };
        let stop = CancellationToken::new();
        let channel = replica(&config, &deps, &stop).await;
        let signer = Signer::from_pem(&keys.private_pem).unwrap();
        let (versions, told) = (AtomicI64::new(10), AtomicU64::new(0));
        let present = Mutex::new(Present::Here);
        Self { bus, ids: SeededIds::new(2, shared), clock, signer, channel, versions, told, stop, present, config, deps, db, files }
    }

    /// Starts another replica, whose jobs all run at once.
    pub async fn another_replica(&self) {
        replica(&self.config, &self.deps, &self.stop).await;
    }

    /// Starts a replica that has a key, and returns its configuration once it has written down what is kept.
    pub async fn sealed(&self) -> runtime::Config {
        let mut config = self.config.clone();
        config.runtime.bus.signing_key = TestKeys::of("evaluation").private_pem.into();
        replica(&config, &self.deps, &self.stop).await;
        let first = self.files.path().join("audit-ends/evaluation/00000001.json");
        testkit::until("what is kept is written down", async || first.exists()).await;
        config.runtime
    }

    /// All that is kept.
    pub async fn traces(&self) -> Traces {
        self.db.rows().await.into_iter().chain(testkit::files_below(self.files.path())).collect()
    }

    pub fn client(&self) -> Client {
        EvaluationServiceClient::new(self.channel.clone())
    }

    pub fn request<T>(&self, who: Who, message: T) -> Request<T> {
        let (grants, serves) = match *self.present.lock().unwrap() {
            Present::Here => (who.grants(), vec![AGENCY]),
            Present::Moved => (Vec::new(), vec![OTHER_AGENCY]),
            Present::Left => (Vec::new(), Vec::new()),
        };
        let actor = Actor { person: who.id(), grants, serves, session: Uuid::nil() };
        let (token, _) = self.signer.issue(&actor, evaluation::NAME, Uuid::nil(), self.clock.now()).unwrap();
        rpc::with_token(message, &token)
    }

    /// A request of somebody of this agency who has no name here.
    pub fn request_in<T>(&self, agency: Uuid, person: Uuid, message: T) -> Request<T> {
        let actor = Actor { person, grants: Vec::new(), serves: vec![agency], session: Uuid::nil() };
        let (token, _) = self.signer.issue(&actor, evaluation::NAME, Uuid::nil(), self.clock.now()).unwrap();
        rpc::with_token(message, &token)
    }

    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The only column of a query, as text.
    pub async fn rows(&self, sql: &str) -> Vec<String> {
        let rows = self.db.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        rows.into_iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// From now on everybody is here, elsewhere or gone.
    pub fn are(&self, present: Present) {
        *self.present.lock().unwrap() = present;
    }

    pub fn request_id(&self) -> String {
        self.ids.next().to_string()
    }

    /// Calls as somebody; the answer must be yes.
    pub async fn ask<M: Method>(&self, who: Who, message: M) -> M::Response {
        match rpc::call(self.channel(), self.request(who, message)).await {
            Ok(response) => response.into_inner(),
            Err(status) => panic!("{who:?}: {:?}", Problem::from(&status)),
        }
    }

    /// Calls as somebody; the answer must be no. Its reason.
    pub async fn refusal<M: Method>(&self, who: Who, message: M) -> String {
        self.problem(who, message).await.reason
    }

    /// Calls as somebody; the answer must be no. The fields at fault.
    pub async fn faults<M: Method>(&self, who: Who, message: M) -> Vec<String> {
        self.problem(who, message).await.fields.into_iter().map(|field| field.field).collect()
    }

    async fn problem<M: Method>(&self, who: Who, message: M) -> Problem {
        match rpc::call(self.channel(), self.request(who, message)).await {
            Ok(_) => panic!("{who:?} was not refused"),
            Err(status) => Problem::from(&status),
        }
    }

    /// Signs the routing and what is proposed in it.
    pub async fn sign_routing(&self, who: Who, period: &str) {
        let message = SignRoutingRequest { request_id: self.request_id(), period_id: period.to_owned() };
        self.ask(who, message).await;
    }

    /// What another service announces.
    pub async fn hear<M: prost::Message + prost::Name>(&self, source: &str, aggregate: Uuid, version: i64, message: &M) {
        let event = Incoming::of(self.ids.next(), source, aggregate, version, self.clock.now(), message);
        self.bus.publish(&event.0).await.unwrap();
        self.told.fetch_add(1, Ordering::Relaxed);
    }

    /// Everything announced is applied.
    pub async fn heard(&self) {
        let applied = async || self.rows("SELECT count(*)::text FROM inbox").await == [self.told.load(Ordering::Relaxed).to_string()];
        testkit::until("everything is applied", applied).await;
    }

    pub async fn announce_law(&self) {
        let pack = scoring::PolicyPack {
            pack_id: "QT-2019".to_owned(),
            version: 1,
            document_json: PACK.to_owned(),
            digest: "pack-digest".to_owned(),
            ..scoring::PolicyPack::default()
        };
        self.hear("scoring", Uuid::from_u128(900), 1, &scoring::PolicyPackPublished { pack: Some(pack) }).await;
        for (at, group) in ["CB", "CC_LD", "CC_KLD"].into_iter().enumerate() {
            let criterion = |code: &str, max: i32| scoring::Criterion {
                code: code.to_owned(),
                title: code.to_owned(),
                max: points(max),
                step: Some(common::Points { hundredths: 50 }),
                ..scoring::Criterion::default()
            };
            let section = scoring::CriteriaSection {
                criteria: vec![criterion("C1", 60), criterion("C2", 40)],
                ..scoring::CriteriaSection::default()
            };
            let set = scoring::CriteriaSet {
                criteria_set_id: format!("QT-2019-{group}"),
                version: 1,
                group: i32::try_from(at).unwrap() + 1,
                sections: vec![section],
                ..scoring::CriteriaSet::default()
            };
            let id = Uuid::from_u128(901 + at as u128);
            self.hear("scoring", id, 1, &scoring::CriteriaSetPublished { criteria_set: Some(set) }).await;
        }
    }

    pub async fn announce_people(&self) {
        use common::PostRole::{AgencyHead, Staff, UnitHead};
        self.announce_unit(AGENCY, AGENCY, identity::UnitKind::Department, "Sở Nội vụ", "SNV").await;
        self.announce_unit(LEADERS, AGENCY, identity::UnitKind::Leadership, "Ban Giám đốc", "BGĐ").await;
        self.announce_unit(OFFICE, AGENCY, identity::UnitKind::Division, "Văn phòng", "VP").await;
        self.announce_unit(OTHER_AGENCY, OTHER_AGENCY, identity::UnitKind::Department, "Sở Tài chính", "STC").await;
        let people = [
            (Who::Director, "Trần Công Đạt", LEADERS, AgencyHead),
            (Who::Head, "Võ Viết Hậu", OFFICE, UnitHead),
            (Who::Hoa, "Lê Thị Hoa", OFFICE, Staff),
            (Who::Binh, "Nguyễn Văn Bình", OFFICE, Staff),
            (Who::Hr, "Phạm Thu Hà", OFFICE, Staff),
            (Who::SecondHr, "Lê Văn Tài", OFFICE, Staff),
            (Who::Newcomer, "Hồ Thị Mai", OFFICE, Staff),
            (Who::Student, "Đỗ Hữu Sỹ", OFFICE, Staff),
        ];
        for (who, name, unit, role) in people {
            self.announce_person(who, &person(who, name, unit, role), 1).await;
        }
        self.heard().await;
    }

    pub async fn announce_unit(&self, id: Uuid, agency: Uuid, kind: identity::UnitKind, name: &str, abbreviation: &str) {
        let unit = identity::Unit {
            unit_id: id.to_string(),
            version: 1,
            name: name.to_owned(),
            abbreviation: abbreviation.to_owned(),
            kind: kind.into(),
            parent_id: if id == agency { String::new() } else { agency.to_string() },
            agency_id: agency.to_string(),
            ..identity::Unit::default()
        };
        self.hear("identity", id, 1, &identity::UnitChanged { unit: Some(unit) }).await;
    }

    pub async fn announce_person(&self, who: Who, person: &identity::Person, version: i64) {
        let person = identity::Person { version, ..person.clone() };
        self.hear("identity", who.id(), version, &identity::PersonChanged { person: Some(person) }).await;
    }

    /// Scoring confirms what a record is now computed from.
    pub async fn confirm(&self, record_id: &str) {
        // Nobody sees the verdict on themself: the auditor has no record here.
        let record = self.record(Who::Auditor, record_id).await;
        let stage = if record.decision.is_some() { scoring::ResultStage::Decided } else { scoring::ResultStage::Computed };
        let basis = self.basis(&record).await;
        self.result(&record, &basis, stage, self.versions.fetch_add(1, Ordering::Relaxed)).await;
    }

    /// The fingerprint of what a record is now computed from, as scoring makes it: no reader is told before the minutes.
    pub async fn basis(&self, record: &Record) -> String {
        const IN_EFFECT: &str = "SELECT DISTINCT ON (rater_id) id, version FROM sheets \
                                 WHERE record_id = $1 AND state = 'SUBMITTED' ORDER BY rater_id, round DESC";
        let id: Uuid = record.record_id.parse().unwrap();
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, IN_EFFECT, [id.into()]);
        let rows = self.db.db.query_all_raw(statement).await.unwrap();
        let sheets: Vec<(Uuid, i64)> =
            rows.iter().map(|row| (row.try_get("", "id").unwrap(), row.try_get("", "version").unwrap())).collect();
        let own = record.self_.as_ref().map(|own| (id, own.submission));
        let decision = record.decision.as_ref().map(|decision| (decision.decision_id.parse().unwrap(), 1));
        kernel::fingerprint(own.into_iter().chain(sheets).chain(decision)).to_string()
    }

    /// A result of scoring for some basis.
    pub async fn result(&self, record: &Record, basis: &str, stage: scoring::ResultStage, version: i64) {
        let relation_means =
            vec![scoring::RelationMean { relation: common::Relation::Peer.into(), sheets: 3, mean: "84.000000".to_owned() }];
        let result = scoring::Result {
            record_id: record.record_id.clone(),
            version,
            basis: basis.to_owned(),
            stage: stage.into(),
            self_total: "88.000000".to_owned(),
            r360: "84.000000".to_owned(),
            base: "86.000000".to_owned(),
            relation_means,
            total: points(86),
            class: common::Class::Htt.into(),
            label: "Hoàn thành tốt nhiệm vụ".to_owned(),
            ..scoring::Result::default()
        };
        let id = record.record_id.parse().unwrap();
        self.hear("scoring", id, version, &scoring::ResultComputed { result: Some(result) }).await;
        self.heard().await;
    }

    pub async fn open_period(&self) -> String {
        self.open_period_in(AGENCY).await
    }

    pub async fn open_period_in(&self, agency: Uuid) -> String {
        let message = OpenPeriodRequest {
            request_id: self.request_id(),
            agency_id: agency.to_string(),
            year: 2019,
            pack_id: "QT-2019".to_owned(),
            deadlines: Some(deadlines()),
            special_duty: false,
            packs: Vec::new(),
            publish_to_colleagues: None,
        };
        self.ask(Who::Admin, message).await.period.unwrap().period_id
    }

    pub fn advance_request(&self, period_id: &str, to: PeriodState) -> AdvancePeriodRequest {
        AdvancePeriodRequest { request_id: self.request_id(), period_id: period_id.to_owned(), to: to.into(), anyway: true, people: 0 }
    }

    pub async fn advance(&self, period_id: &str, to: PeriodState) -> Period {
        let message = self.advance_request(period_id, to);
        self.ask(Who::Hr, message).await.period.unwrap()
    }

    /// A period in which everybody writes about themself.
    pub async fn self_open(&self) -> String {
        let period = self.open_period().await;
        self.clock.set("2019-11-20T08:00:00+07:00");
        self.advance(&period, PeriodState::Logging).await;
        self.advance(&period, PeriodState::SelfOpen).await;
        period
    }

    pub async fn record(&self, who: Who, record_id: &str) -> Record {
        let message = GetRecordRequest { record_id: record_id.to_owned(), reason: "Thanh tra theo kế hoạch".to_owned() };
        self.ask(who, message).await.record.unwrap()
    }

    /// Ids of the records of a period by person.
    pub async fn records(&self, period_id: &str) -> BTreeMap<Uuid, String> {
        let message = ListRecordsRequest { period_id: period_id.to_owned(), ..ListRecordsRequest::default() };
        let records = self.ask(Who::Hr, message).await.records;
        records.into_iter().map(|record| (record.subject.unwrap().person_id.parse().unwrap(), record.record_id)).collect()
    }

    pub fn submit_request(&self, record_id: &str) -> SubmitSelfRequest {
        SubmitSelfRequest {
            request_id: self.request_id(),
            record_id: record_id.to_owned(),
            content: Some(content()),
            conflict_acknowledged: false,
        }
    }

    pub async fn submit_self(&self, who: Who, record_id: &str) -> Record {
        let mut message = self.submit_request(record_id);
        if matches!(who, Who::Director | Who::Head) {
            let answers = message.content.as_mut().map(|content| &mut content.answers).unwrap();
            answers.extend(["ket_qua_don_vi", "nang_luc_ld", "doan_ket"].map(|key| (key.to_owned(), "Tốt".to_owned())));
        }
        if who == Who::Binh {
            let attach = self.attach_request(record_id);
            self.ask(who, attach).await;
        }
        self.ask(who, message).await.record.unwrap()
    }

    pub fn attach_request(&self, record_id: &str) -> AttachPartyCommentRequest {
        AttachPartyCommentRequest {
            request_id: self.request_id(),
            record_id: record_id.to_owned(),
            cell: "Chi bộ khu phố 1".to_owned(),
            commented_on: day("2019-11-10"),
            file: Some(pdf()),
        }
    }

    /// Sheets that wait for somebody.
    pub async fn sheets(&self, who: Who) -> Vec<Sheet> {
        let sheets = self.ask(who, ListMySheetsRequest::default()).await.sheets;
        sheets.into_iter().filter(|sheet| sheet.state() == SheetState::Assigned).collect()
    }

    pub async fn agree(&self, who: Who, sheet_id: &str) -> Sheet {
        let message = SubmitReviewRequest {
            request_id: self.request_id(),
            sheet_id: sheet_id.to_owned(),
            agree: true,
            strengths: format!("Ưu điểm theo {who:?}"),
            ..SubmitReviewRequest::default()
        };
        self.ask(who, message).await.sheet.unwrap()
    }

    pub async fn agree_to_all(&self, who: Who) {
        for sheet in self.sheets(who).await {
            self.agree(who, &sheet.sheet_id).await;
        }
    }

    /// What people were told.
    pub async fn notices(&self) -> Vec<common::Notice> {
        use prost::Message;
        let sql = "SELECT data FROM outbox WHERE type = 'congtam.evaluation.v1.NoticeRaised' ORDER BY seq";
        let rows = self.db.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        let of = |data: Vec<u8>| NoticeRaised::decode(data.as_slice()).unwrap().notices;
        rows.into_iter().flat_map(|row| of(row.try_get("", "data").unwrap())).collect()
    }

    pub async fn tasks(&self, who: Who) -> Vec<(TaskKind, String)> {
        let tasks = self.ask(who, ListMyTasksRequest {}).await.tasks;
        tasks.into_iter().map(|task| (task.kind(), task.subject_name)).collect()
    }

    pub async fn period(&self, period_id: &str) -> GetPeriodResponse {
        let message = GetPeriodRequest { period_id: period_id.to_owned() };
        self.ask(Who::Hr, message).await
    }

    /// A period in which opinions are asked for, and the record of Hoa, who alone has assessed herself.
    pub async fn opinions_asked(&self) -> (String, String) {
        let period = self.self_open().await;
        let record = self.records(&period).await.remove(&Who::Hoa.id()).unwrap();
        self.submit_self(Who::Hoa, &record).await;
        self.advance(&period, PeriodState::Review360Open).await;
        (period, record)
    }

    /// A period whose minutes are sealed, in the stage of direct review.
    pub async fn direct_review(&self) -> (String, BTreeMap<Uuid, String>) {
        let period = self.self_open().await;
        let records = self.records(&period).await;
        for who in [Who::Director, Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
            self.submit_self(who, &records[&who.id()]).await;
        }
        self.advance(&period, PeriodState::Review360Open).await;
        for who in [Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
            self.agree_to_all(who).await;
        }
        self.advance(&period, PeriodState::Minutes).await;
        for who in [Who::Director, Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
            self.confirm(&records[&who.id()]).await;
        }
        testkit::until("minutes are sealed", async || self.period(&period).await.awaiting_result == 0).await;
        self.advance(&period, PeriodState::DirectReview).await;
        (period, records)
    }

    /// A period whose results are public.
    pub async fn published(&self) -> (String, BTreeMap<Uuid, String>) {
        let (period, records) = self.direct_review().await;
        for who in [Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr, Who::Head] {
            let head = if who == Who::Head { Who::Director } else { Who::Head };
            let message = self.verify_request(&records[&who.id()]);
            self.ask(head, message).await;
        }
        self.advance(&period, PeriodState::Decision).await;
        for who in [Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr, Who::Head, Who::Director] {
            let decider = if who == Who::Director { Who::Chairman } else { Who::Director };
            let message = self.decide_request(&records[&who.id()]);
            self.ask(decider, message).await;
            self.confirm(&records[&who.id()]).await;
        }
        let paper = &records[&Who::Newcomer.id()];
        self.ask(Who::Hr, self.paper_request(paper)).await;
        let message = ConfirmPaperRequest { request_id: self.request_id(), record_id: paper.clone() };
        self.ask(Who::SecondHr, message).await;
        assert_eq!(self.publish(&period).await, 7);
        (period, records)
    }

    /// Publishes what is decided; says how many.
    pub async fn publish(&self, period_id: &str) -> i32 {
        let message = PublishResultsRequest { request_id: self.request_id(), period_id: period_id.to_owned() };
        self.ask(Who::Director, message).await.published
    }

    pub fn verify_request(&self, record_id: &str) -> VerifyRequest {
        VerifyRequest {
            request_id: self.request_id(),
            record_id: record_id.to_owned(),
            comment: "Đồng ý".to_owned(),
            ..VerifyRequest::default()
        }
    }

    pub fn decide_request(&self, record_id: &str) -> DecideRequest {
        let comment = "Hoàn thành tốt".to_owned();
        DecideRequest { request_id: self.request_id(), record_id: record_id.to_owned(), comment, ..DecideRequest::default() }
    }

    pub fn paper_request(&self, record_id: &str) -> EnterPaperRequest {
        EnterPaperRequest {
            request_id: self.request_id(),
            record_id: record_id.to_owned(),
            old_agency: "Sở Tài chính".to_owned(),
            total: points(86),
            class: common::Class::Htt.into(),
            confirmed_by_old_head: "Nguyễn Văn A".to_owned(),
            confirmed_on: day("2019-11-18"),
            scan: Some(pdf()),
        }
    }
}

pub fn person(who: Who, name: &str, unit: Uuid, role: common::PostRole) -> identity::Person {
    let group = match role {
        common::PostRole::Staff => common::EmployeeGroup::CcKld,
        _ => common::EmployeeGroup::CcLd,
    };
    let post = identity::Post {
        post_id: who.id().to_string(),
        unit_id: unit.to_string(),
        agency_id: AGENCY.to_string(),
        title: "Chuyên viên".to_owned(),
        role: role.into(),
        group: group.into(),
        valid_from: day("2001-09-01"),
        ..identity::Post::default()
    };
    let facts = identity::ServiceFacts {
        recruited_on: day("2001-09-01"),
        transferred_on: if who == Who::Newcomer { day("2019-08-01") } else { None },
        training_full_days: if who == Who::Student { BTreeMap::from([(2019, 130)]) } else { BTreeMap::new() },
        ..identity::ServiceFacts::default()
    };
    identity::Person {
        person_id: who.id().to_string(),
        full_name: name.to_owned(),
        party_member: who == Who::Binh,
        posts: vec![post],
        facts: Some(facts),
        ..identity::Person::default()
    }
}

pub fn day(iso: &str) -> Option<common::Day> {
    Some(common::Day { iso: iso.to_owned() })
}

pub fn points(whole: i32) -> Option<common::Points> {
    Some(common::Points { hundredths: whole * 100 })
}

pub fn deadlines() -> Deadlines {
    Deadlines {
        self_by: day("2019-11-27"),
        review_by: day("2019-12-03"),
        verify_by: day("2019-12-08"),
        decide_by: day("2019-12-12"),
        publish_by: day("2019-12-14"),
    }
}

pub fn pdf() -> common::File {
    common::File { name: "tep.pdf".to_owned(), content_type: "application/pdf".to_owned(), content: testkit::pdf("x") }
}

pub fn score(code: &str, whole: i32) -> common::CriterionScore {
    let value = points(whole).map(common::criterion_score::Value::Points);
    common::CriterionScore { code: code.to_owned(), value, note: String::new() }
}

/// 88 points, "Hoàn thành tốt", every required field of the form.
pub fn content() -> SelfContent {
    let keys = ["chap_hanh", "pham_chat", "nang_luc", "tien_do_ket_qua", "trach_nhiem_phoi_hop", "uu_nhuoc"];
    SelfContent {
        scores: vec![score("C1", 53), score("C2", 35)],
        answers: keys.map(|key| (key.to_owned(), "Tốt".to_owned())).into(),
        declared_class: common::Class::Htt.into(),
    }
}

async fn replica(config: &Config, deps: &Deps, stop: &CancellationToken) -> Channel {
    let service = evaluation::service(config.clone(), deps.clone()).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let channel = rpc::channel(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(runtime::host(service, listener, stop.clone()));
    channel
}
