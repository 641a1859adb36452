//! Opening a year, moving it on, publishing.

use std::collections::BTreeMap;

use contract::field;
use evaluation_domain::law::{self, GroupPacks, PackRef};
use evaluation_domain::period::NewPeriod;
use evaluation_domain::policy::{Action, Actor, may};
use evaluation_domain::record::Settled;
use evaluation_domain::reminder::Occasion;
use evaluation_domain::{Period, Record, Stage, State};
use events::{Error, Tx};
use kernel::{date, text};
use proto::evaluation::v1 as api;
use regulation::EmployeeGroup;

use crate::store::reminders::Waiting;
use crate::store::{directory, periods, records, results, sheets};
use crate::{access, error, reminders, stages, wire};

pub(crate) async fn open_period(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::OpenPeriodRequest,
) -> Result<api::OpenPeriodResponse, Error> {
    let agency = field::id("agency_id", &message.agency_id)?;
    let standings = access::in_agency(&Actor::from(&actor), agency);
    access::check(Action::OpenPeriod, Action::OpenPeriod, &standings, || evaluation_domain::error::forbidden().into())?;
    let unit = directory::unit(tx.conn(), agency).await?.filter(|unit| unit.agency == Some(agency)).ok_or_else(error::unit_unknown)?;
    let given: Vec<_> = message.packs.iter().map(|named| (wire::groups(&named.groups), named.pack_id.clone())).collect();
    let named = law::group_packs(&given, &message.pack_id)?;
    let group_packs = refs(tx, &named).await?;
    // What the period is called after where every group has a pack of its own.
    let pack_id =
        Some(message.pack_id).filter(|id| !id.is_empty()).or_else(|| named.get(&EmployeeGroup::CcKld).cloned()).unwrap_or_default();
    let pack = stages::pack_of(tx.conn(), &pack_id).await?;
    if periods::of_agency(tx.conn(), agency, message.year).await?.is_some() {
        return Err(error::period_exists());
    }
    if message.year > date::office_year(tx.now()) {
        return Err(error::year_not_begun(message.year));
    }
    let new = NewPeriod {
        id: tx.next_id().into(),
        agency,
        agency_name: unit.name,
        abbreviation: unit.abbreviation,
        year: message.year,
        pack_id,
        pack_digest: pack.digest,
        group_packs,
        deadlines: wire::deadlines(message.deadlines)?,
        special_duty: message.special_duty,
        publish_to_colleagues: message.publish_to_colleagues.unwrap_or(true),
    };
    if new.deadlines.publish_by < date::office_day(tx.now()) {
        return Err(evaluation_domain::error::deadlines_over().into());
    }
    let laws = stages::laws(tx.conn(), &new.pack_id, &new.group_packs).await?;
    let period = periods::save(tx, Period::open(new, &laws)?).await?;
    Ok(api::OpenPeriodResponse { period: Some(wire::period(&period)) })
}

/// The packs of groups as they are in force now.
async fn refs(tx: &Tx, named: &BTreeMap<EmployeeGroup, String>) -> Result<GroupPacks, Error> {
    let mut packs = GroupPacks::new();
    for (group, id) in named {
        let digest = stages::pack_of(tx.conn(), id).await?.digest;
        packs.insert(*group, PackRef { id: id.clone(), digest });
    }
    Ok(packs)
}

pub(super) async fn lock(tx: &Tx, actor: &regulation::Actor, period_id: &str, action: Action) -> Result<Period, Error> {
    let actor = Actor::from(actor);
    let period = periods::lock(tx, field::id("period_id", period_id)?).await?.ok_or_else(error::no_period)?;
    let mut standings = access::to_period(&actor, &period);
    standings.extend(access::evaluated_in(tx.conn(), &actor, &period).await?);
    access::check(action, Action::ReadPeriod, &standings, error::no_period)?;
    Ok(period)
}

pub(crate) async fn advance_period(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::AdvancePeriodRequest,
) -> Result<api::AdvancePeriodResponse, Error> {
    let period = lock(tx, &actor, &message.period_id, Action::AdvancePeriod).await?;
    let to = wire::stage(message.to)?;
    let plan = match message.anyway {
        true => None,
        false => stages::may_advance(tx, &period, to, usize::try_from(message.people).unwrap_or_default()).await?,
    };
    let period = stages::advance(tx, period, to, plan).await?;
    Ok(api::AdvancePeriodResponse { period: Some(wire::period(&period)) })
}

pub(crate) async fn remind_late(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::RemindLateRequest,
) -> Result<api::RemindLateResponse, Error> {
    let period = lock(tx, &actor, &message.period_id, Action::ReadPeriod).await?;
    let actor = Actor::from(&actor);
    let everybody = may(Action::Remind, &access::to_period(&actor, &period));
    let headed = records::headed_by(tx.conn(), &period, &actor).await?;
    if !everybody && headed.is_empty() {
        return Err(evaluation_domain::error::forbidden().into());
    }
    let today = kernel::date::office_day(tx.now());
    let asked = |waiting: &Waiting| (everybody || headed.contains(&waiting.person)).then_some(Occasion::Asked(today));
    let reminded = reminders::remind_each(tx, &period, asked).await?;
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    Ok(api::RemindLateResponse { reminded: count(reminded.now), reminded_before: count(reminded.before) })
}

pub(crate) async fn publish_results(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::PublishResultsRequest,
) -> Result<api::PublishResultsResponse, Error> {
    let period = lock(tx, &actor, &message.period_id, Action::PublishResults).await?;
    let all = records::lock_all(tx, period.id).await?;
    let decided: Vec<&Record> = all.iter().filter(|record| matches!(record.state, State::Decided { .. })).collect();
    let bases = sheets::bases(tx.conn(), &decided).await?;
    let mut outcomes = results::of(tx.conn(), decided.iter().map(|record| record.id)).await?;
    outcomes.retain(|id, scored| scored.is_decided && bases.get(id) == Some(&scored.outcome.basis));
    let confirmed =
        |record: &&&Record| matches!(record.state, State::Decided { settled: Settled::Paper { .. } }) || outcomes.contains_key(&record.id);
    let undecided = all.iter().filter(|record| record.is_open()).count();
    let unconfirmed = decided.len() - decided.iter().filter(confirmed).count();
    let laws = stages::laws_of(tx.conn(), &period).await?;
    let present = period.clone();
    // What is decided anew after an appeal is published as soon as it is computed, also without this.
    let period = match period.publish(undecided, unconfirmed)? {
        Some(changed) => periods::save(tx, changed).await?,
        None => present,
    };
    let publish = |record: Record| {
        let outcome = outcomes.remove(&record.id).map(|scored| scored.outcome);
        let policy = laws.of(record.subject.group);
        record.publish(outcome, policy, tx.now())
    };
    let published = all.into_iter().filter_map(publish).collect();
    let published = records::save_all(tx, published).await?;
    Ok(api::PublishResultsResponse { period: Some(wire::period(&period)), published: i32::try_from(published.len()).unwrap_or(i32::MAX) })
}

const LONGEST_REASON: usize = 500;

/// Gives the stages that are not over more time; sheets that are asked for get it too.
pub(crate) async fn extend_deadlines(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::ExtendDeadlinesRequest,
) -> Result<api::ExtendDeadlinesResponse, Error> {
    let period = lock(tx, &actor, &message.period_id, Action::ExtendDeadlines).await?;
    let reason = reason(&message.reason).ok_or_else(evaluation_domain::error::extension_reason_missing)?;
    let by = directory::sign(tx.conn(), actor.person.into(), tx.now()).await?;
    let laws = stages::laws_of(tx.conn(), &period).await?;
    let Some(changed) = period.clone().extend(wire::deadlines(message.deadlines)?, reason, by, &laws)? else {
        return Ok(api::ExtendDeadlinesResponse { period: Some(wire::period(&period)) });
    };
    let period = periods::save(tx, changed).await?;
    if period.stage == Stage::Review360Open {
        let ids: Vec<_> = records::lock_all(tx, period.id).await?.iter().map(|record| record.id).collect();
        let given = sheets::of_records(tx.conn(), &ids).await?.into_values().flatten();
        let longer = given.filter_map(|sheet| sheet.extended(period.deadlines.review_by)).collect();
        sheets::save_all(tx, longer).await?;
    }
    Ok(api::ExtendDeadlinesResponse { period: Some(wire::period(&period)) })
}

/// Makes names and classes public inside the agency, or no longer.
pub(crate) async fn set_publication(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::SetPublicationRequest,
) -> Result<api::SetPublicationResponse, Error> {
    let period = lock(tx, &actor, &message.period_id, Action::SetPublication).await?;
    let reason = reason(&message.reason).ok_or_else(evaluation_domain::error::publication_reason_missing)?;
    let by = directory::sign(tx.conn(), actor.person.into(), tx.now()).await?;
    let period = match period.clone().set_publication(message.publish_to_colleagues, reason, by)? {
        Some(changed) => periods::save(tx, changed).await?,
        None => period,
    };
    Ok(api::SetPublicationResponse { period: Some(wire::period(&period)) })
}

/// The reason of a change; nothing when there is none, or an endless one.
fn reason(written: &str) -> Option<String> {
    Some(text::clean(written)).filter(|reason| (1..=LONGEST_REASON).contains(&reason.chars().count()))
}
