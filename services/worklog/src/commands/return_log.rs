//! Returns a log to its person, with a reason.

use events::{Error, Tx};
use kernel::date;
use proto::worklog::v1::{ReturnLogRequest, ReturnLogResponse};
use rpc::Actor;
use worklog_domain::policy::{self, Action};

use super::{log, settle, signature};
use crate::{store, wire};

pub(crate) async fn return_log(tx: &mut Tx, actor: Actor, message: ReturnLogRequest) -> Result<ReturnLogResponse, Error> {
    let (log, owner) = log(tx, wire::id("log_id", &message.log_id)?).await?;
    let hand = store::delegations::hand(tx.conn(), actor.person.into(), date::office_day(tx.now())).await?;
    policy::may(hand.with(&owner), Action::Decide, &owner)?;
    let by = signature(tx, &actor).await?;
    let step = log.clone().send_back(by, &message.reason);
    let log = settle(tx, log, step, &owner).await?;
    Ok(ReturnLogResponse { log: Some(wire::log(&log, Some(&owner))) })
}
