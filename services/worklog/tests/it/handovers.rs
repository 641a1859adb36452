//! What somebody leaves open with a post: opened by the news, named, confirmed by both sides with their own accounts.

use proto::identity::v1::Person;
use proto::worklog::v1 as api;
use proto::worklog::v1::HandoverState::{Done, Given, Open, Withdrawn};
use regulation::SystemRole;
use rpc::Problem;
use tonic::Code;

use crate::app::{AGENCY, AN, App, BINH, CHIEF, HEAD, STRANGER, answer, day, entry, moved, request_id, uuid};

async fn list(app: &App, by: u128) -> Vec<api::Handover> {
    answer(app.client().list_handovers(app.by(by, api::ListHandoversRequest::default())).await).unwrap().handovers
}

async fn get(app: &App, by: u128, id: &str) -> Result<api::Handover, Problem> {
    let message = api::GetHandoverRequest { handover_id: id.to_owned(), reason: String::new() };
    answer(app.client().get_handover(app.by(by, message)).await).map(|answer| answer.handover.unwrap())
}

async fn name(app: &App, by: u128, id: &str, receiver: u128) -> Result<api::Handover, Problem> {
    let message =
        api::NameReceiverRequest { request_id: request_id(), handover_id: id.to_owned(), receiver_id: uuid(receiver).to_string() };
    answer(app.client().name_receiver(app.by(by, message)).await).map(|answer| answer.handover.unwrap())
}

async fn send_back(app: &App, by: u128, id: &str, reason: &str) -> Result<api::Handover, Problem> {
    let message = api::ReturnHandoverRequest { request_id: request_id(), handover_id: id.to_owned(), reason: reason.to_owned() };
    answer(app.client().return_handover(app.by(by, message)).await).map(|answer| answer.handover.unwrap())
}

async fn confirm(app: &App, by: u128, id: &str, notes: Vec<api::OpenWorkNote>) -> Result<api::Handover, Problem> {
    let (handover_id, remark) = (id.to_owned(), "Kèm hồ sơ giấy".to_owned());
    let message = api::ConfirmHandoverRequest { request_id: request_id(), handover_id, notes, remark };
    answer(app.client().confirm_handover(app.by(by, message)).await).map(|answer| answer.handover.unwrap())
}

/// As identity announces the post of somebody that ends on a day.
fn ending(person: Person, version: i64, last_on: Option<&str>) -> Person {
    let mut person = Person { version, ..person };
    person.posts[0].valid_to = last_on.map(day);
    person
}

fn an() -> Person {
    let role = proto::common::v1::PostRole::Staff;
    crate::app::person(AN, "Trần Thị An", "Chuyên viên", role, Some(HEAD), Some(CHIEF))
}

/// With one approved item, and one log that waits.
async fn working() -> App {
    let app = App::start().await;
    let submitted = app.submit_list(AN, &["Soạn đề án"]).await.unwrap();
    app.approve_list(HEAD, &submitted).await.unwrap();
    app.submit_log(AN, "2019-06-03", vec![entry("Một")], 0).await.unwrap();
    app
}

#[tokio::test]
async fn who_leaves_a_post_hands_over_what_is_open_and_both_sides_confirm_for_themselves() {
    let app = working().await;
    assert!(list(&app, AN).await.is_empty());
    app.hear(vec![moved(AN, 2)]).await;
    let opened = list(&app, AN).await.remove(0);
    let id = opened.handover_id.as_str();
    let contents: Vec<_> = opened.works.iter().map(|work| work.content.as_str()).collect();
    assert_eq!(contents, ["Soạn đề án", "Bảng kê công việc từ 03/06/2019 đến 09/06/2019 («Đã trình»)"]);
    assert_eq!((opened.state(), opened.giver_title.as_str(), opened.may.as_slice()), (Open, "Chuyên viên", ["GIVE".to_owned()].as_slice()));
    assert_eq!(list(&app, HEAD).await[0].may, ["NAME_RECEIVER"]);

    assert_eq!(get(&app, BINH, id).await.unwrap_err().code, Code::NotFound, "not named yet");
    assert_eq!(name(&app, AN, id, BINH).await.unwrap_err().reason, "HANDOVER_NOT_YOURS", "nobody names their own receiver");
    assert_eq!(name(&app, HEAD, id, AN).await.unwrap_err().reason, "RECEIVER_IS_GIVER");
    assert_eq!(name(&app, HEAD, id, 77).await.unwrap_err().reason, "RECEIVER_UNKNOWN");
    assert_eq!(name(&app, STRANGER, id, BINH).await.unwrap_err().code, Code::NotFound);
    let named = name(&app, HEAD, id, BINH).await.unwrap();
    assert_eq!((named.receiver_name.as_str(), named.named_by.unwrap().title.as_str()), ("Trần Văn Bình", "Trưởng phòng"));
    assert_eq!(confirm(&app, BINH, id, Vec::new()).await.unwrap_err().reason, "HANDOVER_NOT_GIVEN");
    assert_eq!(confirm(&app, HEAD, id, Vec::new()).await.unwrap_err().reason, "HANDOVER_NOT_YOURS", "no head confirms for a side");

    // What is approved meanwhile is open no more.
    let log = app.logs(AN, AN).await.unwrap().remove(0);
    app.approve_logs(HEAD, &[&log]).await.unwrap();
    assert_eq!(get(&app, AN, id).await.unwrap().works.len(), 1, "told as it is today");
    let note = api::OpenWorkNote { key: opened.works[0].key.clone(), note: "Xong chương một".to_owned() };
    let wrong = api::OpenWorkNote { key: "x".to_owned(), ..note.clone() };
    assert_eq!(confirm(&app, AN, id, vec![wrong]).await.unwrap_err().fields[0].field, "notes[0].key");
    let given = confirm(&app, AN, id, vec![note]).await.unwrap();
    assert_eq!((given.state(), given.works.len(), given.works[0].note.as_str()), (Given, 1, "Xong chương một"));
    assert_eq!(list(&app, BINH).await[0].may, ["RECEIVE", "RETURN"]);
    assert_eq!(send_back(&app, BINH, id, "ít").await.unwrap_err().reason, "REASON_INVALID");
    assert_eq!(send_back(&app, HEAD, id, "Thiếu hồ sơ đề án").await.unwrap_err().reason, "HANDOVER_NOT_YOURS");
    let returned = send_back(&app, BINH, id, "Thiếu hồ sơ đề án").await.unwrap();
    assert_eq!((returned.state(), returned.return_reason.as_str()), (Open, "Thiếu hồ sơ đề án"));
    assert_eq!(list(&app, AN).await[0].may, ["GIVE"], "it waits for who hands over again");
    let note = api::OpenWorkNote { key: opened.works[0].key.clone(), note: "Xong chương một, hồ sơ ở tủ số 2".to_owned() };
    confirm(&app, AN, id, vec![note]).await.unwrap();
    assert!(list(&app, AN).await[0].may.is_empty(), "nothing waits for who has confirmed");
    let done = confirm(&app, BINH, id, Vec::new()).await.unwrap();
    assert_eq!((done.state(), done.received_by.unwrap().full_name.as_str()), (Done, "Trần Văn Bình"));
    assert!(list(&app, HEAD).await[0].may.is_empty());
    let versions: Vec<i64> =
        app.announced().await.into_iter().filter(|(kind, _)| kind == "HandoverChanged").map(|(_, version)| version).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn an_end_that_is_announced_opens_the_handover_before_the_move_once_and_taking_it_back_calls_it_off() {
    let app = working().await;
    app.hear(vec![ending(an(), 2, Some("2019-06-30"))]).await;
    let opened = list(&app, AN).await.remove(0);
    assert_eq!((opened.state(), opened.last_on.unwrap().iso.as_str()), (Open, "2019-06-30"));
    app.hear(vec![moved(AN, 3)]).await;
    assert_eq!(list(&app, AN).await.len(), 1, "one handover a post");
    let app = working().await;
    app.hear(vec![ending(an(), 2, Some("2019-06-30"))]).await;
    app.hear(vec![ending(an(), 3, None)]).await;
    let off = list(&app, AN).await.remove(0);
    assert_eq!((off.state(), off.may.len()), (Withdrawn, 0));
    assert_eq!(confirm(&app, AN, &off.handover_id, Vec::new()).await.unwrap_err().reason, "TRANSITION_REFUSED");
}

#[tokio::test]
async fn who_leaves_for_good_hands_over_and_who_has_nothing_open_or_only_gets_a_new_head_does_not() {
    let app = working().await;
    let mut left = an();
    (left.version, left.posts[0].valid_to) = (2, Some(day("2019-06-14")));
    app.hear(vec![left]).await;
    assert_eq!(list(&app, HEAD).await.len(), 1, "the head they had sees to it");
    app.hear(vec![moved(BINH, 2)]).await;
    assert!(list(&app, BINH).await.is_empty(), "nothing is open");
    let app = working().await;
    app.hear(vec![Person { version: 2, direct_head_id: uuid(BINH).to_string(), ..an() }]).await;
    assert!(list(&app, AN).await.is_empty());
}

#[tokio::test]
async fn the_officer_of_the_agency_sees_to_handovers_and_reads_them_with_a_trace() {
    let app = working().await;
    app.hear(vec![moved(AN, 2)]).await;
    let id = list(&app, AN).await.remove(0).handover_id;
    let officer = |role| (902, role, AGENCY);
    let ask = async |(who, role, agency), reason: &str| {
        let message = api::GetHandoverRequest { handover_id: id.clone(), reason: reason.to_owned() };
        answer(app.client().get_handover(app.by_officer(who, role, agency, message)).await).map(|answer| answer.handover.unwrap().may)
    };
    assert_eq!(ask(officer(SystemRole::HrOfficer), "").await.unwrap(), ["NAME_RECEIVER"]);
    assert_eq!(ask((902, SystemRole::HrOfficer, STRANGER), "").await.unwrap_err().code, Code::NotFound);
    assert_eq!(ask(officer(SystemRole::Auditor), "").await.unwrap_err().reason, "READ_REASON_NEEDED");
    assert!(ask(officer(SystemRole::Auditor), "Đơn số 5").await.unwrap().is_empty());
    let listed = app.by_officer(902, SystemRole::HrOfficer, AGENCY, api::ListHandoversRequest::default());
    assert_eq!(answer(app.client().list_handovers(listed).await).unwrap().handovers.len(), 1);
    let reads = app.by_officer(901, SystemRole::Auditor, AGENCY, api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None });
    let reads = answer(app.client().list_reads(reads).await).unwrap().reads;
    assert_eq!(reads.iter().map(|read| read.reason.as_str()).collect::<Vec<_>>(), ["Đơn số 5", ""]);
}
