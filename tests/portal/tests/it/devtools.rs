//! What a browser can do beyond clicking: emulate other screens, and tell what it complained about.

use anyhow::Context;
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command that only Chromium's driver knows.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// A device that holds passkeys and always agrees, beside the browser.
pub async fn add_authenticator(client: &Client) -> anyhow::Result<()> {
    let body = json!({
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "isUserVerified": true,
        "isUserConsenting": true,
    });
    client.issue_cmd(Extension { path: "webauthn/authenticator", body }).await.context("a virtual authenticator")?;
    Ok(())
}

/// A screen, or a person's settings, that pages must be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// An office screen.
    Light,
    /// An office screen of somebody who prefers dark pages.
    Dark,
    /// The colours that somebody with weak sight chose.
    HighContrast,
    /// A small phone.
    Narrow,
    /// Letters twice as large.
    LargeText,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Light, Self::Dark, Self::HighContrast, Self::Narrow, Self::LargeText];

    /// Shows the present page so.
    pub async fn show(self, client: &Client) -> anyhow::Result<()> {
        let width = if self == Self::Narrow { 320 } else { 1280 };
        let metrics = json!({ "width": width, "height": 1800, "deviceScaleFactor": 1, "mobile": self == Self::Narrow });
        devtools(client, "Emulation.setDeviceMetricsOverride", metrics).await?;
        let features = json!([
            { "name": "prefers-color-scheme", "value": if self == Self::Dark { "dark" } else { "light" } },
            { "name": "forced-colors", "value": if self == Self::HighContrast { "active" } else { "none" } },
            { "name": "prefers-contrast", "value": if self == Self::HighContrast { "more" } else { "no-preference" } },
        ]);
        devtools(client, "Emulation.setEmulatedMedia", json!({ "features": features })).await?;
        let size = if self == Self::LargeText { "200%" } else { "" };
        client.execute("document.documentElement.style.fontSize = arguments[0]", vec![json!(size)]).await?;
        Ok(())
    }

    /// Ends all emulation.
    pub async fn as_before(client: &Client) -> anyhow::Result<()> {
        Self::Light.show(client).await?;
        devtools(client, "Emulation.clearDeviceMetricsOverride", json!({})).await?;
        Ok(())
    }
}

/// Calls the browser's developer tools; their answer.
pub async fn devtools(client: &Client, command: &str, parameters: Value) -> anyhow::Result<Value> {
    let body = json!({ "cmd": command, "params": parameters });
    client.issue_cmd(Extension { path: "goog/cdp/execute", body }).await.with_context(|| command.to_owned())
}

/// What the browser complained about since the last call: scripts that failed, files that are not there, what the policy
/// forbids.
pub async fn complaints(client: &Client) -> anyhow::Result<Vec<String>> {
    let log = client.issue_cmd(Extension { path: "se/log", body: json!({ "type": "browser" }) }).await?;
    let entries = log.as_array().context("the log is a list")?;
    Ok(entries.iter().filter(|entry| entry["level"] == "SEVERE").map(|entry| entry["message"].to_string()).collect())
}
