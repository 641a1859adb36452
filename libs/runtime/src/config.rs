//! Configuration in layers: defaults in code, then the service's file, then the environment.
//!
//! `EVALUATION__RUNTIME__DATABASE__URL=…` sets `runtime.database.url` of the evaluation service. Unknown keys are errors.

mod check;

use std::net::SocketAddr;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use events::jetstream::Config as Bus;
pub use settings::{Loaded, Problems, Refused, Secret};

/// Every service: their variables may stand side by side in one environment.
pub const SERVICES: [&str; 7] = ["identity", "worklog", "evaluation", "scoring", "reporting", "partners", "portal"];

/// What every service needs to run.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the service listens.
    pub listen: SocketAddr,
    /// Its own database.
    pub database: store::Config,
    /// The bus.
    pub bus: Bus,
    /// Redis; empty for memory.
    #[schemars(example = "redis://:password@redis.example:6379")]
    pub cache_url: Secret,
    /// Attachments and artifacts.
    pub objects: objects::Config,
    /// A folder or bucket away from the database, where the signed ends of the audit trail are kept, by the settings of `objects`; empty
    /// for the place of the objects.
    #[schemars(example = "/srv/audit/evaluation")]
    pub audit_folder: String,
    /// How files that people send are looked at.
    pub uploads: uploads::Config,
    /// Identity's public key in PEM, by which the service knows who is acting; two, one after another, while identity changes its key.
    #[schemars(example = "-----BEGIN PUBLIC KEY-----…")]
    pub token_public_key: String,
    /// Where traces, metrics and logs go.
    pub telemetry: Telemetry,
    /// For rehearsals only: a file with the seconds to add to the system's clock.
    #[schemars(example = "/var/lib/congtam/clock")]
    pub clock_offset_file: Option<PathBuf>,
    /// Offers gRPC reflection; for development.
    pub reflection: bool,
    /// Seconds for which the service goes on taking calls after it was told to stop (SIGTERM), while it says that it is not serving: until
    /// whoever sends calls has heard of it. 0 to 15.
    pub drain_seconds: u32,
    /// How long rows are kept that nobody needs for ever.
    pub retention: Retention,
}

impl Config {
    /// Where the signed ends of the audit trail are kept.
    pub(crate) fn audit_place(&self) -> objects::Config {
        let url = if self.audit_folder.is_empty() { &self.objects.url } else { &self.audit_folder };
        objects::Config { url: url.clone(), ..self.objects.clone() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([0, 0, 0, 0], 8000)),
            database: store::Config::default(),
            bus: Bus::default(),
            cache_url: Secret::default(),
            objects: objects::Config::default(),
            audit_folder: String::new(),
            uploads: uploads::Config::default(),
            token_public_key: String::new(),
            telemetry: Telemetry::default(),
            clock_offset_file: None,
            reflection: false,
            drain_seconds: 5,
            retention: Retention::default(),
        }
    }
}

/// For how many days rows are kept that nobody needs for ever; 0 for ever.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// States that were announced and that a newer one has replaced, and notices that were raised: a year and a month, so that the last
    /// evaluation can be looked into. The newest state of everything stays, to be announced again.
    pub outbox_days: u32,
    /// Which events were heard: no shorter than the bus keeps them (`bus.streams.max_age_days`).
    pub inbox_days: u32,
    /// Answers to commands, which a repeated one gets again: nobody repeats after a week, and they hold personal data.
    pub request_days: u32,
    /// Messages that nobody of ours signed: until somebody has looked into it.
    pub refused_days: u32,
    /// Which reminders were given: nobody is reminded of a year that is over.
    pub reminder_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { outbox_days: 400, inbox_days: 400, request_days: 7, refused_days: 90, reminder_days: 400 }
    }
}

/// Where traces, metrics and logs go.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// OTLP over gRPC, such as `http://collector:4317`; empty for none.
    #[schemars(example = "http://collector.example:4317")]
    pub otlp_endpoint: String,
    /// What to log, as a filter of `tracing`.
    #[schemars(example = "info,async_nats=warn")]
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
/// Names every key that is unknown or of the wrong type.
pub fn load<C: Default + Serialize + DeserializeOwned + JsonSchema>(service: &str) -> Result<Loaded<C>, Refused> {
    settings::load(service, &SERVICES, &std::env::vars_os().collect())
}
