//! Configuration of identity.

use std::path::PathBuf;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// Configuration of the identity service.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
    /// Ed25519 key in PKCS#8 PEM that signs tokens; its public half is every service's `token_public_key`.
    pub token_private_key: String,
    /// Keys that seal secrets of authenticator applications and texts of mails: 32 random bytes in base64 each. The first
    /// seals, all of them open.
    pub seal_keys: Vec<String>,
    /// Whether administrators and deciders must sign in with a second factor.
    pub second_factor: SecondFactor,
    /// Address of the pages, for links in mails.
    pub portal_url: String,
    /// How long sessions last.
    pub session: Session,
    /// How often the door may be tried, and how long it stays closed.
    pub limits: Limits,
    /// How mails leave.
    pub mail: Mail,
    /// How people are told.
    pub notices: Notices,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            runtime: runtime::Config::default(),
            token_private_key: String::new(),
            seal_keys: Vec::new(),
            second_factor: SecondFactor::Required,
            portal_url: "http://127.0.0.1:8080".to_owned(),
            session: Session::default(),
            limits: Limits::default(),
            mail: Mail::default(),
            notices: Notices::default(),
        }
    }
}

/// Whether administrators and deciders must sign in with a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// They must.
    Required,
    /// Everybody may; for development and demonstrations.
    Offered,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Minutes without any use.
    pub idle_minutes: i64,
    /// Hours in all.
    pub absolute_hours: i64,
}

impl Default for Session {
    fn default() -> Self {
        Self { idle_minutes: 60, absolute_hours: 12 }
    }
}

/// How often the door may be tried, and how long it stays closed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Wrong passwords in a quarter of an hour before a network waits; ten times as many for who has signed in from there before.
    pub wrong_passwords_of_a_network: u64,
    /// Days after a login was renamed in which no link to choose another password goes to the new address.
    pub days_without_links_after_rename: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { wrong_passwords_of_a_network: 100, days_without_links_after_rename: 3 }
    }
}

/// How people are told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// Hour of office time, 0 to 23, at which the daily mail of unread notices is written.
    pub digest_hour: u32,
}

impl Notices {
    pub(crate) fn digest_at(self) -> NaiveTime {
        NaiveTime::from_hms_opt(self.digest_hour, 0, 0).unwrap_or_default()
    }
}

impl Default for Notices {
    fn default() -> Self {
        Self { digest_hour: 7 }
    }
}

/// How mails leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "transport")]
pub enum Mail {
    /// Each mail is a file; for development.
    Folder {
        /// Where.
        folder: PathBuf,
    },
    /// By a mail server.
    Smtp {
        /// `smtps://user:password@host` or `smtp://host:25`.
        url: String,
        /// Sender.
        from: String,
    },
}

impl Default for Mail {
    fn default() -> Self {
        Self::Folder { folder: PathBuf::from("mails") }
    }
}

impl runtime::ServiceConfig for Config {
    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self) -> anyhow::Result<()> {
        anyhow::ensure!(!self.token_private_key.is_empty(), "token_private_key is missing");
        anyhow::ensure!(self.notices.digest_hour < 24, "notices.digest_hour must be 0 to 23");
        anyhow::ensure!(self.limits.wrong_passwords_of_a_network > 0, "limits.wrong_passwords_of_a_network must be above zero");
        anyhow::ensure!(self.limits.days_without_links_after_rename >= 0, "limits.days_without_links_after_rename must not be below zero");
        anyhow::ensure!(self.session.idle_minutes > 0 && self.session.absolute_hours > 0, "session times must be above zero");
        Ok(())
    }
}
