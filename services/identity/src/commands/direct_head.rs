//! Who is somebody's direct head, where the head of the agency orders another one than units and posts say.

use std::collections::{BTreeMap, BTreeSet};

use contract::field;
use events::{Error, Tx};
use identity_domain::{Person, PersonId, head_below, head_not_leading, head_order_not_yours, person_not_found, policy, post_not_found};
use kernel::date;
use proto::identity::v1 as api;
use regulation::Actor;

use super::personnel::posts_notice;
use super::reason;
use crate::derive::{self, Change};
use crate::store::account_events::{Action, note};
use crate::{store, wire};

pub(crate) async fn order_direct_head(
    tx: &mut Tx,
    actor: Actor,
    message: api::OrderDirectHeadRequest,
) -> Result<api::OrderDirectHeadResponse, Error> {
    let id: PersonId = field::id("person_id", &message.person_id)?;
    let head: Option<PersonId> = field::id_or_none("head_id", &message.head_id)?;
    let reason = reason(&message.reason)?;
    let today = date::office_day(tx.now());
    store::people::turn(tx).await?;
    // Who heads no agency learns nothing of who exists.
    let before = store::people::lock(tx.conn(), id).await?.ok_or_else(head_order_not_yours)?;
    policy::may_order_head(&wire::who(&actor), &before)?;
    let agency = before.post_on(today).ok_or_else(post_not_found)?.agency;
    let Some(after) = before.clone().with_ordered_head(head, today)? else {
        return Ok(api::OrderDirectHeadResponse { person: Some(wire::person(&before)) });
    };
    let around = derive::around(tx, &BTreeSet::from([agency]), &[]).await?;
    let mut people = derive::people_of(tx, around.communes().chain([agency])).await?;
    people.insert(id, Change::to(Some(before.clone()), after));
    let changes = derive::follow(tx, people, &around, today).await?;
    if let Some(head) = head {
        answers_to(&changes, id, head)?;
    }
    note(tx, id, Action::PostsChanged, &reason).await?;
    derive::keep(tx, changes).await?;
    let after = store::people::find(tx.conn(), id).await?.ok_or_else(person_not_found)?;
    tell(tx, &before, &after).await?;
    Ok(api::OrderDirectHeadResponse { person: Some(wire::person(&after)) })
}

/// The order took effect; if not, the head answers to this person, or leads nothing.
fn answers_to(changes: &[Change], person: PersonId, head: PersonId) -> Result<(), Error> {
    let heads: BTreeMap<PersonId, PersonId> =
        changes.iter().filter_map(|change| Some((change.after.id, change.after.direct_head?))).collect();
    if heads.get(&person) == Some(&head) {
        return Ok(());
    }
    // As long as a chain can be: one that goes round in a circle ends too.
    let above = std::iter::successors(Some(head), |one| heads.get(one).copied()).take(changes.len() + 1);
    if above.into_iter().any(|one| one == person) { Err(head_below().into()) } else { Err(head_not_leading().into()) }
}

/// Tells whom it concerns: the person, and the heads before and after.
async fn tell(tx: &mut Tx, before: &Person, after: &Person) -> Result<(), Error> {
    if before.direct_head == after.direct_head {
        return Ok(());
    }
    let head = match after.direct_head {
        Some(head) => store::people::find(tx.conn(), head).await?.map(|head| head.full_name),
        None => None,
    };
    let text = match head {
        Some(head) => {
            format!("Thủ trưởng trực tiếp của {}: {head}. Từ nay người này phê duyệt nhật ký, danh mục công việc.", after.full_name)
        }
        None => format!("{} hiện chưa có thủ trưởng trực tiếp.", after.full_name),
    };
    let told: BTreeSet<PersonId> = [Some(after.id), before.direct_head, after.direct_head].into_iter().flatten().collect();
    let notices: Vec<_> =
        told.into_iter().map(|to| posts_notice(tx, after.id, to, "Thủ trưởng trực tiếp thay đổi", text.clone())).collect();
    store::notices::raise(tx, &notices).await
}
