//! A fabricated office: Sở Nội vụ with a director, a division and seven people, at the end of its year.

use chrono::{DateTime, Utc};
use events::{Envelope, Incoming};
use prost::{Message, Name};
use prost_types::Timestamp;
use proto::common::v1::{Class, CriterionScore, Day, EmployeeGroup, Points, PostRole, Relation, Signature, criterion_score};
use proto::evaluation::v1::*;
use proto::identity::v1::{Delegation, DelegationChanged, Person, PersonChanged, Post, Unit, UnitChanged, UnitKind};
use proto::scoring::v1::{
    CriteriaSection, CriteriaSet, CriteriaSetPublished, Criterion, CriterionResult, PolicyPack, PolicyPackPublished, RelationMean,
    Result as Computed, ResultComputed, criterion_result,
};
use proto::worklog::v1::{
    ApprovalState, Cadence, DelayState, Handover, HandoverChanged, HandoverState, Log, LogChanged, LogEntry, OpenWork, OpenWorkSource,
    Outcome as Went, SentBack, Timeliness, WorkSummary, WorkSummaryChanged,
};
use uuid::Uuid;

pub const YEAR: i32 = 2019;
pub const PROVINCE: Uuid = Uuid::from_u128(0x10);
pub const AGENCY: Uuid = Uuid::from_u128(0x11);
pub const LEADERSHIP: Uuid = Uuid::from_u128(0x12);
pub const DIVISION: Uuid = Uuid::from_u128(0x13);

pub const DIRECTOR: Uuid = Uuid::from_u128(0x21);
/// Decides on the director, from above the agency.
pub const CHAIRMAN: Uuid = Uuid::from_u128(0x20);
pub const UNIT_HEAD: Uuid = Uuid::from_u128(0x22);
pub const TRANG: Uuid = Uuid::from_u128(0x23);
/// In training, so not evaluated.
pub const DUC: Uuid = Uuid::from_u128(0x24);
/// Not published yet.
pub const LE: Uuid = Uuid::from_u128(0x25);
/// Moved in lately, so evaluated on paper by the agency before.
pub const MOVED: Uuid = Uuid::from_u128(0x26);
/// A contract worker.
pub const DRIVER: Uuid = Uuid::from_u128(0x27);

/// What a specialist hands over.
pub const HANDOVER: Uuid = Uuid::from_u128(0x99);
pub const MINUTES: Uuid = Uuid::from_u128(0x41);
const PERIOD: Uuid = Uuid::from_u128(0x51);
const SET: &str = "QT-2019-CC_KLD";

/// The record of a person.
pub const fn record_of(person: Uuid) -> Uuid {
    Uuid::from_u128(person.as_u128() + 0x1000)
}

/// Everything that the other services say about the office, older versions included.
pub fn events() -> Vec<Envelope> {
    let mut story = Story(Vec::new());
    for (id, parent, agency, code, name, kind) in [
        (PROVINCE, None, None, "H50", "Tỉnh Quảng Trị", UnitKind::Province),
        (AGENCY, Some(PROVINCE), Some(AGENCY), "H50.6", "Sở Nội vụ", UnitKind::Department),
        (DIVISION, Some(AGENCY), Some(AGENCY), "H50.6-CCVC", "Phòng Công chức - Viên chức", UnitKind::Division),
        (LEADERSHIP, Some(AGENCY), Some(AGENCY), "H50.6-LD", "Ban Giám đốc", UnitKind::Leadership),
    ] {
        let unit = Unit {
            unit_id: id.to_string(),
            version: 1,
            code: code.into(),
            name: name.into(),
            abbreviation: if id == AGENCY { "SNV".into() } else { String::new() },
            kind: kind.into(),
            parent_id: parent.map(|id| id.to_string()).unwrap_or_default(),
            agency_id: agency.map(|id| id.to_string()).unwrap_or_default(),
            place: if id == AGENCY { "Quảng Trị".into() } else { String::new() },
            ..Unit::default()
        };
        story.tell("identity", id, 1, UnitChanged { unit: Some(unit) });
    }
    for (id, name, unit, title, role) in PEOPLE {
        let post = Post {
            post_id: Uuid::from_u128(id.as_u128() + 0x100).to_string(),
            unit_id: unit.to_string(),
            agency_id: AGENCY.to_string(),
            title: title.into(),
            role: role.into(),
            valid_from: Some(Day { iso: "2015-01-01".into() }),
            ..Post::default()
        };
        let person = |version, full_name: &str| Person {
            person_id: id.to_string(),
            version,
            full_name: full_name.into(),
            posts: vec![post.clone()],
            direct_head_id: head_of(id).map(|head| head.to_string()).unwrap_or_default(),
            agency_head_id: if id == DIRECTOR { String::new() } else { DIRECTOR.to_string() },
            ..Person::default()
        };
        story.tell("identity", id, 1, PersonChanged { person: Some(person(1, "Tên cũ")) });
        story.tell("identity", id, 2, PersonChanged { person: Some(person(2, name)) });
    }
    let pack = PolicyPack {
        pack_id: "QT-2019".into(),
        version: 1,
        document_json:
            r#"{"bands":[{"min":"90","class":"HTXS"},{"min":"75","class":"HTT"},{"min":"50","class":"BAND3"},{"min":"0","class":"KHT"}],
            "band3_by_group":{"CB":"HTHC","CC_LD":"HTHC","CC_KLD":"HTHC","VC_LD":"HT","VC_KLD":"HT","NLD":"HT"},
            "labels_vi":{"HTT":"Hoàn thành tốt nhiệm vụ"},"minutes":{"min_group":3}}"#
                .into(),
        ..PolicyPack::default()
    };
    story.tell("scoring", Uuid::from_u128(0x61), 1, PolicyPackPublished { pack: Some(pack) });
    story.tell("scoring", Uuid::from_u128(0x62), 1, CriteriaSetPublished { criteria_set: Some(criteria_set()) });
    let period = |version, state: PeriodState| Period {
        period_id: PERIOD.to_string(),
        version,
        agency_id: AGENCY.to_string(),
        year: YEAR,
        state: state.into(),
        ..Period::default()
    };
    story.tell("evaluation", PERIOD, 1, PeriodChanged { period: Some(period(1, PeriodState::SelfOpen)) });
    story.tell("evaluation", PERIOD, 2, PeriodChanged { period: Some(period(2, PeriodState::Published)) });
    for (id, ..) in PEOPLE {
        let last = record(id);
        for version in 1..last.version {
            let state = [RecordState::SelfDraft, RecordState::SelfSubmitted, RecordState::In360, RecordState::MinutesReady]
                [usize::try_from(version - 1).unwrap()];
            let early =
                Record { version, state: state.into(), outcome: None, decision: None, not_evaluated_reason: String::new(), ..last.clone() };
            story.tell("evaluation", record_of(id), version, RecordChanged { record: Some(early) });
        }
        story.tell("evaluation", record_of(id), last.version, RecordChanged { record: Some(last) });
    }
    for version in [1, 2] {
        story.tell("scoring", record_of(TRANG), version, ResultComputed { result: Some(result(version)) });
    }
    let sheet = |version, state: SheetState| Sheet {
        sheet_id: Uuid::from_u128(0x71).to_string(),
        version,
        record_id: record_of(TRANG).to_string(),
        period_id: PERIOD.to_string(),
        rater_id: DUC.to_string(),
        state: state.into(),
        ..Sheet::default()
    };
    story.tell("evaluation", Uuid::from_u128(0x71), 1, SheetChanged { sheet: Some(sheet(1, SheetState::Assigned)) });
    story.tell("evaluation", Uuid::from_u128(0x71), 2, SheetChanged { sheet: Some(sheet(2, SheetState::Submitted)) });
    story.tell("evaluation", MINUTES, 1, MinutesSealed { minutes: Some(minutes()) });
    let summary = |version, entries| WorkSummary {
        person_id: TRANG.to_string(),
        version,
        year: YEAR,
        entries,
        ahead: 5,
        on_time: 100,
        late: 2,
        unfinished: 1,
        arising: 8,
        ..WorkSummary::default()
    };
    story.tell("worklog", Uuid::from_u128(0x81), 1, WorkSummaryChanged { summary: Some(summary(1, 7)) });
    story.tell("worklog", Uuid::from_u128(0x81), 2, WorkSummaryChanged { summary: Some(summary(2, 108)) });
    for log in logs() {
        story.tell("worklog", log.log_id.parse().unwrap(), log.version, LogChanged { log: Some(log) });
    }
    for version in [2, 1] {
        story.tell("worklog", HANDOVER, version, HandoverChanged { handover: Some(handover(version)) });
    }
    let delegation = Delegation {
        delegation_id: Uuid::from_u128(0x95).to_string(),
        version: 1,
        head_id: UNIT_HEAD.to_string(),
        delegate_id: LE.to_string(),
        from: day("2020-01-02"),
        until: day("2020-01-10"),
        reason: "Đi công tác".into(),
    };
    story.tell("identity", Uuid::from_u128(0x95), 1, DelegationChanged { delegation: Some(delegation) });
    story.0
}

/// What one specialist hands over to another: opened, and then given.
fn handover(version: i64) -> Handover {
    let given = version > 1;
    let state = if given { HandoverState::Given } else { HandoverState::Open };
    let work = OpenWork {
        key: Uuid::from_u128(0x98).to_string(),
        source: OpenWorkSource::Planned.into(),
        content: "Xây dựng đề án vị trí việc làm".into(),
        product: "Đề án".into(),
        due_on: day("2019-12-20"),
        note: if given { "Xong chương một".into() } else { String::new() },
    };
    Handover {
        handover_id: HANDOVER.to_string(),
        version,
        state: state.into(),
        giver_id: TRANG.to_string(),
        giver_name: "Nguyễn Thị Thuỳ Trang".into(),
        giver_title: "Chuyên viên".into(),
        unit_id: DIVISION.to_string(),
        agency_id: AGENCY.to_string(),
        head_ids: vec![UNIT_HEAD.to_string(), DIRECTOR.to_string()],
        last_on: day("2019-12-31"),
        opened_at: timestamp("2019-12-20T02:00:00Z"),
        works: vec![work],
        receiver_id: DUC.to_string(),
        receiver_name: "Lê Hoàng Đức".into(),
        receiver_title: "Chuyên viên".into(),
        named_by: signature(UNIT_HEAD, "2019-12-21T02:00:00Z"),
        given_by: if given { signature(TRANG, "2019-12-22T02:00:00Z") } else { None },
        ..Handover::default()
    }
}

fn head_of(person: Uuid) -> Option<Uuid> {
    match person {
        DIRECTOR => None,
        UNIT_HEAD => Some(DIRECTOR),
        _ => Some(UNIT_HEAD),
    }
}

fn day(iso: &str) -> Option<Day> {
    Some(Day { iso: iso.into() })
}

/// Of one specialist: a week in June that was returned once and corrected later, a day in June that waits, a week in July.
fn logs() -> Vec<Log> {
    let entry = |content: &str, item: &str, outcome: Went| LogEntry {
        content: content.into(),
        work_item_id: item.into(),
        item_content: if item.is_empty() { String::new() } else { "Xây dựng đề án vị trí việc làm".into() },
        product: "12/BC-SNV".into(),
        due_on: day("2019-06-20"),
        done_on: day("2019-06-05"),
        outcome: outcome.into(),
        ..LogEntry::default()
    };
    let item = Uuid::from_u128(0x98).to_string();
    let log = |id: u128, starts_on: &str, cadence: Cadence, state: ApprovalState, entries: Vec<LogEntry>| Log {
        log_id: Uuid::from_u128(id).to_string(),
        version: 4,
        person_id: TRANG.to_string(),
        cadence: cadence.into(),
        starts_on: day(starts_on),
        state: state.into(),
        entries,
        approved_by: (state == ApprovalState::Approved).then(|| signature(UNIT_HEAD, "2019-06-11T02:00:00Z")).flatten(),
        timeliness: Timeliness::OnTime.into(),
        edition: 1,
        ..Log::default()
    };
    let late =
        LogEntry {
            delay_reason: "Mưa lũ".into(), delay_state: DelayState::Confirmed.into(), ..entry("Kiểm tra công vụ", "", Went::Late)
        };
    let first = Log {
        returns: vec![SentBack { by: signature(UNIT_HEAD, "2019-06-10T02:00:00Z"), reason: "Thiếu số văn bản".into() }],
        ..log(0x91, "2019-06-03", Cadence::Week, ApprovalState::Approved, vec![entry("Viết chương một", &item, Went::OnTime), late.clone()])
    };
    let corrected = Log {
        edition: 2,
        corrects_log_id: first.log_id.clone(),
        correction_reason: "Ghi nhầm số".into(),
        ..log(0x92, "2019-06-03", Cadence::Week, ApprovalState::Approved, vec![entry("Viết chương một và hai", &item, Went::Ahead), late])
    };
    let waits = log(0x93, "2019-06-12", Cadence::Day, ApprovalState::Submitted, vec![entry("Họp giao ban", "", Went::OnTime)]);
    let july = log(0x94, "2019-07-01", Cadence::Week, ApprovalState::Approved, vec![entry("Tiếp công dân", "", Went::OnTime)]);
    let older = Log { version: 1, state: ApprovalState::Submitted.into(), approved_by: None, ..july.clone() };
    vec![first, corrected, waits, july, older]
}

const PEOPLE: [(Uuid, &str, Uuid, &str, PostRole); 7] = [
    (DIRECTOR, "Hồ Ngọc Ấn", LEADERSHIP, "Giám đốc", PostRole::AgencyHead),
    (UNIT_HEAD, "Trần Đình Ước", DIVISION, "Trưởng phòng", PostRole::UnitHead),
    (TRANG, "Nguyễn Thị Thuỳ Trang", DIVISION, "Chuyên viên", PostRole::Staff),
    (DUC, "Lê Hoàng Đức", DIVISION, "Chuyên viên", PostRole::Staff),
    (LE, "Hoàng Thị Mỹ Lệ", DIVISION, "Chuyên viên", PostRole::Staff),
    (MOVED, "Phan Văn Ứng", DIVISION, "Chuyên viên", PostRole::Staff),
    (DRIVER, "Võ Văn Xuân", DIVISION, "Lái xe", PostRole::Staff),
];

struct Story(Vec<Envelope>);

impl Story {
    fn tell<M: Message + Name>(&mut self, source: &str, aggregate: Uuid, version: i64, message: M) {
        let id = Uuid::from_u128(0xe000 + self.0.len() as u128);
        self.0.push(Incoming::of(id, source, aggregate, version, moment("2020-01-04T03:00:00Z"), &message).0);
    }
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn timestamp(text: &str) -> Option<Timestamp> {
    Some(Timestamp { seconds: moment(text).timestamp(), nanos: 0 })
}

fn points(hundredths: i32) -> Option<Points> {
    Some(Points { hundredths })
}

fn signature(person: Uuid, at: &str) -> Option<Signature> {
    let (_, name, _, title, _) = PEOPLE.into_iter().find(|(id, ..)| *id == person).unwrap();
    Some(Signature { person_id: person.to_string(), full_name: name.into(), title: title.into(), at: timestamp(at) })
}

/// The last signature of the year, by who decides on the head of the agency.
fn of_chairman(at: &str) -> Signature {
    let (person_id, full_name) = (CHAIRMAN.to_string(), "Nguyễn Xuân Hưng".to_owned());
    Signature { person_id, full_name, title: "Chủ tịch UBND tỉnh".into(), at: timestamp(at) }
}

fn criteria_set() -> CriteriaSet {
    let criterion =
        |code: &str, title: &str, max| Criterion { code: code.into(), title: title.into(), max: points(max), ..Criterion::default() };
    CriteriaSet {
        criteria_set_id: SET.into(),
        version: 1,
        group: EmployeeGroup::CcKld.into(),
        title: "Bộ tiêu chí chấm điểm công chức không giữ chức vụ lãnh đạo, quản lý".into(),
        sections: vec![
            CriteriaSection {
                section_id: "1".into(),
                title: "Chấp hành đường lối, chủ trương, chính sách".into(),
                max: points(4_000),
                criteria: vec![criterion("CC1.1", "Chấp hành pháp luật", 2_000), criterion("CC1.2", "Chấp hành nội quy", 2_000)],
                ..CriteriaSection::default()
            },
            CriteriaSection {
                section_id: "2".into(),
                title: "Tiến độ và kết quả thực hiện nhiệm vụ".into(),
                max: points(6_000),
                criteria: vec![criterion("CC2.1", "Hoàn thành nhiệm vụ được giao", 6_000)],
                ..CriteriaSection::default()
            },
        ],
        ..CriteriaSet::default()
    }
}

fn form() -> Form {
    let field = |key: &str, label: &str, text: &str, is_class| FormField {
        key: key.into(),
        label: label.into(),
        text: text.into(),
        is_class,
        ..FormField::default()
    };
    Form {
        form_id: "MAU02_ND56".into(),
        legal: "Mẫu số 02, Nghị định 56/2015/NĐ-CP".into(),
        title: "PHIẾU ĐÁNH GIÁ VÀ PHÂN LOẠI CÔNG CHỨC".into(),
        subtitle: "Năm 2019".into(),
        sections: vec![
            FormSection {
                section_id: "I".into(),
                title: "TỰ ĐÁNH GIÁ KẾT QUẢ CÔNG TÁC, TU DƯỠNG, RÈN LUYỆN CỦA CÔNG CHỨC".into(),
                filled_by: "SUBJECT".into(),
                fields: vec![field("tien_do_ket_qua", "Tiến độ và kết quả thực hiện nhiệm vụ", "Hoàn thành đầy đủ.", false)],
                ..FormSection::default()
            },
            FormSection {
                section_id: "II".into(),
                title: "TỰ ĐÁNH GIÁ, PHÂN LOẠI CỦA CÔNG CHỨC".into(),
                filled_by: "SUBJECT".into(),
                fields: vec![field("tu_phan_loai", "Phân loại đánh giá", "HTT", true)],
                sign_label: "Công chức tự đánh giá".into(),
                signature: signature(TRANG, "2019-12-05T03:32:00Z"),
            },
            FormSection {
                section_id: "III".into(),
                title: "Ý KIẾN CỦA TẬP THỂ ĐƠN VỊ VÀ LÃNH ĐẠO TRỰC TIẾP".into(),
                filled_by: "DIRECT_HEAD".into(),
                fields: vec![field("nhan_xet_truc_tiep", "Nhận xét của lãnh đạo trực tiếp", "Nhận xét của trưởng phòng", false)],
                sign_label: "Thủ trưởng trực tiếp đánh giá".into(),
                signature: signature(UNIT_HEAD, "2019-12-20T03:32:00Z"),
            },
            FormSection {
                section_id: "IV".into(),
                title: "KẾT QUẢ ĐÁNH GIÁ, PHÂN LOẠI".into(),
                filled_by: "DECIDER".into(),
                fields: vec![field("ket_qua_phan_loai", "Kết quả đánh giá, phân loại", "HTT", true)],
                sign_label: "Thủ trưởng đơn vị".into(),
                signature: signature(DIRECTOR, "2019-12-28T03:32:00Z"),
            },
        ],
    }
}

fn self_assessment() -> SelfAssessment {
    let score = |code: &str, hundredths, note: &str| CriterionScore {
        code: code.into(),
        value: Some(criterion_score::Value::Points(Points { hundredths })),
        note: note.into(),
    };
    SelfAssessment {
        scores: vec![score("CC1.1", 1_900, ""), score("CC1.2", 1_850, "Báo cáo 125"), score("CC2.1", 5_450, "")],
        declared_class: Class::Htxs.into(),
        submission: 1,
        submitted_at: timestamp("2019-12-05T03:32:00Z"),
        total: None,
    }
}

fn outcome(total: i32, class: Class, label: &str) -> Option<Outcome> {
    Some(Outcome {
        total: points(total),
        class: class.into(),
        label: label.into(),
        self_total: "92.000000".into(),
        r360: "87.966667".into(),
        base: "89.983333".into(),
        flags: ["BAND_DIFFERS", "CONSIDER_KHT", "LATER_LAW_CODE"].map(String::from).into(),
        caps: ["ZERO_CRITERION", "LATER_LAW_CODE"].map(String::from).into(),
        sheets: 4,
        ..Outcome::default()
    })
}

fn record(person: Uuid) -> Record {
    let (_, name, unit, title, role) = PEOPLE.into_iter().find(|(id, ..)| *id == person).unwrap();
    let leads = matches!(role, PostRole::AgencyHead | PostRole::UnitHead);
    let subject = Subject {
        person_id: person.to_string(),
        full_name: name.into(),
        title: title.into(),
        unit_id: unit.to_string(),
        unit_name: if unit == DIVISION { "Phòng Công chức - Viên chức".into() } else { "Ban Giám đốc".into() },
        agency_id: AGENCY.to_string(),
        agency_name: "Sở Nội vụ".into(),
        group: match person {
            DRIVER => EmployeeGroup::Nld,
            _ if leads => EmployeeGroup::CcLd,
            _ => EmployeeGroup::CcKld,
        }
        .into(),
        role: role.into(),
        party_member: true,
        rank: "Chuyên viên (01.003)".into(),
        step: "4".into(),
        coefficient: "3.33".into(),
    };
    let open = Record {
        record_id: record_of(person).to_string(),
        version: 5,
        period_id: PERIOD.to_string(),
        year: YEAR,
        subject: Some(subject),
        state: RecordState::Published.into(),
        pack_id: "QT-2019".into(),
        criteria_set_id: SET.into(),
        direct_head_id: if person == DIRECTOR { String::new() } else { UNIT_HEAD.to_string() },
        decider_id: if person == DIRECTOR { CHAIRMAN } else { DIRECTOR }.to_string(),
        decided_outside: person == DIRECTOR,
        self_: Some(self_assessment()),
        form: Some(form()),
        party_comment: Some(PartyComment { cell: "Chi bộ bí mật".into(), ..PartyComment::default() }),
        ..Record::default()
    };
    match person {
        DUC => Record {
            version: 2,
            state: RecordState::NotEvaluated.into(),
            not_evaluated_reason: "TRAINING".into(),
            self_: None,
            form: None,
            ..open
        },
        LE => Record { version: 4, state: RecordState::MinutesReady.into(), ..open },
        UNIT_HEAD => Record {
            outcome: outcome(8_400, Class::Htt, "Hoàn thành tốt nhiệm vụ"),
            decision: Some(Decision {
                decided_total: points(8_400),
                reason: "Kết quả thực tế".into(),
                signature: signature(DIRECTOR, "2019-12-28T03:32:00Z"),
                ..Decision::default()
            }),
            ..open
        },
        MOVED => Record {
            self_: None,
            form: Some(Form { form_id: "MAU02_ND56".into(), ..Form::default() }),
            paper: Some(PaperEntry {
                old_agency: "UBND huyện Gio Linh".into(),
                total: points(7_150),
                class: Class::Hthc.into(),
                confirmed_by_old_head: "Trương Thị Thuỷ".into(),
                confirmed_on: Some(Day { iso: "2019-12-05".into() }),
                entered_by: signature(LE, "2019-12-20T03:32:00Z"),
                checked_by: signature(UNIT_HEAD, "2019-12-21T03:32:00Z"),
                ..PaperEntry::default()
            }),
            ..open
        },
        DRIVER => Record { outcome: outcome(7_400, Class::Ht, "Hoàn thành nhiệm vụ"), ..open },
        DIRECTOR => Record {
            outcome: outcome(9_200, Class::Htxs, "Hoàn thành xuất sắc nhiệm vụ"),
            decision: Some(Decision { signature: Some(of_chairman("2019-12-29T03:32:00Z")), ..Decision::default() }),
            ..open
        },
        _ => Record {
            outcome: outcome(8_998, Class::Htt, "Hoàn thành tốt nhiệm vụ"),
            verification: Some(Verification { signature: signature(UNIT_HEAD, "2019-12-20T03:32:00Z"), ..Verification::default() }),
            decision: Some(Decision { signature: signature(DIRECTOR, "2019-12-28T03:32:00Z"), ..Decision::default() }),
            ..open
        },
    }
}

fn result(version: i64) -> Computed {
    let criterion = |code: &str, own, r360: &str, official: &str| CriterionResult {
        code: code.into(),
        self_: Some(criterion_result::Self_::Points(Points { hundredths: own })),
        r360: r360.into(),
        official: official.into(),
        ..CriterionResult::default()
    };
    let of_enough = |criterion: CriterionResult| CriterionResult { reviewers: 6, smallest_group: 3, ..criterion };
    Computed {
        record_id: record_of(TRANG).to_string(),
        version,
        agency_id: AGENCY.to_string(),
        year: YEAR,
        self_total: "92.000000".into(),
        r360: if version == 1 { "11.000000".into() } else { "87.966667".into() },
        base: "89.983333".into(),
        total: points(8_998),
        label: "Hoàn thành tốt nhiệm vụ".into(),
        criteria: [
            criterion("CC1.1", 1_900, "18.000000", "18.500000"),
            criterion("CC1.2", 1_850, "17.500000", "18.000000"),
            criterion("CC2.1", 5_450, "52.466667", "53.483333"),
        ]
        .map(of_enough)
        .into(),
        relation_means: vec![RelationMean { sheets: 3, ..RelationMean::default() }; 2],
        ..Computed::default()
    }
}

fn minutes() -> Minutes {
    let opinion = |rater: &str, strengths: &str| MinutesOpinion {
        relation: Relation::Peer.into(),
        agree: true,
        strengths: strengths.into(),
        rater_name: rater.into(),
        ..MinutesOpinion::default()
    };
    let entry = MinutesEntry {
        record_id: record_of(TRANG).to_string(),
        full_name: "Nguyễn Thị Thuỳ Trang".into(),
        title: "Chuyên viên".into(),
        self_total: "92.000000".into(),
        declared_class: Class::Htxs.into(),
        relation_means: [("PEER".to_owned(), "88.900000".to_owned()), ("DIRECT_HEAD".to_owned(), "88.000000".to_owned())].into(),
        relation_sheets: [("PEER".to_owned(), 2), ("DIRECT_HEAD".to_owned(), 1)].into(),
        r360: "87.966667".into(),
        gap: "4.033333".into(),
        // Sealed before flags of classes and years left the minutes.
        flags: vec!["BAND_DIFFERS".into(), "CONSIDER_STREAK".into(), "NO_EMULATION".into()],
        invited: 4,
        answered: 3,
        agreed: 2,
        opinions: vec![
            opinion("Lê Hoàng Đức", "Nhiệt tình"),
            opinion("Hoàng Thị Mỹ Lệ", "Trách nhiệm"),
            MinutesOpinion {
                relation: Relation::DirectHead.into(),
                agree: false,
                total: points(8_800),
                ..opinion("Trần Đình Ước", "Nhiệt tình.")
            },
        ],
        ..MinutesEntry::default()
    };
    Minutes {
        minutes_id: MINUTES.to_string(),
        period_id: PERIOD.to_string(),
        unit_id: DIVISION.to_string(),
        unit_name: "Phòng Công chức - Viên chức".into(),
        agency_id: AGENCY.to_string(),
        agency_name: "Sở Nội vụ".into(),
        year: YEAR,
        number: "05/BB-SNV".into(),
        is_salted: true,
        edition: 1,
        opened_at: timestamp("2019-12-10T01:00:00Z"),
        closed_at: timestamp("2019-12-15T16:59:59Z"),
        sealed_at: timestamp("2019-12-16T02:30:00Z"),
        subjects: 1,
        reviewers_invited: 4,
        reviewers_answered: 3,
        absent: vec!["Lê Hoàng Đức: không gửi ý kiến đến hết ngày 15/12/2019".into()],
        entries: vec![entry],
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        ..Minutes::default()
    }
}
