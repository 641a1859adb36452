//! Scoring by criteria: the inputs of a score sheet, shared by self-assessment and opinions, and the sheet for reading.

use kernel::Points;
use proto::common::v1::CriterionScore;
use proto::common::v1::criterion_score::Value;
use proto::scoring::v1::criterion_result::Self_;
use proto::scoring::v1::{CriteriaSet, Criterion, CriterionResult, Guidance};

use crate::field::Field;
use crate::page::Mistake;
use crate::posted::Posted;
use crate::show;

/// The inputs of a whole sheet.
#[derive(Default)]
pub struct ScoreInputs {
    /// By heading of the criteria set.
    pub sections: Vec<InputSection>,
    /// What the maxima add up to.
    pub max: String,
}

/// One heading.
pub struct InputSection {
    pub id: String,
    pub title: String,
    pub max: String,
    pub criteria: Vec<CriterionInput>,
}

/// The inputs of one criterion.
pub struct CriterionInput {
    pub code: String,
    pub title: String,
    pub points: Field,
    /// Most points, and the step of points, in hundredths: what the script does not add up.
    pub most: i32,
    pub step: i32,
    pub note: Field,
    /// Name of the box "không áp dụng"; empty where the criterion must be scored.
    pub skip_name: String,
    pub skipped: bool,
    pub anchors: Vec<AnchorLine>,
    /// What the agency tells its people about it; may be empty.
    pub guidance: String,
    pub zero_caps: bool,
    /// What the subject gave, for reviewers; empty on one's own sheet.
    pub self_points: String,
    pub self_note: String,
}

/// One step of the scale.
pub struct AnchorLine {
    pub share: String,
    pub text: String,
}

impl ScoreInputs {
    /// With what the agency tells its people about the criteria.
    #[must_use]
    pub fn advised(mut self, guidance: &[Guidance]) -> Self {
        for criterion in self.sections.iter_mut().flat_map(|section| &mut section.criteria) {
            let said = guidance.iter().find(|one| one.code == criterion.code);
            criterion.guidance = said.map(|one| one.text.clone()).unwrap_or_default();
        }
        self
    }
}

/// Name of the inputs of a criterion.
fn name(code: &str) -> String {
    format!("scores[{code}]")
}

/// The inputs of a sheet: as kept, or as they were sent. `own` are the scores that stand beside them for reviewers.
pub fn inputs(
    set: &CriteriaSet,
    kept: &[CriterionScore],
    own: &[CriterionScore],
    posted: Option<&Posted>,
    problems: &[Mistake],
) -> ScoreInputs {
    let criterion = |criterion: &Criterion| {
        let kept = kept.iter().find(|score| score.code == criterion.code);
        let own = own.iter().find(|score| score.code == criterion.code);
        let field = name(&criterion.code);
        let skip_name = if criterion.na_allowed { format!("{field}.not_applicable") } else { String::new() };
        let kept_points = kept.and_then(|score| match &score.value {
            Some(Value::Points(points)) => Some(*points),
            _ => None,
        });
        let step = criterion.step.as_ref().map(|step| format!(", bước {}", show::points_input(Some(step)))).unwrap_or_default();
        CriterionInput {
            code: criterion.code.clone(),
            title: criterion.title.clone(),
            points: Field::new(field.clone(), format!("Điểm (0 đến {}{step})", show::points_input(criterion.max.as_ref())))
                .value(show::points_input(kept_points.as_ref()), posted)
                .mistakes(problems),
            most: criterion.max.as_ref().map_or(0, |max| max.hundredths),
            step: criterion.step.as_ref().map_or(1, |step| step.hundredths.max(1)),
            note: Field::new(format!("{field}.note"), "Minh chứng, ghi chú (nếu có)")
                .value(kept.map(|score| score.note.clone()).unwrap_or_default(), posted)
                .mistakes(problems),
            skipped: match posted {
                Some(posted) => posted.has(&skip_name),
                None => kept.is_some_and(|score| matches!(score.value, Some(Value::NotApplicable(true)))),
            },
            skip_name,
            guidance: String::new(),
            anchors: criterion.anchors.iter().map(|anchor| anchor_line(criterion, anchor.percent, &anchor.text)).collect(),
            zero_caps: criterion.zero_caps,
            self_points: own.map(score_text).unwrap_or_default(),
            self_note: own.map(|score| score.note.clone()).unwrap_or_default(),
        }
    };
    let sections = set.sections.iter().map(|section| InputSection {
        id: section.section_id.clone(),
        title: section.title.clone(),
        max: show::points_input(section.max.as_ref()),
        criteria: section.criteria.iter().map(criterion).collect(),
    });
    let max: Points =
        set.sections.iter().filter_map(|section| section.max.as_ref()).map(|max| Points::from_hundredths(max.hundredths)).sum();
    ScoreInputs { sections: sections.collect(), max: show::exact(&max.to_string()) }
}

/// The share, and what it comes to where that can be written on the sheet.
fn anchor_line(criterion: &Criterion, percent: i32, text: &str) -> AnchorLine {
    let of = |points: Option<&proto::common::v1::Points>| points.map_or(0, |points| points.hundredths);
    let (scaled, step) = (of(criterion.max.as_ref()) * percent, of(criterion.step.as_ref()).max(1));
    let exact = scaled % 100 == 0 && (scaled / 100) % step == 0;
    let points = exact.then(|| format!("{} điểm", show::exact(&Points::from_hundredths(scaled / 100).to_string())));
    AnchorLine { share: points.unwrap_or_else(|| format!("{percent} %")), text: text.to_owned() }
}

/// The scores that were sent. A criterion left open has no value; what is missing is for the service to say.
pub fn read(posted: &Posted, set: &CriteriaSet, mistakes: &mut Vec<Mistake>) -> Vec<CriterionScore> {
    let mut scores = Vec::new();
    for criterion in set.sections.iter().flat_map(|section| &section.criteria) {
        let field = name(&criterion.code);
        let skipped = criterion.na_allowed && posted.has(&format!("{field}.not_applicable"));
        let value = if skipped { Some(Value::NotApplicable(true)) } else { posted.points(&field, mistakes).map(Value::Points) };
        let note = posted.lines(&format!("{field}.note"));
        if value.is_some() || !note.is_empty() {
            scores.push(CriterionScore { code: criterion.code.clone(), note, value });
        }
    }
    scores
}

/// How many criteria have a value.
pub fn scored(scores: &[CriterionScore]) -> usize {
    scores.iter().filter(|score| score.value.is_some()).count()
}

/// How many criteria a set has.
pub fn count(set: &CriteriaSet) -> usize {
    set.sections.iter().map(|section| section.criteria.len()).sum()
}

/// `4,5`, or that the criterion does not apply.
pub fn score_text(score: &CriterionScore) -> String {
    match &score.value {
        Some(Value::Points(points)) => show::points_input(Some(points)),
        Some(Value::NotApplicable(_)) => "Không áp dụng".to_owned(),
        None => "–".to_owned(),
    }
}

/// A score sheet for reading.
pub struct SheetTable {
    pub sections: Vec<TableSection>,
    pub has_result: bool,
    /// The points of reviewers are whole ones of all of them together.
    pub is_about: bool,
    /// Whose the scores are.
    pub own_head: &'static str,
}

impl SheetTable {
    /// The scores that a reviewer gave, not those of the subject.
    #[must_use]
    pub fn given(self) -> Self {
        Self { own_head: "Điểm bạn cho", ..self }
    }
}

/// One heading of the sheet.
pub struct TableSection {
    pub title: String,
    pub max: String,
    pub rows: Vec<TableRow>,
}

/// One criterion of the sheet.
pub struct TableRow {
    pub code: String,
    pub title: String,
    pub max: String,
    pub own: String,
    pub r360: String,
    pub official: String,
    pub note: String,
}

/// Exact where it has places; whole points are those of all reviewers together.
fn of_reviewers(points: &str) -> String {
    if is_about(points) { format!("≈ {points}") } else { show::decimal(points) }
}

fn is_about(points: &str) -> bool {
    !points.is_empty() && !points.contains('.')
}

/// The sheet with the self-scores, and with what each criterion came to when there is a result.
pub fn table(set: &CriteriaSet, own: &[CriterionScore], results: &[CriterionResult]) -> SheetTable {
    let row = |criterion: &Criterion| {
        let score = own.iter().find(|score| score.code == criterion.code);
        let result = results.iter().find(|result| result.code == criterion.code);
        TableRow {
            code: criterion.code.clone(),
            title: criterion.title.clone(),
            max: show::points_input(criterion.max.as_ref()),
            own: match (score, result.and_then(|result| result.self_.as_ref())) {
                (Some(score), _) => score_text(score),
                (None, Some(Self_::Points(points))) => show::points_input(Some(points)),
                (None, Some(Self_::NotApplicable(_))) => "Không áp dụng".to_owned(),
                (None, None) => "–".to_owned(),
            },
            r360: result.map_or_else(|| "–".to_owned(), |result| of_reviewers(&result.r360)),
            official: result.map_or_else(|| "–".to_owned(), |result| show::decimal(&result.official)),
            note: score.map(|score| score.note.clone()).unwrap_or_default(),
        }
    };
    let sections = set.sections.iter().map(|section| TableSection {
        title: section.title.clone(),
        max: show::points_input(section.max.as_ref()),
        rows: section.criteria.iter().map(row).collect(),
    });
    SheetTable {
        sections: sections.collect(),
        has_result: !results.is_empty(),
        is_about: results.iter().any(|result| is_about(&result.r360)),
        own_head: "Tự chấm",
    }
}
