//! A database that is away is no event's fault: nothing is counted against it, and it goes on right after.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use dev_infra::{Durability, Postgres};
use events::inbox::{self, Inbox};
use events::{Acker, BusError, Consumer, Delivery, Envelope, Error, Incoming, Tx};
use kernel::Clock;
use store::Migrations;
use testkit::{SeededIds, TestClock};
use uuid::Uuid;

struct Any;

#[async_trait]
impl Consumer for Any {
    fn sources(&self) -> &'static [&'static str] {
        &["test"]
    }

    async fn handle(&self, _tx: &mut Tx, _event: &Incoming) -> Result<(), Error> {
        Ok(())
    }
}

/// What the bus was answered.
#[derive(Clone, Default)]
struct Answers(Arc<[AtomicUsize; 3]>);

impl Answers {
    fn count(&self, place: usize) -> Result<(), BusError> {
        self.0[place].fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Done, still at it, again.
    fn so_far(&self) -> [usize; 3] {
        [0, 1, 2].map(|place| self.0[place].load(Ordering::Relaxed))
    }
}

#[async_trait]
impl Acker for Answers {
    async fn ack(&self) -> Result<(), BusError> {
        self.count(0)
    }

    async fn working(&self) -> Result<(), BusError> {
        self.count(1)
    }

    async fn retry(&self, _delay: Duration) -> Result<(), BusError> {
        self.count(2)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_meets_a_database_that_is_away_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Postgres::start(folder.path(), Durability::Fast).await.unwrap();
    postgres.create_database("away").await.unwrap();
    let config = store::Config { url: postgres.url("away").into(), ..store::Config::default() };
    let db = store::connect(&config).await.unwrap();
    Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(&db).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
    let ids = Arc::new(SeededIds::new(1, clock.clone()));
    let inbox = Arc::new(Inbox { db: db.clone(), ids, clock, consumer: Arc::new(Any) });
    postgres.kill().unwrap();

    let answers = Answers::default();
    let envelope = Envelope {
        id: Uuid::from_u128(1),
        kind: "congtam.test.v1.Happened".to_owned(),
        source: "test".to_owned(),
        aggregate: Uuid::from_u128(1),
        version: 1,
        at: chrono::DateTime::UNIX_EPOCH,
        traceparent: None,
        data: bytes::Bytes::new(),
        again: 0,
    };
    // The last attempt that it has.
    let delivery = Delivery { envelope, attempt: 8, acker: Box::new(answers.clone()) };
    let taking = tokio::spawn(async move { inbox.take(delivery).await });
    let asked_twice = async || {
        assert_eq!((answers.so_far()[0], answers.so_far()[2], taking.is_finished()), (0, 0, false));
        answers.so_far()[1] >= 2
    };
    testkit::until("more time is asked for twice", asked_twice).await;
    postgres.restart().await.unwrap();
    taking.await.unwrap().unwrap();
    let [done, _, again] = answers.so_far();
    assert_eq!((done, again, inbox::dead_letters(&db).await.unwrap()), (1, 0, 0));
}
