//! Words whose list may grow: whoever receives a later one keeps it as it is.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Listed;

/// A code of a list, or one that a later version of the list may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open<W> {
    /// One of the list.
    Known(W),
    /// One that this version does not know; to be kept as it is, and treated as "something else".
    Later(String),
}

impl<W> From<W> for Open<W> {
    fn from(word: W) -> Self {
        Self::Known(word)
    }
}

impl<W: Listed> Open<W> {
    /// The code as it is written.
    pub fn code(&self) -> &str {
        match self {
            Self::Known(word) => word.code(),
            Self::Later(code) => code,
        }
    }

    /// The word, when the list has it.
    pub fn known(&self) -> Option<W> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Later(_) => None,
        }
    }
}

impl<W: Listed> Serialize for Open<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de, W: Listed> Deserialize<'de> for Open<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Ok(W::all().into_iter().find(|word| word.code() == code).map_or(Self::Later(code), Self::Known))
    }
}

impl<W: Listed> JsonSchema for Open<W> {
    fn schema_name() -> Cow<'static, str> {
        W::NAME.into()
    }

    /// Text, with the present codes beside it: a schema that named them alone would refuse the events of next year.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = W::all().into_iter().map(W::code).collect();
        let names: serde_json::Map<String, serde_json::Value> =
            W::all().into_iter().map(|word| (word.code().to_owned(), word.vi().into())).collect();
        json_schema!({
            "description": W::MEANING,
            "type": "string",
            "x-extensible-enum": codes,
            "x-enum-names": names,
        })
    }
}
