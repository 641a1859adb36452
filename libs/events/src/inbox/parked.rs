//! What was set aside for people: events that could not be carried out, and messages that are none.

use chrono::{DateTime, Utc};
use kernel::{Digest, Version};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, Statement};
use uuid::Uuid;

use crate::{Envelope, Error, Refused};

/// Different refused messages that are kept; a stranger does not fill the database.
const MOST_REFUSED: u64 = 1000;
/// Bytes that are kept of one.
const MOST_BYTES: usize = 64 << 10;
/// Letters that are tried again in one turn.
const TURN: i64 = 64;

mod refused_message {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refused_messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        pub source: String,
        pub reason: String,
        pub subject: String,
        pub headers: String,
        pub data: Vec<u8>,
        pub times: i64,
        pub first_at: DateTimeUtc,
        pub last_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An event that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Letter {
    /// Its id.
    pub event_id: Uuid,
    /// Who announced it.
    pub source: String,
    /// Full protobuf name.
    pub r#type: String,
    /// What it is about.
    pub aggregate_id: Uuid,
    /// The version that it carries.
    pub aggregate_version: Version,
    /// The protobuf message.
    pub data: Vec<u8>,
    /// When it was announced.
    pub occurred_at: DateTime<Utc>,
    /// Why it was set aside.
    pub reason: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was set aside.
    pub parked_at: DateTime<Utc>,
    /// When somebody asked that it be tried again.
    pub retry_at: Option<DateTime<Utc>>,
}

impl Letter {
    pub(super) fn envelope(self) -> Envelope {
        Envelope {
            id: self.event_id,
            kind: self.r#type,
            source: self.source,
            aggregate: self.aggregate_id,
            version: self.aggregate_version,
            at: self.occurred_at,
            traceparent: None,
            data: self.data.into(),
            again: 0,
        }
    }
}

/// Sets an event aside, unless a newer state of the same was heard, which says it all. Nothing waits behind it.
pub(super) async fn park(
    db: &impl ConnectionTrait,
    envelope: &Envelope,
    reason: &str,
    attempts: i64,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    const KEEP: &str = "\
        INSERT INTO dead_letters (event_id, source, type, aggregate_id, aggregate_version, data, occurred_at, reason, attempts, parked_at) \
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 WHERE NOT EXISTS \
            (SELECT FROM heard_versions WHERE source = $2 AND type = $3 AND aggregate_id = $4 AND version > $5) \
        ON CONFLICT (event_id) DO UPDATE SET reason = EXCLUDED.reason, attempts = dead_letters.attempts + 1, retry_at = NULL";
    let Envelope { id, source, kind, aggregate, version, at, data, .. } = envelope;
    let values = [
        (*id).into(),
        source.into(),
        kind.into(),
        (*aggregate).into(),
        (*version).into(),
        data.to_vec().into(),
        (*at).into(),
        reason.into(),
        attempts.into(),
        now.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), KEEP, values)).await?;
    Ok(())
}

/// What somebody asked to be tried again of a source, oldest states first.
pub(super) async fn asked_again(db: &impl ConnectionTrait, source: &str) -> Result<Vec<Envelope>, Error> {
    const ASKED: &str = "SELECT * FROM dead_letters WHERE source = $1 AND retry_at IS NOT NULL ORDER BY aggregate_version LIMIT $2";
    let asked = Statement::from_sql_and_values(db.get_database_backend(), ASKED, [source.into(), TURN.into()]);
    Ok(Letter::find_by_statement(asked).all(db).await?.into_iter().map(Letter::envelope).collect())
}

/// Forgets an event that was set aside.
pub(super) async fn forget(db: &impl ConnectionTrait, event: Uuid) -> Result<(), Error> {
    drop_letters(db, Some(event)).await.map(drop)
}

/// The events that are set aside, or one of them, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn letters(db: &impl ConnectionTrait, only: Option<Uuid>) -> Result<Vec<Letter>, Error> {
    const LETTERS: &str = "SELECT * FROM dead_letters WHERE $1::uuid IS NULL OR event_id = $1 ORDER BY parked_at, event_id";
    let letters = Statement::from_sql_and_values(db.get_database_backend(), LETTERS, [only.into()]);
    Ok(Letter::find_by_statement(letters).all(db).await?)
}

/// Has the service try them again, all or one, within seconds. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn retry_letters(db: &impl ConnectionTrait, only: Option<Uuid>) -> Result<u64, Error> {
    on_letters(db, "UPDATE dead_letters SET retry_at = now() WHERE $1::uuid IS NULL OR event_id = $1", only).await
}

/// Gives them up, all or one. Returns how many.
///
/// # Errors
/// When the database refuses.
pub async fn drop_letters(db: &impl ConnectionTrait, only: Option<Uuid>) -> Result<u64, Error> {
    on_letters(db, "DELETE FROM dead_letters WHERE $1::uuid IS NULL OR event_id = $1", only).await
}

async fn on_letters(db: &impl ConnectionTrait, sql: &str, only: Option<Uuid>) -> Result<u64, Error> {
    Ok(db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [only.into()])).await?.rows_affected())
}

/// How many events are set aside.
///
/// # Errors
/// When the database refuses.
pub async fn dead_letters(db: &impl ConnectionTrait) -> Result<u64, Error> {
    const COUNT: &str = "SELECT count(*) AS letters FROM dead_letters";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), COUNT)).await?;
    let letters: i64 = row.map(|row| row.try_get("", "letters")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(letters).unwrap_or_default())
}

/// How many different messages were refused and are kept.
///
/// # Errors
/// When the database refuses.
pub async fn refused(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(refused_message::Entity::find().count(db).await?)
}

/// Keeps a refused message, once for the same bytes; when there are too many, only those that are there already are counted on.
pub(super) async fn keep_refused(db: &impl ConnectionTrait, message: &Refused, now: DateTime<Utc>) -> Result<(), Error> {
    let Refused { source, reason, subject, headers, data, .. } = message;
    let digest = Digest::of(source.as_bytes()).chain(subject.as_bytes()).chain(headers.as_bytes()).chain(data);
    let again = refused_message::Entity::update_many()
        .col_expr(refused_message::Column::Times, Expr::col(refused_message::Column::Times).add(1))
        .col_expr(refused_message::Column::LastAt, Expr::value(now))
        .filter(refused_message::Column::Digest.eq(digest.as_str()));
    if again.exec(db).await?.rows_affected > 0 || refused(db).await? >= MOST_REFUSED {
        return Ok(());
    }
    let row = refused_message::ActiveModel {
        digest: Set(digest.to_string()),
        source: Set(source.clone()),
        reason: Set((*reason).to_owned()),
        subject: Set(kept(subject)),
        headers: Set(kept(headers)),
        data: Set(data.iter().copied().take(MOST_BYTES).collect()),
        times: Set(1),
        first_at: Set(now),
        last_at: Set(now),
    };
    let once = OnConflict::column(refused_message::Column::Digest).do_nothing().to_owned();
    refused_message::Entity::insert(row).on_conflict(once).exec_without_returning(db).await?;
    Ok(())
}

/// Text as a database takes it.
fn kept(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MOST_BYTES / 4).collect()
}
