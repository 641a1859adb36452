//! The service on its own database, fed by the simulated bus.

use std::sync::Arc;

use events::sim::SimBus;
use events::{Bus, Envelope, Incoming};
use partners::{Config, NAME};
use prost::{Message, Name};
use runtime::Deps;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;
use testkit::{SeededIds, TestClock, TestDb, TestKeys};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub const NOW: &str = "2020-01-05T09:30:00+07:00";

/// An event of another service, as it comes by the bus.
pub fn event<M: Message + Name>(source: &str, aggregate: Uuid, version: i64, message: &M) -> Envelope {
    let id = Uuid::from_u128(aggregate.as_u128() << 32 | u128::from(version.unsigned_abs()) << 8 | source.len() as u128);
    Incoming::of(id, source, aggregate, version, NOW.parse().unwrap(), message).0
}

pub struct Running {
    pub test: TestDb,
    bus: SimBus,
    sent: usize,
    stop: CancellationToken,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Running {
    pub async fn start(seed: u64) -> Self {
        Self::configured(seed, |_| ()).await
    }

    pub async fn configured(seed: u64, configure: impl FnOnce(&mut Config)) -> Self {
        let test = TestDb::new(NAME, async |db| partners::migrations().run(db).await).await;
        let bus = SimBus::new(seed);
        let (clock, keys) = (TestClock::at(NOW), TestKeys::default());
        let ids = Arc::new(SeededIds::new(seed, Arc::new(clock.clone())));
        let deps = Deps { bus: Arc::new(bus.clone()), clock: Arc::new(clock.clone()), ids };
        let mut config = Config { domain: "congtam.quangtri.gov.vn".to_owned(), ..Config::default() };
        config.runtime.database.url = test.url.clone().into();
        config.runtime.token_public_key = keys.public_pem;
        config.runtime.objects.url = concat!(env!("CARGO_TARGET_TMPDIR"), "/partners-objects").to_owned();
        configure(&mut config);
        let service = partners::service(config, deps).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(runtime::host(service, listener, stop.clone()));
        Self { test, bus, sent: 0, stop }
    }

    /// Returns when the service has heard these events, and the bus has taken what it says.
    pub async fn hears(&mut self, events: &[Envelope]) {
        for envelope in events {
            self.bus.publish(envelope).await.unwrap();
        }
        self.sent += events.len();
        let settled = async || {
            let heard = self.number("SELECT count(*) AS n FROM inbox").await + self.number("SELECT count(*) AS n FROM dead_letters").await;
            let unpublished = self.number("SELECT count(*) AS n FROM outbox WHERE published_at IS NULL").await;
            heard == i64::try_from(self.sent).unwrap() && unpublished == 0 && self.bus.is_quiet()
        };
        testkit::until("everything is heard and told", settled).await;
        assert_eq!(self.number("SELECT count(*) AS n FROM dead_letters").await, 0, "nothing is set aside");
    }

    /// As [`Running::hears`], one after another.
    pub async fn hears_in_turn(&mut self, events: &[Envelope]) {
        for envelope in events {
            self.hears(std::slice::from_ref(envelope)).await;
        }
    }

    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.test.db.get_database_backend(), sql);
        self.test.db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// The public events that the bus took, with their subjects there, once each, in the order of their subjects and numbers.
    pub fn told(&self) -> Vec<(String, Value)> {
        let public = self.bus.published().into_iter().filter(Envelope::is_public);
        let mut told: Vec<(String, Value)> =
            public.map(|envelope| (envelope.subject(), serde_json::from_slice(&envelope.data).unwrap())).collect();
        told.sort_by_key(|(_, event)| (event["subject"].to_string(), event["sequence"].to_string()));
        told.dedup();
        told
    }

    /// What was told of one subject: the names of the events.
    pub fn names(&self, about: &str) -> Vec<String> {
        let told = self.told();
        let of = told.iter().filter(|(_, event)| event["subject"].as_str().unwrap().starts_with(about));
        of.map(|(_, event)| event["type"].as_str().unwrap().trim_start_matches("vn.gov.quangtri.congtam.").to_owned()).collect()
    }
}
