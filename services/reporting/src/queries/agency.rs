//! Counts and rows of an agency.

use contract::{Word, word_or_none};
use events::Error;
use kernel::Reading;
use proto::reporting::v1 as api;
use regulation::{Actor, Class, EmployeeGroup};
use reporting_domain::policy::{Reader, Resource, Verdict, may, reading_names};
use reporting_domain::{Outcome, Tally, counts, error};

use runtime::Ctx;
use uuid::Uuid;

use super::{allowed, reader};
use crate::board::{Board, Line};
use crate::{store, wire};

pub(crate) async fn get_agency_results(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetAgencyResultsRequest,
) -> Result<api::GetAgencyResultsResponse, Error> {
    let (agency, year) = (contract::field::id("agency_id", &message.agency_id)?, wire::asked_year(message.year)?);
    let reader = reader(ctx, actor).await?;
    let counted = allowed(may(&reader, &Resource::Counts { agency }))?;
    let board = Board::load(ctx, agency, year).await?.ok_or_else(error::no_such_agency)?;
    let names = names(ctx, &reader, agency, &message.reason).await?;
    let visible = |line: &&Line| names == Verdict::Full || (names == Verdict::Part && line.is_agency_head);
    let (people, units) = (board.people(), board.unit_names());
    let groups = counts::by(&people, |person| person.group);
    let by_unit = counts::by(&people, |person| person.unit);
    let (classes, all) = (board.classes(), counts::all(&people));
    // An auditor who does not say why learns nobody's class from figures either.
    let whole = counted == Verdict::Full && names == may(&reader, &Resource::Names { agency });
    let (told_groups, told_units) = (counts::told(&all, &groups), counts::told(&all, &by_unit));
    Ok(api::GetAgencyResultsResponse {
        agency_name: board.agency.name.clone(),
        all: Some(result_counts(&board.agency.name, None, &all, &classes, whole || all.tells_nobody())),
        by_group: groups
            .iter()
            .map(|(group, tally)| result_counts(group.vi(), Some(*group), tally, &classes, whole || told_groups.contains(group)))
            .collect(),
        by_unit: by_unit
            .iter()
            .map(|(unit, tally)| result_counts(units[*unit], None, tally, &classes, whole || told_units.contains(unit)))
            .collect(),
        rows: board.lines.iter().filter(visible).map(row).collect(),
    })
}

/// What may be seen of the rows, once the read is logged: an auditor who does not say why sees figures only.
async fn names(ctx: &Ctx, reader: &Reader, agency: Uuid, reason: &str) -> Result<Verdict, Error> {
    let verdict = may(reader, &Resource::Names { agency });
    if !matches!(verdict, Verdict::Full | Verdict::Part) {
        return Ok(verdict);
    }
    let reading = reading_names(reader, agency);
    if reading == Reading::WithReason && reason.trim().is_empty() {
        return Ok(Verdict::Forbidden);
    }
    if let Some(reason) = reading.logged(reason)? {
        store::note(ctx, agency, reader.actor.person, store::RESULTS, agency, &reason).await?;
    }
    Ok(verdict)
}

/// Counts of one line, or, where they are not told, only how many people and which classes there are.
fn result_counts(name: &str, group: Option<EmployeeGroup>, tally: &Tally, classes: &[(Class, String)], is_told: bool) -> api::ResultCounts {
    let count = |(class, label): &(Class, String)| api::ClassCount {
        class: class.number(),
        people: if is_told { number(tally.of(*class)) } else { 0 },
        label: label.clone(),
    };
    api::ResultCounts {
        name: name.to_owned(),
        total: number(tally.total()),
        classes: classes.iter().map(count).collect(),
        not_evaluated: if is_told { number(tally.not_evaluated) } else { 0 },
        is_hidden: !is_told,
        group: word_or_none(group),
    }
}

fn row(line: &Line) -> api::ResultRow {
    let class = match line.outcome {
        Outcome::Classed(class) => class.number(),
        Outcome::NotEvaluated => 0,
    };
    api::ResultRow {
        record_id: line.record_id.clone(),
        person_id: line.subject.person_id.clone(),
        full_name: line.subject.full_name.clone(),
        title: line.subject.title.clone(),
        unit_name: line.subject.unit_name.clone(),
        group: line.group.number(),
        self_total: line.computed.self_total.clone(),
        r360: line.computed.r360.clone(),
        total: line.total.map(contract::out::points),
        class,
        label: line.label.clone(),
        decided_total: line.decided_total.map(contract::out::points),
        flags: line.computed.flags.clone(),
        caps: line.computed.caps.clone(),
        not_evaluated_reason: line.not_evaluated.clone(),
        on_paper: !line.on_paper.is_empty(),
        computed_total: line.computed_total().map(contract::out::points),
        decided_reason: line.decided_reason.clone(),
    }
}

/// An agency has fewer people than an `i32` counts.
fn number(people: u32) -> i32 {
    i32::try_from(people).unwrap_or(i32::MAX)
}
