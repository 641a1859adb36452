//! The official e-mail list, and the state of the software.

use proto::common::v1::File;
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, HEAD, HR, PASSWORD, STAFF, answer, request_id, so};

async fn take(app: &App, by: &str, list: &str, dry_run: bool) -> Result<api::ImportEmailListResponse, Problem> {
    let list = Some(File { name: "email.csv".to_owned(), content_type: String::new(), content: list.as_bytes().to_vec() });
    let message = api::ImportEmailListRequest { request_id: request_id(), list, dry_run };
    answer(app.accounts().import_email_list(app.by(by, message).await).await)
}

fn reasons(problems: &[api::ImportProblem]) -> Vec<(i32, &str)> {
    problems.iter().map(|problem| (problem.row, problem.reason.as_str())).collect()
}

#[tokio::test]
async fn the_list_closes_and_renames_accounts_once_and_passes_strangers_over() {
    let app = App::start().await;
    app.imported(so()).await;
    for email in [STAFF.1, HEAD.1, HR.1] {
        app.activated(email).await;
    }
    let list = "\u{feff}Họ và tên;Email công vụ;Email cũ;Tình trạng\r\n\
        Nguyễn An;an.nguyen2@quangtri.gov.vn;an.nguyen@quangtri.gov.vn;\r\n\
        TRẦN VĂN BÌNH;binh.tranvan@quangtri.gov.vn;;Ngừng sử dụng\r\n\
        Người Lạ;la.nguoi@quangtri.gov.vn;;Đang sử dụng\r\n";
    assert_eq!(take(&app, HR.1, list, true).await.unwrap_err().reason, "EMAIL_LIST_REFUSED");
    let dry = take(&app, ADMIN, list, true).await.unwrap();
    assert_eq!((dry.invited, dry.renamed, dry.disabled), (0, 1, 1));
    app.sign_in(HEAD.1, PASSWORD).await.expect("nothing happened yet");
    let done = take(&app, ADMIN, list, false).await.unwrap();
    assert_eq!((done.renamed, done.disabled, reasons(&done.passed_over)), (1, 1, vec![(4, "PERSON_UNKNOWN")]));
    assert_eq!(app.sign_in(HEAD.1, PASSWORD).await.unwrap_err().reason, "SIGN_IN_FAILED");
    app.sign_in("an.nguyen2@quangtri.gov.vn", PASSWORD).await.unwrap();
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap_err().reason, "SIGN_IN_FAILED");
    let again = take(&app, ADMIN, list, false).await.unwrap();
    assert_eq!((again.renamed, again.disabled, again.problems.len()), (0, 0, 0), "the same list again changes nothing");
}

#[tokio::test]
async fn one_wrong_row_and_nothing_of_the_list_happens() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(HEAD.1).await;
    let list = "Họ và tên,Email công vụ,Tình trạng\n\
        Trần Văn Bình,binh.tranvan@quangtri.gov.vn,Ngừng sử dụng\n\
        Ai Khác,hoa.dangthi@quangtri.gov.vn,\n";
    let refused = take(&app, ADMIN, list, false).await.unwrap();
    assert_eq!(reasons(&refused.problems), [(3, "NAME_DIFFERS")]);
    app.sign_in(HEAD.1, PASSWORD).await.unwrap();
    let message = api::ImportEmailListRequest {
        request_id: request_id(),
        list: Some(File { content: vec![0xff, 0xfe, 0x00], ..File::default() }),
        dry_run: true,
    };
    let unreadable = answer(app.accounts().import_email_list(app.by(ADMIN, message).await).await).unwrap_err();
    assert_eq!(unreadable.reason, "EMAIL_LIST_UNREADABLE");
}

#[tokio::test]
async fn the_status_report_counts_who_uses_the_software_by_agency() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    app.activated(STAFF.1).await;
    app.sign_in(STAFF.1, PASSWORD).await.unwrap();
    let read =
        async |by: &str, year: i32| answer(app.accounts().get_status_report(app.by(by, api::GetStatusReportRequest { year }).await).await);
    assert_eq!(read(STAFF.1, 2019).await.unwrap_err().reason, "STATUS_REFUSED");
    assert_eq!(read(ADMIN, 19).await.unwrap_err().reason, "YEAR_INVALID");
    let report = read(ADMIN, 2019).await.unwrap();
    assert_eq!(report.accounts, Some(api::AccountCounts { invited: 4, active: 2, disabled: 0, used: 2 }));
    let agency = &report.agencies[0];
    assert_eq!((agency.agency_id.as_str(), agency.name.as_str()), (agency_id.as_str(), "Sở Nội vụ"));
    assert_eq!(agency.accounts, Some(api::AccountCounts { invited: 4, active: 1, disabled: 0, used: 1 }));
    assert_eq!(read(ADMIN, 2018).await.unwrap().accounts.unwrap().used, 0);
}

#[tokio::test]
async fn nobody_takes_a_login_over_by_the_list() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    app.activated(HR.1).await;
    let staff = app.person(STAFF.1).await.person_id;
    let grant = Some(api::RoleGrant { role: api::SystemRole::MailAdmin.into(), agency_id: String::new() });
    let message = api::GrantRoleRequest { request_id: request_id(), person_id: staff, grant, reason: "Trung tâm Tin học".to_owned() };
    answer(app.accounts().grant_role(app.by(ADMIN, message).await).await).unwrap();
    let hr = app.person(HR.1).await;
    let row = |name: &str, email: &str, former: &str, state: &str| {
        format!("Họ và tên;Email công vụ;Email cũ;Tình trạng\n{name};{email};{former};{state}\n")
    };
    let refused = async |by: &str, list: String| {
        let answer = take(&app, by, &list, false).await.unwrap();
        answer.problems.first().map(|problem| problem.reason.clone()).unwrap_or_default()
    };
    let away = |email: &str| email.replace("quangtri.gov.vn", "evil.com");
    assert_eq!(refused(STAFF.1, row(&hr.full_name, "hr2@quangtri.gov.vn", HR.1, "")).await, "LOGIN_PROTECTED", "HR holds a role");
    assert_eq!(refused(STAFF.1, row(STAFF.0, STAFF.1, "", "Ngừng sử dụng")).await, "LOGIN_PROTECTED", "nobody does it to themself");
    assert_eq!(refused(ADMIN, row(HEAD.0, &away(HEAD.1), HEAD.1, "")).await, "DOMAIN_DIFFERS");
    assert_eq!(refused(ADMIN, row(&hr.full_name, "hr2@quangtri.gov.vn", HR.1, "")).await, "", "Sở Nội vụ may");
}
