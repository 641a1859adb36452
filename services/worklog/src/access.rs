//! Rights that come from an office instead of a post.

use rpc::{Actor, Role};
use worklog_domain::Person;

/// Who reads everything of an agency by office (section 4.2 of the handbook).
pub(crate) const READERS: [Role; 2] = [Role::HrOfficer, Role::Auditor];

/// Whether the actor holds one of the roles for the agency of that person.
pub(crate) fn holds(actor: &Actor, roles: &[Role], owner: &Person) -> bool {
    roles.iter().any(|role| owner.agency.map_or_else(|| actor.holds(*role), |agency| actor.holds_in(*role, agency.into())))
}
