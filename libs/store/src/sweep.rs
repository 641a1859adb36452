//! Rows that nobody needs any more: removed after a while, in small steps, by one who sweeps at a time.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};

use crate::Db;

/// Rows of one statement: nobody waits for it for long.
const STEP: u64 = 10_000;

/// For how long rows of a table are kept. Names and conditions are ours, never from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The table.
    pub table: &'static str,
    /// What makes a row old; `$1` is the moment before which it is.
    pub old: &'static str,
    /// Days for which rows are kept; 0 for ever.
    pub days: u32,
}

/// Removes what is older than the rules keep, unless somebody else is at it. Returns how many rows of each table went.
///
/// # Errors
/// When the database refuses; what was removed before stays removed.
pub async fn sweep(db: &Db, rules: &[Rule], now: DateTime<Utc>) -> Result<Vec<(&'static str, u64)>, DbErr> {
    // "sweep" in a number.
    const TURN: &str = "SELECT pg_try_advisory_xact_lock(495890588016) AS mine";
    let turn = db.begin().await?;
    let mine = turn.query_one_raw(Statement::from_string(DbBackend::Postgres, TURN)).await?;
    if !mine.map_or(Ok(false), |row| row.try_get("", "mine"))? {
        return Ok(Vec::new());
    }
    let mut swept = Vec::with_capacity(rules.len());
    for Rule { table, old, days } in rules.iter().filter(|rule| rule.days > 0) {
        let before = now - TimeDelta::days((*days).into());
        let delete = format!("DELETE FROM {table} WHERE ctid = ANY (ARRAY (SELECT ctid FROM {table} WHERE {old} LIMIT {STEP}))");
        let mut removed = 0;
        loop {
            let step = db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, &delete, [before.into()])).await?.rows_affected();
            removed += step;
            if step < STEP {
                break;
            }
        }
        swept.push((*table, removed));
    }
    turn.commit().await?;
    Ok(swept)
}
