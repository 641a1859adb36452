//! What the portal needs to know.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Configuration of the portal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service has. The portal uses neither database nor objects.
    pub runtime: runtime::Config,
    /// Where identity listens.
    pub identity_url: String,
    /// Where worklog listens.
    pub worklog_url: String,
    /// Where evaluation listens.
    pub evaluation_url: String,
    /// Where scoring listens.
    pub scoring_url: String,
    /// Where reporting listens.
    pub reporting_url: String,
    /// The built styles and scripts.
    pub assets_dir: PathBuf,
    /// Sends the session cookie over https only; off only where there is no https.
    pub cookie_secure: bool,
}

impl Default for Config {
    fn default() -> Self {
        let url = |service: &str| format!("http://{service}:8000");
        Self {
            runtime: runtime::Config::default(),
            identity_url: url("identity"),
            worklog_url: url("worklog"),
            evaluation_url: url("evaluation"),
            scoring_url: url("scoring"),
            reporting_url: url("reporting"),
            assets_dir: PathBuf::from("assets"),
            cookie_secure: true,
        }
    }
}

impl runtime::ServiceConfig for Config {
    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self) -> anyhow::Result<()> {
        anyhow::ensure!(self.assets_dir.is_dir(), "assets_dir: {} is not a folder", self.assets_dir.display());
        Ok(())
    }
}
