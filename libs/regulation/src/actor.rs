//! Who asks.

use kernel::Reach;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SystemRole;

/// A role and where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: SystemRole,
    /// The agency; none for the whole province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<Uuid>,
}

/// The signed-in person behind a call, as identity vouched for them less than a minute ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: Uuid,
    /// Their system roles.
    pub grants: Vec<Grant>,
    /// Agencies for which they act at present: of their posts and of their authority, and those right below these.
    pub serves: Vec<Uuid>,
    /// The session that the token was issued for.
    pub session: Uuid,
}

impl Actor {
    /// Holds the role for the whole province.
    pub fn holds(&self, role: SystemRole) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none())
    }

    /// Holds the role in this agency, or for the whole province.
    pub fn holds_in(&self, role: SystemRole, agency: Uuid) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none_or(|scope| scope == agency))
    }

    /// Holds the role somewhere.
    pub fn holds_somewhere(&self, role: SystemRole) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Where they hold one of these roles; none is the whole province.
    pub fn scopes(&self, roles: &[SystemRole]) -> Vec<Option<Uuid>> {
        self.grants.iter().filter(|grant| roles.contains(&grant.role)).map(|grant| grant.agency).collect()
    }

    /// For whom they act at present.
    pub fn reach(&self) -> Reach {
        let everywhere = self.holds(SystemRole::HigherAuthority) || self.holds(SystemRole::PartyAuthority);
        Reach { everywhere, agencies: self.serves.iter().copied().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_of_the_province_holds_in_every_agency_and_one_of_an_agency_only_there() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let officer = |agency| Actor {
            person: Uuid::nil(),
            grants: vec![Grant { role: SystemRole::HrOfficer, agency }],
            serves: Vec::new(),
            session: Uuid::nil(),
        };
        let held = |actor: Actor, at| (actor.holds(SystemRole::HrOfficer), actor.holds_in(SystemRole::HrOfficer, at));
        assert_eq!(held(officer(None), other), (true, true));
        assert_eq!(held(officer(Some(one)), one), (false, true));
        assert_eq!(held(officer(Some(one)), other), (false, false));
        assert!(officer(Some(one)).holds_somewhere(SystemRole::HrOfficer) && !officer(None).holds_somewhere(SystemRole::Auditor));
    }
}
