//! Posts that were wrongly recorded: mended, or taken out.

use contract::field;
use events::{Error, Tx};
use identity_domain::{Person, Post, PostKind, post_not_found};
use proto::identity::v1 as api;
use regulation::Actor;

use super::personnel::{Held, Saved, locked, place, role, save};
use super::reason;
use crate::store::account_events::Action;
use crate::{store, wire};

pub(crate) async fn correct_post(tx: &mut Tx, actor: Actor, message: api::CorrectPostRequest) -> Result<api::CorrectPostResponse, Error> {
    let from = field::day("from", message.from.as_ref())?;
    let employment = wire::employment(message.employment())?;
    let held = Held::read(&message.title, &message.rank, &message.step, &message.coefficient)?;
    let reason = reason(&message.reason)?;
    let before = locked(tx, &actor, &message.person_id).await?;
    let id = field::id("post_id", &message.post_id)?;
    let recorded = before.posts.iter().find(|post| post.id == id).cloned().ok_or_else(post_not_found)?;
    let (unit, agency) = place(tx, &message.unit_id, from).await?;
    let same_place = recorded.unit == unit.id && recorded.title == held.title && message.role() == proto::common::v1::PostRole::Unspecified;
    let (role, role_by_hand) = if same_place {
        (recorded.named, recorded.role_by_hand)
    } else {
        role(tx, &actor, message.role(), (&held.title, recorded.kind), (&unit, &agency)).await?
    };
    let post = Post {
        unit: unit.id,
        agency: agency.id,
        title: held.title,
        named: role,
        employment,
        rank: held.rank,
        step: held.step,
        coefficient: held.coefficient,
        valid_from: Some(from),
        role_by_hand,
        ..recorded.clone()
    };
    let needed = [recorded.agency, post.agency].into();
    let after = match before.clone().with_corrected(post.clone())? {
        Some(corrected) => moved_in(tx, corrected, &recorded, &post).await?,
        None => before.clone(),
    };
    let saved = Saved { before: Some(before), after, needed, action: Action::PostsChanged, reason: &reason };
    let after = save(tx, &actor, saved).await?;
    Ok(api::CorrectPostResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn withdraw_post(
    tx: &mut Tx,
    actor: Actor,
    message: api::WithdrawPostRequest,
) -> Result<api::WithdrawPostResponse, Error> {
    let before = locked(tx, &actor, &message.person_id).await?;
    let post = field::id("post_id", &message.post_id)?;
    let reason = reason(&message.reason)?;
    let needed = before.posts.iter().filter(|held| held.id == post).map(|held| held.agency).collect();
    let after = before.clone().never_in(post)?;
    let saved = Saved { before: Some(before), after, needed, action: Action::PostsChanged, reason: &reason };
    let after = save(tx, &actor, saved).await?;
    Ok(api::WithdrawPostResponse { person: Some(wire::person(&after)) })
}

/// What is known of moving in from another agency follows a main post that was mended.
async fn moved_in(tx: &Tx, mut person: Person, recorded: &Post, post: &Post) -> Result<Person, Error> {
    if post.kind != PostKind::Main || (recorded.agency == post.agency && recorded.valid_from == post.valid_from) {
        return Ok(person);
    }
    let recorded_here = person.facts.transferred_on.is_some() && person.facts.transferred_on == recorded.valid_from;
    match person.main_post_before(post).map(|before| before.agency) {
        Some(agency) if agency != post.agency => {
            let name = store::units::by_ids(tx.conn(), vec![agency]).await?.pop().map(|unit| unit.name).unwrap_or_default();
            (person.facts.transferred_on, person.facts.transferred_from) = (post.valid_from, name);
        }
        Some(_) if recorded_here => (person.facts.transferred_on, person.facts.transferred_from) = (None, String::new()),
        None if recorded_here => person.facts.transferred_on = post.valid_from,
        Some(_) | None => {}
    }
    Ok(person)
}
