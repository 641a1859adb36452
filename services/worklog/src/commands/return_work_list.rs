//! Returns a work list to its person, with a reason.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{ReturnWorkListRequest, ReturnWorkListResponse};
use regulation::Actor;

use super::{may_decide, signature, work_list};
use crate::{store, wire};

pub(crate) async fn return_work_list(tx: &mut Tx, actor: Actor, message: ReturnWorkListRequest) -> Result<ReturnWorkListResponse, Error> {
    let (list, owner) = work_list(tx, field::id("work_list_id", &message.work_list_id)?).await?;
    may_decide(tx, &actor, &owner).await?;
    let by = signature(tx, &actor).await?;
    let list = match list.clone().send_back(by, &message.reason)? {
        Some(changed) => store::save(tx, changed, &owner).await?,
        None => list,
    };
    Ok(ReturnWorkListResponse { work_list: Some(wire::work_list(&list, Some(&owner))) })
}
