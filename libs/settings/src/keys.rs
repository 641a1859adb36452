//! Every key of a configuration, as its type says.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

/// What a key takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, as it stands.
    Text,
    /// Text that nobody is told.
    Secret,
    /// A whole number, not below zero when false is said.
    Number {
        /// Whether it may be below zero.
        signed: bool,
    },
    /// `true` or `false`.
    Switch,
    /// One of these, with what each means.
    Choice(Vec<(String, String)>),
    /// Several; a variable divides them by commas.
    List(Box<Kind>),
}

impl Kind {
    /// Whether it is to be shown to nobody.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Secret => true,
            Self::List(kind) => kind.is_secret(),
            Self::Text | Self::Number { .. } | Self::Switch | Self::Choice(_) => false,
        }
    }
}

/// One key.
#[derive(Clone, Debug)]
pub struct Key {
    /// What it is for.
    pub meaning: String,
    /// What it takes.
    pub kind: Kind,
    /// Whether it may be left out altogether.
    pub optional: bool,
    /// What it could be.
    pub example: Option<Value>,
}

/// Keys, and groups of them.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A key.
    Leaf(Key),
    /// Keys by their names.
    Group(BTreeMap<String, Tree>),
    /// Keys of one kind, by names that whoever configures chooses.
    Named(Box<Tree>),
}

impl Tree {
    /// The keys of a configuration.
    ///
    /// # Panics
    /// When the type has a part that no variable could set.
    pub fn of<C: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        Self::read(settings.into_generator().into_root_schema_for::<C>().as_value())
    }

    fn read(schema: &Value) -> Self {
        if let Some(keys) = schema.get("properties").and_then(Value::as_object) {
            return Self::Group(keys.iter().map(|(name, schema)| (name.clone(), Self::read(schema))).collect());
        }
        if let Some(each) = schema.get("additionalProperties").filter(|each| each.is_object()) {
            let Self::Leaf(key) = Self::read(each) else { panic!("names of groups: {schema}") };
            return Self::Named(Box::new(Self::Leaf(Key { meaning: meaning(schema), example: example(schema), ..key })));
        }
        let (kind, optional) = kind(schema);
        Self::Leaf(Key { meaning: meaning(schema), kind, optional, example: example(schema) })
    }

    /// What is at a path.
    pub(crate) fn at(&self, path: &[String]) -> Option<&Self> {
        let Some((first, rest)) = path.split_first() else { return Some(self) };
        match self {
            Self::Leaf(_) => None,
            Self::Group(keys) => keys.get(first)?.at(rest),
            Self::Named(each) => each.at(rest),
        }
    }

    /// Every key with its path; names that are free are `<name>`.
    pub fn keys(&self) -> Vec<(Vec<String>, &Key)> {
        let mut all = Vec::new();
        self.collect(&mut Vec::new(), &mut all);
        all
    }

    fn collect<'a>(&'a self, path: &mut Vec<String>, all: &mut Vec<(Vec<String>, &'a Key)>) {
        let mut below = |name: &str, tree: &'a Self| {
            path.push(name.to_owned());
            tree.collect(path, all);
            path.pop();
        };
        match self {
            Self::Leaf(key) => all.push((path.clone(), key)),
            Self::Group(keys) => keys.iter().for_each(|(name, tree)| below(name, tree)),
            Self::Named(each) => below("<name>", each),
        }
    }
}

/// The defaults of a configuration, as a file would hold them.
pub(crate) fn defaults<C: Default + Serialize>() -> Value {
    serde_json::to_value(C::default()).unwrap_or_default()
}

fn meaning(schema: &Value) -> String {
    let words = schema.get("description").and_then(Value::as_str).unwrap_or_default().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

fn example(schema: &Value) -> Option<Value> {
    schema.get("examples")?.as_array()?.first().cloned()
}

fn kind(schema: &Value) -> (Kind, bool) {
    if let Some(choices) = choices(schema) {
        return (Kind::Choice(choices), false);
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let optional = types.contains(&"null");
    let kind = match types.iter().find(|kind| **kind != "null") {
        Some(&"string") if schema.get("writeOnly").is_some() => Kind::Secret,
        Some(&"string") => Kind::Text,
        Some(&"integer") => Kind::Number { signed: schema.get("minimum").is_none() },
        Some(&"boolean") => Kind::Switch,
        Some(&"array") => Kind::List(Box::new(self::kind(&schema["items"]).0)),
        _ => panic!("no variable could set {schema}"),
    };
    (kind, optional)
}

fn choices(schema: &Value) -> Option<Vec<(String, String)>> {
    if let Some(bare) = schema.get("enum").and_then(Value::as_array) {
        return Some(bare.iter().filter_map(Value::as_str).map(|choice| (choice.to_owned(), String::new())).collect());
    }
    let several = schema.get("oneOf")?.as_array()?;
    let one = |choice: &Value| Some((choice.get("const")?.as_str()?.to_owned(), meaning(choice)));
    Some(several.iter().filter_map(one).collect())
}
