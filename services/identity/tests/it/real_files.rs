//! Lists as offices really make them: each is read as Excel shows it, or what is wrong is told where it stands.

use proto::common::v1::{File, PostRole};
use proto::identity::v1 as api;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use rpc::Problem;

use crate::app::{ADMIN, App, answer, request_id};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

async fn look(app: &App, name: &str) -> api::ImportWorkbookResponse {
    app.import(ADMIN, file(name), true).await.unwrap()
}

async fn emails(app: &App, name: &str) -> Result<api::ImportEmailListResponse, Problem> {
    let list = Some(File { name: name.to_owned(), content_type: String::new(), content: file(name) });
    let message = api::ImportEmailListRequest { request_id: request_id(), list, dry_run: true };
    answer(app.accounts().import_email_list(app.by(ADMIN, message).await).await)
}

fn personnel(app: &App) -> PersonnelServiceClient<tonic::transport::Channel> {
    PersonnelServiceClient::new(app.channel())
}

/// Row, column and reason of each.
fn told(problems: &[api::ImportProblem]) -> Vec<(i32, &str, &str)> {
    problems.iter().map(|one| (one.row, one.column.as_str(), one.reason.as_str())).collect()
}

#[tokio::test]
async fn a_list_without_a_fault_is_taken() {
    let app = App::start().await;
    let answer = look(&app, "00-control.xlsx").await;
    assert_eq!((answer.problems, answer.passed_over, answer.people.len()), (vec![], vec![], 5));
}

#[tokio::test]
async fn cells_that_cannot_be_read_are_told_one_by_one_with_their_address() {
    let app = App::start().await;
    let unread = |row, column| (row, column, "CELL_UNREAD");
    for (name, expected, addresses) in [
        (
            "01-error-cells.xlsx",
            vec![unread(4, "Ngày chuyển đến"), unread(5, "Đảng viên"), unread(6, "Bậc"), unread(6, "Số ngày học cả ngày trong năm")],
            vec!["L4", "J5", "H6", "N6"],
        ),
        (
            "02-formula-no-cache.xlsx",
            vec![unread(4, "Ngày chuyển đến"), unread(4, "Cơ quan cũ"), unread(5, "Đảng viên"), unread(6, "Số ngày học cả ngày trong năm")],
            vec!["L4", "M4", "J5", "N6"],
        ),
        (
            "08-tcvn3-vni.xlsx",
            vec![unread(4, "Họ và tên"), unread(4, "Chức vụ, chức danh"), unread(5, "Họ và tên"), unread(6, "Họ và tên")],
            vec!["Nguyễn Thị Hồng", "Chuyên viên", "Nguyễn Văn Bình", "Lê Thị Phương"],
        ),
        (
            "08b-tcvn3-heads.xlsx",
            vec![unread(2, "Họ và tên"), unread(2, "Chức vụ, chức danh"), unread(3, "Chức vụ, chức danh")],
            vec!["Hồ Quang Thử", "Giám đốc Sở", "Chánh Văn phòng"],
        ),
    ] {
        let answer = look(&app, name).await;
        assert_eq!(told(&answer.problems), expected, "{name}");
        for (problem, said) in answer.problems.iter().zip(addresses) {
            assert!(problem.message.contains(said), "{name}: {}", problem.message);
        }
    }
}

#[tokio::test]
async fn numbers_are_the_text_that_excel_shows() {
    let app = App::start().await;
    for (name, email, rank, step, coefficient) in [
        ("07-numbers.xlsx", "mau.t87@quangtri.gov.vn", "01.003", "4", "3.33"),
        ("07-numbers.xlsx", "vi.t87@quangtri.gov.vn", "Chuyên viên (01.003)", "3", "3.33"),
        ("07-numbers.xlsx", "du.t87@quangtri.gov.vn", "Chuyên viên (01.003)", "3", "3"),
        ("07c-coefficient.xlsx", "mau.t77@quangtri.gov.vn", "Chuyên viên (01.003)", "4", "0.3"),
        ("07c-coefficient.xlsx", "vi.t77@quangtri.gov.vn", "Chuyên viên (01.003)", "3", "5.08"),
        ("07c-coefficient.xlsx", "du.t77@quangtri.gov.vn", "Chuyên viên (01.003)", "3", "57.7"),
    ] {
        app.imported(file(name)).await;
        let post = app.person(email).await.posts.remove(0);
        assert_eq!((post.rank.as_str(), post.step.as_str(), post.coefficient.as_str()), (rank, step, coefficient), "{email}");
    }
}

#[tokio::test]
async fn names_that_look_the_same_are_the_same() {
    let app = App::start().await;
    let listed = look(&app, "09-nfd-nbsp.xlsx").await;
    assert_eq!(told(&listed.problems), []);
    let names: Vec<_> = listed.people.iter().map(|person| person.full_name.as_str()).collect();
    assert_eq!(names, ["Hồ Quang Thử", "Đỗ Thị Kiểm", "Bùi Văn Mẫu", "Ngô Thị Ví", "Lý Văn Dụ"]);
    assert!(listed.people.iter().all(|person| !person.posts.is_empty()));
    app.imported(file("09-nfd-nbsp.xlsx")).await;
    let emails = emails(&app, "18f-zwsp-name.csv").await.unwrap();
    assert_eq!((told(&emails.problems), told(&emails.passed_over)), (vec![], vec![]), "the name is that of the address");
}

#[tokio::test]
async fn the_layout_of_offices_is_read_and_told() {
    let app = App::start().await;
    let answer = look(&app, "10-official-layout.xlsx").await;
    assert_eq!(told(&answer.problems), []);
    assert_eq!(answer.people.iter().map(|person| person.row).collect::<Vec<_>>(), [9, 11, 12, 13, 14]);
    let passed: Vec<_> = answer.passed_over.iter().map(|one| (one.row, one.reason.as_str())).collect();
    let expected = [
        (6, "HEADINGS_FOUND"),
        (6, "COLUMNS_PASSED_OVER"),
        (8, "ROW_PASSED_OVER"),
        (10, "ROW_PASSED_OVER"),
        (15, "ROW_PASSED_OVER"),
        (16, "ROW_PASSED_OVER"),
    ];
    assert_eq!(passed, expected);
    assert!(answer.passed_over[0].message.contains("Tiêu đề ở dòng 6"));
    assert!(answer.passed_over[1].message.contains("A «STT»"));
}

#[tokio::test]
async fn a_heading_that_stands_twice_and_rows_that_are_hidden_are_told_before_anybody_is_invited() {
    let app = App::start().await;
    for (name, problem) in [("12-two-birth-columns.xlsx", (1, "Ngày sinh", "COLUMN_TWICE")), ("13-hidden-row.xlsx", (5, "", "ROWS_HIDDEN"))]
    {
        let answer = app.import(ADMIN, file(name), false).await.unwrap();
        assert_eq!((told(&answer.problems), answer.accounts_invited), (vec![problem], 0), "{name}");
    }
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn of_hidden_sheets_nothing_is_read_and_all_are_told() {
    let app = App::start().await;
    for (name, hidden) in [("05-hidden-first-sheet.xlsx", "XL4Poppy"), ("05b-hidden-old-list.xlsx", "Danh sách cũ (2)")] {
        let answer = emails(&app, name).await.unwrap();
        assert_eq!((answer.disabled, told(&answer.problems)), (0, vec![]), "{name}");
        let sheets: Vec<_> = answer.passed_over.iter().filter(|one| one.reason == "SHEET_PASSED_OVER").collect();
        assert_eq!(sheets.iter().map(|one| one.sheet.as_str()).collect::<Vec<_>>(), [hidden]);
        let people: Vec<_> = answer.passed_over.iter().filter(|one| one.reason == "PERSON_UNKNOWN").map(|one| one.row).collect();
        assert_eq!(people, [2, 3], "{name}: the rows of the sheet that people see");
    }
}

#[tokio::test]
async fn a_password_is_told_by_both_imports_in_the_same_words() {
    let app = App::start().await;
    let staff = app.import(ADMIN, file("17-password.xlsx"), true).await.unwrap_err();
    let emails = emails(&app, "17-password.xlsx").await.unwrap_err();
    assert_eq!((staff.reason.as_str(), &staff.message), ("WORKBOOK_LOCKED", &emails.message));
    assert!(staff.message.contains("bỏ mật khẩu"), "{}", staff.message);
}

#[tokio::test]
async fn titles_of_leaders_are_known_or_asked_about_however_they_are_shortened() {
    let app = App::start().await;
    let answer = look(&app, "51-titles.xlsx").await;
    let asked: Vec<_> = answer.questions.iter().map(|question| question.title.as_str()).collect();
    assert_eq!(asked, ["Đội trưởng", "Tr.phòng", "PCVP"]);
    assert!(answer.problems.iter().all(|problem| problem.reason == "TITLE_UNKNOWN"), "{:?}", answer.problems);
    for (title, top, role) in
        [("Đội trưởng", false, PostRole::UnitHead), ("Tr.phòng", false, PostRole::UnitHead), ("PCVP", false, PostRole::UnitDeputy)]
    {
        let found = answer.questions.iter().find(|question| question.title == title).unwrap();
        assert_eq!((found.at_top, found.proposed()), (top, role), "{title}");
        let answer = api::TitleAnswer { title: title.to_owned(), at_top: top, agency_id: String::new(), role: role.into() };
        let message = api::AnswerTitleRequest { request_id: request_id(), answer: Some(answer) };
        personnel(&app).answer_title(app.by(ADMIN, message).await).await.unwrap();
    }
    let answered = look(&app, "51-titles.xlsx").await;
    assert_eq!(told(&answered.problems), []);
    for person in &answered.people {
        assert!(person.posts.iter().all(|post| post.role() != PostRole::Staff), "{person:?}");
    }
}
