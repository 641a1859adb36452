//! Dossiers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Agency, Person};

/// The dossier of a person's evaluation was sealed in the archive: its result is final, it can neither be appealed against nor changed any
/// more. Whoever pays or honours by results may wait for this event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DossierClosed {
    /// Id of the dossier: one person in one period of one agency.
    pub dossier_id: Uuid,
    /// Id of the period.
    pub period_id: Uuid,
    /// Calendar year that was evaluated.
    pub year: i32,
    /// Whose dossier it is.
    pub person: Person,
    /// The agency that evaluated.
    pub agency: Agency,
    /// Whether there is a result. False for who was not evaluated in this period; why is not told.
    pub has_result: bool,
}
