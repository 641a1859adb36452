//! What a handler needs.

use std::sync::Arc;

use anyhow::Context;
use aws_lc_rs::hmac;
use cache::Cache;
use events::jetstream::JetStream;
use events::signing::Keys;
use events::{Bus, NoBus, Tx};
use kernel::{Clock, Digest, Ids};
use objects::Objects;
use settings::{Problems, Refused};
use store::{Db, Migrations};

use crate::clock::{SystemClock, TimeIds};
use crate::{Config, Error};

/// The ports that a test may replace: the bus, time and ids.
#[derive(Clone)]
pub struct Deps {
    /// Carries events.
    pub bus: Arc<dyn Bus>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
}

impl Deps {
    /// What a running system uses.
    ///
    /// # Errors
    /// When the bus URL or one of the bus keys makes no sense, a service that keeps something has no key to sign with, or the broker
    /// answers and does not keep events as they are to be kept.
    pub async fn real(name: &str, config: &Config) -> anyhow::Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(config.clock_offset_file.clone()));
        let announces = !config.database.url.is_empty();
        let bus: Arc<dyn Bus> = if announces { Arc::new(bus(name, config).await?) } else { Arc::new(NoBus) };
        Ok(Self { bus, ids: Arc::new(TimeIds::new(clock.clone())), clock })
    }
}

async fn bus(name: &str, config: &Config) -> anyhow::Result<JetStream> {
    let keys = Keys::from_pem(config.bus.signing_key.expose(), &config.bus.verifying_keys).context("runtime.bus")?;
    anyhow::ensure!(!config.bus.signing_key.is_empty(), "runtime.bus.signing_key of {name} is not set");
    let bus = JetStream::connect(&config.bus, name, keys).await.context("runtime.bus: cannot use the bus")?;
    bus.look(name).await.context("runtime.bus: the broker cannot be used")?;
    Ok(bus)
}

/// Connects to the database of the service `name`, as whoever looks after it: what they do takes as long as it takes.
///
/// # Errors
/// Names the setting when it is missing or nothing answers there.
pub async fn open_database(name: &str, config: &Config) -> anyhow::Result<Db> {
    checked_database(name, config)?;
    let reached = || format!("{}: cannot reach the database", database_setting(name));
    store::connect_as_operator(&config.database).await.with_context(reached)
}

fn checked_database(name: &str, config: &Config) -> Result<(), Refused> {
    let mut problems = Problems::default();
    problems.ensure(!config.database.url.is_empty(), database_setting(name), "is not set");
    config.database.check("runtime.database", &mut problems);
    problems.settle(name)
}

fn database_setting(name: &str) -> String {
    let prefix = name.to_uppercase();
    format!("runtime.database.url of {name} (in the file named by {prefix}_CONFIG, or {prefix}__RUNTIME__DATABASE__URL)")
}

/// Brings the database of a service to the newest schema, as the owner of its tables, and lets the service work with them.
///
/// # Errors
/// When the database cannot be reached, or a migration fails; names the service.
pub async fn migrate(name: &str, config: &Config, migrations: Migrations) -> anyhow::Result<()> {
    let context = || format!("the database of {name} cannot be migrated");
    let db = open_database(name, &Config { database: config.database.of_owner(), ..config.clone() }).await?;
    migrations.run(&db).await.with_context(context)?;
    if let Some(role) = config.database.service_role() {
        store::migrate::grant(&db, &role).await.with_context(|| format!("{role} cannot be let work with the tables of {name}"))?;
    }
    db.close().await.with_context(context)
}

/// Everything a handler needs; cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    /// Name of the service.
    pub name: &'static str,
    /// Its configuration.
    pub config: Arc<Config>,
    /// Its database, by connections that answer calls; jobs and events have others.
    pub db: Db,
    /// Its cache; nothing may depend on a hit.
    pub cache: Cache,
    /// Its attachments and artifacts.
    pub objects: Objects,
    /// What files that people send must pass.
    pub uploads: uploads::Gate,
    /// By which the files are sealed that passed.
    pub(crate) seal_keys: Option<seal::Keys>,
    /// The replaceable ports.
    pub deps: Deps,
    /// By which digests of requests are made, where requests hold secrets.
    digest_key: Option<Arc<hmac::Key>>,
    background: Db,
}

impl Ctx {
    /// Connects to what the configuration names.
    ///
    /// # Errors
    /// When the database or the object store cannot be reached.
    pub async fn open(name: &'static str, config: &Config, deps: Deps) -> anyhow::Result<Self> {
        checked_database(name, config)?;
        let reached = || format!("{}: cannot reach the database", database_setting(name));
        let db = store::connect(&config.database).await.with_context(reached)?;
        let background = store::connect_in_background(&config.database).await.with_context(reached)?;
        let changeable = store::migrate::changeable_chains(&db).await.context("runtime.database.url")?;
        if !changeable.is_empty() {
            tracing::warn!(tables = changeable.join(", "), "the role of the service may change its audit chains: see owner_url");
        }
        Ok(Self {
            name,
            db,
            cache: Cache::open(Some(config.cache_url.expose())).context("runtime.cache_url")?,
            objects: Objects::open(&config.objects)?,
            uploads: uploads::Gate::new(&config.uploads),
            seal_keys: match config.uploads.seal_keys.as_slice() {
                [] => None,
                keys => Some(seal::Keys::new(keys).context("runtime.uploads.seal_keys")?),
            },
            config: Arc::new(config.clone()),
            deps,
            digest_key: None,
            background,
        })
    }

    /// The same with the connections that jobs and events have: they may take longer, and take none from those who call.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { db: self.background.clone(), ..self.clone() }
    }

    /// Makes digests of requests with this key: whoever reads the database cannot try passwords against them.
    #[must_use]
    pub fn digest_key(self, key: &[u8]) -> Self {
        Self { digest_key: Some(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, key))), ..self }
    }

    /// The digest by which a repeated request is known.
    pub(crate) fn digest(&self, request: &[u8]) -> String {
        match &self.digest_key {
            Some(key) => hex::encode(hmac::sign(key, request)),
            None => Digest::of(request).as_str().to_owned(),
        }
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx, Error> {
        Tx::begin(&self.db, &*self.deps.clock, self.deps.ids.clone()).await
    }

    /// The present moment.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.deps.clock.now()
    }
}
