//! The pages, one file a group. A page is a template struct made by a pure function from what the services answered.

pub mod account;
pub mod accounts;
pub mod agency;
pub mod appeal;
pub mod approvals;
pub mod autosave;
pub mod colleagues;
pub mod common;
pub mod decisions;
pub mod denials;
pub mod dossier;
pub mod first_run;
pub mod guide;
pub mod handovers;
pub mod heads;
pub mod home_affairs;
pub mod hub;
pub mod logs;
pub mod minutes;
pub mod names;
pub mod notices;
pub mod opinions;
pub mod oversight;
pub mod own_account;
pub mod own_unit;
pub mod passkeys;
pub mod personnel;
pub mod progress;
pub mod province;
pub mod record_acts;
pub mod results;
pub mod routing;
pub mod self_assessment;
pub mod sheet;
pub mod spans;
pub mod start;
pub mod support;
pub mod tasks;
pub mod under_way;
pub mod verification;
pub mod work_list;
pub mod years;

#[cfg(test)]
mod samples;

pub use years::{OfYear, year};

use proto::common::v1::PageRequest;

/// As much of a list as a service gives at once: more than any agency has people.
pub fn everything() -> Option<PageRequest> {
    Some(PageRequest { page_size: 1000, page_token: String::new() })
}
