//! One person: recorded with the first post, and corrected.

use contract::field;
use events::{Error, Tx};
use identity_domain::email_list::is_address;
use identity_domain::official::is_official;
use identity_domain::{
    Account, Person, PersonId, Post, PostKind, ServiceFacts, address_invalid, address_taken, full_name_invalid, policy, text_invalid,
};
use kernel::{Refusal, date, text};
use proto::identity::v1 as api;
use regulation::Actor;

use super::personnel::{Held, LONGEST_TEXT, Saved, agencies, locked, place, role, save};
use super::reason;
use crate::letters::Letters;
use crate::store::account_events::Action;
use crate::{store, wire};

const LONGEST_NAME: usize = 100;

pub(crate) async fn add_person(
    tx: &mut Tx,
    actor: Actor,
    message: api::AddPersonRequest,
    letters: Letters,
) -> Result<api::AddPersonResponse, Error> {
    let from = field::day("from", message.from.as_ref())?;
    let full_name = full_name(&message.full_name)?;
    let birth_date = field::day_or_none("birth_date", message.birth_date.as_ref())?;
    let recruited_on = field::day_or_none("recruited_on", message.recruited_on.as_ref())?;
    let email = text::clean(&message.email).to_lowercase();
    let employment = wire::employment(message.employment())?;
    let reason = reason(&message.reason)?;
    let held = Held::read(&message.title, &message.rank, &message.step, &message.coefficient)?;
    let transferred_from = text::clean(&message.transferred_from);
    if transferred_from.chars().count() > LONGEST_TEXT || text::forbidden(&message.transferred_from).is_some() {
        return Err(text_invalid("transferred_from", LONGEST_TEXT).into());
    }
    if !is_address(&email) {
        return Err(address_invalid().into());
    }
    let id: PersonId = tx.next_id().into();
    store::people::turn(tx).await?;
    let (unit, agency) = place(tx, &message.unit_id, from).await?;
    // Nobody learns which addresses are taken but who may add people there.
    policy::may_change_posts(&wire::who(&actor), id, &[agency.id], false)?;
    if !store::people::lock_by_emails(tx.conn(), vec![email.clone()]).await?.is_empty() {
        return Err(address_taken().into());
    }
    let (role, role_by_hand) = role(tx, &actor, message.role(), (&held.title, PostKind::Main), (&unit, &agency)).await?;
    let post = Post {
        id: tx.next_id().into(),
        unit: unit.id,
        agency: agency.id,
        title: held.title,
        named: role,
        waits: None,
        employment,
        rank: held.rank,
        step: held.step,
        coefficient: held.coefficient,
        valid_from: Some(from),
        valid_to: None,
        kind: PostKind::Main,
        role_by_hand,
        listed: false,
        ordered_head: None,
    };
    let facts = ServiceFacts {
        recruited_on: recruited_on.or_else(|| transferred_from.is_empty().then_some(from)),
        transferred_on: (!transferred_from.is_empty()).then_some(from),
        transferred_from,
        education_public_employee: message.education_public_employee,
        ..ServiceFacts::default()
    };
    let person = Person {
        id,
        version: 0,
        full_name,
        email,
        birth_date,
        party_member: message.party_member,
        posts: vec![post],
        facts,
        direct_head: None,
        agency_head: None,
        head_outside: false,
    };
    let needed = [agency.id].into();
    let saved = save(tx, &actor, Saved { before: None, after: person, needed, action: Action::PostsChanged, reason: &reason }).await?;
    let invited = is_official(&saved.email, &store::installation::mail_domains(tx.conn()).await?);
    if invited {
        let account = Account::invited(saved.id, saved.email.clone());
        store::accounts::save(tx, &account).await?;
        letters.invite(tx, &account, &saved.full_name).await?;
    }
    Ok(api::AddPersonResponse { person: Some(wire::person(&saved)), invited })
}

pub(crate) async fn correct_person(
    tx: &mut Tx,
    actor: Actor,
    message: api::CorrectPersonRequest,
) -> Result<api::CorrectPersonResponse, Error> {
    let full_name = full_name(&message.full_name)?;
    let birth_date = field::day_or_none("birth_date", message.birth_date.as_ref())?;
    let recruited_on = field::day_or_none("recruited_on", message.recruited_on.as_ref())?;
    let reason = reason(&message.reason)?;
    let before = locked(tx, &actor, &message.person_id).await?;
    let facts = ServiceFacts { recruited_on, education_public_employee: message.education_public_employee, ..before.facts.clone() };
    let after = Person { full_name, birth_date, party_member: message.party_member, facts, ..before.clone() };
    let needed = agencies(&before, date::office_day(tx.now())).collect();
    let saved = Saved { before: Some(before), after, needed, action: Action::DetailsCorrected, reason: &reason };
    let after = save(tx, &actor, saved).await?;
    Ok(api::CorrectPersonResponse { person: Some(wire::person(&after)) })
}

fn full_name(said: &str) -> Result<String, Refusal> {
    let name = text::clean(said);
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && text::is_said(&name) && text::forbidden(said).is_none();
    if fits { Ok(name) } else { Err(full_name_invalid(LONGEST_NAME)) }
}
