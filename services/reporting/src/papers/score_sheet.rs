//! Bảng kết quả tự chấm điểm on paper.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use documents::model::{Score, ScoreLine, ScoreSection, ScoreSheet, SignatureBlock, Signed};
use kernel::{Exact, Points, date};
use proto::common::v1::{CriterionScore, criterion_score};
use proto::evaluation::v1::{Record, SelfAssessment};
use proto::scoring::v1::{CriteriaSection, CriteriaSet, Criterion, CriterionResult, Result as Computed};

use super::{Office, identity, labelled, letterhead, signed};
use crate::board::Law;
use crate::wire;

const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// The score sheet of a record; `result` only for those who may see it already.
pub(crate) fn score_sheet(
    record: &Record,
    own: &SelfAssessment,
    set: &CriteriaSet,
    result: Option<&Computed>,
    office: &Office,
    law: &Law,
    now: DateTime<Utc>,
) -> ScoreSheet {
    let subject = record.subject.clone().unwrap_or_default();
    let table = Table {
        own: own.scores.iter().map(|score| (score.code.as_str(), score)).collect(),
        results: result.into_iter().flat_map(|result| &result.criteria).map(|criterion| (criterion.code.as_str(), criterion)).collect(),
    };
    let sections: Vec<ScoreSection> = ROMAN.iter().zip(&set.sections).map(|(roman, section)| table.section(roman, section)).collect();
    let given: Points = sections.iter().filter_map(|section| given(section.heading.own)).sum();
    let totals = ScoreLine {
        title: "Tổng điểm".to_owned(),
        max: set.sections.iter().filter_map(|section| wire::points(section.max)).sum(),
        own: result.and_then(|result| wire::shown(&result.self_total)).map_or(Score::Given(given), Score::Given),
        r360: result.and_then(|result| wire::shown(&result.r360)).map_or(Score::Absent, Score::Given),
        official: result.and_then(|result| wire::points(result.total)).map_or(Score::Absent, Score::Given),
        ..ScoreLine::default()
    };
    let declared = wire::class(own.declared_class).map_or(String::new(), |class| law.label(class).to_owned());
    let mut conclusions = vec![labelled("Tự phân loại", declared)];
    conclusions.extend(result.filter(|result| !result.label.is_empty()).map(|result| labelled("Kết quả phân loại", result.label.clone())));
    let submitted = wire::moment(own.submitted_at);
    let verified = record.verification.as_ref().and_then(|verification| verification.signature.as_ref());
    ScoreSheet {
        letterhead: letterhead(office, String::new(), date::office_day(submitted.unwrap_or(now))),
        year: record.year,
        criteria_set: set.title.clone(),
        identity: identity(&subject),
        sections,
        totals,
        conclusions,
        signatures: [
            SignatureBlock { label: "Người tự chấm".to_owned(), signed: submitted.map(|at| Signed { name: subject.full_name, at }) },
            SignatureBlock { label: "Thủ trưởng trực tiếp".to_owned(), signed: signed(verified).filter(|_| result.is_some()) },
        ],
    }
}

struct Table<'a> {
    own: HashMap<&'a str, &'a CriterionScore>,
    results: HashMap<&'a str, &'a CriterionResult>,
}

impl Table<'_> {
    fn section(&self, roman: &str, section: &CriteriaSection) -> ScoreSection {
        let lines: Vec<ScoreLine> = section.criteria.iter().map(|criterion| self.line(criterion)).collect();
        let results: Vec<&CriterionResult> =
            section.criteria.iter().filter_map(|criterion| self.results.get(criterion.code.as_str()).copied()).collect();
        let own: Points = lines.iter().filter_map(|line| given(line.own)).sum();
        let heading = ScoreLine {
            ordinal: roman.to_owned(),
            title: section.title.clone(),
            max: wire::points(section.max).unwrap_or_default(),
            own: Score::Given(own),
            r360: sum(results.iter().map(|result| result.r360.as_str())),
            official: sum(results.iter().map(|result| result.official.as_str())),
            note: String::new(),
        };
        ScoreSection { heading, lines }
    }

    fn line(&self, criterion: &Criterion) -> ScoreLine {
        let own = self.own.get(criterion.code.as_str());
        let result = self.results.get(criterion.code.as_str());
        let shown = |text: Option<&String>| text.and_then(|text| wire::shown(text)).map_or(Score::Absent, Score::Given);
        ScoreLine {
            ordinal: criterion.code.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned(),
            title: criterion.title.clone(),
            max: wire::points(criterion.max).unwrap_or_default(),
            own: own.map_or(Score::Absent, |score| score_of(score)),
            r360: shown(result.map(|result| &result.r360)),
            official: shown(result.map(|result| &result.official)),
            note: own.map_or(String::new(), |score| score.note.clone()),
        }
    }
}

fn score_of(score: &CriterionScore) -> Score {
    match &score.value {
        Some(criterion_score::Value::Points(points)) => Score::Given(Points::from_hundredths(points.hundredths)),
        Some(criterion_score::Value::NotApplicable(true)) => Score::NotApplicable,
        Some(criterion_score::Value::NotApplicable(false)) | None => Score::Absent,
    }
}

const fn given(score: Score) -> Option<Points> {
    match score {
        Score::Given(points) => Some(points),
        Score::Absent | Score::NotApplicable => None,
    }
}

/// Exact sum of what there is, rounded once; nothing when there is nothing.
fn sum<'a>(texts: impl Iterator<Item = &'a str>) -> Score {
    let values: Vec<Exact> = texts.filter_map(|text| text.parse().ok()).collect();
    if values.is_empty() {
        return Score::Absent;
    }
    values.into_iter().sum::<Exact>().to_points_half_up().map_or(Score::Absent, Score::Given)
}
