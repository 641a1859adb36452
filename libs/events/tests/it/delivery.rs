//! From the change to its effect elsewhere, on a real database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use events::inbox::{self, Inbox};
use events::sim::SimBus;
use events::{Arrival, Bus, Consumer, Envelope, Error, Incoming, Tx, outbox, relay};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kernel::{Clock, Ids, Refusal};
use sea_orm::{ConnectionTrait, Statement};
use store::{Db, Migrations};
use testkit::{SeededIds, TestClock, TestDb};
use uuid::Uuid;

/// Any protobuf message with a name will do; this one counts in `version`.
#[derive(Clone, PartialEq, prost::Message)]
struct Counted {
    #[prost(int64, tag = "1")]
    version: i64,
}

impl prost::Name for Counted {
    const PACKAGE: &'static str = "congtam.test.v1";
    const NAME: &'static str = "Counted";
}

impl proto::Stated for Counted {
    fn stated_id(&self) -> Option<&str> {
        None
    }

    fn stated_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

struct World {
    test: TestDb,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

async fn world() -> World {
    let test = TestDb::new("events", async |db: &Db| {
        Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(db).await?;
        db.execute_unprepared("CREATE TABLE effects (aggregate uuid, version bigint)").await.map(drop)
    })
    .await;
    let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
    World { test, ids: Arc::new(SeededIds::new(1, clock.clone())), clock }
}

impl World {
    async fn begin(&self) -> Tx {
        Tx::begin(&self.test.db, &*self.clock, self.ids.clone()).await.unwrap()
    }

    async fn announce(&self, aggregate: u128, version: i64) {
        let mut tx = self.begin().await;
        tx.announce(Uuid::from_u128(aggregate), version, &Counted { version }).unwrap();
        tx.commit().await.unwrap();
    }

    async fn effects(&self) -> i64 {
        let count = Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT count(*) AS n FROM effects");
        self.test.db.query_one_raw(count).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    /// Everything the bus has for this listener, until there is no more.
    async fn consume(&self, bus: &SimBus, consumer: impl Consumer) {
        let inbox = Inbox { db: self.test.db.clone(), clock: self.clock.clone(), ids: self.ids.clone(), consumer: Arc::new(consumer) };
        let mut subscription = bus.subscribe("test", "listener").await.unwrap();
        while !bus.is_quiet() {
            for delivery in subscription.next(16, Duration::from_millis(1)).await.unwrap().into_iter().filter_map(Arrival::event) {
                inbox.take(delivery).await.unwrap();
            }
        }
    }
}

/// Keeps one row for each event, and cannot stand the aggregate 13.
#[derive(Default)]
struct Keeper {
    stumbles: AtomicUsize,
}

#[async_trait]
impl Consumer for Keeper {
    fn sources(&self) -> &'static [&'static str] {
        &["test"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        let counted: Counted = event.decode()?;
        if event.0.aggregate == Uuid::from_u128(13) {
            return Err(Refusal::precondition("UNLUCKY", "Số này không được.").into());
        }
        let row = Statement::from_sql_and_values(
            sea_orm::DbBackend::Postgres,
            "INSERT INTO effects VALUES ($1, $2)",
            [event.0.aggregate.into(), counted.version.into()],
        );
        tx.conn().execute_raw(row).await?;
        // After the row is written: a failure that heals must leave nothing of it.
        if self.stumbles.fetch_add(1, Ordering::Relaxed).is_multiple_of(5) {
            return Err(Error::Conflict);
        }
        Ok(())
    }
}

#[tokio::test]
async fn nothing_is_announced_by_a_change_that_was_not_committed() {
    let world = world().await;
    let mut tx = world.begin().await;
    tx.announce(Uuid::from_u128(1), 1, &Counted { version: 1 }).unwrap();
    drop(tx);
    assert!(outbox::unpublished(&world.test.db, "test", 10).await.unwrap().is_empty());
    world.announce(1, 1).await;
    assert_eq!(outbox::unpublished(&world.test.db, "test", 10).await.unwrap().len(), 1);
}

/// More than an announcement takes, from asking for a connection to the answer of its commit.
const STEPS: usize = 24;

#[tokio::test]
async fn whoever_goes_away_every_committed_event_is_published() {
    let world = world().await;
    let others = store::connect(&store::Config { url: world.test.url.clone().into(), ..store::Config::default() }).await.unwrap();
    let bus = SimBus::new(1);
    let (mut committed, mut published) = (0, 0);
    for round in 1..=8 {
        // Each is polled when it can go on, not whenever one of the others can.
        let flood: FuturesUnordered<_> =
            (1..=STEPS).map(|steps| testkit::within_steps(steps, world.announce(steps as u128, round))).collect();
        committed += flood.collect::<Vec<_>>().await.into_iter().flatten().count();
        published += relay::drain(&world.test.db, &bus, "test", &*world.clock).await.unwrap();
        assert!(outbox::unpublished(&others, "test", 10).await.unwrap().is_empty(), "all is published and noted after round {round}");
    }
    assert!(0 < committed && committed <= published, "{committed} known to be committed, {published} published");
}

#[tokio::test]
async fn a_state_is_announced_once() {
    let world = world().await;
    world.announce(1, 1).await;
    let mut tx = world.begin().await;
    tx.announce(Uuid::from_u128(1), 1, &Counted { version: 1 }).unwrap();
    assert!(tx.commit().await.is_err());
    assert_eq!(outbox::unpublished(&world.test.db, "test", 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_relay_publishes_everything_once_and_each_aggregate_in_order() {
    let world = world().await;
    for version in 1..=40 {
        for aggregate in 1..=5 {
            world.announce(aggregate, version).await;
        }
    }
    let bus = SimBus::new(3);
    assert_eq!(relay::drain(&world.test.db, &bus, "test", &*world.clock).await.unwrap(), 200);
    assert_eq!(relay::drain(&world.test.db, &bus, "test", &*world.clock).await.unwrap(), 0);
    for aggregate in 1..=5 {
        let published = bus.published();
        let versions: Vec<i64> = published.iter().filter(|e| e.aggregate == Uuid::from_u128(aggregate)).map(|e| e.version).collect();
        assert_eq!(versions, (1..=40).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn each_event_has_its_effect_exactly_once_however_the_bus_behaves() {
    for seed in 0..5 {
        let world = world().await;
        for number in 20..80 {
            world.announce(number, 1).await;
        }
        let bus = SimBus::new(seed);
        relay::drain(&world.test.db, &bus, "test", &*world.clock).await.unwrap();
        // A relay that died between publishing and marking publishes again.
        for envelope in bus.published().into_iter().take(10) {
            bus.publish(&envelope).await.unwrap();
        }
        world.consume(&bus, Keeper::default()).await;
        assert_eq!(world.effects().await, 60, "seed {seed}");
        assert_eq!(inbox::dead_letters(&world.test.db).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_poison_event_waits_aside_and_others_flow_on() {
    let world = world().await;
    for aggregate in 10..20 {
        world.announce(aggregate, 1).await;
        world.announce(aggregate, 2).await;
    }
    let bus = SimBus::new(1);
    relay::drain(&world.test.db, &bus, "test", &*world.clock).await.unwrap();
    world.consume(&bus, Keeper::default()).await;
    assert_eq!(world.effects().await, 18);
    let set_aside = inbox::dead_letters(&world.test.db).await.unwrap();
    assert_eq!(set_aside, 2, "both states of what nobody can stand");
}

/// An event as its source would sign it.
fn event(number: u128, aggregate: u128, version: i64) -> Envelope {
    let at = "2019-12-01T00:00:00Z".parse().unwrap();
    Incoming::of(Uuid::from_u128(number), "test", Uuid::from_u128(aggregate), version, at, &Counted { version }).0
}

/// Which versions of an aggregate had their effect, after the service has heard `events` in any order, each of them in its turn.
async fn effects_after(events: &[Envelope], aggregate: u128) -> (Vec<i64>, u64) {
    let world = world().await;
    for event in events {
        let bus = SimBus::new(1);
        bus.publish(event).await.unwrap();
        world.consume(&bus, Keeper { stumbles: AtomicUsize::new(1) }).await;
    }
    let versions = Statement::from_sql_and_values(
        sea_orm::DbBackend::Postgres,
        "SELECT version FROM effects WHERE aggregate = $1 ORDER BY version",
        [Uuid::from_u128(aggregate).into()],
    );
    let rows = world.test.db.query_all_raw(versions).await.unwrap();
    let versions = rows.into_iter().map(|row| row.try_get("", "version").unwrap()).collect();
    (versions, inbox::dead_letters(&world.test.db).await.unwrap())
}

#[tokio::test]
async fn an_event_that_nobody_can_read_goes_with_the_next_state_of_the_same() {
    let unreadable = |number, version| Envelope { data: bytes::Bytes::from_static(&[0xff, 0xff, 0xff]), ..event(number, 20, version) };
    assert_eq!(effects_after(&[unreadable(1, 1), event(2, 20, 2)], 20).await, (vec![2], 0), "nothing waits behind it");
    assert_eq!(effects_after(&[event(2, 20, 2), unreadable(1, 1)], 20).await, (vec![2], 0), "nobody needs an older state");
    assert_eq!(effects_after(&[event(1, 20, 1), unreadable(2, 2)], 20).await, (vec![1], 1), "until there is a newer one, people are told");
}

#[tokio::test]
async fn another_event_under_a_version_that_was_heard_is_set_aside() {
    assert_eq!(effects_after(&[event(1, 20, 2), event(2, 20, 2), event(3, 20, 3)], 20).await, (vec![2, 3], 0), "and goes with the next");
    assert_eq!(effects_after(&[event(1, 20, 2), event(2, 20, 2), event(1, 20, 2)], 20).await, (vec![2], 1));
}

#[tokio::test]
async fn an_absurd_version_is_set_aside_and_the_true_ones_go_on() {
    let events = [event(1, 20, 1), event(2, 20, 1 << 62), event(3, 20, 2), event(4, 20, 1002), event(5, 20, 2003), event(6, 20, 1003)];
    assert_eq!(effects_after(&events, 20).await, (vec![1, 2, 1002, 1003], 2));
}

#[tokio::test]
async fn an_event_whose_headers_name_another_state_than_its_message_is_set_aside() {
    let other = Envelope { version: 3, ..event(1, 20, 2) };
    assert_eq!(effects_after(std::slice::from_ref(&other), 20).await, (vec![], 1));
    assert_eq!(effects_after(&[other, event(2, 20, 4)], 20).await, (vec![4], 0));
}

/// Stands nothing until it is told to.
#[derive(Clone, Default)]
struct Moody(Arc<AtomicBool>);

#[async_trait]
impl Consumer for Moody {
    fn sources(&self) -> &'static [&'static str] {
        &["test"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if !self.0.load(Ordering::Relaxed) {
            return Err(Refusal::precondition("UNLUCKY", "Số này không được.").into());
        }
        Keeper { stumbles: AtomicUsize::new(1) }.handle(tx, event).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_aside_is_tried_again_by_the_service_when_somebody_asks() {
    let world = world().await;
    let (bus, moody) = (SimBus::new(1), Moody::default());
    bus.publish(&event(1, 20, 1)).await.unwrap();
    bus.publish(&event(2, 21, 1)).await.unwrap();
    world.consume(&bus, moody.clone()).await;
    let letters = inbox::letters(&world.test.db, None).await.unwrap();
    assert_eq!(letters.iter().map(|letter| (letter.attempts, letter.retry_at)).collect::<Vec<_>>(), [(1, None), (1, None)]);
    assert_eq!(inbox::drop_letters(&world.test.db, Some(Uuid::from_u128(2))).await.unwrap(), 1);
    moody.0.store(true, Ordering::Relaxed);
    assert_eq!(inbox::retry_letters(&world.test.db, Some(Uuid::from_u128(1))).await.unwrap(), 1);
    let inbox = Inbox { db: world.test.db.clone(), clock: world.clock.clone(), ids: world.ids.clone(), consumer: Arc::new(moody) };
    let running = tokio::spawn(async move { inbox.run(&bus, "test", "listener").await });
    testkit::until("no letter is left", async || inbox::dead_letters(&world.test.db).await.unwrap() == 0).await;
    running.abort();
    assert_eq!(world.effects().await, 1, "what was given up is not tried again");
}
