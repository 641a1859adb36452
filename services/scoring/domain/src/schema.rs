//! The shape of a document, checked before it is read: every problem is found at once and named by its path.

use kernel::{Exact, FieldProblem};
use serde_json::{Map, Value};

/// What a value must be.
pub(crate) enum Kind {
    /// `true` or `false`.
    Flag,
    /// This and nothing else: the other reading of the law is not carried out.
    Always(bool),
    /// A whole number from 0.
    Count,
    /// An exact decimal number from 0: a whole number, or text such as "0.5".
    Decimal,
    /// Text that is not empty.
    Text,
    /// A name that also stands in addresses and file names: unaccented letters, digits, dots, hyphens and underscores.
    Name,
    /// A day of the year, such as "12-31".
    MonthDay,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list.
    List(&'static Kind),
    /// A mapping with these keys.
    Map(&'static [Field]),
    /// A mapping from some of these words.
    ByName(&'static [&'static str], &'static Kind),
    /// Or nothing (`null`).
    OrNull(&'static Kind),
}

/// One key of a mapping.
pub(crate) struct Field {
    key: &'static str,
    kind: Kind,
    required: bool,
}

/// A key that must be there.
pub(crate) const fn must(key: &'static str, kind: Kind) -> Field {
    Field { key, kind, required: true }
}

/// A key that may be there.
pub(crate) const fn may(key: &'static str, kind: Kind) -> Field {
    Field { key, kind, required: false }
}

/// All that is wrong in `map`, which stands at `path` (empty at the root).
pub(crate) fn problems(map: &Map<String, Value>, fields: &[Field], path: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    check_map(map, fields, path, &mut problems);
    problems
}

fn check_map(map: &Map<String, Value>, fields: &[Field], path: &str, problems: &mut Vec<FieldProblem>) {
    let unknown = map.keys().filter(|key| fields.iter().all(|field| field.key != **key));
    for (at, key) in unknown.enumerate() {
        let known = || fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
        // Said once: many keys at fault would otherwise make an answer that is too large to send.
        let known = if at == 0 { format!("; các khóa được dùng: {}", known()) } else { String::new() };
        problems.push(problem(join(path, key), format!("khóa «{key}» không có trong quy định{known}.")));
    }
    for field in fields {
        match map.get(field.key) {
            Some(value) => check(value, &field.kind, &join(path, field.key), problems),
            None if field.required => problems.push(problem(join(path, field.key), format!("thiếu khóa «{}».", field.key))),
            None => {}
        }
    }
}

fn check(value: &Value, kind: &Kind, path: &str, problems: &mut Vec<FieldProblem>) {
    let expected = match (kind, value) {
        (Kind::Flag, Value::Bool(_)) | (Kind::OrNull(_), Value::Null) => return,
        (Kind::Always(wanted), Value::Bool(flag)) if wanted == flag => return,
        (Kind::Count, value) if value.as_u64().is_some() => return,
        (Kind::Decimal, value) if decimal(value).is_some_and(|number| number >= Exact::zero()) => return,
        (Kind::Text, Value::String(text)) if !text.trim().is_empty() => return,
        (Kind::Name, Value::String(text)) if is_name(text) => return,
        (Kind::MonthDay, Value::String(text)) if is_month_day(text) => return,
        (Kind::OneOf(words), Value::String(text)) if words.contains(&text.as_str()) => return,
        (Kind::OrNull(kind), value) => return check(value, kind, path, problems),
        (Kind::List(kind), Value::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                check(item, kind, &format!("{path}[{at}]"), problems);
            }
            return;
        }
        (Kind::Map(fields), Value::Object(map)) => return check_map(map, fields, path, problems),
        (Kind::ByName(words, kind), Value::Object(map)) => {
            for (key, value) in map {
                let path = join(path, key);
                if words.contains(&key.as_str()) {
                    check(value, kind, &path, problems);
                } else {
                    problems.push(problem(path, format!("khóa «{key}» không có trong quy định; chọn trong: {}.", words.join(", "))));
                }
            }
            return;
        }
        (Kind::Flag, _) => "cần true hoặc false.".to_owned(),
        (Kind::Always(wanted), _) => format!("phần mềm chỉ thực hiện cách hiểu {wanted}."),
        (Kind::Count, _) => "cần một số nguyên không âm.".to_owned(),
        (Kind::Decimal, _) => "cần một số không âm; số lẻ viết trong dấu nháy, ví dụ \"0.5\".".to_owned(),
        (Kind::Text, _) => "cần một đoạn chữ.".to_owned(),
        (Kind::Name, _) => "cần một mã từ 1 đến 60 ký tự, chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, gạch dưới.".to_owned(),
        (Kind::MonthDay, _) => "cần tháng và ngày, ví dụ \"12-31\".".to_owned(),
        (Kind::OneOf(words), _) => format!("chọn một trong: {}.", words.join(", ")),
        (Kind::List(_), _) => "cần một danh sách.".to_owned(),
        (Kind::Map(_) | Kind::ByName(..), _) => "cần một nhóm khóa và giá trị.".to_owned(),
    };
    problems.push(problem(path.to_owned(), expected));
}

/// An exact number: a whole number, or decimal text. Floats are no numbers here.
pub(crate) fn decimal(value: &Value) -> Option<Exact> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64().map(|whole| Exact::ratio(whole, 1)),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter))
}

fn is_month_day(text: &str) -> bool {
    let Some((month, day)) = text.split_once('-') else { return false };
    let two_digits = |part: &str| if part.len() == 2 { part.parse::<u32>().ok() } else { None };
    let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let days = two_digits(month).and_then(|month| longest.get(month.checked_sub(1)? as usize).copied());
    matches!((days, two_digits(day)), (Some(days), Some(day)) if (1..=days).contains(&day))
}

pub(crate) fn problem(field: String, message: impl Into<String>) -> FieldProblem {
    FieldProblem { field, message: message.into() }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: &[Field] = &[
        must("day", Kind::MonthDay),
        must("share", Kind::Decimal),
        may("inner", Kind::Map(&[must("on", Kind::Flag), may("names", Kind::List(&Kind::OneOf(&["a", "b"])))])),
    ];

    fn found(json: &str) -> Vec<String> {
        let Ok(Value::Object(map)) = serde_json::from_str(json) else { panic!("{json}") };
        problems(&map, SHAPE, "").into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn every_problem_is_found_and_named_by_its_path() {
        assert!(found(r#"{"day": "02-29", "share": "0.5", "inner": {"on": true, "names": ["a"]}}"#).is_empty());
        assert_eq!(
            found(r#"{"day": "02-30", "share": 0.5, "inner": {"on": 1, "names": ["c"], "off": 2}}"#),
            ["day", "share", "inner.off", "inner.on", "inner.names[0]"]
        );
        assert_eq!(found(r#"{"dya": "12-31"}"#), ["dya", "day", "share"]);
    }
}
