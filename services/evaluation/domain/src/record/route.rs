//! Corrections of who reviews and who verifies: a wrong superior is the commonest mistake of such systems.

use std::collections::BTreeSet;

use kernel::Refusal;
use regulation::Relation;
use serde::{Deserialize, Serialize};

use super::{Record, State, required};
use crate::routing::Route;
use crate::{PersonId, Reviewer, Signature, error};
use kernel::Changed;

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
    /// Who proposed it, and when.
    pub by: Signature,
    /// With whose signature it took effect; nothing before.
    #[serde(default)]
    pub signed: Option<Signature>,
}

impl Record {
    /// The HR officer proposes to remove a reviewer, add one, or swap them, until the 360° of the person is closed.
    ///
    /// # Errors
    /// Without a reason, when nothing would change, somebody would review themself or twice, the officer would add themself, or when it
    /// is not the time.
    pub fn change_reviewer(
        self,
        remove: Option<PersonId>,
        add: Option<Reviewer>,
        reason: &str,
        by: Signature,
    ) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do thay đổi người đánh giá", reason)?;
        self.is_routable(false)?;
        if remove.is_none() && add.is_none() {
            return Err(error::nobody_to_change());
        }
        let planned = self.planned()?;
        if remove.is_some() && remove == planned.direct_head {
            return Err(error::head_is_corrected_apart());
        }
        let removed = remove.map(|person| planned.reviewer(person).ok_or_else(error::no_such_reviewer)).transpose()?;
        self.proposed(RouteChange { removed, added: add, verifies: false, reason, by, signed: None })
    }

    /// The HR officer proposes another direct head, who verifies and reviews instead of the one before, until somebody verified.
    ///
    /// # Errors
    /// Without a reason, when it is the same person, the subject or the officer, or when it is not the time.
    pub fn correct_direct_head(self, head: Reviewer, reason: &str, by: Signature) -> Result<Changed<Self>, Refusal> {
        let reason = required("reason", "lý do sửa thủ trưởng trực tiếp", reason)?;
        self.is_routable(true)?;
        let planned = self.planned()?;
        if planned.direct_head == Some(head.person) {
            return Err(error::same_head());
        }
        let removed = planned.direct_head.and_then(|before| planned.reviewer(before));
        let added = Some(Reviewer { relation: Relation::DirectHead, ..head });
        self.proposed(RouteChange { removed, added, verifies: true, reason, by, signed: None })
    }

    /// The HR officer takes back what is not signed yet; nothing when there is nothing.
    pub fn withdraw_changes(self) -> Option<Changed<Self>> {
        let waits = !self.proposed_changes.is_empty();
        waits.then(|| Changed::next(Self { proposed_changes: Vec::new(), ..self }))
    }

    /// The head signs what was proposed: it takes effect. Nothing when nothing waits, or for who is evaluated themself.
    pub fn sign_changes(self, by: &Signature) -> Option<Changed<Self>> {
        if by.person == self.subject.person || !self.awaits_signature() {
            return None;
        }
        let mut after = self.planned().ok()?;
        let signed = after.proposed_changes.drain(..).map(|change| RouteChange { signed: Some(by.clone()), ..change });
        after.route_changes.extend(signed);
        Some(Changed::next(after))
    }

    /// Whether something was proposed that can take effect still.
    pub fn awaits_signature(&self) -> bool {
        !self.proposed_changes.is_empty() && self.planned().is_ok()
    }

    fn proposed(mut self, change: RouteChange) -> Result<Changed<Self>, Refusal> {
        if change.added.as_ref().is_some_and(|added| added.person == change.by.person) {
            return Err(error::routes_oneself(if change.verifies { "person_id" } else { "add_id" }));
        }
        self.proposed_changes.push(change);
        self.planned()?;
        Ok(Changed::next(self))
    }

    /// As it will be when everything proposed is signed.
    fn planned(&self) -> Result<Self, Refusal> {
        self.proposed_changes.iter().try_fold(self.clone(), |record, change| record.with(change))
    }

    /// Reviewers are changed until the 360° is closed, the direct head until somebody verified.
    fn is_routable(&self, verifies: bool) -> Result<(), Refusal> {
        use State::{MinutesReady, SelfDraft, SelfSubmitted};
        let before = matches!(self.state, SelfDraft { .. } | SelfSubmitted { .. }) || self.is_in_review();
        let what = if verifies { "sửa thủ trưởng trực tiếp" } else { "thay đổi người đánh giá" };
        let open = before || verifies && matches!(self.state, MinutesReady { .. });
        if open { Ok(()) } else { Err(self.wrong_state(what)) }
    }

    fn with(mut self, change: &RouteChange) -> Result<Self, Refusal> {
        self.is_routable(change.verifies)?;
        let gone = if change.verifies { self.direct_head } else { change.removed.as_ref().map(|removed| removed.person) };
        self.reviewers.retain(|reviewer| Some(reviewer.person) != gone);
        let Some(added) = &change.added else { return Ok(self) };
        if added.person == self.subject.person {
            return Err(error::reviews_oneself());
        }
        if change.verifies {
            self.reviewers.retain(|reviewer| reviewer.person != added.person);
            self.direct_head = Some(added.person);
        } else if self.reviewer(added.person).is_some() {
            return Err(error::reviews_already());
        }
        self.reviewers.push(added.clone());
        Ok(self)
    }

    /// With those who follow heads that act no more: one verifies until that is done, the other decides until the year is over, and
    /// both review where nobody was asked yet. `route` is that of today's organisation.
    pub fn succeeded(self, gone: &BTreeSet<PersonId>, route: &Route) -> Option<Changed<Self>> {
        let unasked = matches!(self.state, State::SelfDraft { .. } | State::SelfSubmitted { .. }) && self.round == 1;
        let unverified = unasked || matches!(self.state, State::SelfDraft { .. } | State::In360 { .. } | State::MinutesReady { .. });
        let over = matches!(self.state, State::NotEvaluated { .. } | State::Archived { .. });
        let left = |held: Option<PersonId>| held.is_some_and(|person| gone.contains(&person));
        let direct_head = route.direct_head.filter(|_| unverified && left(self.direct_head));
        let decider = route.decider.filter(|_| !over && left(self.decider));
        if direct_head.is_none() && decider.is_none() {
            return None;
        }
        let mut after = self;
        after.direct_head = direct_head.or(after.direct_head);
        after.decider = decider.or(after.decider);
        if unasked {
            after.reviewers.retain(|reviewer| !gone.contains(&reviewer.person));
            let following = route.reviewers.iter().filter(|one| [direct_head, decider].contains(&Some(one.person)));
            for reviewer in following {
                after.reviewers.retain(|one| one.person != reviewer.person);
                after.reviewers.push(reviewer.clone());
            }
        }
        Some(Changed::next(after))
    }

    fn reviewer(&self, person: PersonId) -> Option<Reviewer> {
        self.reviewers.iter().find(|reviewer| reviewer.person == person).cloned()
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
        let proposed = before.clone().change_reviewer(Some(peer.person), Some(added.clone()), "Cùng nhà", signed(50)).unwrap().state;
        assert_eq!((&proposed.reviewers, proposed.route_changes.len()), (&before.reviewers, 0), "nobody has signed");
        assert_eq!(proposed.clone().sign_changes(&signed(before.subject.person.0.as_u128())), None, "nobody signs for themself");
        let after = proposed.sign_changes(&signed(40)).unwrap().state;
        assert_eq!(after.reviewers.len(), before.reviewers.len());
        assert!(after.reviewers.contains(&added) && !after.reviewers.contains(&peer));
        let change = &after.route_changes[0];
        assert_eq!((change.removed.as_ref(), change.added.as_ref(), change.verifies), (Some(&peer), Some(&added), false));
        assert_eq!((change.by.person, change.signed.as_ref().unwrap().person), (person(50), person(40)));
        assert!(after.proposed_changes.is_empty());
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
            (None, Some(somebody(50, Relation::Peer)), "x", "ROUTES_ONESELF"),
        ];
        for (remove, add, reason, wanted) in refusals {
            assert_eq!(record().change_reviewer(remove, add, reason, signed(50)).unwrap_err().reason, wanted);
        }
        let oneself = record().correct_direct_head(somebody(50, Relation::DirectHead), "x", signed(50)).unwrap_err();
        assert_eq!((oneself.reason, oneself.fields[0].field.as_str()), ("ROUTES_ONESELF", "person_id"));
    }

    #[test]
    fn another_direct_head_verifies_and_reviews_instead_of_the_wrong_one() {
        let before = record();
        let wrong = before.direct_head.unwrap();
        let after = before.correct_direct_head(somebody(77, Relation::DirectHead), "Nhầm phòng", signed(50)).unwrap().state;
        assert_eq!(after.direct_head, Some(wrong), "until it is signed");
        let taken_back = after.clone().withdraw_changes().unwrap().state;
        assert_eq!((taken_back.proposed_changes.len(), taken_back.withdraw_changes()), (0, None));
        let after = after.sign_changes(&signed(40)).unwrap().state;
        assert_eq!(after.direct_head, Some(person(77)));
        assert!(after.reviewers.iter().all(|reviewer| reviewer.person != wrong));
        assert_eq!(after.reviewers.iter().filter(|reviewer| reviewer.relation == Relation::DirectHead).count(), 1);
        let same = after.correct_direct_head(somebody(77, Relation::DirectHead), "Lại", signed(50)).unwrap_err();
        assert_eq!(same.reason, "SAME_DIRECT_HEAD");
    }

    #[test]
    fn a_colleague_who_becomes_direct_head_reviews_once_as_such() {
        let peer = record().reviewers.iter().find(|reviewer| reviewer.relation == Relation::Peer).unwrap().clone();
        let proposed = record().correct_direct_head(peer.clone(), "Được giao phụ trách", signed(50)).unwrap().state;
        let after = proposed.sign_changes(&signed(40)).unwrap().state;
        let sheets: Vec<_> = after.reviewers.iter().filter(|reviewer| reviewer.person == peer.person).collect();
        assert_eq!(sheets.iter().map(|reviewer| reviewer.relation).collect::<Vec<_>>(), [Relation::DirectHead]);
    }

    #[test]
    fn who_follows_a_head_takes_over_what_is_not_done_and_nothing_else() {
        let before = record();
        let (head, decider) = (before.direct_head.unwrap(), before.decider.unwrap());
        let new_head = somebody(77, Relation::DirectHead);
        let route =
            Route { reviewers: vec![new_head.clone()], direct_head: Some(person(77)), decider: Some(person(78)), ..Route::default() };
        let after = before.clone().succeeded(&BTreeSet::from([head]), &route).unwrap().state;
        assert_eq!((after.direct_head, after.decider), (Some(person(77)), Some(decider)));
        assert!(after.reviewers.contains(&new_head) && after.reviewers.iter().all(|one| one.person != head));
        let both = before.clone().succeeded(&BTreeSet::from([head, decider]), &route).unwrap().state;
        assert_eq!((both.direct_head, both.decider), (Some(person(77)), Some(person(78))));
        assert_eq!(before.clone().succeeded(&BTreeSet::from([person(999)]), &route), None, "nobody whom it names");
        assert_eq!(before.succeeded(&BTreeSet::from([head]), &Route::default()), None, "nobody follows");
    }
}
