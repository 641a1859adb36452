//! The heads' part: verification, scoring again, the decision (articles 2.5, 2.6, 5.2.c, 6.1).

use chrono::NaiveDate;
use kernel::{Exact, Points, Refusal, Version};

use super::{Decision, Record, Rescore, RescoreScope, Settled, State, Verification, required, total};
use crate::criteria::CriteriaSet;
use crate::pack::Policy;
use crate::period::Stage;
use crate::sheet::Sheet;
use crate::{DecisionId, Signature, error};
use kernel::Changed;

/// What a direct head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opinion {
    /// Part III of the form.
    pub comment: String,
    /// Another total than the computed one.
    pub proposed_total: Option<Points>,
    /// Why; with `proposed_total` only.
    pub reason: String,
}

/// What a decider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Part IV of the form.
    pub comment: String,
    /// Another total than the computed one.
    pub decided_total: Option<Points>,
    /// Why; with `decided_total` only.
    pub reason: String,
    /// Criteria whose zero the head confirms.
    pub confirmed_zero: Vec<String>,
}

impl Record {
    /// Whether this is what was read; 0 asks for no such care.
    ///
    /// # Errors
    /// `CHANGED_MEANWHILE`: what somebody has not seen is not written over or decided on.
    pub fn is_still(&self, read: Version) -> Result<(), Refusal> {
        if read == 0 || read == self.version { Ok(()) } else { Err(error::record_changed()) }
    }

    /// The direct head verifies, or says something else before the decision. The same words again change nothing. `scored` is the
    /// total that scoring computed, if it could.
    ///
    /// # Errors
    /// Without a comment, with a total far from the computed one and no reason, or when it is not the time.
    pub fn verify(
        self,
        opinion: Opinion,
        by: Signature,
        scored: Option<Points>,
        policy: &Policy,
        stage: Stage,
    ) -> Result<Option<Changed<Self>>, Refusal> {
        let comment = required("comment", "nhận xét của lãnh đạo trực tiếp", &opinion.comment)?;
        let proposed_total = total("proposed_total", opinion.proposed_total)?;
        let reason = match proposed_total {
            Some(proposed) => policy.reason_for_proposal(proposed, scored, &opinion.reason)?,
            None if opinion.reason.trim().is_empty() => String::new(),
            None => return Err(error::reason_without_proposal()),
        };
        let verification = Verification { comment, proposed_total, reason, by };
        match &self.state {
            State::DirectReviewed { verification: done, .. } if done.says(&verification) => Ok(None),
            State::MinutesReady { own } | State::DirectReviewed { own, .. } => {
                in_heads_stages(stage)?;
                let state = State::DirectReviewed { own: own.clone(), verification };
                Ok(Some(Changed::next(Self { state, ..self })))
            }
            _ => Err(self.wrong_state("đã thẩm định")),
        }
    }

    /// The direct head, or the decider after verification, asks to score again (article 6.1; at most the pack's rounds), until
    /// the end of `due_on`.
    ///
    /// # Errors
    /// Without a reason, without rounds left, or when it is not the time.
    pub fn ask_rescore(
        self,
        (scope, due_on): (RescoreScope, NaiveDate),
        reason: &str,
        by: Signature,
        earlier: &[Sheet],
        policy: &Policy,
        stage: Stage,
    ) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do đề nghị chấm lại", reason)?;
        let own = match &self.state {
            State::MinutesReady { own } | State::DirectReviewed { own, .. } => own.clone(),
            _ => return Err(self.wrong_state("chấm lại")),
        };
        in_heads_stages(stage)?;
        if self.rescores.len() >= usize::try_from(policy.rescore.max_rounds).unwrap_or(usize::MAX) {
            return Err(error::rounds_used(policy.rescore.max_rounds));
        }
        let allowed = match policy.rescore.scope.as_str() {
            "self" => scope == RescoreScope::OwnScore,
            "reviewers" => scope == RescoreScope::Reviewers,
            "both" => scope == RescoreScope::Both,
            _ => true,
        };
        if !allowed {
            return Err(error::scope_not_of_pack());
        }
        let mut after = self;
        after.round += 1;
        if scope == RescoreScope::Reviewers && after.asked(earlier).is_empty() {
            return Err(error::nobody_to_ask());
        }
        after.rescores.push(Rescore { round: after.round, scope, reason, by, due_on: Some(due_on) });
        after.state = match scope {
            RescoreScope::OwnScore | RescoreScope::Both => State::SelfDraft { before: Some(own) },
            RescoreScope::Reviewers => State::In360 { own, closing: None },
        };
        Ok(Changed::next(after))
    }

    /// The decider's final word (article 2.6). `scored` is the total that scoring computed, if it could. Where nobody
    /// verifies, the decision follows the minutes directly. The same ruling again changes nothing.
    ///
    /// # Errors
    /// Without a comment, with another total but no reason, or when it is not the time.
    pub fn decide(
        self,
        id: DecisionId,
        ruling: Ruling,
        by: Signature,
        criteria: &CriteriaSet,
        scored: Option<Points>,
        stage: Stage,
    ) -> Result<Option<Changed<Self>>, Refusal> {
        let ruling = check(ruling, criteria)?;
        let (own, verification) = match &self.state {
            State::DirectReviewed { own, verification } => (own.clone(), Some(verification.clone())),
            State::MinutesReady { own } if self.direct_head.is_none() => (own.clone(), None),
            State::Decided { settled: Settled::Online { decision, .. } } if decision.says(&ruling) && decision.by.person == by.person => {
                return Ok(None);
            }
            _ => return Err(self.wrong_state("đã quyết định")),
        };
        // Who verified and decides in one person need not wait until everybody else has verified.
        if stage != Stage::Decision && !(stage == Stage::DirectReview && self.verifier_decides()) {
            return Err(error::not_at_this_stage(stage));
        }
        // Nobody gave an opinion: a missing part is never zero, so only the decider can say the total (article 6.1).
        if scored.is_none() && ruling.decided_total.is_none() {
            return Err(error::total_needed());
        }
        let Ruling { comment, decided_total, reason, confirmed_zero } = ruling;
        let decision = Decision { id, comment, decided_total, reason, confirmed_zero, by };
        let state = State::Decided { settled: Settled::Online { own, verification, decision } };
        Ok(Some(Changed::next(Self { state, ..self })))
    }
}

impl Policy {
    /// The reason for a proposed total: needed where it lies further from the computed one than the pack lets pass (article 2.5).
    fn reason_for_proposal(&self, proposed: Points, scored: Option<Points>, reason: &str) -> Result<String, Refusal> {
        let far = |scored: &Points, most: &Exact| (&Exact::from(proposed) - &Exact::from(*scored)).abs() > *most;
        let far_from = scored.filter(|scored| self.decide.proposal_reason_over.as_ref().is_some_and(|most| far(scored, most)));
        match (far_from, reason.trim().is_empty()) {
            (Some(scored), true) => Err(error::proposal_far(proposed, scored)),
            (None, true) => Ok(String::new()),
            (_, false) => required("reason", "lý do đề nghị tổng điểm khác", reason),
        }
    }
}

impl Verification {
    /// The same words of the same person.
    fn says(&self, other: &Self) -> bool {
        Self { by: other.by.clone(), ..self.clone() } == *other && self.by.person == other.by.person
    }
}

impl Decision {
    fn says(&self, ruling: &Ruling) -> bool {
        self.comment == ruling.comment
            && self.decided_total == ruling.decided_total
            && self.reason == ruling.reason
            && self.confirmed_zero == ruling.confirmed_zero
    }
}

pub(super) fn check(ruling: Ruling, criteria: &CriteriaSet) -> Result<Ruling, Refusal> {
    let comment = required("comment", "nhận xét ưu, nhược điểm", &ruling.comment)?;
    let decided_total = total("decided_total", ruling.decided_total)?;
    let reason = match decided_total {
        Some(_) => required("reason", "lý do quyết định tổng điểm khác điểm tính", &ruling.reason)?,
        None if ruling.reason.trim().is_empty() => String::new(),
        None => return Err(error::reason_without_total()),
    };
    let unknown = ruling.confirmed_zero.iter().find(|code| criteria.criteria.iter().all(|criterion| criterion.code != **code));
    if let Some(code) = unknown {
        return Err(error::zero_not_in_set(code));
    }
    Ok(Ruling { comment, decided_total, reason, confirmed_zero: ruling.confirmed_zero })
}

pub(super) fn in_heads_stages(stage: Stage) -> Result<(), Refusal> {
    match stage {
        Stage::DirectReview | Stage::Decision => Ok(()),
        Stage::Published | Stage::Appeal | Stage::Archived => Err(error::period_over()),
        _ => Err(error::not_at_this_stage(stage)),
    }
}
