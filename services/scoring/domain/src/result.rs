//! The result of one record as it is kept: an outcome, and what it was computed from.

use kernel::{Digest, Version};
use regulation::{Class, EmployeeGroup};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Outcome, Pack, Record, Stage, canonical};

/// What a result says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// The record.
    pub record: Uuid,
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
    /// The pack it was computed under.
    pub pack: String,
    /// Digest of that pack.
    pub pack_digest: Digest,
    /// The criteria set it was scored by.
    pub criteria_set: String,
    /// Fingerprint of the self-score, sheets and decision it was computed from.
    pub basis: Digest,
    /// The result itself.
    pub outcome: Outcome,
}

impl Computed {
    /// An outcome of a record under a pack.
    pub fn new(record: &Record, pack: &Pack, basis: Digest, outcome: Outcome) -> Self {
        Self {
            record: record.id,
            person: record.person,
            agency: record.agency,
            period: record.period,
            year: record.year,
            group: record.group,
            pack: pack.id.clone(),
            pack_digest: pack.digest.clone(),
            criteria_set: record.criteria_set.clone(),
            basis,
            outcome,
        }
    }

    /// The one text of it: JSON without blanks, keys sorted. Computing it again gives the same bytes.
    pub fn canonical(&self) -> String {
        canonical::canonical_json(&serde_json::to_value(self).expect("text, numbers and lists of them are JSON"))
    }

    /// The class, once the head decided.
    pub fn decided_class(&self) -> Option<Class> {
        self.outcome.classed.as_ref().filter(|_| self.outcome.stage == Stage::Decided).map(|classed| classed.class)
    }
}

/// A result and how often it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned {
    /// 1 for the first.
    pub version: Version,
    /// What it says.
    pub computed: Computed,
}

impl Versioned {
    /// The next version; none when it says the same as before.
    pub fn next(before: Option<&Self>, computed: Computed) -> Option<Self> {
        match before {
            Some(before) if before.computed == computed => None,
            before => Some(Self { version: before.map_or(1, |before| before.version + 1), computed }),
        }
    }
}
