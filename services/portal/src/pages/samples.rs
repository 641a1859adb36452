//! Every page, rendered from answers such as the services give. Set `PORTAL_PAGES_DIR` to keep the pages and look at them.

mod answers;
mod law;
mod offices;
mod overview;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use proto::common::v1::Class;
use proto::evaluation::v1::*;
use proto::identity::v1::SystemRole;
use proto::reporting::v1::{
    ClassCount, DocumentFormat, DocumentKind, DocumentRef, GetAgencyResultsResponse, GetDiaryResponse, ResultCounts, ResultRow,
};
use proto::worklog::v1::{ApprovalState, ImportProblem, ListPendingResponse, WorkList, WorkSummary};

use crate::page::Page;
use crate::pages::*;
use crate::show;
use answers::*;

fn account_pages() -> Vec<(&'static str, String)> {
    let refused = wrong(Page::plain("Đăng nhập"), &[("email", "Thư điện tử hoặc mật khẩu không đúng.")]);
    vec![
        ("dang-nhap", account::SignIn::new(Page::plain("Đăng nhập"), "/", None).render().unwrap()),
        ("dang-nhap-loi", account::SignIn::new(refused, "/", Some(&sent(&[("email", "hoalt@quangtri.gov.vn")]))).render().unwrap()),
        ("khoi-tao", first_run::FirstRun::new(wrong(Page::plain("Khởi tạo phần mềm"), &[("secret", "Mã sai.")]), None).render().unwrap()),
        ("kich-hoat", account::SetPassword::first(Page::plain("Đặt mật khẩu lần đầu"), "ma").render().unwrap()),
        ("dat-lai-mat-khau", account::SetPassword::another(Page::plain("Đặt mật khẩu mới"), "ma").render().unwrap()),
        ("quen-mat-khau", account::Forgotten::new(Page::plain("Quên mật khẩu"), false, None).render().unwrap()),
        ("xac-thuc", account::Code::new(wrong(Page::plain("Xác thực hai lớp"), &[("code", "Mã không đúng.")]), "/").render().unwrap()),
    ]
}

fn own_account_pages() -> Vec<(&'static str, String)> {
    use proto::identity::v1::{SecondFactor, Session};
    let me =
        crate::session::Me { second_factor: SecondFactor { enrolled: true, required: true, recovery_codes_left: 9 }, ..Default::default() };
    let session = |id: &str, current: bool| Session {
        session_id: id.into(),
        client_address: "10.47.1.12".into(),
        user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)".into(),
        current,
        ..Session::default()
    };
    let sessions = [session("1", true), session("2", false)];
    let title = "Xác thực hai lớp";
    let codes = vec!["ABCD-EFGH-JKLM-NPQR-STUV-WXYZ".to_owned(); 10];
    let stage =
        own_account::confirm("JBSWY3DPEHPK3PXP".to_owned(), "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP".to_owned(), "482175".to_owned());
    let factor = |stage| own_account::SecondFactorPage::new(page("/tai-khoan/xac-thuc-hai-lop", title).back("/tai-khoan"), stage);
    vec![
        ("tai-khoan", own_account::OwnAccount::new(page("/tai-khoan", "Tài khoản của tôi"), &me, &sessions).render().unwrap()),
        (
            "doi-mat-khau",
            own_account::ChangePassword::new(page("/tai-khoan/mat-khau", "Đổi mật khẩu").back("/tai-khoan")).render().unwrap(),
        ),
        ("hai-lop", factor(own_account::Stage::Begin { enrolled: true, supervised: false }).render().unwrap()),
        ("hai-lop-xac-nhan", factor(stage).render().unwrap()),
        ("hai-lop-xong", factor(own_account::Stage::Done { codes }).render().unwrap()),
    ]
}

fn operation_pages() -> Vec<(&'static str, String)> {
    use proto::operations::v1::{GetOperationResponse, OperationState};
    let one = |name, state: OperationState, (done, total)| {
        let page = page("/dang-thuc-hien/evaluation/AdvancePeriodRequest/1", under_way::UnderWay::title(state));
        let told = GetOperationResponse { state: state.into(), done, total };
        (name, under_way::UnderWay::new(page, &told, "/to-chuc/ky/1").render().unwrap())
    };
    vec![
        one("dang-thuc-hien", OperationState::UnderWay, (340, 1_500)),
        one("dang-thuc-hien-chua-ro", OperationState::UnderWay, (0, 0)),
        one("dang-thuc-hien-xong", OperationState::Done, (0, 0)),
        one("dang-thuc-hien-chua", OperationState::NotDone, (0, 0)),
    ]
}

fn office_pages() -> Vec<(&'static str, String)> {
    let of = |office: &hub::Office| hub::Hub::new(page(office.path, office.title), office, &[SystemRole::SnvAdmin]).render().unwrap();
    hub::OFFICES.iter().filter(|office| office.has_links()).map(|office| (office.path.trim_start_matches('/'), of(office))).collect()
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
        start: start::line(&start::Known { year: 2019, ..start::Known::default() }),
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
        returned: vec![log("3", ApprovalState::Returned, "Lê Thị Hoa")],
        handovers: vec![handover()],
        office: tasks::OfficeWork { year: 2019, faults: 4, unopened: vec!["Sở Công Thương".into()], ..tasks::OfficeWork::default() },
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
            logs::one::LogPage::new(page("/bang-ke/x", "Bảng kê công việc").back("/bang-ke"), &at, Some(&returned), &items(), None)
                .render()
                .unwrap(),
        ),
        (
            "dinh-chinh",
            logs::correction::CorrectLog::new(
                page("/bang-ke/x", "Đính chính bảng kê đã phê duyệt").back("/bang-ke"),
                &at,
                &returned,
                &items(),
                None,
            )
            .render()
            .unwrap(),
        ),
        (
            "minh-chung",
            logs::files::LogFiles::new(page("/bang-ke/x", "Tệp minh chứng").back("/bang-ke"), &log_with_file(), 0).render().unwrap(),
        ),
        (
            "tra-cuu",
            logs::found::Found::new(
                page("/bang-ke/tra-cuu", "Công việc đã duyệt của tôi").back("/bang-ke"),
                "/bang-ke/tra-cuu",
                2019,
                "ke hoach",
                works(),
            )
            .render()
            .unwrap(),
        ),
        (
            "excel-loi",
            logs::workbook::Workbook::new(
                wrong(
                    page("/bang-ke/excel", "Bảng kê bằng Excel").back("/bang-ke"),
                    &[("content", "Tệp có 2 chỗ cần sửa; chưa bảng kê nào được lưu.")],
                ),
                2019,
                logs::workbook::Outcome {
                    problems: vec![ImportProblem {
                        row: 4,
                        column: "Ngày hoàn thành".into(),
                        message: "«32/1» không phải là ngày. Hãy ghi như 15/12/2019.".into(),
                    }],
                    passed_over: vec![ImportProblem {
                        row: 6,
                        column: String::new(),
                        message: "Tiêu đề ở dòng 6; các dòng phía trên không đọc.".into(),
                    }],
                    said: String::new(),
                },
            )
            .render()
            .unwrap(),
        ),
        (
            "tinh-hinh",
            approvals::standing::Standing::new(
                page("/phe-duyet/tinh-hinh", "Tình hình kê khai công việc").back("/phe-duyet"),
                day("2019-01-01").as_ref(),
                day("2019-11-26").as_ref(),
                &statistics(),
            )
            .render()
            .unwrap(),
        ),
        (
            "nhat-ky",
            logs::diary::Diary::new(page("/bang-ke/nhat-ky", "Nhật ký công tác").back("/bang-ke"), "p", (2019, 11), &diary())
                .render()
                .unwrap(),
        ),
        (
            "nhat-ky-trong",
            logs::diary::Diary::new(
                page("/bang-ke/nhat-ky", "Nhật ký công tác").back("/bang-ke"),
                "p",
                (2019, 0),
                &GetDiaryResponse::default(),
            )
            .render()
            .unwrap(),
        ),
        ("ban-giao-ds", handovers::list_page(page("/ban-giao", "Bàn giao công việc").back("/bang-ke"), &[handover()]).render().unwrap()),
        ("ban-giao", handovers::show_page(page("/ban-giao/1", "Bàn giao công việc").back("/ban-giao"), &handover()).render().unwrap()),
        ("ban-giao-cu", handover_act("nguoi-nhan")),
        ("ban-giao-xac-nhan", handover_act("ban-giao")),
        ("ban-giao-nhan", handover_act("nhan")),
        ("bang-ke-loi", logs::one::LogPage::new(wrong_log, &at, None, &items(), Some(&wrong_sent)).render().unwrap()),
        ("phe-duyet", approvals::Approvals::new(page("/phe-duyet", "Phê duyệt công việc"), &pending, &names).render().unwrap()),
        (
            "tra-lai",
            approvals::log_page(page("/phe-duyet", "Bảng kê chờ phê duyệt").back("/phe-duyet"), &log_with_file(), None).render().unwrap(),
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

fn handover_act(slug: &str) -> String {
    let people = [proto::identity::v1::Person { person_id: "b".into(), full_name: "Trần Văn Bình".into(), ..Default::default() }];
    let at = page("/ban-giao/1/x", "Bàn giao công việc").back("/ban-giao/1");
    handovers::act_page(at, slug, &handover(), &people, None).render().unwrap()
}

fn self_pages() -> Vec<(&'static str, String)> {
    let draft = draft();
    let at = |title: &str| page("/tu-danh-gia/r", title).back("/tu-danh-gia/r");
    let wrong_scores = wrong(at("Chấm điểm theo tiêu chí"), &[("scores[CC1.1]", "Điểm không được quá 5.")]);
    let wrong_sent = sent(&[("scores[CC1.1]", "9"), ("version", "3")]);
    let form = draft.record.form.clone().unwrap();
    let conflict = "Điểm tự chấm 88,00 thuộc mức hoàn thành tốt nhiệm vụ, nhưng bạn tự phân loại hoàn thành xuất sắc nhiệm vụ.";
    let wrong_check = wrong(at("Kiểm tra lại trước khi nộp"), &[("conflict_acknowledged", conflict)]);
    let work = self_assessment::WorkBeside::new(
        2019,
        WorkSummary { logs: 44, approved_logs: 42, entries: 108, ..WorkSummary::default() },
        &works(),
    );
    vec![
        ("tu-danh-gia", self_assessment::SelfTasks::new(at("Tự đánh giá, phân loại năm 2019"), &draft).render().unwrap()),
        ("cham-diem", self_assessment::Scoring::new(at("Chấm điểm theo tiêu chí"), &draft, work, &[], None).render().unwrap()),
        (
            "cham-diem-loi",
            self_assessment::Scoring::new(wrong_scores, &draft, self_assessment::WorkBeside::default(), &[], Some(&wrong_sent))
                .render()
                .unwrap(),
        ),
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
    let parts =
        opinions::Parts { answer: &answer, sheets: &sheets, set: &set, guidance: &[], classes: &classes, tasks: &reviews(), work: None };
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
        absent: vec!["Nguyễn Đức Dũng: không gửi ý kiến đến hết ngày 03/12/2019".into()],
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
        ("y-kien", opinions::Opinions::new(page("/y-kien", "Tham gia ý kiến").back("/"), &sheets, &reviews(), today()).render().unwrap()),
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
            "bien-ban-dong-nghiep",
            minutes::MinutesPage::new(page("/bien-ban/2", "Biên bản số 09/BB-SNV").back("/bien-ban"), &for_colleagues(&minutes))
                .render()
                .unwrap(),
        ),
        (
            "tham-dinh",
            verification::Verify::new(
                page("/tham-dinh/r", "Thẩm định Trần Văn Bình").back("/"),
                "",
                &dossier(RecordState::MinutesReady),
                String::new,
                None,
            )
            .render()
            .unwrap(),
        ),
        (
            "tham-dinh-sua",
            verification::Verify::new(
                page("/tham-dinh/r", "Thẩm định Trần Văn Bình").back("/"),
                "",
                &dossier(RecordState::DirectReviewed),
                String::new,
                None,
            )
            .render()
            .unwrap(),
        ),
        (
            "bang-tham-dinh",
            verification::table::VerificationTable::new(
                page("/tham-dinh", "Thẩm định năm 2019").back("/"),
                &waiting_records(),
                &waiting_records()
                    .iter()
                    .map(|record| Task {
                        kind: TaskKind::Verify.into(),
                        record_id: record.record_id.clone(),
                        decides_too: true,
                        ..Task::default()
                    })
                    .collect::<Vec<_>>(),
                || "yc".to_owned(),
                None,
            )
            .render()
            .unwrap(),
        ),
        (
            "cham-lai",
            verification::rescore_page(page("/cham-lai/r", "Yêu cầu chấm lại").back("/"), "Trần Văn Bình".into(), None).render().unwrap(),
        ),
        (
            "don-vi",
            own_unit::OwnUnit::new(page("/don-vi", "Đơn vị của tôi năm 2019").back("/"), "", Some(&period), &records, &Default::default())
                .render()
                .unwrap(),
        ),
        (
            "bang-quyet-dinh",
            decisions::table::DecisionTable::new(
                page("/quyet-dinh/ky/bang", "Quyết định kết quả năm 2019").back("/quyet-dinh/ky"),
                &waiting_records(),
                &beside(),
                || "yc".to_owned(),
                None,
            )
            .render()
            .unwrap(),
        ),
        (
            "quyet-dinh",
            decisions::Decisions::new(
                page("/quyet-dinh/ky", "Quyết định kết quả năm 2019").back("/"),
                &decisions::Wanted::default(),
                &period,
                &records,
                &[task(TaskKind::Decide, "", "2019-12-12")],
                &beside(),
            )
            .render()
            .unwrap(),
        ),
        (
            "quyet-dinh-mot",
            decisions::one::Decide::new(
                wrong_decision,
                &dossier(RecordState::DirectReviewed),
                Some(&sent(&[("decided_total", "84"), ("reason", "")])),
            )
            .render()
            .unwrap(),
        ),
        (
            "cong-khai",
            decisions::publish::Publish::new(page("/quyet-dinh/ky/cong-khai", "Công khai kết quả").back("/quyet-dinh/ky"), &period)
                .render()
                .unwrap(),
        ),
    ]
}

/// The second edition as colleagues read it: no group apart, nobody named.
fn for_colleagues(minutes: &Minutes) -> Minutes {
    let mut entry = minutes_entry();
    entry.relation_means.clear();
    (entry.round, entry.invited, entry.answered, entry.agreed) = (2, 6, 6, 3);
    entry.rescored_mean = "84.500000".into();
    for opinion in &mut entry.opinions {
        (opinion.rater_name, opinion.relation, opinion.agree, opinion.total) = (String::new(), 0, false, None);
    }
    Minutes {
        number: "09/BB-SNV".into(),
        edition: 2,
        replaces_number: minutes.number.clone(),
        replaces_edition: 1,
        replaces_sealed_at: minutes.sealed_at,
        absent: vec!["không gửi ý kiến đến hết ngày 03/12/2019".into(); 2],
        entries: vec![entry],
        groups_merged_below: 3,
        ..minutes.clone()
    }
}

fn colleague_pages() -> Vec<(&'static str, String)> {
    let one = |name: &str, class: Class, label: &str| ColleagueResult {
        full_name: name.into(),
        title: "Chuyên viên".into(),
        unit_name: "Văn phòng".into(),
        class: class.into(),
        label: label.into(),
    };
    let results =
        [one("Trần Văn Bình", Class::Htt, "Hoàn thành tốt nhiệm vụ"), one("Lê Thị Hoa", Class::Htxs, "Hoàn thành xuất sắc nhiệm vụ")];
    let period = Period { agency_name: "Sở Nội vụ".into(), publish_to_colleagues: true, ..Period::default() };
    let frame = || {
        let years = [(2020, "/ket-qua-co-quan?nam=2020"), (2019, "/ket-qua-co-quan?nam=2019")];
        page("/ket-qua-co-quan", "Kết quả của cơ quan năm 2019").years_at(2019, years.map(|(year, href)| (year, href.to_owned())))
    };
    vec![
        ("ket-qua-co-quan", colleagues::list_page(frame(), Some(&period), &results).render().unwrap()),
        ("ket-qua-co-quan-trong", colleagues::list_page(frame(), None, &[]).render().unwrap()),
    ]
}

fn result_pages() -> Vec<(&'static str, String)> {
    let class = |class: Class, people| ClassCount { class: class as i32, people, label: show::class(class).to_owned() };
    let counts = |name: &str| ResultCounts {
        name: name.into(),
        total: 14,
        classes: vec![class(Class::Htxs, 3), class(Class::Htt, 8), class(Class::Ht, 1), class(Class::Hthc, 1), class(Class::Kht, 0)],
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
            total: points(8400),
            decided_total: points(8400),
            computed_total: points(8998),
            decided_reason: "Kết quả thực tế trong năm".into(),
            class: Class::Htt as i32,
            label: "Hoàn thành tốt nhiệm vụ".into(),
            flags: vec!["GAP".into(), "BAND_DIFFERS".into(), "CONSIDER_KHT".into(), "LATER_LAW".into()],
            caps: vec!["ZERO_CRITERION".into(), "LATER_LAW".into()],
            ..ResultRow::default()
        }],
    };
    let document = DocumentRef {
        kind: DocumentKind::SummaryTable as i32,
        format: DocumentFormat::Pdf as i32,
        subject_id: "a".into(),
        title: "Bảng tổng hợp kết quả".into(),
        ..DocumentRef::default()
    };
    let mut absent = dossier(RecordState::NotEvaluated);
    absent.record.not_evaluated_reason = "TRAINING".into();
    let mut on_paper = dossier(RecordState::Published);
    (on_paper.result, on_paper.record.self_, on_paper.minutes) = (None, None, None);
    on_paper.record.paper = Some(PaperEntry {
        old_agency: "UBND huyện Gio Linh".into(),
        total: points(8650),
        class: Class::Htt as i32,
        confirmed_by_old_head: "Trương Thị Thuỷ".into(),
        confirmed_on: day("2019-12-05"),
        entered_by: signed("Lê Thị Hoa", "Chuyên viên"),
        checked_by: signed("Trần Đình Ước", "Trưởng phòng"),
        ..PaperEntry::default()
    });
    vec![
        (
            "ket-qua-ds",
            results::Results::new(
                page("/ket-qua", "Kết quả của tôi"),
                &[record(RecordState::Published)],
                "/ket-qua/theo-ky?nam=2019".into(),
            )
            .render()
            .unwrap(),
        ),
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
        (
            "ket-qua-giay",
            results::ResultPage::new(page("/ket-qua/r", "Kết quả đánh giá, phân loại năm 2019").back("/ket-qua"), &on_paper)
                .render()
                .unwrap(),
        ),
        ("co-quan", agency::Agency::new(page("/co-quan/a", "Kết quả năm 2019"), 2019, &results, &[document], &[], "a").render().unwrap()),
    ]
}

fn all() -> Vec<(&'static str, String)> {
    [
        account_pages(),
        own_account_pages(),
        work_pages(),
        self_pages(),
        judging_pages(),
        colleague_pages(),
        result_pages(),
        office_pages(),
        operation_pages(),
        law::pages(),
        overview::pages(),
        offices::pages(),
    ]
    .concat()
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
            let asks = form.starts_with("method=\"get\"");
            assert!(asks || form.contains("name=\"csrf\"") && form.contains("name=\"request_id\""), "{name}: a form without its proofs");
        }
    }
}

/// The pages on which Sở Nội vụ writes and publishes criteria sets: there an officer gives each text its code.
const OF_LAW: [&str; 4] = ["snv-tieu-chi", "snv-bo-tieu-chi", "snv-soan-tieu-chi", "snv-ban-hanh-tieu-chi"];

/// The texts between the tags of a page.
fn texts(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').filter_map(|part| Some(part.split_once('>')?.1.trim())).filter(|text| !text.is_empty())
}

#[test]
fn no_page_shows_a_code_an_id_or_a_decimal_point() {
    let pages: Vec<_> = all().into_iter().filter(|(name, _)| !OF_LAW.contains(name)).collect();
    let found: Vec<String> = pages
        .iter()
        .flat_map(|(name, html)| texts(html).flat_map(testkit::not_for_people).map(move |wrong| format!("{name}: {wrong}")))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
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
fn minutes_count_what_several_said_name_for_heads_only_and_say_what_is_hidden() {
    let pages: BTreeMap<_, _> = all().into_iter().collect();
    let heads = &pages["bien-ban"];
    assert!(heads.contains("Lê Thị Hoa (thủ trưởng trực tiếp): 86,50") && heads.contains("Đồng cấp") && !heads.contains("Cấp phó"));
    let colleagues = &pages["bien-ban-dong-nghiep"];
    for told in [
        "2 người: Nhiệt tình, chuyên môn vững.",
        "3 người, bình quân 84,50 điểm",
        "2 người: không gửi ý kiến đến hết ngày 03/12/2019",
        "thay Biên bản số 05/BB-SNV (lần 1,",
        "Điểm theo nhóm không hiện vì nhóm có dưới 3 phiếu.",
    ] {
        assert!(colleagues.contains(told), "{told}\n{colleagues}");
    }
    assert!(!colleagues.contains("Đồng cấp") && !colleagues.contains("(thủ trưởng trực tiếp)"), "no column of dashes, no names");
}

#[test]
fn both_totals_are_named_and_so_is_why_another_was_decided() {
    let pages: BTreeMap<_, _> = all().into_iter().collect();
    for (page, wanted) in [("co-quan", &["89,98", "84,00", "Kết quả thực tế trong năm"][..]), ("ket-qua", &["89,98"])] {
        for wanted in ["Tổng điểm tính theo quy chế", "Tổng điểm quyết định"].iter().chain(wanted) {
            assert!(pages[page].contains(wanted), "{page}: {wanted}");
        }
    }
    let paper = &pages["ket-qua-giay"];
    assert!(paper.contains("UBND huyện Gio Linh") && paper.contains("Trương Thị Thuỷ, ngày 05/12/2019") && paper.contains("thong-bao"));
    assert!(!paper.contains("Phiếu đánh giá và phân loại (PDF)"), "no blank form is offered");
}

#[test]
fn the_explanation_names_classes_in_words_and_keeps_numbers_exact() {
    let html = &all().into_iter().collect::<BTreeMap<_, _>>()["ket-qua"];
    assert!(html.contains("Vì sao xếp loại này"));
    assert!(html.contains("<strong>87,966667</strong>"));
    assert!(html.contains("<strong>Hoàn thành tốt nhiệm vụ</strong>"));
    assert!(!html.contains("<strong>HTT</strong>"));
    assert!(html.contains("(ngưỡng 10)") && html.contains("<strong>Lưu ý</strong>"));
    assert!(html.contains("Mức xếp loại sau các bước trên"), "no step repeats its own name");
}

#[test]
fn a_draft_that_was_stored_elsewhere_is_shown_beside_what_was_sent() {
    let draft = draft();
    let form = draft.record.form.clone().unwrap();
    let shown = |version: &str| {
        let posted = sent(&[("version", version), ("answers[chap_hanh]", "Bản mới.")]);
        let page = page("/x", "I. Tự đánh giá");
        self_assessment::FormPage::new(page, &draft, &form.sections[0], &classes(), Some(&posted)).render().unwrap()
    };
    assert!(!shown("3").contains("Bản đang lưu"));
    for other in ["2", "junk", ""] {
        let page = shown(other);
        assert!(page.contains("Bản đang lưu") && page.contains("Chấp hành nghiêm túc.") && page.contains("Bản mới."), "{other}");
        assert!(page.contains(r#"name="version" value="3""#), "sending again replaces the stored one knowingly");
    }
}

#[test]
fn a_sheet_whose_time_is_over_offers_no_form() {
    let answer = GetSheetResponse { sheet: Some(sheets()[0].clone()), ..GetSheetResponse::default() };
    let (sheets, set) = (sheets(), set());
    let parts = opinions::Parts { answer: &answer, sheets: &sheets, set: &set, guidance: &[], classes: &classes(), tasks: &[], work: None };
    let shown = opinions::Opinion::new(page("/y-kien/1", "Ý kiến"), &parts, None).render().unwrap();
    assert!(shown.contains("Đã hết thời gian tham gia ý kiến") && !shown.contains("Gửi ý kiến"));
}
