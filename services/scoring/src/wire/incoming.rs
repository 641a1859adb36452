//! Evaluation's announcements as scoring keeps them.

use chrono::NaiveDate;
use contract::{Word, announced};
use events::Error;
use kernel::Points;
use proto::common::v1::CriterionScore;
use proto::common::v1::criterion_score::Value;
use proto::evaluation::v1::{self as evaluation, RecordState, SelfAssessment, SheetState};
use proto::identity::v1 as identity;
use regulation::{Class, EmployeeGroup};
use scoring_domain::{DecisionTaken, Entry, Progress, Record, Score, SheetStanding};
use uuid::Uuid;

use crate::store::sheets::Announced;

/// The record as scoring keeps it; none for people who are not evaluated and have no group to be scored in.
pub(crate) fn record(announced: &evaluation::Record) -> Result<Option<Record>, Error> {
    let subject = announced.subject.clone().unwrap_or_default();
    let Some(group) = EmployeeGroup::of(subject.group) else {
        return if announced.self_.is_none() { Ok(None) } else { Err(announced::unknown("an employee group")) };
    };
    let own = own(announced);
    let decision = announced.decision.as_ref().map(decision).transpose()?;
    let progress = progress(announced)?;
    Ok(Some(Record {
        id: announced::id("a record id", &announced.record_id)?,
        person: announced::id("a person id", &subject.person_id)?,
        agency: announced::id("an agency id", &subject.agency_id)?,
        period: announced::id("a period id", &announced.period_id)?,
        year: announced.year,
        group,
        pack: announced.pack_id.clone(),
        criteria_set: announced.criteria_set_id.clone(),
        progress,
        direct_head: announced::id_or_none("a direct head's id", &announced.direct_head_id)?,
        decider: announced::id_or_none("a decider's id", &announced.decider_id)?,
        pack_digest: announced.pack_digest.clone(),
        submission: own.map(|own| own.submission),
        declared: own.and_then(|own| Class::of(own.declared_class)),
        decision,
        paper_class: paper_class(announced),
    }))
}

/// The agencies of a person's posts that are not over on `today`; of all posts when all are over.
pub(crate) fn agencies(announced: &identity::Person, today: NaiveDate) -> Result<Vec<Uuid>, Error> {
    let lasts = |post: &&identity::Post| contract::day(post.valid_to.as_ref()).is_none_or(|day| day >= today);
    let lasting: Vec<_> = announced.posts.iter().filter(lasts).collect();
    let posts = if lasting.is_empty() { announced.posts.iter().collect() } else { lasting };
    let mut agencies = posts.into_iter().map(|post| announced::id("an agency id", &post.agency_id)).collect::<Result<Vec<_>, _>>()?;
    agencies.sort_unstable();
    agencies.dedup();
    Ok(agencies)
}

/// Direct head and head of the agency, as far as there are any.
pub(crate) fn heads(announced: &identity::Person) -> Result<Vec<Uuid>, Error> {
    let named = [&announced.direct_head_id, &announced.agency_head_id].into_iter().filter(|head| !head.is_empty());
    named.map(|head| announced::id("the id of a head", head)).collect()
}

/// The submitted self-assessment.
pub(crate) fn own(announced: &evaluation::Record) -> Option<&SelfAssessment> {
    announced.self_.as_ref().filter(|own| own.submission > 0)
}

/// The sheet as scoring keeps it.
pub(crate) fn sheet(announced: &evaluation::Sheet) -> Result<Announced, Error> {
    let submitted = match SheetState::try_from(announced.state) {
        Ok(SheetState::Submitted) => true,
        Ok(SheetState::Assigned | SheetState::Void) => false,
        Ok(SheetState::Unspecified) | Err(_) => return Err(announced::unknown("a state of a sheet")),
    };
    Ok(Announced {
        standing: SheetStanding {
            sheet: announced::id("a sheet id", &announced.sheet_id)?,
            version: announced.version,
            rater: announced::id("a rater's id", &announced.rater_id)?,
            round: announced.round,
            submitted,
        },
        record: announced::id("a record id", &announced.record_id)?,
        relation: announced::word("a relation", announced.relation)?,
        agree: announced.agree,
        entries: entries(&announced.scores),
    })
}

/// Whom a sheet is about.
pub(crate) fn subject(announced: &evaluation::Sheet) -> Result<Uuid, Error> {
    announced::id("a subject", announced.subject.as_ref().map_or("", |subject| &subject.person_id))
}

/// The lines of a sheet.
pub(crate) fn entries(scores: &[CriterionScore]) -> Vec<Entry> {
    let score = |value: &Value| match value {
        Value::Points(points) => Some(Score::Points(Points::from_hundredths(points.hundredths))),
        Value::NotApplicable(true) => Some(Score::NotApplicable),
        Value::NotApplicable(false) => None,
    };
    scores.iter().map(|line| Entry { code: line.code.clone(), score: line.value.as_ref().and_then(score) }).collect()
}

fn decision(decision: &evaluation::Decision) -> Result<DecisionTaken, Error> {
    Ok(DecisionTaken {
        id: announced::id("a decision id", &decision.decision_id)?,
        decided_total: contract::points(decision.decided_total),
        confirmed_zero: decision.confirmed_zero.iter().cloned().collect(),
        reason: decision.reason.clone(),
    })
}

fn progress(announced: &evaluation::Record) -> Result<Progress, Error> {
    let state = RecordState::try_from(announced.state).map_err(|_| announced::unknown("a state of a record"))?;
    let progress = match state {
        RecordState::Unspecified => return Err(announced::unknown("a state of a record")),
        RecordState::NotEvaluated => Progress::NotEvaluated,
        RecordState::PaperEntry => Progress::Paper,
        RecordState::SelfDraft | RecordState::SelfSubmitted | RecordState::In360 => Progress::Scoring,
        RecordState::MinutesReady | RecordState::DirectReviewed | RecordState::Decided => Progress::Open,
        RecordState::Published | RecordState::Appealed | RecordState::Archived => Progress::Published,
    };
    Ok(match progress {
        _ if announced.paper.is_some() => Progress::Paper,
        Progress::Published if !announced.not_evaluated_reason.is_empty() => Progress::NotEvaluated,
        progress => progress,
    })
}

/// The class reached on paper, once a second person has checked it and it stands.
fn paper_class(announced: &evaluation::Record) -> Option<Class> {
    let state = RecordState::try_from(announced.state).unwrap_or_default();
    let stands = matches!(state, RecordState::Decided | RecordState::Published | RecordState::Appealed | RecordState::Archived);
    announced.paper.as_ref().filter(|_| stands).and_then(|paper| Class::of(paper.class))
}
