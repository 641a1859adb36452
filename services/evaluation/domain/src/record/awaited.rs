//! What a record waits for until it is settled, and whom.

use super::{Record, State};
use crate::PersonId;

/// What a record waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Awaited {
    /// The decision of the authority above the agency.
    HigherAuthority,
    /// The decision of somebody inside.
    Decision(PersonId),
    /// The verification by the direct head.
    Verification(PersonId),
    /// The opinions of others, and their minutes.
    Opinions,
    /// The person's own assessment.
    SelfAssessment,
    /// The result on paper, entered and checked.
    Paper,
}

impl Record {
    /// What it waits for; nothing once it is settled.
    pub fn awaited(&self) -> Option<Awaited> {
        let decision = || self.decider.map_or(Awaited::HigherAuthority, Awaited::Decision);
        match &self.state {
            State::SelfDraft { .. } => Some(Awaited::SelfAssessment),
            State::PaperEntry { .. } => Some(Awaited::Paper),
            State::SelfSubmitted { .. } | State::In360 { .. } => Some(Awaited::Opinions),
            State::MinutesReady { .. } => Some(self.direct_head.map_or_else(decision, Awaited::Verification)),
            State::DirectReviewed { .. } => Some(decision()),
            State::NotEvaluated { .. }
            | State::Decided { .. }
            | State::Published { .. }
            | State::Appealed { .. }
            | State::Archived { .. } => None,
        }
    }

    /// Who verifies the person decides on them too: the two acts need no second look.
    pub fn verifier_decides(&self) -> bool {
        self.direct_head.is_some() && self.direct_head == self.decider
    }
}
