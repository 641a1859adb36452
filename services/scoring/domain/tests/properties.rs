//! What holds for any scores.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::{Exact, Points};
use proptest::prelude::*;
use scoring_domain::{
    Class, CriteriaSet, Decision, Entry, Evidence, Group, Input, Outcome, Pack, Relation, Review, Score, ScoreSheet, compute, shipped,
};

const RELATIONS: [Relation; 5] = [Relation::Peer, Relation::Upward, Relation::DeputySup, Relation::DirectHead, Relation::AgencyHead];

fn law() -> &'static (Pack, CriteriaSet) {
    static LAW: LazyLock<(Pack, CriteriaSet)> =
        LazyLock::new(|| (shipped::packs().unwrap().remove(0), shipped::criteria_sets().unwrap().remove(2)));
    &LAW
}

/// Halves of points per criterion, within its maximum; the last two may not apply.
fn halves() -> impl Strategy<Value = Vec<i32>> {
    proptest::collection::vec(0..=32_i32, 16)
}

fn sheet(set: &CriteriaSet, halves: &[i32]) -> ScoreSheet {
    let entry = |(at, criterion): (usize, &scoring_domain::Criterion)| {
        let score = match halves[at] {
            32 if criterion.na_allowed => Score::NotApplicable,
            half => Score::Points(Points::from_hundredths((half * 50).min(criterion.max.hundredths()))),
        };
        Entry { code: criterion.code.clone(), score: Some(score) }
    };
    ScoreSheet::read(set, &set.criteria().enumerate().map(entry).collect::<Vec<_>>()).unwrap()
}

fn reviews(set: &CriteriaSet, given: &[(usize, Vec<i32>)]) -> Vec<Review> {
    given.iter().map(|(relation, halves)| Review { relation: RELATIONS[*relation], agree: false, sheet: sheet(set, halves) }).collect()
}

fn result(own: Option<ScoreSheet>, reviews: Vec<Review>, decision: Option<Decision>) -> Outcome {
    let (pack, set) = law();
    let evidence = Evidence::Sheets { own, reviews };
    compute(
        pack,
        set,
        &Input {
            group: Group::CcKld,
            year: 2019,
            evidence,
            declared: None,
            decision,
            history: BTreeMap::new(),
            facts: scoring_domain::Facts::default(),
        },
    )
    .unwrap()
}

fn given() -> impl Strategy<Value = Vec<(usize, Vec<i32>)>> {
    proptest::collection::vec((0..5_usize, halves()), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_order_of_sheets_never_matters(own in halves(), (given, shuffled) in given().prop_flat_map(|given| (Just(given.clone()), Just(given).prop_shuffle()))) {
        let (_, set) = law();
        let own = sheet(set, &own);
        prop_assert_eq!(result(Some(own.clone()), reviews(set, &given), None), result(Some(own), reviews(set, &shuffled), None));
    }

    #[test]
    fn raising_one_score_never_lowers_total_or_class(own in halves(), given in given(), at in 0..14_usize, by in 1..10_i32, who in 0..7_usize) {
        let (pack, set) = law();
        let before = result(Some(sheet(set, &own)), reviews(set, &given), None).classed.unwrap();
        let (mut own, mut given) = (own, given);
        match given.get_mut(who) {
            Some((_, halves)) => halves[at] += by,
            None => own[at] += by,
        }
        let after = result(Some(sheet(set, &own)), reviews(set, &given), None).classed.unwrap();
        prop_assert!(after.total >= before.total, "{} then {}", before.total, after.total);
        prop_assert!(after.class.level() >= before.class.level());
        prop_assert_eq!(pack.label(after.class), after.label);
    }

    #[test]
    fn a_confirmed_zero_lowers_the_class_or_leaves_it_and_never_changes_points(own in halves(), given in given(), at in 0..16_usize) {
        let (_, set) = law();
        let free = Decision::default();
        let capped = Decision { confirmed_zero: [set.criteria().nth(at).unwrap().code.clone()].into(), ..Decision::default() };
        let before = result(Some(sheet(set, &own)), reviews(set, &given), Some(free)).classed.unwrap();
        let after = result(Some(sheet(set, &own)), reviews(set, &given), Some(capped)).classed.unwrap();
        prop_assert_eq!(after.total, before.total);
        prop_assert!(after.class.level() <= before.class.level());
        prop_assert!(!matches!(after.class, Class::Htxs | Class::Htt));
    }

    #[test]
    fn one_group_is_the_plain_mean_to_the_last_digit(own in proptest::collection::vec(0..=4_i32, 16), given in proptest::collection::vec(proptest::collection::vec(0..=4_i32, 16), 1..9)) {
        let (_, set) = law();
        let sum = |halves: &Vec<i32>| halves.iter().map(|half| i64::from(*half)).sum::<i64>();
        let count = i64::try_from(given.len()).unwrap();
        // In halves of a point: (own + sum / count) / 2, over 2.
        let wanted = Exact::ratio(sum(&own) * count + given.iter().map(sum).sum::<i64>(), count * 4);
        let peers: Vec<_> = given.iter().map(|halves| (0, halves.clone())).collect();
        let outcome = result(Some(sheet(set, &own)), reviews(set, &peers), None);
        prop_assert_eq!(outcome.base.as_ref().unwrap().as_str(), wanted.round_half_up(6));
        prop_assert_eq!(outcome.classed.unwrap().total, wanted.to_points_half_up().unwrap());
    }

    #[test]
    fn without_reviewers_nothing_is_invented(own in halves()) {
        let (_, set) = law();
        let outcome = result(Some(sheet(set, &own)), Vec::new(), Some(Decision::default()));
        prop_assert!(outcome.self_total.is_some() && outcome.r360.is_none() && outcome.base.is_none() && outcome.classed.is_none());
    }
}
