//! Configuration: what every service has, the fonts, and how much typesetting at a time.

use std::path::PathBuf;

use runtime::config::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::presses::Presses;

/// Configuration of the reporting service.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
    /// Folder with Times New Roman or Liberation Serif; empty for that of the Debian package fonts-liberation2.
    #[schemars(example = "/usr/share/fonts/truetype/liberation2")]
    pub fonts: PathBuf,
    /// Documents set at the same time; typesetting keeps one processor busy each.
    pub presses: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { runtime: runtime::Config::default(), fonts: PathBuf::new(), presses: 2 }
    }
}

impl runtime::ServiceConfig for Config {
    const SOURCES: &'static [&'static str] = &["identity", "worklog", "evaluation", "scoring"];
    const PROJECTS: &'static [runtime::Projected] = crate::held::PROJECTS;

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self, problems: &mut Problems) {
        problems.ensure(self.presses > 0, "presses", "at least one document must be set at a time");
        problems.tried("fonts", Presses::new(self).map(drop));
    }
}
