//! Rows of scoring. The only place that knows SQL.

pub(crate) mod criteria_sets;
pub(crate) mod drafts;
pub(crate) mod due;
pub(crate) mod facts;
pub(crate) mod guidance;
pub(crate) mod packs;
pub(crate) mod people;
pub(crate) mod quotas;
pub(crate) mod reads;
pub(crate) mod records;
pub(crate) mod results;
pub(crate) mod sheets;

use events::Error;
/// What reads and writes: a transaction, or the pool.
pub(crate) use sea_orm::ConnectionTrait as Conn;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Statement, Value};
use uuid::Uuid;

/// Who publishes law takes this alone; who computes by it takes it together with others.
const LAW: i64 = 0x6c61_7773;

/// Makes everything about one person's results wait its turn until the end of the transaction, and new law too: otherwise a
/// record and its pack, arriving at the same moment, would not see each other.
pub(crate) async fn lock_person(conn: &impl ConnectionTrait, person: Uuid) -> Result<(), Error> {
    lock(conn, "SELECT pg_advisory_xact_lock_shared($1)", LAW.into()).await?;
    lock(conn, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", person.to_string().into()).await
}

/// Makes everybody who computes wait until the new law is there.
pub(crate) async fn lock_law(conn: &impl ConnectionTrait) -> Result<(), Error> {
    lock(conn, "SELECT pg_advisory_xact_lock($1)", LAW.into()).await
}

async fn lock(conn: &impl ConnectionTrait, sql: &str, key: Value) -> Result<(), Error> {
    conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [key])).await?;
    Ok(())
}

/// Writes a row that must not be there yet; somebody else may have been faster.
async fn insert<A, E>(conn: &impl ConnectionTrait, row: A) -> Result<(), Error>
where
    A: ActiveModelTrait<Entity = E>,
    E: EntityTrait<ActiveModel = A>,
{
    match E::insert(row).exec_without_returning(conn).await {
        Ok(_) => Ok(()),
        Err(error) if ::store::is_duplicate(&error) => Err(Error::Conflict),
        Err(error) => Err(error.into()),
    }
}
