//! Every page, rendered from answers such as the services give. Set `PORTAL_PAGES_DIR` to keep the pages and look at them.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use chrono::NaiveDate;
use proto::common::v1::criterion_score::Value;
use proto::common::v1::{Class, CriterionScore, Day, EmployeeGroup, Points, Relation, Signature, StoredFile};
use proto::evaluation::v1::*;
use proto::reporting::v1::{ClassCount, DocumentFormat, DocumentKind, DocumentRef, GetAgencyResultsResponse, ResultCounts, ResultRow};
use proto::scoring::v1::criterion_result::Self_;
use proto::scoring::v1::{
    Anchor, CriteriaSection, CriteriaSet, Criterion, CriterionResult, ExplanationStep, RelationMean, Result as Score,
};
use proto::worklog::v1::{ApprovalState, Cadence, ListPendingResponse, Log, LogEntry, Outcome as Done, WorkItem, WorkList, WorkSummary};

use crate::page::{Mistake, Page};
use crate::pages::dossier::Dossier;
use crate::pages::self_assessment::{self, Draft};
use crate::pages::*;
use crate::posted::Posted;
use crate::session::{Me, frame};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, 11, 26).unwrap()
}

fn day(iso: &str) -> Option<Day> {
    Some(Day { iso: iso.into() })
}

fn points(hundredths: i32) -> Option<Points> {
    Some(Points { hundredths })
}

fn at(seconds: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: 1_574_900_000 + seconds, nanos: 0 })
}

fn signed(name: &str, title: &str) -> Option<Signature> {
    Some(Signature { person_id: "p".into(), full_name: name.into(), title: title.into(), at: at(0) })
}

fn page(path: &str, title: &str) -> Page {
    let me = Me {
        name: "Lê Thị Hoa".into(),
        title: "Trưởng phòng Tổ chức, biên chế".into(),
        agency_id: "a".into(),
        agency_name: "Sở Nội vụ".into(),
        heads: true,
        sees_agency: true,
    };
    frame(&me, path, title, "csrf".into(), "request".into(), "")
}

fn wrong(page: Page, mistakes: &[(&str, &str)]) -> Page {
    page.with(mistakes.iter().map(|(field, message)| Mistake { field: (*field).into(), message: (*message).into() }).collect())
}

fn set() -> CriteriaSet {
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

fn scores() -> Vec<CriterionScore> {
    let score = |code: &str, value, note: &str| CriterionScore { code: code.into(), note: note.into(), value: Some(value) };
    vec![
        score("CC1.1", Value::Points(Points { hundredths: 500 }), ""),
        score("CC1.2", Value::Points(Points { hundredths: 450 }), "Không vi phạm"),
        score("CC4.1", Value::Points(Points { hundredths: 1400 }), "Hoàn thành 46/48 việc trong danh mục"),
        score("CC6.1", Value::NotApplicable(true), ""),
    ]
}

fn subject(name: &str, title: &str) -> Option<Subject> {
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

fn form() -> Option<Form> {
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

fn classes() -> Vec<(Class, String)> {
    [Class::Htxs, Class::Htt, Class::Hthc, Class::Kht].map(|class| (class, crate::show::class(class).to_owned())).to_vec()
}

fn record(state: RecordState) -> Record {
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
        self_: Some(SelfAssessment { scores: scores(), declared_class: Class::Htxs as i32, submission: 1, submitted_at: at(0) }),
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

fn score() -> Score {
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
            step("label", "HTT", "Không có tiêu chí 0 điểm, không bị giới hạn", "Điều 6.1"),
        ],
        criteria: vec![
            CriterionResult {
                code: "CC1.1".into(),
                self_: Some(Self_::Points(Points { hundredths: 500 })),
                r360: "4.800000".into(),
                official: "4.900000".into(),
            },
            CriterionResult {
                code: "CC4.1".into(),
                self_: Some(Self_::Points(Points { hundredths: 1400 })),
                r360: "0.000000".into(),
                official: "7.000000".into(),
            },
        ],
        ..Score::default()
    }
}

fn minutes_entry() -> MinutesEntry {
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
                ..MinutesOpinion::default()
            },
            MinutesOpinion {
                relation: Relation::DirectHead as i32,
                limits: "Hai văn bản chậm hạn.".into(),
                suggested_class: Class::Htt as i32,
                rater_name: "Lê Thị Hoa".into(),
                ..MinutesOpinion::default()
            },
        ],
        ..MinutesEntry::default()
    }
}

fn dossier(state: RecordState) -> Dossier {
    Dossier {
        record: record(state),
        result: Some(score()),
        set: set(),
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

fn draft() -> Draft {
    let answers = [("chap_hanh", "Chấp hành nghiêm túc."), ("ket_qua", "Tham mưu 46 văn bản.")];
    let answers = answers.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
    let content = SelfContent { scores: scores(), answers, declared_class: Class::Htxs as i32 };
    Draft { record: record(RecordState::SelfDraft), content, version: 3, set: set() }
}

fn items() -> Vec<WorkItem> {
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

fn log(id: &str, state: ApprovalState, person: &str) -> Log {
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

fn sheets() -> Vec<Sheet> {
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

fn task(kind: TaskKind, name: &str, due: &str) -> Task {
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

fn sent(fields: &[(&str, &str)]) -> Posted {
    Posted(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
}

fn account_pages() -> Vec<(&'static str, String)> {
    let refused = wrong(Page::plain("Đăng nhập"), &[("email", "Thư điện tử hoặc mật khẩu không đúng.")]);
    vec![
        ("dang-nhap", account::SignIn::new(Page::plain("Đăng nhập"), "/", None).render().unwrap()),
        ("dang-nhap-loi", account::SignIn::new(refused, "/", Some(&sent(&[("email", "hoalt@quangtri.gov.vn")]))).render().unwrap()),
        ("kich-hoat", account::Activate::new(Page::plain("Đặt mật khẩu lần đầu"), "ma").render().unwrap()),
    ]
}

fn work_pages() -> Vec<(&'static str, String)> {
    let list =
        |state: ApprovalState| WorkList { items: items(), state: state as i32, year: 2019, person_id: "p".into(), ..WorkList::default() };
    let at = logs::At::new("tuan", "2019-11-20").unwrap();
    let pending = ListPendingResponse {
        logs: vec![log("1", ApprovalState::Submitted, "Trần Văn Bình"), log("2", ApprovalState::Submitted, "Hoàng Thị Ánh")],
        work_lists: vec![list(ApprovalState::Submitted)],
        page: None,
    };
    let work = tasks::Work {
        tasks: vec![
            task(TaskKind::SelfAssessment, "", "2019-11-27"),
            task(TaskKind::Review, "Trần Văn Bình", "2019-12-03"),
            task(TaskKind::Review, "Nguyễn Đức Dũng", "2019-12-03"),
            task(TaskKind::Verify, "Trần Văn Bình", "2019-11-24"),
            task(TaskKind::Decide, "Trần Văn Bình", "2019-11-26"),
            task(TaskKind::Decide, "Hoàng Thị Ánh", "2019-12-12"),
            task(TaskKind::Publish, "", "2019-12-14"),
        ],
        sheets: sheets(),
        pending: pending.clone(),
        logs: vec![log("3", ApprovalState::Returned, "Lê Thị Hoa")],
    };
    let summary = WorkSummary {
        logs: 44,
        approved_logs: 42,
        entries: 108,
        on_time: 95,
        ahead: 5,
        late: 6,
        unfinished: 2,
        arising: 17,
        ..WorkSummary::default()
    };
    let names = BTreeMap::from([("p".to_owned(), "Phạm Thị Lan".to_owned())]);
    let returned = log("3", ApprovalState::Returned, "Lê Thị Hoa");
    let wrong_log = wrong(
        page("/bang-ke/tuan/2019-11-18", "Bảng kê công việc").back("/bang-ke"),
        &[("entries[1].done_on", "«32/1» không phải là ngày. Hãy ghi như 15/12/2019.")],
    );
    let wrong_sent = sent(&[("entries[0].content", "Một"), ("entries[1].content", "Hai"), ("entries[1].done_on", "32/1")]);
    vec![
        ("viec-cua-toi", tasks::Tasks::new(page("/", "Việc của tôi"), &work, today()).render().unwrap()),
        ("viec-trong", tasks::Tasks::new(page("/", "Việc của tôi"), &tasks::Work::default(), today()).render().unwrap()),
        (
            "danh-muc-moi",
            work_list::WorkListPage::new(page("/danh-muc", "Danh mục công việc năm 2019"), 2019, None, None).render().unwrap(),
        ),
        (
            "danh-muc",
            work_list::WorkListPage::new(
                page("/danh-muc", "Danh mục công việc năm 2019"),
                2019,
                Some(&list(ApprovalState::Approved)),
                None,
            )
            .render()
            .unwrap(),
        ),
        (
            "bang-ke",
            logs::Logs::new(
                page("/bang-ke", "Bảng kê công việc năm 2019"),
                2019,
                &[log("1", ApprovalState::Approved, ""), returned.clone()],
                summary,
                today(),
            )
            .render()
            .unwrap(),
        ),
        (
            "bang-ke-tuan",
            logs::LogPage::new(page("/bang-ke/x", "Bảng kê công việc").back("/bang-ke"), &at, Some(&returned), &items(), None)
                .render()
                .unwrap(),
        ),
        ("bang-ke-loi", logs::LogPage::new(wrong_log, &at, None, &items(), Some(&wrong_sent)).render().unwrap()),
        ("phe-duyet", approvals::Approvals::new(page("/phe-duyet", "Phê duyệt công việc"), &pending, &names).render().unwrap()),
        (
            "tra-lai",
            approvals::return_page(page("/phe-duyet", "Trả lại bảng kê").back("/phe-duyet"), &pending.logs[0], None).render().unwrap(),
        ),
        (
            "duyet-danh-muc",
            approvals::work_list_page(
                page("/phe-duyet", "Danh mục công việc năm 2019 của Phạm Thị Lan").back("/phe-duyet"),
                &pending.work_lists[0],
                None,
            )
            .render()
            .unwrap(),
        ),
    ]
}

fn self_pages() -> Vec<(&'static str, String)> {
    let draft = draft();
    let at = |title: &str| page("/tu-danh-gia/r", title).back("/tu-danh-gia/r");
    let wrong_scores = wrong(at("Chấm điểm theo tiêu chí"), &[("scores[CC1.1]", "Điểm không được quá 5.")]);
    let wrong_sent = sent(&[("scores[CC1.1]", "9"), ("version", "3")]);
    let form = draft.record.form.clone().unwrap();
    let conflict = "Điểm tự chấm 88,00 thuộc mức hoàn thành tốt nhiệm vụ, nhưng bạn tự phân loại hoàn thành xuất sắc nhiệm vụ.";
    let wrong_check = wrong(at("Kiểm tra lại trước khi nộp"), &[("conflict_acknowledged", conflict)]);
    vec![
        ("tu-danh-gia", self_assessment::SelfTasks::new(at("Tự đánh giá, phân loại năm 2019"), &draft).render().unwrap()),
        ("cham-diem", self_assessment::Scoring::new(at("Chấm điểm theo tiêu chí"), &draft, None).render().unwrap()),
        ("cham-diem-loi", self_assessment::Scoring::new(wrong_scores, &draft, Some(&wrong_sent)).render().unwrap()),
        (
            "phieu-1",
            self_assessment::FormPage::new(at("I. Tự đánh giá kết quả công tác"), &draft, &form.sections[0], &classes(), None)
                .render()
                .unwrap(),
        ),
        (
            "phieu-2",
            self_assessment::FormPage::new(at("II. Tự đánh giá, phân loại"), &draft, &form.sections[1], &classes(), None).render().unwrap(),
        ),
        ("chi-bo", self_assessment::PartyPage::new(at("Nhận xét của cấp ủy chi bộ nơi cư trú"), &draft, None).render().unwrap()),
        ("kiem-tra", self_assessment::Check::new(at("Kiểm tra lại trước khi nộp"), &draft, String::new()).render().unwrap()),
        ("kiem-tra-lech", self_assessment::Check::new(wrong_check, &draft, conflict.into()).render().unwrap()),
        ("da-nop", self_assessment::confirmation(page("/", "Đã nộp bản tự đánh giá"), &draft.record).render().unwrap()),
    ]
}

fn judging_pages() -> Vec<(&'static str, String)> {
    let own = record(RecordState::In360);
    let answer = GetSheetResponse { sheet: Some(sheets()[0].clone()), self_: own.self_, form: own.form, criteria_set_id: String::new() };
    let (set, sheets, classes) = (set(), sheets(), classes());
    let parts = opinions::Parts { answer: &answer, sheets: &sheets, set: &set, classes: &classes };
    let minutes = Minutes {
        minutes_id: "1".into(),
        unit_name: "Phòng Tổ chức, biên chế".into(),
        agency_name: "Sở Nội vụ".into(),
        year: 2019,
        number: "05/BB-SNV".into(),
        edition: 1,
        opened_at: at(0),
        closed_at: at(500_000),
        sealed_at: at(500_100),
        subjects: 4,
        reviewers_invited: 6,
        reviewers_answered: 5,
        absent: vec!["Nguyễn Đức Dũng (nghỉ ốm)".into()],
        entries: vec![minutes_entry()],
        digest: "9f2c1a7be0d45c3f8e6b1d2a4c7f9e0b3d5a8c6f1e2b4d7a9c0f3e5b8d1a6c4f".into(),
        ..Minutes::default()
    };
    let period = GetPeriodResponse {
        period: Some(Period {
            period_id: "ky".into(),
            agency_name: "Sở Nội vụ".into(),
            year: 2019,
            state: PeriodState::Decision as i32,
            ..Period::default()
        }),
        records_by_state: [("DECIDED".to_owned(), 11), ("NOT_EVALUATED".to_owned(), 1), ("DIRECT_REVIEWED".to_owned(), 2)].into(),
        ..GetPeriodResponse::default()
    };
    let mut second = record(RecordState::Decided);
    second.subject = subject("Hoàng Thị Ánh", "Chuyên viên");
    let records = [second, record(RecordState::DirectReviewed)];
    let wrong_decision = wrong(
        page("/quyet-dinh/ho-so/r", "Quyết định kết quả của Trần Văn Bình").back("/quyet-dinh/ky"),
        &[("reason", "Hãy ghi lý do quyết định tổng điểm khác.")],
    );
    vec![
        ("y-kien", opinions::Opinions::new(page("/y-kien", "Tham gia ý kiến").back("/"), &sheets, today()).render().unwrap()),
        (
            "y-kien-mot",
            opinions::Opinion::new(page("/y-kien/1", "Ý kiến về Trần Văn Bình").back("/y-kien"), &parts, None).render().unwrap(),
        ),
        (
            "bien-ban-ds",
            minutes::MinutesList::new(page("/bien-ban", "Biên bản số năm 2019"), 2019, std::slice::from_ref(&minutes)).render().unwrap(),
        ),
        ("bien-ban", minutes::MinutesPage::new(page("/bien-ban/1", "Biên bản số 05/BB-SNV").back("/bien-ban"), &minutes).render().unwrap()),
        (
            "tham-dinh",
            verification::Verify::new(page("/tham-dinh/r", "Thẩm định Trần Văn Bình").back("/"), &dossier(RecordState::MinutesReady), None)
                .render()
                .unwrap(),
        ),
        (
            "cham-lai",
            verification::rescore_page(page("/cham-lai/r", "Yêu cầu chấm lại").back("/"), "Trần Văn Bình".into(), None).render().unwrap(),
        ),
        (
            "quyet-dinh",
            decisions::Decisions::new(page("/quyet-dinh/ky", "Quyết định kết quả năm 2019").back("/"), &period, &records).render().unwrap(),
        ),
        (
            "quyet-dinh-mot",
            decisions::Decide::new(
                wrong_decision,
                &dossier(RecordState::DirectReviewed),
                Some(&sent(&[("decided_total", "84"), ("reason", "")])),
            )
            .render()
            .unwrap(),
        ),
        (
            "cong-khai",
            decisions::Publish::new(page("/quyet-dinh/ky/cong-khai", "Công khai kết quả").back("/quyet-dinh/ky"), &period)
                .render()
                .unwrap(),
        ),
    ]
}

fn result_pages() -> Vec<(&'static str, String)> {
    let counts = |name: &str| ResultCounts {
        name: name.into(),
        total: 14,
        classes: vec![
            ClassCount { class: Class::Htxs as i32, people: 3 },
            ClassCount { class: Class::Htt as i32, people: 9 },
            ClassCount { class: Class::Hthc as i32, people: 1 },
        ],
        not_evaluated: 1,
        ..ResultCounts::default()
    };
    let results = GetAgencyResultsResponse {
        agency_name: "Sở Nội vụ".into(),
        all: Some(counts("")),
        by_group: vec![counts("Công chức lãnh đạo, quản lý"), counts("Công chức không lãnh đạo, quản lý")],
        by_unit: vec![counts("Phòng Tổ chức, biên chế")],
        rows: vec![ResultRow {
            full_name: "Trần Văn Bình".into(),
            title: "Chuyên viên".into(),
            unit_name: "Phòng Tổ chức, biên chế".into(),
            self_total: "92.000000".into(),
            r360: "87.966667".into(),
            total: points(8998),
            class: Class::Htt as i32,
            label: "Hoàn thành tốt nhiệm vụ".into(),
            ..ResultRow::default()
        }],
    };
    let document = DocumentRef {
        kind: DocumentKind::SummaryTable as i32,
        format: DocumentFormat::Pdf as i32,
        subject_id: "a".into(),
        ..DocumentRef::default()
    };
    let mut absent = dossier(RecordState::NotEvaluated);
    absent.record.not_evaluated_reason = "TRAINING".into();
    vec![
        ("ket-qua-ds", results::Results::new(page("/ket-qua", "Kết quả của tôi"), &[record(RecordState::Published)]).render().unwrap()),
        (
            "ket-qua",
            results::ResultPage::new(
                page("/ket-qua/r", "Kết quả đánh giá, phân loại năm 2019").back("/ket-qua"),
                &dossier(RecordState::Published),
            )
            .render()
            .unwrap(),
        ),
        (
            "ket-qua-khong",
            results::ResultPage::new(page("/ket-qua/r", "Kết quả đánh giá, phân loại năm 2019").back("/ket-qua"), &absent)
                .render()
                .unwrap(),
        ),
        ("co-quan", agency::Agency::new(page("/co-quan/a", "Kết quả năm 2019"), 2019, &results, &[document], &[], "a").render().unwrap()),
    ]
}

fn all() -> Vec<(&'static str, String)> {
    [account_pages(), work_pages(), self_pages(), judging_pages(), result_pages()].concat()
}

/// Values of an attribute, in order.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_page_has_one_heading_labelled_inputs_unique_ids_and_nothing_inline() {
    let folder = std::env::var_os("PORTAL_PAGES_DIR").map(std::path::PathBuf::from);
    for (name, html) in all() {
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{name}.html")), &html).unwrap();
        }
        assert_eq!(html.matches("<h1").count(), 1, "{name}: headings");
        let ids = attribute(&html, "id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: an id twice in {ids:?}");
        for target in
            attribute(&html, "for").into_iter().chain(attribute(&html, "aria-describedby").into_iter().flat_map(str::split_whitespace))
        {
            assert!(unique.contains(&target), "{name}: nothing has the id {target}");
        }
        let labels: BTreeSet<_> = attribute(&html, "for").into_iter().collect();
        for tag in html.split('<').filter(|tag| ["input ", "select ", "textarea "].iter().any(|kind| tag.starts_with(kind))) {
            let hidden = tag.contains("type=\"hidden\"");
            let id = attribute(&format!(" {tag}"), "id").first().copied().unwrap_or_default().to_owned();
            assert!(hidden || labels.contains(id.as_str()), "{name}: no label for <{tag}");
        }
        for inline in [" style=\"", " onclick", "<style", "javascript:", "<script>"] {
            assert!(!html.contains(inline), "{name}: {inline}");
        }
        for form in html.split("<form ").skip(1) {
            assert!(form.contains("name=\"csrf\"") && form.contains("name=\"request_id\""), "{name}: a form without its proofs");
        }
    }
}

#[test]
fn a_refused_form_says_so_in_title_summary_and_field_and_keeps_what_was_written() {
    let pages: BTreeMap<_, _> = all().into_iter().collect();
    let scoring = &pages["cham-diem-loi"];
    assert!(scoring.contains("<title>Lỗi: Chấm điểm theo tiêu chí"));
    assert!(scoring.contains(r##"<a href="#scores[CC1.1]">Điểm không được quá 5.</a>"##));
    assert!(scoring.contains(r#"id="scores[CC1.1]-error""#));
    assert!(scoring.contains(r#"value="9" data-score"#));
    assert!(pages["dang-nhap-loi"].contains(r#"value="hoalt@quangtri.gov.vn""#));
    assert!(pages["bang-ke-loi"].contains(r#"value="32/1""#));
}

#[test]
fn text_of_people_is_never_markup() {
    let attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let mut hostile = dossier(RecordState::Published);
    hostile.record.subject.as_mut().unwrap().full_name = attack.into();
    hostile.record.verification.as_mut().unwrap().comment = attack.into();
    hostile.minutes.as_mut().unwrap().1.opinions[0].strengths = attack.into();
    hostile.result.as_mut().unwrap().explanation[0].rule = attack.into();
    let html = results::ResultPage::new(page("/ket-qua/r", attack), &hostile).render().unwrap();
    assert!(!html.contains("<script>") && !html.contains("<img"));
    let field = crate::field::Field::new("email", attack).value(attack, None);
    assert_eq!(field.value, attack, "kept as it was written");
}

#[test]
fn the_explanation_names_classes_in_words_and_keeps_numbers_exact() {
    let html = &all().into_iter().collect::<BTreeMap<_, _>>()["ket-qua"];
    assert!(html.contains("Vì sao xếp loại này"));
    assert!(html.contains("<strong>87,966667</strong>"));
    assert!(html.contains("<strong>Hoàn thành tốt nhiệm vụ</strong>"));
    assert!(!html.contains("<strong>HTT</strong>"));
}
