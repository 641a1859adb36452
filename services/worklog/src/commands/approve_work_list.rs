//! Approves the work list of somebody whose direct head one is.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{ApproveWorkListRequest, ApproveWorkListResponse};
use regulation::Actor;

use super::{may_decide, signature, work_list};
use crate::{store, wire};

pub(crate) async fn approve_work_list(
    tx: &mut Tx,
    actor: Actor,
    message: ApproveWorkListRequest,
) -> Result<ApproveWorkListResponse, Error> {
    let (list, owner) = work_list(tx, field::id("work_list_id", &message.work_list_id)?).await?;
    may_decide(tx, &actor, &owner).await?;
    let by = signature(tx, &actor).await?;
    let list = match list.clone().approve(by)? {
        Some(changed) => store::save(tx, changed, &owner).await?,
        None => list,
    };
    Ok(ApproveWorkListResponse { work_list: Some(wire::work_list(&list, Some(&owner))) })
}
