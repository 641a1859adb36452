//! Self-score, 360° total and their mean (article 6.1).

use kernel::Exact;

use crate::explain::Trail;
use crate::outcome::GROUP_STEP;
use crate::r360::{Given, aggregate, rule_vi};
use crate::{CriteriaSet, CriterionResult, NaPolicy, Pack, RelationMean, Review, Score, ScoreSheet, Shown, Tally};

/// What the formula gives, before the head.
#[derive(Default)]
pub(crate) struct Parts {
    pub self_total: Option<Exact>,
    pub r360: Option<Exact>,
    pub base: Option<Exact>,
    pub relation_means: Vec<RelationMean>,
    pub criteria: Vec<CriterionResult>,
    /// Codes whose official value is exactly zero.
    pub zeros: Vec<String>,
}

/// Steps 1 to 3 of the pipeline.
pub(crate) fn add_up(pack: &Pack, set: &CriteriaSet, own: Option<&ScoreSheet>, reviews: &[Review], trail: &mut Trail) -> Parts {
    let policy = pack.rules.na_policy();
    let self_total = own.map(|sheet| self_total(sheet.tally(set), policy, trail));
    let given: Vec<Given> = reviews.iter().map(|review| given(review, review.sheet.tally(set).total(policy))).collect();
    let aggregated = aggregate(&pack.rules.r360, &given, self_total.as_ref());
    let mut relation_means = Vec::new();
    for group in aggregated.iter().flat_map(|aggregated| &aggregated.groups) {
        let rule = format!("Trung bình cộng {} phiếu của nhóm {}", group.sheets, group.relation.in_sentence());
        trail.number(&format!("{GROUP_STEP}{}", group.relation.code()), &group.mean, rule, "Điều 5.1.c");
        relation_means.push(RelationMean { relation: group.relation, sheets: group.sheets, mean: Shown::of(&group.mean) });
    }
    let r360 = aggregated.map(|aggregated| aggregated.value);
    match &r360 {
        Some(r360) => trail.number("r360", r360, rule_vi(&pack.rules.r360), "Điều 5.1.c"),
        None => trail.word("r360", "", "Chưa có phiếu đánh giá 360° nào được tính; chưa tính được tổng điểm", "Điều 6.1"),
    }
    let base = self_total.as_ref().zip(r360.as_ref()).and_then(|(own, r360)| Exact::mean([own, r360]));
    if let Some(base) = &base {
        trail.number("base", base, "Trung bình cộng của điểm tự chấm và tổng điểm 360°", "Điều 6.1");
    }
    let (criteria, zeros) = by_criterion(pack, set, own, reviews);
    Parts { self_total, r360, base, relation_means, criteria, zeros }
}

fn self_total(tally: Tally, policy: NaPolicy, trail: &mut Trail) -> Exact {
    let total = tally.total(policy);
    let (earned, out_of) = (tally.earned.vi(), tally.out_of.vi());
    let rule = match (tally.is_partial(), policy) {
        (false, _) => "Tổng điểm tự chấm".to_owned(),
        (true, NaPolicy::Rescale) => format!("Tổng điểm tự chấm {earned} trên {out_of} (có tiêu chí không áp dụng), quy về thang 100"),
        (true, NaPolicy::FullCredit) => format!("Tổng điểm tự chấm {earned} trên {out_of}, tiêu chí không áp dụng tính đủ điểm"),
    };
    trail.number("self_total", &total, rule, "Điều 5.2.b");
    total
}

pub(crate) fn given(review: &Review, value: Exact) -> Given {
    Given { relation: review.relation, agree: review.agree, value }
}

fn by_criterion(pack: &Pack, set: &CriteriaSet, own: Option<&ScoreSheet>, reviews: &[Review]) -> (Vec<CriterionResult>, Vec<String>) {
    let mut zeros = Vec::new();
    let mut results = Vec::new();
    for criterion in set.criteria() {
        let own = own.and_then(|sheet| sheet.score(&criterion.code));
        let own_value = own.and_then(value);
        let scored = |review: &Review| review.sheet.score(&criterion.code).and_then(value).map(|value| given(review, value));
        let given: Vec<Given> = reviews.iter().filter_map(scored).collect();
        let r360 = aggregate(&pack.rules.r360, &given, own_value.as_ref()).map(|aggregated| aggregated.value);
        let official = own_value.as_ref().zip(r360.as_ref()).and_then(|(own, r360)| Exact::mean([own, r360]));
        if criterion.zero_caps && official.as_ref().is_some_and(Exact::is_zero) {
            zeros.push(criterion.code.clone());
        }
        let (r360, official) = (r360.as_ref().map(Shown::of), official.as_ref().map(Shown::of));
        results.push(CriterionResult { code: criterion.code.clone(), own, r360, official });
    }
    (results, zeros)
}

pub(crate) fn value(score: Score) -> Option<Exact> {
    match score {
        Score::Points(points) => Some(points.into()),
        Score::NotApplicable => None,
    }
}
