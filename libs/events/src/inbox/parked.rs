//! What was set aside for people: events that could not be carried out, and messages that are none.

use chrono::{DateTime, Utc};
use kernel::Digest;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{Envelope, Error, Refused};

/// Different refused messages that are kept; a stranger does not fill the database.
const MOST_REFUSED: u64 = 1000;
/// Bytes that are kept of one.
const MOST_BYTES: usize = 64 << 10;

mod dead_letter {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dead_letters")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: Uuid,
        pub source: String,
        pub r#type: String,
        pub aggregate_id: Uuid,
        pub aggregate_version: i64,
        pub data: Vec<u8>,
        pub occurred_at: DateTimeUtc,
        pub reason: String,
        pub attempts: i64,
        pub parked_at: DateTimeUtc,
        pub blocks: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

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

/// What an event that was set aside does to later ones of its source, type and aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blocks {
    /// They wait behind it.
    Later,
    /// They go on.
    Nothing,
}

pub(super) async fn park(
    db: &impl ConnectionTrait,
    envelope: &Envelope,
    reason: &str,
    attempts: i64,
    blocks: Blocks,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = dead_letter::ActiveModel {
        event_id: Set(envelope.id),
        source: Set(envelope.source.clone()),
        r#type: Set(envelope.kind.clone()),
        aggregate_id: Set(envelope.aggregate),
        aggregate_version: Set(envelope.version),
        data: Set(envelope.data.to_vec()),
        occurred_at: Set(envelope.at),
        reason: Set(reason.to_owned()),
        attempts: Set(attempts),
        parked_at: Set(now),
        blocks: Set(blocks == Blocks::Later),
    };
    let once = OnConflict::column(dead_letter::Column::EventId).do_nothing().to_owned();
    dead_letter::Entity::insert(row).on_conflict(once).exec_without_returning(db).await?;
    Ok(())
}

/// Whether an event of the same source, type and aggregate was set aside that later ones wait behind.
pub(super) async fn waits_behind(conn: &impl ConnectionTrait, envelope: &Envelope) -> Result<bool, Error> {
    let open = dead_letter::Entity::find()
        .filter(dead_letter::Column::Source.eq(&envelope.source))
        .filter(dead_letter::Column::Type.eq(&envelope.kind))
        .filter(dead_letter::Column::AggregateId.eq(envelope.aggregate))
        .filter(dead_letter::Column::Blocks.eq(true));
    Ok(open.count(conn).await? > 0)
}

/// How many events are set aside.
///
/// # Errors
/// When the database refuses.
pub async fn dead_letters(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(dead_letter::Entity::find().count(db).await?)
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
