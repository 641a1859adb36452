//! Who comes in at all.

use proto::worklog::v1 as api;
use tonic::{Code, Request};

use crate::app::{AN, App, request_id};

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
    ];
    assert_eq!(codes, [Code::Unauthenticated; 11]);
}

#[tokio::test]
async fn ids_that_are_none_are_refused_by_name() {
    let app = App::start().await;
    let message = api::ApproveLogsRequest { request_id: request_id(), log_ids: vec!["x".to_owned()], each_by_itself: false };
    let status = app.client().approve_logs(app.by(AN, message)).await.unwrap_err();
    assert_eq!(rpc::Problem::from(&status).fields[0].field, "log_ids[0]");
    let message = api::GetWorkSummaryRequest { person_id: "1' OR '1'='1".to_owned(), year: 2019 };
    let status = app.client().get_work_summary(app.by(AN, message)).await.unwrap_err();
    assert_eq!(rpc::Problem::from(&status).fields[0].field, "person_id");
}
