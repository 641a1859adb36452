//! What approved logs add up to.

use proto::evaluation::v1::SheetState;
use proto::worklog::v1 as api;

use crate::app::{AN, App, BINH, CHIEF, HEAD, LEFT, STRANGER, answer, entry, uuid};

const WEEK: &str = "2019-06-03";

#[tokio::test]
async fn only_approved_logs_count_and_each_change_is_announced() {
    let app = App::start().await;
    let item = app.submit_list(AN, &["Một"]).await.unwrap().items.remove(0).item_id;
    let with =
        |outcome: api::Outcome, item: &str| api::LogEntry { outcome: outcome.into(), work_item_id: item.to_owned(), ..entry("Việc") };
    let entries = vec![
        with(api::Outcome::Ahead, &item),
        with(api::Outcome::OnTime, &item),
        with(api::Outcome::Late, ""),
        with(api::Outcome::Unfinished, ""),
    ];
    app.save_log(AN, "2019-06-10", entries.clone(), 0).await.unwrap();
    assert_eq!(app.summary(AN, AN).await.unwrap().version, 0, "a draft does not count");

    let log = app.submit_log(AN, WEEK, entries, 0).await.unwrap();
    let waiting = app.summary(HEAD, AN).await.unwrap();
    assert_eq!((waiting.version, waiting.logs, waiting.approved_logs, waiting.entries), (1, 1, 0, 0));

    app.approve_logs(HEAD, &[&log]).await.unwrap();
    let summary = app.summary(CHIEF, AN).await.unwrap();
    let counts = [summary.logs, summary.approved_logs, summary.entries, summary.ahead, summary.on_time, summary.late, summary.unfinished];
    assert_eq!((counts, summary.arising, summary.version), ([1, 1, 4, 1, 1, 1, 1], 2, 2));
    assert!(app.summary(STRANGER, AN).await.is_err());

    let announced = app.announced().await;
    let summaries: Vec<_> = announced.iter().filter(|(kind, _)| kind == "WorkSummaryChanged").map(|(_, version)| *version).collect();
    assert_eq!(summaries, [1, 2]);
}

#[tokio::test]
async fn approvals_at_the_same_moment_lose_no_log() {
    let app = App::start().await;
    let mut logs = Vec::new();
    for week in ["2019-05-06", "2019-05-13", "2019-05-20", "2019-05-27", WEEK, "2019-06-10"] {
        logs.push(app.submit_log(AN, week, vec![entry("Việc")], 0).await.unwrap());
    }
    let approvals = logs.iter().map(|log| {
        let app = &app;
        async move { app.approve_logs(HEAD, &[log]).await }
    });
    for approval in futures::future::join_all(approvals).await {
        approval.unwrap();
    }
    assert_eq!(app.summary(AN, AN).await.unwrap().approved_logs, 6);
}

#[tokio::test]
async fn who_reviews_somebody_sees_what_is_approved_of_that_year_and_no_more() {
    let app = App::start().await;
    let log = app.submit_log(AN, WEEK, vec![entry("Đã duyệt")], 0).await.unwrap();
    app.approve_logs(HEAD, &[&log]).await.unwrap();
    assert!(app.summary(BINH, AN).await.is_err(), "a colleague who was not asked");
    app.hear_sheet(BINH, AN, 2019, SheetState::Assigned, 1).await;
    assert_eq!(app.summary(BINH, AN).await.unwrap().approved_logs, 1);
    let found = |year| {
        let message = api::ListApprovedWorkRequest { person_id: uuid(AN).to_string(), year, ..Default::default() };
        let app = &app;
        async move { answer(app.client().list_approved_work(app.by(BINH, message)).await) }
    };
    assert_eq!(found(2019).await.unwrap().works.len(), 1);
    app.hear_sheet(LEFT, AN, 2019, SheetState::Assigned, 1).await;
    assert!(app.summary(LEFT, AN).await.is_err(), "who is at work no more");
    app.hear_sheet(STRANGER, AN, 2019, SheetState::Assigned, 1).await;
    assert!(app.summary(STRANGER, AN).await.is_err(), "who works in another agency now");
    assert!(found(2018).await.is_err(), "another year");
    assert!(app.logs(BINH, AN).await.is_err(), "drafts and returned logs are not for reviewers");
    app.hear_sheet(BINH, AN, 2019, SheetState::Void, 2).await;
    assert!(found(2019).await.is_err(), "who was taken out of the review");
}
