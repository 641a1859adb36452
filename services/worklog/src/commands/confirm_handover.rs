//! Confirms a handover: as who hands over, or as who takes over.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{ConfirmHandoverRequest, ConfirmHandoverResponse, NoticeRaised};
use regulation::{Actor, SystemRole};
use worklog_domain::policy::{self, Deed};

use super::{handover, signature, told};
use crate::{access, handovers, store, wire};

pub(crate) async fn confirm_handover(tx: &mut Tx, actor: Actor, message: ConfirmHandoverRequest) -> Result<ConfirmHandoverResponse, Error> {
    let (handover, giver) = handover(tx, field::id("handover_id", &message.handover_id)?).await?;
    let deed = if handover.giver == actor.person.into() { Deed::Give } else { Deed::Receive };
    let officer = access::holds_over(&actor, &[SystemRole::HrOfficer], &handover);
    policy::may_with_handover(actor.person.into(), officer, deed, &handover)?;
    let notes = wire::notes(&message.notes)?;
    let by = signature(tx, &actor).await?;
    let present = handover.clone();
    let step = match deed {
        Deed::Give => {
            let works = handovers::works(tx, handover.giver).await?;
            handover.give(works, &notes, &message.remark, by)?
        }
        Deed::Receive | Deed::Return | Deed::NameReceiver => handover.receive(&message.remark, by)?,
    };
    let handover = match step {
        Some(changed) => {
            let handover = store::save(tx, changed, &giver).await?;
            let other = if deed == Deed::Give { handover.receiver } else { Some(handover.giver) };
            let text =
                format!("Công việc của {} ({}): một bên vừa xác nhận. Hãy xem và làm phần của mình.", giver.full_name, handover.title);
            let notice = other.map(|other| handovers::notice(tx, &handover, other, "Bàn giao công việc đã được xác nhận", text));
            tx.notify::<NoticeRaised>(notice.as_slice())?;
            handover
        }
        None => present,
    };
    Ok(ConfirmHandoverResponse { handover: Some(told(tx, &handover).await?) })
}
