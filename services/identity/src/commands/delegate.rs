//! A head who is away hands the approval of work on.

use contract::field;
use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::{Delegation, PersonId, delegation_not_found, person_not_found};
use kernel::date;
use proto::identity::v1 as api;
use regulation::Actor;
use uuid::Uuid;

use super::reason;
use crate::{store, wire};

pub(crate) async fn delegate(tx: &mut Tx, actor: Actor, message: api::DelegateRequest) -> Result<api::DelegateResponse, Error> {
    let day = field::day;
    let days = (day("from", message.from.as_ref())?, day("until", message.until.as_ref())?);
    let delegate: PersonId = field::id("delegate_id", &message.delegate_id)?;
    let head = store::people::find(tx.conn(), PersonId(actor.person)).await?.ok_or_else(person_not_found)?;
    let delegate = store::people::find(tx.conn(), delegate).await?.ok_or_else(person_not_found)?;
    let today = date::office_day(tx.now());
    let delegation = Delegation::new(tx.next_id().into(), &head, &delegate, days, reason(&message.reason)?, today)?;
    store::delegations::save(tx, &delegation).await?;
    let (from, until) = (date::vi(delegation.from), date::vi(delegation.until));
    let text = format!("{} ủy quyền cho ông/bà phê duyệt công việc của đơn vị từ {from} đến {until}.", head.full_name);
    tell(tx, &delegation, "Được ủy quyền phê duyệt công việc", text).await?;
    Ok(api::DelegateResponse { delegation: Some(wire::delegation(&delegation)) })
}

pub(crate) async fn end_delegation(
    tx: &mut Tx,
    actor: Actor,
    message: api::EndDelegationRequest,
) -> Result<api::EndDelegationResponse, Error> {
    let known = store::delegations::lock(tx.conn(), field::id("delegation_id", &message.delegation_id)?).await?;
    let known = known.filter(|delegation| delegation.head.0 == actor.person).ok_or_else(delegation_not_found)?;
    let delegation = match known.clone().ended(date::office_day(tx.now())) {
        Some(ended) => {
            store::delegations::save(tx, &ended).await?;
            tell(tx, &ended, "Ủy quyền đã kết thúc", "Ông/bà không còn phê duyệt công việc thay người ủy quyền.".to_owned()).await?;
            ended
        }
        None => known,
    };
    Ok(api::EndDelegationResponse { delegation: Some(wire::delegation(&delegation)) })
}

/// Tells the delegate.
async fn tell(tx: &Tx, delegation: &Delegation, title: &str, text: String) -> Result<(), Error> {
    let notice = Notice {
        id: tx.next_id().into(),
        person: delegation.delegate,
        kind: "DELEGATION_CHANGED".to_owned(),
        title: title.to_owned(),
        text,
        about_kind: "DELEGATION".to_owned(),
        about_id: Uuid::from(delegation.id).to_string(),
        due_on: None,
    };
    store::notices::raise(tx, &[notice]).await
}
