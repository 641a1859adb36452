//! What is to stay as it was written, so that somebody outside the database can tell: the ends of chains, and the states of documents.

use std::borrow::Cow;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Chain;

/// How many ends are looked up at once.
const BATCH: usize = 10_000;

/// A table of which nothing is to be lost or changed unseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Name of the table.
    pub table: Cow<'static, str>,
    /// The column that says which chain or document, a `uuid`.
    pub of: Cow<'static, str>,
    /// The column that counts: entries of the chain, or versions of the document.
    pub step: Cow<'static, str>,
    /// How its rows are kept.
    pub how: How,
    /// The column of the document where it is not `document`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Cow<'static, str>>,
}

/// How the rows of a table are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// Entries are added and never changed; each has a seal.
    Chain,
    /// One row each, whose document changes with its version only.
    Document,
    /// One row each, whose document and version never change.
    Sealed,
}

/// How far a chain or document had come, and what it was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromQueryResult)]
pub struct End {
    /// Which chain or document.
    pub of: Uuid,
    /// The entry or version.
    pub step: i64,
    /// The seal of the entry, or the digest of the document.
    pub seal: String,
}

/// What is no longer as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It is gone, or is behind where it had been.
    Missing,
    /// It is there, and another than it was.
    Changed,
}

impl Kept {
    const fn new(how: How, table: &'static str, of: &'static str, step: &'static str) -> Self {
        Self { table: Cow::Borrowed(table), of: Cow::Borrowed(of), step: Cow::Borrowed(step), how, document: None }
    }

    /// The chains of a table.
    pub const fn chain(chain: Chain) -> Self {
        Self::new(How::Chain, chain.table, chain.of, chain.step)
    }

    /// The documents of a table that counts their changes in `version`.
    pub const fn documents(table: &'static str, of: &'static str) -> Self {
        Self::new(How::Document, table, of, "version")
    }

    /// The documents of a table that never change.
    pub const fn sealed(table: &'static str, of: &'static str) -> Self {
        Self::new(How::Sealed, table, of, "version")
    }

    /// The same of another column; rows where it is null are none of it.
    #[must_use]
    pub fn in_column(self, document: &'static str) -> Self {
        Self { document: Some(Cow::Borrowed(document)), ..self }
    }

    /// The same counted by another column.
    #[must_use]
    pub fn counted_by(self, step: &'static str) -> Self {
        Self { step: Cow::Borrowed(step), ..self }
    }

    /// What it is called: the table, and the column where it is not the usual one.
    pub fn name(&self) -> String {
        match &self.document {
            None => self.table.to_string(),
            Some(document) => format!("{}.{document}", self.table),
        }
    }

    /// True when every name is one that can stand in a statement: what was read from a file is not believed.
    pub fn is_plain(&self) -> bool {
        let plain = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        [&self.table, &self.of, &self.step].into_iter().chain(&self.document).all(|name| plain(name))
    }

    /// Where every chain ends now, or what every document is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ends(&self, conn: &impl ConnectionTrait) -> Result<Vec<End>, DbErr> {
        let Self { table, of, step, how, .. } = self;
        let seal = self.seal();
        let ends = match how {
            How::Chain => {
                format!("SELECT DISTINCT ON ({of}) {of} AS of, {step} AS step, {seal} AS seal FROM {table} ORDER BY {of}, {step} DESC")
            }
            How::Document | How::Sealed => {
                let document = self.document();
                format!("SELECT {of} AS of, {step}::bigint AS step, {seal} AS seal FROM {table} WHERE {document} IS NOT NULL ORDER BY {of}")
            }
        };
        End::find_by_statement(Statement::from_string(conn.get_database_backend(), ends)).all(conn).await
    }

    /// Which of the ends are no longer as they were. A chain may have gone on, and a document that may change to a newer version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn losses(&self, conn: &impl ConnectionTrait, ends: &[End]) -> Result<Vec<(End, Loss)>, DbErr> {
        let Self { table, of, step, how, .. } = self;
        let seal = self.seal();
        let (same_row, same_step) = match how {
            How::Chain => (format!("kept.{of} = was.of AND kept.{step} = was.step"), format!("kept.{step} = was.step")),
            How::Document => (format!("kept.{of} = was.of"), format!("kept.{step} = was.step")),
            How::Sealed => (format!("kept.{of} = was.of"), "true".to_owned()),
        };
        let compare = format!(
            "SELECT was.of, was.step, was.seal, kept.{of} IS NULL OR kept.{step} < was.step AS missing \
             FROM jsonb_to_recordset($1) AS was (of uuid, step bigint, seal text) LEFT JOIN {table} AS kept ON {same_row} \
             WHERE kept.{of} IS NULL OR kept.{step} < was.step OR ({same_step} AND (kept.{step}, {seal}) IS DISTINCT FROM (was.step, was.seal)) \
             ORDER BY was.of"
        );
        let mut losses = Vec::new();
        for batch in ends.chunks(BATCH) {
            let was = serde_json::to_value(batch).map_err(|error| DbErr::Json(error.to_string()))?;
            let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), &compare, [was.into()])).await?;
            for row in rows {
                let end = End { of: row.try_get("", "of")?, step: row.try_get("", "step")?, seal: row.try_get("", "seal")? };
                losses.push((end, if row.try_get("", "missing")? { Loss::Missing } else { Loss::Changed }));
            }
        }
        Ok(losses)
    }

    fn document(&self) -> &str {
        self.document.as_deref().unwrap_or("document")
    }

    fn seal(&self) -> Cow<'static, str> {
        match self.how {
            How::Chain => Cow::Borrowed("hash"),
            How::Document | How::Sealed => Cow::Owned(format!("encode(sha256(convert_to({}::text, 'UTF8')), 'hex')", self.document())),
        }
    }
}

/// Whether it is this transaction's turn to write down what is kept, and nobody else's until it ends.
///
/// # Errors
/// When the database cannot be reached.
pub async fn my_turn(conn: &impl ConnectionTrait) -> Result<bool, DbErr> {
    // "kept" in a number.
    const TURN: &str = "SELECT pg_try_advisory_xact_lock(1801809012) AS mine";
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), TURN)).await?;
    row.map_or(Ok(false), |row| row.try_get("", "mine"))
}
