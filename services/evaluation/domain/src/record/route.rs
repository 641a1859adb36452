//! Corrections of who reviews and who verifies: a wrong superior is the commonest mistake of such systems.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

use super::{Record, State, required};
use crate::changed::Changed;
use crate::{PersonId, Relation, Reviewer, Signature, error};

/// One correction; it stays with the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteChange {
    /// Who reviews no longer.
    pub removed: Option<Reviewer>,
    /// Who reviews instead, or as well.
    pub added: Option<Reviewer>,
    /// Whether the one who was added now verifies.
    pub verifies: bool,
    /// Why.
    pub reason: String,
    /// Who, and when.
    pub by: Signature,
}

impl Record {
    /// The HR officer removes a reviewer, adds one, or swaps them, until the 360° of the person is closed.
    ///
    /// # Errors
    /// Without a reason, when nothing would change, somebody would review themself or twice, or when it is not the time.
    pub fn change_reviewer(
        self,
        remove: Option<PersonId>,
        add: Option<Reviewer>,
        reason: &str,
        by: Signature,
    ) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do thay đổi người đánh giá", reason)?;
        if !matches!(self.state, State::SelfDraft { .. } | State::SelfSubmitted { .. } | State::In360 { closing: None, .. }) {
            return Err(self.wrong_state("thay đổi người đánh giá"));
        }
        if remove.is_none() && add.is_none() {
            return Err(error::nobody_to_change());
        }
        if remove.is_some() && remove == self.direct_head {
            return Err(error::head_is_corrected_apart());
        }
        let removed = remove.map(|person| self.reviewer(person).ok_or_else(error::no_such_reviewer)).transpose()?;
        let mut after = self;
        after.reviewers.retain(|reviewer| Some(reviewer.person) != remove);
        after.add(add.as_ref())?;
        after.route_changes.push(RouteChange { removed, added: add, verifies: false, reason, by });
        Ok(Changed::next(after))
    }

    /// The HR officer names another direct head, who verifies and reviews instead of the one before, until somebody verified.
    ///
    /// # Errors
    /// Without a reason, when it is the same person or the subject, or when it is not the time.
    pub fn correct_direct_head(self, head: Reviewer, reason: &str, by: Signature) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do sửa thủ trưởng trực tiếp", reason)?;
        let open = matches!(self.state, State::SelfDraft { .. } | State::SelfSubmitted { .. } | State::MinutesReady { .. });
        if !open && !self.is_in_review() {
            return Err(self.wrong_state("sửa thủ trưởng trực tiếp"));
        }
        if self.direct_head == Some(head.person) {
            return Err(error::same_head());
        }
        let removed = self.direct_head.and_then(|before| self.reviewer(before));
        let mut after = self;
        let before = after.direct_head;
        after.reviewers.retain(|reviewer| Some(reviewer.person) != before && reviewer.person != head.person);
        after.add(Some(&Reviewer { relation: Relation::DirectHead, ..head.clone() }))?;
        after.direct_head = Some(head.person);
        after.route_changes.push(RouteChange { removed, added: Some(head), verifies: true, reason, by });
        Ok(Changed::next(after))
    }

    fn reviewer(&self, person: PersonId) -> Option<Reviewer> {
        self.reviewers.iter().find(|reviewer| reviewer.person == person).cloned()
    }

    fn add(&mut self, reviewer: Option<&Reviewer>) -> Result<(), Refusal> {
        let Some(reviewer) = reviewer else { return Ok(()) };
        if reviewer.person == self.subject.person {
            return Err(error::reviews_oneself());
        }
        if self.reviewer(reviewer.person).is_some() {
            return Err(error::reviews_already());
        }
        self.reviewers.push(reviewer.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{person, record, signed};

    fn somebody(number: u128, relation: Relation) -> Reviewer {
        Reviewer { person: person(number), full_name: format!("Người {number}"), relation }
    }

    #[test]
    fn a_reviewer_is_swapped_with_a_reason_and_both_are_kept_in_the_history() {
        let before = record();
        let peer = before.reviewers.iter().find(|reviewer| reviewer.relation == Relation::Peer).unwrap().clone();
        let added = somebody(77, Relation::Peer);
        let after = before.clone().change_reviewer(Some(peer.person), Some(added.clone()), "Cùng nhà", signed(50)).unwrap().state;
        assert_eq!(after.reviewers.len(), before.reviewers.len());
        assert!(after.reviewers.contains(&added) && !after.reviewers.contains(&peer));
        let change = &after.route_changes[0];
        assert_eq!((change.removed.as_ref(), change.added.as_ref(), change.verifies), (Some(&peer), Some(&added), false));
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let (me, head) = (record().subject.person, record().direct_head.unwrap());
        let known = record().reviewers[0].clone();
        let refusals = [
            (None, None, "x", "NOBODY_TO_CHANGE"),
            (Some(person(999)), None, "x", "REVIEWER_UNKNOWN"),
            (Some(head), None, "x", "DIRECT_HEAD_APART"),
            (None, Some(Reviewer { person: me, ..somebody(0, Relation::Peer) }), "x", "REVIEWS_ONESELF"),
            (None, Some(known), "x", "REVIEWS_ALREADY"),
            (None, Some(somebody(77, Relation::Peer)), " ", "TEXT_MISSING"),
        ];
        for (remove, add, reason, wanted) in refusals {
            assert_eq!(record().change_reviewer(remove, add, reason, signed(50)).unwrap_err().reason, wanted);
        }
    }

    #[test]
    fn another_direct_head_verifies_and_reviews_instead_of_the_wrong_one() {
        let before = record();
        let wrong = before.direct_head.unwrap();
        let after = before.correct_direct_head(somebody(77, Relation::DirectHead), "Nhầm phòng", signed(50)).unwrap().state;
        assert_eq!(after.direct_head, Some(person(77)));
        assert!(after.reviewers.iter().all(|reviewer| reviewer.person != wrong));
        assert_eq!(after.reviewers.iter().filter(|reviewer| reviewer.relation == Relation::DirectHead).count(), 1);
        let same = after.correct_direct_head(somebody(77, Relation::DirectHead), "Lại", signed(50)).unwrap_err();
        assert_eq!(same.reason, "SAME_DIRECT_HEAD");
    }

    #[test]
    fn a_colleague_who_becomes_direct_head_reviews_once_as_such() {
        let peer = record().reviewers.iter().find(|reviewer| reviewer.relation == Relation::Peer).unwrap().clone();
        let after = record().correct_direct_head(peer.clone(), "Được giao phụ trách", signed(50)).unwrap().state;
        let sheets: Vec<_> = after.reviewers.iter().filter(|reviewer| reviewer.person == peer.person).collect();
        assert_eq!(sheets.iter().map(|reviewer| reviewer.relation).collect::<Vec<_>>(), [Relation::DirectHead]);
    }
}
