//! Law of the evaluation.

use catalogue::data::{LawPublished, LawRef};
use catalogue::{LawKind, Open, Statement};
use chrono::{DateTime, Utc};
use regulation::EmployeeGroup;
use serde::{Deserialize, Serialize};

use crate::state::{PROVINCE, Tells};
use crate::{Units, Untold};

/// What is public of a policy pack or a criteria set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Law {
    /// What it is.
    pub kind: Open<LawKind>,
    /// Which one, and which text.
    pub law: LawRef,
    /// Its title.
    pub title: String,
    /// For which groups it is.
    pub groups: Vec<Open<EmployeeGroup>>,
    /// The years that it was made for.
    pub years: Vec<i32>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

impl Tells for Law {
    /// The text that was told last.
    type Told = Option<LawRef>;

    fn tell(&self, units: &Units, told: &mut Option<LawRef>) -> Result<Vec<Statement>, Untold> {
        if told.as_ref() == Some(&self.law) {
            return Ok(Vec::new());
        }
        let published = LawPublished {
            kind: self.kind.clone(),
            law: self.law.clone(),
            title: self.title.clone(),
            groups: self.groups.clone(),
            years: self.years.clone(),
            agency: units.agency(PROVINCE)?,
            published_at: self.published_at,
        };
        *told = Some(self.law.clone());
        Ok(vec![Statement::of(&published)])
    }
}
