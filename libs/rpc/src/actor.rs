//! Who is acting.

use kernel::Reach;
use serde::{Deserialize, Serialize};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::problem;

/// Rights beside those that posts give (section 4.2 of the handbook).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Decides on agency heads.
    HigherAuthority,
    /// People, paper entries and reports of one agency; never scores.
    HrOfficer,
    /// First-line help of one agency; no content.
    UnitIt,
    /// Sở Nội vụ: criteria sets, periods, accounts, province-wide reports.
    SnvAdmin,
    /// Supplies the official e-mail list.
    MailAdmin,
    /// Servers; nothing personal.
    Ops,
    /// Aggregated reports, results of heads.
    ProvinceLeader,
    /// Reads, with a logged reason.
    Auditor,
    /// Decides on cadres of the Party and of unions in communes.
    PartyAuthority,
}

/// A role and where it holds: in one agency, or everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The agency; `None` is the whole province.
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
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none())
    }

    /// Holds the role in this agency, or for the whole province.
    pub fn holds_in(&self, role: Role, agency: Uuid) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.agency.is_none_or(|scope| scope == agency))
    }

    /// For whom they act at present.
    pub fn reach(&self) -> Reach {
        let everywhere = self.holds(Role::HigherAuthority) || self.holds(Role::PartyAuthority);
        Reach { everywhere, agencies: self.serves.iter().copied().collect() }
    }

    /// The actor that the server's door attached to the request.
    ///
    /// # Errors
    /// Unauthenticated when the method is a public one or the door is missing.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        request.extensions().get::<Self>().cloned().ok_or_else(|| problem::status(&problem::unauthenticated()))
    }
}
