//! Confirms or rejects the objective cause that somebody claims for a delay.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{DecideDelayRequest, DecideDelayResponse};
use regulation::Actor;
use worklog_domain::error;

use super::{log, may_decide, settle, signature};
use crate::wire;

pub(crate) async fn decide_delay(tx: &mut Tx, actor: Actor, message: DecideDelayRequest) -> Result<DecideDelayResponse, Error> {
    let (log, owner) = log(tx, field::id("log_id", &message.log_id)?).await?;
    may_decide(tx, &actor, &owner).await?;
    let index = usize::try_from(message.entry_index).map_err(|_| error::no_delay_claimed())?;
    let by = signature(tx, &actor).await?;
    let step = log.clone().decide_delay(index, message.confirmed, by, &message.answer);
    let log = settle(tx, log, step, &owner).await?;
    Ok(DecideDelayResponse { log: Some(wire::log(&log, Some(&owner))) })
}
