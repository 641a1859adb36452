//! Bảng kết quả tự chấm điểm on paper.

use contract::Word;
use regulation::{Class, Relation};
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use documents::model::{Labelled, Score, ScoreLine, ScoreSection, ScoreSheet, SignatureBlock, Signed};
use kernel::text::ROMAN;
use kernel::{Exact, Points, date};
use proto::common::v1::{CriterionScore, criterion_score};
use proto::evaluation::v1::{Record, SelfAssessment};
use proto::scoring::v1::{CriteriaSection, CriteriaSet, Criterion, CriterionResult, Result as Computed};
use reporting_domain::{signing, words};

use super::{CAPPED, Office, caps, identity, labelled, letterhead, of_decider, signed};
use crate::board::Law;
use crate::wire;

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
        title: "Tổng điểm tính theo quy chế".to_owned(),
        max: set.sections.iter().filter_map(|section| contract::points(section.max)).sum(),
        own: result.and_then(|result| wire::shown(&result.self_total)).map_or(Score::Given(given), Score::Given),
        r360: result.and_then(|result| wire::shown(&result.r360)).map_or(Score::Absent, Score::Given),
        official: result.and_then(|result| wire::shown(&result.base)).map_or(Score::Absent, Score::Given),
        ..ScoreLine::default()
    };
    let declared = Class::of(own.declared_class).map_or(String::new(), |class| law.label(class).to_owned());
    let mut conclusions = result.map(|result| decided(record, result)).unwrap_or_default();
    conclusions.push(labelled("Tự phân loại", declared));
    // A class is what was decided; before, there is none.
    if let Some(result) = result.filter(|_| record.decision.is_some()) {
        conclusions.push(labelled("Kết quả phân loại", result.label.clone()));
        conclusions.push(labelled(CAPPED, caps(&result.caps)));
    }
    let signatures = signatures(record, &subject.full_name, own, result.is_some(), office.name());
    let few = result.filter(|result| result.r360.is_empty() && !result.criteria.is_empty());
    let few = few.map(|_| words::r360_hidden(law.smallest_group().people()));
    let last = signatures.iter().filter_map(|block| Some(block.signed.as_ref()?.at)).max();
    ScoreSheet {
        letterhead: letterhead(office, String::new(), date::office_day(last.unwrap_or(now))),
        year: record.year,
        criteria_set: set.title.clone(),
        identity: identity(&subject),
        notes: notes(&sections, &totals).into_iter().chain(few).collect(),
        sections,
        totals,
        conclusions,
        signatures,
    }
}

/// The total that was decided, and why when it is another one.
fn decided(record: &Record, result: &Computed) -> Vec<Labelled> {
    let Some(decision) = &record.decision else { return Vec::new() };
    let total = contract::points(decision.decided_total.or(result.total)).map(Points::vi).unwrap_or_default();
    let reason = if decision.decided_total.is_some() { decision.reason.clone() } else { String::new() };
    // The sheet itself was signed before.
    let on =
        decision.signature.as_ref().and_then(|by| contract::moment(by.at)).map(|at| format!(", ngày {}", date::vi(date::office_day(at))));
    let label = format!("Tổng điểm quyết định{}", on.unwrap_or_default());
    vec![labelled(&label, total), labelled("Lý do quyết định tổng điểm khác", reason)]
}

/// Who signed: the person, and who verified; nobody verifies who is decided on from above, so there it is who decided.
fn signatures(record: &Record, name: &str, own: &SelfAssessment, with_result: bool, agency: &str) -> Vec<SignatureBlock> {
    let submitted = contract::moment(own.submitted_at).map(|at| Signed { lines: Vec::new(), name: name.to_owned(), at });
    let verified = record.verification.as_ref().and_then(|verification| verification.signature.as_ref());
    let ruled = record.decision.as_ref().and_then(|decision| decision.signature.as_ref());
    let head = if record.direct_head_id.is_empty() {
        let label = if record.decided_outside { Relation::Higher.vi() } else { "Thủ trưởng cơ quan, đơn vị" };
        (label, signed(ruled, |title| of_decider(record, agency, title)))
    } else {
        (Relation::DirectHead.vi(), signed(verified, signing::of_post))
    };
    let own = SignatureBlock { label: "Người tự chấm".to_owned(), signed: submitted };
    let (label, signed) = head;
    // Who has nothing to sign yet, or whose word is not public, has no place on the sheet.
    let head = signed.filter(|_| with_result).map(|signed| SignatureBlock { label: label.to_owned(), signed: Some(signed) });
    [Some(own), head].into_iter().flatten().collect()
}

/// Why the printed numbers do not add up, when they do not.
fn notes(sections: &[ScoreSection], totals: &ScoreLine) -> Vec<String> {
    let about = |line: &ScoreLine| matches!(line.r360, Score::About(_));
    if sections.iter().flat_map(|section| &section.lines).any(about) {
        return vec![words::CRITERIA_ROUNDED.to_owned()];
    }
    let not_applicable = sections.iter().flat_map(|section| &section.lines).any(|line| line.own == Score::NotApplicable);
    let columns: [fn(&ScoreLine) -> Score; 3] = [|line| line.own, |line| line.r360, |line| line.official];
    let adds_up = |lines: &mut dyn Iterator<Item = &ScoreLine>, sum: &ScoreLine, of: fn(&ScoreLine) -> Score| {
        let parts: Points = lines.filter_map(|line| given(of(line))).sum();
        given(of(sum)).is_none_or(|sum| sum == parts)
    };
    let all_add_up = columns.into_iter().all(|of| {
        sections.iter().all(|section| adds_up(&mut section.lines.iter(), &section.heading, of))
            && adds_up(&mut sections.iter().map(|section| &section.heading), totals, of)
    });
    match (all_add_up, not_applicable) {
        (true, _) => Vec::new(),
        (false, true) => vec![
            "Có tiêu chí không áp dụng nên tổng điểm quy về thang 100, không bằng tổng cộng các dòng; các số in ra được làm tròn hai chữ số."
                .to_owned(),
        ],
        (false, false) => vec![
            "Tổng điểm tính từ số chưa làm tròn; các số in ra được làm tròn hai chữ số nên tổng cộng các dòng có thể lệch vài phần trăm điểm."
                .to_owned(),
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
            max: contract::points(section.max).unwrap_or_default(),
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
        let shown = |text: Option<&String>| text.map_or(Score::Absent, |text| score_from(text));
        ScoreLine {
            ordinal: criterion.code.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned(),
            title: criterion.title.clone(),
            max: contract::points(criterion.max).unwrap_or_default(),
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

/// Exact where it has places; whole points are those of all reviewers together.
fn score_from(text: &str) -> Score {
    match text.parse() {
        Ok(whole) => Score::About(whole),
        Err(_) => wire::shown(text).map_or(Score::Absent, Score::Given),
    }
}

const fn given(score: Score) -> Option<Points> {
    match score {
        Score::Given(points) => Some(points),
        Score::About(_) | Score::Absent | Score::NotApplicable => None,
    }
}

/// Exact sum of what there is, rounded once; nothing when there is nothing, or not exactly.
fn sum<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Score {
    let values: Vec<Exact> = texts.clone().filter_map(|text| text.parse().ok()).collect();
    if values.is_empty() || texts.into_iter().any(|text| matches!(score_from(text), Score::About(_))) {
        return Score::Absent;
    }
    values.into_iter().sum::<Exact>().to_points_half_up().map_or(Score::Absent, Score::Given)
}
