//! What waits for the signed-in person ("Việc của tôi").

mod agency;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::out;
use evaluation_domain::policy::{Action, Actor, may};
use evaluation_domain::{Period, PeriodId, Record, Sheet, Stage, State, Subject};
use events::Error;
use proto::common::v1::Day;
use proto::evaluation::v1 as api;
use runtime::Ctx;

use super::record::visible;
use crate::store::{periods, records, sheets};
use crate::{access, stages};

/// Phases in which a record may be waiting for somebody.
const WAITING: [&str; 7] = ["SELF_DRAFT", "MINUTES_READY", "DIRECT_REVIEWED", "PAPER_ENTRY", "DECIDED", "PUBLISHED", "APPEALED"];

pub(crate) async fn list_my_tasks(
    ctx: &Ctx,
    actor: &regulation::Actor,
    _: &api::ListMyTasksRequest,
) -> Result<api::ListMyTasksResponse, Error> {
    let actor = Actor::from(actor);
    let waiting = sheets::waiting_for(&ctx.db, actor.person).await?;
    let open = records::open_among(&ctx.db, waiting.iter().map(|sheet| sheet.record)).await?;
    let mine = records::in_phases(&ctx.db, &visible(&actor, Vec::new()).for_tasks(), &WAITING).await?;
    let ids = mine.iter().map(|record| record.period).chain(waiting.iter().map(|sheet| sheet.period));
    let of: BTreeMap<PeriodId, Period> = periods::many(&ctx.db, ids).await?.into_iter().map(|period| (period.id, period)).collect();
    let mut tasks: Vec<api::Task> = Vec::new();
    for record in &mine {
        let Some(task) = of.get(&record.period).and_then(|period| of_record(&actor, record, period)) else { continue };
        tasks.push(match task.kind() {
            api::TaskKind::ReadResult => api::Task { due_on: appeal_until(ctx, record).await?, ..task },
            _ => task,
        });
    }
    let still_open = waiting.iter().filter(|sheet| open.contains(&(sheet.record, sheet.round)));
    let to_answer = |sheet: &Sheet| {
        let period = of.get(&sheet.period)?;
        may(Action::Review, &access::to_sheet(&actor, sheet, period)).then(|| review(sheet, period))
    };
    tasks.extend(still_open.filter_map(to_answer));
    tasks.extend(agency::tasks(ctx, &actor, &tasks).await?);
    tasks.sort_by(|a, b| {
        let due = |task: &api::Task| task.due_on.as_ref().map(|day| day.iso.clone()).unwrap_or_default();
        (a.kind, due(a)).cmp(&(b.kind, due(b)))
    });
    Ok(api::ListMyTasksResponse { tasks })
}

/// Reading a result has no last day; appealing against it has.
async fn appeal_until(ctx: &Ctx, record: &Record) -> Result<Option<Day>, Error> {
    let policy = stages::pack_of(&ctx.db, &record.pack_id).await?.policy;
    Ok(record.appeal_until(&policy, ctx.now()).map(out::day))
}

fn of_record(actor: &Actor, record: &Record, period: &Period) -> Option<api::Task> {
    let standings = access::to_record(actor, record, period);
    let deadlines = &period.deadlines;
    let heads_turn = period.stage == Stage::DirectReview || period.stage == Stage::Decision;
    let at_once = record.verifier_decides();
    let (kind, action, due_on, is_time) = match &record.state {
        State::SelfDraft { .. } => {
            // Scoring again has a last day of its own.
            let due_on = record.rescores.last().map_or(Some(deadlines.self_by), |rescore| rescore.due_on);
            (api::TaskKind::SelfAssessment, Action::AssessSelf, due_on, period.stage >= Stage::SelfOpen)
        }
        State::MinutesReady { .. } if record.direct_head.is_some() => {
            (api::TaskKind::Verify, Action::Verify, Some(deadlines.verify_by), heads_turn)
        }
        State::MinutesReady { .. } | State::DirectReviewed { .. } => {
            let is_time = period.stage == Stage::Decision || (heads_turn && at_once);
            (api::TaskKind::Decide, Action::Decide, Some(deadlines.decide_by), is_time)
        }
        State::PaperEntry { entered: None } => (api::TaskKind::EnterPaper, Action::EnterPaper, Some(deadlines.decide_by), true),
        State::PaperEntry { entered: Some(paper) } => {
            (api::TaskKind::CheckPaper, Action::ConfirmPaper, Some(deadlines.decide_by), paper.entered_by.person != actor.person)
        }
        State::Published { .. } => (api::TaskKind::ReadResult, Action::AssessSelf, None, true),
        // The regulation sets no day for the answer.
        State::Appealed { .. } => (api::TaskKind::AnswerAppeal, Action::Decide, None, true),
        _ => return None,
    };
    if !is_time || !may(action, &standings) {
        return None;
    }
    let round = i32::try_from(record.round).unwrap_or(i32::MAX);
    let about = api::Task {
        record_id: record.id.to_string(),
        round,
        decides_too: at_once && kind == api::TaskKind::Verify,
        ..api::Task::default()
    };
    Some(task(kind, period, &record.subject, due_on, about))
}

fn review(sheet: &Sheet, period: &Period) -> api::Task {
    let round = i32::try_from(sheet.round).unwrap_or(i32::MAX);
    let about = api::Task { record_id: sheet.record.to_string(), sheet_id: sheet.id.to_string(), round, ..api::Task::default() };
    task(api::TaskKind::Review, period, &sheet.subject, Some(sheet.due_on), about)
}

/// A task about somebody; `about` says the rest.
fn task(kind: api::TaskKind, period: &Period, subject: &Subject, due_on: Option<NaiveDate>, about: api::Task) -> api::Task {
    api::Task {
        kind: kind.into(),
        period_id: period.id.to_string(),
        subject_name: subject.full_name.clone(),
        subject_title: subject.title.clone(),
        due_on: due_on.map(out::day),
        year: period.year,
        agency_name: period.agency_name.clone(),
        ..about
    }
}
