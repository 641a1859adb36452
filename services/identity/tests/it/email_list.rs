//! The official e-mail list, and the state of the software.

use proto::common::v1::File;
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, PASSWORD, SO, STAFF, answer, list, other, request_id, so};

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

/// What somebody who says to be at this address gets when they ask for a link: so many mails more.
async fn links(app: &App, email: &str) -> i64 {
    let sent = async || app.count("account_events WHERE action = 'LINK_SENT'").await;
    let before = sent().await;
    let message = api::RequestPasswordResetRequest { request_id: request_id(), email: email.to_owned(), ..Default::default() };
    answer(app.accounts().request_password_reset(message).await).unwrap();
    app.gone("reset_requests").await;
    sent().await - before
}

#[tokio::test]
async fn to_a_renamed_login_no_link_goes_for_three_days_and_both_addresses_are_told() {
    const RENAMED: &str = "an.nguyen2@quangtri.gov.vn";
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let list = format!("Họ và tên,Email công vụ,Email cũ\nNguyễn An,{RENAMED},{}\n", STAFF.1);
    assert_eq!(take(&app, ADMIN, &list, false).await.unwrap().renamed, 1);
    app.mails_sent().await;
    for address in [STAFF.1, RENAMED] {
        let told = |mail: &String| mail.contains(&format!("To: {address}")) && mail.contains("địa chỉ đăng nhập được đổi");
        assert_eq!(app.mail_texts().iter().filter(|mail| told(mail)).count(), 1, "{address}");
    }

    let send = async || {
        let message = api::SendAccessLinkRequest { request_id: request_id(), person_id: app.person(RENAMED).await.person_id };
        answer(app.accounts().send_access_link(app.by(ADMIN, message).await).await).map(drop)
    };
    assert_eq!(links(&app, RENAMED).await, 0);
    let refused = send().await.unwrap_err();
    assert_eq!(refused.reason, "RENAMED_LATELY");
    assert!(refused.message.contains("07/11/2019"), "{}", refused.message);
    app.sign_in(RENAMED, PASSWORD).await.expect("who knows the password goes on");
    app.clock.advance(chrono::TimeDelta::days(3));
    assert_eq!(links(&app, RENAMED).await, 1);
    send().await.unwrap();
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
    assert_eq!(unreadable.reason, "LIST_NOT_UNICODE");
}

#[tokio::test]
async fn the_status_report_counts_who_uses_the_software_by_agency() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    app.activated(STAFF.1).await;
    app.sign_in(STAFF.1, PASSWORD).await.unwrap();
    let read = async |by: &str, year: i32| {
        answer(app.accounts().get_status_report(app.by(by, api::GetStatusReportRequest { year, ..Default::default() }).await).await)
    };
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

/// A staff list of 2019 gives everybody 1 February 1980.
fn facts(name: &str, email: &str, agency: &str) -> String {
    format!("Họ và tên;Email công vụ;Ngày sinh;Cơ quan\n{name};{email};1/2/1980;{agency}\n")
}

#[tokio::test]
async fn a_wrong_address_of_who_has_not_come_in_is_corrected_and_the_link_that_went_there_is_over() {
    let app = App::start().await;
    app.imported(so()).await;
    let wrong = app.invitation(STAFF.1).await;
    let right = "an.nguyenvan@quangtri.gov.vn";
    for (agency, expected) in [("Sở Tư pháp", "PERSON_UNKNOWN"), ("", "PERSON_UNKNOWN")] {
        let answer = take(&app, ADMIN, &facts(STAFF.0, right, agency), false).await.unwrap();
        assert_eq!((answer.corrected, reasons(&answer.passed_over)), (0, vec![(2, expected)]), "«{agency}»");
    }
    let dry = take(&app, ADMIN, &facts("NGUYEN AN", right, "sở nội vụ"), true).await.unwrap();
    let login = api::ListedLogin {
        row: 2,
        full_name: STAFF.0.to_owned(),
        email_before: STAFF.1.to_owned(),
        email: right.to_owned(),
        change: api::LoginChange::Corrected.into(),
    };
    assert_eq!((dry.corrected, dry.logins), (1, vec![login]));
    app.person(STAFF.1).await;
    assert_eq!(take(&app, ADMIN, &facts(STAFF.0, right, "H50.6"), false).await.unwrap().corrected, 1);
    assert_eq!(app.activate(&wrong, PASSWORD).await.unwrap_err().reason, "INVITATION_OVER", "it went to a stranger");
    app.activated(right).await;
    app.sign_in(right, PASSWORD).await.unwrap();
    let again = take(&app, ADMIN, &facts(STAFF.0, right, "H50.6"), false).await.unwrap();
    assert_eq!((again.corrected, again.invited, again.problems.len()), (0, 0, 0), "the same list again changes nothing");
    let other = take(&app, ADMIN, &facts(STAFF.0, "an@quangtri.gov.vn", "H50.6"), false).await.unwrap();
    assert_eq!(reasons(&other.problems), [(2, "LOGIN_IN_USE")], "who has come in is renamed by the address before");
}

#[tokio::test]
async fn a_login_outside_the_official_domains_waits_and_the_official_list_gives_the_right_one() {
    let app = App::start().await;
    let outside = (STAFF.0, "an@gmail.com", STAFF.2, STAFF.3, STAFF.4, STAFF.5, STAFF.6);
    let taken = app.imported(list(&SO, &[CHIEF, DEPUTY, HEAD, HR, outside])).await;
    assert_eq!(reasons(&taken.passed_over), [(6, "LOGIN_WAITS")]);
    let evil = take(&app, ADMIN, &facts(STAFF.0, "an@evil.com", "H50.6"), false).await.unwrap();
    assert_eq!(reasons(&evil.problems), [(2, "DOMAIN_DIFFERS")]);
    assert_eq!(take(&app, ADMIN, &facts(STAFF.0, STAFF.1, "H50.6"), false).await.unwrap().corrected, 1);
    app.activated(STAFF.1).await;
    let former = format!("Họ và tên;Email công vụ;Email cũ\n{};anh.vo@quangtri.gov.vn;{}\n", DEPUTY.0, DEPUTY.1);
    assert_eq!(take(&app, ADMIN, &former, false).await.unwrap().corrected, 1, "an invitation follows the new address");
    app.activated("anh.vo@quangtri.gov.vn").await;
}

#[tokio::test]
async fn addresses_of_heads_and_of_role_holders_are_corrected_by_so_noi_vu_alone_and_nobody_is_guessed() {
    let app = App::start().await;
    let namesake = (STAFF.0, "an2@quangtri.gov.vn", "H50.6-VP", "Văn thư", "Công chức", "", "");
    app.imported(list(&SO, &[CHIEF, DEPUTY, HEAD, HR, STAFF, namesake])).await;
    app.activated(DEPUTY.1).await;
    let grant = Some(api::RoleGrant { role: api::SystemRole::MailAdmin.into(), agency_id: String::new() });
    let person_id = app.person(DEPUTY.1).await.person_id;
    let message = api::GrantRoleRequest { request_id: request_id(), person_id, grant, reason: "Trung tâm Tin học".to_owned() };
    answer(app.accounts().grant_role(app.by(ADMIN, message).await).await).unwrap();
    for protected in [CHIEF, HR] {
        let list = facts(protected.0, "moi@quangtri.gov.vn", "H50.6");
        assert_eq!(reasons(&take(&app, DEPUTY.1, &list, false).await.unwrap().problems), [(2, "LOGIN_PROTECTED")], "{}", protected.0);
    }
    let list = facts(STAFF.0, "moi@quangtri.gov.vn", "H50.6");
    assert_eq!(reasons(&take(&app, ADMIN, &list, false).await.unwrap().problems), [(2, "PERSON_AMBIGUOUS")]);
    let twice = format!("{}{};khac@quangtri.gov.vn;1/2/1980;H50.6\n", facts(HEAD.0, "moi@quangtri.gov.vn", "H50.6"), HEAD.0);
    assert_eq!(reasons(&take(&app, ADMIN, &twice, false).await.unwrap().problems), [(3, "PERSON_TWICE")]);
    let no_day = facts(HEAD.0, "moi@quangtri.gov.vn", "H50.6").replace("1/2/1980", "31/2/1980");
    assert_eq!(reasons(&take(&app, ADMIN, &no_day, false).await.unwrap().problems), [(2, "DAY_INVALID")]);
}

#[tokio::test]
async fn the_it_officer_and_the_head_of_an_agency_read_how_it_uses_the_software_and_others_do_not() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    let elsewhere = app.imported(other()).await.agency_id;
    for email in [STAFF.1, CHIEF.1, HEAD.1] {
        app.activated(email).await;
    }
    let grant = Some(api::RoleGrant { role: api::SystemRole::UnitIt.into(), agency_id: agency_id.clone() });
    let person_id = app.person(STAFF.1).await.person_id;
    let message = api::GrantRoleRequest { request_id: request_id(), person_id, grant, reason: "Phụ trách CNTT".to_owned() };
    answer(app.accounts().grant_role(app.by(ADMIN, message).await).await).unwrap();
    let read = async |by: &str, agency_id: &str| {
        let message = api::GetStatusReportRequest { year: 2019, agency_id: agency_id.to_owned() };
        answer(app.accounts().get_status_report(app.by(by, message).await).await)
    };
    for by in [STAFF.1, CHIEF.1, ADMIN] {
        let report = read(by, &agency_id).await.unwrap();
        assert_eq!(report.agencies.iter().map(|agency| agency.name.as_str()).collect::<Vec<_>>(), ["Sở Nội vụ"], "{by}");
        assert_eq!(report.accounts, report.agencies[0].accounts, "{by}");
        let roles: Vec<_> = report.roles.iter().map(|count| (count.role(), count.people)).collect();
        assert_eq!(roles, [(api::SystemRole::HrOfficer, 1), (api::SystemRole::UnitIt, 1)], "{by}");
    }
    for (by, agency_id) in [(HEAD.1, agency_id.as_str()), (STAFF.1, &elsewhere), (CHIEF.1, &elsewhere), (STAFF.1, ""), (CHIEF.1, "")] {
        assert_eq!(read(by, agency_id).await.unwrap_err().reason, "STATUS_REFUSED", "{by} «{agency_id}»");
    }
}
