//! A criteria set, and what a score sheet of it must look like (article 4).

use std::collections::BTreeMap;

use kernel::{Exact, FieldProblem, Points};
use regulation::EmployeeGroup;
use serde::{Deserialize, Serialize};

use crate::{Mark, Score};

/// Longest note to a criterion, in characters.
const NOTE: usize = 2_000;

/// A criteria set as scoring published it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriteriaSet {
    /// Such as `QT-2019-CC_KLD`.
    pub id: String,
    /// The group it is for.
    pub group: EmployeeGroup,
    /// What is scored, in order.
    pub criteria: Vec<Criterion>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Such as `CC4.1`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Most points.
    pub max: Points,
    /// Points are a whole number of steps.
    pub step: Points,
    /// May be left out as not applicable.
    pub na_allowed: bool,
}

impl CriteriaSet {
    /// All that is wrong with a sheet: every criterion once, within its maximum and step, left out only where allowed.
    pub fn problems(&self, scores: &[Score]) -> Vec<FieldProblem> {
        self.check(scores, true)
    }

    /// What no sheet may say, not even an unfinished one: the same, but for criteria that are not scored yet.
    pub fn impossible(&self, scores: &[Score]) -> Vec<FieldProblem> {
        self.check(scores, false)
    }

    fn check(&self, scores: &[Score], complete: bool) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut refuse = |code: &str, message: String| problems.push(FieldProblem { field: format!("scores[{code}]"), message });
        let mut given: BTreeMap<&str, &Score> = BTreeMap::new();
        for score in scores {
            if self.criteria.iter().all(|criterion| criterion.code != score.code) {
                refuse(&score.code, format!("Tiêu chí {} không có trong bộ tiêu chí.", score.code));
            }
            if given.insert(&score.code, score).is_some() {
                refuse(&score.code, format!("Tiêu chí {} được chấm hai lần.", score.code));
            }
            if score.note.chars().count() > NOTE {
                refuse(&score.code, format!("Ghi chú của tiêu chí {} dài quá {NOTE} ký tự.", score.code));
            }
        }
        for criterion in &self.criteria {
            let mark = given.get(criterion.code.as_str()).map(|score| score.mark);
            if let Some(message) = criterion.problem(mark).filter(|_| complete || mark.is_some()) {
                refuse(&criterion.code, message);
            }
        }
        problems
    }

    /// The total of a complete sheet, with criteria that do not apply rescaled or credited in full, rounded half up once.
    pub fn total(&self, scores: &[Score], na_policy: &str) -> Points {
        let (mut earned, mut out_of, mut left_out) = (Points::ZERO, Points::ZERO, Points::ZERO);
        for criterion in &self.criteria {
            match scores.iter().find(|score| score.code == criterion.code).map(|score| score.mark) {
                Some(Mark::Points(points)) => {
                    earned = earned + points;
                    out_of = out_of + criterion.max;
                }
                Some(Mark::NotApplicable) => left_out = left_out + criterion.max,
                None => out_of = out_of + criterion.max,
            }
        }
        if na_policy == "full_credit" {
            return earned + left_out;
        }
        if out_of == Points::ZERO {
            return Points::ZERO;
        }
        let whole = Exact::from(out_of + left_out);
        (Exact::from(earned) * whole / Exact::from(out_of)).to_points_half_up().unwrap_or_default()
    }
}

impl Criterion {
    fn problem(&self, mark: Option<Mark>) -> Option<String> {
        let Self { code, title, max, step, na_allowed } = self;
        match mark {
            None => Some(format!("Chưa chấm tiêu chí {code}: {title}.")),
            Some(Mark::NotApplicable) if !na_allowed => Some(format!("Tiêu chí {code} phải chấm điểm, không được chọn «không áp dụng».")),
            Some(Mark::Points(points)) if points < Points::ZERO || points > *max => {
                Some(format!("Điểm tiêu chí {code} phải từ 0 đến {}.", max.vi()))
            }
            Some(Mark::Points(points)) if *step > Points::ZERO && !points.is_multiple_of(*step) => {
                Some(format!("Điểm tiêu chí {code} phải chẵn theo bước {}.", step.vi()))
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> CriteriaSet {
        let criterion = |code: &str, max, na_allowed| Criterion {
            code: code.to_owned(),
            title: "Tiêu chí".to_owned(),
            max: Points::whole(max),
            step: Points::from_hundredths(50),
            na_allowed,
        };
        CriteriaSet { id: "S".to_owned(), group: EmployeeGroup::CcKld, criteria: vec![criterion("A", 90, false), criterion("B", 10, true)] }
    }

    fn score(code: &str, mark: Mark) -> Score {
        Score { code: code.to_owned(), mark, note: String::new() }
    }

    fn points(hundredths: i32) -> Mark {
        Mark::Points(Points::from_hundredths(hundredths))
    }

    fn fields(scores: &[Score]) -> Vec<String> {
        set().problems(scores).into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn a_sheet_names_every_wrong_criterion() {
        assert!(fields(&[score("A", points(9000)), score("B", Mark::NotApplicable)]).is_empty());
        assert_eq!(fields(&[score("A", points(9050)), score("B", points(25))]), ["scores[A]", "scores[B]"]);
        assert_eq!(fields(&[score("A", Mark::NotApplicable)]), ["scores[A]", "scores[B]"]);
        assert_eq!(
            fields(&[score("A", points(0)), score("B", points(0)), score("B", points(0)), score("X", points(0))]),
            ["scores[B]", "scores[X]"]
        );
        assert_eq!(fields(&[score("A", points(-50)), score("B", points(0))]), ["scores[A]"]);
    }

    #[test]
    fn a_draft_may_be_incomplete_but_never_impossible() {
        let impossible = |scores: &[Score]| -> Vec<String> { set().impossible(scores).into_iter().map(|problem| problem.field).collect() };
        assert!(impossible(&[]).is_empty());
        assert!(impossible(&[score("B", points(1000))]).is_empty());
        for wrong in [points(9050), points(-50), points(25), Mark::NotApplicable] {
            assert_eq!(impossible(&[score("A", wrong)]), ["scores[A]"], "{wrong:?}");
        }
        assert_eq!(impossible(&[score("X", points(0))]), ["scores[X]"]);
        assert_eq!(impossible(&[score("B", points(0)), score("B", points(0))]), ["scores[B]"]);
    }

    #[test]
    fn what_does_not_apply_is_rescaled_and_never_a_zero() {
        let scores = [score("A", points(8200)), score("B", Mark::NotApplicable)];
        assert_eq!(set().total(&scores, "rescale").to_string(), "91.11");
        assert_eq!(set().total(&scores, "full_credit").to_string(), "92.00");
    }
}
