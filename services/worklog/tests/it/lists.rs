//! Work lists: submitted, returned, approved, and again.

use proto::worklog::v1 as api;
use proto::worklog::v1::ApprovalState::{Approved, Returned, Submitted};
use tonic::Code;

use crate::app::{AN, App, CHIEF, HEAD, STRANGER, answer, request_id, uuid};

#[tokio::test]
async fn a_list_is_returned_mended_approved_and_a_new_edition_begins_again() {
    let app = App::start().await;
    let list = app.submit_list(AN, &["Báo cáo quý"]).await.unwrap();
    assert_eq!((list.state(), list.version, list.approver_id.as_str()), (Submitted, 1, uuid(HEAD).to_string().as_str()));

    let returned = app.return_list(HEAD, &list, "Thiếu sản phẩm dự kiến").await.unwrap();
    assert_eq!((returned.state(), returned.return_reason.as_str()), (Returned, "Thiếu sản phẩm dự kiến"));

    let again = app.submit_list(AN, &["Báo cáo quý", "Báo cáo năm"]).await.unwrap();
    assert_eq!((again.state(), again.return_reason.as_str()), (Submitted, ""));
    assert_eq!(again.items[0].item_id, list.items[0].item_id, "an item keeps its id");

    let approved = app.approve_list(HEAD, &again).await.unwrap();
    let signature = approved.approved_by.clone().unwrap();
    assert_eq!((approved.state(), signature.full_name.as_str(), signature.title.as_str()), (Approved, "Nguyễn Văn Bình", "Trưởng phòng"));

    let next = app.submit_list(AN, &["Việc mới"]).await.unwrap();
    assert_eq!((next.state(), next.version, next.approved_by), (Submitted, 5, None));
    let versions: Vec<_> = app.announced().await.into_iter().map(|(_, version)| version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn only_the_direct_head_decides() {
    let app = App::start().await;
    let list = app.submit_list(AN, &["Một"]).await.unwrap();
    for (who, code, reason) in [
        (AN, Code::PermissionDenied, "OWN_WORK"),
        (CHIEF, Code::PermissionDenied, "NOT_DIRECT_HEAD"),
        (STRANGER, Code::NotFound, "NOT_FOUND"),
    ] {
        let problem = app.approve_list(who, &list).await.unwrap_err();
        assert_eq!((problem.code, problem.reason.as_str()), (code, reason), "{who} approves");
        let problem = app.return_list(who, &list, "Thiếu sản phẩm").await.unwrap_err();
        assert_eq!((problem.code, problem.reason.as_str()), (code, reason), "{who} returns");
    }
    assert_eq!(app.announced().await.len(), 1);
}

#[tokio::test]
async fn submitting_twice_has_one_effect() {
    let app = App::start().await;
    let items = vec![api::WorkItem { content: "Một".to_owned(), ..Default::default() }];
    let message = api::SubmitWorkListRequest { request_id: request_id(), year: 2019, items };
    let first = answer(app.client().submit_work_list(app.by(AN, message.clone())).await).unwrap();
    let same_request = answer(app.client().submit_work_list(app.by(AN, message.clone())).await).unwrap();
    let same_content = api::SubmitWorkListRequest { request_id: request_id(), ..message };
    let same_content = answer(app.client().submit_work_list(app.by(AN, same_content)).await).unwrap();
    assert_eq!(first, same_request);
    assert_eq!(first, same_content);
    assert_eq!(app.announced().await, [("WorkListChanged".to_owned(), 1)]);
}

#[tokio::test]
async fn the_list_of_an_agency_head_is_approved_at_once_and_says_why() {
    let app = App::start().await;
    let list = app.submit_list(CHIEF, &["Chỉ đạo chung"]).await.unwrap();
    assert_eq!((list.state(), list.approver_id.as_str()), (Approved, uuid(CHIEF).to_string().as_str()));
    assert!(list.approval_note.contains("không có thủ trưởng trực tiếp"), "{}", list.approval_note);
}

#[tokio::test]
async fn what_waits_does_not_change_and_wrong_items_are_named() {
    let app = App::start().await;
    let problem = app.submit_list(AN, &["Một", " "]).await.unwrap_err();
    assert_eq!((problem.reason.as_str(), problem.fields[0].field.as_str()), ("WORK_LIST_INVALID", "items[1].content"));
    app.submit_list(AN, &["Một"]).await.unwrap();
    assert_eq!(app.submit_list(AN, &["Hai"]).await.unwrap_err().reason, "WAITS_FOR_APPROVAL");
}

#[tokio::test]
async fn a_list_is_read_by_its_person_and_those_above_only() {
    let app = App::start().await;
    app.submit_list(AN, &["Một"]).await.unwrap();
    let read = async |reader: u128, owner: u128| {
        let message = api::GetWorkListRequest { person_id: uuid(owner).to_string(), year: 2019, reason: String::new() };
        answer(app.client().get_work_list(app.by(reader, message)).await)
            .map(|answer| answer.work_list.is_some())
            .map_err(|problem| problem.reason)
    };
    for reader in [AN, HEAD, CHIEF] {
        assert_eq!(read(reader, AN).await, Ok(true), "{reader}");
    }
    assert_eq!(read(STRANGER, AN).await, Err("NOT_FOUND".to_owned()));
    assert_eq!(read(HEAD, HEAD).await, Ok(false), "nothing handed in yet");
}
