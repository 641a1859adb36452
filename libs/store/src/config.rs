//! Where the database is, and how long anybody may hold it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::{Problems, Secret};
use sqlx::postgres::PgConnectOptions;

/// Where the database is, and how long calls may hold it.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `postgres://user:password@host:port/database`; with `?sslmode=verify-full&sslrootcert=/path/ca.pem` over TLS. PostgreSQL 14 or newer.
    #[schemars(
        example = "postgres://evaluation_service:password@db.example:5432/evaluation?sslmode=verify-full&sslrootcert=/etc/congtam/ca.pem"
    )]
    pub url: Secret,
    /// The same database as the owner of its tables: for migrations, and given to no service. Empty where one role does both.
    #[schemars(example = "postgres://evaluation_owner:password@db.example:5432/evaluation")]
    pub owner_url: Secret,
    /// Most connections at a time that answer calls.
    pub max_connections: u32,
    /// Milliseconds that a call waits for one of them before it is refused.
    pub acquire_milliseconds: u32,
    /// Seconds that one statement of a call may take. A query ends with the deadline of its call in any case.
    pub statement_seconds: u32,
    /// Seconds that a statement of a call waits for what others have locked.
    pub lock_seconds: u32,
    /// Seconds that a call may leave a transaction idle.
    pub idle_in_transaction_seconds: u32,
    /// What jobs, and events of other services, may take.
    pub background: Background,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: Secret::default(),
            owner_url: Secret::default(),
            max_connections: 10,
            acquire_milliseconds: 1_000,
            statement_seconds: 30,
            lock_seconds: 10,
            idle_in_transaction_seconds: 60,
            background: Background::default(),
        }
    }
}

/// How long jobs, and events of other services, may hold the database: by connections of their own, so that neither waits for the other.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Background {
    /// Most connections at a time.
    pub max_connections: u32,
    /// Milliseconds of waiting for one of them.
    pub acquire_milliseconds: u32,
    /// Seconds that one statement may take.
    pub statement_seconds: u32,
    /// Seconds that a statement waits for what others have locked.
    pub lock_seconds: u32,
    /// Seconds that a transaction may be idle.
    pub idle_in_transaction_seconds: u32,
}

impl Default for Background {
    fn default() -> Self {
        Self {
            max_connections: 6,
            acquire_milliseconds: 10_000,
            statement_seconds: 600,
            lock_seconds: 30,
            idle_in_transaction_seconds: 600,
        }
    }
}

impl Config {
    /// As the owner of the tables.
    #[must_use]
    pub fn of_owner(&self) -> Self {
        let url = if self.owner_url.is_empty() { &self.url } else { &self.owner_url };
        Self { url: url.clone(), ..self.clone() }
    }

    /// Says what cannot be used, below the key `at`.
    pub fn check(&self, at: &str, problems: &mut Problems) {
        for (key, url) in [("url", &self.url), ("owner_url", &self.owner_url)].into_iter().filter(|(_, url)| !url.is_empty()) {
            let scheme = url.expose().split_once("://").is_some_and(|(scheme, _)| ["postgres", "postgresql"].contains(&scheme));
            let usable = scheme && url.expose().parse::<PgConnectOptions>().is_ok();
            problems.ensure(usable, format_args!("{at}.{key}"), "is no postgres://user:password@host:port/database");
        }
        let Background { max_connections, acquire_milliseconds, .. } = self.background;
        for (key, number) in [
            ("max_connections", self.max_connections),
            ("acquire_milliseconds", self.acquire_milliseconds),
            ("background.max_connections", max_connections),
            ("background.acquire_milliseconds", acquire_milliseconds),
        ] {
            problems.ensure(number > 0, format_args!("{at}.{key}"), "must be above zero");
        }
    }

    /// The role that services connect as, where it is another one than the owner.
    pub fn service_role(&self) -> Option<String> {
        let (_, address) = self.url.expose().split_once("://").filter(|_| !self.owner_url.is_empty())?;
        let (user, _) = address.split_once('@')?;
        Some(user.split(':').next().unwrap_or_default().to_owned()).filter(|role| !role.is_empty())
    }
}
