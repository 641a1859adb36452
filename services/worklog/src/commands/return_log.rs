//! Returns a log to its person, with a reason.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{ReturnLogRequest, ReturnLogResponse};
use regulation::Actor;

use super::{log, may_decide, settle, signature};
use crate::wire;

pub(crate) async fn return_log(tx: &mut Tx, actor: Actor, message: ReturnLogRequest) -> Result<ReturnLogResponse, Error> {
    let (log, owner) = log(tx, field::id("log_id", &message.log_id)?).await?;
    may_decide(tx, &actor, &owner).await?;
    let by = signature(tx, &actor).await?;
    let step = log.clone().send_back(by, &message.reason);
    let log = settle(tx, log, step, &owner).await?;
    Ok(ReturnLogResponse { log: Some(wire::log(&log, Some(&owner))) })
}
