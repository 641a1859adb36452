//! Logs: drafts, submission, approval of many, return, pages.

use proto::common::v1::PageRequest;
use proto::worklog::v1 as api;
use proto::worklog::v1::ApprovalState::{Approved, Draft, Returned, Submitted};
use tonic::Code;

use crate::app::{AN, App, BINH, CHIEF, HEAD, STRANGER, answer, day, entry, uuid};

const WEEK: &str = "2019-06-03";
const NEXT_WEEK: &str = "2019-06-10";

#[tokio::test]
async fn a_draft_becomes_a_submission_and_is_returned_mended_and_approved() {
    let app = App::start().await;
    let blank = api::LogEntry { content: String::new(), outcome: 0, ..entry("") };
    let draft = app.save_log(AN, WEEK, vec![blank], 0).await.unwrap();
    assert_eq!((draft.state(), draft.version), (Draft, 1));
    let submitted = app.submit_log(AN, WEEK, vec![entry("Một")], 1).await.unwrap();
    assert_eq!((submitted.state(), submitted.person_name.as_str()), (Submitted, "Trần Thị An"));
    let returned = app.return_log(HEAD, &submitted, "Thiếu số văn bản").await.unwrap();
    assert_eq!((returned.state(), returned.return_reason.as_str()), (Returned, "Thiếu số văn bản"));
    let again = app.submit_log(AN, WEEK, vec![entry("Hai")], 3).await.unwrap();
    let approved = app.approve_logs(HEAD, &[&again]).await.unwrap();
    assert_eq!((approved[0].state(), approved[0].version), (Approved, 5));
    assert_eq!(approved[0].approved_by.as_ref().unwrap().person_id, uuid(HEAD).to_string());
}

#[tokio::test]
async fn a_draft_may_be_incomplete_but_never_impossible() {
    let app = App::start().await;
    for (wrong, field) in [
        (api::LogEntry { done_on: Some(day("2019-06-12")), ..entry("Ngoài tuần") }, "entries[0].done_on"),
        (api::LogEntry { done_on: Some(day("9019-06-04")), ..entry("Tương lai") }, "entries[0].done_on"),
        (api::LogEntry { due_on: Some(day("1019-06-04")), ..entry("Quá xa") }, "entries[0].due_on"),
        (api::LogEntry { outcome: 99, ..entry("Kết quả lạ") }, "entries[0].outcome"),
        (api::LogEntry { work_item_id: uuid(99).to_string(), ..entry("Việc lạ") }, "entries[0].work_item_id"),
    ] {
        let refused = app.save_log(AN, WEEK, vec![wrong], 0).await.unwrap_err();
        assert_eq!(refused.fields[0].field, field);
    }
    let open = api::LogEntry { outcome: 0, work_item_open: true, ..entry("Chưa chọn gì") };
    let draft = app.save_log(AN, WEEK, vec![open.clone()], 0).await.unwrap();
    assert!(draft.entries[0].work_item_open, "nothing is chosen for anybody");
    let fields: Vec<_> = app.submit_log(AN, WEEK, vec![open], 1).await.unwrap_err().fields.into_iter().map(|field| field.field).collect();
    assert_eq!(fields, ["entries[0].work_item_id", "entries[0].outcome"]);
}

#[tokio::test]
async fn two_tabs_conflict_and_nothing_is_lost() {
    let app = App::start().await;
    app.save_log(AN, WEEK, vec![entry("Tab một")], 0).await.unwrap();
    for problem in [
        app.save_log(AN, WEEK, vec![entry("Tab hai")], 0).await.unwrap_err(),
        app.submit_log(AN, WEEK, vec![entry("Tab hai")], 0).await.unwrap_err(),
        app.submit_log(AN, WEEK, vec![entry("Tab hai")], 2).await.unwrap_err(),
    ] {
        assert_eq!((problem.code, problem.reason.as_str()), (Code::Aborted, "VERSION_CONFLICT"));
    }
    assert_eq!(app.logs(AN, AN).await.unwrap()[0].entries[0].content, "Tab một");
}

#[tokio::test]
async fn two_tabs_that_save_at_the_same_moment_have_one_winner() {
    let app = App::start().await;
    let tabs = (0..8).map(|tab| {
        let app = &app;
        async move { app.save_log(AN, WEEK, vec![entry(&format!("Tab {tab}"))], 0).await }
    });
    let outcomes = futures::future::join_all(tabs).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.iter().flat_map(|outcome| outcome.as_ref().err()).all(|problem| problem.code == Code::Aborted), "{outcomes:?}");
}

#[tokio::test]
async fn an_approved_log_never_changes() {
    let app = App::start().await;
    let log = app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    app.approve_logs(HEAD, &[&log]).await.unwrap();
    let reasons = [
        app.save_log(AN, WEEK, vec![entry("Hai")], 2).await.unwrap_err().reason,
        app.submit_log(AN, WEEK, vec![entry("Hai")], 2).await.unwrap_err().reason,
        app.return_log(HEAD, &log, "Nghĩ lại rồi").await.unwrap_err().reason,
    ];
    assert_eq!(reasons, ["LOG_IS_APPROVED", "LOG_IS_APPROVED", "TRANSITION_REFUSED"]);
    let announced = app.announced().await;
    app.approve_logs(HEAD, &[&log]).await.unwrap();
    assert_eq!(app.announced().await, announced, "approving again announces nothing");
}

#[tokio::test]
async fn many_logs_are_approved_all_or_none() {
    let app = App::start().await;
    let an = app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    let binh = app.submit_log(BINH, WEEK, vec![entry("Hai")], 0).await.unwrap();
    let draft = app.save_log(AN, NEXT_WEEK, vec![entry("Ba")], 0).await.unwrap();
    let head = app.submit_log(HEAD, WEEK, vec![entry("Bốn")], 0).await.unwrap();
    for (second, reason) in [(&draft, "TRANSITION_REFUSED"), (&head, "OWN_WORK"), (&an, "LOG_IDS_INVALID")] {
        let problem = app.approve_logs(HEAD, &[&an, second]).await.unwrap_err();
        assert_eq!(problem.reason, reason);
        assert!(problem.fields[0].field.starts_with("log_ids"), "{problem:?}");
    }
    assert_eq!(app.approve_logs(HEAD, &[]).await.unwrap_err().reason, "LOG_IDS_INVALID");
    assert!(app.pending(HEAD).await.logs.len() == 2, "nothing was approved");
    let approved = app.approve_logs(HEAD, &[&binh, &an]).await.unwrap();
    let people: Vec<_> = approved.iter().map(|log| log.person_name.as_str()).collect();
    assert_eq!(people, ["Trần Văn Bình", "Trần Thị An"], "in the order asked for");
    assert!(app.pending(HEAD).await.logs.is_empty());
}

#[tokio::test]
async fn only_the_direct_head_decides() {
    let app = App::start().await;
    let log = app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    for (who, code) in [(AN, Code::PermissionDenied), (CHIEF, Code::PermissionDenied), (STRANGER, Code::NotFound), (BINH, Code::NotFound)] {
        assert_eq!(app.approve_logs(who, &[&log]).await.unwrap_err().code, code, "{who} approves");
        assert_eq!(app.return_log(who, &log, "Không đúng").await.unwrap_err().code, code, "{who} returns");
    }
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let app = App::start().await;
    let bad = api::LogEntry { done_on: Some(crate::app::day("2019-06-16")), evidence_url: "ftp://a".to_owned(), ..entry(" ") };
    let problem = app.submit_log(AN, WEEK, vec![entry("Một"), entry("Hai"), bad], 0).await.unwrap_err();
    let fields: Vec<_> = problem.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(
        (problem.code, fields),
        (Code::InvalidArgument, vec!["entries[2].content", "entries[2].done_on", "entries[2].evidence_url"])
    );
    let unreadable = api::LogEntry { due_on: Some(crate::app::day("20/06/2019")), ..entry("Một") };
    assert_eq!(app.submit_log(AN, WEEK, vec![unreadable], 0).await.unwrap_err().fields[0].field, "entries[0].due_on");
    assert_eq!(app.submit_log(AN, "2019-06-04", vec![entry("Một")], 0).await.unwrap_err().reason, "NOT_A_MONDAY");
}

#[tokio::test]
async fn absurd_days_and_hidden_characters_are_refused_by_name() {
    let app = App::start().await;
    let field = async |monday: &str, entry: api::LogEntry| {
        let problem = app.submit_log(AN, monday, vec![entry], 0).await.unwrap_err();
        assert_eq!(problem.code, Code::InvalidArgument, "{problem:?}");
        problem.fields[0].field.clone()
    };
    for monday in ["+262142-12-31", "-0001-01-01", "0001-01-01", "2014-12-29", "2019-6-3", "262142-12-31"] {
        assert_eq!(field(monday, entry("Một")).await, "starts_on", "{monday}");
    }
    let day = |iso: &str| Some(crate::app::day(iso));
    for done in ["2019-06-02", "2019-06-10", "+262142-12-31"] {
        assert_eq!(field(WEEK, api::LogEntry { done_on: day(done), ..entry("Một") }).await, "entries[0].done_on", "{done}");
    }
    for due in ["2014-12-31", "2030-01-01", "+262142-12-31"] {
        assert_eq!(field(WEEK, api::LogEntry { due_on: day(due), ..entry("Một") }).await, "entries[0].due_on", "{due}");
    }
    for text in ["a\0b", "a\u{1b}b"] {
        assert_eq!(field(WEEK, entry(text)).await, "entries[0].content");
        assert_eq!(field(WEEK, api::LogEntry { product: text.to_owned(), ..entry("Một") }).await, "entries[0].product");
        assert_eq!(app.submit_list(AN, &[text]).await.unwrap_err().fields[0].field, "items[0].content");
    }
    let log = app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    assert_eq!(app.return_log(HEAD, &log, "Chưa\0đúng").await.unwrap_err().reason, "CONTROL_CHARACTERS");
    let turned = app.submit_log(AN, "2019-05-27", vec![entry("Một\u{202e} hai")], 0).await.unwrap();
    assert_eq!(turned.entries[0].content, "Một hai", "what turns the reading is dropped, as everywhere");
}

#[tokio::test]
async fn a_page_token_made_up_is_refused_and_breaks_nothing() {
    let app = App::start().await;
    // ["+262142-12-31","…"] and ["a\u0000",1]
    for token in ["WyIrMjYyMTQyLTEyLTMxIiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIl0", "WyJhXHUwMDAwIiwxXQ", "…"] {
        let page = Some(PageRequest { page_size: 1, page_token: token.to_owned() });
        let message = api::ListLogsRequest { page, year: 2019, ..Default::default() };
        let problem = answer(app.client().list_logs(app.by(AN, message)).await).unwrap_err();
        assert_eq!((problem.code, problem.reason.as_str()), (Code::InvalidArgument, "PAGE_TOKEN_INVALID"));
    }
}

#[tokio::test]
async fn entries_belong_to_items_of_ones_own_list() {
    let app = App::start().await;
    let mine = app.submit_list(AN, &["Một"]).await.unwrap().items.remove(0).item_id;
    let theirs = app.submit_list(BINH, &["Hai"]).await.unwrap().items.remove(0).item_id;
    let planned = |item: &str| api::LogEntry { work_item_id: item.to_owned(), ..entry("Việc") };
    let problem = app.submit_log(AN, WEEK, vec![planned(&mine), planned(&theirs)], 0).await.unwrap_err();
    assert_eq!(problem.fields[0].field, "entries[1].work_item_id");
    app.submit_log(AN, WEEK, vec![planned(&mine)], 0).await.unwrap();
}

#[tokio::test]
async fn drafts_are_seen_by_their_person_only() {
    let app = App::start().await;
    app.save_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    assert!(app.announced().await.is_empty());
    app.submit_log(AN, NEXT_WEEK, vec![entry("Hai")], 0).await.unwrap();
    assert_eq!(app.logs(AN, AN).await.unwrap().len(), 2);
    assert_eq!(app.logs(HEAD, AN).await.unwrap().len(), 1);
    assert_eq!(app.logs(STRANGER, AN).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn logs_are_listed_by_their_state() {
    let app = App::start().await;
    app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    let returned = app.submit_log(AN, NEXT_WEEK, vec![entry("Hai")], 0).await.unwrap();
    app.return_log(HEAD, &returned, "Ghi rõ kết quả").await.unwrap();
    let weeks = async |state: api::ApprovalState| {
        let message = api::ListLogsRequest { year: 2019, state: state.into(), ..Default::default() };
        let logs = answer(app.client().list_logs(app.by(AN, message)).await).unwrap().logs;
        logs.into_iter().map(|log| log.starts_on.unwrap().iso).collect::<Vec<_>>()
    };
    assert_eq!(weeks(api::ApprovalState::Returned).await, [NEXT_WEEK]);
    assert_eq!(weeks(api::ApprovalState::Submitted).await, [WEEK]);
    assert_eq!(weeks(api::ApprovalState::Approved).await.len(), 0);
    assert_eq!(weeks(api::ApprovalState::Unspecified).await.len(), 2);
}

#[tokio::test]
async fn pages_join_without_gap_or_repetition() {
    let app = App::start().await;
    let weeks = ["2019-05-06", "2019-05-13", "2019-05-20", "2019-05-27", WEEK];
    for week in weeks {
        app.submit_log(AN, week, vec![entry("Một")], 0).await.unwrap();
        app.submit_log(BINH, week, vec![entry("Hai")], 0).await.unwrap();
    }
    app.submit_list(AN, &["Một"]).await.unwrap();

    let (mut pending, mut lists, mut token) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = Some(PageRequest { page_size: 3, page_token: token });
        let answer = answer(app.client().list_pending(app.by(HEAD, api::ListPendingRequest { page })).await).unwrap();
        pending.extend(answer.logs.into_iter().map(|log| (log.starts_on.unwrap().iso, log.log_id)));
        lists.extend(answer.work_lists);
        token = answer.page.unwrap().next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!((pending.len(), lists.len()), (10, 1));
    assert!(pending.is_sorted_by(|a, b| a < b), "oldest first, each once");

    let (mut own, mut token) = (Vec::new(), String::new());
    loop {
        let page = Some(PageRequest { page_size: 2, page_token: token });
        let message = api::ListLogsRequest { page, year: 2019, ..Default::default() };
        let answer = answer(app.client().list_logs(app.by(AN, message)).await).unwrap();
        own.extend(answer.logs.into_iter().map(|log| log.starts_on.unwrap().iso));
        token = answer.page.unwrap().next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert!(own.iter().eq(weeks.iter().rev()), "newest first: {own:?}");
}
