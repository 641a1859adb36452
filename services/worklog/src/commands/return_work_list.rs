//! Returns a work list to its person, with a reason.

use events::{Error, Tx};
use kernel::date;
use proto::worklog::v1::{ReturnWorkListRequest, ReturnWorkListResponse};
use rpc::Actor;
use worklog_domain::policy::{self, Action};

use super::{signature, work_list};
use crate::{store, wire};

pub(crate) async fn return_work_list(tx: &mut Tx, actor: Actor, message: ReturnWorkListRequest) -> Result<ReturnWorkListResponse, Error> {
    let (list, owner) = work_list(tx, wire::id("work_list_id", &message.work_list_id)?).await?;
    let hand = store::delegations::hand(tx.conn(), actor.person.into(), date::office_day(tx.now())).await?;
    policy::may(hand.with(&owner), Action::Decide, &owner)?;
    let by = signature(tx, &actor).await?;
    let list = match list.clone().send_back(by, &message.reason)? {
        Some(changed) => store::save(tx, changed, &owner).await?,
        None => list,
    };
    Ok(ReturnWorkListResponse { work_list: Some(wire::work_list(&list, Some(&owner))) })
}
