//! One public event: CloudEvents 1.0 in structured JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Version of CloudEvents.
pub const SPEC_VERSION: &str = "1.0";

/// Media type of `data`.
pub(crate) const DATA_TYPE: &str = "application/json";

/// Digits of a sequence number: texts of one length are in the order of their numbers.
const SEQUENCE_DIGITS: usize = 20;

/// One event in CloudEvents 1.0, structured JSON. No attribute names a person; what says something about one is in `data`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event<D> {
    /// Version of CloudEvents, 1.0.
    #[schemars(extend("const" = SPEC_VERSION))]
    pub specversion: String,
    /// Id of the event. An event that comes again has the same one: whoever applied it leaves it alone.
    pub id: Uuid,
    /// Who answers for what the event says: the URN of the agency's code, such as urn:vn:agency:H50.6:congtam.
    #[schemars(length(min = 1))]
    pub source: String,
    /// What happened, and in which version it is told: the reversed domain of Công Tâm in the province, the name of the event, the version.
    #[schemars(length(min = 1))]
    pub r#type: String,
    /// What it happened to, such as dossier/0192…: events of one subject are in order, and about one agency for its whole life.
    #[schemars(length(min = 1))]
    pub subject: String,
    /// When it happened, by the clock of Công Tâm.
    pub time: DateTime<Utc>,
    /// Number of the event among those of its subject, from 1 on without a gap, as text of 20 digits. Of two events of a subject the higher
    /// one is the newer; a number that is missing is an event that has not come yet, or was lost.
    #[schemars(regex(pattern = "^[0-9]{20}$"))]
    pub sequence: String,
    /// Media type of `data`, application/json.
    #[schemars(extend("const" = DATA_TYPE))]
    pub datacontenttype: String,
    /// Address of the JSON Schema of `data`. It identifies the schema; nobody has to fetch it.
    #[schemars(length(min = 1))]
    pub dataschema: String,
    /// What the event says.
    pub data: D,
    /// Attributes that later versions of this profile may add.
    #[serde(flatten)]
    pub extensions: BTreeMap<String, Value>,
}

impl<D> Event<D> {
    /// The number of the event among those of its subject; nothing where it is none.
    pub fn number(&self) -> Option<u64> {
        self.sequence.parse().ok()
    }
}

/// A number of a subject as events write it.
pub(crate) fn sequence(number: u64) -> String {
    format!("{number:0SEQUENCE_DIGITS$}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_in_the_order_of_their_numbers(one: u64, other: u64) {
            prop_assert_eq!(sequence(one).cmp(&sequence(other)), one.cmp(&other));
            prop_assert_eq!(sequence(one).len(), SEQUENCE_DIGITS);
        }
    }
}
