//! What the signed-in person is to a thing. Reads and lists go through here as well as commands.

use std::collections::BTreeSet;

use evaluation_domain::minutes::{Entry, Minutes};
use evaluation_domain::policy::{Action, Actor, Standing, may};
use evaluation_domain::record::{Opinions, Sight};
use evaluation_domain::routing::Authority;
use evaluation_domain::{Period, PersonId, Record, Sheet, UnitId, error as refusals};
use events::Error;
use kernel::SmallestGroup;
use regulation::SystemRole;

use crate::store::{ConnectionTrait, records};

pub(crate) type Standings = BTreeSet<Standing>;

/// What roles make somebody in an agency.
pub(crate) fn in_agency(actor: &Actor, agency: UnitId) -> Standings {
    let roles = [
        (SystemRole::HigherAuthority, Standing::HigherAuthority),
        (SystemRole::HrOfficer, Standing::HrOfficer),
        (SystemRole::SnvAdmin, Standing::SnvAdmin),
        (SystemRole::Auditor, Standing::Auditor),
    ];
    roles.into_iter().filter(|(role, _)| actor.holds(*role, agency)).map(|(_, standing)| standing).collect()
}

/// What somebody is to a period.
pub(crate) fn to_period(actor: &Actor, period: &Period) -> Standings {
    let mut standings = in_agency(actor, period.agency);
    if period.head == Some(actor.person) && actor.acts_for(period.agency) {
        standings.insert(Standing::AgencyHead);
    }
    standings
}

/// What somebody who is evaluated in a period is to it: of the agency, or, once they have left, only the evaluated person.
pub(crate) async fn evaluated_in(conn: &impl ConnectionTrait, actor: &Actor, period: &Period) -> Result<Option<Standing>, Error> {
    let here = if actor.acts_for(period.agency) { Standing::UnitMember } else { Standing::Subject };
    Ok(records::is_of_period(conn, period.id, actor.person).await?.then_some(here))
}

/// What somebody is to a record.
pub(crate) fn to_record(actor: &Actor, record: &Record, period: &Period) -> Standings {
    let mut standings = to_period(actor, period);
    if record.decider.is_some() || record.authority == Authority::Party {
        standings.remove(&Standing::HigherAuthority);
    }
    standings.extend(named(actor, period, record.subject.person, record.direct_head, record.decider));
    standings
}

/// What somebody is to a person by name; as a head only while they act for the agency.
fn named(
    actor: &Actor,
    period: &Period,
    subject: PersonId,
    direct_head: Option<PersonId>,
    decider: Option<PersonId>,
) -> impl Iterator<Item = Standing> + use<> {
    let head = |person: Option<PersonId>| person == Some(actor.person) && actor.acts_for(period.agency);
    let roles =
        [(subject == actor.person, Standing::Subject), (head(direct_head), Standing::DirectHead), (head(decider), Standing::Decider)];
    roles.into_iter().filter(|(is, _)| *is).map(|(_, standing)| standing)
}

/// What somebody is to a sheet of a period.
pub(crate) fn to_sheet(actor: &Actor, sheet: &Sheet, period: &Period) -> Standings {
    let rater = sheet.rater == actor.person && actor.acts_for(period.agency);
    rater.then_some(Standing::Rater).into_iter().collect()
}

/// What somebody is to one entry of minutes.
pub(crate) fn to_entry(actor: &Actor, entry: &Entry, period: &Period) -> Standings {
    let mut standings = to_period(actor, period);
    if entry.decider.is_some() {
        standings.remove(&Standing::HigherAuthority);
    }
    standings.extend(named(actor, period, entry.person, entry.direct_head, entry.decider));
    standings
}

/// What somebody is to minutes: what they are to any of its entries, and a colleague.
pub(crate) fn to_minutes(actor: &Actor, minutes: &Minutes, period: &Period, is_of_unit: bool) -> Standings {
    let mut standings = to_period(actor, period);
    standings.remove(&Standing::HigherAuthority);
    standings.extend(minutes.entries.iter().flat_map(|entry| to_entry(actor, entry, period)));
    if is_of_unit && actor.acts_for(period.agency) {
        standings.insert(Standing::UnitMember);
    }
    standings
}

/// Refuses what the table does not allow; what one may not even know of is not there.
pub(crate) fn check(action: Action, known_by: Action, standings: &Standings, hidden: impl FnOnce() -> Error) -> Result<(), Error> {
    if may(action, standings) {
        return Ok(());
    }
    if may(known_by, standings) { Err(refusals::forbidden().into()) } else { Err(hidden()) }
}

/// How much of a record a reader sees: the verdict on oneself only once it is public, what others gave as the minutes tell it.
/// `smallest` is what the pack of the record says.
pub(crate) fn sight(standings: &Standings, record: &Record, smallest: SmallestGroup) -> Sight {
    let verdict = record.is_published() || may(Action::ReadVerdict, standings);
    let knows = may(Action::ReadNames, standings);
    let opinions = if knows { Opinions::Known } else { Opinions::Masked(smallest) };
    Sight { verdict, party_comment: may(Action::ReadPartyComment, standings), own_part_only: false, outline: false, opinions }
}
