//! Answers such as the services give.

use chrono::NaiveDate;
use proto::common::v1::criterion_score::Value;
use proto::common::v1::{Class, CriterionScore, Day, EmployeeGroup, PageInfo, Points, Relation, Signature, StoredFile};
use proto::evaluation::v1::*;
use proto::reporting::v1::{DiaryFigure, DiaryRow, GetDiaryResponse};
use proto::scoring::v1::criterion_result::Self_;
use proto::scoring::v1::{
    Anchor, CriteriaSection, CriteriaSet, Criterion, CriterionResult, EarlierClass, EarlierClasses, ExplanationStep, QuotaCount,
    RelationMean, Result as Score,
};
use proto::worklog::v1::{
    ApprovalState, Cadence, DelayState, FoundWork, GetStatisticsResponse, Handover, HandoverState, ListApprovedWorkResponse, Log, LogEntry,
    OpenWork, OpenWorkSource, Outcome as Done, PersonStatistics, WorkItem, WorkSummary,
};

use crate::page::{Mistake, Page};
use crate::pages::decisions;
use crate::pages::dossier::Dossier;
use crate::pages::self_assessment::Draft;
use crate::posted::Posted;
use crate::session::{Me, frame};

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, 11, 26).unwrap()
}

pub fn day(iso: &str) -> Option<Day> {
    Some(Day { iso: iso.into() })
}

pub fn points(hundredths: i32) -> Option<Points> {
    Some(Points { hundredths })
}

pub fn at(seconds: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: 1_574_900_000 + seconds, nanos: 0 })
}

pub fn signed(name: &str, title: &str) -> Option<Signature> {
    Some(Signature { person_id: "p".into(), full_name: name.into(), title: title.into(), at: at(0) })
}

pub fn page(path: &str, title: &str) -> Page {
    let me = Me {
        name: "Lê Thị Hoa".into(),
        title: "Trưởng phòng Tổ chức, biên chế".into(),
        agency_id: "a".into(),
        agency_name: "Sở Nội vụ".into(),
        heads: true,
        sees_agency: true,
        ..Me::default()
    };
    let mut page = frame(&me, (path, None), title, "csrf".into(), "request".into(), "");
    page.contacts = vec![("Phạm Văn Đức".into(), "duc.phamvan@quangtri.gov.vn".into())];
    page.unread = 2;
    page
}

pub fn wrong(page: Page, mistakes: &[(&str, &str)]) -> Page {
    page.with(mistakes.iter().map(|(field, message)| Mistake { field: (*field).into(), message: (*message).into() }).collect())
}

pub fn set() -> CriteriaSet {
    let anchors: Vec<_> = [
        (100, "Thực hiện gương mẫu, không bị nhắc nhở"),
        (75, "Thực hiện đầy đủ, còn sơ suất nhỏ đã tự khắc phục"),
        (50, "Bị nhắc nhở trong đơn vị"),
        (25, "Bị phê bình bằng văn bản"),
        (0, "Cố ý không thực hiện hoặc bị kỷ luật"),
    ]
    .map(|(percent, text)| Anchor { percent, text: text.into() })
    .to_vec();
    let criterion = |code: &str, title: &str, max: i32, na_allowed: bool| Criterion {
        code: code.into(),
        title: title.into(),
        max: points(max * 100),
        step: points(50),
        zero_caps: true,
        na_allowed,
        anchors: anchors.clone(),
    };
    let section = |id: &str, title: &str, max: i32, criteria: Vec<Criterion>| CriteriaSection {
        section_id: id.into(),
        title: title.into(),
        form_field: "chap_hanh".into(),
        max: points(max * 100),
        criteria,
    };
    CriteriaSet {
        criteria_set_id: "QT-2019-CC_KLD".into(),
        title: "Bộ tiêu chí chấm điểm công chức không giữ chức vụ lãnh đạo, quản lý".into(),
        sections: vec![
            section(
                "I",
                "Chấp hành đường lối, chủ trương, chính sách của Đảng và pháp luật của Nhà nước",
                10,
                vec![
                    criterion("CC1.1", "Chấp hành chủ trương, pháp luật, nội quy cơ quan", 5, false),
                    criterion("CC1.2", "Chấp hành sự phân công, bảo vệ bí mật công tác", 5, false),
                ],
            ),
            section(
                "IV",
                "Tiến độ và kết quả thực hiện nhiệm vụ",
                16,
                vec![criterion("CC4.1", "Khối lượng công việc hoàn thành so với danh mục được duyệt", 16, false)],
            ),
            section("VI", "Thái độ phục vụ nhân dân", 5, vec![criterion("CC6.1", "Ứng xử lịch sự, hướng dẫn tận tình", 5, true)]),
        ],
        ..CriteriaSet::default()
    }
}

pub fn scores() -> Vec<CriterionScore> {
    let score = |code: &str, value, note: &str| CriterionScore { code: code.into(), note: note.into(), value: Some(value) };
    vec![
        score("CC1.1", Value::Points(Points { hundredths: 500 }), ""),
        score("CC1.2", Value::Points(Points { hundredths: 450 }), "Không vi phạm"),
        score("CC4.1", Value::Points(Points { hundredths: 1400 }), "Hoàn thành 46/48 việc trong danh mục"),
        score("CC6.1", Value::NotApplicable(true), ""),
    ]
}

pub fn subject(name: &str, title: &str) -> Option<Subject> {
    Some(Subject {
        person_id: "p".into(),
        full_name: name.into(),
        title: title.into(),
        unit_id: "u".into(),
        unit_name: "Phòng Tổ chức, biên chế".into(),
        agency_name: "Sở Nội vụ".into(),
        group: EmployeeGroup::CcKld as i32,
        party_member: true,
        ..Subject::default()
    })
}

pub fn form() -> Option<Form> {
    let field = |key: &str, label: &str, text: &str, is_class| FormField {
        key: key.into(),
        label: label.into(),
        text: text.into(),
        is_class,
        required: !is_class,
        ..FormField::default()
    };
    let section = |id: &str, title: &str, filled_by: &str, fields| FormSection {
        section_id: id.into(),
        title: title.into(),
        filled_by: filled_by.into(),
        fields,
        ..FormSection::default()
    };
    Some(Form {
        form_id: "MAU02_ND56".into(),
        legal: "Mẫu số 02, Nghị định 56/2015/NĐ-CP".into(),
        title: "PHIẾU ĐÁNH GIÁ VÀ PHÂN LOẠI CÔNG CHỨC".into(),
        subtitle: "Năm 2019".into(),
        sections: vec![
            section(
                "I",
                "TỰ ĐÁNH GIÁ KẾT QUẢ CÔNG TÁC, TU DƯỠNG, RÈN LUYỆN CỦA CÔNG CHỨC",
                "SUBJECT",
                vec![
                    field(
                        "chap_hanh",
                        "Chấp hành đường lối, chủ trương, chính sách của Đảng và pháp luật của Nhà nước",
                        "Chấp hành nghiêm túc, vận động gia đình cùng thực hiện.",
                        false,
                    ),
                    field("ket_qua", "Tiến độ và kết quả thực hiện nhiệm vụ", "Tham mưu 46 văn bản, đúng hạn 44.", false),
                ],
            ),
            section(
                "II",
                "TỰ ĐÁNH GIÁ, PHÂN LOẠI CỦA CÔNG CHỨC",
                "SUBJECT",
                vec![field("uu_nhuoc", "Đánh giá ưu, nhược điểm", "", false), field("tu_phan_loai", "Phân loại đánh giá", "", true)],
            ),
            section("III", "Ý KIẾN CỦA TẬP THỂ", "DIRECT_HEAD", vec![field("y_kien", "Ý kiến của tập thể", "", false)]),
        ],
    })
}

pub fn classes() -> Vec<(Class, String)> {
    [Class::Htxs, Class::Htt, Class::Hthc, Class::Kht].map(|class| (class, crate::show::class(class).to_owned())).to_vec()
}

pub fn record(state: RecordState) -> Record {
    Record {
        record_id: "01996c1e-2b8a-7c1d-9f0e-4d2a6b8c0e1f".into(),
        period_id: "ky".into(),
        year: 2019,
        subject: subject("Trần Văn Bình", "Chuyên viên"),
        state: state as i32,
        round: 1,
        pack_id: "QT-2019".into(),
        pack_digest: "9f2c1a7be0d45c3f8e6b1d2a4c7f9e0b3d5a8c6f1e2b4d7a9c0f3e5b8d1a6c4f".into(),
        criteria_set_id: "QT-2019-CC_KLD".into(),
        self_: Some(SelfAssessment {
            scores: scores(),
            declared_class: Class::Htxs as i32,
            submission: 1,
            submitted_at: at(0),
            total: points(9100),
        }),
        form: form(),
        party_comment: Some(PartyComment {
            cell: "Chi bộ khu phố 3, phường 1".into(),
            commented_on: day("2019-11-24"),
            file: Some(StoredFile { name: "nhan-xet.pdf".into(), ..StoredFile::default() }),
            ..PartyComment::default()
        }),
        verification: Some(Verification {
            comment: "Hoàn thành tốt công việc được giao.".into(),
            proposed_total: points(8850),
            signature: signed("Lê Thị Hoa", "Trưởng phòng"),
            reason: "Có sáng kiến được công nhận.".into(),
        }),
        decision: Some(Decision {
            comment: "Có trách nhiệm, cần chủ động hơn.".into(),
            signature: signed("Nguyễn Quang Minh", "Giám đốc Sở"),
            ..Decision::default()
        }),
        outcome: Some(Outcome {
            total: points(8998),
            class: Class::Htt as i32,
            label: "Hoàn thành tốt nhiệm vụ".into(),
            self_total: "92.000000".into(),
            r360: "87.966667".into(),
            base: "89.983333".into(),
            flags: vec!["BAND_DIFFERS".into()],
            ..Outcome::default()
        }),
        published_at: at(900_000),
        ..Record::default()
    }
}

pub fn score() -> Score {
    let step = |step: &str, value: &str, rule: &str, article: &str| ExplanationStep {
        step: step.into(),
        value: value.into(),
        rule: rule.into(),
        article: article.into(),
    };
    let mean = |relation: Relation, sheets, mean: &str| RelationMean { relation: relation as i32, sheets, mean: mean.into() };
    Score {
        self_total: "92.000000".into(),
        r360: "87.966667".into(),
        base: "89.983333".into(),
        total: points(8998),
        class: Class::Htt as i32,
        label: "Hoàn thành tốt nhiệm vụ".into(),
        flags: vec!["BAND_DIFFERS".into()],
        relation_means: vec![
            mean(Relation::Peer, 3, "88.900000"),
            mean(Relation::DeputySup, 1, "87.000000"),
            mean(Relation::DirectHead, 1, "88.000000"),
        ],
        explanation: vec![
            step("self_total", "92", "Cộng điểm tự chấm các tiêu chí", "Điều 5.2.b"),
            step("r360", "87.966667", "Trung bình các nhóm người tham gia ý kiến", "Điều 6.1"),
            step("base", "89.983333", "Trung bình của điểm tự chấm và điểm 360°", "Điều 6.1"),
            step("shown", "89.98", "Làm tròn một lần, hai chữ số thập phân", "Điều 6.1"),
            step("class0", "HTT", "Từ 75 đến dưới 90 điểm", "Điều 6.1"),
            step("gap", "4.033333", "Chênh lệch giữa điểm tự chấm và tổng điểm 360° (ngưỡng 10.000000)", "Điều 6.1"),
            step("label", "HTT", "Không có tiêu chí 0 điểm, không bị giới hạn", "Điều 6.1"),
            step("class", "HTT", "Hoàn thành tốt nhiệm vụ", "Điều 6.1"),
            step("flag", "BAND_DIFFERS", "Điểm tự chấm và tổng điểm 360° thuộc hai mức xếp loại khác nhau", "Điều 6.1"),
        ],
        criteria: vec![
            CriterionResult {
                code: "CC1.1".into(),
                self_: Some(Self_::Points(Points { hundredths: 500 })),
                r360: "4.800000".into(),
                official: "4.900000".into(),
                ..CriterionResult::default()
            },
            CriterionResult {
                code: "CC4.1".into(),
                self_: Some(Self_::Points(Points { hundredths: 1400 })),
                r360: "0.000000".into(),
                official: "7.000000".into(),
                ..CriterionResult::default()
            },
        ],
        ..Score::default()
    }
}

pub fn minutes_entry() -> MinutesEntry {
    MinutesEntry {
        full_name: "Trần Văn Bình".into(),
        title: "Chuyên viên".into(),
        self_total: "92.000000".into(),
        declared_class: Class::Htxs as i32,
        relation_means: [("PEER".to_owned(), "88.900000".to_owned()), ("DIRECT_HEAD".to_owned(), "88.000000".to_owned())].into(),
        r360: "87.966667".into(),
        gap: "4.033333".into(),
        flags: vec!["BAND_DIFFERS".into()],
        invited: 6,
        answered: 5,
        agreed: 2,
        opinions: vec![
            MinutesOpinion {
                relation: Relation::Peer as i32,
                agree: true,
                strengths: "Nhiệt tình, chuyên môn vững.".into(),
                rater_name: "Hoàng Thị Ánh".into(),
                ..MinutesOpinion::default()
            },
            MinutesOpinion {
                relation: Relation::DirectHead as i32,
                total: points(8650),
                strengths: "Nhiệt tình, chuyên môn vững".into(),
                limits: "Hai văn bản chậm hạn.".into(),
                suggested_class: Class::Htt as i32,
                rater_name: "Lê Thị Hoa".into(),
                ..MinutesOpinion::default()
            },
            MinutesOpinion {
                relation: Relation::Peer as i32,
                total: points(8300),
                rater_name: "Nguyễn Đức Dũng".into(),
                ..MinutesOpinion::default()
            },
            MinutesOpinion {
                relation: Relation::Peer as i32,
                total: points(8400),
                rater_name: "Phạm Thị Lan".into(),
                ..MinutesOpinion::default()
            },
        ],
        ..MinutesEntry::default()
    }
}

pub fn dossier(state: RecordState) -> Dossier {
    Dossier {
        record: record(state),
        result: Some(score()),
        set: set(),
        tasks: [TaskKind::Verify, TaskKind::Decide].map(|kind| task_of(kind, &record(state).record_id)).to_vec(),
        may: ["APPEAL", "ANSWER_APPEAL"].map(str::to_owned).to_vec(),
        not_above_unit: true,
        adds_up_tasks: false,
        minutes: Some(("/bien-ban/1".into(), minutes_entry())),
        work: Some(WorkSummary {
            logs: 48,
            approved_logs: 47,
            entries: 120,
            ahead: 6,
            on_time: 109,
            late: 4,
            unfinished: 1,
            arising: 18,
            ..WorkSummary::default()
        }),
    }
}

pub fn draft() -> Draft {
    let answers = [("chap_hanh", "Chấp hành nghiêm túc."), ("ket_qua", "Tham mưu 46 văn bản.")];
    let answers = answers.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
    let content = SelfContent { scores: scores(), answers, declared_class: Class::Htxs as i32 };
    let foresight = Some(SelfForesight {
        total: points(8450),
        class: Class::Htt.into(),
        label: "Hoàn thành tốt nhiệm vụ".into(),
        conflict: "Điểm tự chấm 84,50 ứng với mức «Hoàn thành tốt nhiệm vụ», nhưng phiếu tự nhận «Hoàn thành xuất sắc nhiệm vụ». Hãy sửa một trong hai, hoặc đánh dấu đã biết sự khác nhau.".into(),
    });
    Draft { record: record(RecordState::SelfDraft), content, version: 3, foresight, set: set(), open: true }
}

pub fn items() -> Vec<WorkItem> {
    let item = |id: &str, content: &str, product: &str| WorkItem {
        item_id: id.into(),
        content: content.into(),
        product: product.into(),
        quantity: 12,
        due_on: day("2019-12-20"),
        priority: "Cao".into(),
        ..WorkItem::default()
    };
    vec![
        item("1", "Tham mưu báo cáo công tác tổ chức bộ máy hằng tháng", "Báo cáo"),
        item("2", "Thẩm định đề án vị trí việc làm của các đơn vị", "Tờ trình"),
    ]
}

pub fn log(id: &str, state: ApprovalState, person: &str) -> Log {
    let entry = |content: &str, item: &str, outcome: Done| LogEntry {
        content: content.into(),
        work_item_id: item.into(),
        product: "412/SNV-TCBC".into(),
        done_on: day("2019-11-21"),
        outcome: outcome as i32,
        ..LogEntry::default()
    };
    Log {
        log_id: id.into(),
        version: 2,
        cadence: Cadence::Week as i32,
        starts_on: day("2019-11-18"),
        state: state as i32,
        entries: vec![
            entry("Tham mưu công văn hướng dẫn rà soát biên chế", "1", Done::OnTime),
            entry("Trả lời kiến nghị của UBND huyện Cam Lộ", "", Done::Late),
        ],
        person_name: person.into(),
        person_id: person.into(),
        return_reason: if state == ApprovalState::Returned {
            "Ghi rõ số văn bản của việc thứ hai.".into()
        } else {
            String::new()
        },
        ..Log::default()
    }
}

pub fn task_of(kind: TaskKind, id: &str) -> Task {
    Task { kind: kind.into(), record_id: id.to_owned(), ..Task::default() }
}

/// The open ones among [`sheets`].
pub fn reviews() -> Vec<Task> {
    ["1", "3"].map(|id| Task { sheet_id: id.to_owned(), kind: TaskKind::Review.into(), ..Task::default() }).to_vec()
}

pub fn sheets() -> Vec<Sheet> {
    let sheet = |id: &str, name: &str, state: SheetState| Sheet {
        sheet_id: id.into(),
        period_id: "ky".into(),
        subject: subject(name, "Chuyên viên"),
        relation: Relation::Peer as i32,
        round: 1,
        state: state as i32,
        due_on: day("2019-12-03"),
        ..Sheet::default()
    };
    vec![
        sheet("1", "Trần Văn Bình", SheetState::Assigned),
        sheet("2", "Hoàng Thị Ánh", SheetState::Submitted),
        sheet("3", "Nguyễn Đức Dũng", SheetState::Assigned),
    ]
}

pub fn task(kind: TaskKind, name: &str, due: &str) -> Task {
    Task {
        kind: kind as i32,
        record_id: "r".into(),
        period_id: "ky".into(),
        subject_name: name.into(),
        due_on: day(due),
        year: 2019,
        ..Task::default()
    }
}

pub fn sent(fields: &[(&str, &str)]) -> Posted {
    Posted(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
}

/// A log with a claimed cause of delay and a file.
pub fn log_with_file() -> Log {
    let mut log = log("4", ApprovalState::Returned, "Hoàng Thị Ánh");
    let entry = &mut log.entries[0];
    entry.delay_reason = "Chờ ý kiến của Sở Tài chính, có công văn kèm theo".into();
    entry.delay_state = DelayState::Claimed.into();
    entry.attachments = vec![StoredFile { name: "cong-van-125.pdf".into(), digest: "ab12".into(), ..StoredFile::default() }];
    log
}

/// A diary of two logs: one approved after it was returned, one that waits.
pub fn diary() -> GetDiaryResponse {
    let row = |span: &str, content: &str, source: &str, standing: &[&str]| DiaryRow {
        span: span.into(),
        content: content.into(),
        source: source.into(),
        product: "12/BC-SNV\nTệp: bao-cao.pdf".into(),
        due_on: day("2019-11-20"),
        done_on: day("2019-11-19"),
        outcome: "Đúng tiến độ".into(),
        standing: standing.iter().map(|line| (*line).to_owned()).collect(),
    };
    let returned = "Trả lại: Trần Đình Ước (Trưởng phòng), 09:00 ngày 22/11/2019. Lý do: Thiếu số văn bản";
    let approved = "Phê duyệt: Trần Đình Ước (Trưởng phòng), 09:00 ngày 25/11/2019";
    GetDiaryResponse {
        full_name: "Lê Thị Hoa".into(),
        title: "Chuyên viên".into(),
        place: "Phòng Tổ chức, biên chế, Sở Nội vụ".into(),
        rows: vec![
            row("Tuần 18/11/2019 – 24/11/2019", "Soạn báo cáo quý", "Báo cáo tổ chức bộ máy", &[returned, approved]),
            row("Tuần 18/11/2019 – 24/11/2019", "Tiếp đoàn kiểm tra", "Phát sinh", &[]),
            row("Ngày 25/11/2019", "Họp giao ban", "Phát sinh", &["Đang chờ phê duyệt"]),
        ],
        figures: vec![DiaryFigure { label: "Bảng kê đã phê duyệt".into(), value: "1 trong 2 bảng kê đã trình".into() }],
        page: None,
    }
}

/// What somebody hands over: given, and not yet taken over.
pub fn handover() -> Handover {
    let work = |key: &str, source: OpenWorkSource, content: &str, note: &str| OpenWork {
        key: key.into(),
        source: source.into(),
        content: content.into(),
        product: if source == OpenWorkSource::Planned { "Đề án".into() } else { String::new() },
        due_on: if source == OpenWorkSource::Planned { day("2019-12-20") } else { None },
        note: note.into(),
    };
    Handover {
        handover_id: "1".into(),
        state: HandoverState::Given.into(),
        giver_id: "a".into(),
        giver_name: "Lê Thị Hoa".into(),
        giver_title: "Chuyên viên".into(),
        last_on: day("2019-11-30"),
        works: vec![
            work("k1", OpenWorkSource::Planned, "Xây dựng đề án vị trí việc làm", "Đã xong chương một; hồ sơ ở tủ số 2"),
            work("k2", OpenWorkSource::Log, "Bảng kê công việc từ 18/11/2019 đến 24/11/2019 («Đã trình»)", ""),
        ],
        receiver_id: "b".into(),
        receiver_name: "Trần Văn Bình".into(),
        receiver_title: "Chuyên viên".into(),
        named_by: signed("Trần Đình Ước", "Trưởng phòng"),
        given_by: signed("Lê Thị Hoa", "Chuyên viên"),
        may: ["NAME_RECEIVER", "RECEIVE"].map(str::to_owned).into(),
        ..Handover::default()
    }
}

/// Approved work that was found.
pub fn works() -> ListApprovedWorkResponse {
    let work = |entry: LogEntry| FoundWork {
        log_id: "1".into(),
        starts_on: day("2019-11-18"),
        item_content: if entry.work_item_id.is_empty() { String::new() } else { "Tham mưu kế hoạch tinh giản biên chế".into() },
        entry: Some(entry),
    };
    let works = log_with_file().entries.into_iter().map(work).collect();
    ListApprovedWorkResponse { works, page: Some(PageInfo { next_page_token: "50".into() }) }
}

/// Numbers of the people of a head.
pub fn statistics() -> GetStatisticsResponse {
    let numbers = |logs, late_logs| WorkSummary {
        logs,
        approved_logs: logs - 1,
        entries: logs * 3,
        on_time: logs * 2,
        late: 2,
        arising: 4,
        late_logs,
        ..WorkSummary::default()
    };
    let person = |id: &str, name: &str, logs, late| PersonStatistics {
        person_id: id.into(),
        full_name: name.into(),
        numbers: Some(numbers(logs, late)),
    };
    let people = vec![person("1", "Hoàng Thị Ánh", 44, 0), person("2", "Trần Văn Bình", 39, 5)];
    GetStatisticsResponse { people, total: Some(numbers(83, 5)), page: None }
}

/// The years before, and a ceiling that is nearly full.
pub fn beside() -> decisions::Beside {
    let earlier = |year, class: Class| EarlierClass { year, class: class.into() };
    let years = vec![earlier(2018, Class::Htt), earlier(2017, Class::Htxs), earlier(2016, Class::Unspecified)];
    let person = EarlierClasses { record_id: record(RecordState::Decided).record_id, person_id: "p".into(), years };
    let quota = QuotaCount { class: Class::Htxs.into(), holders: 6, allowed: 7, free: 1, ..QuotaCount::default() };
    decisions::Beside { earlier: vec![person], quotas: vec![quota] }
}

/// Two who wait for the decision.
pub fn waiting_records() -> Vec<Record> {
    let other =
        Record { record_id: "r2".into(), subject: subject("Hoàng Thị Ánh", "Văn thư"), ..record(RecordState::DirectReviewed) };
    vec![record(RecordState::DirectReviewed), other]
}
