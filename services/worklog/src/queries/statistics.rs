//! Numbers of a unit and of each person in it.

use std::collections::{BTreeMap, BTreeSet};

use contract::field;
use events::Error;
use kernel::{Reading, text};
use proto::common::v1::PageInfo;
use proto::worklog::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;
use uuid::Uuid;
use worklog_domain::{Log, Person, PersonId, Tally, UnitId, error, policy};

use super::{cut, reads};
use crate::{access, store, wire};

const MOST_DAYS: i64 = 366;

pub(crate) async fn get_statistics(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetStatisticsRequest,
) -> Result<api::GetStatisticsResponse, Error> {
    let page = runtime::page::<usize>(message.page.as_ref())?;
    let (from, to) = (field::day("from", message.from.as_ref())?, field::day("to", message.to.as_ref())?);
    if to < from || (to - from).num_days() >= MOST_DAYS {
        return Err(error::period_invalid(MOST_DAYS).into());
    }
    let unit: Option<UnitId> = field::id_or_none("unit_id", &message.unit_id)?;
    let mut people = match unit {
        Some(unit) => store::people::of_unit(&ctx.db, unit).await?,
        None => store::people::led_by(&ctx.db, actor.person.into()).await?,
    };
    people.retain(|owner| policy::may_read(actor.person.into(), access::holds(actor, &access::READERS, owner), owner).is_ok());
    let auditor = |owner: &Person| access::holds(actor, &[SystemRole::Auditor], owner);
    let reading = |owner: &Person| policy::reading(actor.person.into(), auditor(owner), owner);
    let reason = message.reason.trim();
    people.retain(|owner| reading(owner) != Reading::WithReason || !reason.is_empty());
    let by_office = people.iter().filter(|owner| reading(owner) != Reading::OwnPart);
    let agencies: BTreeSet<Uuid> = by_office.map(|owner| owner.agency.map_or_else(Uuid::nil, Uuid::from)).collect();
    reads::log_numbers(ctx, actor, agencies, unit.map_or_else(Uuid::nil, Uuid::from), reason).await?;
    people.sort_by(|a, b| text::compare_names(&a.full_name, &b.full_name).then(a.id.cmp(&b.id)));
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let mut logs: BTreeMap<PersonId, Vec<Log>> = BTreeMap::new();
    for log in store::logs::between(&ctx.db, &ids, from, to).await? {
        logs.entry(log.person).or_default().push(log);
    }
    let tallies: BTreeMap<PersonId, Tally> = logs.iter().map(|(person, logs)| (*person, Tally::of(logs))).collect();
    let total = tallies.values().fold(Tally::default(), |total, tally| total.and(*tally));
    let (people, next_page_token) = cut(people, &page);
    let of_person = |id: PersonId| wire::numbers(&tallies.get(&id).copied().unwrap_or_default());
    Ok(api::GetStatisticsResponse {
        people: people
            .into_iter()
            .map(|person| api::PersonStatistics {
                person_id: person.id.to_string(),
                numbers: Some(api::WorkSummary { person_id: person.id.to_string(), ..of_person(person.id) }),
                full_name: person.full_name,
            })
            .collect(),
        total: Some(wire::numbers(&total)),
        page: Some(PageInfo { next_page_token }),
    })
}
