//! The evaluation of one person: published, corrected, closed.

use catalogue::data::{DossierClosed, EvaluationResult, LawRef, Person, Replaced, ResultCorrected, ResultPublished, TotalPoints, UnitRef};
use catalogue::{Correction, Open, Statement};
use chrono::{DateTime, NaiveDate, Utc};
use regulation::{Class, EmployeeGroup};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::state::Tells;
use crate::{Units, Untold};

/// What is public of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The record.
    pub id: Uuid,
    /// Its period.
    pub period: Uuid,
    /// The year that is evaluated.
    pub year: i32,
    /// Who is evaluated.
    pub person: Person,
    /// The agency that evaluates.
    pub agency: Uuid,
    /// Where the person worked.
    pub unit: UnitRef,
    /// Title of their post.
    pub post_title: String,
    /// The group they belong to.
    pub group: Open<EmployeeGroup>,
    /// The published result; none while nothing is published, and while it is decided anew.
    pub outcome: Option<Outcome>,
    /// Whether it is in the archive.
    pub is_closed: bool,
}

/// What is public of a published result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its class.
    pub class: Open<Class>,
    /// The class in the words of the law.
    pub class_label: String,
    /// The official total.
    pub total: Option<TotalPoints>,
    /// Day of the decision.
    pub decided_on: NaiveDate,
    /// Post of who decided.
    pub decided_by_post: Option<String>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// The pack that held.
    pub policy_pack: LawRef,
    /// The criteria set that was scored by.
    pub criteria_set_id: Option<String>,
}

/// What was told of a dossier.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct ToldDossier {
    result: Option<EvaluationResult>,
    closed: bool,
}

impl Tells for Dossier {
    type Told = ToldDossier;

    fn tell(&self, units: &Units, told: &mut ToldDossier) -> Result<Vec<Statement>, Untold> {
        let mut news = Vec::new();
        if let Some(outcome) = &self.outcome {
            let before = told.result.as_ref();
            // One publication is one result, whatever else of the record changes afterwards.
            if before.is_none_or(|before| before.published_at < outcome.published_at) {
                let result = self.result(outcome, units)?;
                news.push(match before {
                    None => Statement::of(&ResultPublished { result: result.clone() }),
                    Some(before) => Statement::of(&ResultCorrected {
                        result: result.clone(),
                        replaces: Replaced { class: before.class.clone(), total: before.total, published_at: before.published_at },
                        reason: Correction::Appeal.into(),
                    }),
                });
                told.result = Some(result);
            }
        }
        if self.is_closed && !told.closed {
            news.push(Statement::of(&DossierClosed {
                dossier_id: self.id,
                period_id: self.period,
                year: self.year,
                person: self.person.clone(),
                agency: units.agency(self.agency)?,
                has_result: told.result.is_some(),
            }));
            told.closed = true;
        }
        Ok(news)
    }
}

impl Dossier {
    fn result(&self, outcome: &Outcome, units: &Units) -> Result<EvaluationResult, Untold> {
        Ok(EvaluationResult {
            dossier_id: self.id,
            period_id: self.period,
            year: self.year,
            person: self.person.clone(),
            agency: units.agency(self.agency)?,
            unit: self.unit.clone(),
            post_title: self.post_title.clone(),
            group: self.group.clone(),
            class: outcome.class.clone(),
            class_label: outcome.class_label.clone(),
            total: outcome.total,
            decided_on: outcome.decided_on,
            decided_by_post: outcome.decided_by_post.clone(),
            published_at: outcome.published_at,
            policy_pack: outcome.policy_pack.clone(),
            criteria_set_id: outcome.criteria_set_id.clone(),
        })
    }
}
