//! What was heard: each event once, and of each aggregate how far it has come.

use kernel::Version;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Envelope, Error, Tx};

/// How far beyond what was heard a version may be. An aggregate changes a few hundred times in its life, and events overtake each
/// other by a few; further on is a mistake, after which nothing true would ever be newer.
const LONGEST_JUMP: Version = 1000;

/// What there is to say of an event that came.
pub(super) enum Heard {
    /// It was not heard before; from now on it is.
    New,
    /// It was heard before.
    Before,
    /// It is not to be believed, for this reason.
    Absurd(String),
}

/// Hears an event: its version is the newest from now on, and what was set aside of states that are not newer is forgotten. Whoever
/// is told anything but [`Heard::New`] drops the transaction.
pub(super) async fn hear(tx: &Tx, envelope: &Envelope) -> Result<Heard, Error> {
    const HEAR: &str = "\
        WITH known AS (SELECT version, event_id FROM heard_versions WHERE source = $3 AND type = $4 AND aggregate_id = $5), \
        new AS (INSERT INTO inbox (event_id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id), \
        newest AS (INSERT INTO heard_versions (source, type, aggregate_id, version, event_id) VALUES ($3, $4, $5, $6, $1) \
            ON CONFLICT (source, type, aggregate_id) DO UPDATE SET version = EXCLUDED.version, event_id = EXCLUDED.event_id \
            WHERE heard_versions.version < EXCLUDED.version), \
        superseded AS (DELETE FROM dead_letters WHERE source = $3 AND type = $4 AND aggregate_id = $5 AND aggregate_version <= $6) \
        SELECT EXISTS (SELECT FROM new) AS is_new, known.version, known.event_id FROM (SELECT) AS this LEFT JOIN known ON true";
    let Envelope { id, source, kind, aggregate, version, .. } = envelope;
    let values = [(*id).into(), tx.now().into(), source.into(), kind.into(), (*aggregate).into(), (*version).into()];
    let heard = Statement::from_sql_and_values(tx.conn().get_database_backend(), HEAR, values);
    let Some(row) = tx.conn().query_one_raw(heard).await? else { return Ok(Heard::Before) };
    if !row.try_get::<bool>("", "is_new")? {
        return Ok(Heard::Before);
    }
    let newest = row.try_get::<Option<Version>>("", "version")?.unwrap_or_default();
    if *version > LONGEST_JUMP && version.saturating_sub(newest) > LONGEST_JUMP {
        return Ok(Heard::Absurd(format!("version {version} is absurd: the newest that was heard is {newest}")));
    }
    let newest_event = row.try_get::<Option<Uuid>>("", "event_id")?.filter(|_| newest == *version);
    Ok(match newest_event {
        None => Heard::New,
        // The inbox forgets after a while.
        Some(event) if event == *id => Heard::Before,
        Some(other) => Heard::Absurd(format!("version {version} was heard as {other}: {source} forgot it; run congtam reconcile")),
    })
}
