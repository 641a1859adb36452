//! What titles and posts make their holders, where an officer knows better than the rules.

use std::collections::BTreeSet;

use contract::field;
use events::{Error, Tx};
use identity_domain::placing::Agency;
use identity_domain::title::{Titles, key};
use identity_domain::{Person, Unit, UnitId, policy, post_not_found, title_missing, unit_unknown};
use kernel::{date, text};
use proto::identity::v1 as api;
use regulation::Actor;

use super::personnel::{LONGEST_TEXT, Saved, locked, save};
use super::reason;
use crate::derive;
use crate::store::account_events::{Action, note};
use crate::store::titles::Answer;
use crate::{store, wire};

pub(crate) async fn correct_post_role(
    tx: &mut Tx,
    actor: Actor,
    message: api::CorrectPostRoleRequest,
) -> Result<api::CorrectPostRoleResponse, Error> {
    let role = wire::post_role("role", message.role())?;
    let person = locked(tx, &actor, &message.person_id).await?;
    let post = field::id("post_id", &message.post_id)?;
    let reason = reason(&message.reason)?;
    let held = person.posts.iter().find(|held| held.id == post).ok_or_else(post_not_found)?;
    policy::may_set_roles(&wire::who(&actor), Some(held.agency), &[held.named, role], false)?;
    let needed = BTreeSet::from([held.agency]);
    let after = person.clone().with_role(post, role, date::office_day(tx.now()))?.unwrap_or_else(|| person.clone());
    let after = save(tx, &actor, Saved::posts(person, after, needed, &reason)).await?;
    Ok(api::CorrectPostRoleResponse { person: Some(wire::person(&after)) })
}

pub(crate) async fn answer_title(tx: &mut Tx, actor: Actor, message: api::AnswerTitleRequest) -> Result<api::AnswerTitleResponse, Error> {
    let answer = message.answer.unwrap_or_default();
    let role = wire::post_role("answer.role", answer.role())?;
    let title = text::clean(&answer.title);
    if key(&title).is_empty() || title.chars().count() > LONGEST_TEXT || text::forbidden(&title).is_some() {
        return Err(title_missing().into());
    }
    let agency: Option<UnitId> = field::id_or_none("answer.agency_id", &answer.agency_id)?;
    policy::may_set_roles(&wire::who(&actor), agency, &[role], answer.at_top)?;
    if let Some(agency) = agency {
        let known = store::units::by_ids(tx.conn(), vec![agency]).await?.pop();
        known.filter(|unit| unit.kind.is_agency()).ok_or_else(|| unit_unknown("answer.agency_id"))?;
    }
    store::people::turn(tx).await?;
    let answer = Answer { title, at_top: answer.at_top, agency, role };
    store::titles::keep(tx, &answer, actor.person).await?;
    let agencies = match agency {
        Some(agency) => vec![agency],
        None => store::people::agencies_with_title(tx.conn(), &answer.title).await?,
    };
    let mut people_changed = 0;
    for agency in agencies {
        people_changed += apply(tx, &actor, &answer, agency).await?;
    }
    Ok(api::AnswerTitleResponse { people_changed })
}

/// Gives the role to everybody of an agency who holds a post with this title now; how many people were saved.
async fn apply(tx: &mut Tx, actor: &Actor, answer: &Answer, agency: UnitId) -> Result<i32, Error> {
    let titles = store::titles::of_agency(tx.conn(), Some(agency)).await?;
    let units: Vec<Unit> = store::units::all(tx.conn()).await?.into_iter().filter(|unit| unit.agency == agency).collect();
    let touched = BTreeSet::from([agency]);
    let around = derive::around(tx, &touched, &[]).await?;
    let mut people = derive::people_of(tx, touched.into_iter().chain(around.communes())).await?;
    let mut changed = false;
    for change in people.values_mut() {
        let before = change.after.clone();
        change.after = with_answer(before.clone(), answer, &titles, &units, date::office_day(tx.now()));
        if change.after != before {
            let led = |person: &Person| person.posts.iter().filter(|post| post.named.leads_agency()).count();
            policy::may_change_posts(&wire::who(actor), before.id, &[agency], led(&before) != led(&change.after))?;
            note(tx, before.id, Action::PostsChanged, &answer.title).await?;
            changed = true;
        }
    }
    if changed { derive::save(tx, people, &around).await } else { Ok(0) }
}

/// A person whose present posts with this title have the role that the titles now say.
fn with_answer(mut person: Person, answer: &Answer, titles: &Titles, units: &[Unit], today: chrono::NaiveDate) -> Person {
    let asked = key(&answer.title);
    for post in person.posts.iter_mut().filter(|post| post.holds_on(today) && !post.role_by_hand && key(&post.title).contains(&asked)) {
        let Ok(placed) = Agency::of(post.agency, units).posts(&post.title, post.unit, titles) else { continue };
        if let Some(placed) = placed.iter().find(|placed| placed.unit == post.unit) {
            post.named = placed.role;
        }
    }
    person
}
