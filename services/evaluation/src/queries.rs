//! Reading: what may be seen by whom, never through a change.

mod audit;
mod minutes;
mod period;
mod progress;
mod reads;
mod record;
mod route;
mod sheet;
mod task;

pub(crate) use audit::list_audit_entries;
pub(crate) use minutes::{get_minutes, list_minutes};
pub(crate) use period::{check_routing, get_period, list_colleague_results, list_periods};
pub(crate) use progress::list_progress;
pub(crate) use reads::list_reads;
pub(crate) use record::{get_record, get_record_file, get_self_draft, list_records, view};
pub(crate) use route::list_routes;
pub(crate) use sheet::{get_sheet, list_my_sheets};
pub(crate) use task::list_my_tasks;

use proto::common::v1::PageInfo;

fn info(next_page_token: String) -> Option<PageInfo> {
    Some(PageInfo { next_page_token })
}
