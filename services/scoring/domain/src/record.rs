//! What scoring knows of an evaluation record.

use std::collections::BTreeSet;

use kernel::Points;
use regulation::{Class, EmployeeGroup};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Decision, PastYear};

/// How far the evaluation of a person has come, as far as scoring cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not evaluated this year (articles 2.8 and 2.9); there is no result.
    NotEvaluated,
    /// Evaluated on paper (article 2.9); the result is entered, not computed.
    Paper,
    /// Scores come in; nobody may look yet.
    Scoring,
    /// The minutes are out: heads and HR may look.
    Open,
    /// Published: the person may look too.
    Published,
}

impl Progress {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotEvaluated => "not_evaluated",
            Self::Paper => "paper",
            Self::Scoring => "scoring",
            Self::Open => "open",
            Self::Published => "published",
        }
    }
}

/// What scoring knows of an evaluation record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The record.
    pub id: Uuid,
    /// Whom it is about.
    pub person: Uuid,
    /// Their agency.
    pub agency: Uuid,
    /// The period.
    pub period: Uuid,
    /// The evaluated year.
    pub year: i32,
    /// The person's group.
    pub group: EmployeeGroup,
    /// The pack it is decided under.
    pub pack: String,
    /// The criteria set it is scored by.
    pub criteria_set: String,
    /// How far it has come.
    pub progress: Progress,
    /// The direct head; none for agency heads.
    pub direct_head: Option<Uuid>,
    /// Who decides; none when the higher authority does.
    pub decider: Option<Uuid>,
    /// Digest of the version of the pack that the period was opened under; empty when evaluation did not say.
    #[serde(default)]
    pub pack_digest: String,
    /// Which submission of the self-score is in effect.
    pub submission: Option<i64>,
    /// The class the person gave themself.
    pub declared: Option<Class>,
    /// What the head decided.
    pub decision: Option<DecisionTaken>,
    /// The class reached on paper.
    pub paper_class: Option<Class>,
}

/// A decision and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionTaken {
    /// The decision.
    pub id: Uuid,
    /// The total decided instead of the computed one.
    pub decided_total: Option<Points>,
    /// Criteria whose zero the head confirms.
    pub confirmed_zero: BTreeSet<String>,
    /// Why, in the head's words; there whenever a total was decided.
    #[serde(default)]
    pub reason: String,
}

impl DecisionTaken {
    /// As the computation takes it.
    pub fn for_computing(&self) -> Decision {
        Decision { decided_total: self.decided_total, confirmed_zero: self.confirmed_zero.clone() }
    }
}

impl Record {
    /// Whether a result is computed for it at all.
    pub fn is_computed(&self) -> bool {
        !matches!(self.progress, Progress::NotEvaluated | Progress::Paper)
    }

    /// How the year ended, seen from a later year; `computed` is the class of its decided result. None while it is open.
    pub fn as_past_year(&self, computed: Option<Class>) -> Option<PastYear> {
        match self.progress {
            Progress::NotEvaluated => Some(PastYear::NotEvaluated),
            Progress::Paper => self.paper_class.map(PastYear::Class),
            Progress::Scoring | Progress::Open | Progress::Published => computed.map(PastYear::Class),
        }
    }
}
