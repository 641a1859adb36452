//! What may be read, by whom.

mod accounts;
mod organisation;
mod reads;
mod support;

use contract::{field, out};
use events::Error;
use identity_domain::{Person, PersonId, Unit, UnitId, person_not_found, policy};
use kernel::{Reading, date, text};
use proto::common::v1::PageInfo;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;

use crate::config::SecondFactor;
use crate::store::people::Filter;
use crate::{store, wire};

pub(crate) use accounts::{get_status_report, list_account_events, list_accounts, list_my_passkeys, list_my_sessions};
pub(crate) use organisation::{
    get_workbook_template, list_heads_to_confirm, list_my_delegations, list_personnel_problems, list_title_answers,
};
pub(crate) use reads::{READS, list_denials, list_reads};
pub(crate) use support::{get_fault_report, list_fault_reports, list_my_notices};

/// Words of a search that are looked at.
const MOST_WORDS: usize = 8;

pub(crate) async fn get_me(ctx: &Ctx, actor: &Actor, _: &api::GetMeRequest, rule: SecondFactor) -> Result<api::GetMeResponse, Error> {
    let id = PersonId(actor.person);
    let person = store::people::find(&ctx.db, id).await?.ok_or_else(person_not_found)?;
    let account = store::accounts::find(&ctx.db, id).await?;
    let post = person.post_on(date::office_day(ctx.now())).map(|post| vec![post.agency, post.unit]).unwrap_or_default();
    let granted = account.iter().flat_map(|account| account.grants.iter().filter_map(|grant| grant.agency));
    let units = store::units::by_ids(&ctx.db, post.into_iter().chain(granted).collect()).await?;
    let factor = store::second_factors::find(&ctx.db, id).await?;
    let grants = account.as_ref().map(|account| account.grants.as_slice()).unwrap_or_default();
    let second_factor = api::SecondFactor {
        enrolled: factor.is_some_and(|factor| factor.secret.is_some()),
        required: rule.demands(&person, grants, date::office_day(ctx.now())),
        recovery_codes_left: i32::try_from(store::second_factors::codes_left(&ctx.db, id).await?).unwrap_or(i32::MAX),
    };
    Ok(api::GetMeResponse {
        unread_notices: i32::try_from(store::notices::unread(&ctx.db, id).await?).unwrap_or(i32::MAX),
        contacts: contacts(ctx, &person).await?,
        second_factor: Some(second_factor),
        person: Some(wire::person(&person)),
        account: account.as_ref().map(wire::account),
        units: units.iter().map(wire::unit).collect(),
    })
}

/// The IT officers of the agency where somebody sits.
async fn contacts(ctx: &Ctx, person: &Person) -> Result<Vec<api::Contact>, Error> {
    let Some(post) = person.post_on(date::office_day(ctx.now())) else { return Ok(Vec::new()) };
    let helpers = store::accounts::holders(&ctx.db, SystemRole::UnitIt, Some(post.agency)).await?;
    let mut contacts = Vec::new();
    for helper in helpers {
        let found = store::people::find(&ctx.db, helper).await?;
        contacts.extend(found.map(|one| api::Contact { full_name: one.full_name.clone(), email: one.email.to_string() }));
    }
    contacts.sort_by(|a, b| kernel::text::compare_names(&a.full_name, &b.full_name));
    Ok(contacts)
}

/// The tree of the organisation is known to everybody who may sign in; who is where, as people are.
pub(crate) async fn list_units(ctx: &Ctx, actor: &Actor, message: &api::ListUnitsRequest) -> Result<api::ListUnitsResponse, Error> {
    let page = runtime::page(message.page.as_ref())?;
    let (as_of, known_at) = (field::day_or_none("as_of", message.as_of.as_ref())?, contract::moment(message.known_at));
    let filter = store::units::Filter { agency: field::id_or_none("agency_id", &message.agency_id)?, agencies_only: message.agencies_only };
    let units = store::units::list(&ctx.db, &filter, &page).await?;
    let (mut units, next_page_token) = page.finish(units, |unit| unit.code.clone());
    if let Some(moment) = known_at {
        units = store::history::at(&ctx.db, units.iter().map(|unit| unit.id.into()).collect(), moment).await?;
        units.sort_by(|a: &Unit, b: &Unit| a.code.cmp(&b.code));
    }
    units.retain(|unit| as_of.is_none_or(|day| unit.exists_on(day)));
    let staff = if message.with_staff { organisation::staff(ctx, actor, &units).await? } else { Vec::new() };
    Ok(api::ListUnitsResponse { units: units.iter().map(wire::unit).collect(), page: Some(PageInfo { next_page_token }), staff })
}

/// People whom the actor may know: everybody for Sở Nội vụ and the like, otherwise those of one's own agency and of
/// agencies where one has a role.
pub(crate) async fn list_people(ctx: &Ctx, actor: &Actor, message: &api::ListPeopleRequest) -> Result<api::ListPeopleResponse, Error> {
    let page = runtime::page(message.page.as_ref())?;
    let wanted: Option<UnitId> = field::id_or_none("agency_id", &message.agency_id)?;
    let agencies = match (visible_agencies(ctx, actor).await?, wanted) {
        (Some(visible), Some(wanted)) => Some(visible.into_iter().filter(|agency| *agency == wanted).collect()),
        (Some(visible), None) => Some(visible),
        (None, wanted) => wanted.map(|wanted| vec![wanted]),
    };
    // Each word is a condition of its own: nobody looks for a person with more.
    let words = text::search_words("search", &message.search)?.into_iter().take(MOST_WORDS).collect();
    let filter = Filter {
        agencies,
        unit: field::id_or_none("unit_id", &message.unit_id)?,
        words,
        leading_on: message.leading.then(|| date::office_day(ctx.now())),
    };
    let people = store::people::list(&ctx.db, &filter, &page).await?;
    let who = wire::who(actor);
    let (people, next_page_token) = page.finish(people, |(key, _)| key.clone());
    Ok(api::ListPeopleResponse {
        people: people.iter().map(|(_, person)| outline(&who, person)).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

/// What a list tells of a person: names and posts, and the whole of oneself.
fn outline(who: &policy::Who, person: &Person) -> api::Person {
    if who.person == person.id { wire::person(person) } else { wire::colleague(person) }
}

pub(crate) async fn get_person(ctx: &Ctx, actor: &Actor, message: &api::GetPersonRequest) -> Result<api::GetPersonResponse, Error> {
    let person = store::people::find(&ctx.db, field::id("person_id", &message.person_id)?).await?.ok_or_else(person_not_found)?;
    let visible = match visible_agencies(ctx, actor).await? {
        None => true,
        Some(visible) => {
            person.id.0 == actor.person || person.post_on(date::office_day(ctx.now())).is_some_and(|post| visible.contains(&post.agency))
        }
    };
    if !visible {
        return Err(person_not_found().into());
    }
    let (as_of, known_at) = (field::day_or_none("as_of", message.as_of.as_ref())?, contract::moment(message.known_at));
    let mut person = match known_at {
        Some(moment) => store::history::at::<Person>(&ctx.db, vec![person.id.into()], moment).await?.pop().ok_or_else(person_not_found)?,
        None => person,
    };
    person.posts.retain(|post| as_of.is_none_or(|day| post.holds_on(day)));
    let (who, today) = (wire::who(actor), date::office_day(ctx.now()));
    let close = [Some(person.id), person.direct_head, person.agency_head].contains(&Some(who.person));
    // Who must say why reads nothing in passing.
    let says_why = reads::by_office(actor) != Reading::WithReason || text::is_said(&text::clean(&message.reason));
    let whole = policy::knows_service_of(&who, &person, today) && (close || says_why);
    if whole && !close {
        reads::log(ctx, actor, reads::About::Person(person.id), &message.reason).await?;
    }
    let birth_date = person.birth_date.filter(|_| whole).map(out::day);
    Ok(api::GetPersonResponse { person: Some(if whole { wire::person(&person) } else { wire::colleague(&person) }), birth_date })
}

/// Agencies whose people the actor may know; `None` for all.
async fn visible_agencies(ctx: &Ctx, actor: &Actor) -> Result<Option<Vec<UnitId>>, Error> {
    let who = wire::who(actor);
    if who.sees_everybody() {
        return Ok(None);
    }
    let own = store::people::find(&ctx.db, who.person).await?;
    let own = own.iter().filter_map(|person| person.post_on(date::office_day(ctx.now())).map(|post| post.agency));
    let granted = who.grants.iter().filter(|grant| grant.role == SystemRole::HrOfficer || grant.role == SystemRole::UnitIt);
    Ok(Some(own.chain(granted.filter_map(|grant| grant.agency)).collect()))
}
