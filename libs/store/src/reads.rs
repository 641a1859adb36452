//! Who read by office what is about others, and why: a chained table `reads` with `at`, `reader_id`, `about`, `about_id`, `reason`.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use serde::Serialize;
use uuid::Uuid;

use crate::{Page, chain::Chain};

/// The reads of a service.
#[derive(Clone, Copy, Debug)]
pub struct Reads(pub Chain);

/// One read.
#[derive(Clone, Debug, Serialize)]
pub struct Read<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    #[serde(rename = "reader_id")]
    pub reader: Uuid,
    /// What kind of thing.
    pub about: &'a str,
    /// Which one.
    pub about_id: Uuid,
    /// Why; empty when none was needed.
    pub reason: &'a str,
}

/// One read as it is kept.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Kept {
    /// Its place in its chain.
    pub sequence: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub reader_id: Uuid,
    /// What kind of thing.
    pub about: String,
    /// Which one.
    pub about_id: Uuid,
    /// Why.
    pub reason: String,
}

impl Reads {
    /// Of a service that keeps a chain for each value of the column `of`.
    pub const fn by(of: &'static str) -> Self {
        Self(Chain { table: "reads", of, step: "sequence" })
    }

    /// Adds a read to a chain.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note(&self, conn: &impl ConnectionTrait, of: Uuid, read: &Read<'_>) -> Result<(), DbErr> {
        let entry = serde_json::to_value(read).map_err(|error| DbErr::Json(error.to_string()))?;
        self.0.add(conn, of, entry).await
    }

    /// One page of a chain, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(&self, conn: &impl ConnectionTrait, of: Uuid, page: &Page<i64>) -> Result<Vec<Kept>, DbErr> {
        let list = format!(
            "SELECT sequence, at, reader_id, about, about_id, reason FROM reads \
             WHERE {} = $1 AND ($2::bigint IS NULL OR sequence < $2) ORDER BY sequence DESC LIMIT $3",
            self.0.of
        );
        let values = [of.into(), page.after.into(), i64::try_from(page.fetch()).unwrap_or(i64::MAX).into()];
        Kept::find_by_statement(Statement::from_sql_and_values(conn.get_database_backend(), list, values)).all(conn).await
    }

    /// What is wrong with a chain, Vietnamese; empty when it is whole.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn problem(&self, conn: &impl ConnectionTrait, of: Uuid) -> Result<String, DbErr> {
        let broken = self.0.breaks(conn, Some(of), 1).await?;
        Ok(broken.first().map(|found| format!("Dấu vết đọc số {} không còn nguyên vẹn.", found.step)).unwrap_or_default())
    }
}
