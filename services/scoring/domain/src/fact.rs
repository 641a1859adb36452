//! What agencies declare about a person's year: leave, discipline, task results, results of study, years before the software.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use kernel::{Exact, FieldProblem, Points, Refusal, text};
use serde::{Deserialize, Serialize};

use crate::schema::problem;
use crate::{PastYear, Span, SpanGiven, SpanResult, error};

/// Months of a year.
const MONTHS: i64 = 12;
/// Characters of an act or a measure.
const LONGEST: usize = 500;
/// Items of work that one declaration names, and characters of the name of one.
const MOST_ITEMS: usize = 200;
const LONGEST_ITEM: usize = 50;

/// What was declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactContent {
    /// Leave in the year (Decree 90/2020).
    Leave {
        /// Months as plain decimal text, exact.
        months: String,
    },
    /// A disciplinary measure taken in the year (Decree 48/2023).
    Discipline {
        /// Names the act; one act counts in one year only.
        act: String,
        /// The measure, such as "Khiển trách".
        measure: String,
    },
    /// Results of tasks, for packs that add them up (Decree 335/2025).
    TaskResults {
        /// Points of the common criteria.
        common: Points,
        /// Percentage of each item as plain decimal text, exact.
        items: BTreeMap<String, String>,
    },
    /// The same of one quarter or month, for packs that score in them.
    SpanResult {
        /// Which.
        span: Span,
        /// What came of it.
        result: SpanResult,
    },
    /// How a year ended that the software did not evaluate.
    PastYear(PastYear),
    /// The result of a course that the agency sent the person to (article 2.8).
    Study(Study),
}

/// The result of a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Study {
    /// Who taught and certified it.
    pub institution: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The result as the certificate names it, such as "Giỏi".
    pub result: String,
}

impl FactContent {
    /// Stable code of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Leave { .. } => "LEAVE",
            Self::Discipline { .. } => "DISCIPLINE",
            Self::TaskResults { .. } => "TASK_RESULTS",
            Self::SpanResult { .. } => "SPAN_RESULT",
            Self::PastYear(_) => "PAST_YEAR",
            Self::Study(_) => "STUDY",
        }
    }

    /// Which quarter or month it is about; none for the whole year.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::SpanResult { span, .. } => Some(*span),
            Self::Leave { .. } | Self::Discipline { .. } | Self::TaskResults { .. } | Self::PastYear(_) | Self::Study(_) => None,
        }
    }

    /// Whether a later declaration of this stands in for the earlier one: a year, quarter or month has at most one of most kinds.
    pub fn replaces(&self, earlier: &Self) -> bool {
        let single = !matches!(self, Self::Discipline { .. } | Self::Study(_));
        single && self.kind() == earlier.kind() && self.span() == earlier.span()
    }

    /// The time whose points come from it, as people read it: `quý III năm 2026`.
    pub fn scored_time(&self, year: i32) -> Option<String> {
        match self {
            Self::TaskResults { .. } => Some(format!("năm {year}")),
            Self::SpanResult { span, .. } => Some(format!("{} năm {year}", span.vi())),
            Self::Leave { .. } | Self::Discipline { .. } | Self::PastYear(_) | Self::Study(_) => None,
        }
    }

    /// Whether points come from it.
    pub fn gives_points(&self) -> bool {
        matches!(self, Self::TaskResults { .. } | Self::SpanResult { .. })
    }

    /// Checks what the declaration says of that year.
    ///
    /// # Errors
    /// `FACT_INVALID`, naming every field at fault.
    pub fn check(&self, year: i32) -> Result<(), Refusal> {
        let mut faults = Vec::new();
        let mut wanted = |field: &str, text: &str, message: &str| {
            if !text::is_said(text) {
                faults.push(problem(field.to_owned(), message));
            } else if text.chars().count() > LONGEST {
                faults.push(problem(field.to_owned(), format!("Nhiều nhất {LONGEST} ký tự.")));
            }
        };
        match self {
            Self::Leave { months } => faults.extend(out_of_range("leave.months", months, MONTHS, "Số tháng nghỉ phải từ 0 đến 12.")),
            Self::Discipline { act, measure } => {
                wanted("discipline.act", act, "Hãy nêu hành vi vi phạm: một hành vi chỉ tính trong một năm.");
                wanted("discipline.measure", measure, "Hãy nêu hình thức kỷ luật.");
            }
            Self::TaskResults { common, items }
            | Self::SpanResult { result: SpanResult { given: SpanGiven::Scored { common, items }, .. }, .. } => {
                let within = if self.span().is_some() { "span_result" } else { "task_results" };
                if !(0..=Points::whole(100).hundredths()).contains(&common.hundredths()) {
                    faults.push(problem(format!("{within}.common"), "Điểm tiêu chí chung phải từ 0 đến 100."));
                }
                if items.len() > MOST_ITEMS || items.keys().any(|item| !text::is_said(item) || item.chars().count() > LONGEST_ITEM) {
                    let message = format!("Nhiều nhất {MOST_ITEMS} mục, tên mỗi mục nhiều nhất {LONGEST_ITEM} ký tự.");
                    return Err(error::fact_invalid(vec![problem(format!("{within}.items"), message)]));
                }
                let wrong = |(item, percent): (&String, &String)| {
                    out_of_range(&format!("{within}.items[{item}]"), percent, 100, "Tỷ lệ phải từ 0 đến 100.")
                };
                faults.extend(items.iter().filter_map(wrong));
            }
            Self::SpanResult { result: SpanResult { given: SpanGiven::Away, .. }, .. } => {}
            Self::PastYear(_) => {}
            Self::Study(study) => {
                wanted("study.institution", &study.institution, "Hãy ghi cơ sở đào tạo, bồi dưỡng.");
                wanted("study.result", &study.result, "Hãy ghi kết quả học tập như trên giấy chứng nhận.");
                if study.to < study.from {
                    faults.push(problem("study.to".to_owned(), "Ngày kết thúc không được trước ngày bắt đầu."));
                } else if !(study.from.year()..=study.to.year()).contains(&year) {
                    faults.push(problem("study.from".to_owned(), format!("Thời gian học phải có ngày trong năm {year}.")));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(error::fact_invalid(faults)) }
    }
}

fn out_of_range(field: &str, text: &str, most: i64, message: &str) -> Option<FieldProblem> {
    let within = text.parse().is_ok_and(|value: Exact| value >= Exact::zero() && value <= Exact::ratio(most, 1));
    (!within).then(|| problem(field.to_owned(), message))
}

/// A declaration in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredFact {
    /// The year it is about.
    pub year: i32,
    /// What it says.
    pub content: FactContent,
}

/// What is declared about one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearFacts {
    /// Months of leave, as declared.
    pub leave_months: Option<String>,
    /// Disciplined for an act that no earlier year has counted.
    pub disciplined: bool,
    /// Points of the common criteria, and the percentage of each item.
    pub task_results: Option<(Points, BTreeMap<String, String>)>,
    /// What is declared about its quarters and months.
    pub spans: BTreeMap<Span, SpanResult>,
    /// Results of study, in the order of their declaration.
    pub studies: Vec<Study>,
}

impl YearFacts {
    /// What `facts` say of `year`. An act of discipline that an earlier year has counted does not count again.
    pub fn of(year: i32, facts: &[DeclaredFact]) -> Self {
        let counted_before = |act: &str| {
            let same = |fact: &DeclaredFact| matches!(&fact.content, FactContent::Discipline { act: other, .. } if same_act(act, other));
            facts.iter().any(|fact| fact.year < year && same(fact))
        };
        let mut found = Self::default();
        for fact in facts.iter().filter(|fact| fact.year == year) {
            match &fact.content {
                FactContent::Leave { months } => found.leave_months = Some(months.clone()),
                FactContent::Discipline { act, .. } => found.disciplined |= !counted_before(act),
                FactContent::TaskResults { common, items } => found.task_results = Some((*common, items.clone())),
                FactContent::SpanResult { span, result } => drop(found.spans.insert(*span, result.clone())),
                FactContent::Study(study) => found.studies.push(study.clone()),
                FactContent::PastYear(_) => {}
            }
        }
        found
    }
}

fn same_act(one: &str, other: &str) -> bool {
    kernel::text::fold(one) == kernel::text::fold(other)
}

/// The years that were declared, oldest first; what the software evaluated itself stands before it.
pub fn past_years(facts: &[DeclaredFact]) -> BTreeMap<i32, PastYear> {
    let past = facts.iter().filter_map(|fact| match fact.content {
        FactContent::PastYear(past) => Some((fact.year, past)),
        _ => None,
    });
    past.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulation::Class;

    fn discipline(year: i32, act: &str) -> DeclaredFact {
        DeclaredFact { year, content: FactContent::Discipline { act: act.to_owned(), measure: "Khiển trách".to_owned() } }
    }

    fn study(from: &str, to: &str) -> Study {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        Study { institution: "Trường Chính trị Lê Duẩn".to_owned(), from, to, result: "Giỏi".to_owned() }
    }

    #[test]
    fn one_act_counts_in_one_year_only() {
        let facts =
            [discipline(2023, "Vi phạm quy trình đấu thầu"), discipline(2024, "vi phạm  quy trình đấu thầu"), discipline(2025, "Khác")];
        let disciplined: Vec<_> = (2022..=2025).map(|year| YearFacts::of(year, &facts).disciplined).collect();
        assert_eq!(disciplined, [false, true, false, true]);
    }

    #[test]
    fn declarations_are_checked_by_name() {
        let items = BTreeMap::from([("a".to_owned(), "100,5".to_owned())]);
        let many = (0..=MOST_ITEMS).map(|number| (number.to_string(), "95".to_owned())).collect();
        let wrong = [
            (FactContent::Leave { months: "12,5".to_owned() }, "leave.months"),
            (FactContent::Leave { months: "ba".to_owned() }, "leave.months"),
            (FactContent::Discipline { act: " ".to_owned(), measure: "Khiển trách".to_owned() }, "discipline.act"),
            (FactContent::TaskResults { common: Points::whole(20), items }, "task_results.items[a]"),
            (FactContent::Discipline { act: "a".repeat(LONGEST + 1), measure: "Khiển trách".to_owned() }, "discipline.act"),
            (FactContent::Discipline { act: "Vi phạm".to_owned(), measure: "\u{200b}".to_owned() }, "discipline.measure"),
            (FactContent::TaskResults { common: Points::whole(101), items: BTreeMap::new() }, "task_results.common"),
            (FactContent::Study(study("2019-06-30", "2019-03-01")), "study.to"),
            (FactContent::Study(study("2018-03-01", "2018-06-30")), "study.from"),
            (FactContent::Study(Study { result: " ".to_owned(), ..study("2019-03-01", "2019-06-30") }), "study.result"),
            (FactContent::Study(Study { institution: String::new(), ..study("2019-03-01", "2019-06-30") }), "study.institution"),
            (FactContent::TaskResults { common: Points::whole(20), items: many }, "task_results.items"),
        ];
        for (content, field) in wrong {
            let refusal = content.check(2019).unwrap_err();
            assert_eq!((refusal.reason, refusal.fields[0].field.as_str()), ("FACT_INVALID", field));
        }
        FactContent::Leave { months: "4,25".to_owned() }.check(2019).unwrap();
        FactContent::Study(study("2018-09-05", "2019-01-15")).check(2019).unwrap();
    }

    #[test]
    fn only_declared_years_are_past_years() {
        let past = DeclaredFact { year: 2018, content: FactContent::PastYear(PastYear::Class(Class::Hthc)) };
        assert_eq!(past_years(&[past, discipline(2017, "x")]), BTreeMap::from([(2018, PastYear::Class(Class::Hthc))]));
    }
}
