//! The configuration as it is, for people.

use serde_json::Value;

use crate::keys::Tree;
use crate::{Loaded, secret};

impl<C> Loaded<C> {
    /// Every key with its value and where that comes from, a line each; of secrets only whether they are set.
    pub fn shown(&self) -> Vec<String> {
        let mut lines = Vec::new();
        self.show(&self.tree, &self.values, &mut Vec::new(), &mut lines);
        lines
    }

    fn show(&self, tree: &Tree, value: &Value, path: &mut Vec<String>, lines: &mut Vec<String>) {
        let mut below = |name: &String, tree: &Tree, value: &Value| {
            path.push(name.clone());
            self.show(tree, value, path, lines);
            path.pop();
        };
        match (tree, value) {
            (Tree::Leaf(key), value) => {
                let name = path.join(".");
                let shown = if key.kind.is_secret() { hidden(value) } else { value.clone() };
                let by = self.set_by.get(&name).map_or("default", String::as_str);
                lines.push(format!("{name} = {shown}  ({by})"));
            }
            (Tree::Group(keys), value) => {
                keys.iter().for_each(|(name, tree)| below(name, tree, value.get(name).unwrap_or(&Value::Null)));
            }
            (Tree::Named(each), Value::Object(values)) => values.iter().for_each(|(name, value)| below(name, each, value)),
            (Tree::Named(_), _) => {}
        }
    }
}

fn hidden(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(secret::shown(text)),
        Value::Array(values) => Value::Array(values.iter().map(hidden).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Value::Null,
    }
}
