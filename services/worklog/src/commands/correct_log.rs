//! Corrects one's own approved log by a new version.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{CorrectLogRequest, CorrectLogResponse};
use regulation::Actor;
use worklog_domain::{Writing, error};

use super::{fresh, log, settle, signed_in};
use crate::{store, wire};

pub(crate) async fn correct_log(
    tx: &mut Tx,
    actor: Actor,
    message: CorrectLogRequest,
    grace_days: u32,
) -> Result<CorrectLogResponse, Error> {
    let entries = wire::entries(message.entries)?;
    let author = signed_in(tx, &actor).await?;
    let (asked, _) = log(tx, field::id("log_id", &message.log_id)?).await?;
    if asked.person != author.id {
        return Err(error::not_found().into());
    }
    // Only the newest edition is corrected; while that one waits, this refuses.
    let newest = store::logs::lock_of(tx.conn(), author.id, asked.cadence, asked.starts_on).await?.unwrap_or(asked);
    let known_items = store::work_lists::known_items(tx.conn(), author.id, newest.year()).await?;
    let field_work = newest.field_work;
    let writing = Writing { expected: 0, known_items: &known_items, field_work, grace_days, now: tx.now() };
    let step = newest.correct(fresh(tx), entries, &message.reason, &author, writing);
    let log = settle(tx, newest, step, &author).await?;
    Ok(CorrectLogResponse { log: Some(wire::log(&log, Some(&author))) })
}
