//! Who comes in at all.

use proto::worklog::v1 as api;
use regulation::SystemRole;
use tonic::{Code, Request};

use crate::app::{AGENCY, AN, App, answer, request_id, uuid};

#[tokio::test]
async fn nothing_is_answered_without_a_token() {
    let app = App::start().await;
    let mut client = app.client();
    let codes = [
        client.submit_work_list(Request::new(api::SubmitWorkListRequest::default())).await.unwrap_err().code(),
        client.get_work_list(Request::new(api::GetWorkListRequest::default())).await.unwrap_err().code(),
        client.approve_work_list(Request::new(api::ApproveWorkListRequest::default())).await.unwrap_err().code(),
        client.return_work_list(Request::new(api::ReturnWorkListRequest::default())).await.unwrap_err().code(),
        client.save_log(Request::new(api::SaveLogRequest::default())).await.unwrap_err().code(),
        client.submit_log(Request::new(api::SubmitLogRequest::default())).await.unwrap_err().code(),
        client.approve_logs(Request::new(api::ApproveLogsRequest::default())).await.unwrap_err().code(),
        client.return_log(Request::new(api::ReturnLogRequest::default())).await.unwrap_err().code(),
        client.list_logs(Request::new(api::ListLogsRequest::default())).await.unwrap_err().code(),
        client.list_pending(Request::new(api::ListPendingRequest::default())).await.unwrap_err().code(),
        client.get_work_summary(Request::new(api::GetWorkSummaryRequest::default())).await.unwrap_err().code(),
        client.correct_log(Request::new(api::CorrectLogRequest::default())).await.unwrap_err().code(),
        client.decide_delay(Request::new(api::DecideDelayRequest::default())).await.unwrap_err().code(),
        client.get_statistics(Request::new(api::GetStatisticsRequest::default())).await.unwrap_err().code(),
        client.list_approved_work(Request::new(api::ListApprovedWorkRequest::default())).await.unwrap_err().code(),
        client.get_suggested_entries(Request::new(api::GetSuggestedEntriesRequest::default())).await.unwrap_err().code(),
        client.attach_file(Request::new(api::AttachFileRequest::default())).await.unwrap_err().code(),
        client.remove_attachment(Request::new(api::RemoveAttachmentRequest::default())).await.unwrap_err().code(),
        client.get_attachment(Request::new(api::GetAttachmentRequest::default())).await.unwrap_err().code(),
        client.remind_late(Request::new(api::RemindLateRequest::default())).await.unwrap_err().code(),
        client.export_logs(Request::new(api::ExportLogsRequest::default())).await.unwrap_err().code(),
        client.import_logs(Request::new(api::ImportLogsRequest::default())).await.unwrap_err().code(),
        client.name_receiver(Request::new(api::NameReceiverRequest::default())).await.unwrap_err().code(),
        client.confirm_handover(Request::new(api::ConfirmHandoverRequest::default())).await.unwrap_err().code(),
        client.return_handover(Request::new(api::ReturnHandoverRequest::default())).await.unwrap_err().code(),
        client.list_handovers(Request::new(api::ListHandoversRequest::default())).await.unwrap_err().code(),
        client.get_handover(Request::new(api::GetHandoverRequest::default())).await.unwrap_err().code(),
    ];
    assert_eq!(codes, [Code::Unauthenticated; 27]);
}

#[tokio::test]
async fn ids_that_are_none_are_refused_by_name() {
    let app = App::start().await;
    let message = api::ApproveLogsRequest { request_id: request_id(), log_ids: vec!["x".to_owned()], each_by_itself: false };
    let status = app.client().approve_logs(app.by(AN, message)).await.unwrap_err();
    assert_eq!(rpc::Problem::from(&status).fields[0].field, "log_ids[0]");
    let message = api::GetWorkSummaryRequest { person_id: "1' OR '1'='1".to_owned(), year: 2019, reason: String::new() };
    let status = app.client().get_work_summary(app.by(AN, message)).await.unwrap_err();
    assert_eq!(rpc::Problem::from(&status).fields[0].field, "person_id");
}

#[tokio::test]
async fn who_reads_the_work_of_others_by_office_is_logged_and_an_auditor_says_why() {
    let app = App::start().await;
    let read = async |role, by: u128, reason: &str| {
        let message = api::ListLogsRequest { person_id: uuid(AN).to_string(), year: 2019, reason: reason.to_owned(), ..Default::default() };
        answer(app.client().list_logs(app.by_officer(by, role, AGENCY, message)).await).map(drop)
    };
    assert_eq!(read(SystemRole::Auditor, 901, "").await.unwrap_err().reason, "READ_REASON_NEEDED");
    read(SystemRole::Auditor, 901, "Đơn số 5").await.unwrap();
    read(SystemRole::HrOfficer, 902, "").await.unwrap();
    app.logs(AN, AN).await.unwrap();
    let list = async |role| {
        let message = api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None };
        answer(app.client().list_reads(app.by_officer(901, role, AGENCY, message)).await)
    };
    let told = list(SystemRole::Auditor).await.unwrap();
    let reads: Vec<_> = told.reads.iter().map(|read| (read.reader_id.clone(), read.reason.as_str())).collect();
    let wanted = [(uuid(902).to_string(), ""), (uuid(901).to_string(), "Đơn số 5")];
    assert_eq!((reads.as_slice(), told.problem.as_str()), (wanted.as_slice(), ""), "one's own leaves nothing");
    assert_eq!(told.reads[0].person_id, uuid(AN).to_string());
    assert_eq!(list(SystemRole::HrOfficer).await.unwrap_err().reason, "NOT_FOUND");
}
