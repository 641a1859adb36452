//! Values in both directions.

use contract::{Word, field, out};
use evaluation_domain::{Deadlines, Mark, Score, Signature, Stage, StoredFile};
use kernel::{Points, Refusal};
use proto::common::v1 as common;
use proto::evaluation::v1 as api;
use regulation::EmployeeGroup;

/// Deadlines of a request.
pub(crate) fn deadlines(deadlines: Option<api::Deadlines>) -> Result<Deadlines, Refusal> {
    let deadlines = deadlines.unwrap_or_default();
    Ok(Deadlines {
        self_by: field::day("deadlines.self_by", deadlines.self_by.as_ref())?,
        review_by: field::day("deadlines.review_by", deadlines.review_by.as_ref())?,
        verify_by: field::day("deadlines.verify_by", deadlines.verify_by.as_ref())?,
        decide_by: field::day("deadlines.decide_by", deadlines.decide_by.as_ref())?,
        publish_by: field::day("deadlines.publish_by", deadlines.publish_by.as_ref())?,
    })
}

pub(crate) fn wire_deadlines(deadlines: &Deadlines) -> api::Deadlines {
    api::Deadlines {
        self_by: Some(out::day(deadlines.self_by)),
        review_by: Some(out::day(deadlines.review_by)),
        verify_by: Some(out::day(deadlines.verify_by)),
        decide_by: Some(out::day(deadlines.decide_by)),
        publish_by: Some(out::day(deadlines.publish_by)),
    }
}

/// Criterion scores of a request; a score without a value is not a score.
pub(crate) fn scores(scores: Vec<common::CriterionScore>) -> Result<Vec<Score>, Refusal> {
    let score = |score: common::CriterionScore| {
        let missing =
            || Refusal::invalid("SCORE_MISSING", format!("scores[{}]", score.code), format!("Chưa chấm tiêu chí {}.", score.code));
        let mark = mark(&score).ok_or_else(missing)?;
        Ok(Score { code: score.code, mark, note: score.note })
    };
    scores.into_iter().map(score).collect()
}

/// The criterion scores of a draft: those that have a value.
pub(crate) fn draft_scores(scores: Vec<common::CriterionScore>) -> Vec<Score> {
    scores.into_iter().filter_map(|score| Some(Score { mark: mark(&score)?, code: score.code, note: score.note })).collect()
}

fn mark(score: &common::CriterionScore) -> Option<Mark> {
    use common::criterion_score::Value;
    match score.value {
        Some(Value::Points(points)) => Some(Mark::Points(Points::from_hundredths(points.hundredths))),
        Some(Value::NotApplicable(true)) => Some(Mark::NotApplicable),
        Some(Value::NotApplicable(false)) | None => None,
    }
}

pub(crate) fn wire_scores(scores: &[Score]) -> Vec<common::CriterionScore> {
    use common::criterion_score::Value;
    let value = |mark| match mark {
        Mark::Points(points) => Value::Points(common::Points { hundredths: points.hundredths() }),
        Mark::NotApplicable => Value::NotApplicable(true),
    };
    let score =
        |score: &Score| common::CriterionScore { code: score.code.clone(), value: Some(value(score.mark)), note: score.note.clone() };
    scores.iter().map(score).collect()
}

pub(crate) fn wire_signature(by: &Signature) -> common::Signature {
    let Signature { person, full_name, title, at } = by;
    common::Signature { person_id: person.to_string(), full_name: full_name.clone(), title: title.clone(), at: Some(out::moment(*at)) }
}

pub(crate) fn wire_file(file: &StoredFile) -> common::StoredFile {
    common::StoredFile {
        object_key: file.key.clone(),
        name: file.name.clone(),
        content_type: file.content_type.clone(),
        size_bytes: file.size,
        digest: file.digest.clone(),
    }
}

/// The groups of a list; those that nobody knows are left out.
pub(crate) fn groups(values: &[i32]) -> Vec<EmployeeGroup> {
    values.iter().filter_map(|value| EmployeeGroup::of(*value)).collect()
}

/// The stage that a request names.
pub(crate) fn stage(value: i32) -> Result<Stage, Refusal> {
    use api::PeriodState as Wire;
    match Wire::try_from(value).unwrap_or(Wire::Unspecified) {
        Wire::Planned => Ok(Stage::Planned),
        Wire::Logging => Ok(Stage::Logging),
        Wire::SelfOpen => Ok(Stage::SelfOpen),
        Wire::Review360Open => Ok(Stage::Review360Open),
        Wire::Minutes => Ok(Stage::Minutes),
        Wire::DirectReview => Ok(Stage::DirectReview),
        Wire::Decision => Ok(Stage::Decision),
        Wire::Published => Ok(Stage::Published),
        Wire::Appeal => Ok(Stage::Appeal),
        Wire::Archived => Ok(Stage::Archived),
        Wire::Unspecified => Err(Refusal::invalid("STATE_INVALID", "to", "Hãy chọn bước tiếp theo của kỳ đánh giá.")),
    }
}

pub(crate) fn wire_stage(stage: Stage) -> i32 {
    use api::PeriodState as Wire;
    let stage = match stage {
        Stage::Planned => Wire::Planned,
        Stage::Logging => Wire::Logging,
        Stage::SelfOpen => Wire::SelfOpen,
        Stage::Review360Open => Wire::Review360Open,
        Stage::Minutes => Wire::Minutes,
        Stage::DirectReview => Wire::DirectReview,
        Stage::Decision => Wire::Decision,
        Stage::Published => Wire::Published,
        Stage::Appeal => Wire::Appeal,
        Stage::Archived => Wire::Archived,
    };
    stage.into()
}
