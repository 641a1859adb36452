//! Approves the work list of somebody whose direct head one is.

use events::{Error, Tx};
use kernel::date;
use proto::worklog::v1::{ApproveWorkListRequest, ApproveWorkListResponse};
use rpc::Actor;
use worklog_domain::policy::{self, Action};

use super::{signature, work_list};
use crate::{store, wire};

pub(crate) async fn approve_work_list(
    tx: &mut Tx,
    actor: Actor,
    message: ApproveWorkListRequest,
) -> Result<ApproveWorkListResponse, Error> {
    let (list, owner) = work_list(tx, wire::id("work_list_id", &message.work_list_id)?).await?;
    let hand = store::delegations::hand(tx.conn(), actor.person.into(), date::office_day(tx.now())).await?;
    policy::may(hand.with(&owner), Action::Decide, &owner)?;
    let by = signature(tx, &actor).await?;
    let list = match list.clone().approve(by)? {
        Some(changed) => store::save(tx, changed, &owner).await?,
        None => list,
    };
    Ok(ApproveWorkListResponse { work_list: Some(wire::work_list(&list, Some(&owner))) })
}
