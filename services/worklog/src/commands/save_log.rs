//! Keeps one's own log as a draft.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{SaveLogRequest, SaveLogResponse};
use regulation::Actor;
use worklog_domain::{Log, Writing};

use super::{fresh, settle, signed_in};
use crate::{store, wire};

pub(crate) async fn save_log(tx: &mut Tx, actor: Actor, message: SaveLogRequest, grace_days: u32) -> Result<SaveLogResponse, Error> {
    let (cadence, starts_on) = (wire::cadence(message.cadence)?, field::day("starts_on", message.starts_on.as_ref())?);
    let entries = wire::entries(message.entries)?;
    let author = signed_in(tx, &actor).await?;
    let log = match store::logs::lock_of(tx.conn(), author.id, cadence, starts_on).await? {
        Some(log) => log,
        None => Log::open(fresh(tx), author.id, cadence, starts_on, tx.now())?,
    };
    let known_items = store::work_lists::known_items(tx.conn(), author.id, log.year()).await?;
    let (expected, field_work) = (message.expected_version, message.field_work);
    let writing = Writing { expected, known_items: &known_items, field_work, grace_days, now: tx.now() };
    let step = log.clone().save(entries, writing);
    let log = settle(tx, log, step, &author).await?;
    Ok(SaveLogResponse { log: Some(wire::log(&log, Some(&author))) })
}
