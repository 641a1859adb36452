//! Configuration: nothing beside what every service has.

use serde::{Deserialize, Serialize};

/// Configuration of the evaluation service.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
}

impl runtime::ServiceConfig for Config {
    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }
}
