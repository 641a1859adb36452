//! Every service with a database of its own, in this process, on a bus that misbehaves by seed.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use congtam::year::{Endpoints, Settle, YearOptions};
use events::sim::SimBus;
use futures::future::BoxFuture;
use runtime::{Deps, Service};
use store::Migrations;
use testkit::{SeededIds, TestClock, TestDb, TestKeys};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The services, under way.
pub struct World {
    seed: u64,
    bus: SimBus,
    clock: TestClock,
    databases: Vec<(&'static str, TestDb)>,
    first_run_secret: String,
    urls: Vec<String>,
    folder: tempfile::TempDir,
    services: JoinSet<anyhow::Result<()>>,
}

impl World {
    /// Five services and no events yet.
    pub async fn start(seed: u64) -> anyhow::Result<Self> {
        let mut world = Self {
            seed,
            bus: SimBus::new(seed),
            clock: TestClock::at("2019-01-07T08:00:00+07:00"),
            databases: Vec::new(),
            first_run_secret: String::new(),
            urls: Vec::new(),
            folder: tempfile::tempdir()?,
            services: JoinSet::new(),
        };
        let keys = TestKeys::default();
        let mail_folder = world.mail_folder();
        std::fs::create_dir(&mail_folder)?;
        let account = |runtime| identity::Config {
            runtime,
            token_private_key: keys.private_pem.into(),
            seal_keys: testkit::seal_keys(),
            second_factor: identity::SecondFactor::Offered,
            mail: identity::Mail { folder: mail_folder, ..identity::Mail::default() },
            ..identity::Config::default()
        };
        world.service(identity::NAME, identity::migrations(), |runtime, deps| identity::service(account(runtime), deps)).await?;
        let first_run = identity::begin_first_run(&world.databases[0].1.db, kernel::Clock::now(&world.clock)).await?;
        world.first_run_secret = first_run.context("an empty installation")?.secret;
        world
            .service(worklog::NAME, worklog::migrations(), |runtime, deps| {
                worklog::service(worklog::Config { runtime, reminder_days: Vec::new(), ..worklog::Config::default() }, deps)
            })
            .await?;
        let evaluate = |runtime, deps| evaluation::service(evaluation::Config { runtime, ..evaluation::Config::default() }, deps);
        world.service(evaluation::NAME, evaluation::migrations(), evaluate).await?;
        let score = |runtime, deps| scoring::service(scoring::Config { runtime }, deps);
        world.service(scoring::NAME, scoring::migrations(), score).await?;
        let report = |runtime, deps| reporting::service(reporting::Config { runtime, ..reporting::Config::default() }, deps);
        world.service(reporting::NAME, reporting::migrations(), report).await?;
        Ok(world)
    }

    async fn service<F, Fut>(&mut self, name: &'static str, migrations: Migrations, build: F) -> anyhow::Result<()>
    where
        F: FnOnce(runtime::Config, Deps) -> Fut,
        Fut: Future<Output = anyhow::Result<Service>>,
    {
        let db = TestDb::new(name, async |db| migrations.run(db).await).await;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let config = runtime::Config {
            database: store::Config {
                url: db.url.clone().into(),
                max_connections: 8,
                acquire_milliseconds: 5_000,
                ..store::Config::default()
            },
            objects: objects::Config::at(&self.folder.path().join(name).display().to_string()),
            uploads: uploads::Config { seal_keys: testkit::seal_keys(), ..uploads::Config::default() },
            token_public_key: TestKeys::default().public_pem,
            ..runtime::Config::default()
        };
        let clock: Arc<dyn kernel::Clock> = Arc::new(self.clock.clone());
        // Services share the bus: the same ids in two of them would be duplicates.
        let ids = Arc::new(SeededIds::new(self.seed * 8 + self.databases.len() as u64, clock.clone()));
        let service =
            build(config, Deps { bus: Arc::new(self.bus.clone()), clock, ids }).await.with_context(|| format!("{name} does not start"))?;
        self.urls.push(format!("http://{}", listener.local_addr()?));
        self.databases.push((name, db));
        self.services.spawn(runtime::host(service, listener, CancellationToken::new()));
        Ok(())
    }

    /// The pages over these services, and where they are.
    pub async fn portal(&mut self) -> anyhow::Result<String> {
        self.portal_at(self.endpoints()).await
    }

    /// As [`World::portal`], while one service does not answer.
    pub async fn portal_without(&mut self, service: &str) -> anyhow::Result<String> {
        let mut services = self.endpoints();
        let away = match service {
            "worklog" => &mut services.worklog,
            "evaluation" => &mut services.evaluation,
            "scoring" => &mut services.scoring,
            "reporting" => &mut services.reporting,
            other => anyhow::bail!("nothing is shown without {other}"),
        };
        // The discard port: nobody listens there.
        "http://127.0.0.1:9".clone_into(away);
        self.portal_at(services).await
    }

    async fn portal_at(&mut self, services: Endpoints) -> anyhow::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let Endpoints { identity, worklog, evaluation, scoring, reporting } = services;
        let config = portal::Config {
            identity_url: identity,
            worklog_url: worklog,
            evaluation_url: evaluation,
            scoring_url: scoring,
            reporting_url: reporting,
            public_url: url.clone(),
            ..portal::Config::default()
        };
        let clock: Arc<dyn kernel::Clock> = Arc::new(self.clock.clone());
        let ids = Arc::new(SeededIds::new(self.seed * 8 + self.databases.len() as u64, clock.clone()));
        let service = portal::service(config, Deps { bus: Arc::new(self.bus.clone()), clock, ids }).await?;
        self.services.spawn(runtime::host(service, listener, CancellationToken::new()));
        Ok(url)
    }

    fn mail_folder(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// Where the services are.
    pub fn endpoints(&self) -> Endpoints {
        let [identity, worklog, evaluation, scoring, reporting] = self.urls.clone().try_into().expect("five services were started");
        Endpoints { identity, worklog, evaluation, scoring, reporting }
    }

    /// A short year of a small agency. People choose the same in every world: only the bus and the ids differ.
    pub fn options(&self) -> YearOptions {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let province = root.join("deploy/demo-data/ubnd-tinh.xlsx");
        let agency = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/so-khoa-hoc.xlsx");
        YearOptions {
            weeks: 2,
            workbooks: vec![province, agency],
            mail_folder: self.mail_folder(),
            first_run_secret: self.first_run_secret.clone(),
            patience: Duration::from_secs(30),
            settle: Arc::new(self.pace()),
            ..YearOptions::demo(&root, Arc::new(self.clock.clone()))
        }
    }

    fn pace(&self) -> Pace {
        let outboxes = self.databases.iter().map(|(name, database)| (*name, database.db.clone())).collect();
        Pace { bus: self.bus.clone(), clock: self.clock.clone(), outboxes }
    }

    /// Waits until nothing is under way and posts that began or ended while the clock moved have turned, and says which service has set
    /// events aside.
    ///
    /// # Errors
    /// When the bus does not come to rest, or a service has dead letters.
    pub async fn come_to_rest(&self) -> anyhow::Result<()> {
        let since = Instant::now();
        while self.posts_turn().await? {
            ensure!(since.elapsed() < Duration::from_secs(60), "posts do not turn");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.pace().rest().await?;
        for (name, database) in &self.databases {
            let parked = events::inbox::dead_letters(&database.db).await?;
            ensure!(parked == 0, "{name} has set {parked} events aside");
        }
        Ok(())
    }

    /// Whether somebody's post began or ended by the clock and identity has not seen to it yet.
    async fn posts_turn(&self) -> anyhow::Result<bool> {
        let due = format!("SELECT FROM people WHERE turns_on <= '{}' LIMIT 1", kernel::date::office_day(self.now()));
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, due);
        Ok(sea_orm::ConnectionTrait::query_one_raw(&self.database("identity").db, statement).await?.is_some())
    }

    /// The database of a service.
    pub fn database(&self, name: &str) -> &TestDb {
        self.databases.iter().find(|(known, _)| *known == name).map(|(_, database)| database).expect("a service of the world")
    }

    /// Where the services are, in their order.
    pub fn urls(&self) -> &[String] {
        &self.urls
    }

    /// Lets some seconds pass, within the life of a token.
    pub fn wait(&self) {
        self.clock.advance(chrono::TimeDelta::seconds(20));
    }

    /// What the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        kernel::Clock::now(&self.clock)
    }

    /// How many events were announced in all.
    pub fn events(&self) -> usize {
        self.bus.published().len()
    }
}

/// The services work by themselves: their clock must be moved, and their events need time to travel.
struct Pace {
    bus: SimBus,
    clock: TestClock,
    outboxes: Vec<(&'static str, store::Db)>,
}

impl Pace {
    async fn rest(&self) -> anyhow::Result<()> {
        let since = Instant::now();
        while !self.is_at_rest().await? {
            ensure!(since.elapsed() < Duration::from_secs(30), "the bus does not come to rest");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn is_at_rest(&self) -> anyhow::Result<bool> {
        for (name, db) in &self.outboxes {
            if !events::outbox::unpublished(db, name, 1).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(self.bus.is_quiet())
    }
}

impl Settle for Pace {
    fn breathe(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            // What does not come to rest shows in what the player waits for.
            let _ = self.rest().await;
        })
    }

    fn clock_moved(&self, to: DateTime<Utc>) {
        self.clock.set(&to.to_rfc3339());
    }
}
