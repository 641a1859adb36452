//! Law of the evaluation.

use chrono::{DateTime, Utc};
use regulation::EmployeeGroup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Agency, LawRef};
use crate::{LawKind, Open};

/// Law of the evaluation is in force: a policy pack or a criteria set, or a corrected text of one under the same code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LawPublished {
    /// What kind of law.
    pub kind: Open<LawKind>,
    /// Which one, and which text of it.
    pub law: LawRef,
    /// Title, Vietnamese.
    pub title: String,
    /// For which groups it is.
    pub groups: Vec<Open<EmployeeGroup>>,
    /// Calendar years that it was made for; empty for criteria sets, which hold with the packs that name them.
    pub years: Vec<i32>,
    /// Who publishes law for the whole province.
    pub agency: Agency,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}
