//! A year that comes from its quarters or months (Decree 335/2025): the mean of those in which the person was scored.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Exact, FieldProblem, Points, Refusal};
use regulation::EmployeeGroup;
use serde::{Deserialize, Serialize};

use crate::adding::Parts;
use crate::explain::Trail;
use crate::schema::problem;
use crate::{FactContent, Formula, Pack, Span, SpanKind, StoredEvidence, TaskFormula, TaskPoints, TaskResults, YearFacts, error};
use kernel::text::capitalized;

/// What an agency declared about one quarter or month of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanResult {
    /// The group whose items apply: by the duties of that time, whatever group the person is in later.
    pub group: EmployeeGroup,
    /// What came of it.
    pub given: SpanGiven,
}

/// What came of a quarter or month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanGiven {
    /// The person was scored.
    Scored {
        /// Points of the common criteria.
        common: Points,
        /// Percentage of each item as plain decimal text, exact.
        items: BTreeMap<String, String>,
    },
    /// The person did not work in it at all: not recruited yet, on leave. What another agency scored is no such time.
    Away,
}

impl SpanResult {
    /// With exact numbers.
    ///
    /// # Errors
    /// Percentages that are no numbers, by name.
    pub(crate) fn read(&self) -> Result<SpanScores, Vec<FieldProblem>> {
        let SpanGiven::Scored { common, items } = &self.given else { return Ok(SpanScores { group: self.group, results: None }) };
        let mut faults = Vec::new();
        let mut exact = BTreeMap::new();
        for (item, percent) in items {
            match percent.parse::<Exact>() {
                Ok(percent) => drop(exact.insert(item.clone(), percent)),
                Err(_) => faults.push(problem(format!("items[{item}]"), "Tỷ lệ phải từ 0 đến 100.")),
            }
        }
        let results = TaskResults { common: *common, items: exact };
        if faults.is_empty() { Ok(SpanScores { group: self.group, results: Some(results) }) } else { Err(faults) }
    }

    /// What it comes to; nothing when the person was away.
    ///
    /// # Errors
    /// What in it does not fit the formula, by name.
    pub fn points(&self, formula: &TaskFormula) -> Result<Option<TaskPoints>, Vec<FieldProblem>> {
        let scores = self.read()?;
        scores.results.map(|results| formula.points(scores.group, &results)).transpose()
    }
}

/// The results of a quarter or month as they are computed with.
#[derive(Clone, Debug)]
pub struct SpanScores {
    /// The group whose items apply.
    pub group: EmployeeGroup,
    /// None when the person was away.
    pub results: Option<TaskResults>,
}

/// What becomes of a quarter or month that nobody declared anything about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingSpan {
    /// The year waits for it.
    #[default]
    Wait,
    /// The year is the mean of the others.
    LeaveOut,
}

/// How a law makes a year of quarters or months.
#[derive(Clone, Copy, Debug)]
pub struct SpanRule<'a> {
    /// What the year is divided into.
    pub kind: SpanKind,
    /// What becomes of those that nobody declared anything about.
    pub missing: MissingSpan,
    /// How each is added up.
    pub formula: &'a TaskFormula,
}

impl SpanRule<'_> {
    /// Whether a year can be computed from what was declared: one that does not fit is never left out in silence.
    pub fn is_complete(&self, spans: &BTreeMap<Span, SpanResult>) -> bool {
        let mut scored = false;
        for span in self.kind.spans() {
            match spans.get(&span).map(|result| result.points(self.formula)) {
                None if self.missing == MissingSpan::Wait => return false,
                None | Some(Ok(None)) => {}
                Some(Ok(Some(_))) => scored = true,
                Some(Err(_)) => return false,
            }
        }
        scored
    }

    /// The mean of those that were scored so far; none before the first.
    pub fn mean(&self, spans: &BTreeMap<Span, SpanResult>) -> Option<Exact> {
        let of_kind = spans.iter().filter(|(span, _)| span.kind() == self.kind);
        let totals: Vec<Exact> =
            of_kind.filter_map(|(_, result)| result.points(self.formula).ok().flatten()).map(|points| points.total).collect();
        Exact::mean(&totals)
    }
}

/// What a year of task results is computed from; none while it is not all there. A result that was declared for the whole year, before
/// its law was carried out by quarters, stands until they are all there.
pub fn task_evidence(pack: &Pack, facts: &YearFacts) -> Option<StoredEvidence> {
    let by_span = pack.rules.spans().filter(|rule| rule.is_complete(&facts.spans)).map(|rule| {
        let of_kind = facts.spans.iter().filter(|(span, _)| span.kind() == rule.kind);
        StoredEvidence::Spans { kind: rule.kind, spans: of_kind.map(|(span, result)| (*span, result.clone())).collect() }
    });
    let whole = || facts.task_results.clone().map(|(common, items)| StoredEvidence::Tasks { common, items });
    by_span.or_else(whole)
}

/// Of the laws of a year that add up task results, one that scores by quarters or months, where all of them do: then nothing is declared
/// for the whole year, whichever of them somebody will be evaluated under.
pub fn only_by_span<'a>(packs: impl IntoIterator<Item = &'a Pack>, year: i32) -> Option<&'a Pack> {
    let adds_up = |pack: &&Pack| pack.valid_years.contains(&year) && matches!(pack.rules.formula, Formula::CommonPlusTask(_));
    let laws: Vec<&Pack> = packs.into_iter().filter(adds_up).collect();
    laws.first().copied().filter(|_| laws.iter().all(|pack| pack.rules.spans().is_some()))
}

/// Whether something may be declared under the law of a person's year: results by the quarters or months that the law scores in, once they
/// have begun, or for the whole year where it does not. `pack` is the law, as far as there is one.
///
/// # Errors
/// `SPAN_NOT_ASKED`, `SPAN_AHEAD`, `GROUP_NOT_COVERED`, `TASKS_INVALID` or `DECLARED_BY_SPAN`.
pub fn fits_law(content: &FactContent, year: i32, pack: Option<&Pack>, today: NaiveDate) -> Result<(), Refusal> {
    let rule = pack.and_then(|pack| pack.rules.spans());
    let title = pack.map(|pack| pack.title.as_str());
    match (content, rule) {
        (FactContent::SpanResult { span, result }, Some(rule)) if rule.kind == span.kind() => {
            if !span.has_begun(year, today) {
                return Err(error::span_ahead(&span.vi(), year));
            }
            if pack.is_some_and(|pack| !pack.groups.contains(&result.group)) {
                return Err(error::span_of_other_group(title.unwrap_or_default(), &result.group.in_sentence()));
            }
            result.points(rule.formula).map(drop).map_err(|faults| {
                let at = |fault: FieldProblem| problem(format!("span_result.{}", fault.field), fault.message);
                error::tasks_invalid(faults.into_iter().map(at).collect())
            })
        }
        (FactContent::SpanResult { span, .. }, rule) => {
            Err(error::span_not_asked(span.kind().vi(), year, title, rule.map(|rule| rule.kind.vi())))
        }
        (FactContent::TaskResults { .. }, Some(rule)) => Err(error::declared_by_span(title.unwrap_or_default(), rule.kind.vi())),
        (
            FactContent::TaskResults { .. }
            | FactContent::Leave { .. }
            | FactContent::Discipline { .. }
            | FactContent::PastYear(_)
            | FactContent::Study(_),
            _,
        ) => Ok(()),
    }
}

/// The mean of the quarters or months in which the person was scored, each told with its numbers. `own` is the group of the year.
///
/// # Errors
/// `TASKS_INVALID`, naming what of which quarter or month does not fit.
pub(crate) fn add_up(
    formula: &TaskFormula,
    own: EmployeeGroup,
    kind: SpanKind,
    spans: &BTreeMap<Span, SpanScores>,
    cite: &str,
    trail: &mut Trail,
) -> Result<Parts, Refusal> {
    let mut totals = Vec::new();
    for span in kind.spans() {
        let (step, name) = (format!("span.{}", span.code()), capitalized(&span.vi()));
        match spans.get(&span) {
            Some(SpanScores { group, results: Some(results) }) => {
                let points = formula.points(*group, results).map_err(|faults| {
                    let at = |fault: FieldProblem| problem(format!("{}.{}", span.code(), fault.field), fault.message);
                    error::tasks_invalid(faults.into_iter().map(at).collect())
                })?;
                let duties = if *group == own { String::new() } else { format!(", theo nhiệm vụ của {}", group.in_sentence()) };
                let rule = format!("{name}{duties}: {}", told(formula.items(*group), results, &points));
                trail.number(&step, &points.total, rule, cite);
                totals.push(points.total);
            }
            Some(SpanScores { results: None, .. }) => {
                trail.word(&step, "", format!("{name}: không làm việc trong {}, không tính vào trung bình năm", kind.vi()), cite);
            }
            None => trail.word(&step, "", format!("{name}: không có kết quả, không tính vào trung bình năm"), "Bộ quy tắc"),
        }
    }
    let base = Exact::mean(&totals);
    match &base {
        Some(base) => {
            trail.number("base", base, format!("Trung bình cộng điểm của {} {} được chấm trong năm", totals.len(), kind.vi()), cite)
        }
        None => trail.word("base", "", format!("Chưa có {} nào được chấm; chưa tính được tổng điểm", kind.vi()), cite),
    }
    Ok(Parts { base, ..Parts::default() })
}

/// How the points of a quarter or month come about, in words.
fn told(items: &[String], results: &TaskResults, points: &TaskPoints) -> String {
    let each = items.iter().filter_map(|item| Some(format!("{item} {}%", brief(results.items.get(item)?))));
    format!(
        "tiêu chí chung {} điểm cộng kết quả nhiệm vụ {} điểm (trung bình {}% của {})",
        brief(&points.common),
        brief(&points.tasks),
        brief(&points.mean),
        each.collect::<Vec<_>>().join(", ")
    )
}

/// To at most six places, without needless zeros.
fn brief(value: &Exact) -> String {
    value.round_half_up(6).trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn pack(also: &str) -> Pack {
        let law = shipped::packs().unwrap().into_iter().find(|pack| pack.id == "ND335-2026-CC").unwrap();
        let child = format!("id: T\nbase: ND335-2026-CC\nvalid_years: [2026]\n{also}");
        Pack::parse(&child, |_| Some(&law)).unwrap()
    }

    fn scored(group: EmployeeGroup, common: i32, percents: &[(&str, &str)]) -> SpanResult {
        let items = percents.iter().map(|(item, percent)| ((*item).to_owned(), (*percent).to_owned())).collect();
        SpanResult { group, given: SpanGiven::Scored { common: Points::whole(common), items } }
    }

    fn staff(common: i32, percent: &str) -> SpanResult {
        scored(EmployeeGroup::CcKld, common, &[("a", percent), ("b", percent), ("c", percent)])
    }

    fn away() -> SpanResult {
        SpanResult { group: EmployeeGroup::CcKld, given: SpanGiven::Away }
    }

    fn facts(spans: &[(&str, SpanResult)]) -> YearFacts {
        let spans = spans.iter().map(|(code, result)| (code.parse().unwrap(), result.clone())).collect();
        YearFacts { spans, ..YearFacts::default() }
    }

    #[test]
    fn a_year_waits_for_every_quarter_unless_its_law_leaves_missing_ones_out() {
        let three = facts(&[("Q1", staff(27, "90")), ("Q2", staff(28, "100")), ("Q4", staff(30, "80"))]);
        let four = facts(&[("Q1", staff(27, "90")), ("Q2", staff(28, "100")), ("Q3", away()), ("Q4", staff(30, "80"))]);
        assert_eq!(task_evidence(&pack(""), &three), None);
        assert!(task_evidence(&pack(""), &four).is_some(), "who was away in one has a year of the other three");
        assert!(task_evidence(&pack("missing_period: leave_out"), &three).is_some());
        for law in [pack(""), pack("missing_period: leave_out")] {
            let all_away = ["Q1", "Q2", "Q3", "Q4"].map(|code| (code, away()));
            assert_eq!(task_evidence(&law, &facts(&all_away)), None, "a year without any scored quarter has no result");
            let misfit = facts(&[("Q1", staff(27, "90")), ("Q2", staff(31, "90")), ("Q3", away()), ("Q4", away())]);
            assert_eq!(task_evidence(&law, &misfit), None, "one that does not fit is not left out");
        }
    }

    #[test]
    fn months_are_carried_out_by_the_same_rule_and_quarters_do_not_stand_in_for_them() {
        let by_month = pack("period_kind: month");
        let months: Vec<(String, SpanResult)> = (1..=12).map(|month| (format!("M{month}"), staff(27, "90"))).collect();
        let months: Vec<(&str, SpanResult)> = months.iter().map(|(code, result)| (code.as_str(), result.clone())).collect();
        let Some(StoredEvidence::Spans { kind: SpanKind::Month, spans }) = task_evidence(&by_month, &facts(&months)) else { panic!() };
        assert_eq!(spans.len(), 12);
        assert_eq!(task_evidence(&by_month, &facts(&months[..11])), None);
        let quarters = ["Q1", "Q2", "Q3", "Q4"].map(|code| (code, staff(27, "90")));
        assert_eq!(task_evidence(&by_month, &facts(&quarters)), None);
        let both = [quarters.as_slice(), months.as_slice()].concat();
        let Some(StoredEvidence::Spans { spans, .. }) = task_evidence(&pack(""), &facts(&both)) else { panic!() };
        assert_eq!(spans.len(), 4, "only what the law asks for counts");
    }

    #[test]
    fn a_result_of_the_whole_year_stands_until_all_quarters_are_there() {
        let items = BTreeMap::from(["a", "b", "c"].map(|item| (item.to_owned(), "90".to_owned())));
        let whole = Some((Points::whole(27), items.clone()));
        let begun = YearFacts { task_results: whole.clone(), ..facts(&[("Q1", staff(27, "90"))]) };
        assert_eq!(task_evidence(&pack(""), &begun), Some(StoredEvidence::Tasks { common: Points::whole(27), items }));
        let quarters = ["Q1", "Q2", "Q3", "Q4"].map(|code| (code, staff(27, "90")));
        let all = YearFacts { task_results: whole, ..facts(&quarters) };
        assert!(matches!(task_evidence(&pack(""), &all), Some(StoredEvidence::Spans { .. })));
    }

    #[test]
    fn who_led_in_a_part_of_the_year_is_scored_there_by_the_items_of_leaders() {
        let law = pack("");
        let rule = law.rules.spans().unwrap();
        let leader = [("a", "100"), ("b", "95"), ("c", "90"), ("d", "100"), ("đ", "50"), ("e", "100")];
        let led = scored(EmployeeGroup::CcLd, 27, &leader).points(rule.formula).unwrap().unwrap();
        assert_eq!(led.total.round_half_up(2), "89.42", "section 8.10 of the handbook");
        let faults = scored(EmployeeGroup::CcKld, 27, &leader).points(rule.formula).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["items[d]", "items[e]", "items[đ]"]);
    }

    #[test]
    fn a_declaration_must_fit_the_law_of_the_year() {
        let today = "2026-08-15".parse().unwrap();
        let asked = |law: Option<&Pack>, code: &str, result: SpanResult| {
            let content = FactContent::SpanResult { span: code.parse().unwrap(), result };
            fits_law(&content, 2026, law, today).map_err(|refusal| refusal.reason)
        };
        let (quarters, months, yearly) = (pack(""), pack("period_kind: month"), pack("period_kind: year"));
        assert_eq!(asked(Some(&quarters), "Q3", staff(27, "90")), Ok(()));
        assert_eq!(asked(Some(&quarters), "Q2", away()), Ok(()));
        assert_eq!(asked(Some(&quarters), "Q4", staff(27, "90")), Err("SPAN_AHEAD"));
        assert_eq!(asked(Some(&quarters), "Q1", staff(31, "90")), Err("TASKS_INVALID"));
        assert_eq!(asked(Some(&quarters), "M1", staff(27, "90")), Err("SPAN_NOT_ASKED"));
        let worker = SpanResult { group: EmployeeGroup::Nld, ..staff(27, "90") };
        assert_eq!(asked(Some(&quarters), "Q1", worker), Err("GROUP_NOT_COVERED"));
        assert_eq!(asked(Some(&months), "M8", staff(27, "90")), Ok(()));
        assert_eq!(asked(Some(&yearly), "Q1", staff(27, "90")), Err("SPAN_NOT_ASKED"));
        assert_eq!(asked(None, "Q1", staff(27, "90")), Err("SPAN_NOT_ASKED"));
        let whole = FactContent::TaskResults { common: Points::whole(27), items: BTreeMap::new() };
        let of_year = |law| fits_law(&whole, 2026, law, today).map_err(|refusal| refusal.reason);
        assert_eq!((of_year(Some(&quarters)), of_year(Some(&yearly)), of_year(None)), (Err("DECLARED_BY_SPAN"), Ok(()), Ok(())));
    }
}
