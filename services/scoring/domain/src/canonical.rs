//! YAML in, canonical JSON out: the same content always gives the same bytes.

use kernel::Refusal;
use serde_json::{Map, Value};

use crate::error;

/// Reads one YAML document whose root is a mapping; text becomes NFC.
pub(crate) fn read_yaml(yaml: &str) -> Result<Map<String, Value>, Refusal> {
    let value: Value = serde_saphyr::from_str(yaml).map_err(|error| error::not_yaml(&place(&error)))?;
    match composed(value) {
        Value::Object(map) => Ok(map),
        _ => Err(error::not_yaml("cần một danh sách khóa và giá trị ở mức ngoài cùng")),
    }
}

/// Where the text goes wrong: what the library says about it is English.
fn place(error: &serde_saphyr::Error) -> String {
    let place = error.location().map(|at| format!("dòng {}, cột {}", at.line(), at.column()));
    let place = place.unwrap_or_else(|| "không rõ dòng nào".to_owned());
    format!("lỗi ở {place}; kiểm tra thụt lề, dấu hai chấm, dấu nháy và khóa ghi hai lần")
}

fn composed(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(kernel::text::clean_lines(&text)),
        Value::Array(items) => items.into_iter().map(composed).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (kernel::text::clean(&key), composed(value))).collect()),
        plain => plain,
    }
}

/// JSON without blanks, keys sorted.
pub(crate) fn canonical_json(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<_> = map.iter().collect();
            pairs.sort_unstable_by_key(|(key, _)| *key);
            let pairs: Vec<_> =
                pairs.into_iter().map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical_json(value))).collect();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical_json).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_keys_and_blanks_do_not_matter() {
        let json = |yaml: &str| canonical_json(&Value::Object(read_yaml(yaml).unwrap()));
        assert_eq!(json("b: 1\na: {d: [x, null], c: \"75\"}\n"), r#"{"a":{"c":"75","d":["x",null]},"b":1}"#);
        assert_eq!(json("a:\n  c: '75'\n  d:\n    - x\n    - null\nb: 1"), json("{b: 1, a: {d: [x, null], c: \"75\"}}"));
    }

    #[test]
    fn both_normal_forms_of_vietnamese_give_the_same_bytes() {
        let json = |yaml: &str| canonical_json(&Value::Object(read_yaml(yaml).unwrap()));
        assert_eq!(json("t: To\u{0302}\u{0301}t"), json("t: T\u{1ED1}t"));
    }

    #[test]
    fn what_is_not_yaml_is_refused() {
        for yaml in ["a: [", "- x", "just text", "a: 1\na: 2"] {
            assert_eq!(read_yaml(yaml).unwrap_err().reason, "YAML_INVALID", "{yaml}");
        }
        let twice = read_yaml("a: 1\na: 2").unwrap_err().message;
        assert!(twice.contains("dòng 2, cột 1"), "{twice}");
    }
}
