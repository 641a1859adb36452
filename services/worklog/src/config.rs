//! Configuration of worklog.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::Problems;

/// Configuration of the worklog service.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
    /// Days after the last day of a log until which handing it in is on time; 1 is the Monday after a week.
    pub grace_days: u32,
    /// How many days after that those whose log is missing are reminded, each time once; empty for never.
    pub reminder_days: Vec<u32>,
}

impl Default for Config {
    fn default() -> Self {
        Self { runtime: runtime::Config::default(), grace_days: 1, reminder_days: vec![1, 3] }
    }
}

impl runtime::ServiceConfig for Config {
    const SOURCES: &'static [&'static str] = &["identity", "evaluation"];
    const OWNS: &'static [runtime::Owned] = crate::held::OWNS;
    const PROJECTS: &'static [runtime::Projected] = crate::held::PROJECTS;

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self, problems: &mut Problems) {
        self.runtime.check_sealing(problems);
    }
}
