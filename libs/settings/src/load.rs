//! Reading a configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use config::builder::DefaultState;
use config::{ConfigBuilder, ConfigError, File, FileFormat, Map, Source, ValueKind};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::keys::{self, Key, Kind, Tree};
use crate::{Problems, Refused};

/// Variables of a process, by name.
pub type Variables = BTreeMap<OsString, OsString>;

/// A configuration, and where each of its keys comes from.
#[derive(Debug)]
pub struct Loaded<C> {
    /// The configuration.
    pub config: C,
    pub(crate) values: Value,
    pub(crate) tree: Tree,
    /// Keys that were set, joined by points, by the variable or file that did.
    pub(crate) set_by: BTreeMap<String, String>,
}

/// Reads the configuration of `service`: defaults, then the file named by `<SERVICE>_CONFIG`, then variables `<SERVICE>__…`.
/// Variables that begin with one of the `others` are for those.
///
/// # Errors
/// Everything that is wrong with it, by the names of keys and variables, without any secret.
pub fn load<C: Default + Serialize + DeserializeOwned + JsonSchema>(
    service: &str,
    others: &[&str],
    variables: &Variables,
) -> Result<Loaded<C>, Refused> {
    let mut problems = Problems::default();
    let tree = Tree::of::<C>();
    let given = Given { prefix: service.to_uppercase(), others, tree: &tree }.read(variables, &mut problems);
    let file = variables.get(&OsString::from(format!("{}_CONFIG", service.to_uppercase()))).filter(|path| !path.is_empty());
    let from_file = file.and_then(|path| problems.tried(path.display(), read_file(Path::new(path))).map(|values| (path, values)));
    let mut set_by = BTreeMap::new();
    let mut layers =
        ConfigBuilder::<DefaultState>::default().add_source(File::from_str(&keys::defaults::<C>().to_string(), FileFormat::Json));
    if let Some((path, values)) = from_file {
        let path = path.to_string_lossy();
        check(&tree, &values, &mut Vec::new(), &path, &mut problems);
        leaves(&values, &mut Vec::new(), &mut |key| drop(set_by.insert(key, path.to_string())));
        layers = layers.add_source(File::from_str(&values.to_string(), FileFormat::Json));
    }
    set_by.extend(given.0.iter().map(|(key, given)| (key.clone(), given.variable.clone())));
    let values: Value = match layers.add_source(given).build().and_then(config::Config::try_deserialize) {
        Ok(values) => values,
        Err(_) => Value::Null,
    };
    problems.settle(service)?;
    match serde_path_to_error::deserialize(&values) {
        Ok(config) => Ok(Loaded { config, values, tree, set_by }),
        Err(error) => Err(wrong(service, &tree, &set_by, &error)),
    }
}

/// What the type itself does not take, without the value where nobody may see it.
fn wrong(service: &str, tree: &Tree, set_by: &BTreeMap<String, String>, error: &serde_path_to_error::Error<serde_json::Error>) -> Refused {
    let path: Vec<String> = error.path().iter().map(|part| part.to_string().trim_matches(['[', ']']).to_owned()).collect();
    let closest = (0..=path.len()).rev().find_map(|length| match tree.at(&path[..length]) {
        Some(Tree::Leaf(key)) => Some((path[..length].join("."), key)),
        _ => None,
    });
    let mut problems = Problems::default();
    match closest {
        Some((name, key)) => {
            let by = set_by.get(&name).map(|by| format!(" ({by})")).unwrap_or_default();
            let what = if key.kind.is_secret() { "cannot be used".to_owned() } else { error.inner().to_string() };
            problems.add(format!("{name}{by}"), what);
        }
        None => problems.add(error.path(), "cannot be used"),
    }
    problems.refuse(service)
}

/// What a file says, with its texts, numbers and lists as they stand there.
fn read_file(path: &Path) -> Result<Value, String> {
    let built = ConfigBuilder::<DefaultState>::default().add_source(File::from(path)).build();
    built.and_then(config::Config::try_deserialize).map_err(|error| {
        match error {
            // What stands in the file may be a secret: where it is wrong is enough.
            ConfigError::FileParse { cause, .. } => cause.to_string().lines().next().unwrap_or_default().to_owned(),
            other => other.to_string().lines().next().unwrap_or_default().to_owned(),
        }
    })
}

/// Whether all of these are keys, and of their kinds.
fn check(tree: &Tree, value: &Value, path: &mut Vec<String>, place: &str, problems: &mut Problems) {
    let name = |path: &[String]| format!("{} ({place})", path.join("."));
    match (tree, value) {
        (Tree::Leaf(key), value) => {
            if !(fits(&key.kind, value) || key.optional && value.is_null()) {
                problems.add(name(path), format!("must be {}", demanded(&key.kind)));
            }
        }
        (Tree::Group(keys), Value::Object(values)) => {
            for (key, value) in values {
                path.push(key.clone());
                match keys.get(key) {
                    Some(tree) => check(tree, value, path, place, problems),
                    None => problems.add(name(path), format!("there is no such key; there are {}", listed(keys))),
                }
                path.pop();
            }
        }
        (Tree::Named(each), Value::Object(values)) => {
            for (key, value) in values {
                path.push(key.clone());
                check(each, value, path, place, problems);
                path.pop();
            }
        }
        (Tree::Group(keys), _) => problems.add(name(path), format!("must be a group of {}", listed(keys))),
        (Tree::Named(_), _) => problems.add(name(path), "must be a group of names"),
    }
}

fn listed(keys: &BTreeMap<String, Tree>) -> String {
    keys.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn fits(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Text | Kind::Secret => value.is_string(),
        Kind::Number { signed } => value.is_u64() || *signed && value.is_i64(),
        Kind::Switch => value.is_boolean(),
        Kind::Choice(choices) => value.as_str().is_some_and(|value| choices.iter().any(|(choice, _)| choice == value)),
        Kind::List(kind) => value.as_array().is_some_and(|values| values.iter().all(|value| fits(kind, value))),
    }
}

fn demanded(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Secret => "text, in quotes in a file".to_owned(),
        Kind::Number { signed: true } => "a whole number".to_owned(),
        Kind::Number { signed: false } => "a whole number, not below zero".to_owned(),
        Kind::Switch => "true or false".to_owned(),
        Kind::Choice(choices) => format!("one of {}", choices.iter().map(|(choice, _)| choice.as_str()).collect::<Vec<_>>().join(", ")),
        Kind::List(kind) => format!("a list, each {}", demanded(kind)),
    }
}

fn leaves(value: &Value, path: &mut Vec<String>, tell: &mut impl FnMut(String)) {
    match value {
        Value::Object(values) => {
            for (key, value) in values {
                path.push(key.clone());
                leaves(value, path, tell);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => tell(path.join(".")),
    }
}

/// The part of a process's variables that is for one service.
struct Given<'a> {
    prefix: String,
    others: &'a [&'a str],
    tree: &'a Tree,
}

/// Values by the keys that variables set.
#[derive(Clone, Debug, Default)]
struct Values(BTreeMap<String, Set>);

#[derive(Clone, Debug)]
struct Set {
    variable: String,
    value: ValueKind,
}

impl Source for Values {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, config::Value>, ConfigError> {
        Ok(self.0.iter().map(|(key, set)| (key.clone(), config::Value::new(Some(&set.variable), set.value.clone()))).collect())
    }
}

/// Whose a variable is.
enum Owner {
    /// Ours, with the rest of its name.
    Ours(String),
    /// It looks as if it were meant for us, or for nobody.
    Stray,
    /// Somebody else's.
    Other,
}

impl Given<'_> {
    fn read(&self, variables: &Variables, problems: &mut Problems) -> Values {
        let mut values = Values::default();
        for (name, text) in variables {
            let Some(name) = name.to_str() else { continue };
            match self.owner(&name.to_uppercase()) {
                Owner::Ours(rest) => self.set(name, &rest, text, &mut values, problems),
                Owner::Stray => problems.add(name, self.meant(name)),
                Owner::Other => {}
            }
        }
        values
    }

    fn owner(&self, name: &str) -> Owner {
        let Some((before, rest)) = name.split_once("__") else {
            // Kubernetes sets variables such as EVALUATION_PORT for its services; only what would be a key is ours.
            let is_key = name.strip_prefix(&format!("{}_", self.prefix)).is_some_and(|rest| self.alike(rest).is_some());
            return if is_key { Owner::Stray } else { Owner::Other };
        };
        if before == self.prefix {
            return Owner::Ours(rest.to_owned());
        }
        if self.others.iter().any(|other| other.to_uppercase() == before) {
            return Owner::Other;
        }
        let abbreviated = !before.is_empty() && (self.prefix.starts_with(before) || before.starts_with(&self.prefix));
        let path: Vec<String> = rest.to_lowercase().split("__").map(str::to_owned).collect();
        let is_ours = path.len() > 1 && self.find(&path).is_some();
        if abbreviated || is_ours { Owner::Stray } else { Owner::Other }
    }

    /// The key that a name means, whether from a file, and its path.
    fn find(&self, path: &[String]) -> Option<(&Key, bool, Vec<String>)> {
        if let Some(Tree::Leaf(key)) = self.tree.at(path) {
            let named_file = || path.last().is_some_and(|last| last.ends_with("_file")) && self.is_named(path);
            if !named_file() {
                return Some((key, false, path.to_vec()));
            }
        }
        let (last, before) = path.split_last()?;
        let mut path = before.to_vec();
        path.push(last.strip_suffix("_file")?.to_owned());
        match self.tree.at(&path) {
            Some(Tree::Leaf(key)) => Some((key, true, path)),
            _ => None,
        }
    }

    fn is_named(&self, path: &[String]) -> bool {
        path.split_last().is_some_and(|(_, before)| matches!(self.tree.at(before), Some(Tree::Named(_))))
    }

    fn set(&self, name: &str, rest: &str, text: &OsString, values: &mut Values, problems: &mut Problems) {
        let path: Vec<String> = rest.to_lowercase().split("__").map(str::to_owned).collect();
        let Some((key, from_file, path)) = self.find(&path) else { return problems.add(name, self.meant(name)) };
        let Some(text) = text.to_str() else { return problems.add(name, "is not UTF-8") };
        let text = if from_file {
            let read = std::fs::read_to_string(text).map_err(|error| format!("{text} cannot be read: {error}"));
            let Some(read) = problems.tried(name, read) else { return };
            without_its_end(&read).to_owned()
        } else {
            text.to_owned()
        };
        let Some(value) = parsed(&key.kind, key.optional, &text) else {
            return problems.add(format!("{name} ({})", path.join(".")), format!("must be {}", demanded(&key.kind)));
        };
        let set = Set { variable: name.to_owned(), value };
        if let Some(before) = values.0.insert(path.join("."), set) {
            problems.add(name, format!("{} sets the same; leave one of them", before.variable));
        }
    }

    /// The key that somebody may have meant.
    fn alike(&self, rest: &str) -> Option<Vec<String>> {
        let bare = |text: &str| text.replace('_', "").to_lowercase();
        let wanted = bare(rest);
        let keys = self.tree.keys().into_iter().map(|(path, _)| path);
        let mut alike = keys.filter(|path| bare(&path.concat()) == wanted || format!("{}file", bare(&path.concat())) == wanted);
        alike.next()
    }

    fn meant(&self, name: &str) -> String {
        let upper = name.to_uppercase();
        let rest = upper.split_once("__").map_or(upper.as_str(), |(_, rest)| rest);
        let rests: BTreeSet<&str> = [rest, upper.strip_prefix(&self.prefix).unwrap_or(rest)].into();
        match rests.into_iter().find_map(|rest| self.alike(rest)) {
            Some(path) => format!("sets nothing; {} does", variable(&self.prefix, &path)),
            None => {
                let path: Vec<String> = rest.to_lowercase().split("__").map(str::to_owned).collect();
                let known = (0..=path.len()).rev().find_map(|length| match self.tree.at(&path[..length]) {
                    Some(Tree::Group(keys)) => Some(format!("{}{}", variable(&self.prefix, &path[..length]), joined(keys))),
                    _ => None,
                });
                format!("sets nothing; there are {}", known.unwrap_or_default())
            }
        }
    }
}

fn joined(keys: &BTreeMap<String, Tree>) -> String {
    format!("__… for {}", listed(keys))
}

/// The variable of a key.
pub(crate) fn variable(prefix: &str, path: &[String]) -> String {
    let parts = path.iter().map(|part| if part.starts_with('<') { part.clone() } else { part.to_uppercase() });
    [prefix.to_owned()].into_iter().chain(parts).collect::<Vec<_>>().join("__")
}

/// Editors and `echo` end a file with a line break that is no part of the value.
fn without_its_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

fn parsed(kind: &Kind, optional: bool, text: &str) -> Option<ValueKind> {
    if optional && text.is_empty() {
        return Some(ValueKind::Nil);
    }
    match kind {
        Kind::Text | Kind::Secret => Some(ValueKind::String(text.to_owned())),
        Kind::Choice(choices) => choices.iter().any(|(choice, _)| choice == text).then(|| ValueKind::String(text.to_owned())),
        Kind::Number { signed } => {
            let number: i64 = text.trim().parse().ok()?;
            (*signed || number >= 0).then_some(ValueKind::I64(number))
        }
        Kind::Switch => match text.trim().to_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Some(ValueKind::Boolean(true)),
            "false" | "0" | "off" | "no" => Some(ValueKind::Boolean(false)),
            _ => None,
        },
        Kind::List(kind) => {
            let parts = text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty());
            let values = parts.map(|part| Some(config::Value::new(None, parsed(kind, false, part)?)));
            Some(ValueKind::Array(values.collect::<Option<_>>()?))
        }
    }
}
