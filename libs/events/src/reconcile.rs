//! Whether listeners know what a service announced, and nothing else: compared event by event, aggregate by aggregate, and made good.
//!
//! What a listener lacks is published again. What others have seen and the service does not know was lost when its database was put back
//! to a backup: its present state gets a version above all that were seen and is announced anew; what it does not have at all goes from
//! the projections too.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use kernel::Version;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, TransactionTrait, Value};
use store::Db;
use uuid::Uuid;

use crate::{Envelope, Error, outbox};

/// Aggregates that are compared at a time.
const BATCH: i64 = 10_000;

/// A table in which a service keeps aggregates that it announces. Names are ours, never from outside.
#[derive(Clone, Copy, Debug)]
pub struct Owned {
    /// Full protobuf name of the event.
    pub kind: &'static str,
    /// The table; it has a column `version`.
    pub table: &'static str,
    /// The column that names the aggregate.
    pub id: &'static str,
    /// Whether the column `document` says the version too.
    pub in_document: bool,
}

/// A table in which a listener keeps what another service announces.
#[derive(Clone, Copy, Debug)]
pub struct Projected {
    /// Full protobuf name of the event.
    pub kind: &'static str,
    /// The table.
    pub table: &'static str,
    /// The column that names the aggregate.
    pub id: &'static str,
}

/// An aggregate: the full protobuf name of its event, and its id.
pub type Aggregate = (String, Uuid);

/// The newest event of an aggregate, as somebody knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// The version.
    pub version: Version,
    /// The event; nothing where it was heard before events were noted.
    pub event: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Row {
    aggregate_id: Uuid,
    version: Version,
    event_id: Option<Uuid>,
}

/// How a listener differs from a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Events that the listener did not apply: it has an older state, or none.
    pub missing: BTreeMap<Aggregate, Uuid>,
    /// States that it has and the service does not know.
    pub forgotten: BTreeMap<Aggregate, Newest>,
}

impl Differences {
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.forgotten.is_empty()
    }
}

/// Compares what a service announced with what one listener applied of it. What still waits in the outbox is nobody's lack.
///
/// # Errors
/// When a database cannot be read.
pub async fn compare(owner: &Db, listener: &Db, source: &str) -> Result<Differences, Error> {
    let mut differences = Differences::default();
    for kind in kinds(owner, listener, source).await? {
        let mut after = Uuid::nil();
        loop {
            let announced = announced(owner, &kind, after).await?;
            let last = announced.last_key_value().map(|(aggregate, _)| *aggregate);
            let until = last.filter(|_| announced.len() as i64 == BATCH).unwrap_or(Uuid::max());
            let heard = heard(listener, source, &kind, after, until).await?;
            differ(&mut differences, &kind, &announced, &heard);
            if until == Uuid::max() {
                break;
            }
            after = until;
        }
    }
    // What is on its way out is nobody's lack, and what came in meanwhile is known by now.
    const WAITING: &str = "SELECT event_id FROM outbox WHERE published_at IS NULL AND event_id = ANY($1)";
    let waiting = among(owner, WAITING, differences.missing.values().copied()).await?;
    differences.missing.retain(|_, event| !waiting.contains(event));
    let known = among(
        owner,
        "SELECT event_id FROM outbox WHERE event_id = ANY($1)",
        differences.forgotten.values().filter_map(|newest| newest.event),
    )
    .await?;
    differences.forgotten.retain(|_, newest| newest.event.is_none_or(|event| !known.contains(&event)));
    Ok(differences)
}

fn differ(differences: &mut Differences, kind: &str, announced: &BTreeMap<Uuid, Newest>, heard: &BTreeMap<Uuid, Newest>) {
    for (aggregate, newest) in announced {
        let known = heard.get(aggregate);
        let behind = known.is_none_or(|known| known.version < newest.version || known.event.is_none());
        if let (true, Some(event)) = (behind, newest.event) {
            differences.missing.insert((kind.to_owned(), *aggregate), event);
        }
    }
    // What is told once is no state: the service forgets it after a while.
    if outbox::is_told_once(kind) {
        return;
    }
    for (aggregate, known) in heard {
        let newest = announced.get(aggregate);
        let same = newest.is_some_and(|newest| {
            known.version < newest.version
                || (known.version == newest.version && known.event.is_none_or(|event| Some(event) == newest.event))
        });
        if !same {
            differences.forgotten.insert((kind.to_owned(), *aggregate), *known);
        }
    }
}

async fn among(owner: &Db, sql: &str, events: impl Iterator<Item = Uuid>) -> Result<HashSet<Uuid>, Error> {
    let events: Vec<Uuid> = events.collect();
    let rows = query(owner, sql, [events.into()]).await?;
    Ok(rows.iter().map(|row| row.try_get("", "event_id")).collect::<Result<_, _>>()?)
}

async fn kinds(owner: &Db, listener: &Db, source: &str) -> Result<BTreeSet<String>, Error> {
    const ANNOUNCED: &str = "SELECT DISTINCT type FROM outbox";
    const HEARD: &str = "SELECT DISTINCT type FROM heard_versions WHERE source = $1";
    let mut rows = query(owner, ANNOUNCED, []).await?;
    rows.extend(query(listener, HEARD, [source.into()]).await?);
    Ok(rows.iter().map(|row| row.try_get("", "type")).collect::<Result<_, _>>()?)
}

async fn announced(owner: &Db, kind: &str, after: Uuid) -> Result<BTreeMap<Uuid, Newest>, Error> {
    const ANNOUNCED: &str = "\
        SELECT DISTINCT ON (aggregate_id) aggregate_id, aggregate_version AS version, event_id FROM outbox \
        WHERE type = $1 AND aggregate_id > $2 ORDER BY aggregate_id, aggregate_version DESC LIMIT $3";
    newest(owner, ANNOUNCED, [kind.into(), after.into(), BATCH.into()]).await
}

async fn heard(listener: &Db, source: &str, kind: &str, after: Uuid, until: Uuid) -> Result<BTreeMap<Uuid, Newest>, Error> {
    const HEARD: &str = "\
        SELECT aggregate_id, version, event_id FROM heard_versions \
        WHERE source = $1 AND type = $2 AND aggregate_id > $3 AND aggregate_id <= $4";
    newest(listener, HEARD, [source.into(), kind.into(), after.into(), until.into()]).await
}

async fn newest<const N: usize>(db: &Db, sql: &str, values: [Value; N]) -> Result<BTreeMap<Uuid, Newest>, Error> {
    let rows = Row::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.aggregate_id, Newest { version: row.version, event: row.event_id })).collect())
}

async fn query<const N: usize>(conn: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Result<Vec<sea_orm::QueryResult>, Error> {
    Ok(conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?)
}

async fn execute<const N: usize>(conn: &impl ConnectionTrait, sql: &str, values: [Value; N]) -> Result<u64, Error> {
    Ok(conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?.rows_affected())
}

/// Whether the service knows an event that the bus holds in its name.
///
/// # Errors
/// When the database cannot be read.
pub async fn knows(owner: &Db, event: &Envelope) -> Result<bool, Error> {
    outbox::knows(owner, event).await
}

/// The first of these events that the service does not know.
///
/// # Errors
/// When the database cannot be read.
pub async fn first_unknown(owner: &Db, events: Vec<Envelope>) -> Result<Option<Envelope>, Error> {
    outbox::first_unknown(owner, events).await
}

/// Has a listener apply these events, whatever it noted of them before: they are published again.
///
/// # Errors
/// When a database refuses.
pub async fn tell_again(owner: &Db, listener: &Db, missing: &BTreeMap<Aggregate, Uuid>) -> Result<(), Error> {
    let events: Vec<Uuid> = missing.values().copied().collect();
    execute(listener, "DELETE FROM inbox WHERE event_id = ANY($1)", [events.clone().into()]).await?;
    outbox::publish_these_again(owner, &events).await?;
    Ok(())
}

/// What became of an aggregate of which others have seen a version that its service forgot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeGood {
    /// Its present state is announced under this version.
    Announced(Version),
    /// The service does not have it.
    Gone,
}

/// Announces the present state of an aggregate above all versions that were `seen`; `in_version` writes a version into a message.
///
/// # Errors
/// When the database refuses, or a message cannot be written.
pub async fn make_good(
    owner: &Db,
    owned: Option<&Owned>,
    (kind, aggregate): &Aggregate,
    seen: Version,
    in_version: impl Fn(&str, &[u8], Version) -> Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<MadeGood, Error> {
    const PRESENT: &str = "\
        SELECT aggregate_version AS version, data FROM outbox WHERE type = $1 AND aggregate_id = $2 ORDER BY aggregate_version DESC LIMIT 1";
    // Nobody has seen what was not published, and what is announced now says it all.
    const FORGET: &str = "DELETE FROM outbox WHERE type = $1 AND aggregate_id = $2 AND published_at IS NULL";
    const ANNOUNCE: &str = "\
        INSERT INTO outbox (event_id, aggregate_id, aggregate_version, type, data, occurred_at) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)";
    let tx = owner.begin().await?;
    let Some(present) = query(&tx, PRESENT, [kind.into(), (*aggregate).into()]).await?.into_iter().next() else {
        return Ok(MadeGood::Gone);
    };
    let Some(owned) = owned else {
        return Err(Error::failed("announcing a state anew", format!("nobody said where {kind} is kept")));
    };
    let version = seen.max(present.try_get("", "version")?) + 1;
    let data: Vec<u8> = present.try_get("", "data")?;
    let data = in_version(kind, &data, version).ok_or_else(|| Error::failed("announcing a state anew", kind.clone()))?;
    let Owned { table, id, in_document, .. } = owned;
    let document = if *in_document { ", document = jsonb_set(document, '{version}', to_jsonb($2::bigint))" } else { "" };
    let raise = format!(
        "UPDATE {table} SET version = $2{document} WHERE {id} = $1 AND version = (SELECT max(version) FROM {table} WHERE {id} = $1)"
    );
    if execute(&tx, &raise, [(*aggregate).into(), version.into()]).await? != 1 {
        return Ok(MadeGood::Gone);
    }
    execute(&tx, FORGET, [kind.into(), (*aggregate).into()]).await?;
    execute(&tx, ANNOUNCE, [(*aggregate).into(), version.into(), kind.into(), data.into(), now.into()]).await?;
    outbox::wake_relay(&tx).await?;
    tx.commit().await?;
    Ok(MadeGood::Announced(version))
}

/// Takes from a listener what its source does not have.
///
/// # Errors
/// When the database refuses.
pub async fn forget(listener: &Db, source: &str, tables: &[Projected], (kind, aggregate): &Aggregate) -> Result<(), Error> {
    let tx = listener.begin().await?;
    for Projected { table, id, .. } in tables.iter().filter(|projected| projected.kind == kind) {
        execute(&tx, &format!("DELETE FROM {table} WHERE {id} = $1"), [(*aggregate).into()]).await?;
    }
    const HEARD: &str = "DELETE FROM heard_versions WHERE source = $1 AND type = $2 AND aggregate_id = $3";
    execute(&tx, HEARD, [source.into(), kind.into(), (*aggregate).into()]).await?;
    Ok(tx.commit().await?)
}

/// Notes events on the bus that the service forgot and that were made good: it publishes again.
///
/// # Errors
/// When the database refuses.
pub async fn note_forgotten(owner: &Db, events: &[Uuid], now: DateTime<Utc>) -> Result<(), Error> {
    const NOTE: &str = "INSERT INTO forgotten_events (event_id, made_good_at) SELECT unnest($1::uuid[]), $2 ON CONFLICT DO NOTHING";
    execute(owner, NOTE, [events.to_vec().into(), now.into()]).await?;
    Ok(())
}
