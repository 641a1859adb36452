//! Values in both directions.

use chrono::{DateTime, NaiveDate, Utc};
use evaluation_domain::{Class, Deadlines, Group, Mark, PostRole, Relation, Score, Signature, Stage, StoredFile};
use kernel::{Points, Refusal};
use proto::common::v1 as common;
use proto::evaluation::v1 as api;
use uuid::Uuid;

/// An id in a request.
pub(crate) fn id<T: From<Uuid>>(field: &str, text: &str) -> Result<T, Refusal> {
    let invalid = |_| Refusal::invalid("ID_INVALID", field, "Mã không hợp lệ; hãy mở lại trang rồi chọn lại.");
    text.parse::<Uuid>().map(T::from).map_err(invalid)
}

/// An id that may be left empty.
pub(crate) fn id_or_none<T: From<Uuid>>(field: &str, text: &str) -> Result<Option<T>, Refusal> {
    if text.is_empty() { Ok(None) } else { id(field, text).map(Some) }
}

/// A day that must be there.
pub(crate) fn day(field: &str, day: Option<common::Day>) -> Result<NaiveDate, Refusal> {
    let invalid = || Refusal::invalid("DAY_INVALID", field, "Hãy chọn ngày hợp lệ.");
    // chrono also reads years of six digits, which no calendar shows and not every database keeps.
    let plain = |iso: &String| iso.len() == 10 && iso.starts_with(|c: char| c.is_ascii_digit());
    day.map(|day| day.iso).filter(plain).and_then(|iso| iso.parse().ok()).ok_or_else(invalid)
}

pub(crate) fn iso(day: NaiveDate) -> Option<common::Day> {
    Some(common::Day { iso: day.to_string() })
}

pub(crate) fn timestamp(at: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: at.timestamp(), nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0) })
}

pub(crate) fn points(points: Option<common::Points>) -> Option<Points> {
    points.map(|points| Points::from_hundredths(points.hundredths))
}

pub(crate) fn wire_points(points: Points) -> Option<common::Points> {
    Some(common::Points { hundredths: points.hundredths() })
}

/// Deadlines of a request.
pub(crate) fn deadlines(deadlines: Option<api::Deadlines>) -> Result<Deadlines, Refusal> {
    let deadlines = deadlines.unwrap_or_default();
    Ok(Deadlines {
        self_by: day("deadlines.self_by", deadlines.self_by)?,
        review_by: day("deadlines.review_by", deadlines.review_by)?,
        verify_by: day("deadlines.verify_by", deadlines.verify_by)?,
        decide_by: day("deadlines.decide_by", deadlines.decide_by)?,
        publish_by: day("deadlines.publish_by", deadlines.publish_by)?,
    })
}

pub(crate) fn wire_deadlines(deadlines: &Deadlines) -> api::Deadlines {
    api::Deadlines {
        self_by: iso(deadlines.self_by),
        review_by: iso(deadlines.review_by),
        verify_by: iso(deadlines.verify_by),
        decide_by: iso(deadlines.decide_by),
        publish_by: iso(deadlines.publish_by),
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
    common::Signature { person_id: person.to_string(), full_name: full_name.clone(), title: title.clone(), at: timestamp(*at) }
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

/// A class of a request or an event; nothing where there is none.
pub(crate) fn class(value: i32) -> Option<Class> {
    match common::Class::try_from(value).unwrap_or(common::Class::Unspecified) {
        common::Class::Unspecified => None,
        common::Class::Htxs => Some(Class::Htxs),
        common::Class::Htt => Some(Class::Htt),
        common::Class::Hthc => Some(Class::Hthc),
        common::Class::Ht => Some(Class::Ht),
        common::Class::Kht => Some(Class::Kht),
    }
}

pub(crate) fn wire_class(class: Option<Class>) -> i32 {
    let class = match class {
        None => common::Class::Unspecified,
        Some(Class::Htxs) => common::Class::Htxs,
        Some(Class::Htt) => common::Class::Htt,
        Some(Class::Hthc) => common::Class::Hthc,
        Some(Class::Ht) => common::Class::Ht,
        Some(Class::Kht) => common::Class::Kht,
    };
    class.into()
}

/// The groups of a list; those that nobody knows are left out.
pub(crate) fn groups(values: &[i32]) -> Vec<Group> {
    values.iter().filter_map(|value| group(*value)).collect()
}

pub(crate) fn group(value: i32) -> Option<Group> {
    match common::EmployeeGroup::try_from(value).unwrap_or(common::EmployeeGroup::Unspecified) {
        common::EmployeeGroup::Unspecified => None,
        common::EmployeeGroup::Cb => Some(Group::Cb),
        common::EmployeeGroup::CcLd => Some(Group::CcLd),
        common::EmployeeGroup::CcKld => Some(Group::CcKld),
        common::EmployeeGroup::VcLd => Some(Group::VcLd),
        common::EmployeeGroup::VcKld => Some(Group::VcKld),
        common::EmployeeGroup::Nld => Some(Group::Nld),
    }
}

pub(crate) fn wire_group(group: Group) -> i32 {
    let group = match group {
        Group::Cb => common::EmployeeGroup::Cb,
        Group::CcLd => common::EmployeeGroup::CcLd,
        Group::CcKld => common::EmployeeGroup::CcKld,
        Group::VcLd => common::EmployeeGroup::VcLd,
        Group::VcKld => common::EmployeeGroup::VcKld,
        Group::Nld => common::EmployeeGroup::Nld,
    };
    group.into()
}

pub(crate) fn post_role(value: i32) -> Option<PostRole> {
    match common::PostRole::try_from(value).unwrap_or(common::PostRole::Unspecified) {
        common::PostRole::Unspecified => None,
        common::PostRole::AgencyHead => Some(PostRole::AgencyHead),
        common::PostRole::AgencyDeputy => Some(PostRole::AgencyDeputy),
        common::PostRole::UnitHead => Some(PostRole::UnitHead),
        common::PostRole::UnitDeputy => Some(PostRole::UnitDeputy),
        common::PostRole::Staff => Some(PostRole::Staff),
        common::PostRole::CommuneChair => Some(PostRole::CommuneChair),
        common::PostRole::CommuneVice => Some(PostRole::CommuneVice),
    }
}

pub(crate) fn wire_post_role(role: PostRole) -> i32 {
    let role = match role {
        PostRole::AgencyHead => common::PostRole::AgencyHead,
        PostRole::AgencyDeputy => common::PostRole::AgencyDeputy,
        PostRole::UnitHead => common::PostRole::UnitHead,
        PostRole::UnitDeputy => common::PostRole::UnitDeputy,
        PostRole::Staff => common::PostRole::Staff,
        PostRole::CommuneChair => common::PostRole::CommuneChair,
        PostRole::CommuneVice => common::PostRole::CommuneVice,
    };
    role.into()
}

pub(crate) fn relation(value: i32) -> Option<Relation> {
    match common::Relation::try_from(value).unwrap_or(common::Relation::Unspecified) {
        common::Relation::Unspecified => None,
        common::Relation::Peer => Some(Relation::Peer),
        common::Relation::Upward => Some(Relation::Upward),
        common::Relation::DeputySup => Some(Relation::DeputySup),
        common::Relation::DirectHead => Some(Relation::DirectHead),
        common::Relation::AgencyHead => Some(Relation::AgencyHead),
        common::Relation::Higher => Some(Relation::Higher),
    }
}

pub(crate) fn wire_relation(relation: Option<Relation>) -> i32 {
    let relation = match relation {
        None => common::Relation::Unspecified,
        Some(Relation::Peer) => common::Relation::Peer,
        Some(Relation::Upward) => common::Relation::Upward,
        Some(Relation::DeputySup) => common::Relation::DeputySup,
        Some(Relation::DirectHead) => common::Relation::DirectHead,
        Some(Relation::AgencyHead) => common::Relation::AgencyHead,
        Some(Relation::Higher) => common::Relation::Higher,
    };
    relation.into()
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
