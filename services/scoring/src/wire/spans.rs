//! Quarters and months of people's years.

use chrono::NaiveDate;
use contract::{Word, out};
use kernel::Exact;
use proto::scoring::v1 as api;
use regulation::EmployeeGroup;
use scoring_domain::{FactContent, MissingSpan, Pack, Shown, Span, SpanRule, YearFacts};
use uuid::Uuid;

use super::declared::{fact, span, span_kind};
use crate::store::facts::Fact;

/// What is known of somebody's year.
pub(crate) struct Year<'a> {
    pub person: Uuid,
    pub year: i32,
    /// The law and the group of the year; none while there is no law.
    pub law: Option<(&'a Pack, EmployeeGroup)>,
    pub published: bool,
    /// What stands about the person, of any year.
    pub facts: &'a [Fact],
    pub today: NaiveDate,
}

pub(crate) fn span_year(of: &Year) -> api::SpanYear {
    let base = api::SpanYear { person_id: of.person.to_string(), year: of.year, published: of.published, ..Default::default() };
    let Some((pack, own)) = of.law else { return base };
    let base = api::SpanYear { pack_id: pack.id.clone(), pack_title: pack.title.clone(), group: own.number(), ..base };
    let Some(rule) = pack.rules.spans() else { return base };
    let items = rule.formula.items(own);
    let all = rule.formula.task_leader.iter().chain(&rule.formula.task_nonleader);
    let declared: Vec<_> = of.facts.iter().map(|fact| fact.declared.clone()).collect();
    let facts = YearFacts::of(of.year, &declared);
    api::SpanYear {
        kind: span_kind(rule.kind).into(),
        lines: rule.kind.spans().map(|span| line(of, &rule, span)).collect(),
        mean: exact(rule.mean(&facts.spans).as_ref()),
        complete: rule.is_complete(&facts.spans),
        missing_left_out: rule.missing == MissingSpan::LeaveOut,
        declared_whole: facts.task_results.is_some(),
        common_max: rule.formula.common_max.to_points_half_up().ok().map(out::points),
        items: items.to_vec(),
        other_items: all.filter(|item| !items.contains(item)).cloned().collect(),
        groups: pack.groups.iter().map(|one| one.number()).collect(),
        ..base
    }
}

fn line(of: &Year, rule: &SpanRule, which: Span) -> api::SpanLine {
    let about = |one: &&Fact| one.declared.year == of.year && one.declared.content.span() == Some(which);
    let declared = of.facts.iter().find(about);
    let base = api::SpanLine { span: span(which), fact: declared.map(fact), ..Default::default() };
    let Some(FactContent::SpanResult { result, .. }) = declared.map(|one| &one.declared.content) else {
        let state = if which.has_begun(of.year, of.today) { api::SpanState::Missing } else { api::SpanState::Ahead };
        return api::SpanLine { state: state.into(), ..base };
    };
    match result.points(rule.formula) {
        Ok(Some(points)) => api::SpanLine {
            state: api::SpanState::Scored.into(),
            mean: exact(Some(&points.mean)),
            tasks: exact(Some(&points.tasks)),
            total: exact(Some(&points.total)),
            ..base
        },
        Ok(None) => api::SpanLine { state: api::SpanState::Away.into(), ..base },
        Err(_) => api::SpanLine { state: api::SpanState::Misfit.into(), ..base },
    }
}

fn exact(value: Option<&Exact>) -> String {
    value.map(|value| Shown::of(value).as_str().to_owned()).unwrap_or_default()
}
