//! May this actor do this?

use kernel::Refusal;

use crate::{Account, Grant, PersonId, SystemRole, UnitId, error};

/// Who is acting, as far as the rules here care.
#[derive(Clone, Debug)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// Their system roles.
    pub grants: Vec<Grant>,
}

impl Who {
    pub(crate) fn holds(&self, role: SystemRole) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    pub(crate) fn holds_in(&self, role: SystemRole, agency: UnitId) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none_or(|scope| scope == agency))
    }

    /// Takes staff lists of every agency, moves people between agencies and names their duties.
    pub fn takes_every_list(&self) -> bool {
        self.holds(SystemRole::SnvAdmin)
    }

    /// Sees people of every agency.
    pub fn sees_everybody(&self) -> bool {
        [SystemRole::SnvAdmin, SystemRole::HigherAuthority, SystemRole::ProvinceLeader, SystemRole::Auditor]
            .into_iter()
            .any(|role| self.holds(role))
    }
}

/// Takes the staff list of `agency`: Sở Nội vụ, or its own HR officer when the agency is known already.
///
/// # Errors
/// For everybody else.
pub fn may_import(who: &Who, agency: Option<UnitId>) -> Result<(), Refusal> {
    let own = agency.is_some_and(|agency| who.holds_in(SystemRole::HrOfficer, agency));
    if who.takes_every_list() || own { Ok(()) } else { Err(error::import_refused()) }
}

/// Gives a role: Sở Nội vụ, to somebody else (ID-5).
///
/// # Errors
/// For everybody else.
pub fn may_grant(who: &Who, to: &Account) -> Result<(), Refusal> {
    if who.holds(SystemRole::SnvAdmin) && who.person != to.person { Ok(()) } else { Err(error::grant_refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn who(person: u128, role: SystemRole, agency: Option<u128>) -> Who {
        Who {
            person: PersonId(Uuid::from_u128(person)),
            grants: vec![Grant { role, agency: agency.map(|id| UnitId(Uuid::from_u128(id))) }],
        }
    }

    #[test]
    fn staff_lists_come_from_so_noi_vu_or_the_own_hr_officer() {
        let (own, other) = (UnitId(Uuid::from_u128(7)), UnitId(Uuid::from_u128(8)));
        assert!(may_import(&who(1, SystemRole::SnvAdmin, None), None).is_ok());
        let hr = who(1, SystemRole::HrOfficer, Some(7));
        assert!(may_import(&hr, Some(own)).is_ok());
        assert!(may_import(&hr, Some(other)).is_err());
        assert!(may_import(&hr, None).is_err(), "a new agency");
        assert!(may_import(&who(1, SystemRole::Ops, None), Some(own)).is_err());
    }

    #[test]
    fn nobody_gives_a_role_to_themself() {
        let account = Account::invited(PersonId(Uuid::from_u128(1)), String::new());
        assert!(may_grant(&who(2, SystemRole::SnvAdmin, None), &account).is_ok());
        assert!(may_grant(&who(1, SystemRole::SnvAdmin, None), &account).is_err());
        assert!(may_grant(&who(2, SystemRole::HrOfficer, None), &account).is_err());
    }
}
