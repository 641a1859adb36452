//! What waits for the signed-in person ("Việc của tôi").

use std::collections::BTreeMap;

use chrono::NaiveDate;
use evaluation_domain::policy::{Action, Actor, may};
use evaluation_domain::{Period, PeriodId, Record, Sheet, Stage, State};
use events::Error;
use proto::evaluation::v1 as api;
use runtime::Ctx;

use super::record::visible;
use crate::store::{periods, records, sheets};
use crate::{access, wire};

/// Phases in which a record may be waiting for somebody.
const WAITING: [&str; 7] = ["SELF_DRAFT", "MINUTES_READY", "DIRECT_REVIEWED", "PAPER_ENTRY", "DECIDED", "PUBLISHED", "APPEALED"];

pub(crate) async fn list_my_tasks(ctx: &Ctx, actor: rpc::Actor, _: api::ListMyTasksRequest) -> Result<api::ListMyTasksResponse, Error> {
    let actor = access::actor(&actor);
    let waiting = sheets::waiting_for(&ctx.db, actor.person).await?;
    let open = records::open_among(&ctx.db, waiting.iter().map(|sheet| sheet.record)).await?;
    let headed = periods::headed_by(&ctx.db, actor.person).await?;
    let mine = records::in_phases(&ctx.db, &visible(&actor, Vec::new()).for_tasks(), &WAITING).await?;
    let ids = mine.iter().map(|record| record.period).chain(waiting.iter().map(|sheet| sheet.period)).chain(headed.iter().copied());
    let of: BTreeMap<PeriodId, Period> = periods::many(&ctx.db, ids).await?.into_iter().map(|period| (period.id, period)).collect();
    let mut tasks: Vec<api::Task> = Vec::new();
    tasks.extend(mine.iter().filter_map(|record| of_record(&actor, record, of.get(&record.period)?)));
    let still_open = waiting.iter().filter(|sheet| open.contains(&(sheet.record, sheet.round)));
    tasks.extend(still_open.filter_map(|sheet| Some(review(sheet, of.get(&sheet.period)?))));
    for period in headed.iter().filter_map(|id| of.get(id)).filter(|period| period.stage == Stage::Decision) {
        let phases = records::phases(&ctx.db, period.id).await?;
        if phases.keys().all(|phase| ["DECIDED", "NOT_EVALUATED", "PUBLISHED"].contains(&phase.as_str())) {
            tasks.push(publish(period));
        }
    }
    tasks.sort_by(|a, b| {
        let due = |task: &api::Task| task.due_on.as_ref().map(|day| day.iso.clone()).unwrap_or_default();
        (a.kind, due(a)).cmp(&(b.kind, due(b)))
    });
    Ok(api::ListMyTasksResponse { tasks })
}

fn of_record(actor: &Actor, record: &Record, period: &Period) -> Option<api::Task> {
    let standings = access::to_record(actor, record, period);
    let deadlines = &period.deadlines;
    let heads_turn = period.stage == Stage::DirectReview || period.stage == Stage::Decision;
    let (kind, action, due_on, is_time) = match &record.state {
        State::SelfDraft { .. } => {
            (api::TaskKind::SelfAssessment, Action::AssessSelf, Some(deadlines.self_by), period.stage >= Stage::SelfOpen)
        }
        State::MinutesReady { .. } if record.direct_head.is_some() => {
            (api::TaskKind::Verify, Action::Verify, Some(deadlines.verify_by), heads_turn)
        }
        State::MinutesReady { .. } | State::DirectReviewed { .. } => {
            (api::TaskKind::Decide, Action::Decide, Some(deadlines.decide_by), period.stage == Stage::Decision)
        }
        State::PaperEntry { entered: None } => (api::TaskKind::EnterPaper, Action::EnterPaper, Some(deadlines.decide_by), true),
        State::PaperEntry { entered: Some(paper) } => {
            (api::TaskKind::CheckPaper, Action::ConfirmPaper, Some(deadlines.decide_by), paper.entered_by.person != actor.person)
        }
        State::Published { .. } => (api::TaskKind::ReadResult, Action::AssessSelf, Some(deadlines.publish_by), true),
        // The regulation sets no day for the answer.
        State::Appealed { .. } => (api::TaskKind::AnswerAppeal, Action::Decide, None, true),
        _ => return None,
    };
    if !is_time || !may(action, &standings) {
        return None;
    }
    Some(task(kind, period, record.id.to_string(), String::new(), &record.subject, due_on))
}

fn review(sheet: &Sheet, period: &Period) -> api::Task {
    task(api::TaskKind::Review, period, sheet.record.to_string(), sheet.id.to_string(), &sheet.subject, Some(sheet.due_on))
}

fn task(
    kind: api::TaskKind,
    period: &Period,
    record_id: String,
    sheet_id: String,
    subject: &evaluation_domain::Subject,
    due_on: Option<NaiveDate>,
) -> api::Task {
    api::Task {
        kind: kind.into(),
        record_id,
        sheet_id,
        period_id: period.id.to_string(),
        subject_name: subject.full_name.clone(),
        subject_title: subject.title.clone(),
        due_on: due_on.and_then(wire::iso),
        year: period.year,
    }
}

fn publish(period: &Period) -> api::Task {
    api::Task {
        kind: api::TaskKind::Publish.into(),
        period_id: period.id.to_string(),
        subject_name: period.agency_name.clone(),
        due_on: wire::iso(period.deadlines.publish_by),
        year: period.year,
        ..api::Task::default()
    }
}
