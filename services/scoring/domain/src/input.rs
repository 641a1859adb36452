//! What a result is computed from.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Exact, Points};
use regulation::{Class, EmployeeGroup, Relation};

use crate::{PastYear, ScoreSheet, Span, SpanKind, SpanScores, Study, TaskResults};

/// What a result is computed from.
#[derive(Clone, Debug)]
pub struct Input {
    /// The person's group.
    pub group: EmployeeGroup,
    /// The evaluated year.
    pub year: i32,
    /// The scores.
    pub evidence: Evidence,
    /// The class the person gave themself, once they did.
    pub declared: Option<Class>,
    /// What the head decided, once they did.
    pub decision: Option<Decision>,
    /// The person's earlier years.
    pub history: BTreeMap<i32, PastYear>,
    /// What else happened in the year.
    pub facts: Facts,
}

/// What happened in the year beside the work (Decrees 90/2020 and 48/2023).
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Months of leave in the year.
    pub leave_months: Option<Exact>,
    /// Disciplined for something that no earlier year has counted.
    pub disciplined: bool,
    /// Results of study in the year (article 2.8).
    pub studies: Vec<Study>,
    /// How many people of the agency and of similar duties have which class, this person among them.
    pub colleagues: BTreeMap<Class, u32>,
}

/// The scores, as the pack's formula needs them.
#[derive(Clone, Debug)]
pub enum Evidence {
    /// Self-score and review sheets.
    Sheets {
        /// The self-score, once submitted.
        own: Option<ScoreSheet>,
        /// The review sheets in effect, in any order.
        reviews: Vec<Review>,
    },
    /// Common criteria and task results.
    Tasks(TaskResults),
    /// The same of each quarter or month.
    Spans {
        /// What the year is divided into.
        kind: SpanKind,
        /// What came of each.
        spans: BTreeMap<Span, SpanScores>,
    },
}

/// One reviewer's sheet.
#[derive(Clone, Debug)]
pub struct Review {
    /// The group it counts in.
    pub relation: Relation,
    /// The reviewer agreed with the self-score; the scores are then a copy of it.
    pub agree: bool,
    /// The scores.
    pub sheet: ScoreSheet,
}

/// What the head decided (articles 2.6 and 6.1).
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// The total the head decided instead of the computed one.
    pub decided_total: Option<Points>,
    /// Criteria whose zero the head confirms.
    pub confirmed_zero: BTreeSet<String>,
}
