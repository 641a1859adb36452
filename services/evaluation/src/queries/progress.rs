//! How far agencies are, in numbers: of people nothing is told.

use contract::{Word, word_or_none};
use evaluation_domain::policy::{Actor, OVERSEERS};
use evaluation_domain::progress::{Left, Overdue, overdue};
use evaluation_domain::{Period, UnitId, error as refusals};
use events::Error;
use kernel::date;
use proto::evaluation::v1 as api;
use regulation::{Class, EmployeeGroup};
use runtime::Ctx;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::info;
use crate::store::periods;
use crate::store::progress::{self, Numbers};
use crate::wire;

pub(crate) async fn list_progress(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListProgressRequest,
) -> Result<api::ListProgressResponse, Error> {
    let agencies = overseen(&Actor::from(actor))?;
    let (page, whole_province) = (runtime::page(message.page.as_ref())?, agencies.is_none());
    let years = periods::years(&ctx.db, agencies.clone()).await?;
    let found = periods::list(&ctx.db, agencies, message.year, &page).await?;
    let (found, next) = page.finish(found, periods::key);
    let ids: Vec<_> = found.iter().map(|period| period.id).collect();
    let mut numbers = progress::numbers(&ctx.db, &ids).await?.apart();
    let today = date::office_day(ctx.now());
    let told = |period: &Period| told(period, &numbers.remove(&Uuid::from(period.id)).unwrap_or_default(), today);
    let agencies = found.iter().map(told).collect();
    Ok(api::ListProgressResponse { agencies, page: info(next), whole_province, years: wire::years(&years) })
}

/// The agencies that somebody oversees; nothing for all.
fn overseen(actor: &Actor) -> Result<Option<Vec<UnitId>>, Error> {
    let scopes = actor.scopes(&OVERSEERS);
    if scopes.is_empty() {
        return Err(refusals::forbidden().into());
    }
    Ok(scopes.into_iter().collect())
}

/// What of a period has missed its last day.
pub(super) async fn late(ctx: &Ctx, period: &Period) -> Result<Overdue, Error> {
    let numbers = progress::numbers(&ctx.db, &[period.id]).await?;
    Ok(overdue(period, &left(&numbers), date::office_day(ctx.now())))
}

/// What is still to be done, counted.
fn left(numbers: &Numbers) -> Left {
    let sheets = numbers.sheets.first().copied().unwrap_or_default();
    let of = |phase: &str, matches: fn(&progress::Phase) -> bool| -> i64 {
        numbers.phases.iter().filter(|row| row.phase == phase && matches(row)).map(|row| row.records).sum()
    };
    Left {
        // Who was asked to score again did so once, in time or not.
        own: of("SELF_DRAFT", |row| !row.again),
        opinions: sheets.waiting,
        verifications: of("MINUTES_READY", |row| !row.unverified),
        decisions: of("DIRECT_REVIEWED", |_| true) + of("MINUTES_READY", |row| row.unverified),
    }
}

fn told(period: &Period, numbers: &Numbers, today: chrono::NaiveDate) -> api::Progress {
    let sheets = numbers.sheets.first().copied().unwrap_or_default();
    let late = overdue(period, &left(numbers), today);
    let mut records_by_state = std::collections::BTreeMap::<String, i32>::new();
    for row in &numbers.phases {
        let state = if row.phase == "IN_360_CLOSED" { "IN_360" } else { &row.phase };
        *records_by_state.entry(state.to_owned()).or_default() += number(row.records);
    }
    let outcome = |row: &progress::Outcome| api::OutcomeCount {
        group: of_code::<EmployeeGroup>(&row.group).map_or(0, Word::number),
        class: word_or_none(of_code::<Class>(&row.class)),
        people: number(row.people),
        label: row.label.clone(),
    };
    api::Progress {
        period: Some(wire::period(period)),
        records_by_state,
        sheets_assigned: number(sheets.assigned),
        sheets_submitted: number(sheets.submitted),
        overdue: number(late.pieces),
        days_late: number(late.days),
        outcomes: numbers.outcomes.iter().map(outcome).collect(),
        settled_on_paper: number(numbers.phases.iter().filter(|row| row.paper).map(|row| row.records).sum()),
    }
}

/// A code as documents store it.
fn of_code<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(code.into()).ok()
}

fn number(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
