//! A score sheet: one score per criterion, by the person themself or by one reviewer.

use std::collections::BTreeMap;

use kernel::{Exact, FieldProblem, Points, Refusal};
use serde::{Deserialize, Serialize};

use crate::schema::problem;
use crate::{CriteriaSet, Criterion, NaPolicy, error};

/// The score of one criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// So many points.
    Points(Points),
    /// The criterion does not apply to the person.
    NotApplicable,
}

/// One line of a sheet as it came in: a code and, where one was given, its score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Code of the criterion.
    pub code: String,
    /// `None` when the line was left empty.
    pub score: Option<Score>,
}

/// A valid sheet of one criteria set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreSheet(BTreeMap<String, Score>);

/// What a sheet adds up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Points given.
    pub earned: Points,
    /// Most points of the criteria that apply; 100 when all do, never zero.
    pub out_of: Points,
}

/// How a row keeps "not applicable".
const NOT_APPLICABLE: i16 = -1;

impl ScoreSheet {
    /// Reads a sheet: every criterion of the set exactly once, within its maximum, in whole steps, "not applicable" only where
    /// allowed, and not everywhere.
    ///
    /// # Errors
    /// `SCORES_INVALID`, naming every criterion at fault as `scores[CC1.1]`.
    pub fn read(set: &CriteriaSet, entries: &[Entry]) -> Result<Self, Refusal> {
        let mut faults = Vec::new();
        let mut scores = BTreeMap::new();
        for entry in entries {
            let Some(criterion) = set.criterion(&entry.code) else {
                faults.push(fault(&entry.code, format!("Bộ tiêu chí không có tiêu chí «{}».", entry.code)));
                continue;
            };
            let Some(score) = entry.score else { continue };
            if let Some(message) = wrong(criterion, score) {
                faults.push(fault(&entry.code, message));
            }
            if scores.insert(entry.code.clone(), score).is_some() {
                faults.push(fault(&entry.code, "Tiêu chí được chấm hai lần.".to_owned()));
            }
        }
        for criterion in set.criteria().filter(|criterion| !scores.contains_key(&criterion.code)) {
            let or = if criterion.na_allowed { " hoặc chọn «Không áp dụng»" } else { "" };
            faults.push(fault(&criterion.code, format!("Chưa chấm điểm; mời chấm từ 0 đến {}{or}.", criterion.max.vi())));
        }
        if faults.is_empty() && scores.values().all(|score| *score == Score::NotApplicable) {
            faults.push(problem("scores".to_owned(), "Cần chấm điểm ít nhất một tiêu chí."));
        }
        if faults.is_empty() { Ok(Self(scores)) } else { Err(error::sheet_invalid(faults)) }
    }

    /// The score of a criterion.
    pub fn score(&self, code: &str) -> Option<Score> {
        self.0.get(code).copied()
    }

    /// What it adds up to, exactly.
    pub fn tally(&self, set: &CriteriaSet) -> Tally {
        let mut tally = Tally { earned: Points::ZERO, out_of: Points::ZERO };
        for criterion in set.criteria() {
            if let Some(Score::Points(points)) = self.score(&criterion.code) {
                tally.earned = tally.earned + points;
                tally.out_of = tally.out_of + criterion.max;
            }
        }
        tally
    }

    /// As a row keeps it: hundredths of points in the order of the set, -1 for "not applicable".
    pub fn to_row(&self, set: &CriteriaSet) -> Vec<i16> {
        let cell = |criterion: &Criterion| match self.score(&criterion.code) {
            Some(Score::Points(points)) => i16::try_from(points.hundredths()).expect("at most 100 points"),
            Some(Score::NotApplicable) | None => NOT_APPLICABLE,
        };
        set.criteria().map(cell).collect()
    }

    /// From a row of the same set.
    ///
    /// # Errors
    /// `ROW_MISMATCH` when it is another set's.
    pub fn from_row(set: &CriteriaSet, row: &[i16]) -> Result<Self, Refusal> {
        if set.criteria().count() != row.len() {
            return Err(error::row_mismatch(&set.id));
        }
        let score =
            |cell: i16| if cell == NOT_APPLICABLE { Score::NotApplicable } else { Score::Points(Points::from_hundredths(cell.into())) };
        Ok(Self(set.criteria().zip(row).map(|(criterion, cell)| (criterion.code.clone(), score(*cell))).collect()))
    }
}

impl Tally {
    /// The total on the scale of 100 (A40).
    pub fn total(self, policy: NaPolicy) -> Exact {
        let (earned, out_of, all) = (Exact::from(self.earned), Exact::from(self.out_of), Exact::from(Points::whole(100)));
        match policy {
            NaPolicy::Rescale => earned * all / out_of,
            NaPolicy::FullCredit => earned + all - out_of,
        }
    }

    /// Whether some criterion did not apply.
    pub(crate) fn is_partial(self) -> bool {
        self.out_of < Points::whole(100)
    }
}

fn wrong(criterion: &Criterion, score: Score) -> Option<String> {
    match score {
        Score::NotApplicable if criterion.na_allowed => None,
        Score::NotApplicable => Some("Tiêu chí này áp dụng cho mọi người; mời chấm điểm.".to_owned()),
        Score::Points(points) if points < Points::ZERO => Some("Điểm không được âm.".to_owned()),
        Score::Points(points) if points > criterion.max => Some(format!("Điểm không được quá {}.", criterion.max.vi())),
        Score::Points(points) if !points.is_multiple_of(criterion.step) => {
            Some(format!("Điểm phải là bội số của {}.", criterion.step.vi()))
        }
        Score::Points(_) => None,
    }
}

fn fault(code: &str, message: String) -> FieldProblem {
    problem(format!("scores[{code}]"), message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn set() -> CriteriaSet {
        shipped::criteria_sets().unwrap().remove(2)
    }

    fn full(set: &CriteriaSet) -> Vec<Entry> {
        set.criteria().map(|criterion| Entry { code: criterion.code.clone(), score: Some(Score::Points(criterion.max)) }).collect()
    }

    #[test]
    fn every_wrong_score_is_named() {
        let set = set();
        let mut entries = full(&set);
        entries[0].score = Some(Score::Points(Points::from_hundredths(525)));
        entries[1].score = Some(Score::Points(Points::from_hundredths(425)));
        entries[2].score = Some(Score::Points(Points::from_hundredths(-50)));
        entries[3].score = Some(Score::NotApplicable);
        entries[4].score = None;
        entries.push(Entry { code: "XX".to_owned(), score: None });
        entries.push(entries[5].clone());
        let refusal = ScoreSheet::read(&set, &entries).unwrap_err();
        let fields: Vec<_> = refusal.fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(
            fields,
            ["scores[CC1.1]", "scores[CC1.2]", "scores[CC2.1]", "scores[CC2.2]", "scores[XX]", "scores[CC3.1]", "scores[CC2.3]"]
        );
    }

    #[test]
    fn not_applicable_is_left_out_of_both_sides() {
        let set = set();
        let mut entries = full(&set);
        for entry in &mut entries[14..] {
            entry.score = Some(Score::NotApplicable);
        }
        entries[8].score = Some(Score::Points(Points::whole(8)));
        let tally = ScoreSheet::read(&set, &entries).unwrap().tally(&set);
        assert_eq!(tally, Tally { earned: Points::whole(82), out_of: Points::whole(90) });
        assert_eq!(tally.total(NaPolicy::Rescale).round_half_up(2), "91.11");
        assert_eq!(tally.total(NaPolicy::FullCredit).round_half_up(2), "92.00");
    }

    #[test]
    fn a_row_is_the_sheet() {
        let set = set();
        let mut entries = full(&set);
        entries[15].score = Some(Score::NotApplicable);
        entries[0].score = Some(Score::Points(Points::ZERO));
        let sheet = ScoreSheet::read(&set, &entries).unwrap();
        assert_eq!(ScoreSheet::from_row(&set, &sheet.to_row(&set)).unwrap(), sheet);
        assert_eq!(ScoreSheet::from_row(&set, &[0; 3]).unwrap_err().reason, "ROW_MISMATCH");
    }
}
