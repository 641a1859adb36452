//! The outbox: announcements that wait for the relay, and those it has published.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect, Statement};
use uuid::Uuid;

use kernel::{Refusal, Version};

use crate::envelope::PUBLIC;
use crate::{Envelope, Error, Tx};

/// Channel that wakes the relay.
pub(crate) const CHANNEL: &str = "outbox";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub event_id: Uuid,
        pub aggregate_id: Uuid,
        pub aggregate_version: i64,
        pub r#type: String,
        pub data: Vec<u8>,
        pub traceparent: Option<String>,
        pub occurred_at: DateTimeUtc,
        pub published_at: Option<DateTimeUtc>,
        pub again: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An announcement and its place in the outbox.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Order of writing.
    pub seq: i64,
    /// What to publish.
    pub envelope: Envelope,
}

/// Bytes of the largest event; a broker that takes less is refused at the start.
pub(crate) const LARGEST: usize = 4 << 20;

/// Announcements of a transaction that are not written yet.
pub(crate) type Unwritten = Vec<row::ActiveModel>;

/// An announcement to write.
pub(crate) fn announcement(
    tx: &Tx,
    id: Uuid,
    aggregate: Uuid,
    version: Version,
    kind: String,
    data: Vec<u8>,
) -> Result<row::ActiveModel, Error> {
    // What the bus refuses would hold up everything behind it for good.
    if data.len() > LARGEST {
        return Err(Refusal::precondition("TOO_MUCH_AT_ONCE", "Nội dung quá lớn. Hãy rút gọn rồi gửi lại.").into());
    }
    Ok(row::ActiveModel {
        event_id: Set(id),
        aggregate_id: Set(aggregate),
        aggregate_version: Set(version),
        r#type: Set(kind),
        data: Set(data),
        traceparent: Set(current_traceparent()),
        occurred_at: Set(tx.now()),
        ..Default::default()
    })
}

/// Writes announcements in their order, and wakes the relay once the transaction is over.
pub(crate) async fn write(conn: &impl ConnectionTrait, unwritten: Unwritten) -> Result<(), Error> {
    if unwritten.is_empty() {
        return Ok(());
    }
    store::insert_all(conn, unwritten).await?;
    wake_relay(conn).await
}

/// The oldest announcements that are not published yet.
///
/// # Errors
/// When the database refuses.
pub async fn unpublished(db: &impl ConnectionTrait, source: &str, most: u64) -> Result<Vec<Entry>, Error> {
    unpublished_but(db, source, most, &[]).await
}

/// As [`unpublished`], without some of them.
pub(crate) async fn unpublished_but(db: &impl ConnectionTrait, source: &str, most: u64, but: &[i64]) -> Result<Vec<Entry>, Error> {
    let mut waiting = row::Entity::find().filter(row::Column::PublishedAt.is_null());
    if !but.is_empty() {
        waiting = waiting.filter(row::Column::Seq.is_not_in(but.iter().copied()));
    }
    let rows = waiting.order_by_asc(row::Column::Seq).limit(most).all(db).await?;
    Ok(rows.into_iter().map(|row| entry(row, source)).collect())
}

/// When the oldest announcement was made that is not published yet.
///
/// # Errors
/// When the database refuses.
pub async fn oldest_unpublished(db: &impl ConnectionTrait) -> Result<Option<DateTimeUtc>, Error> {
    let oldest = row::Entity::find().filter(row::Column::PublishedAt.is_null()).order_by_asc(row::Column::Seq);
    Ok(oldest.select_only().column(row::Column::OccurredAt).into_tuple().one(db).await?)
}

/// What is published once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The present state of everything.
    Present,
    /// Every state that is kept.
    Everything,
}

/// Publishes once more what was published, because the bus or a listener lost it; who has heard it already leaves it alone. Returns how
/// much.
///
/// # Errors
/// When the database refuses.
pub async fn publish_again(db: &impl ConnectionTrait, what: Again) -> Result<u64, Error> {
    const PRESENT: &str = "AND NOT EXISTS (SELECT FROM outbox newer WHERE newer.type = outbox.type \
        AND newer.aggregate_id = outbox.aggregate_id AND newer.aggregate_version > outbox.aggregate_version)";
    let only = match what {
        Again::Present => PRESENT,
        Again::Everything => "",
    };
    let publish = format!("UPDATE outbox SET published_at = NULL, again = again + 1 WHERE published_at IS NOT NULL {only}");
    let again = db.execute_unprepared(&publish).await?.rows_affected();
    wake_relay(db).await?;
    Ok(again)
}

/// As [`publish_again`], of these events.
pub(crate) async fn publish_these_again(db: &impl ConnectionTrait, events: &[Uuid]) -> Result<u64, Error> {
    const THESE: &str = "UPDATE outbox SET published_at = NULL, again = again + 1 WHERE event_id = ANY($1) AND published_at IS NOT NULL";
    let these = Statement::from_sql_and_values(db.get_database_backend(), THESE, [events.to_vec().into()]);
    let again = db.execute_raw(these).await?.rows_affected();
    wake_relay(db).await?;
    Ok(again)
}

/// Wakes the relay once the transaction is over.
pub(crate) async fn wake_relay(db: &impl ConnectionTrait) -> Result<(), Error> {
    db.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
    Ok(())
}

/// Whether an event is one that was announced here. One that was swept is known by the newer state that replaced it, one that was forgotten
/// by being made good; what is told once is no state, and is not missed.
pub(crate) async fn knows(db: &impl ConnectionTrait, event: &Envelope) -> Result<bool, Error> {
    const KNOWN: &str = "\
        SELECT FROM outbox WHERE event_id = $1 UNION ALL SELECT FROM forgotten_events WHERE event_id = $1 UNION ALL \
        SELECT FROM outbox WHERE type = $2 AND aggregate_id = $3 AND aggregate_version > $4 AND published_at IS NOT NULL";
    let Envelope { id, kind, aggregate, version, .. } = event;
    if is_told_once(kind) {
        return Ok(true);
    }
    let values = [(*id).into(), kind.into(), (*aggregate).into(), (*version).into()];
    Ok(db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), KNOWN, values)).await?.is_some())
}

/// The first of these events that was not announced here.
pub(crate) async fn first_unknown(db: &impl ConnectionTrait, events: Vec<Envelope>) -> Result<Option<Envelope>, Error> {
    for event in events {
        if !knows(db, &event).await? {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Whether events of this kind are no state of anything.
pub(crate) fn is_told_once(kind: &str) -> bool {
    [".NoticeRaised", ".TrailBroken"].iter().any(|name| kind.ends_with(name))
}

/// How many announcements were published, to the services and to partners.
pub(crate) async fn published(db: &impl ConnectionTrait) -> Result<Published, Error> {
    let published = || row::Entity::find().filter(row::Column::PublishedAt.is_not_null());
    let to_partners = published().filter(row::Column::Type.starts_with(PUBLIC)).count(db).await?;
    Ok(Published { to_services: published().count(db).await? - to_partners, to_partners })
}

/// How many announcements were published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Published {
    pub to_services: u64,
    pub to_partners: u64,
}

impl Published {
    /// With one more.
    pub fn count(&mut self, envelope: &Envelope) {
        if envelope.is_public() {
            self.to_partners += 1;
        } else {
            self.to_services += 1;
        }
    }

    pub fn all(self) -> usize {
        usize::try_from(self.to_services + self.to_partners).unwrap_or(usize::MAX)
    }
}

pub(crate) async fn mark_published(db: &impl ConnectionTrait, seqs: Vec<i64>, now: DateTimeUtc) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::PublishedAt, sea_orm::sea_query::Expr::value(now))
        .filter(row::Column::Seq.is_in(seqs))
        .exec(db)
        .await?;
    Ok(())
}

fn entry(row: row::Model, source: &str) -> Entry {
    let envelope = Envelope {
        id: row.event_id,
        kind: row.r#type,
        source: source.to_owned(),
        aggregate: row.aggregate_id,
        version: row.aggregate_version,
        at: row.occurred_at,
        traceparent: row.traceparent,
        data: row.data.into(),
        again: row.again,
    };
    Entry { seq: row.seq, envelope }
}

fn current_traceparent() -> Option<String> {
    use tracing_opentelemetry::OpenTelemetrySpanExt;
    let mut carrier = std::collections::HashMap::new();
    let context = tracing::Span::current().context();
    opentelemetry::global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut carrier));
    carrier.remove("traceparent")
}
