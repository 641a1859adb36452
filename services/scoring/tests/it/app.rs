//! A running scoring service.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use events::sim::SimBus;
use events::{Bus, Incoming};
use kernel::Clock;
use prost::Message;
use proto::evaluation::v1::{Record, RecordChanged, Sheet, SheetChanged};
use proto::identity::v1::{Person, PersonChanged, Post};
use proto::scoring::v1 as api;
use proto::scoring::v1::scoring_service_client::ScoringServiceClient;
use regulation::{Actor, Grant, SystemRole};
use rpc::{Problem, Signer};
use scoring_domain::shipped;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use testkit::{SeededIds, TestClock, TestDb, TestKeys};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::Channel;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::world::AGENCY;

/// What evaluation may announce.
#[derive(Clone)]
pub enum Said {
    Record(Box<Record>),
    Sheet(Box<Sheet>),
    /// By identity.
    Person(Box<Person>),
}

impl Said {
    /// Somebody with a post in an agency.
    pub fn person(number: u128, agency: u128) -> Self {
        let post = Post { agency_id: uuid(agency).to_string(), ..Post::default() };
        Self::Person(Box::new(Person { person_id: uuid(number).to_string(), version: 1, posts: vec![post], ..Person::default() }))
    }

    pub fn record(record: Record) -> Self {
        Self::Record(Box::new(record))
    }

    pub fn sheet(sheet: Sheet) -> Self {
        Self::Sheet(Box::new(sheet))
    }
}

pub struct App {
    pub test: TestDb,
    clock: TestClock,
    bus: SimBus,
    channel: Channel,
    signer: Signer,
    _stop: DropGuard,
    _objects: tempfile::TempDir,
}

impl App {
    /// The service with nothing published, on a bus whose misfortunes follow from `seed`.
    pub async fn start(seed: u64) -> Self {
        Self::start_at(seed, "2019-12-04T08:00:00+07:00").await
    }

    async fn start_at(seed: u64, now: &str) -> Self {
        let test = TestDb::new("scoring", async |db| scoring::migrations().run(db).await).await;
        let clock = TestClock::at(now);
        let (bus, keys, objects) = (SimBus::new(seed), TestKeys::default(), tempfile::tempdir().unwrap());
        let mut config = scoring::Config::default();
        config.runtime.database.url = test.url.clone().into();
        config.runtime.token_public_key = keys.public_pem;
        config.runtime.objects.url = objects.path().display().to_string();
        let ids = Arc::new(SeededIds::new(seed, Arc::new(clock.clone())));
        let deps = runtime::Deps { bus: Arc::new(bus.clone()), clock: Arc::new(clock.clone()), ids };
        let service = scoring::service(config, deps).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let channel = rpc::channel(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(runtime::host(service, listener, stop.clone()));
        // From here on the bus keeps what evaluation says until the service has heard it.
        for source in ["evaluation", "identity"] {
            drop(bus.subscribe(source, "scoring").await.unwrap());
        }
        let signer = Signer::from_pem(&keys.private_pem).unwrap();
        Self { test, clock, bus, channel, signer, _stop: stop.drop_guard(), _objects: objects }
    }

    /// The service with the shipped packs and criteria sets published.
    pub async fn with_law() -> Self {
        let app = Self::start(1).await;
        app.publish_law().await;
        app
    }

    /// The same, years later.
    pub async fn with_law_at(now: &str) -> Self {
        let app = Self::start_at(1, now).await;
        app.publish_law().await;
        app
    }

    pub async fn publish_law(&self) {
        for yaml in shipped::PACKS {
            self.publish_pack(&admin(), yaml).await.unwrap();
        }
        for yaml in shipped::CRITERIA_SETS {
            self.publish_set(&admin(), yaml).await.unwrap();
        }
        // Who waited for it is computed by the job.
        self.computed().await;
    }

    pub async fn publish_pack(&self, by: &Actor, yaml: &str) -> Result<api::PolicyPack, Problem> {
        let message = api::PublishPolicyPackRequest { request_id: request_id(), yaml: yaml.to_owned(), ..Default::default() };
        answer(self.client().publish_policy_pack(self.by(by, message)).await).map(|answer| answer.pack.unwrap())
    }

    pub async fn publish_set(&self, by: &Actor, yaml: &str) -> Result<api::CriteriaSet, Problem> {
        let message = api::PublishCriteriaSetRequest { request_id: request_id(), yaml: yaml.to_owned(), ..Default::default() };
        answer(self.client().publish_criteria_set(self.by(by, message)).await).map(|answer| answer.criteria_set.unwrap())
    }

    pub async fn result(&self, by: &Actor, record: Uuid) -> Result<api::Result, Problem> {
        let message = api::GetResultRequest { record_id: record.to_string(), version: 0, reason: "Đơn số 5".to_owned() };
        answer(self.client().get_result(self.by(by, message)).await).map(|answer| answer.result.unwrap())
    }

    /// Lets evaluation announce things, and waits until the service has heard them all, in whatever order.
    pub async fn hear(&self, said: impl IntoIterator<Item = Said>) {
        static LAST: AtomicU64 = AtomicU64::new(0);
        for one in said {
            let id = Uuid::from_u128((1 << 64) + u128::from(LAST.fetch_add(1, Ordering::Relaxed)));
            let now = self.clock.now();
            let incoming = match one {
                Said::Record(record) => {
                    let (aggregate, version) = (record.record_id.parse().unwrap(), record.version);
                    Incoming::of(id, "evaluation", aggregate, version, now, &RecordChanged { record: Some(*record) })
                }
                Said::Sheet(sheet) => {
                    let (aggregate, version) = (sheet.sheet_id.parse().unwrap(), sheet.version);
                    Incoming::of(id, "evaluation", aggregate, version, now, &SheetChanged { sheet: Some(*sheet) })
                }
                Said::Person(person) => {
                    let (aggregate, version) = (person.person_id.parse().unwrap(), person.version);
                    Incoming::of(id, "identity", aggregate, version, now, &PersonChanged { person: Some(*person) })
                }
            };
            self.bus.publish(&incoming.0).await.unwrap();
        }
        testkit::until("the service hears what evaluation says", async || self.bus.is_quiet()).await;
        self.computed().await;
    }

    /// Waits until everything that waits to be computed or counted is.
    pub async fn computed(&self) {
        const WAITING: &str = "SELECT 1 FROM due WHERE refused IS NULL UNION ALL SELECT 1 FROM quota_due";
        testkit::until("what came in is computed", async || self.sql(WAITING).await.is_empty()).await;
    }

    pub fn client(&self) -> ScoringServiceClient<Channel> {
        ScoringServiceClient::new(self.channel.clone())
    }

    pub fn by<T>(&self, actor: &Actor, message: T) -> Request<T> {
        let (token, _) = self.signer.issue(actor, scoring::NAME, Uuid::nil(), self.clock.now()).unwrap();
        rpc::with_token(message, &token)
    }

    /// The results announced so far, oldest first.
    pub async fn announced_results(&self) -> Vec<api::Result> {
        let announced = self.announced("ResultComputed").await;
        announced.iter().map(|data| api::ResultComputed::decode(data.as_slice()).unwrap().result.unwrap()).collect()
    }

    /// The announcements of one type, oldest first.
    pub async fn announced(&self, name: &str) -> Vec<Vec<u8>> {
        let rows = self.sql(&format!("SELECT data FROM outbox WHERE type = 'congtam.scoring.v1.{name}' ORDER BY seq")).await;
        rows.iter().map(|row| row.try_get("", "data").unwrap()).collect()
    }

    pub async fn sql(&self, sql: &str) -> Vec<QueryResult> {
        self.test.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap()
    }
}

/// Sở Nội vụ.
pub fn admin() -> Actor {
    with_role(900, SystemRole::SnvAdmin, None)
}

/// Somebody with a post in the agency.
pub fn person(number: u128) -> Actor {
    Actor { person: uuid(number), grants: Vec::new(), serves: vec![uuid(AGENCY)], session: Uuid::nil() }
}

pub fn with_role(number: u128, role: SystemRole, agency: Option<Uuid>) -> Actor {
    Actor { grants: vec![Grant { role, agency }], ..person(number) }
}

pub fn answer<T>(answer: Result<Response<T>, Status>) -> Result<T, Problem> {
    answer.map(Response::into_inner).map_err(|status| Problem::from(&status))
}

pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn request_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u128((2 << 64) + u128::from(LAST.fetch_add(1, Ordering::Relaxed))).to_string()
}
