//! Many sheets, one 360° total (articles 2.5, 3 and 5.1.c; A01 to A04, A27).

use std::collections::BTreeMap;

use kernel::Exact;
use regulation::Relation;

use crate::{Aggregate, ColleagueScores, R360};

/// A value that one reviewer gave.
pub(crate) struct Given {
    pub relation: Relation,
    pub agree: bool,
    pub value: Exact,
}

/// The 360° value and the means of the groups it came from.
pub(crate) struct Aggregated {
    pub value: Exact,
    pub groups: Vec<GroupMean>,
}

/// One group.
pub(crate) struct GroupMean {
    pub relation: Relation,
    pub sheets: u32,
    pub mean: Exact,
}

/// Aggregates what reviewers gave. None when nothing counts: a missing part is missing, not zero.
pub(crate) fn aggregate(rules: &R360, given: &[Given], own: Option<&Exact>) -> Option<Aggregated> {
    let by_relation = by_relation(rules, given);
    let groups: Vec<GroupMean> = by_relation
        .iter()
        .filter_map(|(relation, values)| {
            let mean = Exact::mean(values.iter().copied())?;
            Some(GroupMean { relation: *relation, sheets: u32::try_from(values.len()).unwrap_or(u32::MAX), mean })
        })
        .collect();
    if groups.is_empty() {
        return None;
    }
    let own = own.filter(|_| rules.include_self);
    let value = match rules.aggregate {
        Aggregate::GroupMean => Exact::mean(groups.iter().map(|group| &group.mean).chain(own)),
        Aggregate::FlatMean => Exact::mean(by_relation.values().flatten().copied().chain(own)),
        Aggregate::Weighted => Some(weighted(rules, &groups, own)),
    }?;
    Some(Aggregated { value, groups })
}

/// The values that count, by group.
pub(crate) fn by_relation<'a>(rules: &R360, given: &'a [Given]) -> BTreeMap<Relation, Vec<&'a Exact>> {
    let mut by_relation: BTreeMap<Relation, Vec<&Exact>> = BTreeMap::new();
    for one in given.iter().filter(|one| counts(rules, one)) {
        by_relation.entry(one.relation).or_default().push(&one.value);
    }
    by_relation
}

fn counts(rules: &R360, one: &Given) -> bool {
    let relation = match one.relation {
        Relation::Higher => false,
        Relation::Upward => rules.upward_counts,
        Relation::DirectHead | Relation::AgencyHead => rules.head_scores_in_360,
        Relation::Peer | Relation::DeputySup => true,
    };
    relation
        && (one.relation.is_head() || rules.colleague_scores == ColleagueScores::InBase)
        && (!one.agree || rules.agree_counts_as_self_score)
}

/// Weights of the groups that are there; a group without a weight, and the self-score, weigh 1.
fn weighted(rules: &R360, groups: &[GroupMean], own: Option<&Exact>) -> Exact {
    let one = Exact::ratio(1, 1);
    let (mut sum, mut weights) = (Exact::zero(), Exact::zero());
    let parts = groups.iter().map(|group| (rules.weights.get(&group.relation).unwrap_or(&one), &group.mean));
    for (weight, value) in parts.chain(own.map(|own| (&one, own))) {
        sum = sum + weight * value;
        weights = &weights + weight;
    }
    sum / weights
}

/// What the aggregation is called in an explanation.
pub(crate) fn rule_vi(rules: &R360) -> &'static str {
    match rules.aggregate {
        Aggregate::GroupMean => "Tổng điểm 360°: trung bình cộng của điểm trung bình các nhóm có phiếu",
        Aggregate::FlatMean => "Tổng điểm 360°: trung bình cộng của tất cả các phiếu",
        Aggregate::Weighted => "Tổng điểm 360°: trung bình có trọng số của các nhóm có phiếu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    /// Example 1 of the handbook: peers 90, 86, 91; deputy 87; direct head 88.
    fn example() -> Vec<Given> {
        use Relation::{DeputySup, DirectHead, Peer};
        let sheets = [(Peer, 90), (Peer, 86), (Peer, 91), (DeputySup, 87), (DirectHead, 88)];
        sheets.map(|(relation, points)| Given { relation, agree: false, value: Exact::ratio(points, 1) }).into()
    }

    fn total(change: impl Fn(&mut R360)) -> Option<String> {
        let mut rules = shipped::packs().unwrap().remove(0).rules.r360;
        change(&mut rules);
        aggregate(&rules, &example(), Some(&Exact::ratio(92, 1))).map(|total| total.value.round_half_up(2))
    }

    #[test]
    fn each_way_of_aggregating_gives_the_handbook_s_number() {
        assert_eq!(total(|_| {}).unwrap(), "88.00");
        assert_eq!(total(|rules| rules.aggregate = Aggregate::FlatMean).unwrap(), "88.40");
        assert_eq!(total(|rules| rules.include_self = true).unwrap(), "89.00");
        let weights = [(Relation::Peer, 30), (Relation::DeputySup, 20), (Relation::DirectHead, 50)];
        let weighted = total(|rules| {
            rules.aggregate = Aggregate::Weighted;
            rules.weights = weights.map(|(relation, weight)| (relation, Exact::ratio(weight, 1))).into();
        });
        assert_eq!(weighted.unwrap(), "88.10");
    }

    #[test]
    fn switches_leave_groups_out_and_nothing_left_is_no_total() {
        assert_eq!(total(|rules| rules.colleague_scores = ColleagueScores::ReferenceOnly).unwrap(), "88.00");
        assert_eq!(total(|rules| rules.head_scores_in_360 = false).unwrap(), "88.00");
        let none = total(|rules| {
            rules.colleague_scores = ColleagueScores::ReferenceOnly;
            rules.head_scores_in_360 = false;
        });
        assert_eq!(none, None);
    }

    #[test]
    fn the_higher_authority_decides_and_counts_nowhere() {
        let rules = shipped::packs().unwrap().remove(0).rules.r360;
        let given = [Given { relation: Relation::Higher, agree: false, value: Exact::ratio(50, 1) }];
        assert!(aggregate(&rules, &given, None).is_none());
    }
}
