//! Between the contract and the domain.

mod incoming;
mod outgoing;

use kernel::Refusal;
use rpc::{Actor, Role};
use scoring_domain::{Reader, ReaderRole};
use uuid::Uuid;

pub(crate) use incoming::{entries, own, record, sheet, subject};
pub(crate) use outgoing::{criteria_set, policy_pack, result, result_computed};

/// Who asks, as far as scoring's policy cares.
pub(crate) fn reader(actor: &Actor) -> Reader {
    let role = |role: Role| match role {
        Role::HigherAuthority => Some(ReaderRole::HigherAuthority),
        Role::HrOfficer => Some(ReaderRole::HrOfficer),
        Role::SnvAdmin => Some(ReaderRole::SnvAdmin),
        Role::Auditor => Some(ReaderRole::Auditor),
        Role::UnitIt | Role::MailAdmin | Role::Ops | Role::ProvinceLeader => None,
    };
    let roles = actor.grants.iter().filter_map(|grant| Some((role(grant.role)?, grant.agency))).collect();
    Reader { person: actor.person, roles }
}

/// An id in a request.
pub(crate) fn id(field: &str, text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::invalid("ID_INVALID", field, "Mã không hợp lệ; hãy mở lại trang rồi chọn lại."))
}
