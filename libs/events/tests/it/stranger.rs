//! Somebody who reaches the bus but has no key of ours: whatever they write, nothing changes and nothing honest is held up.

use std::sync::Arc;
use std::time::Duration;

use async_nats::HeaderMap;
use async_trait::async_trait;
use dev_infra::Nats;
use events::inbox::{self, Inbox};
use events::jetstream::{Config, JetStream};
use events::{Bus, Consumer, Envelope, Error, Incoming, Tx};
use kernel::{Clock, Ids};
use prost::{Message, Name};
use proto::evaluation::v1::{NoticeRaised, Record, RecordChanged};
use proto::identity::v1::{Person, PersonChanged};
use proto::scoring::v1::{Result as Computed, ResultComputed};
use sea_orm::{ConnectionTrait, Statement};
use store::{Db, Migrations};
use testkit::{SeededIds, TestClock, TestDb};
use uuid::Uuid;

use crate::keys_of;

const SOURCES: [&str; 3] = ["identity", "evaluation", "scoring"];
const SOMEBODY: Uuid = Uuid::from_u128(77);
const ABSURD: i64 = 1 << 62;

/// Keeps the newest version of everything, as every service does.
struct Projection;

#[async_trait]
impl Consumer for Projection {
    fn sources(&self) -> &'static [&'static str] {
        &SOURCES
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if event.is::<RecordChanged>() {
            event.decode::<RecordChanged>()?;
        } else if event.is::<ResultComputed>() {
            event.decode::<ResultComputed>()?;
        } else if event.is::<PersonChanged>() {
            event.decode::<PersonChanged>()?;
        } else {
            event.decode::<NoticeRaised>()?;
        }
        const KEEP: &str = "INSERT INTO kept VALUES ($1, $2, $3) ON CONFLICT (kind, aggregate) DO UPDATE SET version = $3 \
            WHERE kept.version < $3";
        let values = [event.0.kind.as_str().into(), event.0.aggregate.into(), event.0.version.into()];
        tx.conn().execute_raw(Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, KEEP, values)).await?;
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
    /// A service that listens to three others.
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nats = Nats::start(folder.path()).await.unwrap();
        let test = TestDb::new("stranger", async |db: &Db| {
            Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(db).await?;
            db.execute_unprepared("CREATE TABLE kept (kind text, aggregate uuid, version bigint, PRIMARY KEY (kind, aggregate))")
                .await
                .map(drop)
        })
        .await;
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
        let world = Self { nats, _folder: folder, test, ids: Arc::new(SeededIds::new(1, clock.clone())), clock };
        for source in SOURCES {
            let bus = world.as_service("reporting").await;
            let inbox = world.inbox();
            tokio::spawn(async move { inbox.run(&bus, source, "reporting").await });
        }
        world
    }

    fn inbox(&self) -> Inbox {
        Inbox { db: self.test.db.clone(), clock: self.clock.clone(), ids: self.ids.clone(), consumer: Arc::new(Projection) }
    }

    async fn as_service(&self, name: &str) -> JetStream {
        let keys = keys_of(name, &SOURCES.map(|source| (source, source)));
        JetStream::connect(&Config::at(self.nats.url()), name, keys).await.unwrap()
    }

    fn event<M: Message + Name>(&self, source: &str, version: i64, message: &M) -> Envelope {
        Incoming::of(self.ids.next(), source, SOMEBODY, version, self.clock.now(), message).0
    }

    /// One event of each kind that was forged, at a version.
    fn one_of_each(&self, version: i64) -> Vec<Envelope> {
        let id = SOMEBODY.to_string();
        vec![
            self.event("evaluation", version, &record(version)),
            self.event("evaluation", version, &NoticeRaised::default()),
            self.event(
                "identity",
                version,
                &PersonChanged { person: Some(Person { person_id: id.clone(), version, ..Person::default() }) },
            ),
            self.event("scoring", version, &ResultComputed { result: Some(Computed { record_id: id, version, ..Computed::default() }) }),
        ]
    }

    async fn kept(&self) -> Vec<i64> {
        let all = Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT version FROM kept ORDER BY kind");
        let rows = self.test.db.query_all_raw(all).await.unwrap();
        rows.into_iter().map(|row| row.try_get("", "version").unwrap()).collect()
    }

    async fn refused(&self) -> Vec<(String, i64)> {
        let all = "SELECT reason, sum(times)::bigint AS times FROM refused_messages GROUP BY reason ORDER BY reason";
        let rows = self.test.db.query_all_raw(Statement::from_string(sea_orm::DbBackend::Postgres, all)).await.unwrap();
        rows.into_iter().map(|row| (row.try_get("", "reason").unwrap(), row.try_get("", "times").unwrap())).collect()
    }

    /// Returns when every kind is kept at `version` and so many messages were refused.
    async fn until(&self, version: i64, refused: i64) {
        let so = async {
            let mut turns = tokio::time::interval(Duration::from_millis(20));
            loop {
                let counted: i64 = self.refused().await.iter().map(|(_, times)| times).sum();
                if self.kept().await == [version; 4] && counted >= refused {
                    break;
                }
                turns.tick().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), so).await;
        assert!(waited.is_ok(), "{version} of each kind: {:?}; {refused} refused: {:?}", self.kept().await, self.refused().await);
    }
}

fn record(version: i64) -> RecordChanged {
    RecordChanged { record: Some(Record { record_id: SOMEBODY.to_string(), version, ..Record::default() }) }
}

/// What the stranger can read of an honest message, to copy it.
async fn overheard(client: &async_nats::Client) -> async_nats::Subscriber {
    client.subscribe("evt.evaluation.RecordChanged.v1").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_writes_changes_nothing_and_holds_up_nobody() {
    let world = World::start().await;
    let stranger = async_nats::connect(world.nats.url()).await.unwrap();
    let mut ear = overheard(&stranger).await;
    stranger.flush().await.unwrap();
    let mut honest = Vec::new();
    for source in SOURCES {
        honest.push((source, world.as_service(source).await));
    }
    let announce = async |version: i64| {
        for event in world.one_of_each(version) {
            let (_, bus) = honest.iter().find(|(source, _)| *source == event.source).unwrap();
            bus.publish(&event).await.unwrap();
        }
    };
    announce(1).await;
    world.until(1, 0).await;

    // With a key of their own, as another service of ours, and without any.
    let forgers = [world_keys(&world, "stranger").await, world.as_service("worklog").await];
    for bus in &forgers {
        for event in world.one_of_each(ABSURD) {
            bus.publish(&event).await.unwrap();
        }
    }
    for event in world.one_of_each(ABSURD) {
        stranger.publish_with_headers(event.subject(), plain(&event), event.data.clone()).await.unwrap();
        stranger.publish(event.subject(), bytes::Bytes::from_static(&[1, 2, 3])).await.unwrap();
        // Under the honest headers of the aggregate, that a dead letter of theirs would stand in the way of the next.
        stranger.publish_with_headers(event.subject(), plain(&event), bytes::Bytes::from_static(&[1, 2, 3])).await.unwrap();
    }
    // A copy of what was said, with one thing changed each time.
    let said = tokio::time::timeout(Duration::from_secs(30), futures::StreamExt::next(&mut ear)).await.unwrap().unwrap();
    let changes: [(&str, String); 4] = [
        ("sequence", ABSURD.to_string()),
        ("ce-id", Uuid::from_u128(5).to_string()),
        ("ce-type", "congtam.evaluation.v1.NoticeRaised".to_owned()),
        ("ce-subject", Uuid::from_u128(6).to_string()),
    ];
    for (name, value) in changes {
        let mut headers = said.headers.clone().unwrap();
        headers.insert(name, value.as_str());
        headers.insert("Nats-Msg-Id", name);
        stranger.publish_with_headers(said.subject.clone(), headers, said.payload.clone()).await.unwrap();
    }
    stranger.flush().await.unwrap();

    announce(2).await;
    world.until(2, 8 + 12 + 4).await;
    assert_eq!(inbox::dead_letters(&world.test.db).await.unwrap(), 0, "nothing honest is parked");
    let wanted = [("NOT_AN_EVENT", 4), ("NOT_SIGNED", 8), ("SIGNATURE_WRONG", 12)].map(|(reason, times)| (reason.to_owned(), times));
    assert_eq!(world.refused().await, wanted);
    assert!(inbox::refused(&world.test.db).await.unwrap() > 12, "each is kept for people");
}

async fn world_keys(world: &World, name: &str) -> JetStream {
    JetStream::connect(&Config::at(world.nats.url()), name, keys_of(name, &[])).await.unwrap()
}

fn plain(event: &Envelope) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("ce-id", event.id.to_string().as_str());
    headers.insert("ce-type", event.kind.as_str());
    headers.insert("ce-source", event.source.as_str());
    headers.insert("ce-subject", event.aggregate.to_string().as_str());
    headers.insert("ce-time", "2019-12-01T00:00:00Z");
    headers.insert("sequence", event.version.to_string().as_str());
    headers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_a_key_announces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let nats = Nats::start(folder.path()).await.unwrap();
    let mute = JetStream::connect(&Config::at(nats.url()), "portal", events::signing::Keys::default()).await.unwrap();
    let event = Incoming::of(Uuid::from_u128(1), "portal", SOMEBODY, 1, chrono::DateTime::UNIX_EPOCH, &record(1)).0;
    assert!(mute.publish(&event).await.is_err());
    assert!(!mute.recognises("evaluation"));
}
