//! What an agency waits for: the signature under its routing, those who hold its publication up, who is late, what HR should mend.

use contract::out;
use evaluation_domain::policy::{Action, Actor, Standing, may};
use evaluation_domain::record::Awaited;
use evaluation_domain::{Period, PersonId, Record, Stage, UnitId, routing};
use events::Error;
use kernel::date;
use proto::evaluation::v1 as api;
use regulation::SystemRole;
use runtime::Ctx;

use super::super::progress;
use crate::store::{directory, periods, records};
use crate::{access, stages};

/// Phases of records that are not settled.
const OPEN: [&str; 7] = ["SELF_DRAFT", "SELF_SUBMITTED", "IN_360", "IN_360_CLOSED", "MINUTES_READY", "DIRECT_REVIEWED", "PAPER_ENTRY"];

/// The tasks about agencies that somebody heads or keeps the personnel of; `own` is what waits for them otherwise.
pub(super) async fn tasks(ctx: &Ctx, actor: &Actor, own: &[api::Task]) -> Result<Vec<api::Task>, Error> {
    let kept: Vec<UnitId> = actor.scopes(&[SystemRole::HrOfficer]).into_iter().flatten().collect();
    let mut tasks = Vec::new();
    if !actor.scopes(&[SystemRole::HigherAuthority]).is_empty() {
        for period in periods::many(&ctx.db, records::heads_corrected(&ctx.db).await?).await? {
            if may(Action::SignRouting, &access::to_period(actor, &period)) {
                tasks.extend(signature(ctx, actor, &period).await?);
            }
        }
    }
    if !actor.scopes(&[SystemRole::HigherAuthority, SystemRole::SnvAdmin]).is_empty() {
        for period in periods::decided_without_head(&ctx.db).await? {
            if may(Action::PublishResults, &access::to_period(actor, &period)) {
                tasks.extend(publication(ctx, &period, own).await?);
            }
        }
    }
    for period in periods::open_of(&ctx.db, actor.person, &kept).await? {
        let standings = access::to_period(actor, &period);
        let heads = standings.contains(&Standing::AgencyHead);
        if may(Action::SignRouting, &standings) {
            tasks.extend(signature(ctx, actor, &period).await?);
        }
        if may(Action::CheckRouting, &standings) && matches!(period.stage, Stage::Logging | Stage::SelfOpen) {
            tasks.extend(mend(ctx, &period).await?);
        }
        if standings.contains(&Standing::HrOfficer) {
            tasks.extend(declaration(ctx, &period).await?);
        }
        if heads && period.stage == Stage::Decision {
            tasks.extend(publication(ctx, &period, own).await?);
        }
        if may(Action::Remind, &standings) {
            tasks.extend(chase(ctx, &period).await?);
        }
    }
    Ok(tasks)
}

fn about(kind: api::TaskKind, period: &Period) -> api::Task {
    api::Task {
        kind: kind.into(),
        period_id: period.id.to_string(),
        agency_name: period.agency_name.clone(),
        year: period.year,
        ..api::Task::default()
    }
}

/// The routing waits for its first signature, and every correction for one.
async fn signature(ctx: &Ctx, actor: &Actor, period: &Period) -> Result<Option<api::Task>, Error> {
    let corrected = records::corrected(&ctx.db, period.id).await?;
    let waits = corrected.iter().filter(|record| record.subject.person != actor.person && record.awaits_signature()).count();
    let unsigned = period.stage == Stage::SelfOpen && period.routing_signed.is_none();
    let count = i32::try_from(waits).unwrap_or(i32::MAX);
    let due_on = if unsigned { period.deadlines.self_by } else { date::office_day(ctx.now()) };
    let task = || api::Task { count, due_on: Some(out::day(due_on)), ..about(api::TaskKind::SignRouting, period) };
    Ok((unsigned || waits > 0).then(task))
}

async fn mend(ctx: &Ctx, period: &Period) -> Result<Option<api::Task>, Error> {
    let laws = stages::laws_of(&ctx.db, period).await?;
    let plan = stages::plan(&ctx.db, period, date::office_day(ctx.now()), &laws, routing::MANY_SUBJECTS).await?;
    let to_mend = plan.problems.iter().filter(|problem| !problem.kind.is_note()).count();
    let count = i32::try_from(to_mend).unwrap_or(i32::MAX);
    let task = || api::Task { count, due_on: Some(out::day(period.deadlines.self_by)), ..about(api::TaskKind::MendRouting, period) };
    Ok((count > 0).then(task))
}

/// Points of some come from what the agency declares, and without them nobody verifies.
async fn declaration(ctx: &Ctx, period: &Period) -> Result<Option<api::Task>, Error> {
    if period.stage != Stage::Minutes {
        return Ok(None);
    }
    let laws = stages::laws_of(&ctx.db, period).await?;
    let awaited = records::groups_awaiting(&ctx.db, period.id).await?;
    let count = laws.declared_among(&awaited);
    let task = || api::Task {
        count: i32::try_from(count).unwrap_or(i32::MAX),
        due_on: Some(out::day(period.deadlines.verify_by)),
        ..about(api::TaskKind::DeclareResults, period)
    };
    Ok((count > 0).then(task))
}

/// The head publishes when everybody is settled; until then the first who holds it up is named, with whom they wait for.
async fn publication(ctx: &Ctx, period: &Period, own: &[api::Task]) -> Result<Option<api::Task>, Error> {
    let visible = records::Visible { periods: vec![period.id], ..records::Visible::default() };
    let mut open: Vec<(Awaited, Record)> = Vec::new();
    for record in records::in_phases(&ctx.db, &visible, &OPEN).await? {
        open.extend(record.awaited().map(|awaited| (awaited, record)));
    }
    let due_on = Some(out::day(period.deadlines.publish_by));
    let of_period = period.id.to_string();
    let Some((awaited, first)) = open.iter().min_by_key(|(awaited, _)| *awaited) else {
        return Ok(Some(api::Task { due_on, subject_name: period.agency_name.clone(), ..about(api::TaskKind::Publish, period) }));
    };
    let still_mine =
        own.iter().any(|task| task.period_id == of_period && matches!(task.kind(), api::TaskKind::Decide | api::TaskKind::Verify));
    if still_mine {
        return Ok(None);
    }
    Ok(Some(api::Task {
        count: i32::try_from(open.len()).unwrap_or(i32::MAX),
        record_id: first.id.to_string(),
        subject_name: first.subject.full_name.clone(),
        subject_title: first.subject.title.clone(),
        waits_for: waits_for(ctx, *awaited).await?,
        ..about(api::TaskKind::AwaitOthers, period)
    }))
}

async fn waits_for(ctx: &Ctx, awaited: Awaited) -> Result<String, Error> {
    let name = async |person: PersonId| -> Result<String, Error> {
        Ok(directory::person(&ctx.db, person).await?.map(|person| person.full_name).unwrap_or_default())
    };
    Ok(match awaited {
        Awaited::HigherAuthority => "cấp có thẩm quyền quyết định".to_owned(),
        Awaited::Decision(person) => format!("{} quyết định", name(person).await?),
        Awaited::Verification(person) => format!("{} thẩm định", name(person).await?),
        Awaited::Opinions => "đủ ý kiến và biên bản số".to_owned(),
        Awaited::SelfAssessment => "nộp bản tự đánh giá".to_owned(),
        Awaited::Paper => "cán bộ tổ chức cập nhật và kiểm tra kết quả bản giấy".to_owned(),
    })
}

async fn chase(ctx: &Ctx, period: &Period) -> Result<Option<api::Task>, Error> {
    let late = progress::late(ctx, period).await?;
    let count = i32::try_from(late.pieces).unwrap_or(i32::MAX);
    Ok((count > 0).then(|| api::Task { count, ..about(api::TaskKind::Chase, period) }))
}
