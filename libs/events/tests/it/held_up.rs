//! What may hold up the events of a whole service, and does not: one that is too large, and a relay that stands still.

use std::collections::BTreeSet;
use std::sync::Arc;

use dev_infra::Nats;
use events::jetstream::{Config, JetStream};
use events::sim::SimBus;
use events::{Tx, outbox, relay};
use kernel::{Clock, Ids};
use sea_orm::{ConnectionTrait, Statement};
use sqlx::{Connection, PgConnection};
use store::{Db, Migrations};
use testkit::{SeededIds, TestClock, TestDb};
use uuid::Uuid;

use crate::keys_of;

#[derive(Clone, PartialEq, prost::Message)]
struct Said {
    #[prost(bytes = "vec", tag = "1")]
    data: Vec<u8>,
}

impl prost::Name for Said {
    const PACKAGE: &'static str = "congtam.test.v1";
    const NAME: &'static str = "Said";
}

struct World {
    test: TestDb,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl World {
    async fn new() -> Self {
        let test = TestDb::new("held_up", async |db: &Db| {
            Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(db).await
        })
        .await;
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
        Self { test, ids: Arc::new(SeededIds::new(1, clock.clone())), clock }
    }

    async fn announce(&self, aggregate: u128, bytes: usize) {
        let mut tx = Tx::begin(&self.test.db, &*self.clock, self.ids.clone()).await.unwrap();
        tx.announce(Uuid::from_u128(aggregate), 1, &Said { data: vec![0; bytes] }).unwrap();
        tx.commit().await.unwrap();
    }

    async fn waiting(&self) -> Vec<Uuid> {
        let entries = outbox::unpublished(&self.test.db, "test", 1_000).await.unwrap();
        entries.into_iter().map(|entry| entry.envelope.aggregate).collect()
    }
}

#[tokio::test]
async fn events_that_the_broker_does_not_take_hold_up_no_others() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let nats = Nats::start_with(folder.path(), "max_payload: 128KB\n").await.unwrap();
    let bus = JetStream::connect(&Config::at(nats.url()), "test", keys_of("test", &[])).await.unwrap();
    // More than one batch of the relay.
    for aggregate in 0..300 {
        world.announce(aggregate, 70 << 10).await;
    }
    world.announce(1_000, 1).await;
    let published = relay::drain(&world.test.db, &bus, "test", &*world.clock).await.unwrap();
    assert_eq!(published, 1);
    assert_eq!(world.waiting().await.len(), 300, "they wait until the broker takes them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_stands_still_is_replaced() {
    const OUTBOX: i64 = 0x6f75_7462_6f78;
    let world = World::new().await;
    // A process that was stopped, or whose machine is gone: its connection is there, and says nothing.
    let mut frozen = PgConnection::connect(&world.test.url).await.unwrap();
    let leads: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(OUTBOX).fetch_one(&mut frozen).await.unwrap();
    assert!(leads);
    world.announce(1, 1).await;
    let bus = Arc::new(SimBus::new(0));
    tokio::spawn(relay::run(world.test.url.clone(), world.test.db.clone(), bus, "test", world.clock.clone()));
    testkit::until("another relay takes over", async || world.waiting().await.is_empty()).await;
    assert!(frozen.ping().await.is_err(), "who stood still leads no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_leads_is_left_alone_by_those_who_wait() {
    let world = World::new().await;
    let bus = Arc::new(SimBus::new(0));
    for _ in 0..3 {
        tokio::spawn(relay::run(world.test.url.clone(), world.test.db.clone(), bus.clone(), "test", world.clock.clone()));
    }
    // Longer than a leader may be silent, told by itself.
    const SAID: &str = "SELECT pid, state_change::text AS at FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' \
        AND granted AND objid = 1952608120 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let mut said = BTreeSet::new();
    testkit::until("the leader said ten times that it leads", async || {
        let rows = world.test.db.query_all_raw(Statement::from_string(sea_orm::DbBackend::Postgres, SAID)).await.unwrap();
        let of = |row: &sea_orm::QueryResult| (row.try_get::<i32>("", "pid").unwrap(), row.try_get::<String>("", "at").unwrap());
        said.extend(rows.iter().map(of));
        said.len() >= 10
    })
    .await;
    let leaders: BTreeSet<i32> = said.iter().map(|(pid, _)| *pid).collect();
    assert_eq!(leaders.len(), 1, "{said:?}");
}
