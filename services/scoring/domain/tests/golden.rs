//! The golden scores: every case that scoring can express goes through the whole computation.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Exact, Points};
use regulation::{EmployeeGroup, Flag, Relation};
use scoring_domain::{
    CriteriaSet, Decision, Entry, Evidence, Facts, Input, Outcome, Pack, PastYear, Review, Score, ScoreSheet, TaskResults, compute,
    most_in_quota, shipped,
};
use serde_json::{Value, json};

/// Who is evaluated at all, and where: the evaluation service decides that.
const ELSEWHERE: [&str; 4] = ["G26", "G27", "G28", "G29"];

#[test]
fn every_golden_score_comes_out() {
    let file: Value = serde_saphyr::from_str(include_str!("../../data/golden-scores.yaml")).unwrap();
    let mut checked = BTreeSet::new();
    for case in file["golden"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        if ELSEWHERE.contains(&id) {
            continue;
        }
        match case {
            case if case.get("history").is_some() => check_history(case),
            case if case.get("htt").is_some() => check_quota(case),
            case => check_outcome(case),
        }
        checked.insert(id.to_owned());
    }
    assert_eq!(checked.len(), 38 - ELSEWHERE.len());
}

fn check_outcome(case: &Value) {
    let id = case["id"].as_str().unwrap();
    let outcome = outcome_of(case);
    let classed = outcome.classed.as_ref().unwrap_or_else(|| panic!("{id}: no class"));
    assert_eq!(classed.total.to_string(), case["total"].as_str().unwrap(), "{id}: total");
    assert_eq!(classed.class.code(), case["class"].as_str().unwrap(), "{id}: class");
    let same = |wanted: &Value, shown: &Option<scoring_domain::Shown>| {
        let (wanted, shown): (Exact, Exact) =
            (wanted.as_str().unwrap().parse().unwrap(), shown.as_ref().unwrap().as_str().parse().unwrap());
        assert_eq!(shown, wanted, "{id}");
    };
    if case.get("r360").is_some() {
        same(&case["r360"], &outcome.r360);
    }
    if case.get("base_kept").is_some() {
        same(&case["base_kept"], &outcome.base);
    }
    if let Some(gap) = case.get("gap_flag") {
        assert_eq!(outcome.flags.contains(&Flag::Gap), gap == true, "{id}: gap");
    }
    if let Some(own) = case.get("self_result") {
        assert_eq!(outcome.self_result.unwrap().code(), own.as_str().unwrap(), "{id}: self-result");
    }
}

fn outcome_of(case: &Value) -> Outcome {
    let pack = pack_of(case);
    let group: EmployeeGroup = serde_json::from_value(case["group"].clone()).unwrap();
    let set = set_of(group);
    let decided_total = case.get("decided").map(|total| total.as_str().unwrap().parse().unwrap());
    let input = Input {
        group,
        year: 2019,
        evidence: evidence_of(case, &pack, &set),
        declared: case.get("self_class").map(|class| serde_json::from_value(class.clone()).unwrap()),
        decision: decided_total.map(|total| Decision { decided_total: Some(total), ..Decision::default() }),
        history: BTreeMap::new(),
        facts: Facts::default(),
    };
    compute(&pack, &set, &input).unwrap()
}

fn pack_of(case: &Value) -> Pack {
    let wanted = case.get("pack").and_then(Value::as_str).unwrap_or("QT-2019");
    let pack = shipped::packs().unwrap().into_iter().find(|pack| pack.id == wanted).unwrap();
    let Some(switch) = case.get("switch") else { return pack };
    let mut document: Value = serde_json::from_str(&pack.document).unwrap();
    for (path, value) in switch.as_object().unwrap() {
        let (section, key) = path.split_once('.').unwrap();
        assert!(document[section].get(key).is_some(), "{path} is a switch of the pack");
        document[section][key] = value.clone();
    }
    Pack::from_json(&document.to_string()).unwrap()
}

/// One criterion to carry any total, one that may be left out, one that may be zero.
fn set_of(group: EmployeeGroup) -> CriteriaSet {
    let yaml = format!(
        "criteria_set: {{id: T, group: {}, title_vi: T, sections: [{{id: I, vi: A, form_field: a, max: 100, items: [
            {{code: ANY, vi: A, max: 89, scale: behav, step: \"0.01\"}},
            {{code: NA, vi: A, max: 10, scale: behav, step: \"0.01\", na_allowed: true}},
            {{code: ZERO, vi: A, max: 1, scale: behav, step: \"0.01\"}}]}}]}}",
        group.code()
    );
    CriteriaSet::parse(&yaml, &shipped::anchor_scales().unwrap()).unwrap()
}

fn evidence_of(case: &Value, pack: &Pack, set: &CriteriaSet) -> Evidence {
    let zero = case.get("zero_leaf").is_some();
    let text = |key: &str| case.get(key).and_then(Value::as_str);
    if matches!(pack.rules.formula, scoring_domain::Formula::CommonPlusTask(_)) {
        return tasks_of(case);
    }
    if let Some(earned) = text("earned") {
        assert_eq!(text("out_of"), Some("90"));
        let (any, na) = (Score::Points(points(earned) - Points::whole(1)), Score::NotApplicable);
        let sheet = sheet(set, any, na, Score::Points(Points::whole(1)));
        return Evidence::Sheets { own: Some(sheet.clone()), reviews: vec![Review { relation: Relation::Peer, agree: false, sheet }] };
    }
    if let Some(total) = text("total_in") {
        return halves(set, &exact(total).round_half_up(2), &exact(total), zero);
    }
    let own = text("self").unwrap();
    if let Some(groups) = case.get("groups") {
        return Evidence::Sheets { own: Some(worth(set, points(own), zero)), reviews: reviews_of(groups, set, points(own)) };
    }
    let r360 = exact(text("r360").unwrap());
    let total = Exact::mean([&exact(own), &r360]).unwrap();
    halves(set, own, &total, zero)
}

/// A self-score and ten peers' sheets whose exact mean with it is `total`.
fn halves(set: &CriteriaSet, own: &str, total: &Exact, zero: bool) -> Evidence {
    let wanted = &(total + total) - &exact(own);
    let floor: Points = (&wanted - &Exact::ratio(1, 200)).round_half_up(2).parse().unwrap();
    let tenths = ((&wanted - &Exact::from(floor)) * Exact::ratio(1000, 1)).round_half_up(0).parse::<usize>().unwrap();
    let sheets = (0..10).map(|at| floor + Points::from_hundredths(i32::from(at < tenths)));
    let reviews = sheets.map(|worth_of| Review { relation: Relation::Peer, agree: false, sheet: worth(set, worth_of, zero) }).collect();
    Evidence::Sheets { own: Some(worth(set, points(own), zero)), reviews }
}

fn reviews_of(groups: &Value, set: &CriteriaSet, own: Points) -> Vec<Review> {
    let mut reviews = Vec::new();
    for (relation, sheets) in groups.as_object().unwrap() {
        let relation: Relation = serde_json::from_value(json!(relation)).unwrap();
        for given in sheets.as_array().unwrap().iter().map(|given| given.as_str().unwrap()) {
            let agree = given == "agree";
            let total = if agree { own } else { points(given) };
            reviews.push(Review { relation, agree, sheet: worth(set, total, false) });
        }
    }
    reviews
}

fn tasks_of(case: &Value) -> Evidence {
    let (common, items) = match case.get("task") {
        Some(task) => {
            let items = task.as_object().unwrap().iter().map(|(item, percent)| (item.clone(), exact(percent.as_str().unwrap())));
            (points(case["common"].as_str().unwrap()), items.collect())
        }
        None => {
            let percent = exact(case["total_in"].as_str().unwrap()) * Exact::ratio(100, 70);
            (Points::ZERO, ["a", "b", "c"].map(|item| (item.to_owned(), percent.clone())).into())
        }
    };
    Evidence::Tasks(TaskResults { common, items })
}

/// A sheet worth so many points; of the zero criterion none when `zero`.
fn worth(set: &CriteriaSet, total: Points, zero: bool) -> ScoreSheet {
    let one = if zero { Points::ZERO } else { Points::whole(1) };
    sheet(set, Score::Points(total - one - Points::whole(10)), Score::Points(Points::whole(10)), Score::Points(one))
}

fn sheet(set: &CriteriaSet, any: Score, na: Score, zero: Score) -> ScoreSheet {
    let entry = |(code, score): (&str, Score)| Entry { code: code.to_owned(), score: Some(score) };
    ScoreSheet::read(set, &[("ANY", any), ("NA", na), ("ZERO", zero)].map(entry)).unwrap()
}

fn check_history(case: &Value) {
    let id = case["id"].as_str().unwrap();
    let mut years: BTreeMap<i32, &str> = BTreeMap::new();
    for (year, class) in case["history"].as_object().unwrap() {
        years.insert(year.parse().unwrap(), class.as_str().unwrap());
    }
    let (year, class) = years.pop_last().unwrap();
    let past = |class: &str| match class {
        "NOT_EVALUATED" => PastYear::NotEvaluated,
        class => PastYear::Class(serde_json::from_value(json!(class)).unwrap()),
    };
    let history = years.into_iter().map(|(year, class)| (year, past(class))).collect();
    let group = if class == "HT" { EmployeeGroup::VcKld } else { EmployeeGroup::CcKld };
    let total = if class == "KHT" { "40" } else { "60" };
    let (pack, set) = (shipped::packs().unwrap().remove(0), set_of(group));
    let evidence = halves(&set, total, &exact(total), false);
    let outcome =
        compute(&pack, &set, &Input { group, year, evidence, declared: None, decision: None, history, facts: Facts::default() }).unwrap();
    assert_eq!(outcome.classed.unwrap().class.code(), class, "{id}");
    let flags: Vec<_> = outcome.flags.iter().map(|flag| flag.code()).collect();
    assert_eq!(json!(flags), case["flags"], "{id}");
}

fn check_quota(case: &Value) {
    let pack = pack_of(case);
    let htt = u32::try_from(case["htt"].as_u64().unwrap()).unwrap();
    let counts = [(regulation::Class::Htt, htt), (regulation::Class::Htxs, 9), (regulation::Class::Ht, 9)].into();
    assert_eq!(most_in_quota(&pack, &counts).map(u64::from), case["max_htxs"].as_u64(), "{}", case["id"]);
}

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn points(text: &str) -> Points {
    text.parse().unwrap()
}
