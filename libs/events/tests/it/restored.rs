//! A database is put back to a backup: nothing is announced under a version that others have seen, and everybody ends equal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use dev_infra::Nats;
use events::inbox::{self, Inbox};
use events::jetstream::{Config, JetStream};
use events::reconcile::{self, Differences, MadeGood, Newest, Owned, Projected};
use events::{Consumer, Error, Incoming, Tx, relay};
use kernel::{Clock, Ids};
use prost::Message;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::{Db, Migrations};
use testkit::{SeededIds, TestClock, TestDb};
use uuid::Uuid;

use crate::keys_of;

const KIND: &str = "congtam.test.v1.ThingChanged";
const OWNED: Owned = Owned { kind: KIND, table: "things", id: "id", in_document: true };
const PROJECTED: Projected = Projected { kind: KIND, table: "known", id: "id" };

/// The state of a thing.
#[derive(Clone, PartialEq, prost::Message)]
struct ThingChanged {
    #[prost(int64, tag = "1")]
    version: i64,
    #[prost(string, tag = "2")]
    text: String,
}

impl prost::Name for ThingChanged {
    const PACKAGE: &'static str = "congtam.test.v1";
    const NAME: &'static str = "ThingChanged";
}

impl proto::Stated for ThingChanged {
    fn stated_id(&self) -> Option<&str> {
        None
    }

    fn stated_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

fn in_version(_kind: &str, data: &[u8], version: i64) -> Option<Vec<u8>> {
    Some(ThingChanged { version, ..ThingChanged::decode(data).ok()? }.encode_to_vec())
}

/// Keeps the newest state of each thing.
struct Knows;

#[async_trait]
impl Consumer for Knows {
    fn sources(&self) -> &'static [&'static str] {
        &["test"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        const KEEP: &str =
            "INSERT INTO known VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET version = $2, text = $3 WHERE known.version < $2";
        let thing: ThingChanged = event.decode()?;
        let values = [event.0.aggregate.into(), thing.version.into(), thing.text.into()];
        tx.conn().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, KEEP, values)).await?;
        Ok(())
    }
}

struct World {
    nats: Nats,
    _folder: tempfile::TempDir,
    owner: TestDb,
    listener: TestDb,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    relay: Option<tokio::task::JoinHandle<()>>,
}

async fn database(name: &str, table: &'static str) -> TestDb {
    TestDb::new(name, async |db: &Db| {
        Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(db).await?;
        db.execute_unprepared(table).await.map(drop)
    })
    .await
}

impl World {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nats = Nats::start(folder.path()).await.unwrap();
        let owner = database("restored_owner", "CREATE TABLE things (id uuid PRIMARY KEY, version bigint, document jsonb)").await;
        let listener = database("restored_listener", "CREATE TABLE known (id uuid PRIMARY KEY, version bigint, text text)").await;
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
        let ids = Arc::new(SeededIds::new(1, clock.clone()));
        let mut world = Self { nats, _folder: folder, owner, listener, ids, clock, relay: None };
        world.publish().await;
        let bus = world.bus().await;
        let inbox = Inbox { db: world.listener.db.clone(), clock: world.clock.clone(), ids: world.ids.clone(), consumer: Arc::new(Knows) };
        tokio::spawn(async move { inbox.run(&*bus, "test", "listener").await });
        world
    }

    async fn bus(&self) -> Arc<JetStream> {
        Arc::new(JetStream::connect(&Config::at(self.nats.url()), "test", keys_of("test", &[("test", "test")])).await.unwrap())
    }

    /// Starts the relay of the service.
    async fn publish(&mut self) {
        let (url, db, bus, clock) = (self.owner.url.clone(), self.owner.db.clone(), self.bus().await, self.clock.clone());
        self.relay = Some(tokio::spawn(relay::run(url, db, bus, "test", clock)));
    }

    async fn save(&self, id: u128, version: i64, text: &str) {
        let id = Uuid::from_u128(id);
        let mut tx = Tx::begin(&self.owner.db, &*self.clock, self.ids.clone()).await.unwrap();
        let document = serde_json::json!({ "version": version, "text": text });
        const SAVE: &str = "INSERT INTO things VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET version = $2, document = $3";
        let values = [id.into(), version.into(), document.into()];
        tx.conn().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, SAVE, values)).await.unwrap();
        tx.announce(id, version, &ThingChanged { version, text: text.to_owned() }).unwrap();
        tx.commit().await.unwrap();
    }

    /// What a database says of each thing.
    async fn says(db: &Db, sql: &str) -> BTreeMap<u128, (i64, String)> {
        let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        let row = |row: &sea_orm::QueryResult| {
            let id: Uuid = row.try_get("", "id").unwrap();
            (id.as_u128(), (row.try_get("", "version").unwrap(), row.try_get("", "text").unwrap()))
        };
        rows.iter().map(row).collect()
    }

    async fn until_heard(&self, wanted: &[(u128, i64, &str)]) {
        let wanted: BTreeMap<u128, (i64, String)> =
            wanted.iter().map(|(id, version, text)| (*id, (*version, (*text).to_owned()))).collect();
        let waiting = async {
            let mut turns = tokio::time::interval(Duration::from_millis(20));
            while Self::says(&self.listener.db, "SELECT * FROM known").await != wanted {
                turns.tick().await;
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(60), waiting).await;
        if heard.is_err() {
            let known = Self::says(&self.listener.db, "SELECT * FROM known").await;
            panic!("{wanted:?} was not heard within a minute, but {known:?}; {:?}", inbox::letters(&self.listener.db, None).await);
        }
    }

    async fn compare(&self) -> Differences {
        reconcile::compare(&self.owner.db, &self.listener.db, "test").await.unwrap()
    }

    async fn on_owner(&self, sql: &str) {
        self.owner.db.execute_unprepared(sql).await.unwrap();
    }
}

fn thing(id: u128) -> (String, Uuid) {
    (KIND.to_owned(), Uuid::from_u128(id))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_was_put_back_to_a_backup_and_its_listener_end_equal() {
    let mut world = World::start().await;
    world.save(1, 1, "first").await;
    world.save(2, 1, "other").await;
    world.save(1, 2, "lost").await;
    world.save(3, 1, "lost too").await;
    world.until_heard(&[(1, 2, "lost"), (2, 1, "other"), (3, 1, "lost too")]).await;
    assert_eq!(world.compare().await, Differences::default());
    let lost = world.ids_of_published_after_backup().await;

    // The database is put back to before the last two.
    world.relay.take().unwrap().abort();
    world.on_owner("DELETE FROM outbox WHERE aggregate_version = 2 OR aggregate_id = '00000000-0000-0000-0000-000000000003'").await;
    world.on_owner("DELETE FROM things WHERE id = '00000000-0000-0000-0000-000000000003'").await;
    world.on_owner(r#"UPDATE things SET version = 1, document = '{"version": 1, "text": "first"}' WHERE version = 2"#).await;
    // The service starts, and somebody changes the thing again: under the version that was lost.
    world.publish().await;
    world.save(1, 2, "anew").await;

    let found = world.compare().await;
    let versions = |found: &BTreeMap<_, Newest>| found.values().map(|newest| newest.version).collect::<Vec<_>>();
    assert_eq!((found.forgotten.keys().cloned().collect(), versions(&found.forgotten)), (vec![thing(1), thing(3)], vec![2, 1]));
    let mut on_the_bus = Vec::new();
    let collect = async |event: events::Envelope| -> Result<bool, events::BusError> {
        if !reconcile::knows(&world.owner.db, &event).await.unwrap() {
            on_the_bus.push(event.id);
        }
        Ok(false)
    };
    world.bus().await.back_from_newest("test", collect).await.unwrap();
    on_the_bus.sort();
    assert_eq!(on_the_bus, lost, "and nothing of what was saved anew: the relay waits");
    for (aggregate, newest) in &found.forgotten {
        let now = world.clock.now();
        let owned = Some(&OWNED);
        let made_good = reconcile::make_good(&world.owner.db, owned, aggregate, newest.version, in_version, now).await.unwrap();
        if *aggregate == thing(1) {
            assert_eq!(made_good, MadeGood::Announced(3));
        } else {
            assert_eq!(made_good, MadeGood::Gone);
            reconcile::forget(&world.listener.db, "test", &[PROJECTED], aggregate).await.unwrap();
        }
    }
    reconcile::note_forgotten(&world.owner.db, &lost, world.clock.now()).await.unwrap();
    world.until_heard(&[(1, 3, "anew"), (2, 1, "other")]).await;
    assert_eq!(world.compare().await, Differences::default());
    let own =
        World::says(&world.owner.db, "SELECT id, (document ->> 'version')::bigint AS version, document ->> 'text' AS text FROM things");
    assert_eq!(own.await, BTreeMap::from([(1, (3, "anew".to_owned())), (2, (1, "other".to_owned()))]));
    assert_eq!(inbox::dead_letters(&world.listener.db).await.unwrap(), 0, "nothing was announced under a version that was seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_listener_lost_is_told_again_at_once() {
    let world = World::start().await;
    world.save(1, 1, "first").await;
    world.save(2, 1, "other").await;
    world.until_heard(&[(1, 1, "first"), (2, 1, "other")]).await;
    for lost in ["DELETE FROM known", "DELETE FROM heard_versions WHERE aggregate_id = '00000000-0000-0000-0000-000000000001'"] {
        world.listener.db.execute_unprepared(lost).await.unwrap();
    }
    let found = world.compare().await;
    assert_eq!((found.missing.keys().cloned().collect::<Vec<_>>(), found.forgotten.len()), (vec![thing(1)], 0));
    reconcile::tell_again(&world.owner.db, &world.listener.db, &found.missing).await.unwrap();
    world.until_heard(&[(1, 1, "first")]).await;
    // The broker is still in the time in which it swallows what it knows.
    world.bus().await.reset("test", "listener").await.unwrap();
    world.listener.db.execute_unprepared("TRUNCATE known, heard_versions, inbox").await.unwrap();
    world.until_heard(&[(1, 1, "first"), (2, 1, "other")]).await;
    let standing = world.bus().await.standing("test", "listener").await.unwrap().unwrap();
    assert!(standing.last >= 3 && standing.floor <= standing.last, "{standing:?}");
}

impl World {
    /// The two events that the backup does not have.
    async fn ids_of_published_after_backup(&self) -> Vec<Uuid> {
        const LAST: &str = "SELECT event_id FROM outbox ORDER BY seq DESC LIMIT 2";
        let rows = self.owner.db.query_all_raw(Statement::from_string(DbBackend::Postgres, LAST)).await.unwrap();
        let mut ids: Vec<Uuid> = rows.iter().map(|row| row.try_get("", "event_id").unwrap()).collect();
        ids.sort();
        ids
    }
}
