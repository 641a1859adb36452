//! Reads by office: logged, and told to those who audit; who was turned away at the door.

use ::store::Reads;
use ::store::reads::{Kept, Read};
use contract::{field, out};
use events::Error;
use identity_domain::{PersonId, UnitId, person_not_found};
use kernel::Reading;
use kernel::date;
use proto::common::v1::PageInfo;
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;
use uuid::Uuid;

use crate::{store, wire};

/// The log: a chain for each agency.
pub(crate) const READS: Reads = Reads::by("agency_id");

/// What was read.
#[derive(Clone, Copy)]
pub(super) enum About {
    Person(PersonId),
    Accounts(Option<UnitId>),
    AccountEvents(PersonId),
    Faults(Option<UnitId>),
    Denials,
}

impl About {
    fn name(self) -> &'static str {
        match self {
            Self::Person(_) => "PERSON",
            Self::Accounts(_) => "ACCOUNTS",
            Self::AccountEvents(_) => "ACCOUNT_EVENTS",
            Self::Faults(_) => "FAULTS",
            Self::Denials => "DENIALS",
        }
    }
}

/// How somebody reads by office what is not their own part.
pub(super) fn by_office(actor: &Actor) -> Reading {
    if actor.holds(SystemRole::Auditor) { Reading::WithReason } else { Reading::ByOffice }
}

/// Logs a read by office before it is answered.
///
/// # Errors
/// `READ_REASON_NEEDED` when an auditor does not say why.
pub(super) async fn log(ctx: &Ctx, actor: &Actor, about: About, reason: &str) -> Result<(), Error> {
    let Some(reason) = by_office(actor).logged(reason)? else { return Ok(()) };
    let tx = ctx.begin().await?;
    let agency_of = async |person| {
        let person = store::people::find(tx.conn(), person).await?;
        Ok::<_, Error>(person.and_then(|person| person.post_on(date::office_day(tx.now())).map(|post| post.agency)))
    };
    let (about_id, agency): (Uuid, Option<UnitId>) = match about {
        About::Person(person) | About::AccountEvents(person) => (person.into(), agency_of(person).await?),
        About::Accounts(agency) | About::Faults(agency) => (agency.map_or_else(Uuid::nil, Uuid::from), agency),
        About::Denials => (Uuid::nil(), None),
    };
    let read = Read { at: tx.now(), reader: actor.person, about: about.name(), about_id, reason: &reason };
    READS.note(tx.conn(), agency.map_or_else(Uuid::nil, Uuid::from), &read).await?;
    tx.commit().await
}

/// Reads of one agency, or of the province without one: for auditors and Sở Nội vụ.
pub(crate) async fn list_reads(ctx: &Ctx, actor: &Actor, message: &api::ListReadsRequest) -> Result<api::ListReadsResponse, Error> {
    let agency: Option<UnitId> = field::id_or_none("agency_id", &message.agency_id)?;
    if ![SystemRole::Auditor, SystemRole::SnvAdmin].iter().any(|role| wire::who(actor).grants.iter().any(|grant| grant.role == *role)) {
        return Err(person_not_found().into());
    }
    let page = runtime::page::<i64>(message.page.as_ref())?;
    let of = agency.map_or_else(Uuid::nil, Uuid::from);
    let (found, next_page_token) = page.finish(READS.list(&ctx.db, of, &page).await?, |read| read.sequence);
    let read = |read: Kept| api::Read {
        sequence: read.sequence,
        at: Some(out::moment(read.at)),
        reader_id: read.reader_id.to_string(),
        about: read.about,
        about_id: if read.about_id.is_nil() { String::new() } else { read.about_id.to_string() },
        reason: read.reason,
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: Some(PageInfo { next_page_token }),
        problem: READS.problem(&ctx.db, of).await?,
    })
}

/// Who was turned away at the door, the newest first: for auditors, who say why.
pub(crate) async fn list_denials(ctx: &Ctx, actor: &Actor, message: &api::ListDenialsRequest) -> Result<api::ListDenialsResponse, Error> {
    if !actor.holds(SystemRole::Auditor) {
        return Err(person_not_found().into());
    }
    let page = runtime::page(message.page.as_ref())?;
    log(ctx, actor, About::Denials, &message.reason).await?;
    let denials = store::denials::list(&ctx.db, &page).await?;
    let (denials, next_page_token) = page.finish(denials, |denial| (denial.at, denial.denial_id));
    let denial = |denial: store::denials::Model| api::Denial {
        at: Some(out::moment(denial.at)),
        reason: denial.reason,
        client_address: denial.client_address,
        login_mark: denial.login_mark.chars().take(8).collect(),
        person_id: denial.person_id.map(|id| id.to_string()).unwrap_or_default(),
    };
    Ok(api::ListDenialsResponse { denials: denials.into_iter().map(denial).collect(), page: Some(PageInfo { next_page_token }) })
}
