//! Common criteria plus task results (Decree 335/2025 and Decree 233/2026).

use std::collections::BTreeMap;

use kernel::{Exact, Points, Refusal};

use crate::adding::Parts;
use crate::explain::Trail;
use crate::schema::problem;
use crate::{Group, TaskFormula, error};

/// What is given instead of sheets.
#[derive(Clone, Debug)]
pub struct TaskResults {
    /// Points of the common criteria.
    pub common: Points,
    /// Each item's percentage, from 0 to 100.
    pub items: BTreeMap<String, Exact>,
}

/// The common criteria plus the mean of the task items as a share of their points.
///
/// # Errors
/// `TASKS_INVALID`, naming items that are missing, unknown or out of range.
pub(crate) fn add_up(formula: &TaskFormula, group: Group, results: &TaskResults, trail: &mut Trail) -> Result<Parts, Refusal> {
    let wanted = if group.leads() { &formula.task_leader } else { &formula.task_nonleader };
    let hundred = Exact::ratio(100, 1);
    let mut faults = Vec::new();
    let common = Exact::from(results.common);
    if common < Exact::zero() || common > formula.common_max {
        faults.push(problem("common".to_owned(), format!("Điểm tiêu chí chung phải từ 0 đến {}.", formula.common_max.round_half_up(0))));
    }
    for item in wanted {
        match results.items.get(item) {
            None => faults.push(problem(format!("items[{item}]"), "Thiếu kết quả của mục này.")),
            Some(percent) if *percent < Exact::zero() || *percent > hundred => {
                faults.push(problem(format!("items[{item}]"), "Tỷ lệ phải từ 0 đến 100."));
            }
            Some(_) => {}
        }
    }
    for item in results.items.keys().filter(|item| !wanted.contains(item)) {
        faults.push(problem(format!("items[{item}]"), "Mục này không áp dụng cho nhóm."));
    }
    let mean = Exact::mean(wanted.iter().filter_map(|item| results.items.get(item)));
    let Some(mean) = mean.filter(|_| faults.is_empty()) else { return Err(error::tasks_invalid(faults)) };
    trail.number("common", &common, "Điểm tiêu chí chung", "Nghị định 335/2025/NĐ-CP");
    trail.number(
        "task_mean",
        &mean,
        format!("Trung bình cộng tỷ lệ của {} mục kết quả nhiệm vụ", wanted.len()),
        "Nghị định 335/2025/NĐ-CP",
    );
    let tasks = mean * formula.task_max.clone() / hundred;
    trail.number("tasks", &tasks, "Điểm kết quả thực hiện nhiệm vụ", "Nghị định 335/2025/NĐ-CP");
    let base = common + tasks;
    trail.number("base", &base, "Điểm tiêu chí chung cộng điểm kết quả thực hiện nhiệm vụ", "Nghị định 335/2025/NĐ-CP");
    Ok(Parts { base: Some(base), ..Parts::default() })
}
