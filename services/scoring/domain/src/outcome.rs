//! What comes out: the result, and everything it came from.

use kernel::{Exact, Points};
use regulation::{Cap, Class, Flag, Relation};
use serde::{Deserialize, Serialize};

use crate::{Score, Step};

/// An exact value as it is shown: six places, half up. Nothing is computed from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shown(String);

impl Shown {
    /// Shows a value.
    pub fn of(value: &Exact) -> Self {
        Self(value.round_half_up(6))
    }

    /// Plain decimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far a result has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// From the scores that are in.
    Computed,
    /// With the decision of the head.
    Decided,
}

/// A total and its class; there is none while a part is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classed {
    /// Rounded once, as the pack says.
    pub total: Points,
    /// After bands and caps.
    pub class: Class,
    /// The class in Vietnamese.
    pub label: String,
}

/// One relation group of the 360° total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationMean {
    /// The group.
    pub relation: Relation,
    /// How many sheets counted in it.
    pub sheets: u32,
    /// Their mean.
    pub mean: Shown,
}

/// What one criterion came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionResult {
    /// Its code.
    pub code: String,
    /// The person's own score, once given.
    pub own: Option<Score>,
    /// The reviewers', when one of them scored it.
    pub r360: Option<Shown>,
    /// Mean of both; none unless both scored it.
    pub official: Option<Shown>,
}

/// The result of one person in one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How far it has come.
    pub stage: Stage,
    /// The self-score on the scale of 100.
    pub self_total: Option<Shown>,
    /// The 360° total.
    pub r360: Option<Shown>,
    /// What the formula gives, before the head.
    pub base: Option<Shown>,
    /// The groups of the 360° total, in the order of relations.
    pub relation_means: Vec<RelationMean>,
    /// Total and class, once all parts are in or the head decided a total.
    pub classed: Option<Classed>,
    /// The class the person gave themself.
    pub declared: Option<Class>,
    /// The result of the self-assessment (A07).
    pub self_result: Option<Class>,
    /// What is to be noticed.
    pub flags: Vec<Flag>,
    /// The caps that lowered the class.
    pub caps: Vec<Cap>,
    /// How it came about.
    pub explanation: Vec<Step>,
    /// Criterion by criterion, in the order of the set.
    pub criteria: Vec<CriterionResult>,
}

/// What the steps of the groups of the 360° total begin with; the code of the relation follows.
pub(crate) const GROUP_STEP: &str = "r360.";
