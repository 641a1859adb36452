//! One reviewer's opinion of one subject in one round.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{FieldProblem, Refusal, Version, text};
use regulation::{Class, Relation};
use serde::{Deserialize, Serialize};

use crate::record::{Record, Rules};
use crate::{PeriodId, PersonId, RecordId, Score, SheetId, Subject, error};
use kernel::{Changed, Counted};

/// Longest words on strengths or limits, in characters.
const WORDS: usize = 4_000;

/// One reviewer's opinion of one subject in one round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its id.
    pub id: SheetId,
    /// Counts changes.
    pub version: Version,
    /// The subject's record.
    pub record: RecordId,
    /// The period.
    pub period: PeriodId,
    /// Its year; 0 in sheets of before it was kept.
    #[serde(default)]
    pub year: i32,
    /// Whom it is about.
    pub subject: Subject,
    /// Who was asked.
    pub rater: PersonId,
    /// Their name.
    pub rater_name: String,
    /// The relation group it counts in.
    pub relation: Relation,
    /// The round.
    pub round: u32,
    /// Last day for it.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: SheetState,
}

/// Where a sheet stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetState {
    /// Asked for.
    Assigned,
    /// Given.
    Submitted(Opinion),
    /// No longer counts.
    Void {
        /// Why.
        reason: String,
        /// What had been given; it is kept and counts no more.
        #[serde(default)]
        given: Option<Opinion>,
    },
}

/// An opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Agrees with the self-score; the scores are then a copy of it as it was at that moment (A27).
    pub agree: bool,
    /// One score a criterion.
    pub scores: Vec<Score>,
    /// Ưu điểm.
    pub strengths: String,
    /// Hạn chế.
    pub limits: String,
    /// The class that the reviewer suggests.
    pub suggested: Option<Class>,
    /// When it was given.
    pub at: DateTime<Utc>,
}

/// An opinion on its way in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Agrees; `scores` is then empty.
    pub agree: bool,
    /// One score a criterion.
    pub scores: Vec<Score>,
    /// Ưu điểm.
    pub strengths: String,
    /// Hạn chế.
    pub limits: String,
    /// The class that the reviewer suggests.
    pub suggested: Option<Class>,
}

impl Counted for Sheet {
    fn version_mut(&mut self) -> &mut Version {
        &mut self.version
    }
}

impl Sheet {
    /// Name of the state.
    pub const fn state_name(&self) -> &'static str {
        match self.state {
            SheetState::Assigned => "ASSIGNED",
            SheetState::Submitted(_) => "SUBMITTED",
            SheetState::Void { .. } => "VOID",
        }
    }

    /// The opinion given.
    pub const fn opinion(&self) -> Option<&Opinion> {
        match &self.state {
            SheetState::Submitted(opinion) => Some(opinion),
            _ => None,
        }
    }

    /// The reviewer answers, once. The same answer again changes nothing.
    ///
    /// # Errors
    /// When it was answered otherwise, is void, the 360° of the subject is over, or something is missing or wrong.
    pub fn submit(self, answer: Answer, record: &Record, rules: &Rules<'_>, now: DateTime<Utc>) -> Result<Option<Changed<Self>>, Refusal> {
        let answer = clean(answer);
        match &self.state {
            SheetState::Submitted(given) if given.says(&answer) => return Ok(None),
            SheetState::Submitted(_) => return Err(error::sheet_submitted()),
            SheetState::Void { reason, .. } => return Err(error::sheet_void(reason)),
            SheetState::Assigned => {}
        }
        let Some(own) = record.own().filter(|_| record.is_in_review() && record.round == self.round) else {
            return Err(error::sheet_closed());
        };
        let problems = problems(&answer, record, rules);
        if !problems.is_empty() {
            return Err(error::sheet_invalid(problems));
        }
        let Answer { agree, scores, strengths, limits, suggested } = answer;
        let scores = if agree { own.scores.clone() } else { scores };
        let state = SheetState::Submitted(Opinion { agree, scores, strengths, limits, suggested, at: now });
        Ok(Some(Changed::next(Self { state, ..self })))
    }

    /// Gives a sheet that is asked for more time.
    pub fn extended(self, due_on: NaiveDate) -> Option<Changed<Self>> {
        let longer = matches!(self.state, SheetState::Assigned) && self.due_on < due_on;
        longer.then(|| Changed::next(Self { due_on, ..self }))
    }

    /// Takes a sheet out of the count; what had been given is kept.
    pub fn void(self, reason: &str) -> Option<Changed<Self>> {
        let given = match self.state.clone() {
            SheetState::Assigned => None,
            SheetState::Submitted(opinion) => Some(opinion),
            SheetState::Void { .. } => return None,
        };
        Some(Changed::next(Self { state: SheetState::Void { reason: reason.to_owned(), given }, ..self }))
    }
}

impl Opinion {
    fn says(&self, answer: &Answer) -> bool {
        self.agree == answer.agree
            && (self.agree || self.scores == answer.scores)
            && self.strengths == answer.strengths
            && self.limits == answer.limits
            && self.suggested == answer.suggested
    }
}

/// Of each reviewer the submitted sheet of the latest round: what counts.
pub fn in_effect(sheets: &[Sheet]) -> Vec<&Sheet> {
    let submitted = |sheet: &&Sheet| matches!(sheet.state, SheetState::Submitted(_));
    let superseded = |sheet: &Sheet| sheets.iter().filter(submitted).any(|other| other.rater == sheet.rater && other.round > sheet.round);
    sheets.iter().filter(submitted).filter(|sheet| !superseded(sheet)).collect()
}

fn clean(answer: Answer) -> Answer {
    let score = |score: Score| Score { note: text::clean_lines(&score.note), ..score };
    Answer {
        scores: answer.scores.into_iter().map(score).collect(),
        strengths: text::clean_lines(&answer.strengths),
        limits: text::clean_lines(&answer.limits),
        ..answer
    }
}

fn problems(answer: &Answer, record: &Record, rules: &Rules<'_>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, message: String| problems.push(FieldProblem { field: field.to_owned(), message });
    if answer.agree && !answer.scores.is_empty() {
        refuse("scores", "Đã chọn «Thống nhất» thì không chấm lại từng tiêu chí.".to_owned());
    }
    for (field, words) in [("strengths", &answer.strengths), ("limits", &answer.limits)] {
        if words.chars().count() > WORDS {
            refuse(field, format!("Nội dung dài quá {WORDS} ký tự."));
        }
    }
    if answer.suggested.is_some_and(|class| !rules.policy.classes(record.subject.group).contains(&class)) {
        refuse("suggested_class", "Hãy chọn một mức phân loại áp dụng cho nhóm đối tượng này.".to_owned());
    }
    if !answer.agree {
        problems.extend(rules.criteria.problems(&answer.scores));
    }
    problems
}
