//! Between the contract and the domain.

mod declared;
mod incoming;
mod outgoing;
mod oversight;
mod published;
mod spans;

use chrono::{DateTime, Utc};
use kernel::Refusal;
use proto::scoring::v1::ReadAbout;
use rpc::{Actor, Role};
use scoring_domain::{Reader, ReaderRole};
use uuid::Uuid;

pub(crate) use declared::{Where, earlier_class, fact, fact_content, past_year, quota_count, quota_exception};
pub(crate) use incoming::{agencies, entries, group, heads, own, record, sheet, subject, uuid};
pub(crate) use outgoing::{result, result_computed};
pub(crate) use oversight::{Tally, change, tally};
pub(crate) use published::{
    criteria_set, difference, draft, draft_set, group_law, guidance, policy_pack, policy_pack_in, policy_pack_told, shipped_law,
};

pub(crate) use spans::{Year, span_year};

/// Who asks, as far as scoring's policy cares.
pub(crate) fn reader(actor: &Actor) -> Reader {
    let role = |role: Role| match role {
        Role::HigherAuthority => Some(ReaderRole::HigherAuthority),
        Role::HrOfficer => Some(ReaderRole::HrOfficer),
        Role::SnvAdmin => Some(ReaderRole::SnvAdmin),
        Role::Auditor => Some(ReaderRole::Auditor),
        Role::UnitIt | Role::MailAdmin | Role::Ops | Role::ProvinceLeader | Role::PartyAuthority => None,
    };
    let roles = actor.grants.iter().filter_map(|grant| Some((role(grant.role)?, grant.agency))).collect();
    Reader { person: actor.person, roles, reach: actor.reach() }
}

/// An id in a request.
pub(crate) fn id(field: &str, text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::invalid("ID_INVALID", field, "Mã không hợp lệ; hãy mở lại trang rồi chọn lại."))
}

/// An id in a request that may be left empty.
pub(crate) fn id_or_none(field: &str, text: &str) -> Result<Option<Uuid>, Refusal> {
    if text.is_empty() { Ok(None) } else { id(field, text).map(Some) }
}

/// A moment on the wire.
pub(crate) fn moment(at: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: at.timestamp(), nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default() })
}

/// What was read, by its code.
pub(crate) fn read_about(code: &str) -> ReadAbout {
    ReadAbout::from_str_name(&format!("READ_ABOUT_{code}")).unwrap_or_default()
}
