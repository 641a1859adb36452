//! One civil servant, her reviewers, and what evaluation says about them.

use proto::common::v1::criterion_score::Value;
use proto::common::v1::{Class, CriterionScore, EmployeeGroup, Points, Relation};
use proto::evaluation::v1::{Decision, Record, RecordState, SelfAssessment, Sheet, SheetState, Subject};
use scoring_domain::shipped;

use crate::app::{Said, uuid};

pub const AN: u128 = 1;
pub const HEAD: u128 = 2;
pub const CHIEF: u128 = 3;
pub const PEER: u128 = 4;
pub const AGENCY: u128 = 50;
pub const RECORD: u128 = 100;
pub const DECISION: u128 = 300;

/// A sheet worth so many points in all, with at least one in every criterion.
pub fn scores(total: i32) -> Vec<CriterionScore> {
    let set = shipped::criteria_sets().unwrap().remove(2);
    let mut missing = 10_000 - total * 100;
    let line = |criterion: &scoring_domain::Criterion| {
        let less = missing.min(criterion.max.hundredths() - 100);
        missing -= less;
        let points = Points { hundredths: criterion.max.hundredths() - less };
        CriterionScore { code: criterion.code.clone(), value: Some(Value::Points(points)), note: String::new() }
    };
    set.criteria().map(line).collect()
}

/// The record of An's year, as it is before anything happened.
pub fn record(number: u128, year: i32, version: i64, state: RecordState) -> Record {
    Record {
        record_id: uuid(number).to_string(),
        version,
        period_id: uuid(200).to_string(),
        year,
        subject: Some(Subject {
            person_id: uuid(AN).to_string(),
            agency_id: uuid(AGENCY).to_string(),
            group: EmployeeGroup::CcKld.into(),
            ..Default::default()
        }),
        state: state.into(),
        round: 1,
        pack_id: "QT-2019".to_owned(),
        criteria_set_id: "QT-2019-CC_KLD".to_owned(),
        direct_head_id: uuid(HEAD).to_string(),
        decider_id: uuid(CHIEF).to_string(),
        ..Default::default()
    }
}

/// With a self-score of so many points.
pub fn scored(record: Record, total: i32, submission: i64) -> Record {
    let own = SelfAssessment { scores: scores(total), declared_class: Class::Htt.into(), submission, ..SelfAssessment::default() };
    Record { self_: Some(own), ..record }
}

/// With the decision of the head.
pub fn decided(record: Record, total: Option<i32>) -> Record {
    let decided_total = total.map(|total| Points { hundredths: total * 100 });
    let decision = Decision { decision_id: uuid(DECISION).to_string(), decided_total, ..Default::default() };
    Record { decision: Some(decision), state: RecordState::Decided.into(), ..record }
}

/// A submitted sheet of so many points.
pub fn sheet(number: u128, record: u128, rater: u128, relation: Relation, round: i32, total: i32) -> Sheet {
    Sheet {
        sheet_id: uuid(number).to_string(),
        version: 2,
        record_id: uuid(record).to_string(),
        period_id: uuid(200).to_string(),
        subject: Some(Subject { person_id: uuid(AN).to_string(), ..Default::default() }),
        rater_id: uuid(rater).to_string(),
        relation: relation.into(),
        round,
        state: SheetState::Submitted.into(),
        scores: scores(total),
        ..Default::default()
    }
}

/// An's year up to the minutes: self-score 90, a peer's 80, the head's 88.
pub fn up_to_minutes() -> Vec<Said> {
    vec![
        Said::record(scored(record(RECORD, 2019, 1, RecordState::In360), 90, 1)),
        Said::sheet(sheet(401, RECORD, PEER, Relation::Peer, 1, 80)),
        Said::sheet(sheet(402, RECORD, HEAD, Relation::DirectHead, 1, 88)),
        Said::record(scored(record(RECORD, 2019, 2, RecordState::MinutesReady), 90, 1)),
    ]
}
