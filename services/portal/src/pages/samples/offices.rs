//! The pages of offices, from answers such as the services give.

use std::collections::BTreeMap;

use askama::Template;
use proto::common::v1::{Class, Day, PostRole, Relation};
use proto::evaluation::v1::{
    Appeal, GetPeriodResponse, PaperEntry, Period, PeriodState, Record, RecordState, Reviewer, Route, RoutingProblem,
};
use proto::identity::v1::{
    Account, AccountCounts, AccountEvent, AccountLine, AccountStatus, AgencyStatus, Delegation, Denial, FaultCounts, FaultEntry,
    FaultReport, FaultState, GetStatusReportResponse, HeadToConfirm, ImportProblem, InboxNotice, ListedLogin, LoginChange, Person,
    PersonnelProblem, Post, PostKind, ReorganisedPerson, RoleCount, RoleGrant, SystemRole, TitleQuestion, Unit, UnitKind, UnitStaff,
};

use super::answers::{at, day, page, points, record, sent, signed, subject, today, wrong};
use crate::pages::common::Wanted;
use crate::pages::personnel::units::acts::About;
use crate::pages::personnel::units::{self, Tree};
use crate::pages::personnel::{mending, newcomer};
use crate::pages::{accounts, appeal, denials, heads, notices, personnel, progress, record_acts, routing, support};
use crate::session::Me;

fn units() -> BTreeMap<String, Unit> {
    let unit = |id: &str, name: &str| (id.to_owned(), Unit { unit_id: id.into(), name: name.into(), ..Unit::default() });
    BTreeMap::from([unit("u", "Phòng Tổ chức, biên chế"), unit("v", "Văn phòng")])
}

fn person() -> Person {
    let post = |title: &str, unit: &str, from: &str, to: &str, kind: PostKind| Post {
        post_id: title.into(),
        unit_id: unit.into(),
        title: title.into(),
        kind: kind.into(),
        valid_from: day(from),
        valid_to: if to.is_empty() { None } else { Some(Day { iso: to.into() }) },
        ..Post::default()
    };
    Person {
        person_id: "p".into(),
        full_name: "Hoàng Thị Ánh".into(),
        email: "anh.hoangthi@quangtri.gov.vn".into(),
        party_member: true,
        posts: vec![
            post("Chuyên viên", "v", "2012-03-01", "2018-12-31", PostKind::Main),
            post("Phó Trưởng phòng", "u", "2019-01-01", "", PostKind::Main),
            post("Phụ trách văn thư", "v", "2019-06-01", "", PostKind::Concurrent),
        ],
        ..Person::default()
    }
}

/// A department with its leadership and two divisions, one under the other.
fn tree() -> Tree {
    let unit = |id: &str, code: &str, name: &str, parent: &str, kind: UnitKind| Unit {
        unit_id: id.into(),
        code: code.into(),
        name: name.into(),
        abbreviation: "TCBC".into(),
        kind: kind.into(),
        parent_id: parent.into(),
        agency_id: "a".into(),
        ..Unit::default()
    };
    let staff = |unit_id: &str, head: &str, people: i32| UnitStaff {
        unit_id: unit_id.into(),
        head_id: if head.is_empty() { String::new() } else { "p".into() },
        head_name: head.into(),
        people,
    };
    Tree {
        units: vec![
            unit("a", "H50-6", "Sở Nội vụ", "h", UnitKind::Department),
            unit("b", "H50-6-BGD", "Ban Giám đốc", "a", UnitKind::Leadership),
            unit("u", "H50-6-TC", "Phòng Tổ chức, biên chế", "a", UnitKind::Division),
            unit("w", "H50-6-TD", "Tổ Tuyển dụng", "u", UnitKind::Division),
        ],
        staff: vec![staff("b", "Lê Thị Hoa", 3), staff("u", "Trần Văn Bình", 6), staff("w", "", 2)],
    }
}

fn unit_pages() -> Vec<(&'static str, String)> {
    let people = [Person { posts: person().posts[1..].to_vec(), ..person() }, Person { full_name: "Trần Văn Bình".into(), ..person() }];
    let about = |agencies| About { unit: Some(tree().units[2].clone()), tree: tree(), people: people.to_vec(), agencies, kinds: &[] };
    let act = |slug: &str| units::acts::ACTS.iter().find(|act| act.slug == slug).unwrap();
    let at = |title: &str| page("/to-chuc/don-vi/u", title).back("/to-chuc/don-vi");
    let fields =
        [("opening.code", "H50-6-TD"), ("opening.name", "Phòng Tuyển dụng"), ("moves", "p"), ("on", "01/12/2019"), ("reason", "QĐ 12")];
    let split = sent(&fields);
    let refused = wrong(at("Tách một phần thành đơn vị mới"), &[("moves", "Hãy chọn ít nhất một người sang đơn vị mới.")]);
    let affected = ReorganisedPerson {
        full_name: "Hoàng Thị Ánh".into(),
        title: "Phó Trưởng phòng".into(),
        unit_name_before: "Phòng Tổ chức, biên chế".into(),
        unit_name: "Phòng Tuyển dụng".into(),
        role_before: PostRole::UnitDeputy.into(),
        role: PostRole::UnitDeputy.into(),
        direct_head_name_before: "Trần Văn Bình".into(),
        ..ReorganisedPerson::default()
    };
    let asked = units::acts::act_page(at("Tách một phần thành đơn vị mới"), act("chia-tach"), &about(false), Some(&split));
    let links = vec![("/to-chuc/don-vi/moi".to_owned(), "Lập đơn vị mới".to_owned())];
    let acts = vec![("/to-chuc/don-vi/u/doi-ten".to_owned(), "Đổi tên".to_owned())];
    let rename = units::acts::act_page(at("Đổi tên"), act("doi-ten"), &about(false), None);
    let merge = units::acts::act_page(at("Sáp nhập vào đơn vị khác"), act("sap-nhap"), &about(false), None);
    vec![
        ("don-vi-cay", units::list_page(page("/to-chuc/don-vi", "Đơn vị"), &tree(), links).render().unwrap()),
        (
            "don-vi-mot",
            units::unit_page(at("Phòng Tổ chức, biên chế"), &tree().units[2], &tree(), (&people, today()), acts).render().unwrap(),
        ),
        ("don-vi-co-quan", units::agencies_page(page("/to-chuc/don-vi", "Cơ quan trong tỉnh"), &tree().units[..1]).render().unwrap()),
        ("don-vi-doi-ten", rename.render().unwrap()),
        ("don-vi-sap-nhap", merge.render().unwrap()),
        ("don-vi-tach", units::acts::act_page(refused, act("chia-tach"), &about(false), None).render().unwrap()),
        ("don-vi-xem-truoc", units::preview::Preview::new(asked, &split, &[affected]).render().unwrap()),
    ]
}

fn mending_pages() -> Vec<(&'static str, String)> {
    let at = |title: &str| page("/to-chuc/nhan-su/p", title).back("/to-chuc/nhan-su");
    let units = units();
    let refused = wrong(at("Thêm một người"), &[("email", "Địa chỉ này đã có người dùng.")]);
    let newcomer =
        newcomer::new_page(refused, units.values(), &regulation::PostRole::ALL, Some(&sent(&[("email", "binh.tranvan@quangtri.gov.vn")])));
    let post =
        mending::post_page(at("Sửa chức vụ ghi nhầm"), (&person(), &person().posts[1]), units.values(), &regulation::PostRole::ALL, None);
    let about = mending::person_page(at("Sửa thông tin ghi nhầm"), &person(), day("1980-02-15").as_ref(), None);
    vec![("them-nguoi", newcomer.render().unwrap()), ("sua-chuc-vu", post.render().unwrap()), ("sua-thong-tin", about.render().unwrap())]
}

fn officer() -> Me {
    Me { roles: vec![SystemRole::HrOfficer, SystemRole::UnitIt], ..Me::default() }
}

fn head() -> Me {
    Me { person_id: "me".into(), leads: true, ..Me::default() }
}

fn personnel_pages() -> Vec<(&'static str, String)> {
    let wanted = Wanted { tu: "anh".into(), ..Wanted::default() };
    let people = [person(), Person { full_name: "Trần Văn Bình".into(), ..person() }];
    let problem = PersonnelProblem {
        reason: "NO_DIRECT_HEAD".into(),
        person_id: "p".into(),
        unit_id: "u".into(),
        message: "Chưa có thủ trưởng trực tiếp. Hãy bổ nhiệm trưởng phòng hoặc người phụ trách.".into(),
    };
    let names = BTreeMap::from([("p".to_owned(), "Hoàng Thị Ánh".to_owned())]);
    let appoint = personnel::acts::act_page(
        wrong(
            page("/to-chuc", personnel::acts::ACTS[0].name).back("/to-chuc"),
            &[("from", "«32/1» không phải là ngày. Hãy ghi như 15/12/2019.")],
        ),
        &personnel::acts::ACTS[0],
        &person(),
        &units(),
        &regulation::PostRole::ALL,
        Some(&sent(&[("from", "32/1"), ("title", "Quyền Trưởng phòng")])),
    );
    let bad = ImportProblem {
        sheet: "Nhân sự".into(),
        row: 12,
        column: "Ngày sinh".into(),
        reason: "DAY_INVALID".into(),
        message: "«31/2/1980» không phải là ngày.".into(),
    };
    let question = TitleQuestion { title: "Đội trưởng".into(), at_top: false, proposed: PostRole::UnitHead.into() };
    let delegation = Delegation {
        delegation_id: "d".into(),
        head_id: "me".into(),
        from: day("2019-12-01"),
        until: day("2019-12-15"),
        reason: "Đi công tác".into(),
        ..Delegation::default()
    };
    let corrected = ListedLogin {
        row: 2,
        full_name: "Hoàng Thị Ánh".into(),
        email_before: "anh.hoanthi@quangtri.gov.vn".into(),
        email: "anh.hoangthi@quangtri.gov.vn".into(),
        change: LoginChange::Corrected.into(),
    };
    let import_page =
        wrong(page("/to-chuc/nhap", "Nhập danh sách nhân sự").back("/to-chuc"), &[("file", "Tệp có 1 chỗ cần sửa; chưa nhập gì.")]);
    vec![
        (
            "nhan-su",
            personnel::people_page(
                page("/to-chuc/nhan-su", "Nhân sự"),
                &people,
                &units(),
                &names,
                &wanted,
                ("/to-chuc/nhan-su?trang=x".into(), today()),
            )
            .render()
            .unwrap(),
        ),
        (
            "mot-nguoi",
            personnel::person_page(page("/to-chuc/nhan-su/p", "Hoàng Thị Ánh"), &person(), &units(), "Lê Thị Hoa".into(), &officer())
                .render()
                .unwrap(),
        ),
        ("bo-nhiem", appoint.render().unwrap()),
        ("ra-soat", personnel::problems_page(page("/to-chuc/ra-soat", "Rà soát nhân sự"), &[problem], &names, &units()).render().unwrap()),
        (
            "nhap",
            personnel::import::Import::new(
                import_page,
                personnel::import::List::Staff,
                personnel::import::Outcome {
                    problems: vec![bad],
                    questions: vec![question],
                    marked: "data:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;base64,UEs=".into(),
                    ..personnel::import::Outcome::default()
                },
            )
            .render()
            .unwrap(),
        ),
        (
            "nhap-thu",
            personnel::import::Import::new(
                page("/cong-nghe", "Nhập danh sách thư công vụ"),
                personnel::import::List::Emails,
                personnel::import::Outcome {
                    said: "Đã nhập: 3 thư mời.".into(),
                    logins: vec![corrected],
                    ..personnel::import::Outcome::default()
                },
            )
            .render()
            .unwrap(),
        ),
        (
            "uy-quyen",
            personnel::delegation::list_page(page("/tai-khoan", "Ủy quyền phê duyệt"), &head(), &[(delegation, "Trần Văn Bình".into())])
                .render()
                .unwrap(),
        ),
        (
            "uy-quyen-moi",
            personnel::delegation::new_page(page("/tai-khoan", "Ủy quyền phê duyệt công việc"), &people, None).render().unwrap(),
        ),
        (
            "thu-truong",
            personnel::direct_head::act_page(page("/to-chuc/nhan-su/p", personnel::direct_head::NAME), &person(), &people, None)
                .render()
                .unwrap(),
        ),
        ("uy-quyen-ket-thuc", personnel::delegation::end_page(page("/tai-khoan", "Kết thúc ủy quyền")).render().unwrap()),
    ]
}

fn of_period() -> GetPeriodResponse {
    GetPeriodResponse { period: Some(period()), may_remind: true, ..GetPeriodResponse::default() }
}

fn period() -> Period {
    Period {
        period_id: "ky".into(), agency_name: "Sở Nội vụ".into(), year: 2019, state: PeriodState::SelfOpen.into(), ..Period::default()
    }
}

fn records() -> Vec<Record> {
    let of =
        |id: &str, name: &str, state: RecordState| Record {
            record_id: id.into(), subject: subject(name, "Chuyên viên"), ..record(state)
        };
    let absent = Record { not_evaluated_reason: "TRAINING".into(), ..of("r3", "Lê Văn Cường", RecordState::NotEvaluated) };
    vec![of("r1", "Trần Văn Bình", RecordState::SelfDraft), of("r2", "Hoàng Thị Ánh", RecordState::In360), absent]
}

fn appealed() -> Record {
    let paper = PaperEntry {
        old_agency: "Sở Y tế".into(),
        total: points(8650),
        class: Class::Htt.into(),
        entered_by: signed("Lê Thị Hoa", "Chuyên viên"),
        ..PaperEntry::default()
    };
    let appeal =
        Appeal { text: "Điểm tiêu chí CC4.1 chưa tính ba việc đã duyệt.".into(), appealed_at: at(0), ..Appeal::default() };
    Record { appeals: vec![appeal], paper: Some(paper), ..record(RecordState::Appealed) }
}

fn year_pages() -> Vec<(&'static str, String)> {
    let reviewer = |name: &str, relation: Relation| Reviewer { person_id: name.into(), full_name: name.into(), relation: relation.into() };
    let route = Route {
        record_id: "r1".into(),
        subject: subject("Trần Văn Bình", "Chuyên viên"),
        reviewers: vec![reviewer("Hoàng Thị Ánh", Relation::Peer), reviewer("Lê Thị Hoa", Relation::DirectHead)],
        direct_head_id: "h".into(),
        ..Route::default()
    };
    let problem = RoutingProblem {
        person_id: "p".into(),
        full_name: "Trần Văn Bình".into(),
        reason: "ALONE_IN_UNIT".into(),
        message: "Đơn vị chỉ có một người.".into(),
        is_note: false,
    };
    let mut pages = vec![
        ("ky", progress::periods_page(page("/to-chuc/ky", "Kỳ đánh giá"), &officer(), &[period()]).render().unwrap()),
        (
            "mot-ky",
            progress::period_page(page("/to-chuc/ky/ky", "Kỳ đánh giá năm 2019"), &officer(), &of_period(), &records(), &Wanted::default())
                .render()
                .unwrap(),
        ),
        (
            "ho-so",
            progress::record_page(page("/to-chuc/ho-so/r", "Trần Văn Bình"), &appealed(), &["ANSWER_APPEAL".to_owned()]).render().unwrap(),
        ),
        (
            "phan-cong",
            routing::list_page(
                page("/to-chuc/phan-cong/ky", "Phân công đánh giá năm 2019"),
                &period(),
                std::slice::from_ref(&route),
                &BTreeMap::from([("h".to_owned(), "Lê Thị Hoa".to_owned())]),
                &[problem],
                true,
            )
            .render()
            .unwrap(),
        ),
        (
            "mot-phan-cong",
            routing::route_page(page("/to-chuc/phan-cong/ky/r", "Trần Văn Bình"), "ky", &route, "Lê Thị Hoa").render().unwrap(),
        ),
        (
            "sua-phan-cong",
            routing::act_page(page("/to-chuc", "Sửa người cho ý kiến"), "nguoi-cho-y-kien", &route, &[person()], None).render().unwrap(),
        ),
        (
            "kien-nghi",
            appeal::appeal_page(page("/ket-qua/r", "Kiến nghị về kết quả"), &record(RecordState::Published), None).render().unwrap(),
        ),
    ];
    pages.extend(
        record_acts::samples(|title| page("/to-chuc", title).back("/to-chuc"), &appealed())
            .into_iter()
            .map(|(slug, act)| (slug, act.render().unwrap())),
    );
    pages
}

fn technical_pages() -> Vec<(&'static str, String)> {
    let entry =
        |text: &str, state: FaultState| FaultEntry {
            by: signed("Trần Văn Bình", "Chuyên viên"), state: state.into(), text: text.into()
        };
    let report = FaultReport {
        report_id: "f".into(),
        state: FaultState::Answered.into(),
        reporter: signed("Trần Văn Bình", "Chuyên viên"),
        page: "/bang-ke".into(),
        entries: vec![
            entry("Bấm «Trình phê duyệt» thì trang trắng.", FaultState::Open),
            entry("Đã sửa, mời thử lại.", FaultState::Answered),
        ],
        ..FaultReport::default()
    };
    let grants = vec![RoleGrant { role: SystemRole::HrOfficer.into(), agency_id: "a".into() }];
    let account = Account {
        person_id: "p".into(),
        email: "anh.hoangthi@quangtri.gov.vn".into(),
        status: AccountStatus::Active.into(),
        grants,
        ..Account::default()
    };
    let line = AccountLine { account: Some(account), full_name: "Hoàng Thị Ánh".into(), second_factor: true, seen_at: at(0) };
    let event = AccountEvent {
        at: at(0),
        action: "ROLE_GRANTED".into(),
        detail: "HR_OFFICER · 016825d2-d656-7f78-ac9f-e2ffc063208d · QĐ 12/QĐ-SNV".into(),
        ..AccountEvent::default()
    };
    let counts = Some(AccountCounts { invited: 3, active: 120, disabled: 2, used: 117 });
    let status = GetStatusReportResponse {
        has_email_list: true,
        accounts: counts,
        agencies: vec![AgencyStatus { agency_id: "a".into(), name: "Sở Nội vụ".into(), accounts: counts }],
        roles: vec![RoleCount { role: SystemRole::UnitIt.into(), people: 1, agencies: 1 }],
        faults: Some(FaultCounts { reported: 9, waiting: 1, answered: 3, closed: 5, median_hours_to_answer: 4 }),
    };
    let notice = proto::common::v1::Notice {
        title: "Tự đánh giá, phân loại năm 2019".into(),
        text: "Hạn cuối là hết ngày 27/11/2019.".into(),
        about_kind: "PERIOD".into(),
        ..Default::default()
    };
    let denial = Denial {
        at: at(0),
        reason: "PASSWORD".into(),
        client_address: "10.47.1.12".into(),
        login_mark: "9f2a".into(),
        ..Denial::default()
    };
    let head = HeadToConfirm {
        post_id: "p".into(),
        full_name: "Trần Văn Đức".into(),
        email: "ductv@quangtri.gov.vn".into(),
        title: "Giám đốc Sở".into(),
        agency_name: "Sở Nội vụ".into(),
        asked_by_name: "Quản trị Sở Nội vụ".into(),
        asked_at: at(0),
        yours: true,
        ..Default::default()
    };
    let notice = InboxNotice { notice: Some(notice), raised_at: at(0), read_at: None };
    let mut pages = vec![
        ("ho-tro", support::list_page(page("/ho-tro", "Báo sự cố, hỗ trợ"), std::slice::from_ref(&report)).render().unwrap()),
        ("ho-tro-moi", support::new_page(page("/ho-tro/moi", "Báo sự cố"), "/bang-ke", None).render().unwrap()),
        ("ho-tro-mot", support::report_page(page("/ho-tro/f", "Sự cố đã báo"), &report, &officer()).render().unwrap()),
        ("ho-tro-tra-loi", support::act_page(page("/ho-tro/f", "Trả lời người báo"), "Câu trả lời", None).render().unwrap()),
        (
            "nguoi-dung-dau",
            heads::list_page(page(heads::HOME, "Người đứng đầu chờ xác nhận"), std::slice::from_ref(&head)).render().unwrap(),
        ),
        ("giam-sat-cua", denials::act_page(page(denials::HOME, "Ai bị từ chối ở cửa"), None).render().unwrap()),
        (
            "giam-sat-cua-ds",
            denials::list_page(page(denials::HOME, "Ai bị từ chối ở cửa"), std::slice::from_ref(&denial)).render().unwrap(),
        ),
        ("nguoi-dung-dau-mot", heads::act_page(page(heads::HOME, "Xác nhận người đứng đầu"), &head).render().unwrap()),
        ("thong-bao", notices::list_page(page("/thong-bao", "Thông báo"), &[notice], 1).render().unwrap()),
        (
            "tai-khoan-ds",
            accounts::list_page(page("/cong-nghe/tai-khoan", "Tài khoản"), std::slice::from_ref(&line), &Wanted::default(), String::new())
                .render()
                .unwrap(),
        ),
        (
            "tai-khoan-mot",
            accounts::account_page(page("/cong-nghe/tai-khoan/p", "Hoàng Thị Ánh"), &line, &[event], accounts::Manages::All)
                .render()
                .unwrap(),
        ),
        ("bao-cao", accounts::report_page(page("/cong-nghe/bao-cao", "Tình hình sử dụng phần mềm năm 2019"), &status).render().unwrap()),
    ];
    pages.extend(
        accounts::samples(|title| page("/cong-nghe", title).back("/cong-nghe"), &line)
            .into_iter()
            .map(|(slug, act)| (slug, act.render().unwrap())),
    );
    pages
}

/// All of them.
pub fn pages() -> Vec<(&'static str, String)> {
    [personnel_pages(), unit_pages(), mending_pages(), year_pages(), technical_pages()].concat()
}
