//! A service: a router, and the loops that run beside it.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use events::inbox::Inbox;
use events::{Consumer, relay};
use futures::future::BoxFuture;
use proto::operations::v1::operation_service_server::OperationServiceServer;
use rpc::Verifier;
use store::sweep::Rule;
use store::{Chain, Kept, Migrations, Probe};
use tokio::sync::Mutex;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic_health::server::HealthReporter;

use crate::audit::{self, Alarm, Problem, Trail};
use crate::connections::{self, Limits, Patience, Speaks};
use crate::door::{self, Door};
use crate::health::{Answers, Health};
use crate::operations::Operations;
use crate::{Ctx, Error, backlog, retention};

/// A service that [`host`](crate::host) can run.
pub struct Service {
    pub(crate) name: &'static str,
    pub(crate) router: Router,
    pub(crate) loops: Vec<BoxFuture<'static, ()>>,
    pub(crate) health: Option<Health>,
    pub(crate) limits: Limits,
    /// How long it goes on taking calls after it was told to stop.
    pub(crate) lingers: Duration,
}

impl Service {
    /// A service that speaks HTTP and keeps nothing.
    pub fn http(name: &'static str, router: Router) -> Self {
        Self { name, router, loops: Vec::new(), health: None, limits: limits(Speaks::Http1), lingers: Duration::ZERO }
    }

    /// With so many connections at a time, at most; later ones wait.
    #[must_use]
    pub fn most_connections(mut self, most: usize) -> Self {
        self.limits.most = most;
        self
    }

    /// Without counting the connections of these addresses: proxies that speak for many.
    #[must_use]
    pub fn exempt(mut self, is_proxy: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        self.limits.exempt = Arc::new(is_proxy);
        self
    }

    /// With a schema that has all of these; with an older one it does not serve.
    #[must_use]
    pub fn needs(mut self, migrations: Migrations) -> Self {
        if let Some(health) = &mut self.health {
            health.migrations = Some(migrations);
        }
        self
    }

    /// Goes on taking calls for so long after it was told to stop: until whoever sends them has heard of it.
    #[must_use]
    pub fn lingers(mut self, lingers: Duration) -> Self {
        self.lingers = lingers;
        self
    }

    /// With another patience than usual for whoever falls silent in the middle of something.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.limits.patience = patience;
        self
    }
}

fn limits(speaks: Speaks) -> Limits {
    Limits { speaks, most: connections::MOST, patience: Patience::default(), exempt: Arc::new(|_| false) }
}

/// A gRPC service under construction.
pub struct GrpcService {
    ctx: Ctx,
    routes: Routes,
    public: Vec<&'static str>,
    while_enrolling: Vec<&'static str>,
    sources: Vec<&'static str>,
    kept: Vec<Kept>,
    rules: Vec<Rule>,
    loops: Vec<BoxFuture<'static, ()>>,
    names: Vec<&'static str>,
    reporter: HealthReporter,
}

impl GrpcService {
    /// Begins with health, the relay of the service's outbox, and the gauges of what waits.
    pub fn new(ctx: Ctx) -> Self {
        let (reporter, health) = tonic_health::server::health_reporter();
        let mut routes = Routes::new(health).add_service(OperationServiceServer::new(Operations(ctx.clone())));
        if ctx.config.reflection {
            let reflection = tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(proto::FILE_DESCRIPTOR_SET)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .build_v1()
                .expect("our own descriptors are valid: the build made them");
            routes = routes.add_service(reflection);
        }
        let relay =
            relay::run(ctx.config.database.url.expose().to_owned(), ctx.db.clone(), ctx.deps.bus.clone(), ctx.name, ctx.deps.clock.clone());
        let watch = backlog::watch(ctx.clone());
        let rules = retention::rules(&ctx.config.retention);
        Self {
            loops: vec![Box::pin(relay), Box::pin(watch)],
            ctx,
            routes,
            public: Vec::new(),
            while_enrolling: Vec::new(),
            sources: Vec::new(),
            kept: Vec::new(),
            rules,
            names: vec![OperationServiceServer::<Operations>::NAME],
            reporter,
        }
    }

    /// Keeps rows of its own for a while only.
    #[must_use]
    pub fn keeps_for(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules.extend(rules);
        self
    }

    /// Adds a generated gRPC server.
    #[must_use]
    pub fn serve<S>(mut self, server: S) -> Self
    where
        S: tower::Service<http::Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes = self.routes.add_service(server);
        self
    }

    /// Names the methods that need no token, as `/package.Service/Method`.
    #[must_use]
    pub fn public(mut self, paths: &[&'static str]) -> Self {
        self.public.extend(paths);
        self
    }

    /// Names the methods that a session may use which must still get a second factor.
    #[must_use]
    pub fn while_enrolling(mut self, paths: &[&'static str]) -> Self {
        self.while_enrolling.extend(paths);
        self
    }

    /// Listens to other services.
    #[must_use]
    pub fn consumer(mut self, consumer: impl Consumer) -> Self {
        let consumer: Arc<dyn Consumer> = Arc::new(consumer);
        self.sources.extend(consumer.sources());
        for source in consumer.sources() {
            let inbox = Inbox {
                db: self.ctx.in_background().db,
                clock: self.ctx.deps.clock.clone(),
                ids: self.ctx.deps.ids.clone(),
                consumer: consumer.clone(),
            };
            let (bus, listener) = (self.ctx.deps.bus.clone(), self.ctx.name);
            self.loops.push(Box::pin(async move { inbox.run(&*bus, source, listener).await }));
        }
        self
    }

    /// Runs an input-free, repeatable job every `every`; a failure is logged and tried again at the next turn.
    #[must_use]
    pub fn job<F, Fut>(mut self, name: &'static str, every: Duration, job: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let ctx = self.ctx.in_background();
        self.loops.push(Box::pin(async move {
            loop {
                if let Err(error) = job(ctx.clone()).await {
                    tracing::warn!(error = error.chain(), job = name, "job failed");
                }
                tokio::time::sleep(every).await;
            }
        }));
        self
    }

    /// Looks once an hour whether what is stored is still what was written. The look gives the places where it is not: they are
    /// counted in the gauge `audit_breaks`, and auditors are told of them.
    #[must_use]
    pub fn audited<F, Fut>(self, what: &'static str, look: F) -> Self
    where
        F: Fn(Ctx) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<BTreeSet<String>, Error>> + Send + 'static,
    {
        let alarm = Alarm::default();
        self.job(what, Duration::from_hours(1), move |ctx| {
            let (alarm, look) = (alarm.clone(), look.clone());
            async move {
                let places = look(ctx.clone()).await?;
                audit::tell(ctx.name, what, places.len());
                alarm.raise(&ctx, places).await
            }
        })
    }

    /// Looks once an hour whether what these chains hold is what was written.
    #[must_use]
    pub fn chains(mut self, chains: &'static [Chain]) -> Self {
        self.kept.extend(chains.iter().copied().map(Kept::chain));
        self.audited("chains", |ctx| breaks_of(ctx, chains))
    }

    /// Names what is not to be lost or changed unseen beside the chains: it is told, with their ends, to whoever keeps them away from
    /// the database.
    #[must_use]
    pub fn keeps(mut self, kept: impl IntoIterator<Item = Kept>) -> Self {
        self.kept.extend(kept);
        self
    }

    /// The finished service.
    ///
    /// # Errors
    /// When identity's public key is missing or wrong, or the key of a service that it listens to is missing.
    pub fn build(mut self) -> anyhow::Result<Service> {
        for source in &self.sources {
            anyhow::ensure!(self.ctx.deps.bus.recognises(source), "runtime.bus.verifying_keys.{source} of {} is not set", self.ctx.name);
        }
        if !self.kept.is_empty() {
            let trail = Arc::new(Mutex::new(Trail::open(self.ctx.name, &self.ctx.config).context("runtime.audit_folder")?));
            let kept: Arc<[Kept]> = std::mem::take(&mut self.kept).into();
            self = self.audited("kept", move |ctx| seal_kept(ctx, trail.clone(), kept.clone()));
        }
        let rules: Arc<[Rule]> = std::mem::take(&mut self.rules).into();
        self = self.job("sweep", Duration::from_hours(1), move |ctx| retention::job(ctx, rules.clone()));
        let answers = Answers::default();
        let health = Health {
            reporter: self.reporter,
            names: self.names,
            probe: Probe::new(&self.ctx.config.database)?,
            db: self.ctx.in_background().db,
            bus: self.ctx.deps.bus.clone(),
            answers: answers.clone(),
            migrations: None,
            schema_in: None,
            said: HashMap::new(),
        };
        let verifier = |audience: &str| Verifier::from_pem(&self.ctx.config.token_public_key, audience).context("runtime.token_public_key");
        let door = Door {
            verifier: Arc::new(verifier(self.ctx.name)?),
            enrolling: Arc::new(verifier(&rpc::token::while_enrolling(self.ctx.name))?),
            while_enrolling: self.while_enrolling.into(),
            known: Arc::new(door::known()),
            clock: self.ctx.deps.clock.clone(),
            public: self.public.into(),
            durations: door::durations(),
            answers,
        };
        let router = self.routes.prepare().into_axum_router().layer(axum::middleware::from_fn_with_state(door, door::guard));
        Ok(Service {
            name: self.ctx.name,
            router,
            loops: self.loops,
            health: Some(health),
            limits: limits(Speaks::Any),
            lingers: Duration::ZERO,
        })
    }
}

/// Writes down what went on since the hour before; gives the places that are not as they were then.
async fn seal_kept(ctx: Ctx, trail: Arc<Mutex<Trail>>, kept: Arc<[Kept]>) -> Result<BTreeSet<String>, Error> {
    let mut trail = trail.lock().await;
    let tx = ctx.begin().await?;
    // One replica writes the next file; the others look.
    let problems = if store::kept::my_turn(tx.conn()).await? {
        trail.seal(&ctx.db, &kept, ctx.now()).await?
    } else {
        trail.catch_up().await?;
        trail.problems(&ctx.db).await?
    };
    tx.commit().await?;
    for found in problems.iter().take(100) {
        tracing::error!(place = found.place, of = found.of.map(tracing::field::display), what = found.what, "the audit trail is broken");
    }
    let place = |found: &Problem| format!("{} {}", found.place, found.of.map(|of| of.to_string()).unwrap_or_default());
    Ok(problems.iter().map(place).collect())
}

async fn breaks_of(ctx: Ctx, chains: &[Chain]) -> Result<BTreeSet<String>, Error> {
    let mut places = BTreeSet::new();
    for chain in chains {
        for found in chain.breaks(&ctx.db, None, 100).await? {
            tracing::error!(table = chain.table, of = %found.of, step = found.step, missing_before = found.is_gap, "a chain is broken");
            places.insert(format!("{} {}", chain.table, found.of));
        }
    }
    Ok(places)
}
