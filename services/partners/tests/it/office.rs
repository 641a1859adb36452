//! A fabricated office: Sở Nội vụ with one specialist, whose result is published, appealed against, corrected and sealed.

use events::Envelope;
use prost_types::Timestamp;
use proto::common::v1::{Class, Day, EmployeeGroup, Points, PostRole, Signature};
use proto::evaluation::v1::{
    Deadlines, Decision, GroupPack, Outcome, Period, PeriodChanged, PeriodState, Record, RecordChanged, RecordState, Subject,
};
use proto::identity::v1::{Person, PersonChanged, Post, PostKind, Unit, UnitChanged, UnitKind};
use proto::scoring::v1::{CriteriaSet, CriteriaSetPublished, PolicyPack, PolicyPackPublished};
use uuid::Uuid;

use crate::harness::event;

pub const PROVINCE: Uuid = Uuid::from_u128(0x10);
pub const AGENCY: Uuid = Uuid::from_u128(0x11);
pub const OFFICE: Uuid = Uuid::from_u128(0x12);
pub const PERSON: Uuid = Uuid::from_u128(0x20);
pub const POST: Uuid = Uuid::from_u128(0x21);
pub const PERIOD: Uuid = Uuid::from_u128(0x30);
pub const RECORD: Uuid = Uuid::from_u128(0x40);
const PACK: Uuid = Uuid::from_u128(0x50);
const SET: Uuid = Uuid::from_u128(0x51);

pub fn day(iso: &str) -> Option<Day> {
    Some(Day { iso: iso.to_owned() })
}

pub fn at(day: i64) -> Option<Timestamp> {
    // The first of December 2019.
    Some(Timestamp { seconds: 1_575_158_400 + day * 86_400, nanos: 0 })
}

fn digest() -> String {
    "ab".repeat(32)
}

pub fn units() -> Vec<Envelope> {
    let unit = |id: Uuid, code: &str, name: &str, kind: UnitKind, parent: Option<Uuid>, agency: Option<Uuid>| Unit {
        unit_id: id.to_string(),
        version: 1,
        code: code.to_owned(),
        name: name.to_owned(),
        kind: kind.into(),
        parent_id: parent.map(|id| id.to_string()).unwrap_or_default(),
        agency_id: agency.map(|id| id.to_string()).unwrap_or_default(),
        valid_from: day("2010-01-01"),
        ..Unit::default()
    };
    let all = [
        (PROVINCE, unit(PROVINCE, "H50", "Tỉnh Quảng Trị", UnitKind::Province, None, None)),
        (AGENCY, unit(AGENCY, "H50.6", "Sở Nội vụ", UnitKind::Department, Some(PROVINCE), Some(AGENCY))),
        (OFFICE, unit(OFFICE, "H50.6-VP", "Văn phòng Sở", UnitKind::Division, Some(AGENCY), Some(AGENCY))),
    ];
    all.into_iter().map(|(id, unit)| event("identity", id, 1, &UnitChanged { unit: Some(unit) })).collect()
}

pub fn person() -> Person {
    let post = Post {
        post_id: POST.to_string(),
        unit_id: OFFICE.to_string(),
        agency_id: AGENCY.to_string(),
        title: "Chuyên viên".to_owned(),
        role: PostRole::Staff.into(),
        group: EmployeeGroup::CcKld.into(),
        kind: PostKind::Main.into(),
        valid_from: day("2015-01-01"),
        ..Post::default()
    };
    let (person_id, full_name) = (PERSON.to_string(), "Nguyễn Thị Ánh".to_owned());
    Person { person_id, version: 1, full_name, posts: vec![post], ..Person::default() }
}

pub fn people() -> Vec<Envelope> {
    let hired = person();
    let mut promoted = Person { version: 2, ..hired.clone() };
    promoted.posts[0].title = "Chuyên viên chính".to_owned();
    let withdrawn = Person { version: 3, posts: Vec::new(), ..hired.clone() };
    let all = [hired, promoted, withdrawn];
    all.into_iter().map(|person| event("identity", PERSON, person.version, &PersonChanged { person: Some(person) })).collect()
}

pub fn law() -> Vec<Envelope> {
    let pack = PolicyPack {
        pack_id: "QT-2019".to_owned(),
        version: 1,
        title: "Quy chế năm 2019".to_owned(),
        valid_years: vec![2019],
        groups: vec![EmployeeGroup::CcKld.into()],
        digest: digest(),
        published_at: at(-60),
        ..PolicyPack::default()
    };
    let set = CriteriaSet {
        criteria_set_id: "QT-2019-CC_KLD".to_owned(),
        version: 1,
        group: EmployeeGroup::CcKld.into(),
        title: "Bộ tiêu chí".to_owned(),
        digest: digest(),
        published_at: at(-60),
        ..CriteriaSet::default()
    };
    vec![
        event("scoring", PACK, 1, &PolicyPackPublished { pack: Some(pack) }),
        event("scoring", SET, 1, &CriteriaSetPublished { criteria_set: Some(set) }),
    ]
}

pub fn period(version: i64, state: PeriodState) -> Period {
    Period {
        period_id: PERIOD.to_string(),
        version,
        agency_id: AGENCY.to_string(),
        agency_name: "Sở Nội vụ".to_owned(),
        year: 2019,
        state: state.into(),
        deadlines: Some(Deadlines { self_by: day("2019-11-25"), publish_by: day("2019-12-20"), ..Deadlines::default() }),
        packs: vec![GroupPack { groups: vec![EmployeeGroup::CcKld.into()], pack_id: "QT-2019".to_owned(), pack_digest: digest() }],
        ..Period::default()
    }
}

pub fn periods() -> Vec<Envelope> {
    let states = [PeriodState::Planned, PeriodState::SelfOpen, PeriodState::Decision, PeriodState::Published, PeriodState::Archived];
    let states = (1_i64..).zip(states);
    states.map(|(version, state)| event("evaluation", PERIOD, version, &PeriodChanged { period: Some(period(version, state)) })).collect()
}

pub fn record(version: i64, state: RecordState) -> Record {
    let published = matches!(state, RecordState::Published | RecordState::Appealed | RecordState::Archived);
    // The fifth version and those after it were decided anew.
    let (class, hundredths, published_on) = if version < 5 { (Class::Htt, 8_998, 19) } else { (Class::Htxs, 9_150, 23) };
    let decider =
        Signature { full_name: "Trần Văn Dũng".to_owned(), title: "Giám đốc Sở".to_owned(), at: at(17), ..Signature::default() };
    Record {
        record_id: RECORD.to_string(),
        version,
        period_id: PERIOD.to_string(),
        year: 2019,
        subject: Some(Subject {
            person_id: PERSON.to_string(),
            full_name: "Nguyễn Thị Ánh".to_owned(),
            title: "Chuyên viên".to_owned(),
            unit_id: OFFICE.to_string(),
            unit_name: "Văn phòng Sở".to_owned(),
            agency_id: AGENCY.to_string(),
            agency_name: "Sở Nội vụ".to_owned(),
            group: EmployeeGroup::CcKld.into(),
            role: PostRole::Staff.into(),
            ..Subject::default()
        }),
        state: state.into(),
        pack_id: "QT-2019".to_owned(),
        pack_digest: digest(),
        criteria_set_id: "QT-2019-CC_KLD".to_owned(),
        decision: published.then(|| Decision { signature: Some(decider), ..Decision::default() }),
        outcome: published.then(|| Outcome {
            total: Some(Points { hundredths }),
            class: class.into(),
            label: "Theo quy chế".to_owned(),
            ..Outcome::default()
        }),
        published_at: if published { at(published_on) } else { None },
        ..Record::default()
    }
}

pub fn records() -> Vec<Envelope> {
    let states = [
        RecordState::SelfSubmitted,
        RecordState::Published,
        RecordState::Appealed,
        RecordState::Decided,
        RecordState::Published,
        RecordState::Archived,
    ];
    let states = (1_i64..).zip(states);
    states.map(|(version, state)| event("evaluation", RECORD, version, &RecordChanged { record: Some(record(version, state)) })).collect()
}

/// Everything that the owners say in a year.
pub fn year() -> Vec<Envelope> {
    [units(), people(), law(), periods(), records()].concat()
}
