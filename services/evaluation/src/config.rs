//! Configuration: what every service has, and when people are reminded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::Problems;

/// Configuration of the evaluation service.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
    /// On how many days before a last day people are reminded of what waits for them; once more when it is over.
    pub remind_days_ahead: Vec<u32>,
}

impl Default for Config {
    fn default() -> Self {
        Self { runtime: runtime::Config::default(), remind_days_ahead: vec![3, 1] }
    }
}

impl runtime::ServiceConfig for Config {
    const SOURCES: &'static [&'static str] = &["identity", "scoring"];
    const OWNS: &'static [runtime::Owned] = crate::held::OWNS;
    const PROJECTS: &'static [runtime::Projected] = crate::held::PROJECTS;

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self, problems: &mut Problems) {
        self.runtime.check_sealing(problems);
    }
}
