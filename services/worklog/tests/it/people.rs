//! The projection of people: who approves whom, whatever the order of the news.

use proto::common::v1::PostRole::{AgencyHead, Staff};
use proto::identity::v1::Person;
use proto::worklog::v1::ApprovalState::{Approved, Submitted};

use crate::app::{AN, App, BINH, CHIEF, HEAD, entry, person, uuid};

fn an(version: i64, direct: Option<u128>) -> Person {
    Person { version, ..person(AN, "Trần Thị An", "Chuyên viên", Staff, direct, Some(CHIEF)) }
}

#[tokio::test]
async fn older_news_that_comes_later_changes_nothing() {
    let app = App::start().await;
    app.hear(vec![an(4, Some(BINH))]).await;
    app.hear(vec![an(3, Some(HEAD)), an(2, None)]).await;
    let list = app.submit_list(AN, &["Một"]).await.unwrap();
    assert_eq!(list.approver_id, uuid(BINH).to_string());
    app.approve_list(BINH, &list).await.unwrap();
}

#[tokio::test]
async fn what_waits_moves_to_the_new_head() {
    let app = App::start().await;
    let log = app.submit_log(AN, "2019-06-03", vec![entry("Một")], 0).await.unwrap();
    app.hear(vec![an(2, Some(BINH))]).await;
    assert!(app.pending(HEAD).await.logs.is_empty());
    let pending = app.pending(BINH).await.logs;
    assert_eq!((pending[0].log_id.as_str(), pending[0].approver_id.as_str()), (log.log_id.as_str(), uuid(BINH).to_string().as_str()));
    assert_eq!(app.approve_logs(HEAD, &[&log]).await.unwrap_err().reason, "NOT_FOUND");
    app.approve_logs(BINH, &[&log]).await.unwrap();
}

#[tokio::test]
async fn the_agency_head_stands_in_for_a_vacant_direct_head() {
    let app = App::start().await;
    app.hear(vec![an(2, None)]).await;
    let list = app.submit_list(AN, &["Một"]).await.unwrap();
    assert_eq!((list.state(), app.pending(CHIEF).await.work_lists.len()), (Submitted, 1));
    app.approve_list(CHIEF, &list).await.unwrap();
}

#[tokio::test]
async fn what_waits_is_kept_when_the_heads_of_its_author_are_outside() {
    let app = App::start().await;
    let log = app.submit_log(AN, "2019-06-03", vec![entry("Một")], 0).await.unwrap();
    let list = app.submit_list(AN, &["Một"]).await.unwrap();
    assert_eq!((log.state(), list.state()), (Submitted, Submitted));
    app.hear(vec![Person { agency_head_id: String::new(), head_outside: true, ..an(2, None) }]).await;
    let pending = app.pending(CHIEF).await;
    assert_eq!((pending.logs.len(), pending.work_lists.len()), (0, 0));
    let kept = app.logs(AN, AN).await.unwrap();
    assert_eq!(kept.iter().map(|log| log.state()).collect::<Vec<_>>(), [Approved]);
    assert!(kept[0].approval_note.contains("không dùng phần mềm"), "{}", kept[0].approval_note);
    assert_eq!(app.submit_log(AN, "2019-06-10", vec![entry("Hai")], 0).await.unwrap().state(), Approved, "and so is the next");
}

#[tokio::test]
async fn a_post_that_has_ended_makes_no_agency_head() {
    let app = App::start().await;
    let mut former = person(BINH, "Trần Văn Bình", "Giám đốc", AgencyHead, None, None);
    former.version = 2;
    former.posts[0].valid_to = Some(crate::app::day("2019-05-31"));
    app.hear(vec![former]).await;
    assert_eq!(app.submit_list(BINH, &["Một"]).await.unwrap().state(), Submitted);
}

#[tokio::test]
async fn somebody_identity_has_not_announced_is_told_to_wait() {
    let app = App::start().await;
    assert_eq!(app.submit_list(77, &["Một"]).await.unwrap_err().reason, "PERSON_UNKNOWN");
    assert_eq!(app.logs(77, 77).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_delegate_approves_for_the_head_on_the_named_days_and_never_their_own() {
    let app = App::start().await;
    let log = app.submit_log(AN, "2019-06-03", vec![entry("Một")], 0).await.unwrap();
    let own = app.submit_log(BINH, "2019-06-03", vec![entry("Hai")], 0).await.unwrap();
    app.hear_delegation(HEAD, BINH, "2019-06-16", "2019-06-20", 1).await;
    assert_eq!(app.approve_logs(BINH, &[&log]).await.unwrap_err().reason, "NOT_FOUND", "not yet");
    app.clock.advance(chrono::TimeDelta::days(1));
    assert_eq!(app.pending(BINH).await.logs.iter().map(|log| log.person_id.clone()).collect::<Vec<_>>(), [uuid(AN).to_string()]);
    assert_eq!(app.approve_logs(BINH, &[&own]).await.unwrap_err().reason, "OWN_WORK");
    let approved = app.approve_logs(BINH, &[&log]).await.unwrap();
    assert_eq!(approved[0].approved_by.as_ref().unwrap().person_id, uuid(BINH).to_string(), "it says who did it");
    assert_eq!(app.pending(HEAD).await.logs.len(), 1, "the head still may");
    app.hear_delegation(HEAD, BINH, "2019-06-16", "2019-06-15", 2).await;
    assert_eq!(app.pending(BINH).await.logs.len(), 0, "ended early");
}
