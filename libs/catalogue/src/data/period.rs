//! Evaluation periods of agencies.

use chrono::NaiveDate;
use regulation::EmployeeGroup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Agency, LawRef};
use crate::Open;

/// An agency began to evaluate a year: self-assessment is open, and the organisation is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodOpened {
    /// Id of the period.
    pub period_id: Uuid,
    /// Calendar year that is evaluated.
    pub year: i32,
    /// The agency that evaluates.
    pub agency: Agency,
    /// Last days of the stages as they were set when the period opened; Sở Nội vụ may give more time later.
    pub deadlines: Deadlines,
    /// Which law holds for which groups.
    pub law: Vec<AppliedLaw>,
}

/// Last office day of each stage (UTC+7); a stage without one has no last day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deadlines {
    /// Of self-assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_assessment: Option<NaiveDate>,
    /// Of the opinions of colleagues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<NaiveDate>,
    /// Of the verification by direct heads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<NaiveDate>,
    /// Of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<NaiveDate>,
    /// Of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<NaiveDate>,
}

/// The policy pack of some groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppliedLaw {
    /// The groups.
    pub groups: Vec<Open<EmployeeGroup>>,
    /// The policy pack that holds for them.
    pub policy_pack: LawRef,
}

/// The year of an agency is over: every dossier of it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodClosed {
    /// Id of the period.
    pub period_id: Uuid,
    /// Calendar year that was evaluated.
    pub year: i32,
    /// The agency that evaluated.
    pub agency: Agency,
}
