//! What the tests of all modules share.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use kernel::Points;
use regulation::{Class, EmployeeGroup, PostRole, Relation};
use uuid::Uuid;

use crate::eligibility::{Facts, Place};
use crate::form::{Author, template};
use crate::record::{Record, Rules, SelfContent};
use crate::routing::Route;
use crate::*;

const PACK: &str = include_str!("../../data/test-pack.json");

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::parse(PACK).unwrap());

pub(crate) fn policy() -> Policy {
    POLICY.clone()
}

pub(crate) fn period() -> Period {
    Period {
        id: PeriodId(Uuid::from_u128(1)),
        version: 1,
        agency: UnitId(Uuid::from_u128(100)),
        agency_name: "Sở Nội vụ".to_owned(),
        abbreviation: "SNV".to_owned(),
        year: 2019,
        pack_id: "QT-2019".to_owned(),
        pack_digest: "d".to_owned(),
        group_packs: crate::law::GroupPacks::new(),
        stage: Stage::Planned,
        deadlines: Deadlines {
            self_by: "2019-11-27".parse().unwrap(),
            review_by: "2019-12-03".parse().unwrap(),
            verify_by: "2019-12-08".parse().unwrap(),
            decide_by: "2019-12-12".parse().unwrap(),
            publish_by: "2019-12-14".parse().unwrap(),
        },
        special_duty: false,
        publish_to_colleagues: true,
        snapshot_on: None,
        head: None,
        routing_signed: None,
        opened_360_at: None,
        closed_360_at: None,
        extensions: Vec::new(),
        publication_changes: Vec::new(),
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    "2019-11-20T08:00:00+07:00".parse().unwrap()
}

pub(crate) fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

pub(crate) fn signed(n: u128) -> Signature {
    Signature { person: person(n), full_name: format!("Người {n}"), title: String::new(), at: now() }
}

pub(crate) fn subject() -> Subject {
    Subject {
        person: person(10),
        full_name: "Lê Thị Hoa".to_owned(),
        title: "Chuyên viên".to_owned(),
        unit: UnitId(Uuid::from_u128(101)),
        unit_name: "Văn phòng".to_owned(),
        agency: UnitId(Uuid::from_u128(100)),
        agency_name: "Sở Nội vụ".to_owned(),
        group: EmployeeGroup::CcKld,
        role: PostRole::Staff,
        party_member: false,
        rank: String::new(),
        step: String::new(),
        coefficient: String::new(),
    }
}

/// Reviewed by a peer (20), a deputy (21) and the head (30), decided by the director (40).
pub(crate) fn route() -> Route {
    let reviewer = |n, relation| Reviewer { person: person(n), full_name: format!("Người {n}"), relation };
    Route {
        reviewers: vec![reviewer(20, Relation::Peer), reviewer(21, Relation::DeputySup), reviewer(30, Relation::DirectHead)],
        direct_head: Some(person(30)),
        passed_over: None,
        decider: Some(person(40)),
        authority: crate::routing::Authority::Government,
        decided_above: false,
        decided_outside: false,
    }
}

pub(crate) fn record() -> Record {
    Record::open(RecordId(Uuid::from_u128(2)), &period(), subject(), &Facts::default(), Place::default(), route(), &policy()).state
}

pub(crate) fn criteria() -> CriteriaSet {
    let criterion = |code: &str, max| Criterion {
        code: code.to_owned(),
        title: format!("Tiêu chí {code}"),
        max: Points::whole(max),
        step: Points::from_hundredths(50),
        na_allowed: false,
    };
    CriteriaSet { id: "QT-2019-CC_KLD".to_owned(), group: EmployeeGroup::CcKld, criteria: vec![criterion("CC1", 60), criterion("CC2", 40)] }
}

/// Runs with the rules of the test pack.
pub(crate) fn with_rules<R>(run: impl FnOnce(&Rules<'_>) -> R) -> R {
    run(&Rules { policy: &policy(), criteria: &criteria(), template: template("MAU02_ND56").unwrap() })
}

pub(crate) fn scores(one: i32, two: i32) -> Vec<Score> {
    let score = |code: &str, points| Score { code: code.to_owned(), mark: Mark::Points(Points::whole(points)), note: String::new() };
    vec![score("CC1", one), score("CC2", two)]
}

/// A complete self-assessment of 88 points.
pub(crate) fn content() -> SelfContent {
    let keys = template("MAU02_ND56").unwrap().keys(EmployeeGroup::CcKld, Author::Subject);
    let answers: BTreeMap<String, String> = keys.into_iter().map(|key| (key.to_owned(), "Tốt".to_owned())).collect();
    SelfContent { scores: scores(53, 35), answers, declared: Some(Class::Htt) }
}
