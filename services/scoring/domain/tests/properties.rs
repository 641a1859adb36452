//! What holds for any scores.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::{Exact, Points};
use num_rational::Ratio;
use proptest::prelude::*;
use regulation::{Cap, Class, EmployeeGroup, Relation};
use scoring_domain::{
    CriteriaSet, Decision, Entry, Evidence, Facts, Input, Level, Outcome, Pack, Review, Score, ScoreSheet, compute, shipped,
};

const RELATIONS: [Relation; 5] = [Relation::Peer, Relation::Upward, Relation::DeputySup, Relation::DirectHead, Relation::AgencyHead];

fn law() -> &'static (Pack, CriteriaSet) {
    static LAW: LazyLock<(Pack, CriteriaSet)> =
        LazyLock::new(|| (shipped::packs().unwrap().remove(0), shipped::criteria_sets().unwrap().remove(2)));
    &LAW
}

/// Halves of points per criterion, within its maximum, of good years and of bad ones; the last two may not apply.
fn halves() -> impl Strategy<Value = Vec<i32>> {
    prop_oneof![2 => proptest::collection::vec(0..=32_i32, 16), 1 => proptest::collection::vec(0..=7_i32, 16)]
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

fn input(own: Option<ScoreSheet>, reviews: Vec<Review>, decision: Option<Decision>) -> Input {
    let evidence = Evidence::Sheets { own, reviews };
    Input { group: EmployeeGroup::CcKld, year: 2019, evidence, declared: None, decision, history: BTreeMap::new(), facts: Facts::default() }
}

fn result(own: Option<ScoreSheet>, reviews: Vec<Review>, decision: Option<Decision>) -> Outcome {
    let (pack, set) = law();
    compute(pack, set, &input(own, reviews, decision)).unwrap()
}

/// The law with some switches set otherwise.
fn switched(switches: &[(&str, &str)]) -> Pack {
    let changed = switches.iter().fold(law().0.document.clone(), |document, (from, to)| {
        assert!(document.contains(from), "{from}");
        document.replace(from, to)
    });
    Pack::from_json(&changed).unwrap()
}

/// The later law that caps by leave and by discipline.
fn later_law() -> &'static Pack {
    static LAW: LazyLock<Pack> = LazyLock::new(|| shipped::packs().unwrap().remove(2));
    &LAW
}

type Fraction = Ratio<i128>;

/// The total of a sheet, straight from section 8 of the handbook: what does not apply is scaled out.
fn sum(sheet: &ScoreSheet) -> Fraction {
    let mut earned = Fraction::from(0);
    let mut out_of = Fraction::from(0);
    for criterion in law().1.criteria() {
        if let Some(Score::Points(points)) = sheet.score(&criterion.code) {
            earned += Fraction::new(points.hundredths().into(), 100);
            out_of += Fraction::new(criterion.max.hundredths().into(), 100);
        }
    }
    earned * Fraction::from(100) / out_of
}

fn mean(values: &[Fraction]) -> Fraction {
    values.iter().sum::<Fraction>() / Fraction::from(values.len() as i128)
}

/// Sections 8.2 and 8.3 of the handbook: self-score and 360° total, each exactly, and their mean.
fn oracle(own: &ScoreSheet, reviews: &[Review], flat: bool, with_self: bool, agreeing: bool) -> Option<(Fraction, Fraction)> {
    let own = sum(own);
    let counted: Vec<_> = reviews.iter().filter(|review| agreeing || !review.agree).collect();
    let of = |relation: &Relation| -> Vec<Fraction> {
        counted.iter().filter(|review| review.relation == *relation).map(|review| sum(&review.sheet)).collect()
    };
    let groups: Vec<_> = RELATIONS.iter().map(of).filter(|values| !values.is_empty()).collect();
    let mut parts = if flat { groups.concat() } else { groups.iter().map(|values| mean(values)).collect() };
    if parts.is_empty() {
        return None;
    }
    parts.extend(with_self.then_some(own));
    let r360 = mean(&parts);
    Some((r360, (own + r360) / Fraction::from(2)))
}

/// Half up to so many places, as plain text.
fn half_up(value: Fraction, places: u32) -> String {
    let scale = 10_i128.pow(places);
    let scaled = (value * Fraction::from(scale) + Fraction::new(1, 2)).floor().to_integer();
    format!("{}.{:0width$}", scaled / scale, scaled % scale, width = places as usize)
}

/// A number of the explanation in millionths.
fn millionths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<6}").parse().unwrap()
}

/// Total and class, worked out from nothing but what the explanation says. Shown numbers have six places, so each follows from the
/// ones before it to within a millionth; from the official total on everything follows exactly.
fn told(outcome: &Outcome) -> (String, &str) {
    let steps = &outcome.explanation;
    let value = |name: &str| steps.iter().find(|step| step.step == name).map(|step| step.value.as_str());
    let near = |one: i64, other: i64| assert!((one - other).abs() <= 1, "{one} is not {other}: {steps:?}");
    let number = |name: &str| millionths(value(name).unwrap());
    let groups: Vec<_> = steps.iter().filter(|step| step.step.starts_with("r360.")).map(|step| millionths(&step.value)).collect();
    near(number("r360"), groups.iter().sum::<i64>() / groups.len() as i64);
    near(number("base"), (number("self_total") + number("r360")) / 2);
    near(number("gap"), (number("self_total") - number("r360")).abs());
    let official = number("official");
    let total = (official + 5_000) / 10_000;
    let levels = [(9_000, "HTXS"), (7_500, "HTT"), (5_000, "HT"), (0, "KHT")];
    let mut level = levels.iter().position(|(least, _)| total >= *least).unwrap();
    assert_eq!(value("band"), Some(levels[level].1));
    for cap in steps.iter().filter(|step| step.step.starts_with("cap.")) {
        level = level.max(levels.iter().position(|(_, class)| *class == cap.value).unwrap());
    }
    (format!("{}.{:02}", total / 100, total % 100), levels[level].1)
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
        prop_assert!(Level::of(after.class) >= Level::of(before.class));
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
        prop_assert!(Level::of(after.class) <= Level::of(before.class));
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
    fn totals_are_exactly_what_the_handbook_s_formula_gives(
        own in halves(), given in given(), agree in proptest::collection::vec(any::<bool>(), 7),
        flat in any::<bool>(), with_self in any::<bool>(), agreeing in any::<bool>(),
    ) {
        let (_, set) = law();
        let own = sheet(set, &own);
        let mut reviews = reviews(set, &given);
        for (review, agree) in reviews.iter_mut().zip(agree).filter(|(_, agree)| *agree) {
            (review.agree, review.sheet) = (agree, own.clone());
        }
        let mut switches = Vec::new();
        switches.extend(flat.then_some((r#""aggregate":"group_mean""#, r#""aggregate":"flat_mean""#)));
        switches.extend(with_self.then_some((r#""include_self":false"#, r#""include_self":true"#)));
        switches.extend((!agreeing).then_some((r#""agree_counts_as_self_score":true"#, r#""agree_counts_as_self_score":false"#)));
        let outcome = compute(&switched(&switches), set, &input(Some(own.clone()), reviews.clone(), None)).unwrap();
        let wanted = oracle(&own, &reviews, flat, with_self, agreeing);
        prop_assert_eq!(outcome.self_total.map(|total| total.as_str().to_owned()), Some(half_up(sum(&own), 6)));
        prop_assert_eq!(outcome.r360.map(|r360| r360.as_str().to_owned()), wanted.map(|(r360, _)| half_up(r360, 6)));
        prop_assert_eq!(outcome.classed.map(|classed| classed.total.to_string()), wanted.map(|(_, base)| half_up(base, 2)));
    }

    #[test]
    fn the_explanation_alone_gives_total_and_class_again(
        own in halves(), given in given(), decided in proptest::option::of(0..=10_000_i32), zero in proptest::option::of(0..16_usize),
        leave in 0..8_i64, disciplined in any::<bool>(),
    ) {
        let (_, set) = law();
        // Where everything applies, fractions are too coarse for six places to hide a tie.
        let all_apply = |halves: &[i32]| halves.iter().map(|half| (*half).min(31)).collect::<Vec<_>>();
        let (own, given) = (all_apply(&own), given.iter().map(|(relation, halves)| (*relation, all_apply(halves))).collect::<Vec<_>>());
        let confirmed_zero = zero.map(|at| set.criteria().nth(at).unwrap().code.clone()).into_iter().collect();
        let decision = Decision { decided_total: decided.map(Points::from_hundredths), confirmed_zero };
        let mut input = input(Some(sheet(set, &own)), reviews(set, &given), Some(decision));
        input.facts = Facts { leave_months: Some(Exact::ratio(leave, 1)), disciplined, ..Facts::default() };
        let outcome = compute(later_law(), set, &input).unwrap();
        let classed = outcome.classed.as_ref().unwrap();
        prop_assert_eq!(told(&outcome), (classed.total.to_string(), classed.class.code()));
    }

    #[test]
    fn leave_discipline_and_zeros_never_raise_a_class_and_never_change_points(
        own in halves(), given in given(), at in 0..16_usize, leave in 0..24_i64, disciplined in any::<bool>(), confirmed in any::<bool>(),
    ) {
        let (_, set) = law();
        let code = set.criteria().nth(at).unwrap().code.clone();
        let decision = Decision { confirmed_zero: confirmed.then_some(code).into_iter().collect(), ..Decision::default() };
        let free = input(Some(sheet(set, &own)), reviews(set, &given), None);
        let facts = Facts { leave_months: Some(Exact::ratio(leave, 2)), disciplined, ..Facts::default() };
        let capped = Input { facts, decision: Some(decision), ..free.clone() };
        let before = compute(later_law(), set, &free).unwrap().classed.unwrap();
        let outcome = compute(later_law(), set, &capped).unwrap();
        let after = outcome.classed.unwrap();
        prop_assert_eq!(after.total, before.total);
        prop_assert!(Level::of(after.class) <= Level::of(before.class));
        prop_assert_eq!(outcome.caps.iter().any(|cap| *cap != Cap::ZeroCriterion) || confirmed, after.class != before.class || confirmed);
        prop_assert!(!disciplined || after.class == Class::Kht);
        prop_assert!(!(6..12).contains(&leave) || !matches!(after.class, Class::Htxs | Class::Htt), "three to below six months");
    }

    #[test]
    fn without_reviewers_nothing_is_invented(own in halves()) {
        let (_, set) = law();
        let outcome = result(Some(sheet(set, &own)), Vec::new(), Some(Decision::default()));
        prop_assert!(outcome.self_total.is_some() && outcome.r360.is_none() && outcome.base.is_none() && outcome.classed.is_none());
    }
}
