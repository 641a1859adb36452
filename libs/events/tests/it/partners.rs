//! Public events lie in a stream of their own, as partners read them; what the stream loses is published again.

use std::sync::Arc;

use async_nats::jetstream;
use dev_infra::Nats;
use events::jetstream::{Config, JetStream};
use events::{Bus, Tx, relay};
use kernel::{Clock, Ids};
use store::{Db, Migrations};
use testkit::{SeededIds, TestClock, TestDb};
use uuid::Uuid;

use crate::keys_of;

const SUBJECT: &str = "public.results.result.published.v1.H50_6";

struct World {
    nats: Nats,
    _folder: tempfile::TempDir,
    test: TestDb,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl World {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nats = Nats::start(folder.path()).await.unwrap();
        let test = TestDb::new("for_partners", async |db: &Db| {
            Migrations(vec![events::migration(), events::trust_migration(), events::heal_migration()]).run(db).await
        })
        .await;
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at("2019-12-01T00:00:00Z"));
        let world = Self { nats, _folder: folder, test, ids: Arc::new(SeededIds::new(1, clock.clone())), clock };
        let bus = JetStream::connect(&Config::at(world.nats.url()), "test", keys_of("test", &[("test", "test")])).await.unwrap();
        let bus: Arc<dyn Bus> = Arc::new(bus);
        tokio::spawn(relay::run(world.test.url.clone(), world.test.db.clone(), bus, "test", world.clock.clone()));
        world
    }

    async fn publish(&self, aggregate: u128, number: i64, document: &str) {
        let mut tx = Tx::begin(&self.test.db, &*self.clock, self.ids.clone()).await.unwrap();
        tx.publish(self.ids.next(), Uuid::from_u128(aggregate), number, SUBJECT.to_owned(), document.as_bytes().to_vec()).unwrap();
        tx.commit().await.unwrap();
    }

    async fn bus(&self) -> jetstream::Context {
        jetstream::new(async_nats::connect(self.nats.url()).await.unwrap())
    }

    /// The messages of the stream, once it has so many.
    async fn messages(&self, count: u64) -> Vec<jetstream::message::StreamMessage> {
        let bus = self.bus().await;
        let all = async || {
            let mut stream = bus.get_stream("PUBLIC_EVENTS").await.ok()?;
            let there = stream.info().await.is_ok_and(|info| info.state.messages >= count);
            there.then_some(stream)
        };
        let stream = testkit::eventually("all are published", all).await;
        let mut messages = Vec::new();
        for sequence in 1..=count {
            messages.push(stream.get_raw_message(sequence).await.unwrap());
        }
        messages
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_event_comes_to_partners_as_it_was_written_and_in_order() {
    let world = World::start().await;
    for number in 1..=5 {
        world.publish(7, number, &format!("{{\"number\":{number}}}")).await;
    }
    let messages = world.messages(5).await;
    let bodies: Vec<&[u8]> = messages.iter().map(|message| message.payload.as_ref()).collect();
    assert_eq!(bodies, [r#"{"number":1}"#, r#"{"number":2}"#, r#"{"number":3}"#, r#"{"number":4}"#, r#"{"number":5}"#].map(str::as_bytes));
    let first = &messages[0];
    assert_eq!(first.subject.as_str(), SUBJECT);
    assert_eq!(first.headers.get("content-type").unwrap().as_str(), "application/cloudevents+json");
    assert!(first.headers.get("signature").is_none() && first.headers.get("ce-subject").is_none(), "{:?}", first.headers);
    let stream = world.bus().await.get_stream("PUBLIC_EVENTS").await.unwrap();
    assert_eq!(stream.cached_info().config.subjects, ["public.>"]);
    assert!(stream.cached_info().config.deny_delete && stream.cached_info().config.deny_purge);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_stream_of_partners_lost_is_published_again() {
    let world = World::start().await;
    for number in 1..=3 {
        world.publish(8, number, "{}").await;
    }
    let before = world.messages(3).await;
    world.bus().await.delete_stream("PUBLIC_EVENTS").await.unwrap();
    let again = world.messages(3).await;
    let id = |message: &jetstream::message::StreamMessage| {
        message.headers.get("Nats-Msg-Id").unwrap().as_str().split('/').next().unwrap_or_default().to_owned()
    };
    assert_eq!(again.iter().map(id).collect::<Vec<_>>(), before.iter().map(id).collect::<Vec<_>>());
}
