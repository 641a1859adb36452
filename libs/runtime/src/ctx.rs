//! What a handler needs.

use std::sync::Arc;

use anyhow::Context;
use aws_lc_rs::hmac;
use cache::Cache;
use events::signing::Keys;
use events::{Bus, Tx};
use kernel::{Clock, Digest, Ids};
use objects::Objects;
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
    /// When the bus URL or one of the bus keys makes no sense, or a service that keeps something has no key to sign with.
    pub async fn real(name: &str, config: &Config) -> anyhow::Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(config.clock_offset_file.clone()));
        let keys = Keys::from_pem(&config.bus.signing_key, &config.bus.verifying_keys).context("runtime.bus")?;
        let announces = !config.database.url.is_empty();
        anyhow::ensure!(!announces || !config.bus.signing_key.trim().is_empty(), "runtime.bus.signing_key of {name} is not set");
        let bus =
            events::jetstream::JetStream::connect(&config.bus.url, name, keys).await.context("runtime.bus.url: cannot use the bus")?;
        Ok(Self { bus: Arc::new(bus), ids: Arc::new(TimeIds::new(clock.clone())), clock })
    }
}

/// Connects to the database of the service `name`.
///
/// # Errors
/// Names the setting when it is missing or nothing answers there.
pub async fn open_database(name: &str, config: &Config) -> anyhow::Result<Db> {
    let prefix = name.to_uppercase();
    let setting = format!("runtime.database.url of {name} (in the file named by {prefix}_CONFIG, or {prefix}__RUNTIME__DATABASE__URL)");
    anyhow::ensure!(!config.database.url.is_empty(), "{setting} is not set");
    store::connect(&config.database).await.with_context(|| format!("{setting}: cannot reach the database"))
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
    /// Its database.
    pub db: Db,
    /// Its cache; nothing may depend on a hit.
    pub cache: Cache,
    /// Its attachments and artifacts.
    pub objects: Objects,
    /// What files that people send must pass.
    pub uploads: uploads::Gate,
    /// The replaceable ports.
    pub deps: Deps,
    /// By which digests of requests are made, where requests hold secrets.
    digest_key: Option<Arc<hmac::Key>>,
}

impl Ctx {
    /// Connects to what the configuration names.
    ///
    /// # Errors
    /// When the database or the object store cannot be reached.
    pub async fn open(name: &'static str, config: &Config, deps: Deps) -> anyhow::Result<Self> {
        let db = open_database(name, config).await?;
        let changeable = store::migrate::changeable_chains(&db).await.context("runtime.database.url")?;
        if !changeable.is_empty() {
            tracing::warn!(tables = changeable.join(", "), "the role of the service may change its audit chains: see owner_url");
        }
        Ok(Self {
            name,
            db,
            cache: Cache::open(Some(config.cache_url.as_str()).filter(|url| !url.is_empty())).context("runtime.cache_url")?,
            objects: Objects::open(&config.objects)?,
            uploads: uploads::Gate::new(&config.uploads),
            config: Arc::new(config.clone()),
            deps,
            digest_key: None,
        })
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
