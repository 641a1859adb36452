//! Accounts and what they may.

use chrono::{DateTime, Utc};
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
}

impl SystemRole {
    /// True for roles that hold in one agency only.
    pub fn is_of_an_agency(self) -> bool {
        matches!(self, Self::HrOfficer | Self::UnitIt)
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
}

impl Account {
    /// An account that waits for its first password.
    pub fn invited(person: PersonId, email: String) -> Self {
        Self { person, version: 1, email, status: Status::Invited, grants: Vec::new(), activated_at: None }
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
        if grant.role.is_of_an_agency() != grant.agency.is_some() {
            return Err(error::grant_scope(grant.role.is_of_an_agency()));
        }
        if self.grants.contains(&grant) {
            return Ok(None);
        }
        self.grants.push(grant);
        self.grants.sort();
        self.version += 1;
        Ok(Some(self))
    }
}
