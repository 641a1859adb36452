//! Periods: where they stand, and what is wrong with their routing.

use contract::field;
use evaluation_domain::policy::{Action, Actor, Standing, may};
use evaluation_domain::routing;
use evaluation_domain::{Period, Record, UnitId};
use events::Error;
use kernel::date;
use proto::evaluation::v1 as api;
use regulation::SystemRole;
use runtime::Ctx;

use super::info;
use crate::access::{self, Standings};
use crate::store::{directory, periods, records, reminders, results, sheets};
use crate::{error, stages, wire};

/// What somebody is to a period; people of the agency may know where it stands.
async fn standings(ctx: &Ctx, actor: &Actor, period: &Period) -> Result<Standings, Error> {
    let mut standings = access::to_period(actor, period);
    if actor.acts_for(period.agency) && own_agency(ctx, actor).await? == Some(period.agency) {
        standings.insert(Standing::UnitMember);
    }
    standings.extend(access::evaluated_in(&ctx.db, actor, period).await?);
    Ok(standings)
}

async fn own_agency(ctx: &Ctx, actor: &Actor) -> Result<Option<UnitId>, Error> {
    let person = directory::person(&ctx.db, actor.person).await?;
    Ok(person.as_ref().and_then(|person| person.post_on(date::office_day(ctx.now()))).map(|post| post.agency))
}

pub(crate) async fn get_period(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::GetPeriodRequest,
) -> Result<api::GetPeriodResponse, Error> {
    let actor = Actor::from(actor);
    let period = periods::find(&ctx.db, field::id("period_id", &message.period_id)?).await?.ok_or_else(error::no_period)?;
    let standings = standings(ctx, &actor, &period).await?;
    access::check(Action::ReadPeriod, Action::ReadPeriod, &standings, error::no_period)?;
    let counts_too = may(Action::ReadVerdict, &standings);
    let may_remind = may_remind(ctx, &actor, &standings, &period).await?;
    if !counts_too {
        return Ok(api::GetPeriodResponse { period: Some(wire::period(&period)), may_remind, ..api::GetPeriodResponse::default() });
    }
    let count = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    let phases = records::phases(&ctx.db, period.id).await?;
    let closed = phases.get("IN_360_CLOSED").copied().unwrap_or_default();
    let unconfirmed = unconfirmed(ctx, &period).await?;
    let mut records_by_state = std::collections::BTreeMap::new();
    for (phase, records) in phases {
        let state = if phase == "IN_360_CLOSED" { "IN_360".to_owned() } else { phase };
        *records_by_state.entry(state).or_default() += count(records);
    }
    let (assigned, submitted) = sheets::counts(&ctx.db, period.id).await?;
    Ok(api::GetPeriodResponse {
        period: Some(wire::period(&period)),
        records_by_state,
        sheets_assigned: count(assigned),
        sheets_submitted: count(submitted),
        awaiting_result: count(closed) + unconfirmed,
        may_remind,
    })
}

/// Whether something waits for somebody whom the reader may remind: everybody, or those whom they head.
async fn may_remind(ctx: &Ctx, actor: &Actor, standings: &Standings, period: &Period) -> Result<bool, Error> {
    let everybody = may(Action::Remind, standings);
    let headed = records::headed_by(&ctx.db, period, actor).await?;
    if !everybody && headed.is_empty() {
        return Ok(false);
    }
    Ok(reminders::waiting(&ctx.db, period).await?.iter().any(|waiting| everybody || headed.contains(&waiting.person)))
}

/// Decided records whose result is not confirmed yet.
async fn unconfirmed(ctx: &Ctx, period: &Period) -> Result<i32, Error> {
    let visible = records::Visible { periods: vec![period.id], ..records::Visible::default() };
    let decided: Vec<Record> =
        records::in_phases(&ctx.db, &visible, &["DECIDED"]).await?.into_iter().filter(|record| record.own().is_some()).collect();
    let references: Vec<&Record> = decided.iter().collect();
    let bases = sheets::bases(&ctx.db, &references).await?;
    let scored = results::of(&ctx.db, decided.iter().map(|record| record.id)).await?;
    let confirmed = |record: &&Record| {
        scored.get(&record.id).is_some_and(|scored| scored.is_decided && bases.get(&record.id) == Some(&scored.outcome.basis))
    };
    Ok(i32::try_from(decided.len() - decided.iter().filter(confirmed).count()).unwrap_or(i32::MAX))
}

pub(crate) async fn list_periods(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListPeriodsRequest,
) -> Result<api::ListPeriodsResponse, Error> {
    let actor = Actor::from(actor);
    let page = runtime::page(message.page.as_ref())?;
    let scopes = actor.scopes(&[SystemRole::SnvAdmin, SystemRole::Auditor, SystemRole::HigherAuthority, SystemRole::HrOfficer]);
    let agencies = if scopes.contains(&None) {
        None
    } else {
        let own = own_agency(ctx, &actor).await?;
        Some(scopes.into_iter().flatten().chain(own).collect::<Vec<_>>())
    };
    let agencies = match field::id_or_none::<UnitId>("agency_id", &message.agency_id)? {
        None => agencies,
        Some(wanted) => Some(agencies.map_or(vec![wanted], |known| known.into_iter().filter(|one| *one == wanted).collect())),
    };
    let years = periods::years(&ctx.db, agencies.clone()).await?;
    let found = periods::list(&ctx.db, agencies, message.year, &page).await?;
    let (found, next) = page.finish(found, periods::key);
    Ok(api::ListPeriodsResponse { periods: found.iter().map(wire::period).collect(), page: info(next), years: wire::years(&years) })
}

/// Names and classes for the people of the agency, once they are public there.
pub(crate) async fn list_colleague_results(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListColleagueResultsRequest,
) -> Result<api::ListColleagueResultsResponse, Error> {
    let actor = Actor::from(actor);
    let page = runtime::page(message.page.as_ref())?;
    let period = periods::find(&ctx.db, field::id("period_id", &message.period_id)?).await?.ok_or_else(error::no_period)?;
    let standings = standings(ctx, &actor, &period).await?;
    access::check(Action::ReadClasses, Action::ReadPeriod, &standings, error::no_period)?;
    if !period.is_open_to_colleagues() {
        return Ok(api::ListColleagueResultsResponse::default());
    }
    let everybody = records::Visible { periods: vec![period.id], ..records::Visible::default() };
    let (rows, next) = page.finish(records::list(&ctx.db, &everybody, Some(period.id), None, &page).await?, |placed| placed.key);
    let results = rows.iter().filter_map(|placed| wire::colleague_result(&placed.record)).collect();
    Ok(api::ListColleagueResultsResponse { results, page: info(next) })
}

pub(crate) async fn check_routing(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::CheckRoutingRequest,
) -> Result<api::CheckRoutingResponse, Error> {
    let actor = Actor::from(actor);
    let period = periods::find(&ctx.db, field::id("period_id", &message.period_id)?).await?.ok_or_else(error::no_period)?;
    let standings = standings(ctx, &actor, &period).await?;
    access::check(Action::CheckRouting, Action::ReadPeriod, &standings, error::no_period)?;
    let laws = stages::laws_of(&ctx.db, &period).await?;
    let most_subjects = usize::try_from(message.most_subjects).ok().filter(|most| *most > 0).unwrap_or(routing::MANY_SUBJECTS);
    let plan = stages::plan(&ctx.db, &period, date::office_day(ctx.now()), &laws, most_subjects).await?;
    let problem = |problem: routing::Problem| api::RoutingProblem {
        person_id: problem.person.to_string(),
        full_name: problem.full_name,
        reason: problem.kind.code().to_owned(),
        message: problem.message,
        is_note: problem.kind.is_note(),
    };
    Ok(api::CheckRoutingResponse { problems: plan.problems.into_iter().map(problem).collect() })
}
