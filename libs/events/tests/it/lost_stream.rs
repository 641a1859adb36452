//! Somebody deletes the stream while the services run: what was announced still arrives, and listeners hear what comes later.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use dev_infra::Nats;
use events::inbox::Inbox;
use events::jetstream::{Config, JetStream};
use events::{Bus, Consumer, Error, Incoming, Tx, outbox, relay};
use kernel::{Clock, Ids};
use sea_orm::{ConnectionTrait, Statement};
use store::{Db, Migrations};
use testkit::{SeededIds, TestClock, TestDb};
use uuid::Uuid;

use crate::keys_of;

/// Its aggregate says it all.
#[derive(Clone, PartialEq, prost::Message)]
struct Happened {}

impl prost::Name for Happened {
    const PACKAGE: &'static str = "congtam.test.v1";
    const NAME: &'static str = "Happened";
}

/// Keeps which aggregates it heard of.
struct Keeper;

#[async_trait]
impl Consumer for Keeper {
    fn sources(&self) -> &'static [&'static str] {
        &["test"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        let heard = "INSERT INTO heard VALUES ($1)";
        let heard = Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, heard, [event.0.aggregate.into()]);
        tx.conn().execute_raw(heard).await?;
        Ok(())
    }
}

struct World {
    nats: Nats,
    _folder: tempfile::TempDir,
    test: TestDb,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl World {
    /// A service with its relay under way, and no listener yet.
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nats = Nats::start(folder.path()).await.unwrap();
        let test = TestDb::new("lost_stream", async |db: &Db| {
            Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(db).await?;
            db.execute_unprepared("CREATE TABLE heard (aggregate uuid PRIMARY KEY)").await.map(drop)
        })
        .await;
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
        let world = Self { nats, _folder: folder, test, ids: Arc::new(SeededIds::new(1, clock.clone())), clock };
        let bus = world.connect().await;
        tokio::spawn(relay::run(world.test.url.clone(), world.test.db.clone(), bus, "test", world.clock.clone()));
        world
    }

    async fn connect(&self) -> Arc<dyn Bus> {
        Arc::new(JetStream::connect(&Config::at(self.nats.url()), "test", keys_of("test", &[("test", "test")])).await.unwrap())
    }

    async fn listen(&self) {
        let bus = self.connect().await;
        let inbox = Inbox { db: self.test.db.clone(), clock: self.clock.clone(), ids: self.ids.clone(), consumer: Arc::new(Keeper) };
        tokio::spawn(async move { inbox.run(&*bus, "test", "listener").await });
    }

    async fn announce(&self, aggregate: u128) {
        let mut tx = Tx::begin(&self.test.db, &*self.clock, self.ids.clone()).await.unwrap();
        tx.announce(Uuid::from_u128(aggregate), 1, &Happened {}).unwrap();
        tx.commit().await.unwrap();
    }

    async fn until_drained(&self) {
        testkit::until("the outbox is drained", async || outbox::unpublished(&self.test.db, "test", 1).await.unwrap().is_empty()).await;
    }

    async fn until_heard(&self, wanted: &[u128]) {
        let wanted: BTreeSet<Uuid> = wanted.iter().copied().map(Uuid::from_u128).collect();
        let heard = async || {
            let all = Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT aggregate FROM heard");
            let rows = self.test.db.query_all_raw(all).await.unwrap();
            rows.into_iter().map(|row| row.try_get("", "aggregate").unwrap()).collect::<BTreeSet<Uuid>>()
        };
        testkit::until(&format!("{wanted:?} is heard"), async || heard().await == wanted).await;
    }

    async fn lose_the_stream(&self) {
        dev_infra::delete_streams(self.nats.url(), "EVT_TEST").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_deleted_while_running_is_made_again_and_everybody_goes_on() {
    let world = World::start().await;
    world.listen().await;
    world.announce(1).await;
    world.until_heard(&[1]).await;
    world.lose_the_stream().await;
    world.announce(2).await;
    world.announce(3).await;
    world.until_drained().await;
    world.until_heard(&[1, 2, 3]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_with_the_stream_is_published_again() {
    let world = World::start().await;
    world.announce(1).await;
    world.announce(2).await;
    world.until_drained().await;
    world.lose_the_stream().await;
    world.announce(3).await;
    world.listen().await;
    world.until_heard(&[1, 2, 3]).await;
}

/// The broker answers no request to a consumer that is not there: only who asks for it notices.
#[tokio::test(flavor = "multi_thread")]
async fn who_was_between_two_requests_when_the_stream_went_notices_it_too() {
    let world = World::start().await;
    let bus = world.connect().await;
    let mut subscription = bus.subscribe("test", "listener").await.unwrap();
    world.announce(1).await;
    testkit::until("the event is there", async || bus.newest("test").await.is_ok_and(|events| !events.is_empty())).await;
    dev_infra::delete_streams(world.nats.url(), "EVT_").await.unwrap();
    testkit::until("it is published again", async || bus.newest("test").await.is_ok_and(|events| !events.is_empty())).await;
    assert!(subscription.next(1, Duration::from_secs(1)).await.is_err(), "it would hear nothing for ever");
    let mut again = bus.subscribe("test", "listener").await.unwrap();
    assert_eq!(again.next(1, Duration::from_secs(5)).await.unwrap().len(), 1);
}
