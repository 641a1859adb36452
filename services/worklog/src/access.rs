//! Rights that come from an office or a delegation instead of a post.

use regulation::{Actor, SystemRole};
use worklog_domain::{Handover, Person, PersonId};

/// Somebody, and the heads who are away and for whom they approve today.
pub(crate) struct Hand {
    pub person: PersonId,
    pub heads: Vec<PersonId>,
}

impl Hand {
    /// Whom to ask the rules about with the work of `owner`: the head for whom one approves it, or else oneself. Nobody
    /// approves their own work, whoever delegates to them.
    pub fn with(&self, owner: &Person) -> PersonId {
        let for_head = owner.approver().filter(|head| self.heads.contains(head) && owner.id != self.person);
        for_head.unwrap_or(self.person)
    }

    /// Oneself and the heads for whom one approves.
    pub fn approvers(&self) -> Vec<PersonId> {
        self.heads.iter().copied().chain([self.person]).collect()
    }
}

/// Who reads everything of an agency by office (section 4.2 of the handbook).
pub(crate) const READERS: [SystemRole; 2] = [SystemRole::HrOfficer, SystemRole::Auditor];

/// Whether the actor holds one of the roles for the agency of that person.
pub(crate) fn holds(actor: &Actor, roles: &[SystemRole], owner: &Person) -> bool {
    roles.iter().any(|role| owner.agency.map_or_else(|| actor.holds(*role), |agency| actor.holds_in(*role, agency.into())))
}

/// Whether the actor holds one of the roles for the agency of a handover.
pub(crate) fn holds_over(actor: &Actor, roles: &[SystemRole], handover: &Handover) -> bool {
    roles.iter().any(|role| handover.agency.map_or_else(|| actor.holds(*role), |agency| actor.holds_in(*role, agency.into())))
}
