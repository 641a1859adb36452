//! Connections, and how long whoever has one may hold the database.

use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxPostgresConnector, Statement};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};

use crate::{Background, Config, Db};

/// How long a start waits for the database.
const PATIENCE: Duration = Duration::from_secs(5);
/// And how long it rests before it asks again.
const AGAIN: Duration = Duration::from_millis(200);
/// A connection that comes back and does not answer is still busy with what nobody waits for any more.
const COMES_BACK: Duration = Duration::from_secs(1);
/// How long one question whether the database is there may take.
const PROBE: Duration = Duration::from_secs(3);

/// What one connection may do; 0 is for as long as it takes.
#[derive(Clone, Copy, Default)]
struct Limits {
    statement: u32,
    lock: u32,
    idle_in_transaction: u32,
}

/// Opens the pool for calls; the first connection is made at once, so that a wrong URL shows at the start.
///
/// # Errors
/// When the server cannot be reached within five seconds.
pub async fn connect(config: &Config) -> Result<Db, DbErr> {
    let Config { statement_seconds: statement, lock_seconds: lock, idle_in_transaction_seconds: idle_in_transaction, .. } = *config;
    let limits = Limits { statement, lock, idle_in_transaction };
    open(config, config.max_connections, config.acquire_milliseconds, limits).await
}

/// Opens the pool for jobs and events.
///
/// # Errors
/// As [`connect`].
pub async fn connect_in_background(config: &Config) -> Result<Db, DbErr> {
    let Background { max_connections, acquire_milliseconds, .. } = config.background;
    let Background { statement_seconds: statement, lock_seconds: lock, idle_in_transaction_seconds: idle_in_transaction, .. } =
        config.background;
    open(config, max_connections, acquire_milliseconds, Limits { statement, lock, idle_in_transaction }).await
}

/// Opens a pool for whoever looks after the database: what they do takes as long as it takes.
///
/// # Errors
/// As [`connect`].
pub async fn connect_as_operator(config: &Config) -> Result<Db, DbErr> {
    let patience = u32::try_from(PATIENCE.as_millis()).unwrap_or(u32::MAX);
    open(config, config.max_connections, patience, Limits::default()).await
}

/// What the clock of the database says.
///
/// # Errors
/// When it does not answer.
pub async fn clock(db: &Db) -> Result<DateTime<Utc>, DbErr> {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp() AS now")).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("no moment".to_owned()))?.try_get("", "now")
}

async fn open(config: &Config, most: u32, acquire: u32, limits: Limits) -> Result<Db, DbErr> {
    let pool = PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_millis(acquire.into()))
        .after_release(|connection, _| Box::pin(out_of_transaction(connection)))
        .connect_lazy_with(options(config, limits)?);
    let db: DatabaseConnection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    let mut outcome = db.ping().await;
    let tries = async {
        while outcome.is_err() {
            tokio::time::sleep(AGAIN).await;
            outcome = db.ping().await;
        }
    };
    let _ = tokio::time::timeout(PATIENCE, tries).await;
    outcome.map(|()| db)
}

fn options(config: &Config, limits: Limits) -> Result<PgConnectOptions, DbErr> {
    // Why it could not be read would show what stands in it.
    let refused = |_| DbErr::Conn(RuntimeErr::Internal("the URL is no postgres://user:password@host:port/database".to_owned()));
    let options: PgConnectOptions = config.url.expose().parse().map_err(refused)?;
    let seconds = |seconds: u32| format!("{seconds}s");
    Ok(options.disable_statement_logging().options([
        ("statement_timeout", seconds(limits.statement)),
        ("lock_timeout", seconds(limits.lock)),
        ("idle_in_transaction_session_timeout", seconds(limits.idle_in_transaction)),
        // Whoever hangs up in the middle of a query ends it, and whose machine is gone is not waited for.
        ("client_connection_check_interval", "1s".to_owned()),
        ("tcp_keepalives_idle", "30s".to_owned()),
        ("tcp_keepalives_interval", "10s".to_owned()),
        ("tcp_keepalives_count", "3".to_owned()),
    ]))
}

/// Ends the transaction that a caller who went away while it began left open: sqlx then counts none, and gives the connection to the
/// next as if it were free. One question for every return, without a warning where nothing was open. A query that nobody waits for any
/// more is hung up on.
async fn out_of_transaction(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let answered = tokio::time::timeout(COMES_BACK, connection.execute("BEGIN; ROLLBACK")).await;
    let late = |_| sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "hung up on a query that nobody waits for"));
    answered.map_err(late)??;
    Ok(true)
}

/// A connection of its own that asks whether the database is there: it waits for nobody who holds one of a pool.
pub struct Probe {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
}

impl Probe {
    /// Asks that database; connects at the first question.
    ///
    /// # Errors
    /// When the URL makes no sense.
    pub fn new(config: &Config) -> Result<Self, DbErr> {
        Ok(Self { options: options(config, Limits { statement: 3, lock: 3, idle_in_transaction: 3 })?, connection: None })
    }

    /// Asks.
    ///
    /// # Errors
    /// Why there was no answer within three seconds.
    pub async fn ask(&mut self) -> Result<(), DbErr> {
        let failed = |error: sqlx::Error| DbErr::Conn(RuntimeErr::Internal(error.to_string()));
        let kept = self.connection.take();
        let asked = async {
            let mut connection = match kept {
                Some(connection) => connection,
                None => PgConnection::connect_with(&self.options).await?,
            };
            connection.execute("SELECT 1").await?;
            Ok(connection)
        };
        let late = |_| DbErr::Conn(RuntimeErr::Internal("no answer".to_owned()));
        self.connection = Some(tokio::time::timeout(PROBE, asked).await.map_err(late)?.map_err(failed)?);
        Ok(())
    }
}
