//! Accounts and what they may.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Refusal, Version};
use serde::{Deserialize, Serialize};

use crate::{PersonId, UnitId, error};

/// Rights beside those that posts give (section 4.2 of the handbook).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "explained in the contract")]
pub enum SystemRole {
    HigherAuthority,
    HrOfficer,
    UnitIt,
    SnvAdmin,
    MailAdmin,
    Ops,
    ProvinceLeader,
    Auditor,
    PartyAuthority,
}

impl SystemRole {
    /// True when nobody may hold `other` beside this role: who runs the servers sees no content, and who audits changes
    /// none (separation of duties, section 4.2 of the handbook).
    pub fn excludes(self, other: Self) -> bool {
        matches!(self, Self::Ops | Self::Auditor) && self != other
    }

    /// True for roles that hold in one agency only.
    pub fn is_of_an_agency(self) -> bool {
        matches!(self, Self::HrOfficer | Self::UnitIt)
    }

    /// True for roles that hold in one agency or everywhere: authorities above agencies.
    pub fn is_of_a_scope(self) -> bool {
        matches!(self, Self::HigherAuthority | Self::PartyAuthority)
    }
}

/// A system role and where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: SystemRole,
    /// The agency; none for the whole province.
    pub agency: Option<UnitId>,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Has no password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Cannot.
    Disabled,
}

/// A login, without its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Whose.
    pub person: PersonId,
    /// How often it changed.
    pub version: Version,
    /// The login.
    pub email: String,
    /// Whether it can be used.
    pub status: Status,
    /// System roles, sorted.
    pub grants: Vec<Grant>,
    /// When the password was first set.
    pub activated_at: Option<DateTime<Utc>>,
    /// When the login was last renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_at: Option<DateTime<Utc>>,
}

impl Account {
    /// An account that waits for its first password.
    pub fn invited(person: PersonId, email: String) -> Self {
        Self { person, version: 1, email, status: Status::Invited, grants: Vec::new(), activated_at: None, renamed_at: None }
    }

    /// After the first password was set.
    ///
    /// # Errors
    /// When the account is not waiting for one.
    pub fn activated(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        if self.status != Status::Invited {
            return Err(error::invitation_over());
        }
        Ok(Self { status: Status::Active, activated_at: Some(now), version: self.version + 1, ..self })
    }

    /// With one more role; `None` when it has the role already.
    ///
    /// # Errors
    /// When the role needs an agency, or must not have one.
    pub fn granted(mut self, grant: Grant) -> Result<Option<Self>, Refusal> {
        if !grant.role.is_of_a_scope() && grant.role.is_of_an_agency() != grant.agency.is_some() {
            return Err(error::grant_scope(grant.role.is_of_an_agency()));
        }
        if self.grants.contains(&grant) {
            return Ok(None);
        }
        if self.grants.iter().any(|held| held.role.excludes(grant.role) || grant.role.excludes(held.role)) {
            return Err(error::roles_exclude());
        }
        self.grants.push(grant);
        self.grants.sort();
        self.version += 1;
        Ok(Some(self))
    }

    /// With one role less; `None` when it did not have it.
    pub fn revoked(mut self, grant: Grant) -> Option<Self> {
        let place = self.grants.iter().position(|held| *held == grant)?;
        self.grants.remove(place);
        self.version += 1;
        Some(self)
    }

    /// Closed; `None` when it is already.
    pub fn disabled(self) -> Option<Self> {
        (self.status != Status::Disabled).then(|| Self { status: Status::Disabled, version: self.version + 1, ..self })
    }

    /// Open again, as far as it was before; `None` when it is open.
    pub fn enabled(self) -> Option<Self> {
        let status = if self.activated_at.is_some() { Status::Active } else { Status::Invited };
        (self.status == Status::Disabled).then(|| Self { status, version: self.version + 1, ..self })
    }

    /// With another login.
    pub fn renamed(self, email: String, now: DateTime<Utc>) -> Self {
        Self { email, renamed_at: Some(now), version: self.version + 1, ..self }
    }

    /// From when on a link to choose another password may go to the login: whoever renames it to a mailbox of their own gives the
    /// person so many days to object.
    pub fn links_from(&self, days_after_rename: i64) -> Option<DateTime<Utc>> {
        self.renamed_at.map(|renamed| renamed + TimeDelta::days(days_after_rename))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account() -> Account {
        Account::invited(PersonId(Uuid::from_u128(1)), "an@quangtri.gov.vn".to_owned())
    }

    fn grant(role: SystemRole) -> Grant {
        Grant { role, agency: role.is_of_an_agency().then(|| UnitId(Uuid::from_u128(7))) }
    }

    #[test]
    fn who_runs_the_servers_or_audits_does_nothing_else() {
        for (held, other, allowed) in [
            (SystemRole::Ops, SystemRole::SnvAdmin, false),
            (SystemRole::HrOfficer, SystemRole::Ops, false),
            (SystemRole::Auditor, SystemRole::UnitIt, false),
            (SystemRole::HrOfficer, SystemRole::UnitIt, true),
            (SystemRole::SnvAdmin, SystemRole::MailAdmin, true),
        ] {
            let given = account().granted(grant(held)).unwrap().unwrap().granted(grant(other));
            assert_eq!(given.is_ok(), allowed, "{held:?} and {other:?}");
        }
    }

    #[test]
    fn an_account_opens_again_as_far_as_it_had_come() {
        let closed = account().disabled().unwrap();
        assert_eq!(closed.clone().disabled(), None);
        assert_eq!(closed.enabled().unwrap().status, Status::Invited);
        let active = account().activated(DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(active.clone().enabled(), None);
        assert_eq!(active.disabled().unwrap().enabled().unwrap().status, Status::Active);
    }

    #[test]
    fn a_role_that_is_not_held_cannot_be_taken() {
        let held = account().granted(grant(SystemRole::HrOfficer)).unwrap().unwrap();
        assert_eq!(held.clone().revoked(grant(SystemRole::UnitIt)), None);
        assert_eq!(held.revoked(grant(SystemRole::HrOfficer)).unwrap().grants, []);
    }
}
