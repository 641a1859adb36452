//! Writing rows that carry a version.

use kernel::Version;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryFilter};

use crate::{Error, is_duplicate};

/// Rows of one statement; PostgreSQL takes 65,535 values in one.
const AT_ONCE: usize = 1_000;

/// A table whose rows carry the version of what they hold.
pub trait Versioned: EntityTrait {
    /// The column that names the row.
    fn id_column() -> Self::Column;
    /// The column that holds the version.
    fn version_column() -> Self::Column;
}

/// Writes an aggregate's new state: inserts when `expected` is 0, otherwise replaces the row that still has the expected version.
///
/// # Errors
/// [`Error::Conflict`] when somebody else was faster.
pub async fn put<A, E>(conn: &impl ConnectionTrait, row: A, expected: Version) -> Result<(), Error>
where
    A: ActiveModelTrait<Entity = E>,
    E: Versioned,
{
    if expected == 0 {
        return match E::insert(row).exec_without_returning(conn).await {
            Ok(_) => Ok(()),
            Err(error) if is_duplicate(&error) => Err(Error::Conflict),
            Err(error) => Err(error.into()),
        };
    }
    let (ActiveValue::Set(id) | ActiveValue::Unchanged(id)) = row.get(E::id_column()) else {
        return Err(sea_orm::DbErr::Custom("the row has no id".to_owned()).into());
    };
    let update = E::update_many().set(row).filter(E::id_column().eq(id)).filter(E::version_column().eq(expected));
    match update.exec(conn).await?.rows_affected {
        0 => Err(Error::Conflict),
        _ => Ok(()),
    }
}

/// As [`put`] of many rows, each with the version that it is expected to have.
///
/// # Errors
/// As [`put`].
pub async fn put_all<A, E>(conn: &impl ConnectionTrait, rows: Vec<(A, Version)>) -> Result<(), Error>
where
    A: ActiveModelTrait<Entity = E>,
    E: Versioned,
{
    let (new, known): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, expected)| *expected == 0);
    match insert_all(conn, new.into_iter().map(|(row, _)| row)).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => return Err(Error::Conflict),
        Err(error) => return Err(error.into()),
    }
    for (row, expected) in known {
        put(conn, row, expected).await?;
    }
    Ok(())
}

/// Inserts many rows in their order.
///
/// # Errors
/// When the database refuses.
pub async fn insert_all<A, E>(conn: &impl ConnectionTrait, rows: impl IntoIterator<Item = A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait<Entity = E>,
    E: EntityTrait,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        E::insert_many(rows.by_ref().take(AT_ONCE)).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Writes what another service announced, unless a newer version is here already. True when the row was written.
///
/// # Errors
/// When the database refuses.
pub async fn project<A, E>(conn: &impl ConnectionTrait, row: A) -> Result<bool, Error>
where
    A: ActiveModelTrait<Entity = E>,
    E: Versioned,
{
    let newer = Expr::col((Alias::new("excluded"), E::version_column()));
    let keep = OnConflict::column(E::id_column())
        .update_columns(E::Column::iter())
        .action_and_where(Expr::col((E::default(), E::version_column())).lt(newer))
        .to_owned();
    Ok(E::insert(row).on_conflict(keep).exec_without_returning(conn).await? > 0)
}
