//! How a service keeps its rows: connection, migrations, compare-and-swap of aggregates, projections, chains, what is kept, page tokens.
//!
//! PostgreSQL only. Aggregates are one `jsonb` document beside real columns for what is searched; every row of an
//! aggregate or projection carries the version that decides who may overwrite whom.

pub mod chain;
mod config;
mod connect;
pub mod kept;
pub mod migrate;
pub mod page;
pub mod reads;
pub mod sweep;
mod write;

use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlErr};

pub use chain::Chain;
pub use config::{Background, Config};
pub use connect::{Probe, clock, connect, connect_as_operator, connect_in_background};
pub use kept::Kept;
pub use migrate::{Migration, Migrations};
pub use page::Page;
pub use reads::Reads;
pub use write::{Versioned, insert_all, project, put, put_all};

/// A pool of connections to one service's database.
pub type Db = DatabaseConnection;

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

/// True when the database was not there, or could not take anything from anybody: nothing that was asked is at fault.
pub fn is_away(error: &DbErr) -> bool {
    let sqlx = match error {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(RuntimeErr::SqlxError(sqlx)) | DbErr::Exec(RuntimeErr::SqlxError(sqlx)) | DbErr::Query(RuntimeErr::SqlxError(sqlx)) => {
            sqlx
        }
        _ => return false,
    };
    match &**sqlx {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        // Connections, resources, a server that ends or begins, one that only reads.
        sqlx::Error::Database(said) => {
            said.code().is_some_and(|code| ["08", "53", "57P"].iter().any(|class| code.starts_with(class)) || code == "25006")
        }
        _ => false,
    }
}
