//! Entries that seal the one before: none can be changed, or removed from between others, without being found.
//!
//! A chained table has a `uuid` column that says which chain, a `bigint` column that counts from 1, `at`, and `hash` as its last column,
//! and is protected by a trigger that calls `chain_is_for_good()`.

use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Migration;

/// Entries of one statement.
const AT_ONCE: usize = 1_000;

/// A table of chains.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    /// Name of the table.
    pub table: &'static str,
    /// The column that says which chain.
    pub of: &'static str,
    /// The column that counts the entries of a chain.
    pub step: &'static str,
}

/// Where a chain is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Which chain.
    pub of: Uuid,
    /// At which entry.
    pub step: i64,
    /// Entries before it are missing; otherwise the entry itself was changed.
    pub is_gap: bool,
}

/// The functions that chained tables need.
pub const fn migration() -> Migration {
    Migration { name: "0000_chain", sql: include_str!("../migrations/0000_chain.sql") }
}

/// The second rule of sealing, which new entries follow: after [`migration`].
pub const fn lengths_migration() -> Migration {
    Migration { name: "0000_chain_lengths", sql: include_str!("../migrations/0000_chain_lengths.sql") }
}

impl Chain {
    /// Adds an entry: `rest` has every column but those of the chain itself. Those that come together wait for each other until the
    /// transaction ends.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add(&self, conn: &impl ConnectionTrait, of: Uuid, rest: Value) -> Result<(), DbErr> {
        const TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1::text || $2::text, 0))";
        let turn = [self.table.into(), of.to_string().into()];
        conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), TURN, turn)).await?;
        self.add_all(conn, &[(of, rest)]).await
    }

    /// Adds one entry to each of many chains whose documents the transaction has just written, so that nobody else adds to them before
    /// it ends. It takes no lock a chain: the locks of all transactions together are limited, and an agency has thousands of chains.
    ///
    /// # Errors
    /// When the database refuses, such as two entries of one chain.
    pub async fn add_all(&self, conn: &impl ConnectionTrait, entries: &[(Uuid, Value)]) -> Result<(), DbErr> {
        let Self { table, of: chain, step } = self;
        let add = format!(
            "WITH given AS (SELECT (one ->> 'of')::uuid AS chain, one -> 'rest' AS rest FROM jsonb_array_elements($1) AS one), \
             place AS (SELECT given.chain, rest, last.step, last.hash FROM given LEFT JOIN LATERAL \
                 (SELECT {step} AS step, hash FROM {table} WHERE {chain} = given.chain ORDER BY {step} DESC LIMIT 1) AS last ON true), \
             entry AS (SELECT coalesce(hash, '') AS before, jsonb_populate_record(NULL::{table}, \
                 jsonb_build_object('{chain}', chain, '{step}', coalesce(step, 0) + 1) || rest) AS this FROM place) \
             INSERT INTO {table} SELECT sealed.* FROM entry CROSS JOIN LATERAL \
                 jsonb_populate_record(this, jsonb_build_object('hash', chain_hash_2(before, row_to_json(this)))) AS sealed"
        );
        let backend = conn.get_database_backend();
        for entries in entries.chunks(AT_ONCE) {
            let given: Value = entries.iter().map(|(of, rest)| json!({ "of": of, "rest": rest })).collect();
            conn.execute_raw(Statement::from_sql_and_values(backend, &add, [given.into()])).await?;
        }
        Ok(())
    }

    /// Where the chains break, or one of them; at most `most`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn breaks(&self, conn: &impl ConnectionTrait, only: Option<Uuid>, most: u32) -> Result<Vec<Break>, DbErr> {
        Self::look(self.table, self.of, self.step, conn, only, most).await
    }

    /// As [`Chain::breaks`] of all chains of a table whose names were read from somewhere, and looked at before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn breaks_of(table: &str, of: &str, step: &str, conn: &impl ConnectionTrait, most: u32) -> Result<Vec<Break>, DbErr> {
        Self::look(table, of, step, conn, None, most).await
    }

    async fn look(
        table: &str,
        of: &str,
        step: &str,
        conn: &impl ConnectionTrait,
        only: Option<Uuid>,
        most: u32,
    ) -> Result<Vec<Break>, DbErr> {
        let breaks = format!(
            "WITH chain AS (SELECT row_to_json({table}) AS entry, {of} AS chain, {step} AS step, hash, lag(hash) OVER steps AS before, \
                 lag({step}, 1, 0::bigint) OVER steps AS step_before \
                 FROM {table} WHERE $1::uuid IS NULL OR {of} = $1 WINDOW steps AS (PARTITION BY {of} ORDER BY {step})) \
             SELECT chain, step, step <> step_before + 1 AS is_gap FROM chain \
                 WHERE NOT chain_holds(hash, coalesce(before, ''), entry) OR step <> step_before + 1 ORDER BY chain, step LIMIT $2"
        );
        let values = [only.into(), i64::from(most).into()];
        let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), breaks, values)).await?;
        let found = |row: sea_orm::QueryResult| {
            Ok(Break { of: row.try_get("", "chain")?, step: row.try_get("", "step")?, is_gap: row.try_get("", "is_gap")? })
        };
        rows.into_iter().map(found).collect()
    }
}
