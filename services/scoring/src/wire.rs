//! Between the contract and the domain.

mod declared;
mod incoming;
mod outgoing;
mod oversight;
mod published;
mod spans;

use proto::scoring::v1::ReadAbout;

pub(crate) use declared::{Where, earlier_class, fact, fact_content, past_year, quota_count, quota_exception};
pub(crate) use incoming::{agencies, entries, heads, own, record, sheet, subject};
pub(crate) use outgoing::{result, result_computed};
pub(crate) use oversight::{Tally, change, tally};
pub(crate) use published::{
    criteria_set, difference, draft, draft_set, group_law, guidance, policy_pack, policy_pack_in, policy_pack_told, shipped_law,
};

pub(crate) use spans::{Year, span_year};

/// What was read, by its code.
pub(crate) fn read_about(code: &str) -> ReadAbout {
    ReadAbout::from_str_name(&format!("READ_ABOUT_{code}")).unwrap_or_default()
}
