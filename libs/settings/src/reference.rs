//! The reference of every key, in Markdown.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::keys::{self, Key, Kind, Tree};
use crate::load::variable;

/// A table of those keys of a configuration that are wanted.
pub fn table<C: Default + Serialize + JsonSchema>(prefix: &str, wanted: impl Fn(&[String]) -> bool) -> String {
    let (tree, defaults) = (Tree::of::<C>(), keys::defaults::<C>());
    let mut text = "| key and variable | meaning | default | example |\n|---|---|---|---|\n".to_owned();
    for (path, key) in tree.keys().into_iter().filter(|(path, _)| wanted(path)) {
        let default = path.iter().try_fold(&defaults, |value, part| value.get(part)).unwrap_or(&Value::Null);
        let cells = [
            format!("`{}`<br>`{}`", path.join("."), variable(prefix, &path)),
            cell(&[key.meaning.clone(), taken(&key.kind)].join(" ")),
            written(&key.kind, default),
            example(key, default),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

fn taken(kind: &Kind) -> String {
    match kind {
        Kind::Choice(choices) => {
            let one = |(choice, meaning): &(String, String)| format!("`{choice}`: {meaning}");
            choices.iter().map(one).collect::<Vec<_>>().join(" ")
        }
        Kind::Secret => "(secret)".to_owned(),
        Kind::List(kind) if kind.is_secret() => "(list of secrets)".to_owned(),
        Kind::List(_) => "(list)".to_owned(),
        Kind::Text | Kind::Number { .. } | Kind::Switch => String::new(),
    }
}

/// A value as a variable takes it.
fn written(kind: &Kind, value: &Value) -> String {
    let text = match (kind, value) {
        (_, Value::Null) => String::new(),
        (_, Value::String(text)) => text.clone(),
        (Kind::List(kind), Value::Array(values)) => values.iter().map(|value| bare(kind, value)).collect::<Vec<_>>().join(","),
        (_, other) => other.to_string(),
    };
    if text.is_empty() { String::new() } else { format!("`{}`", cell(&text)) }
}

fn bare(kind: &Kind, value: &Value) -> String {
    written(kind, value).trim_matches('`').to_owned()
}

fn example(key: &Key, default: &Value) -> String {
    key.example.as_ref().map_or_else(|| written(&key.kind, default), |example| written(&key.kind, example))
}
