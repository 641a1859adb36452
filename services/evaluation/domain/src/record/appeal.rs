//! After publication: the appeal, its answer, the archive (A37; section 7.2 of the handbook).

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Refusal, date};
use serde::{Deserialize, Serialize};

use super::{Decision, Record, Ruling, Settled, State, head, required};
use crate::calendar::end_of_term;
use crate::criteria::CriteriaSet;
use crate::pack::Policy;
use crate::{DecisionId, Signature, error};
use kernel::Changed;

/// An appeal against a published result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// What the person says.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The publication that it is against.
    pub against: DateTime<Utc>,
    /// The answer, once given.
    pub answer: Option<AppealAnswer>,
}

/// The answer to an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealAnswer {
    /// Whether the result stands as it was.
    pub upheld: bool,
    /// Why.
    pub reason: String,
    /// Who, and when.
    pub by: Signature,
    /// The decision that was revised; nothing when the result stands.
    pub before: Option<Decision>,
}

impl Record {
    /// The person appeals within the pack's working days after publication, once a publication. The same words again change nothing.
    ///
    /// # Errors
    /// Without words, too late, a second time, or when it is not the time.
    pub fn appeal(self, text: &str, policy: &Policy, now: DateTime<Utc>) -> Result<Option<Changed<Self>>, Refusal> {
        let text = required("text", "nội dung kiến nghị", text)?;
        match &self.state {
            State::Appealed { .. } if self.appeals.last().is_some_and(|appeal| appeal.text == text) => return Ok(None),
            State::Published { .. } => {}
            _ => return Err(self.wrong_state("kiến nghị")),
        }
        let State::Published { settled, outcome, at } = self.state.clone() else { return Ok(None) };
        if self.appeals.iter().any(|appeal| appeal.against == at) {
            return Err(error::appealed_already());
        }
        if !may_still_appeal(at, policy, now) {
            return Err(error::appeal_too_late(policy.appeal_working_days));
        }
        let mut after = self;
        after.appeals.push(Appeal { text, at: now, against: at, answer: None });
        after.state = State::Appealed { settled, outcome, at };
        Ok(Some(Changed::next(after)))
    }

    /// The decider finds that the result stands.
    ///
    /// # Errors
    /// Without a reason, or when there is no appeal to answer.
    pub fn uphold(self, reason: &str, by: Signature) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do giữ nguyên kết quả", reason)?;
        let State::Appealed { settled, outcome, at } = self.state.clone() else {
            return Err(self.wrong_state("giữ nguyên kết quả"));
        };
        let state = State::Published { settled, outcome, at };
        Ok(self.answered(AppealAnswer { upheld: true, reason, by, before: None }, state))
    }

    /// The decider decides anew; the result is published again when it is computed. A result on paper is corrected on paper.
    ///
    /// # Errors
    /// As [`Record::decide`], and without a reason.
    pub fn revise(
        self,
        id: DecisionId,
        ruling: Ruling,
        reason: &str,
        by: Signature,
        criteria: &CriteriaSet,
    ) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do quyết định lại", reason)?;
        let Ruling { comment, decided_total, reason: total_reason, confirmed_zero } =
            head::check(ruling, criteria).map_err(within_revised)?;
        let State::Appealed { settled, .. } = self.state.clone() else { return Err(self.wrong_state("quyết định lại")) };
        let Settled::Online { own, verification, decision: before } = settled else { return Err(error::paper_stands()) };
        let decision = Decision { id, comment, decided_total, reason: total_reason, confirmed_zero, by: by.clone() };
        let state = State::Decided { settled: Settled::Online { own, verification, decision } };
        Ok(self.answered(AppealAnswer { upheld: false, reason, by, before: Some(before) }, state))
    }

    fn answered(mut self, answer: AppealAnswer, state: State) -> Changed<Self> {
        if let Some(appeal) = self.appeals.last_mut() {
            appeal.answer = Some(answer);
        }
        self.state = state;
        Changed::next(self)
    }

    /// The last day on which the person may appeal against a published result; nothing before, once it is over, and while it is not
    /// known.
    pub fn appeal_until(&self, policy: &Policy, now: DateTime<Utc>) -> Option<NaiveDate> {
        let State::Published { at, .. } = self.state else { return None };
        end_of_term(date::office_day(at), policy.appeal_working_days).filter(|_| self.may_appeal(policy, now))
    }

    /// Whether the term of a published result runs, and nobody appealed against that publication.
    pub fn may_appeal(&self, policy: &Policy, now: DateTime<Utc>) -> bool {
        let State::Published { at, .. } = self.state else { return false };
        may_still_appeal(at, policy, now) && self.appeals.iter().all(|appeal| appeal.against != at)
    }

    /// True when nothing can happen to the record any more but to be archived.
    pub fn is_final(&self, policy: &Policy, now: DateTime<Utc>) -> bool {
        match self.state {
            State::NotEvaluated { .. } => true,
            State::Published { at, .. } => !may_still_appeal(at, policy, now),
            _ => false,
        }
    }

    /// Archives a final record.
    pub fn archive(self, policy: &Policy, now: DateTime<Utc>) -> Option<Changed<Self>> {
        if !self.is_final(policy, now) {
            return None;
        }
        let state = State::Archived { before: Box::new(self.state.clone()) };
        Some(Changed::next(Self { state, ..self }))
    }
}

/// Names the fields of the new ruling where a request has them: inside of it.
fn within_revised(mut refusal: Refusal) -> Refusal {
    for problem in &mut refusal.fields {
        problem.field.insert_str(0, "revised.");
    }
    refusal
}

/// Until the end of the last working day of the term; while that day is not known, the term runs.
fn may_still_appeal(published: DateTime<Utc>, policy: &Policy, now: DateTime<Utc>) -> bool {
    let last = end_of_term(date::office_day(published), policy.appeal_working_days);
    last.is_none_or(|last| !date::is_over(last, now))
}
