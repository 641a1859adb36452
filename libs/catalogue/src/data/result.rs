//! Results: published, and replaced.

use chrono::{DateTime, NaiveDate, Utc};
use regulation::{Class, EmployeeGroup};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Agency, LawRef, Person, TotalPoints, UnitRef};
use crate::{Correction, Open};

/// The result of one person's evaluation, as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvaluationResult {
    /// Id of the dossier: one person in one period of one agency.
    pub dossier_id: Uuid,
    /// Id of the period.
    pub period_id: Uuid,
    /// Calendar year that was evaluated.
    pub year: i32,
    /// Who was evaluated.
    pub person: Person,
    /// The agency that evaluated.
    pub agency: Agency,
    /// Where the person worked when the organisation was frozen for the evaluation.
    pub unit: UnitRef,
    /// Title of the post at that time, as the staff list writes it, such as "Chuyên viên".
    pub post_title: String,
    /// By the criteria of which group the person was evaluated.
    pub group: Open<EmployeeGroup>,
    /// The class of the result.
    pub class: Open<Class>,
    /// The class in the words of the law that held, Vietnamese. This is what papers print.
    pub class_label: String,
    /// The official total. Absent where a class alone was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<TotalPoints>,
    /// Office day of the decision (UTC+7).
    pub decided_on: NaiveDate,
    /// Post of who decided, such as "Giám đốc Sở"; absent where the decision came on paper and names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by_post: Option<String>,
    /// When the result was published to the person.
    pub published_at: DateTime<Utc>,
    /// The policy pack that held.
    pub policy_pack: LawRef,
    /// Code of the criteria set that was scored by, such as QT-2019-CC_KLD; absent where the result was reached on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria_set_id: Option<String>,
}

/// The result of a person was published for the first time. It may still be corrected: see `result.corrected`, and `dossier.closed` for when
/// it no longer can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultPublished {
    /// The result.
    pub result: EvaluationResult,
}

/// A published result was replaced. The whole new result comes with it: whoever missed the first one needs nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultCorrected {
    /// The result that holds from now on.
    pub result: EvaluationResult,
    /// The result that holds no more.
    pub replaces: Replaced,
    /// Why.
    pub reason: Open<Correction>,
}

/// What a replaced result said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replaced {
    /// The class of the replaced result.
    pub class: Open<Class>,
    /// The total of the replaced result, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<TotalPoints>,
    /// When the replaced result had been published.
    pub published_at: DateTime<Utc>,
}
