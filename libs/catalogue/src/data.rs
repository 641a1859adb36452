//! What each event says. A comment here is the description that partners read in the schema.

mod dossier;
mod law;
mod organisation;
mod period;
mod points;
mod result;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use dossier::DossierClosed;
pub use law::LawPublished;
pub use organisation::{PostChanged, UnitChanged};
pub use period::{AppliedLaw, Deadlines, PeriodClosed, PeriodOpened};
pub use points::TotalPoints;
pub use result::{EvaluationResult, Replaced, ResultCorrected, ResultPublished};

/// The agency that an event is about. Whoever may receive events of an agency receives all of them under this code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agency {
    /// Code of the agency after Decision 20/2020/QĐ-TTg, such as H50.6. It stays while the agency lasts, whatever its name.
    pub code: String,
    /// Name of the agency when the event happened, Vietnamese.
    pub name: String,
}

/// A part of an agency, or the agency itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnitRef {
    /// Id of the unit, the same for its whole life.
    pub unit_id: Uuid,
    /// Name of the unit when the event happened, Vietnamese.
    pub name: String,
}

/// A person of the staff. Nothing else that would tell who it is comes with an event: a receiver matches a person once, by agency, unit and
/// post of `post.changed`, and goes by `person_id` from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Id of the person in Công Tâm, the same for their whole service. It means nothing elsewhere.
    pub person_id: Uuid,
    /// Family name, middle name and given name, Vietnamese.
    pub full_name: String,
}

/// A document of law of the evaluation, and exactly which text of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LawRef {
    /// Code of the document, such as QT-2019.
    pub law_id: String,
    /// SHA-256 of the text that held, 64 hexadecimal digits.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub digest: String,
}
