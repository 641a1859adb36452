//! What was heard: each event once, and of each aggregate how far it has come.

use kernel::Version;
use sea_orm::{ConnectionTrait, Statement};

use crate::{Envelope, Error, Tx};

/// How far beyond what was heard a version may be. An aggregate changes a few hundred times in its life, and events overtake each
/// other by a few; further on is a mistake, after which nothing true would ever be newer.
const LONGEST_JUMP: Version = 1000;

/// True when the event was not heard before; from now on it is, with its version.
pub(super) async fn first_time(tx: &Tx, envelope: &Envelope) -> Result<bool, Error> {
    const HEAR: &str = "\
        WITH newest AS (INSERT INTO heard_versions (source, type, aggregate_id, version) SELECT $3, $4, $5, $6 WHERE $6 > 1 \
            ON CONFLICT (source, type, aggregate_id) DO UPDATE SET version = greatest(heard_versions.version, EXCLUDED.version)) \
        INSERT INTO inbox (event_id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let Envelope { id, source, kind, aggregate, version, .. } = envelope;
    let values = [(*id).into(), tx.now().into(), source.into(), kind.into(), (*aggregate).into(), (*version).into()];
    let heard = Statement::from_sql_and_values(tx.conn().get_database_backend(), HEAR, values);
    Ok(tx.conn().execute_raw(heard).await?.rows_affected() > 0)
}

/// The newest version that was heard, when the event claims one that is absurdly far from it.
pub(super) async fn jumped_from(conn: &impl ConnectionTrait, envelope: &Envelope) -> Result<Option<Version>, Error> {
    const NEWEST: &str = "SELECT version FROM heard_versions WHERE source = $1 AND type = $2 AND aggregate_id = $3";
    let Envelope { source, kind, aggregate, version, .. } = envelope;
    if *version <= LONGEST_JUMP {
        return Ok(None);
    }
    let newest = Statement::from_sql_and_values(conn.get_database_backend(), NEWEST, [source.into(), kind.into(), (*aggregate).into()]);
    let newest = conn.query_one_raw(newest).await?.map(|row| row.try_get::<Version>("", "version")).transpose()?.unwrap_or_default();
    Ok(Some(newest).filter(|newest| version.saturating_sub(*newest) > LONGEST_JUMP))
}
