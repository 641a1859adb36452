//! A service's context on test instruments: a database of its own, the simulated bus, a clock that stands still.

use std::sync::Arc;

use events::Incoming;
use events::sim::SimBus;
use prost::{Message, Name};
use proto::Stated;
use regulation::{Actor, Grant};
use runtime::{Config, Ctx, Deps};
use store::Migrations;
use tonic::Request;
use uuid::Uuid;

use crate::{SeededIds, TestClock, TestDb, TestKeys};

/// What a service test works on.
pub struct TestApp {
    /// What the service's handlers get.
    pub ctx: Ctx,
    /// Its clock.
    pub clock: TestClock,
    /// Its bus.
    pub bus: SimBus,
    /// Its database.
    pub db: TestDb,
    /// Where its attachments are; removed at the end.
    pub folder: tempfile::TempDir,
}

impl TestApp {
    /// A fresh context of the service `name` at `moment` (RFC 3339).
    ///
    /// # Panics
    /// When a server or a migration fails.
    pub async fn new(name: &'static str, migrations: Migrations, moment: &str) -> Self {
        let db = TestDb::new(name, async |db| migrations.run(db).await).await;
        let clock = TestClock::at(moment);
        let bus = SimBus::new(0);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config {
            database: store::Config {
                url: db.url.clone().into(),
                max_connections: 5,
                acquire_milliseconds: 5_000,
                ..store::Config::default()
            },
            objects: objects::Config::at(&folder.path().display().to_string()),
            uploads: uploads::Config { seal_keys: crate::seal_keys(), ..uploads::Config::default() },
            token_public_key: TestKeys::default().public_pem,
            ..Config::default()
        };
        let shared: Arc<dyn kernel::Clock> = Arc::new(clock.clone());
        let deps = Deps { bus: Arc::new(bus.clone()), ids: Arc::new(SeededIds::new(0, shared.clone())), clock: shared };
        let ctx = Ctx::open(name, &config, deps).await.expect("a context");
        Self { ctx, clock, bus, db, folder }
    }

    /// Announcements that wait in the outbox, oldest first.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn announced(&self) -> Vec<Incoming> {
        let entries = events::outbox::unpublished(&self.ctx.db, self.ctx.name, 10_000).await.expect("the outbox");
        entries.into_iter().map(|entry| Incoming(entry.envelope)).collect()
    }

    /// The announcements of one kind, decoded, oldest first.
    ///
    /// # Panics
    /// When the database fails or an announcement is not what it says.
    pub async fn announced_as<M: Message + Name + Default + Stated>(&self) -> Vec<M> {
        let all = self.announced().await;
        all.iter().filter(|event| event.is::<M>()).map(|event| event.decode().expect("our own announcement")).collect()
    }

    /// An event of another service, as it would arrive.
    pub fn incoming<M: Message + Name>(&self, source: &str, aggregate: Uuid, version: i64, message: &M) -> Incoming {
        Incoming::of(self.ctx.deps.ids.next(), source, aggregate, version, self.ctx.now(), message)
    }

    /// Hands an event to a consumer as the inbox does: in a transaction of its own.
    ///
    /// # Errors
    /// What the consumer says.
    pub async fn deliver(&self, consumer: &dyn events::Consumer, event: &Incoming) -> Result<(), events::Error> {
        let mut tx = self.ctx.begin().await?;
        consumer.handle(&mut tx, event).await?;
        tx.commit().await
    }
}

/// An actor without system roles or a post.
pub fn actor(person: Uuid) -> Actor {
    actor_with(person, [])
}

/// An actor with system roles.
pub fn actor_with(person: Uuid, grants: impl IntoIterator<Item = Grant>) -> Actor {
    Actor { person, grants: grants.into_iter().collect(), serves: Vec::new(), session: Uuid::nil() }
}

/// A request as the door lets it in.
pub fn request<M>(actor: &Actor, message: M) -> Request<M> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(actor.clone());
    request
}
