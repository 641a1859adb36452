//! Configuration of identity.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveTime};
use identity_domain::{Grant, Person, policy};
use runtime::Rule;
use runtime::config::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::Secret;

use crate::mail::Post;
use crate::passkeys::Passkeys;
use crate::secrets::Vault;

/// Configuration of the identity service.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
    /// Ed25519 key in PKCS#8 PEM that signs tokens; its public half is every service's `token_public_key`.
    #[schemars(example = "-----BEGIN PRIVATE KEY-----…")]
    pub token_private_key: Secret,
    /// Keys that seal secrets of authenticator applications and texts of mails: 32 random bytes in base64 each. The first
    /// seals, all of them open.
    #[schemars(example = ["q83vEjRWeJC…=", "mrz0ZmQ9Xy…="])]
    pub seal_keys: Vec<Secret>,
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
    /// How long rows are kept that nobody needs for ever.
    pub retention: Retention,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            runtime: runtime::Config::default(),
            token_private_key: Secret::default(),
            seal_keys: Vec::new(),
            second_factor: SecondFactor::Required,
            portal_url: "http://127.0.0.1:8080".to_owned(),
            session: Session::default(),
            limits: Limits::default(),
            mail: Mail::default(),
            notices: Notices::default(),
            retention: Retention::default(),
        }
    }
}

/// For how many days rows are kept that nobody needs for ever; 0 for ever. What belongs to an account is kept in its chain.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Sessions, after they ended or were last seen: the yearly report tells who used the software (article 7.4), and the door knows the
    /// networks from which somebody has signed in.
    pub session_days: u32,
    /// Which mails were sent to whom: until nobody asks any more where a letter is.
    pub mail_days: u32,
    /// Links that are over.
    pub invitation_days: u32,
    /// Notices, read or not: this year's and last year's.
    pub notice_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { session_days: 400, mail_days: 90, invitation_days: 90, notice_days: 800 }
    }
}

impl Retention {
    /// As rules of sweeping.
    pub fn rules(&self) -> [Rule; 4] {
        [
            Rule { table: "sessions", old: "coalesce(ended_at, seen_at) < $1", days: self.session_days },
            Rule { table: "mails", old: "sent_at < $1", days: self.mail_days },
            Rule { table: "invitations", old: "expires_at < $1", days: self.invitation_days },
            Rule { table: "notices", old: "raised_at < $1", days: self.notice_days },
        ]
    }
}

/// Whether administrators and deciders must sign in with a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// They must.
    Required,
    /// Everybody may; for development and demonstrations.
    Offered,
}

impl SecondFactor {
    /// Whether somebody must have one on a day.
    pub(crate) fn demands(self, person: &Person, grants: &[Grant], today: NaiveDate) -> bool {
        self == Self::Required && policy::needs_second_factor(person, grants, today)
    }
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, JsonSchema, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, JsonSchema, Serialize, Deserialize)]
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
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The way out.
    pub transport: Transport,
    /// With `folder`: where.
    pub folder: PathBuf,
    /// With `smtp`: `smtps://host:465` (TLS), `smtp://host:587?tls=required` (STARTTLS) or `smtp://host:25`; user and password may stand
    /// in it as `smtps://user:password@host`.
    #[schemars(example = "smtp://mail.example:587?tls=required")]
    pub url: Secret,
    /// With `smtp`: the user, where it does not stand in the address.
    #[schemars(example = &"congtam")]
    pub user: String,
    /// With `smtp`: the user's password, where it does not stand in the address.
    #[schemars(example = "(a file, by …__MAIL__PASSWORD_FILE)")]
    pub password: Secret,
    /// With `smtp`: the sender.
    #[schemars(example = "Công Tâm <cong-tam@quangtri.gov.vn>")]
    pub from: String,
}

/// The way out for mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Each mail is a file; for development.
    Folder,
    /// By a mail server.
    Smtp,
}

impl Mail {
    fn check(&self, problems: &mut Problems) {
        match self.transport {
            Transport::Folder => problems.ensure(!self.folder.as_os_str().is_empty(), "mail.folder", "is not set"),
            Transport::Smtp => drop(problems.tried("mail", Post::by_server(self))),
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: Transport::Folder,
            folder: PathBuf::from("mails"),
            url: Secret::default(),
            user: String::new(),
            password: Secret::default(),
            from: String::new(),
        }
    }
}

impl runtime::ServiceConfig for Config {
    const SOURCES: &'static [&'static str] = &["identity", "worklog", "evaluation", "scoring", "reporting"];
    const OWNS: &'static [runtime::Owned] = crate::held::OWNS;

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self, problems: &mut Problems) {
        problems.tried("token_private_key", rpc::Signer::from_pem(self.token_private_key.expose()).map(drop));
        problems.tried("seal_keys", Vault::new(&self.seal_keys).map(drop));
        problems.tried("portal_url", Passkeys::at(&self.portal_url).map(drop));
        self.mail.check(problems);
        problems.ensure(self.notices.digest_hour < 24, "notices.digest_hour", "must be 0 to 23");
        let Limits { wrong_passwords_of_a_network, days_without_links_after_rename } = self.limits;
        problems.ensure(wrong_passwords_of_a_network > 0, "limits.wrong_passwords_of_a_network", "must be above zero");
        problems.ensure(days_without_links_after_rename >= 0, "limits.days_without_links_after_rename", "must not be below zero");
        problems.ensure(self.session.idle_minutes > 0, "session.idle_minutes", "must be above zero");
        problems.ensure(self.session.absolute_hours > 0, "session.absolute_hours", "must be above zero");
    }
}
