//! What a result was computed from, as it is kept beside it: computing it again gives the same bytes.

use std::collections::BTreeMap;

use kernel::{Digest, Exact, Points, Refusal, Version};
use regulation::{Class, EmployeeGroup, Relation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    CriteriaSet, DecisionTaken, Evidence, Facts, Input, Level, Pack, PastYear, Review, ScoreSheet, Span, SpanKind, SpanResult, Study,
    TaskResults, error,
};

/// What a result was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredInput {
    /// Digest of the criteria set that the rows of scores are laid out by.
    pub criteria_set: Digest,
    /// The person's group.
    pub group: EmployeeGroup,
    /// The evaluated year.
    pub year: i32,
    /// The scores.
    pub evidence: StoredEvidence,
    /// The class the person gave themself.
    pub declared: Option<Class>,
    /// What the head decided, with its reason.
    pub decision: Option<DecisionTaken>,
    /// The person's earlier years.
    pub history: BTreeMap<i32, PastYear>,
    /// Months of leave as declared.
    pub leave_months: Option<String>,
    /// Disciplined for something that no earlier year has counted.
    pub disciplined: bool,
    /// Results of study in the year, as declared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub studies: Vec<Study>,
    /// How many people of the agency and of similar duties had which class, this person among them.
    pub colleagues: BTreeMap<Class, u32>,
}

/// The scores that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredEvidence {
    /// Self-score and sheets, as rows in the order of the criteria set.
    Sheets {
        /// The self-score.
        own: Option<Vec<i16>>,
        /// The sheets in effect.
        reviews: Vec<StoredReview>,
    },
    /// Results of tasks.
    Tasks {
        /// Points of the common criteria.
        common: Points,
        /// Percentage of each item.
        items: BTreeMap<String, String>,
    },
    /// Results of tasks of each quarter or month.
    Spans {
        /// What the year is divided into.
        kind: SpanKind,
        /// What was declared about each.
        spans: BTreeMap<Span, SpanResult>,
    },
}

/// A sheet in effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredReview {
    /// The sheet.
    pub sheet: Uuid,
    /// Which version of it.
    pub version: Version,
    /// Which round it was given in.
    pub round: i32,
    /// The group it counts in.
    pub relation: Relation,
    /// The reviewer agreed with the self-score.
    pub agree: bool,
    /// The scores.
    pub scores: Vec<i16>,
}

impl StoredInput {
    /// The input again.
    ///
    /// # Errors
    /// `ROW_MISMATCH` when `set` is not the one the rows were laid out by, `FACT_INVALID` when a number is none.
    pub fn read(&self, set: &CriteriaSet) -> Result<Input, Refusal> {
        if set.digest != self.criteria_set {
            return Err(error::row_mismatch(&set.id));
        }
        let evidence = match &self.evidence {
            StoredEvidence::Sheets { own, reviews } => {
                let own = own.as_ref().map(|row| ScoreSheet::from_row(set, row)).transpose()?;
                let reviews = reviews.iter().map(|review| {
                    Ok(Review { relation: review.relation, agree: review.agree, sheet: ScoreSheet::from_row(set, &review.scores)? })
                });
                Evidence::Sheets { own, reviews: reviews.collect::<Result<_, Refusal>>()? }
            }
            StoredEvidence::Tasks { common, items } => {
                let items = items.iter().map(|(item, percent)| Ok((item.clone(), number(percent)?)));
                Evidence::Tasks(TaskResults { common: *common, items: items.collect::<Result<_, Refusal>>()? })
            }
            StoredEvidence::Spans { kind, spans } => {
                let spans = spans.iter().map(|(span, result)| Ok((*span, result.read().map_err(error::fact_invalid)?)));
                Evidence::Spans { kind: *kind, spans: spans.collect::<Result<_, Refusal>>()? }
            }
        };
        let facts = Facts {
            leave_months: self.leave_months.as_deref().map(number).transpose()?,
            disciplined: self.disciplined,
            studies: self.studies.clone(),
            colleagues: self.colleagues.clone(),
        };
        Ok(Input {
            group: self.group,
            year: self.year,
            evidence,
            declared: self.declared,
            decision: self.decision.as_ref().map(DecisionTaken::for_computing),
            history: self.history.clone(),
            facts,
        })
    }

    /// The same year under another law: the declared class keeps its level and takes that law's name for it, and nobody is counted
    /// against that law's ceiling, because the classes of the others would change too.
    #[must_use]
    pub fn under(&self, pack: &Pack) -> Self {
        let third = pack.third(self.group);
        let renamed = |class: Class| if Level::of(class) == Level::Third { third } else { class };
        Self { declared: self.declared.map(renamed), colleagues: BTreeMap::new(), ..self.clone() }
    }
}

fn number(text: &str) -> Result<Exact, Refusal> {
    text.parse().map_err(|_| error::fact_invalid(vec![crate::schema::problem("number".to_owned(), format!("«{text}» không phải là số."))]))
}
