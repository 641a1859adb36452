//! Fault reports find their way, and people are told (article 10).

use chrono::TimeDelta;
use proto::identity::v1 as api;
use proto::identity::v1::FaultState;
use proto::identity::v1::notice_service_client::NoticeServiceClient;
use proto::identity::v1::support_service_client::SupportServiceClient;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, HEAD, OTHER_CHIEF, STAFF, answer, other, request_id, so};

/// Everybody can sign in; `it_officer` helps the colleagues.
async fn office(it_officer: Option<&str>) -> App {
    let app = App::start().await;
    app.imported(so()).await;
    app.imported(other()).await;
    for person in [CHIEF, HEAD, STAFF, OTHER_CHIEF] {
        app.activated(person.1).await;
    }
    if let Some(email) = it_officer {
        let person = app.person(email).await;
        let grant = api::RoleGrant { role: api::SystemRole::UnitIt.into(), agency_id: person.posts[0].agency_id.clone() };
        let message = api::GrantRoleRequest {
            request_id: request_id(),
            person_id: person.person_id,
            grant: Some(grant),
            reason: "Phân công nhiệm vụ".to_owned(),
        };
        app.accounts().grant_role(app.by(ADMIN, message).await).await.unwrap();
    }
    app
}

async fn report(app: &App, email: &str, text: &str) -> Result<api::FaultReport, Problem> {
    let message = api::ReportFaultRequest { request_id: request_id(), page: "/ket-qua".to_owned(), text: text.to_owned() };
    let request = app.by(email, message).await;
    answer(support(app).report_fault(request).await).map(|answer| answer.report.unwrap())
}

fn support(app: &App) -> SupportServiceClient<tonic::transport::Channel> {
    SupportServiceClient::new(app.channel())
}

async fn notices(app: &App, email: &str) -> api::ListMyNoticesResponse {
    let request = app.by(email, api::ListMyNoticesRequest::default()).await;
    NoticeServiceClient::new(app.channel()).list_my_notices(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_fault_goes_to_the_officer_then_to_home_affairs_and_the_answer_comes_back() {
    let app = office(Some(HEAD.1)).await;
    let fault = report(&app, STAFF.1, "Trang kết quả báo lỗi").await.unwrap();
    assert_eq!(fault.state(), FaultState::Open);
    assert_eq!(notices(&app, HEAD.1).await.unread, 1);
    let text = "Lỗi của phần mềm".to_owned();
    let message = api::ForwardFaultReportRequest { request_id: request_id(), report_id: fault.report_id.clone(), text };
    support(&app).forward_fault_report(app.by(HEAD.1, message).await).await.unwrap();
    assert_eq!(notices(&app, ADMIN).await.unread, 1);
    let told = notices(&app, CHIEF.1).await.notices;
    let told: Vec<_> = told.iter().map(|one| one.notice.as_ref().unwrap().text.as_str()).collect();
    assert_eq!(told, ["Trần Văn Bình đã chuyển Sở Nội vụ: Lỗi của phần mềm"], "the officer reports to the head of the agency");
    let message =
        api::AnswerFaultReportRequest { request_id: request_id(), report_id: fault.report_id.clone(), text: "Đã sửa".to_owned() };
    support(&app).answer_fault_report(app.by(ADMIN, message).await).await.unwrap();
    let told = notices(&app, STAFF.1).await;
    assert_eq!((told.unread, told.notices[0].notice.as_ref().unwrap().about_id.as_str()), (1, fault.report_id.as_str()));
    let message = api::CloseFaultReportRequest { request_id: request_id(), report_id: fault.report_id, text: String::new() };
    let closed = support(&app).close_fault_report(app.by(STAFF.1, message).await).await.unwrap().into_inner().report.unwrap();
    assert_eq!((closed.state(), closed.entries.len()), (FaultState::Closed, 4));
    assert_eq!(closed.entries[1].by.as_ref().unwrap().full_name, HEAD.0);
}

#[tokio::test]
async fn where_nobody_helps_home_affairs_is_told() {
    let app = office(None).await;
    let fault = report(&app, STAFF.1, "Không in được phiếu").await.unwrap();
    assert_eq!(fault.state(), FaultState::Forwarded);
    assert_eq!(notices(&app, ADMIN).await.unread, 1);
}

#[tokio::test]
async fn others_neither_see_a_report_nor_learn_that_it_exists() {
    let app = office(Some(HEAD.1)).await;
    let fault = report(&app, STAFF.1, "Chữ bị lỗi").await.unwrap();
    for stranger in [CHIEF.1, OTHER_CHIEF.1] {
        let message = api::GetFaultReportRequest { report_id: fault.report_id.clone() };
        let refused = answer(support(&app).get_fault_report(app.by(stranger, message).await).await).unwrap_err();
        assert_eq!(refused.reason, "NOT_FOUND");
        let message = api::AnswerFaultReportRequest { request_id: request_id(), report_id: fault.report_id.clone(), text: "x".to_owned() };
        let refused = answer(support(&app).answer_fault_report(app.by(stranger, message).await).await).unwrap_err();
        assert_eq!(refused.reason, "NOT_FOUND");
        let list = support(&app).list_fault_reports(app.by(stranger, api::ListFaultReportsRequest::default()).await).await.unwrap();
        assert_eq!(list.into_inner().reports, []);
    }
    for reader in [STAFF.1, HEAD.1, ADMIN] {
        let list = support(&app).list_fault_reports(app.by(reader, api::ListFaultReportsRequest::default()).await).await.unwrap();
        assert_eq!(list.into_inner().reports.len(), 1, "{reader}");
    }
    let refused = report(&app, STAFF.1, "   ").await.unwrap_err();
    assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("FAULT_TEXT", "text"));
}

#[tokio::test]
async fn unread_notices_are_mailed_once_the_next_morning_and_read_ones_never() {
    let mut app = office(Some(HEAD.1)).await;
    app.mails_sent().await;
    let before = app.mail_texts().len();
    report(&app, STAFF.1, "Lỗi một").await.unwrap();
    report(&app, STAFF.1, "Lỗi hai").await.unwrap();
    // Home affairs and the head of the agency read theirs at once, the officer does not.
    let message = api::ForwardFaultReportRequest {
        request_id: request_id(),
        report_id: report(&app, STAFF.1, "Lỗi ba").await.unwrap().report_id,
        text: "x".to_owned(),
    };
    support(&app).forward_fault_report(app.by(HEAD.1, message).await).await.unwrap();
    for reader in [ADMIN, CHIEF.1] {
        let read = api::MarkNoticesReadRequest { request_id: request_id(), notice_ids: Vec::new(), all: true };
        let marked = NoticeServiceClient::new(app.channel()).mark_notices_read(app.by(reader, read).await).await;
        assert_eq!((marked.unwrap().into_inner().marked, notices(&app, reader).await.unread), (1, 0));
    }
    // A start runs every job at once: the first before the hour of the mail, the second after it.
    app.restart().await;
    app.mails_sent().await;
    assert_eq!(app.mail_texts().len(), before, "not on the same day");
    app.clock.advance(TimeDelta::days(1));
    app.restart().await;
    testkit::until("the daily mail", async || app.mail_texts().len() > before).await;
    // Stopped between sending a mail and noting it, a start would rightly send it again.
    app.mails_sent().await;
    app.restart().await;
    app.mails_sent().await;
    let mails: Vec<String> = app.mail_texts().into_iter().filter(|mail| mail.contains("- Có báo lỗi mới cần hỗ trợ")).collect();
    assert_eq!((mails.len(), app.mail_texts().len()), (1, before + 1), "one mail to one person, once");
    assert!(mails[0].contains(&format!("To: {}", HEAD.1)), "{}", mails[0]);
    assert_eq!(mails[0].matches("- Có báo lỗi mới cần hỗ trợ").count(), 3);
}

#[tokio::test]
async fn the_last_instant_of_a_year_is_of_that_year_and_the_first_of_the_next() {
    let app = office(None).await;
    let instants = [("2019-12-31T23:59:59.999+07:00", 2019), ("2020-01-01T00:00:00+07:00", 2020)];
    for (moment, year) in instants {
        app.clock.set(moment);
        report(&app, STAFF.1, "Trang kết quả báo lỗi").await.unwrap();
        let template = app.directory().get_workbook_template(app.by(ADMIN, api::GetWorkbookTemplateRequest {}).await).await.unwrap();
        assert_eq!(template.into_inner().workbook.unwrap().name, format!("danh-sach-nhan-su-{year}.xlsx"));
    }
    for (_, year) in instants {
        let message = api::GetStatusReportRequest { year, ..Default::default() };
        let status = app.accounts().get_status_report(app.by(ADMIN, message).await).await.unwrap().into_inner();
        assert_eq!(status.faults.unwrap().reported, 1, "{year}");
    }
}
