//! Steps back: a submission reopened, a verification returned, a decision taken back, a person found not to be evaluated after all.

use kernel::Refusal;
use regulation::NotEvaluated;
use serde::{Deserialize, Serialize};

use super::{Decision, Record, Settled, State, Verification, required};
use crate::Signature;
use crate::period::Stage;
use kernel::Changed;

/// A step back that was taken; it stays with the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepBack {
    /// Which.
    pub kind: StepBackKind,
    /// Why.
    pub reason: String,
    /// Who, and when.
    pub by: Signature,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepBackKind {
    /// The person may correct what they submitted.
    SelfReopened,
    /// The direct head is to verify again; what they had said is kept.
    VerificationReturned {
        /// The verification that was returned.
        verification: Verification,
    },
    /// The decider is to decide again; what they had said is kept.
    DecisionWithdrawn {
        /// The decision that was taken back.
        decision: Decision,
    },
    /// The person is not evaluated after all.
    Excluded,
}

impl Record {
    /// The HR officer lets the person correct what they submitted, before the 360° begins.
    ///
    /// # Errors
    /// Without a reason, or when it is not the time.
    pub fn reopen_self(self, reason: &str, by: Signature) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do mở lại phiếu tự đánh giá", reason)?;
        let State::SelfSubmitted { own } = &self.state else { return Err(self.wrong_state("mở lại tự đánh giá")) };
        let state = State::SelfDraft { before: Some(own.clone()) };
        Ok(self.stepped_back(StepBackKind::SelfReopened, reason, by, state))
    }

    /// The decider sends a verification back to the direct head.
    ///
    /// # Errors
    /// Without a reason, or when it is not the time.
    pub fn return_to_direct_head(self, reason: &str, by: Signature, stage: Stage) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do trả lại để thẩm định lại", reason)?;
        let State::DirectReviewed { own, verification } = &self.state else { return Err(self.wrong_state("thẩm định lại")) };
        super::head::in_heads_stages(stage)?;
        let (kind, state) =
            (StepBackKind::VerificationReturned { verification: verification.clone() }, State::MinutesReady { own: own.clone() });
        Ok(self.stepped_back(kind, reason, by, state))
    }

    /// The decider takes back what they decided, before results are public.
    ///
    /// # Errors
    /// Without a reason, or when it is not the time.
    pub fn withdraw_decision(self, reason: &str, by: Signature, stage: Stage) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do rút quyết định", reason)?;
        let State::Decided { settled: Settled::Online { own, verification, decision } } = &self.state else {
            return Err(self.wrong_state("chờ quyết định"));
        };
        super::head::in_heads_stages(stage)?;
        let kind = StepBackKind::DecisionWithdrawn { decision: decision.clone() };
        let own = own.clone();
        let state = match verification.clone() {
            Some(verification) => State::DirectReviewed { own, verification },
            None => State::MinutesReady { own },
        };
        Ok(self.stepped_back(kind, reason, by, state))
    }

    /// The HR officer finds, before the 360° of the person begins, that they are not evaluated this year (article 2.8).
    ///
    /// # Errors
    /// Without words, or when it is not the time.
    pub fn exclude(self, why: NotEvaluated, reason: &str, by: Signature) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "căn cứ không đánh giá", reason)?;
        match self.state {
            State::SelfDraft { before: None } | State::SelfSubmitted { .. } | State::PaperEntry { .. } => {
                Ok(self.stepped_back(StepBackKind::Excluded, reason, by, State::NotEvaluated { reason: why }))
            }
            _ => Err(self.wrong_state("không đánh giá")),
        }
    }

    fn stepped_back(mut self, kind: StepBackKind, reason: String, by: Signature, state: State) -> Changed<Self> {
        self.steps_back.push(StepBack { kind, reason, by });
        self.state = state;
        Changed::next(self)
    }
}
