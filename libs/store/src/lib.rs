//! How a service keeps its rows: connection, migrations, compare-and-swap of aggregates, projections, chains, what is kept, page tokens.
//!
//! PostgreSQL only. Aggregates are one `jsonb` document beside real columns for what is searched; every row of an
//! aggregate or projection carries the version that decides who may overwrite whom.

pub mod chain;
pub mod kept;
pub mod migrate;
pub mod page;
pub mod reads;
mod write;

use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, SqlErr};
use serde::{Deserialize, Serialize};
use sqlx::{Executor, PgConnection};

pub use chain::Chain;
pub use kept::Kept;
pub use migrate::{Migration, Migrations};
pub use page::Page;
pub use reads::Reads;
pub use write::{Versioned, insert_all, project, put, put_all};

/// A pool of connections to one service's database.
pub type Db = DatabaseConnection;

/// Where the database is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `postgres://user:password@host:port/database`.
    pub url: String,
    /// The same database as the owner of its tables: for migrations, and given to no service. Empty where one role does both.
    pub owner_url: String,
    /// Most connections at a time.
    pub max_connections: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { url: String::new(), owner_url: String::new(), max_connections: 10 }
    }
}

impl Config {
    /// As the owner of the tables.
    #[must_use]
    pub fn of_owner(&self) -> Self {
        let url = if self.owner_url.is_empty() { &self.url } else { &self.owner_url };
        Self { url: url.clone(), ..self.clone() }
    }

    /// The role that services connect as, where it is another one than the owner.
    pub fn service_role(&self) -> Option<String> {
        let (_, address) = self.url.split_once("://").filter(|_| !self.owner_url.is_empty())?;
        let (user, _) = address.split_once('@')?;
        Some(user.split(':').next().unwrap_or_default().to_owned()).filter(|role| !role.is_empty())
    }
}

/// Opens the pool; the first connection is made at once, so that a wrong URL shows at the start.
///
/// # Errors
/// When the server cannot be reached within five seconds.
pub async fn connect(config: &Config) -> Result<Db, DbErr> {
    let mut options = ConnectOptions::new(&config.url);
    options
        .max_connections(config.max_connections)
        .connect_timeout(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false)
        .map_sqlx_postgres_pool_opts(|pool| pool.after_release(|connection, _| Box::pin(out_of_transaction(connection))));
    Database::connect(options).await
}

/// Ends the transaction that a caller who went away while it began left open: sqlx then counts none, and gives the connection to the
/// next as if it were free. One question for every return, without a warning where nothing was open.
async fn out_of_transaction(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    connection.execute("BEGIN; ROLLBACK").await.map(|_| true)
}

/// True when a unique index refused the row.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Why a row was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The stored version is not the one that the change was made on.
    #[error("another change was stored first")]
    Conflict,
    /// The database said no.
    #[error(transparent)]
    Db(#[from] DbErr),
}
