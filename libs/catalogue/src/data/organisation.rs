//! Units and posts.

use chrono::NaiveDate;
use regulation::{EmployeeGroup, PostRole};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Agency, Person, UnitRef};
use crate::{Open, PostKind, Standing, UnitKind};

/// A unit as it now is: opened, renamed, moved inside its agency, or closed. The newest event of a unit says everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnitChanged {
    /// Id of the unit, the same for its whole life.
    pub unit_id: Uuid,
    /// Code of the unit in the staff list, such as H50.6-VP; that of an agency is its code after Decision 20/2020/QĐ-TTg.
    pub code: String,
    /// Full name, Vietnamese.
    pub name: String,
    /// Abbreviation in numbers of documents, such as SNV; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abbreviation: Option<String>,
    /// What kind of body it is.
    pub kind: Open<UnitKind>,
    /// The unit above; absent for the province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    /// The agency that the unit is, or is part of.
    pub agency: Agency,
    /// First office day of the unit (UTC+7), where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last office day of the unit (UTC+7); absent while it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

/// A post that somebody holds, as it now is: appointed, changed, ended or withdrawn. The newest event of a post says everything about it.
/// Rank, step and coefficient are the salary system's to tell, and not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostChanged {
    /// Id of the post; a person who is appointed again has a post of another id.
    pub post_id: Uuid,
    /// Who holds it.
    pub person: Person,
    /// Where.
    pub unit: UnitRef,
    /// In which agency.
    pub agency: Agency,
    /// Title as the staff list writes it, such as "Trưởng phòng".
    pub title: String,
    /// What the post makes its holder in the evaluation.
    pub role: Open<PostRole>,
    /// By the criteria of which group its holder is evaluated.
    pub group: Open<EmployeeGroup>,
    /// How it is held.
    pub kind: Open<PostKind>,
    /// Whether it is in the staff list.
    pub standing: Open<Standing>,
    /// First office day (UTC+7), where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last office day (UTC+7); absent while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}
