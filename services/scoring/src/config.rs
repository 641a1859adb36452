//! Configuration: nothing beside what every service has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Configuration of the scoring service.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
}

impl runtime::ServiceConfig for Config {
    const SOURCES: &'static [&'static str] = &["evaluation", "identity"];
    const OWNS: &'static [runtime::Owned] = crate::held::OWNS;
    const PROJECTS: &'static [runtime::Projected] = crate::held::PROJECTS;

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }
}
