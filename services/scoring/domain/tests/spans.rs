//! What holds for any quarters and months.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::{Exact, Points};
use num_rational::Ratio;
use proptest::prelude::*;
use regulation::EmployeeGroup;
use scoring_domain::{
    CriteriaSet, DeclaredFact, FactContent, Outcome, Pack, SpanGiven, SpanKind, SpanResult, StoredEvidence, StoredInput, YearFacts,
    compute, shipped, task_evidence,
};

type Fraction = Ratio<i128>;

fn law() -> &'static (Pack, Pack, CriteriaSet) {
    static LAW: LazyLock<(Pack, Pack, CriteriaSet)> = LazyLock::new(|| {
        let quarters = shipped::packs().unwrap().remove(3);
        let months = "id: T\nbase: ND335-2026-CC\nvalid_years: [2026]\nperiod_kind: month\nmissing_period: leave_out";
        let months = Pack::parse(months, |_| Some(&quarters)).unwrap();
        (quarters, months, shipped::criteria_sets().unwrap().remove(2))
    });
    &LAW
}

/// Common points and three percentages, in hundredths; nothing for who was away.
type Given = Option<(i32, [i32; 3])>;

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![4 => (0..=3_000, [0..=10_000, 0..=10_000, 0..=10_000]).prop_map(Some), 1 => Just(None)]
}

fn declared(kind: SpanKind, number: usize, given: &Given) -> DeclaredFact {
    let percent = |hundredths: i32| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let given = match given {
        Some((common, percents)) => SpanGiven::Scored {
            common: Points::from_hundredths(*common),
            items: ["a", "b", "c"].into_iter().zip(percents).map(|(item, share)| (item.to_owned(), percent(*share))).collect(),
        },
        None => SpanGiven::Away,
    };
    let span = kind.spans().nth(number).unwrap();
    DeclaredFact { year: 2026, content: FactContent::SpanResult { span, result: SpanResult { group: EmployeeGroup::CcKld, given } } }
}

fn outcome(pack: &Pack, evidence: StoredEvidence) -> Outcome {
    let set = &law().2;
    let input = StoredInput {
        criteria_set: set.digest.clone(),
        group: EmployeeGroup::CcKld,
        year: 2026,
        evidence,
        declared: None,
        decision: None,
        history: BTreeMap::new(),
        leave_months: None,
        disciplined: false,
        studies: Vec::new(),
        colleagues: BTreeMap::new(),
    };
    let kept = serde_json::to_string(&input).unwrap();
    let again: StoredInput = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, input, "what a result was computed from is read as it was written");
    compute(pack, set, &again.read(set).unwrap()).unwrap()
}

/// The decree, straight: the mean over what was scored of common points plus seven tenths of the mean percentage.
fn oracle(given: &[Given]) -> Option<Fraction> {
    let worth = |(common, percents): &(i32, [i32; 3])| {
        let sum: i128 = percents.iter().map(|percent| i128::from(*percent)).sum();
        Fraction::new(i128::from(*common), 100) + Fraction::new(sum * 7, 3_000)
    };
    let all: Vec<Fraction> = given.iter().flatten().map(worth).collect();
    (!all.is_empty()).then(|| all.iter().sum::<Fraction>() / Fraction::from(all.len() as i128))
}

/// Half up to so many places, as plain text.
fn half_up(value: Fraction, places: u32) -> String {
    let scale = 10_i128.pow(places);
    let scaled = (value * Fraction::from(scale) + Fraction::new(1, 2)).floor().to_integer();
    format!("{}.{:0width$}", scaled / scale, scaled % scale, width = places as usize)
}

proptest! {
    #[test]
    fn a_year_is_the_exact_mean_of_its_quarters_in_whatever_order_they_were_declared(
        quarters in proptest::collection::vec(given(), 4),
        order in Just([0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let pack = &law().0;
        let facts: Vec<_> = order.iter().map(|number| declared(SpanKind::Quarter, *number, &quarters[*number])).collect();
        let sorted: Vec<_> = (0..4).map(|number| declared(SpanKind::Quarter, number, &quarters[number])).collect();
        let evidence = task_evidence(pack, &YearFacts::of(2026, &facts));
        prop_assert_eq!(&evidence, &task_evidence(pack, &YearFacts::of(2026, &sorted)));
        let Some(mean) = oracle(&quarters) else {
            prop_assert_eq!(evidence, None);
            return Ok(());
        };
        let outcome = outcome(pack, evidence.unwrap());
        let (base, total) = (outcome.base.unwrap(), outcome.classed.unwrap().total.to_string());
        prop_assert_eq!((base.as_str().to_owned(), total), (half_up(mean, 6), half_up(mean, 2)), "rounded once, at the end");
        let told: Vec<&str> =
            outcome.explanation.iter().filter(|step| step.step.starts_with("span.")).map(|step| step.value.as_str()).collect();
        let wanted: Vec<String> = quarters.iter().map(|given| oracle(&[*given]).map(|value| half_up(value, 6)).unwrap_or_default()).collect();
        prop_assert_eq!(told, wanted, "every quarter is told, who was away in which too");
    }

    #[test]
    fn without_one_quarter_there_is_no_year(quarters in proptest::collection::vec(given(), 4), missing in 0..4_usize) {
        let rest = (0..4).filter(|number| *number != missing);
        let facts: Vec<_> = rest.map(|number| declared(SpanKind::Quarter, number, &quarters[number])).collect();
        prop_assert_eq!(task_evidence(&law().0, &YearFacts::of(2026, &facts)), None);
    }

    #[test]
    fn months_that_a_law_leaves_out_are_no_zero(months in proptest::collection::vec(proptest::option::of(given()), 12)) {
        let pack = &law().1;
        let there = months.iter().enumerate().filter_map(|(number, month)| Some(declared(SpanKind::Month, number, month.as_ref()?)));
        let evidence = task_evidence(pack, &YearFacts::of(2026, &there.collect::<Vec<_>>()));
        let known: Vec<Given> = months.iter().flatten().copied().collect();
        let base = evidence.map(|evidence| outcome(pack, evidence).base.unwrap().as_str().to_owned());
        prop_assert_eq!(base, oracle(&known).map(|value| half_up(value, 6)));
    }
}

#[test]
fn a_year_declared_as_one_comes_out_as_it_did() {
    let items = ["a", "b", "c"].map(|item| (item.to_owned(), "90".to_owned())).into();
    let of_year = outcome(&law().0, StoredEvidence::Tasks { common: Points::whole(27), items });
    let steps: Vec<&str> = of_year.explanation.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(steps, ["common", "task_mean", "tasks", "base", "official", "total", "band", "class"]);
    assert_eq!(of_year.base.unwrap().as_str().parse::<Exact>().unwrap(), Exact::from(Points::whole(90)));
}
