//! The quarters and months of people's years.

use std::collections::BTreeSet;

use contract::{Word, field};
use events::Error;
use kernel::{Reading, Refusal, date};
use proto::scoring::v1 as api;
use regulation::{Actor, EmployeeGroup};
use runtime::Ctx;
use scoring_domain::{Pack, Progress, may_read_facts, may_read_spans, proposed, reading_facts, reading_spans};
use uuid::Uuid;

use super::reads;
use crate::law::Law;
use crate::store::reads::About;
use crate::{store, wire};

/// People of one answer.
const MOST: usize = 100;

pub(crate) async fn get_span_years(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetSpanYearsRequest,
    law: &Law,
) -> Result<api::GetSpanYearsResponse, Error> {
    if message.person_ids.is_empty() || message.person_ids.len() > MOST {
        return Err(Refusal::invalid("PEOPLE_INVALID", "person_ids", format!("Mỗi lần xem từ 1 đến {MOST} người.")).into());
    }
    let people = message.person_ids.iter().map(|asked| field::id("person_ids", asked)).collect::<Result<Vec<Uuid>, _>>()?;
    let readable = readable(ctx, actor, &people, &message.reason).await?;
    let facts = store::facts::in_effect_of(&ctx.db, people.iter().copied()).await?;
    let published: Vec<Pack> = store::packs::list(&ctx.db, None).await?.into_iter().map(|stored| stored.pack).collect();
    let mut years = Vec::new();
    let groups = message.groups.iter().copied().chain(std::iter::repeat(0));
    for (person, asked) in people.into_iter().zip(groups).filter(|(person, _)| readable.contains(person)) {
        let records = store::records::of_person(&ctx.db, person).await?;
        let of_record = law.of_records(&ctx.db, &records, message.year).await?;
        let group = of_record.as_ref().map(|(_, group)| *group).or_else(|| EmployeeGroup::of(asked));
        let proposal = || proposed(&published, message.year, group?);
        let pack = of_record.as_ref().map(|(pack, _)| pack.as_ref()).or_else(proposal);
        let public = |record: &scoring_domain::Record| record.year == message.year && record.progress == Progress::Published;
        years.push(wire::span_year(&wire::Year {
            person,
            year: message.year,
            law: pack.zip(group),
            published: records.iter().any(public),
            facts: facts.get(&person).map(Vec::as_slice).unwrap_or_default(),
            today: date::office_day(ctx.now()),
        }));
    }
    Ok(api::GetSpanYearsResponse { years })
}

/// Those of whom this reader may read, as of declarations; the read is logged as theirs are.
async fn readable(ctx: &Ctx, actor: &Actor, people: &[Uuid], reason: &str) -> Result<BTreeSet<Uuid>, Error> {
    let places = store::people::places_of(&ctx.db, people.iter().copied()).await?;
    let of = |person: &Uuid| places.get(person).map(|place| (place.agencies.as_slice(), place.heads.as_slice())).unwrap_or_default();
    let reading = |person: &Uuid| reading_spans(actor, *person, of(person).0, of(person).1);
    if let [person] = people {
        let (agencies, heads) = of(person);
        may_read_spans(actor, *person, agencies, heads)?;
        reads::log(ctx, actor, reading(person), agencies.first().copied(), About::FactsOfPerson(*person), reason).await?;
        return Ok(BTreeSet::from([*person]));
    }
    let may = |person: &&Uuid| may_read_spans(actor, **person, of(person).0, of(person).1).is_ok();
    let readable: BTreeSet<Uuid> = people.iter().filter(may).copied().collect();
    if readable.is_empty() {
        return Err(Refusal::not_found("khai báo").into());
    }
    let by_office = |person: &Uuid| of(person).0.iter().copied().find(|agency| may_read_facts(actor, None, &[*agency]).is_ok());
    let others = readable.iter().filter(|person| reading(person) != Reading::OwnPart);
    for agency in others.filter_map(by_office).collect::<BTreeSet<Uuid>>() {
        let reading = reading_facts(actor, None, &[agency]);
        reads::log(ctx, actor, reading, Some(agency), About::FactsOfAgency(agency), reason).await?;
    }
    Ok(readable)
}
