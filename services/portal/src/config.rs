//! What the portal needs to know.

use std::path::PathBuf;

use ipnet::IpNet;
use runtime::config::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Configuration of the portal.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
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
    /// The address that people type. With `https://` the session cookie goes over https only and browsers are told to
    /// stay with https; `http://` is for machines without a network.
    pub public_url: String,
    /// Networks of the proxies before the pages, such as `10.0.0.0/8`: what these write in `X-Forwarded-For` is believed. Without any,
    /// whoever is connected is who asks; behind a proxy all people would then be one address, with the limits of one.
    #[schemars(with = "Vec<String>", example = ["10.0.0.0/8"])]
    pub trusted_proxies: Vec<IpNet>,
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
            public_url: "https://localhost".to_owned(),
            trusted_proxies: Vec::new(),
        }
    }
}

impl Config {
    /// The services and where they listen.
    pub fn services(&self) -> [(&'static str, &String); 5] {
        [
            ("identity", &self.identity_url),
            ("worklog", &self.worklog_url),
            ("evaluation", &self.evaluation_url),
            ("scoring", &self.scoring_url),
            ("reporting", &self.reporting_url),
        ]
    }
}

impl runtime::ServiceConfig for Config {
    const KEEPS: bool = false;
    const SOURCES: &'static [&'static str] = &[];

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self, problems: &mut Problems) {
        for (service, url) in self.services() {
            let key = format!("{service}_url");
            problems.ensure(rpc::client::may_be_at(url), &key, format_args!("{url:?} is no http://host:port"));
        }
        problems.ensure(self.assets_dir.is_dir(), "assets_dir", format_args!("{} is not a folder", self.assets_dir.display()));
        let known = ["https://", "http://"].iter().any(|scheme| self.public_url.starts_with(scheme));
        problems.ensure(known, "public_url", format_args!("{:?} begins with neither https:// nor http://", self.public_url));
    }
}
