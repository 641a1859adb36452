//! One file a verb.

mod activate;
mod bootstrap;
mod faults;
mod grant_role;
mod import_workbook;
mod issue_token;
mod mark_notices_read;
mod sign_in;
mod sign_out;

pub(crate) use activate::activate;
pub(crate) use bootstrap::bootstrap;
pub(crate) use faults::{answer_fault_report, close_fault_report, forward_fault_report, reopen_fault_report, report_fault};
pub(crate) use grant_role::grant_role;
pub(crate) use import_workbook::import_workbook;
pub(crate) use issue_token::issue_token;
pub(crate) use mark_notices_read::mark_notices_read;
pub(crate) use sign_in::sign_in;
pub(crate) use sign_out::sign_out;
