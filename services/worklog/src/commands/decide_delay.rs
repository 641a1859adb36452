//! Confirms or rejects the objective cause that somebody claims for a delay.

use events::{Error, Tx};
use kernel::date;
use proto::worklog::v1::{DecideDelayRequest, DecideDelayResponse};
use rpc::Actor;
use worklog_domain::error;
use worklog_domain::policy::{self, Action};

use super::{log, settle, signature};
use crate::{store, wire};

pub(crate) async fn decide_delay(tx: &mut Tx, actor: Actor, message: DecideDelayRequest) -> Result<DecideDelayResponse, Error> {
    let (log, owner) = log(tx, wire::id("log_id", &message.log_id)?).await?;
    let hand = store::delegations::hand(tx.conn(), actor.person.into(), date::office_day(tx.now())).await?;
    policy::may(hand.with(&owner), Action::Decide, &owner)?;
    let index = usize::try_from(message.entry_index).map_err(|_| error::no_delay_claimed())?;
    let by = signature(tx, &actor).await?;
    let step = log.clone().decide_delay(index, message.confirmed, by, &message.answer);
    let log = settle(tx, log, step, &owner).await?;
    Ok(DecideDelayResponse { log: Some(wire::log(&log, Some(&owner))) })
}
