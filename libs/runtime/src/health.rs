//! What a service says of itself (`grpc.health.v1`): under no name and under the name of each of its gRPC services, whether it can serve;
//! under `database`, `schema` and `bus`, whether these are as they should be.
//!
//! Ready means: the database answers, by a connection of its own, and has every migration that the service knows. The bus, the cache and
//! other services do not count, or one failure would spread.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use events::Bus;
use store::{Db, Migrations, Probe};
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(1);
/// Looks between two at a schema that was whole.
const SCHEMA_EVERY: u32 = 30;

const DATABASE: &str = "database";
const SCHEMA: &str = "schema";
const BUS: &str = "bus";

/// Whether the database answered when somebody last looked: nobody waits for one that is away.
#[derive(Clone)]
pub(crate) struct Answers(Arc<AtomicBool>);

impl Answers {
    pub fn now(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

/// What looks after the health of a service.
pub(crate) struct Health {
    pub reporter: HealthReporter,
    /// Names of its gRPC services.
    pub names: Vec<&'static str>,
    pub probe: Probe,
    pub db: Db,
    pub bus: Arc<dyn Bus>,
    pub answers: Answers,
    /// What the schema must have; nothing where nobody said.
    pub migrations: Option<Migrations>,
    /// Looks until the schema is looked at again, once it was whole.
    pub schema_in: Option<u32>,
    /// What was said last, by name.
    pub said: HashMap<&'static str, bool>,
}

impl Health {
    /// Looks again and again.
    pub async fn watch(&mut self) {
        loop {
            self.look().await;
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Looks once, and says what it saw.
    pub async fn look(&mut self) {
        let answers = self.probe.ask().await;
        if let (Err(error), true) = (&answers, self.answers.now()) {
            tracing::error!(%error, "the database does not answer");
        }
        let answers = answers.is_ok();
        self.answers.0.store(answers, Ordering::Relaxed);
        let whole = answers && self.schema_is_whole().await;
        self.say(DATABASE, answers).await;
        self.say(SCHEMA, whole).await;
        let bus = self.bus.is_there();
        self.say(BUS, bus).await;
        self.say_all(whole).await;
    }

    async fn schema_is_whole(&mut self) -> bool {
        let Some(migrations) = &self.migrations else { return true };
        if let Some(left @ 1..) = self.schema_in {
            self.schema_in = Some(left - 1);
            return true;
        }
        let missing = match migrations.missing(&self.db).await {
            Ok(missing) => missing,
            Err(error) => {
                tracing::warn!(%error, "the schema cannot be looked at");
                return self.schema_in.is_some();
            }
        };
        if let Some(first) = missing.first() {
            tracing::error!(missing = missing.len(), first, "the schema is older than the program: run migrate");
        }
        self.schema_in = missing.is_empty().then_some(SCHEMA_EVERY);
        missing.is_empty()
    }

    /// Says that nothing more is to come here; what comes still is served.
    pub async fn stop(&mut self) {
        self.say_all(false).await;
    }

    /// Ends the calls of those who watch.
    pub async fn end(mut self) {
        for name in self.names.iter().copied().chain(["", DATABASE, SCHEMA, BUS]) {
            self.reporter.clear_service_status(name).await;
        }
    }

    async fn say_all(&mut self, serving: bool) {
        for name in self.names.clone().into_iter().chain([""]) {
            self.say(name, serving).await;
        }
    }

    /// Says it once: whoever watches hears what changes.
    async fn say(&mut self, name: &'static str, good: bool) {
        if self.said.insert(name, good) == Some(good) {
            return;
        }
        let status = if good { ServingStatus::Serving } else { ServingStatus::NotServing };
        self.reporter.set_service_status(name, status).await;
    }
}
