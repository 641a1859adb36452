//! One result, or what is wrong with the line.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Exact, Points, Refusal};
use regulation::{EmployeeGroup, Relation};
use scoring_domain::{
    CriteriaSet, Decision, Entry, Evidence, Facts, Formula, Input, MissingSpan, Outcome, Pack, PastYear, Review, Score, ScoreSheet, Shown,
    Span, SpanScores, Step, TaskResults, compute,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::case::{self, Case, Named};
use super::law::Law;

/// A line of the output.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Line<'a> {
    Right(&'a Answer),
    Wrong(&'a Wrong),
}

/// The result of a case.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    id: String,
    self_total: Option<Shown>,
    r360: Option<Shown>,
    base: Option<Shown>,
    total: Option<String>,
    class: Option<&'static str>,
    label: Option<String>,
    self_result: Option<&'static str>,
    flags: Vec<&'static str>,
    caps: Vec<&'static str>,
    explanation: Vec<Step>,
}

/// A line that could not be computed.
#[derive(Debug, Serialize)]
pub(super) struct Wrong {
    id: Option<String>,
    error: Fault,
}

/// What is wrong, where, and what to do.
#[derive(Debug, Serialize)]
pub(super) struct Fault {
    reason: &'static str,
    field: String,
    pub message: String,
}

impl Fault {
    pub fn new(reason: &'static str, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { reason, field: field.into(), message: message.into() }
    }

    /// A refusal of the rules, at the place of the line that it is about.
    fn of(refusal: &Refusal, place: impl Fn(&str) -> String) -> Self {
        let problem = refusal.fields.first();
        let message = problem.map_or(&refusal.message, |problem| &problem.message);
        Self::new(refusal.reason, problem.map(|problem| place(&problem.field)).unwrap_or_default(), message)
    }
}

/// Years that an evaluation can be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Computes the case of a line.
pub(super) fn of(law: &Law, line: &[u8]) -> Result<Answer, Wrong> {
    let case = read(line)?;
    answer(law, &case).map_err(|error| Wrong { id: Some(case.id.clone()), error })
}

fn read(line: &[u8]) -> Result<Case, Wrong> {
    let mut json = serde_json::Deserializer::from_slice(line);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        (if path == "." { String::new() } else { path }, error.into_inner())
    });
    let read = read.and_then(|case| json.end().map(|()| case).map_err(|error| (String::new(), error)));
    read.map_err(|(field, detail)| {
        let value: Option<Value> = serde_json::from_slice(line).ok();
        let reason = if value.is_none() { "JSON_INVALID" } else { "CASE_INVALID" };
        let id = value.and_then(|value| value.get("id")?.as_str().map(str::to_owned));
        // What is missing or unknown is named by the detail alone.
        let field = detail.to_string().split('`').nth(1).map_or(field.clone(), |name| join(&field, name));
        Wrong { id, error: Fault::new(reason, field, format!("Dòng không đúng mẫu: {detail}")) }
    })
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() || path == name || path.ends_with(&format!(".{name}")) {
        if path.is_empty() { name.to_owned() } else { path.to_owned() }
    } else {
        format!("{path}.{name}")
    }
}

fn answer(law: &Law, case: &Case) -> Result<Answer, Fault> {
    if !YEARS.contains(&case.year) {
        return Err(Fault::new("YEAR_INVALID", "year", "Năm đánh giá phải từ 1990 đến 2100."));
    }
    let group: EmployeeGroup =
        word(&case.group, "group", "GROUP_UNKNOWN", "Không có nhóm đối tượng này; chọn CB, CC_LD, CC_KLD, VC_LD, VC_KLD, NLD.")?;
    let pack = law.of(case.pack.as_deref(), &case.switches.0)?;
    let set = law.set(&pack, group)?;
    let input = Input {
        group,
        year: case.year,
        evidence: evidence(&pack, set, case)?,
        declared: case.own.as_ref().and_then(|own| own.class.as_deref()).map(|code| class(code, "self.class")).transpose()?,
        decision: case.decision.as_ref().map(decision).transpose()?,
        history: history(case)?,
        facts: facts(case)?,
    };
    let outcome = compute(&pack, set, &input).map_err(|refusal| Fault::of(&refusal, place))?;
    Ok(shown(case, &pack, outcome))
}

/// Where a line says what the rules call by another name.
fn place(field: &str) -> String {
    match field {
        "declared_class" => "self.class".to_owned(),
        "decided_total" => "decision.total".to_owned(),
        "evidence" | "common" => format!("tasks.{field}"),
        field if field.starts_with("items[") => format!("tasks.{field}"),
        field if field.split_once('.').is_some_and(|(code, _)| code.parse::<Span>().is_ok()) => format!("spans.{field}"),
        field if field.starts_with("confirmed_zero") => format!("decision.{field}"),
        field => field.to_owned(),
    }
}

fn evidence(pack: &Pack, set: &CriteriaSet, case: &Case) -> Result<Evidence, Fault> {
    if let Some(spans) = &case.spans {
        return spans_of(pack, case, spans);
    }
    if let Formula::CommonPlusTask(_) = pack.rules.formula {
        let tasks = case.tasks.as_ref();
        let tasks = tasks.ok_or_else(|| {
            Fault::new("FIELD_MISSING", "tasks", format!("Gói «{}» tính từ điểm tiêu chí chung và kết quả nhiệm vụ.", pack.id))
        })?;
        return Ok(Evidence::Tasks(task_results(tasks)?));
    }
    if case.tasks.is_some() {
        return Err(Fault::new("FORMULA_MISMATCH", "tasks", format!("Gói «{}» không tính từ kết quả nhiệm vụ.", pack.id)));
    }
    let own = case.own.as_ref().map(|own| sheet(set, &own.scores, "self")).transpose()?;
    let mut reviews = Vec::with_capacity(case.reviews.len());
    for (at, review) in case.reviews.iter().enumerate() {
        let path = format!("reviews[{at}]");
        let relation: Relation = word(
            &review.relation,
            &format!("{path}.relation"),
            "RELATION_UNKNOWN",
            "Không có quan hệ đánh giá này; chọn PEER, UPWARD, DEPUTY_SUP, DIRECT_HEAD, AGENCY_HEAD, HIGHER.",
        )?;
        let sheet = match (review.agree, &review.scores, &own) {
            (false, Some(scores), _) => sheet(set, scores, &path)?,
            (true, None, Some(own)) => own.clone(),
            (true, None, None) => {
                return Err(Fault::new("REVIEW_INVALID", format!("{path}.agree"), "Không thể thống nhất khi cá nhân chưa tự chấm điểm."));
            }
            (true, Some(_), _) | (false, None, _) => {
                return Err(Fault::new("REVIEW_INVALID", path, "Mỗi phiếu hoặc thống nhất (agree: true), hoặc có điểm (scores)."));
            }
        };
        reviews.push(Review { relation, agree: review.agree, sheet });
    }
    Ok(Evidence::Sheets { own, reviews })
}

fn sheet(set: &CriteriaSet, scores: &Named<Value>, path: &str) -> Result<ScoreSheet, Fault> {
    let mut entries = Vec::with_capacity(scores.0.len());
    for (code, value) in &scores.0 {
        let score = match value {
            Value::String(text) if text == "na" => Score::NotApplicable,
            value => Score::Points(points(value, || format!("{path}.scores.{code}"))?),
        };
        entries.push(Entry { code: code.clone(), score: Some(score) });
    }
    ScoreSheet::read(set, &entries).map_err(|refusal| {
        let at = |field: &str| format!("{path}.{}", field.replace('[', ".").trim_end_matches(']'));
        Fault::of(&refusal, at)
    })
}

fn task_results(tasks: &case::Tasks) -> Result<TaskResults, Fault> {
    let mut items = BTreeMap::new();
    for (item, percent) in &tasks.items.0 {
        items.insert(item.clone(), number(percent, || format!("tasks.items.{item}"))?);
    }
    Ok(TaskResults { common: points(&tasks.common, || "tasks.common".to_owned())?, items })
}

/// The quarters or months of a year: all that its law wants.
fn spans_of(pack: &Pack, case: &Case, given: &Named<case::SpanCase>) -> Result<Evidence, Fault> {
    let Some(rule) = pack.rules.spans().filter(|_| case.tasks.is_none()) else {
        let message = format!("Gói «{}» không tính từ kết quả từng quý, tháng, hoặc dòng có cả tasks.", pack.id);
        return Err(Fault::new("FORMULA_MISMATCH", "spans", message));
    };
    let mut spans = BTreeMap::new();
    for (code, one) in &given.0 {
        let at = |field: &str| format!("spans.{code}.{field}");
        let span = code.parse::<Span>().ok().filter(|span| span.kind() == rule.kind);
        let unknown = || Fault::new("SPAN_UNKNOWN", format!("spans.{code}"), format!("Gói «{}» chấm theo {}.", pack.id, rule.kind.vi()));
        let span = span.ok_or_else(unknown)?;
        let group = word(one.group.as_deref().unwrap_or(&case.group), &at("group"), "GROUP_UNKNOWN", "Không có nhóm đối tượng này.")?;
        let results = match (one.away, &one.common) {
            (true, None) if one.items.0.is_empty() => None,
            (false, Some(common)) => {
                let items = one.items.0.iter().map(|(item, percent)| Ok((item.clone(), number(percent, || at(&format!("items.{item}")))?)));
                Some(TaskResults { common: points(common, || at("common"))?, items: items.collect::<Result<_, Fault>>()? })
            }
            (true, _) | (false, None) => {
                return Err(Fault::new(
                    "SPAN_INVALID",
                    format!("spans.{code}"),
                    "Mỗi quý, tháng hoặc có common và items, hoặc away: true.",
                ));
            }
        };
        spans.insert(span, SpanScores { group, results });
    }
    let missing = rule.kind.spans().find(|span| rule.missing == MissingSpan::Wait && !spans.contains_key(span));
    if let Some(missing) = missing {
        return Err(Fault::new("SPAN_MISSING", format!("spans.{}", missing.code()), format!("Thiếu {}.", missing.vi())));
    }
    Ok(Evidence::Spans { kind: rule.kind, spans })
}

fn decision(decision: &case::Decision) -> Result<Decision, Fault> {
    let decided_total = decision.total.as_ref().map(|total| points(total, || "decision.total".to_owned())).transpose()?;
    if decided_total.is_some() && decision.reason.as_deref().unwrap_or_default().trim().is_empty() {
        return Err(Fault::new("REASON_MISSING", "decision.reason", "Quyết định tổng điểm khác điểm tính được cần ghi lý do (Điều 6.1)."));
    }
    Ok(Decision { decided_total, confirmed_zero: decision.confirmed_zero.iter().cloned().collect::<BTreeSet<_>>() })
}

fn history(case: &Case) -> Result<BTreeMap<i32, PastYear>, Fault> {
    let mut history = BTreeMap::new();
    for (year, code) in &case.history.0 {
        let field = format!("history.{year}");
        let past: Option<i32> = year.parse().ok().filter(|past| YEARS.contains(past) && *past < case.year && past.to_string() == *year);
        let past = past.ok_or_else(|| Fault::new("HISTORY_INVALID", &field, "Kết quả các năm trước ghi theo năm, trước năm đánh giá."))?;
        history.insert(past, if code == "NOT_EVALUATED" { PastYear::NotEvaluated } else { PastYear::Class(class(code, &field)?) });
    }
    Ok(history)
}

fn facts(case: &Case) -> Result<Facts, Fault> {
    let leave_months = case.leave_months.as_ref().map(|months| number(months, || "leave_months".to_owned())).transpose()?;
    if leave_months.as_ref().is_some_and(|months| *months < Exact::zero() || *months > Exact::ratio(12, 1)) {
        return Err(Fault::new("LEAVE_INVALID", "leave_months", "Số tháng nghỉ trong năm phải từ 0 đến 12."));
    }
    let mut colleagues = BTreeMap::new();
    for (code, count) in &case.colleagues.0 {
        colleagues.insert(class(code, &format!("colleagues.{code}"))?, *count);
    }
    Ok(Facts { leave_months, disciplined: case.disciplined, studies: Vec::new(), colleagues })
}

fn class(code: &str, field: &str) -> Result<regulation::Class, Fault> {
    word(code, field, "CLASS_UNKNOWN", "Không có mức xếp loại này; chọn HTXS, HTT, HTHC, HT, KHT.")
}

fn word<T: DeserializeOwned>(code: &str, field: &str, reason: &'static str, message: &str) -> Result<T, Fault> {
    serde_json::from_value(Value::from(code)).map_err(|_| Fault::new(reason, field, format!("«{code}»: {message}")))
}

/// Points of at most two places, as text or as a whole number: what a float holds nobody knows exactly.
fn points(value: &Value, field: impl Fn() -> String) -> Result<Points, Fault> {
    let exact = number(value, &field)?;
    let points = exact.to_points_half_up().ok().filter(|points| Exact::from(*points) == exact);
    points.ok_or_else(|| Fault::new("POINTS_INVALID", field(), "Điểm có nhiều nhất hai số lẻ và không quá 100."))
}

fn number(value: &Value, field: impl Fn() -> String) -> Result<Exact, Fault> {
    let exact = match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64().map(|whole| Exact::ratio(whole, 1)),
        _ => None,
    };
    exact.ok_or_else(|| {
        Fault::new(
            "NUMBER_INVALID",
            field(),
            "Cần số thập phân viết trong dấu nháy, ví dụ \"4.5\", hoặc \"na\" cho tiêu chí không áp dụng.",
        )
    })
}

fn shown(case: &Case, pack: &Pack, outcome: Outcome) -> Answer {
    let classed = outcome.classed;
    let rounded = |total: Points| Exact::from(total).round_half_up(pack.rules.rounding.scale);
    Answer {
        id: case.id.clone(),
        self_total: outcome.self_total,
        r360: outcome.r360,
        base: outcome.base,
        total: classed.as_ref().map(|classed| rounded(classed.total)),
        class: classed.as_ref().map(|classed| classed.class.code()),
        label: classed.map(|classed| classed.label),
        self_result: outcome.self_result.map(regulation::Class::code),
        flags: outcome.flags.iter().map(|flag| flag.code()).collect(),
        caps: outcome.caps.iter().map(|cap| cap.code()).collect(),
        explanation: outcome.explanation,
    }
}
