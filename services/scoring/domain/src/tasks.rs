//! Common criteria plus task results (Decree 335/2025 and Decree 233/2026).

use std::collections::BTreeMap;

use kernel::{Exact, FieldProblem, Points, Refusal};
use regulation::EmployeeGroup;

use crate::adding::Parts;
use crate::explain::Trail;
use crate::schema::problem;
use crate::{TaskFormula, error};

/// What is given instead of sheets.
#[derive(Clone, Debug)]
pub struct TaskResults {
    /// Points of the common criteria.
    pub common: Points,
    /// Each item's percentage, from 0 to 100.
    pub items: BTreeMap<String, Exact>,
}

/// What task results come to, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskPoints {
    /// Points of the common criteria.
    pub common: Exact,
    /// Mean percentage of the items.
    pub mean: Exact,
    /// The mean as a share of the points of tasks.
    pub tasks: Exact,
    /// Both together.
    pub total: Exact,
}

impl TaskFormula {
    /// The items by which somebody of that group is scored.
    pub fn items(&self, group: EmployeeGroup) -> &[String] {
        if group.is_scored_as_leader() { &self.task_leader } else { &self.task_nonleader }
    }

    /// The common criteria plus the mean of the task items as a share of their points.
    ///
    /// # Errors
    /// Items that are missing, unknown or out of range, by name.
    pub fn points(&self, group: EmployeeGroup, results: &TaskResults) -> Result<TaskPoints, Vec<FieldProblem>> {
        let wanted = self.items(group);
        let hundred = Exact::ratio(100, 1);
        let mut faults = Vec::new();
        let common = Exact::from(results.common);
        if common < Exact::zero() || common > self.common_max {
            faults.push(problem("common".to_owned(), format!("Điểm tiêu chí chung phải từ 0 đến {}.", self.common_max.round_half_up(0))));
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
        let Some(mean) = mean.filter(|_| faults.is_empty()) else { return Err(faults) };
        let tasks = mean.clone() * self.task_max.clone() / hundred;
        Ok(TaskPoints { total: common.clone() + tasks.clone(), common, mean, tasks })
    }
}

/// A year that the agency declared as one.
///
/// # Errors
/// `TASKS_INVALID`, naming items that are missing, unknown or out of range.
pub(crate) fn add_up(
    formula: &TaskFormula,
    group: EmployeeGroup,
    results: &TaskResults,
    cite: &str,
    trail: &mut Trail,
) -> Result<Parts, Refusal> {
    let points = formula.points(group, results).map_err(error::tasks_invalid)?;
    trail.number("common", &points.common, "Điểm tiêu chí chung", cite);
    let items = formula.items(group).len();
    trail.number("task_mean", &points.mean, format!("Trung bình cộng tỷ lệ của {items} mục kết quả nhiệm vụ"), cite);
    trail.number("tasks", &points.tasks, "Điểm kết quả thực hiện nhiệm vụ", cite);
    trail.number("base", &points.total, "Điểm tiêu chí chung cộng điểm kết quả thực hiện nhiệm vụ", cite);
    Ok(Parts { base: Some(points.total), ..Parts::default() })
}
