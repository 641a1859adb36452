//! Configuration in layers: defaults in code, then the service's file, then the environment.
//!
//! `EVALUATION__RUNTIME__DATABASE__URL=…` sets `runtime.database.url` of the evaluation service. Unknown keys are errors.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use config::builder::DefaultState;
use config::{ConfigBuilder, Environment, File, FileFormat};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What every service needs to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the service listens.
    pub listen: SocketAddr,
    /// Its own database.
    pub database: store::Config,
    /// The bus.
    pub bus: Bus,
    /// Redis; empty for memory.
    pub cache_url: String,
    /// Attachments and artifacts.
    pub objects: objects::Config,
    /// A folder away from the database, where the signed ends of the audit trail are kept; empty for the object store.
    pub audit_folder: String,
    /// How files that people send are looked at.
    pub uploads: uploads::Config,
    /// Identity's public key in PEM; by it the service knows who is acting.
    pub token_public_key: String,
    /// Where traces, metrics and logs go.
    pub telemetry: Telemetry,
    /// For rehearsals only: a file with the seconds to add to the system's clock.
    pub clock_offset_file: Option<PathBuf>,
    /// Offers gRPC reflection; for development.
    pub reflection: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([0, 0, 0, 0], 8000)),
            database: store::Config::default(),
            bus: Bus::default(),
            cache_url: String::new(),
            objects: objects::Config::default(),
            audit_folder: String::new(),
            uploads: uploads::Config::default(),
            token_public_key: String::new(),
            telemetry: Telemetry::default(),
            clock_offset_file: None,
            reflection: false,
        }
    }
}

/// Where the bus is, and whom the service believes there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bus {
    /// `nats://host:4222`.
    pub url: String,
    /// The service's own Ed25519 private key in PKCS#8 PEM, with which it signs what it announces; nobody else has it.
    pub signing_key: String,
    /// The public keys in PEM of the services it listens to, by their names; several, one after another, while one changes its key.
    pub verifying_keys: BTreeMap<String, String>,
}

/// Where traces, metrics and logs go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// OTLP over gRPC, such as `http://collector:4317`; empty for none.
    pub otlp_endpoint: String,
    /// What to log, as a filter of `tracing`.
    pub log: String,
    /// JSON lines instead of text.
    pub log_json: bool,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self { otlp_endpoint: String::new(), log: "info".to_owned(), log_json: true }
    }
}

/// Reads a service's configuration: defaults, then the file named by `<SERVICE>_CONFIG`, then `<SERVICE>__…` variables.
///
/// # Errors
/// Names the key that is unknown or of the wrong type.
pub fn load<C: Default + Serialize + DeserializeOwned>(service: &str) -> anyhow::Result<C> {
    let prefix = service.to_uppercase();
    let defaults = serde_json::to_string(&C::default())?;
    let mut layers = ConfigBuilder::<DefaultState>::default().add_source(File::from_str(&defaults, FileFormat::Json));
    if let Ok(file) = std::env::var(format!("{prefix}_CONFIG")) {
        layers = layers.add_source(File::with_name(&file));
    }
    let environment = Environment::with_prefix(&prefix).prefix_separator("__").separator("__").try_parsing(true);
    let all = layers.add_source(environment).build().context("cannot read the configuration")?;
    all.try_deserialize().with_context(|| format!("the configuration of {service} is wrong"))
}
