//! One case, as its line says it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// One line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub id: String,
    pub pack: Option<String>,
    pub group: String,
    pub year: i32,
    #[serde(rename = "self")]
    pub own: Option<Own>,
    #[serde(default)]
    pub reviews: Vec<Review>,
    pub decision: Option<Decision>,
    #[serde(default)]
    pub history: Named<String>,
    #[serde(default)]
    pub switches: Named<Value>,
    /// Packs of Decree 335/2025: instead of the sheets.
    pub tasks: Option<Tasks>,
    /// Packs that score within the year: the same of each quarter or month, by its code.
    pub spans: Option<Named<SpanCase>>,
    /// Months of leave in the year.
    pub leave_months: Option<Value>,
    /// Disciplined for something that no earlier year has counted.
    #[serde(default)]
    pub disciplined: bool,
    /// How many of the agency and of similar duties have which class, this person among them.
    #[serde(default)]
    pub colleagues: Named<u32>,
}

/// The self-assessment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Own {
    pub scores: Named<Value>,
    pub class: Option<String>,
}

/// One reviewer's sheet: agrees, or has scores.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    pub relation: String,
    #[serde(default)]
    pub agree: bool,
    pub scores: Option<Named<Value>>,
}

/// What the head decided.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    pub total: Option<Value>,
    pub reason: Option<String>,
    #[serde(default)]
    pub confirmed_zero: Vec<String>,
}

/// Common criteria and task results.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tasks {
    pub common: Value,
    pub items: Named<Value>,
}

/// Common criteria and task results of a quarter or month, unless the person did not work in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpanCase {
    /// The group of the case unless it says so.
    pub group: Option<String>,
    #[serde(default)]
    pub away: bool,
    pub common: Option<Value>,
    #[serde(default)]
    pub items: Named<Value>,
}

/// Values by name; the same name twice is a mistake, not a correction.
#[derive(Debug)]
pub(super) struct Named<V>(pub BTreeMap<String, V>);

impl<V> Default for Named<V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Named<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Names<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Names<V> {
            type Value = Named<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<V>, A::Error> {
                let mut values = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, V>()? {
                    if values.contains_key(&name) {
                        return Err(A::Error::custom(format!("«{name}» có hai lần")));
                    }
                    values.insert(name, value);
                }
                Ok(Named(values))
            }
        }
        from.deserialize_map(Names(PhantomData))
    }
}
