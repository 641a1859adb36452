//! Heads of agencies: named by one person, confirmed by another (ID-5).

use std::collections::{BTreeMap, BTreeSet};

use contract::field;
use events::{Error, Tx};
use identity_domain::notice::Notice;
use identity_domain::{Person, PersonId, PostId, UnitId, lead_needs_login, policy, post_not_found, too_many_heads};
use proto::common::v1::TrailBreak;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};

use crate::derive;
use crate::store::account_events::{Action, note};
use crate::{store, wire};

/// Heads who are confirmed by one call.
const MOST: usize = 200;

pub(crate) async fn confirm_heads(
    tx: &mut Tx,
    actor: Actor,
    message: api::ConfirmHeadsRequest,
) -> Result<api::ConfirmHeadsResponse, Error> {
    let who = wire::who(&actor);
    let posts: BTreeSet<PostId> = message.post_ids.iter().map(|id| field::id("post_ids", id)).collect::<Result<_, _>>()?;
    policy::may_see_heads_to_confirm(&who)?;
    if posts.is_empty() || posts.len() > MOST {
        return Err(too_many_heads(MOST).into());
    }
    store::people::turn(tx).await?;
    let mut confirmed: BTreeMap<PersonId, Person> = BTreeMap::new();
    for post in &posts {
        let holder = store::people::lock_holder(tx.conn(), *post).await?.ok_or_else(post_not_found)?;
        let holder = confirmed.remove(&holder.id).unwrap_or(holder);
        policy::may_confirm_heads(&who, holder.id)?;
        if store::accounts::find(tx.conn(), holder.id).await?.is_none() {
            return Err(lead_needs_login(&holder.full_name).into());
        }
        confirmed.insert(holder.id, holder.with_lead_confirmed(*post, who.person)?);
    }
    let agencies = |person: &Person| person.posts.iter().map(|post| post.agency).collect::<Vec<_>>();
    let touched: BTreeSet<UnitId> = confirmed.values().flat_map(agencies).collect();
    let around = derive::around(tx, &touched, &[]).await?;
    let mut people = derive::people_of(tx, touched.into_iter().chain(around.communes())).await?;
    for (id, after) in &confirmed {
        let before = store::people::lock(tx.conn(), *id).await?;
        people.insert(*id, derive::Change::to(before, after.clone()));
        note(tx, *id, Action::LeadConfirmed, "").await?;
    }
    derive::save(tx, people, &around).await?;
    for after in confirmed.values() {
        let names = format!("{} được người thứ hai xác nhận là người đứng đầu cơ quan.", after.full_name);
        let to = watchers(tx, &[SystemRole::Auditor]).await?;
        tell(tx, to, ("LEAD_CONFIRMED", "Người đứng đầu cơ quan đã được xác nhận", &names), ("", String::new())).await?;
    }
    Ok(api::ConfirmHeadsResponse { confirmed: i32::try_from(posts.len()).unwrap_or(i32::MAX) })
}

/// Whether somebody waits to lead an agency who did not before.
pub(crate) fn is_asked(before: Option<&Person>, after: &Person) -> bool {
    let waiting = |person: &Person| person.posts.iter().filter(|post| post.waits.is_some()).map(|post| post.id).collect::<BTreeSet<_>>();
    !before.map(waiting).unwrap_or_default().is_superset(&waiting(after))
}

/// Tells who confirms, and auditors, that people wait to lead agencies: once for all of them.
pub(crate) async fn tell_asked(tx: &mut Tx, names: &[String]) -> Result<(), Error> {
    if names.is_empty() {
        return Ok(());
    }
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let rest = if names.len() > 5 { format!(" và {} người khác", names.len() - 5) } else { String::new() };
    let text = format!("{shown}{rest} được đưa vào chức vụ đứng đầu cơ quan và chờ người thứ hai xác nhận.");
    let roles = SystemRole::SnvAdmin.givers().iter().copied().chain([SystemRole::Auditor]).collect::<Vec<_>>();
    let to = watchers(tx, &roles).await?;
    tell(tx, to, ("LEAD_ASKED", "Người đứng đầu chờ xác nhận", &text), ("HEADS", String::new())).await
}

/// Tells auditors and administrators that what a service keeps for good is not what it wrote.
pub(crate) async fn tell_trail_broken(tx: &mut Tx, trail: &TrailBreak) -> Result<(), Error> {
    let (service, breaks, places) = (&trail.service, trail.breaks, trail.places.join("; "));
    let text = format!(
        "Phần {service} có {breaks} chỗ không còn như đã ghi: {places}. Hãy yêu cầu người vận hành chạy «congtam audit» và giữ nguyên hiện trạng."
    );
    let mut to = watchers(tx, &[SystemRole::Auditor, SystemRole::SnvAdmin]).await?;
    // Every replica finds the same, and finds it again when it starts.
    for told in store::notices::still_told(tx.conn(), &text).await? {
        to.remove(&told);
    }
    tell(tx, to, ("TRAIL_BROKEN", "Dấu vết kiểm toán không còn nguyên vẹn", &text), ("", String::new())).await
}

/// Who holds one of these roles for the whole province, but for who acts.
pub(super) async fn watchers(tx: &Tx, roles: &[SystemRole]) -> Result<BTreeSet<PersonId>, Error> {
    let mut found = BTreeSet::new();
    for role in roles {
        found.extend(store::accounts::holders_to_be(tx.conn(), *role).await?);
    }
    found.retain(|one| Some(one.0) != tx.actor());
    Ok(found)
}

/// What some are told, and where they look at it.
pub(super) async fn tell(
    tx: &mut Tx,
    to: BTreeSet<PersonId>,
    (kind, title, text): (&str, &str, &str),
    (about_kind, about_id): (&str, String),
) -> Result<(), Error> {
    let notice = |person: PersonId| Notice {
        id: tx.next_id().into(),
        person,
        kind: kind.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        about_kind: about_kind.to_owned(),
        about_id: about_id.clone(),
        due_on: None,
    };
    let notices: Vec<Notice> = to.into_iter().map(notice).collect();
    store::notices::raise(tx, &notices).await
}
