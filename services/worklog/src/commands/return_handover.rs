//! Sends a handover back to who hands over, with what is missing.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{NoticeRaised, ReturnHandoverRequest, ReturnHandoverResponse};
use regulation::{Actor, SystemRole};
use worklog_domain::policy::{self, Deed};

use super::{handover, signature, told};
use crate::{access, handovers, store};

pub(crate) async fn return_handover(tx: &mut Tx, actor: Actor, message: ReturnHandoverRequest) -> Result<ReturnHandoverResponse, Error> {
    let (handover, giver) = handover(tx, field::id("handover_id", &message.handover_id)?).await?;
    let officer = access::holds_over(&actor, &[SystemRole::HrOfficer], &handover);
    policy::may_with_handover(actor.person.into(), officer, Deed::Return, &handover)?;
    let by = signature(tx, &actor).await?;
    let handover = match handover.clone().send_back(&message.reason, by)? {
        Some(changed) => {
            let handover = store::save(tx, changed, &giver).await?;
            let text = format!("Người nhận bàn giao của vị trí {} đã trả lại: {}", handover.title, message.reason.trim());
            let notice = handovers::notice(tx, &handover, handover.giver, "Bàn giao công việc bị trả lại", text);
            tx.notify::<NoticeRaised>(&[notice])?;
            handover
        }
        None => handover,
    };
    Ok(ReturnHandoverResponse { handover: Some(told(tx, &handover).await?) })
}
