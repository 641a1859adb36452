//! Examples: one of each kind, of one agency in one year, as they may come.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Points;
use regulation::{Class, EmployeeGroup, PostRole};
use serde_json::Value;
use uuid::Uuid;

use crate::data::{
    Agency, AppliedLaw, Deadlines, DossierClosed, EvaluationResult, LawPublished, LawRef, PeriodClosed, PeriodOpened, Person, PostChanged,
    Replaced, ResultCorrected, ResultPublished, TotalPoints, UnitChanged, UnitRef,
};
use crate::{Correction, LawKind, Listed, Open, PostKind, Public, Publisher, Standing, Statement, UnitKind, kinds};

/// An event as it may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example<D> {
    /// Its number among those of its subject.
    pub number: u64,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// What it says.
    pub data: D,
}

/// The example of a kind as a whole event.
pub(crate) fn event<D: Public>(publisher: &Publisher) -> Value {
    let Example { number, time, data } = D::example();
    let place = kinds().iter().position(|kind| (kind.name, kind.version) == (D::NAME, D::VERSION)).unwrap_or_default();
    let event = publisher.event(id(0xe0 + place as u128), number, time, Statement::of(&data));
    serde_json::to_value(event).expect("examples are made of texts and numbers")
}

fn example<D>(number: u64, time: &str, data: D) -> Example<D> {
    Example { number, time: moment(time), data }
}

fn id(low: u128) -> Uuid {
    Uuid::from_u128(0x0192_e4a0_7c1b_7d20_8f3a_5b60_c4d2_0000 + low)
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("moments of examples are written here")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("days of examples are written here")
}

fn department() -> Agency {
    Agency { code: "H50.6".to_owned(), name: "Sở Nội vụ tỉnh Quảng Trị".to_owned() }
}

fn office() -> UnitRef {
    UnitRef { unit_id: id(0x61), name: "Văn phòng Sở".to_owned() }
}

fn person() -> Person {
    Person { person_id: id(0x70), full_name: "Nguyễn Thị Ánh".to_owned() }
}

fn policy_pack() -> LawRef {
    LawRef { law_id: "QT-2019".to_owned(), digest: "5f1d9d1d0c0b9a8f7e6d5c4b3a29180f1e2d3c4b5a69788796a5b4c3d2e1f00f".to_owned() }
}

fn all<W: Listed>() -> Vec<Open<W>> {
    W::all().into_iter().map(Open::Known).collect()
}

fn result(class: Class, hundredths: i32, published_at: &str) -> EvaluationResult {
    EvaluationResult {
        dossier_id: id(0x90),
        period_id: id(0x80),
        year: 2019,
        person: person(),
        agency: department(),
        unit: office(),
        post_title: "Chuyên viên".to_owned(),
        group: EmployeeGroup::CcKld.into(),
        class: class.into(),
        class_label: class.vi().to_owned(),
        total: Some(TotalPoints(Points::from_hundredths(hundredths))),
        decided_on: day("2019-12-18"),
        decided_by_post: Some("Giám đốc Sở".to_owned()),
        published_at: moment(published_at),
        policy_pack: policy_pack(),
        criteria_set_id: Some("QT-2019-CC_KLD".to_owned()),
    }
}

pub(crate) fn result_published() -> Example<ResultPublished> {
    example(1, "2019-12-20T02:30:00Z", ResultPublished { result: result(Class::Htt, 8_998, "2019-12-20T02:30:00Z") })
}

pub(crate) fn result_corrected() -> Example<ResultCorrected> {
    let before = result_published().data.result;
    let replaces = Replaced { class: before.class, total: before.total, published_at: before.published_at };
    let result = result(Class::Htxs, 9_150, "2019-12-24T03:00:00Z");
    example(2, "2019-12-24T03:00:00Z", ResultCorrected { result, replaces, reason: Correction::Appeal.into() })
}

pub(crate) fn dossier_closed() -> Example<DossierClosed> {
    let EvaluationResult { dossier_id, period_id, year, person, agency, .. } = result_published().data.result;
    example(3, "2020-01-02T01:00:00Z", DossierClosed { dossier_id, period_id, year, person, agency, has_result: true })
}

pub(crate) fn period_opened() -> Example<PeriodOpened> {
    let deadlines = Deadlines {
        self_assessment: Some(day("2019-11-25")),
        review: Some(day("2019-12-05")),
        verification: Some(day("2019-12-10")),
        decision: Some(day("2019-12-15")),
        publication: Some(day("2019-12-20")),
    };
    let law = vec![AppliedLaw { groups: all(), policy_pack: policy_pack() }];
    example(1, "2019-11-15T01:00:00Z", PeriodOpened { period_id: id(0x80), year: 2019, agency: department(), deadlines, law })
}

pub(crate) fn period_closed() -> Example<PeriodClosed> {
    example(2, "2020-01-02T01:00:00Z", PeriodClosed { period_id: id(0x80), year: 2019, agency: department() })
}

pub(crate) fn law_published() -> Example<LawPublished> {
    let published = LawPublished {
        kind: LawKind::PolicyPack.into(),
        law: policy_pack(),
        title: "Quy chế đánh giá, phân loại cán bộ, công chức, viên chức năm 2019".to_owned(),
        groups: all(),
        years: vec![2019],
        agency: Agency { code: "H50".to_owned(), name: "Tỉnh Quảng Trị".to_owned() },
        published_at: moment("2019-10-01T01:00:00Z"),
    };
    example(1, "2019-10-01T01:00:00Z", published)
}

pub(crate) fn unit_changed() -> Example<UnitChanged> {
    let unit = UnitChanged {
        unit_id: office().unit_id,
        code: "H50.6-VP".to_owned(),
        name: office().name,
        abbreviation: Some("VP".to_owned()),
        kind: UnitKind::Division.into(),
        parent_id: Some(id(0x60)),
        agency: department(),
        valid_from: Some(day("2010-01-01")),
        valid_to: None,
    };
    example(1, "2019-01-07T01:00:00Z", unit)
}

pub(crate) fn post_changed() -> Example<PostChanged> {
    let post = PostChanged {
        post_id: id(0x71),
        person: person(),
        unit: office(),
        agency: department(),
        title: "Chuyên viên".to_owned(),
        role: PostRole::Staff.into(),
        group: EmployeeGroup::CcKld.into(),
        kind: PostKind::Main.into(),
        standing: Standing::Listed.into(),
        valid_from: Some(day("2015-03-01")),
        valid_to: None,
    };
    example(1, "2019-01-07T01:00:00Z", post)
}
