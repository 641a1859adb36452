//! Who may do what with whose work. One's own work is written by nobody else: commands take the person from the token.

use kernel::{Reading, Refusal};

use crate::{Handover, Person, PersonId, error};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See lists, logs and summaries.
    Read,
    /// Approve or return.
    Decide,
}

/// What somebody is to the person whose work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tie {
    Owner,
    Approver,
    AgencyHead,
    Stranger,
}

fn tie(actor: PersonId, owner: &Person) -> Tie {
    if actor == owner.id {
        return Tie::Owner;
    }
    if owner.approver() == Some(actor) {
        return Tie::Approver;
    }
    if owner.agency_head == Some(actor) { Tie::AgencyHead } else { Tie::Stranger }
}

/// Whether `actor` may do it with the work of `owner`.
///
/// # Errors
/// `NOT_FOUND` for those who may not even know of it, otherwise `OWN_WORK` or `NOT_DIRECT_HEAD`.
pub fn may(actor: PersonId, action: Action, owner: &Person) -> Result<(), Refusal> {
    match (action, tie(actor, owner)) {
        (Action::Read, Tie::Owner | Tie::Approver | Tie::AgencyHead) => Ok(()),
        (Action::Decide, Tie::Approver) => Ok(()),
        (Action::Decide, Tie::Owner) => Err(error::own_work()),
        (Action::Decide, Tie::AgencyHead) => Err(error::not_direct_head()),
        (Action::Read | Action::Decide, Tie::Stranger) => Err(error::not_found()),
    }
}

/// Whether `actor` may read the work of `owner`; `officer` is an HR officer or auditor of the owner's agency.
///
/// # Errors
/// `NOT_FOUND` for those who may not even know of it.
pub fn may_read(actor: PersonId, officer: bool, owner: &Person) -> Result<(), Refusal> {
    if officer { Ok(()) } else { may(actor, Action::Read, owner) }
}

/// How somebody who may read the work of `owner` reads it: as a head it is their part, or else by office; an `auditor` says why.
pub fn reading(actor: PersonId, auditor: bool, owner: &Person) -> Reading {
    match tie(actor, owner) {
        Tie::Owner | Tie::Approver | Tie::AgencyHead => Reading::OwnPart,
        Tie::Stranger if auditor => Reading::WithReason,
        Tie::Stranger => Reading::ByOffice,
    }
}

/// Whether `actor` may remind `owner`: whoever approves, the agency head, and the officer of the agency.
///
/// # Errors
/// `NOT_FOUND` for everybody else, and for oneself.
pub fn may_remind(actor: PersonId, officer: bool, owner: &Person) -> Result<(), Refusal> {
    match tie(actor, owner) {
        Tie::Approver | Tie::AgencyHead => Ok(()),
        Tie::Stranger if officer => Ok(()),
        Tie::Owner | Tie::Stranger => Err(error::not_found()),
    }
}

/// What may be done with a handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Name who takes over: the heads whom the giver had, and the officer of the agency.
    NameReceiver,
    /// Confirm as who hands over.
    Give,
    /// Confirm as who takes over.
    Receive,
    /// Send back as who takes over.
    Return,
}

/// Whether `actor` may do it with a handover; `officer` is an HR officer of its agency.
///
/// # Errors
/// `NOT_FOUND` for those who may not even know of it, otherwise `HANDOVER_NOT_YOURS`.
pub fn may_with_handover(actor: PersonId, officer: bool, deed: Deed, handover: &Handover) -> Result<(), Refusal> {
    let allowed = match deed {
        Deed::NameReceiver => handover.is_head(actor) || officer,
        Deed::Give => actor == handover.giver,
        Deed::Receive | Deed::Return => handover.receiver == Some(actor),
    };
    if allowed {
        return Ok(());
    }
    may_read_handover(actor, officer, handover)?;
    Err(error::handover_not_yours())
}

/// Whether `actor` may read a handover; `officer` is an HR officer or auditor of its agency.
///
/// # Errors
/// `NOT_FOUND` for those who may not even know of it.
pub fn may_read_handover(actor: PersonId, officer: bool, handover: &Handover) -> Result<(), Refusal> {
    if officer || is_part_of(actor, handover) { Ok(()) } else { Err(error::handover_not_found()) }
}

/// How somebody who may read a handover reads it: as one of its sides or a head, or else by office; an `auditor` says why.
pub fn reading_handover(actor: PersonId, auditor: bool, handover: &Handover) -> Reading {
    match (is_part_of(actor, handover), auditor) {
        (true, _) => Reading::OwnPart,
        (false, true) => Reading::WithReason,
        (false, false) => Reading::ByOffice,
    }
}

fn is_part_of(actor: PersonId, handover: &Handover) -> bool {
    handover.giver == actor || handover.receiver == Some(actor) || handover.is_head(actor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const PERSON: u128 = 1;
    const DIRECT: u128 = 2;
    const AGENCY: u128 = 3;
    const OTHER: u128 = 4;

    fn id(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn person(direct: Option<u128>, agency: Option<u128>) -> Person {
        let (full_name, title) = ("Trần Thị Hoa".to_owned(), "Chuyên viên".to_owned());
        Person {
            id: id(PERSON),
            full_name,
            title,
            direct_head: direct.map(id),
            agency_head: agency.map(id),
            leads_agency: false,
            head_outside: false,
            unit: None,
            agency: None,
            post: None,
            last_on: None,
        }
    }

    #[test]
    fn the_table() {
        let owner = person(Some(DIRECT), Some(AGENCY));
        for (actor, action, reason) in [
            (PERSON, Action::Read, None),
            (DIRECT, Action::Read, None),
            (AGENCY, Action::Read, None),
            (OTHER, Action::Read, Some("NOT_FOUND")),
            (PERSON, Action::Decide, Some("OWN_WORK")),
            (DIRECT, Action::Decide, None),
            (AGENCY, Action::Decide, Some("NOT_DIRECT_HEAD")),
            (OTHER, Action::Decide, Some("NOT_FOUND")),
        ] {
            let verdict = may(id(actor), action, &owner);
            assert_eq!(verdict.err().map(|refusal| refusal.reason), reason, "{actor} {action:?}");
        }
    }

    #[test]
    fn the_agency_head_decides_while_the_direct_head_is_vacant() {
        let owner = person(None, Some(AGENCY));
        assert_eq!(may(id(AGENCY), Action::Decide, &owner), Ok(()));
    }

    #[test]
    fn nobody_decides_on_their_own_work_whatever_the_staff_list_says() {
        let owner = person(Some(PERSON), None);
        assert_eq!(may(id(PERSON), Action::Decide, &owner).unwrap_err().reason, "OWN_WORK");
        assert!(!owner.has_no_superior());
        let led = person(Some(PERSON), Some(AGENCY));
        assert_eq!(may(id(AGENCY), Action::Decide, &led), Ok(()), "the agency head does");
    }
}
