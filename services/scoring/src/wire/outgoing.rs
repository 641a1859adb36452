//! What scoring answers and announces.

use contract::{Word, out, word_or_none};
use proto::scoring::v1 as api;
use scoring_domain::{CriterionResult, RelationMean, Score, Shown, Stage, Step, Together, Versioned};

pub(crate) fn result_computed(versioned: &Versioned, together: &[Together]) -> api::ResultComputed {
    api::ResultComputed { result: Some(result(versioned, together)) }
}

/// A result, and what all reviewers together gave by criterion; nothing of that where what it was computed from was not kept.
pub(crate) fn result(versioned: &Versioned, together: &[Together]) -> api::Result {
    let (version, computed) = (versioned.version, &versioned.computed);
    let outcome = &computed.outcome;
    let classed = outcome.classed.as_ref();
    api::Result {
        record_id: computed.record.to_string(),
        version,
        period_id: computed.period.to_string(),
        person_id: computed.person.to_string(),
        agency_id: computed.agency.to_string(),
        year: computed.year,
        group: computed.group.number(),
        pack_id: computed.pack.clone(),
        pack_digest: computed.pack_digest.to_string(),
        criteria_set_id: computed.criteria_set.clone(),
        basis: computed.basis.to_string(),
        stage: match outcome.stage {
            Stage::Computed => api::ResultStage::Computed.into(),
            Stage::Decided => api::ResultStage::Decided.into(),
        },
        self_total: shown(outcome.self_total.as_ref()),
        r360: shown(outcome.r360.as_ref()),
        base: shown(outcome.base.as_ref()),
        relation_means: outcome.relation_means.iter().map(relation_mean).collect(),
        total: classed.map(|classed| out::points(classed.total)),
        class: word_or_none(classed.map(|classed| classed.class)),
        label: classed.map(|classed| classed.label.clone()).unwrap_or_default(),
        declared_class: word_or_none(outcome.declared),
        self_result: word_or_none(outcome.self_result),
        flags: outcome.flags.iter().map(|flag| flag.code().to_owned()).collect(),
        caps: outcome.caps.iter().map(|cap| cap.code().to_owned()).collect(),
        explanation: outcome.explanation.iter().map(step).collect(),
        criteria: outcome.criteria.iter().map(|one| criterion_result(one, together)).collect(),
    }
}

fn relation_mean(mean: &RelationMean) -> api::RelationMean {
    let sheets = i32::try_from(mean.sheets).unwrap_or(i32::MAX);
    api::RelationMean { relation: mean.relation.number(), sheets, mean: shown(Some(&mean.mean)) }
}

fn step(step: &Step) -> api::ExplanationStep {
    let Step { step, value, rule, article } = step.clone();
    api::ExplanationStep { step, value, rule, article }
}

fn criterion_result(result: &CriterionResult, together: &[Together]) -> api::CriterionResult {
    use api::criterion_result::Self_;
    let own = result.own.map(|score| match score {
        Score::Points(given) => Self_::Points(out::points(given)),
        Score::NotApplicable => Self_::NotApplicable(true),
    });
    let together = together.iter().find(|one| one.code == result.code);
    let count = |of: fn(&Together) -> u32| together.map_or(0, |one| i32::try_from(of(one)).unwrap_or(i32::MAX));
    api::CriterionResult {
        all_reviewers: together.and_then(|one| one.mean.clone()).unwrap_or_default(),
        reviewers: count(|one| one.reviewers),
        smallest_group: count(|one| one.smallest_group),
        code: result.code.clone(),
        r360: shown(result.r360.as_ref()),
        official: shown(result.official.as_ref()),
        self_: own,
    }
}

fn shown(value: Option<&Shown>) -> String {
    value.map(|value| value.as_str().to_owned()).unwrap_or_default()
}
