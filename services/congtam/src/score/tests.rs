//! Cases as strangers would write them.

use serde_json::{Value, json};

use super::answer::{self, Line};
use super::law::Law;

fn answer_to(line: &str) -> Value {
    let law = Law::shipped(None).unwrap();
    let answer = answer::of(&law, line.as_bytes());
    serde_json::to_value(answer.as_ref().map_or_else(Line::Wrong, Line::Right)).unwrap()
}

/// The maximum of every criterion of a civil servant who does not lead: 100 points.
fn full() -> Value {
    let sets = scoring_domain::shipped::criteria_sets().unwrap();
    let scores = sets[2].criteria().map(|criterion| (criterion.code.clone(), json!(criterion.max.to_string())));
    Value::Object(scores.collect())
}

fn case() -> Value {
    json!({
        "id": "1", "pack": "QT-2019", "group": "CC_KLD", "year": 2019,
        "self": {"scores": full(), "class": "HTXS"},
        "reviews": [{"relation": "PEER", "agree": true}, {"relation": "DIRECT_HEAD", "scores": full()}],
    })
}

/// The case with another value at a path such as `/self/class`.
fn with(path: &str, value: Value) -> Value {
    let mut case = case();
    let (parent, key) = path.rsplit_once('/').unwrap();
    match case.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        parent => parent[key] = value,
    }
    case
}

fn error(case: &Value) -> (String, String) {
    let answer = answer_to(&case.to_string());
    let text = |key: &str| answer["error"][key].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    assert!(!text("message").is_empty());
    assert_eq!(answer["id"], "1");
    (text("reason"), text("field"))
}

#[test]
fn a_case_is_answered_with_every_value() {
    let mut case = with("/reviews/1/scores/CC1.1", json!("0.5"));
    case["decision"] = json!({"total": "89.5", "reason": "kết quả thực tế trong năm", "confirmed_zero": []});
    case["history"] = json!({"2018": "HTHC"});
    let answer = answer_to(&case.to_string());
    let keys = ["id", "self_total", "r360", "base", "total", "class", "label", "self_result", "flags", "caps", "explanation"];
    assert_eq!(answer.as_object().unwrap().keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), keys.into());
    assert_eq!((answer["self_total"].as_str(), answer["total"].as_str()), (Some("100.000000"), Some("89.50")));
    assert_eq!((answer["class"].as_str(), answer["self_result"].as_str()), (Some("HTT"), Some("HTXS")));
    for step in answer["explanation"].as_array().unwrap() {
        assert_eq!(step.as_object().unwrap().len(), 4, "{step}");
    }
}

#[test]
fn a_missing_part_is_no_zero() {
    let mut alone = case();
    alone["reviews"] = json!([]);
    let answer = answer_to(&alone.to_string());
    assert_eq!(
        (&answer["r360"], &answer["base"], &answer["total"], &answer["class"]),
        (&Value::Null, &Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(answer["self_total"], "100.000000");
}

#[test]
fn every_wrong_line_names_the_field() {
    let wrong = [
        (with("/pack", json!("QT-2018")), "PACK_UNKNOWN", "pack"),
        (with("/group", json!("CC")), "GROUP_UNKNOWN", "group"),
        (with("/year", json!(-2_147_483_648_i64)), "YEAR_INVALID", "year"),
        (with("/year", json!("2019")), "CASE_INVALID", "year"),
        (with("/self/scores/CC1.1", json!("4.25")), "SCORES_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/CC1.1", json!("-1")), "SCORES_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/CC1.1", json!("101")), "SCORES_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/CC1.1", json!("1e3")), "NUMBER_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/CC1.1", json!(4.5)), "NUMBER_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/CC1.1", Value::Null), "NUMBER_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/CC1.1", json!("na")), "SCORES_INVALID", "self.scores.CC1.1"),
        (with("/self/scores/XX", json!("1")), "SCORES_INVALID", "self.scores.XX"),
        (with("/self/class", json!("HT")), "CLASS_NOT_OF_GROUP", "self.class"),
        (with("/self/class", json!("TOT")), "CLASS_UNKNOWN", "self.class"),
        (with("/self/name", json!("x")), "CASE_INVALID", "self.name"),
        (with("/reviews/0/relation", json!("SELF")), "RELATION_UNKNOWN", "reviews[0].relation"),
        (with("/reviews/0/scores", full()), "REVIEW_INVALID", "reviews[0]"),
        (with("/reviews/0", json!({"relation": "PEER"})), "REVIEW_INVALID", "reviews[0]"),
        (with("/reviews/1/scores", json!({"CC1.1": "1"})), "SCORES_INVALID", "reviews[1].scores.CC1.2"),
        (with("/decision", json!({"total": "84"})), "REASON_MISSING", "decision.reason"),
        (with("/decision", json!({"total": "100.5", "reason": "x"})), "TOTAL_OUT_OF_RANGE", "decision.total"),
        (with("/decision", json!({"total": "84.001", "reason": "x"})), "POINTS_INVALID", "decision.total"),
        (with("/decision", json!({"confirmed_zero": ["XX"]})), "CRITERION_UNKNOWN", "decision.confirmed_zero[XX]"),
        (with("/history", json!({"2019": "HTHC"})), "HISTORY_INVALID", "history.2019"),
        (with("/history", json!({"2018": "A"})), "CLASS_UNKNOWN", "history.2018"),
        (with("/switches", json!({"gap.treshold": "8"})), "SWITCH_UNKNOWN", "switches.gap.treshold"),
        (with("/switches", json!({"gap.threshold": 8.5})), "SWITCH_INVALID", "switches.gap.threshold"),
        (with("/switches", json!({"r360.aggregate": "median"})), "SWITCH_INVALID", "switches.r360.aggregate"),
        (with("/pack", json!("ND335-2026-CC")), "FIELD_MISSING", "tasks"),
    ];
    for (case, reason, field) in wrong {
        assert_eq!(error(&case), (reason.to_owned(), field.to_owned()), "{case}");
    }
}

#[test]
fn what_is_no_case_is_told_with_the_id_when_it_can_be_read() {
    for line in ["{", "[]", "nonsense", "\"1\"", "{\"id\": 7}", "{\"id\":\"1\"} {}"] {
        let answer = answer_to(line);
        assert!(answer["id"].is_null() && answer["error"]["reason"].is_string(), "{line}: {answer}");
    }
    let twice = case().to_string().replacen("\"CC1.1\":", "\"CC1.1\":\"1\",\"CC1.1\":", 1);
    let answer = answer_to(&twice);
    assert_eq!((answer["id"].as_str(), answer["error"]["reason"].as_str()), (Some("1"), Some("CASE_INVALID")));
    assert!(answer["error"]["message"].as_str().unwrap().contains("CC1.1"), "{answer}");
}

#[test]
fn switches_change_the_law_of_one_case() {
    let mut case = with("/reviews/1/scores/CC4.1", json!("0"));
    assert_eq!(answer_to(&case.to_string())["flags"], json!([]));
    case["switches"] = json!({"gap.threshold": "1"});
    assert_eq!(answer_to(&case.to_string())["flags"], json!(["GAP"]));
}

#[test]
fn later_law_caps_by_leave_and_discipline_and_tells_the_ceiling() {
    let answer = |changes: Value| {
        let mut case = with("/pack", json!("ND90-48-2023"));
        case["year"] = json!(2023);
        case.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        answer_to(&case.to_string())
    };
    let leave = answer(json!({"leave_months": "3"}));
    assert_eq!((leave["class"].as_str(), &leave["caps"], &leave["total"]), (Some("HT"), &json!(["LEAVE"]), &json!("100.00")));
    assert_eq!(answer(json!({"leave_months": "2.99"}))["caps"], json!([]));
    let both = answer(json!({"leave_months": "4", "disciplined": true}));
    assert_eq!((both["class"].as_str(), &both["caps"]), (Some("KHT"), &json!(["LEAVE", "DISCIPLINE"])));
    assert_eq!(answer(json!({"colleagues": {"HTT": 23, "HTXS": 5}}))["flags"], json!(["QUOTA"]));
    assert_eq!(answer(json!({"colleagues": {"HTT": 23, "HTXS": 4}}))["flags"], json!([]));
    let mut under_2019 = case();
    under_2019["disciplined"] = json!(true);
    assert_eq!(answer_to(&under_2019.to_string())["class"], "HTXS", "the regulation of 2019 has no such cap");
}

#[test]
fn the_formula_of_2026_takes_task_results() {
    let leader = json!({
        "id": "1", "pack": "ND335-2026-CC", "group": "CC_LD", "year": 2026,
        "tasks": {"common": "27", "items": {"a": "100", "b": "95", "c": "90", "d": "100", "đ": "50", "e": "100"}},
    });
    let answer = answer_to(&leader.to_string());
    assert_eq!(
        (answer["base"].as_str(), answer["total"].as_str(), answer["class"].as_str()),
        (Some("89.416667"), Some("89.42"), Some("HTT"))
    );
}

#[test]
fn a_year_of_quarters_is_their_mean_and_a_missing_one_is_named() {
    let quarter = |share: &str| json!({"common": "27", "items": {"a": share, "b": share, "c": share}});
    let spans = json!({"Q1": quarter("90"), "Q2": {"away": true}, "Q3": quarter("100"), "Q4": quarter("80")});
    let case = json!({"id": "1", "pack": "ND335-2026-CC", "group": "CC_KLD", "year": 2026, "spans": spans});
    let answer = answer_to(&case.to_string());
    assert_eq!((answer["base"].as_str(), answer["class"].as_str()), (Some("90.000000"), Some("HTXS")));
    let wrong = |path: &str, value: Option<Value>| {
        let mut case = case.clone();
        match value {
            Some(value) => case["spans"][path] = value,
            None => drop(case["spans"].as_object_mut().unwrap().remove(path)),
        }
        let error = answer_to(&case.to_string())["error"].clone();
        (error["reason"].as_str().unwrap().to_owned(), error["field"].as_str().unwrap().to_owned())
    };
    let told = |reason: &str, field: &str| (reason.to_owned(), field.to_owned());
    assert_eq!(wrong("Q3", None), told("SPAN_MISSING", "spans.Q3"));
    assert_eq!(wrong("M1", Some(quarter("90"))), told("SPAN_UNKNOWN", "spans.M1"));
    assert_eq!(wrong("Q1", Some(json!({"away": true, "common": "27"}))), told("SPAN_INVALID", "spans.Q1"));
    assert_eq!(wrong("Q1", Some(quarter("101"))), told("TASKS_INVALID", "spans.Q1.items[a]"));
}
