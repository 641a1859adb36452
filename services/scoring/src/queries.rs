//! What people may see of law, declarations, results and ceilings.

mod checks;
mod earlier;
mod facts;
mod law;
mod quotas;
mod reads;
mod results;
mod shipped;
mod spans;
mod what_if;

use proto::common::v1::PageInfo;

pub(crate) use checks::{check, check_result, check_results};
pub(crate) use earlier::list_earlier_classes;
pub(crate) use facts::list_facts;
pub(crate) use law::{
    get_criteria_set, get_criteria_set_differences, get_criteria_set_draft, get_policy_pack, list_criteria_set_drafts, list_criteria_sets,
    list_guidance, list_policy_packs,
};
pub(crate) use quotas::list_quota_counts;
pub(crate) use reads::list_reads;
pub(crate) use results::{get_result, list_result_versions};
pub(crate) use shipped::{get_law_of_year, list_shipped_law};
pub(crate) use spans::get_span_years;
pub(crate) use what_if::list_what_if_changes;

fn info(next_page_token: String) -> Option<PageInfo> {
    Some(PageInfo { next_page_token })
}
