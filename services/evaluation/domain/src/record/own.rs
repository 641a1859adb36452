//! The person's own part: self-score, form, declared class, comment of the Party cell (article 5.2.b).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{FieldProblem, Points, Refusal, text};
use regulation::Class;

use super::{Closing, PartyComment, Record, RescoreScope, Rules, SelfAssessment, State, past, required};
use crate::form::Author;
use crate::pack::Policy;
use crate::period::Stage;
use crate::sheet::Sheet;
use crate::{Score, Signature, StoredFile, error};
use kernel::Changed;

/// A self-assessment on its way in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfContent {
    /// One score a criterion.
    pub scores: Vec<Score>,
    /// Form answers by field key.
    pub answers: BTreeMap<String, String>,
    /// The class that the person claims.
    pub declared: Option<Class>,
}

/// What a draft comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// Own total, rounded once.
    pub total: Points,
    /// The class of that total.
    pub band: Class,
    /// Its name in the pack.
    pub label: String,
    /// What must be acknowledged when the declared class is another one (article 6.1, A07).
    pub conflict: Option<Refusal>,
}

impl Record {
    fn is_drafting(&self) -> bool {
        matches!(self.state, State::SelfDraft { .. })
    }

    /// Lets the person keep a draft: it may be incomplete, never impossible.
    ///
    /// # Errors
    /// After submission, when they do not assess themself at all, and naming every field that cannot be right.
    pub fn may_be_drafted(&self, content: &SelfContent, rules: &Rules<'_>) -> Result<(), Refusal> {
        if !self.is_drafting() {
            return Err(if self.own().is_some() { error::self_submitted() } else { self.wrong_state("đang tự đánh giá") });
        }
        let mut problems = rules.criteria.impossible(&content.scores);
        problems.extend(rules.template.impossible(self.subject.group, &content.answers));
        if content.declared.is_some_and(|class| !rules.policy.classes(self.subject.group).contains(&class)) {
            problems.push(class_problem());
        }
        if problems.is_empty() { Ok(()) } else { Err(error::draft_impossible(problems)) }
    }

    /// The person submits their self-assessment. Before the 360° opens it waits; later it enters the 360° at once; after a
    /// request to score only oneself again it goes straight back to the minutes. The same content again changes nothing.
    ///
    /// # Errors
    /// When something is missing or wrong, the comment of the Party cell is missing, the difference between own total and
    /// declared class is not acknowledged, or it is not the time.
    pub fn submit_self(
        self,
        content: SelfContent,
        conflict_acknowledged: bool,
        rules: &Rules<'_>,
        earlier: &[Sheet],
        stage: Stage,
        now: DateTime<Utc>,
    ) -> Result<Option<Changed<Self>>, Refusal> {
        let content = clean(content);
        let State::SelfDraft { before } = &self.state else {
            let same = self.own().is_some_and(|own| {
                own.scores == content.scores && own.answers == content.answers && Some(own.declared) == content.declared
            });
            return if same && self.state.settled().is_none() { Ok(None) } else { Err(self.wrong_state("đã gửi tự đánh giá")) };
        };
        if stage >= Stage::Published {
            return Err(error::period_over());
        }
        let declared = self.check(&content, rules)?;
        if self.subject.party_member && rules.policy.party_comment.required_for_members && self.party_comment.is_none() {
            return Err(error::party_comment_missing());
        }
        self.check_conflict(&content, conflict_acknowledged, rules)?;
        let submission = before.as_ref().map_or(1, |before| before.submission + 1);
        let own = SelfAssessment { scores: content.scores, answers: content.answers, declared, submission, at: now };
        // A submission that HR reopened is none to score again: it waits for the 360° like any other.
        let again = self.round > 1;
        let only_oneself = again && self.rescores.last().is_some_and(|rescore| rescore.scope == RescoreScope::OwnScore);
        let nobody_reviews = self.asked(earlier).is_empty() && stage > Stage::Review360Open;
        let state = if only_oneself || nobody_reviews {
            State::In360 { own, closing: Some(Closing { at: now, quorum_met: true }) }
        } else if again || stage >= Stage::Review360Open {
            State::In360 { own, closing: None }
        } else {
            State::SelfSubmitted { own }
        };
        Ok(Some(Changed::next(Self { state, ..self })))
    }

    fn check(&self, content: &SelfContent, rules: &Rules<'_>) -> Result<Class, Refusal> {
        let mut problems = rules.criteria.problems(&content.scores);
        problems.extend(rules.template.problems(self.subject.group, &content.answers));
        let declared = content.declared.filter(|class| rules.policy.classes(self.subject.group).contains(class));
        let Some(declared) = declared else {
            problems.push(class_problem());
            return Err(error::self_invalid(problems));
        };
        if problems.is_empty() { Ok(declared) } else { Err(error::self_invalid(problems)) }
    }

    /// What a complete sheet comes to while it is still a draft; `None` as long as a score is missing or wrong, for a missing score
    /// is not zero.
    pub fn foresee(&self, content: &SelfContent, rules: &Rules<'_>) -> Option<Foreseen> {
        if !rules.criteria.problems(&content.scores).is_empty() {
            return None;
        }
        let total = rules.criteria.total(&content.scores, &rules.policy.na.policy);
        let band = rules.policy.class_of(total, self.subject.group);
        let conflict = content.declared.filter(|declared| *declared != band);
        Some(Foreseen {
            total,
            band,
            label: rules.policy.label(band).to_owned(),
            conflict: conflict
                .map(|declared| error::conflict_not_acknowledged(&total.vi(), rules.policy.label(band), rules.policy.label(declared))),
        })
    }

    /// What the submitted scores come to.
    pub fn own_total(&self, rules: &Rules<'_>) -> Option<Points> {
        self.own().map(|own| rules.criteria.total(&own.scores, &rules.policy.na.policy))
    }

    /// Own total and declared class may differ, but not unnoticed (article 6.1, A07).
    fn check_conflict(&self, content: &SelfContent, acknowledged: bool, rules: &Rules<'_>) -> Result<(), Refusal> {
        match self.foresee(content, rules).and_then(|foreseen| foreseen.conflict) {
            Some(conflict) if !acknowledged => Err(conflict),
            _ => Ok(()),
        }
    }

    /// The person uploads the comment of the Party cell; it takes the place of an earlier one, and of a waiver.
    ///
    /// # Errors
    /// For somebody who is no member, after submission, or with a day that has not come.
    pub fn attach_party_comment(
        self,
        cell: &str,
        commented_on: NaiveDate,
        file: StoredFile,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.may_have_party_comment()?;
        let commented_on = past("commented_on", commented_on, now)?;
        let cell = required("cell", "tên chi bộ nơi cư trú", cell)?;
        Ok(Changed::next(Self { party_comment: Some(PartyComment::Attached { cell, commented_on, file }), ..self }))
    }

    /// The head agrees to go without the comment.
    ///
    /// # Errors
    /// For somebody who is no member, after submission, where the pack does not allow it, or when the comment is there.
    pub fn waive_party_comment(self, reason: &str, by: Signature, policy: &Policy) -> Result<Changed<Self>, Refusal> {
        self.may_have_party_comment()?;
        if !policy.party_comment.waivable {
            return Err(error::waiver_not_allowed());
        }
        if matches!(self.party_comment, Some(PartyComment::Attached { .. })) {
            return Err(error::party_comment_attached());
        }
        let reason = required("reason", "lý do", reason)?;
        Ok(Changed::next(Self { party_comment: Some(PartyComment::Waived { reason, by }), ..self }))
    }

    fn may_have_party_comment(&self) -> Result<(), Refusal> {
        if !self.subject.party_member {
            return Err(error::not_a_member());
        }
        if !self.is_drafting() {
            return Err(self.wrong_state("bổ sung nhận xét của chi bộ"));
        }
        Ok(())
    }

    /// Keys of the form fields that the person fills in.
    pub fn answer_keys<'a>(&self, rules: &Rules<'a>) -> Vec<&'a str> {
        rules.template.keys(self.subject.group, Author::Subject)
    }
}

fn class_problem() -> FieldProblem {
    let message = "Hãy chọn một mức phân loại áp dụng cho nhóm đối tượng này.".to_owned();
    FieldProblem { field: "declared_class".to_owned(), message }
}

fn clean(content: SelfContent) -> SelfContent {
    let score = |score: Score| Score { note: text::clean_lines(&score.note), ..score };
    SelfContent {
        scores: content.scores.into_iter().map(score).collect(),
        answers: content.answers.into_iter().map(|(key, answer)| (key, text::clean_lines(&answer))).collect(),
        declared: content.declared,
    }
}
