//! Names who takes over what somebody leaves open.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{NameReceiverRequest, NameReceiverResponse, NoticeRaised};
use regulation::{Actor, SystemRole};
use worklog_domain::policy::{self, Deed};
use worklog_domain::{PersonId, error};

use super::{handover, signature, told};
use crate::{access, handovers, store};

pub(crate) async fn name_receiver(tx: &mut Tx, actor: Actor, message: NameReceiverRequest) -> Result<NameReceiverResponse, Error> {
    let (handover, giver) = handover(tx, field::id("handover_id", &message.handover_id)?).await?;
    let officer = access::holds_over(&actor, &[SystemRole::HrOfficer], &handover);
    policy::may_with_handover(actor.person.into(), officer, Deed::NameReceiver, &handover)?;
    let receiver: PersonId = field::id("receiver_id", &message.receiver_id)?;
    let known = store::people::find(tx.conn(), receiver).await?;
    if known.is_none_or(|person| person.post.is_none()) {
        return Err(error::receiver_unknown().into());
    }
    let by = signature(tx, &actor).await?;
    let handover = match handover.clone().name(receiver, by)? {
        Some(changed) => {
            let handover = store::save(tx, changed, &giver).await?;
            let text = format!("Bạn được cử nhận bàn giao công việc của {} ({}).", giver.full_name, handover.title);
            let notices = vec![handovers::notice(tx, &handover, receiver, "Nhận bàn giao công việc", text)];
            tx.notify::<NoticeRaised>(&notices)?;
            handover
        }
        None => handover,
    };
    Ok(NameReceiverResponse { handover: Some(told(tx, &handover).await?) })
}
