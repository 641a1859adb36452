//! Corrections of what was approved.

use proto::worklog::v1 as api;
use proto::worklog::v1::ApprovalState::{Approved, Returned, Submitted};

use crate::app::{AN, App, BINH, HEAD, entry};

const WEEK: &str = "2019-06-03";

#[tokio::test]
async fn a_correction_is_a_new_version_and_the_approved_one_stays_and_counts_until_it_is_approved() {
    let app = App::start().await;
    let first = app.submit_log(AN, WEEK, vec![entry("Một"), entry("Hai")], 0).await.unwrap();
    assert_eq!(app.correct_log(AN, &first, vec![entry("Ba")]).await.unwrap_err().reason, "NOT_APPROVED_YET");
    let first = app.approve_logs(HEAD, &[&first]).await.unwrap().remove(0);
    assert_eq!(app.correct_log(BINH, &first, vec![entry("Ba")]).await.unwrap_err().reason, "NOT_FOUND");

    let second = app.correct_log(AN, &first, vec![entry("Ba")]).await.unwrap();
    assert_eq!((second.state(), second.edition, second.corrects_log_id.as_str()), (Submitted, 2, first.log_id.as_str()));
    assert_eq!(second.handed_in_at, first.handed_in_at, "a correction makes nobody late");
    assert_eq!(app.correct_log(AN, &first, vec![entry("Bốn")]).await.unwrap_err().reason, "NOT_APPROVED_YET", "one at a time");
    assert_eq!(app.summary(AN, AN).await.unwrap().entries, 2);

    let returned = app.return_log(HEAD, &second, "Chưa đủ việc").await.unwrap();
    assert_eq!(returned.state(), Returned);
    let again = app.submit_log(AN, WEEK, vec![entry("Ba"), entry("Bốn"), entry("Năm")], returned.version).await.unwrap();
    assert_eq!((again.log_id.as_str(), again.edition), (second.log_id.as_str(), 2));
    app.approve_logs(HEAD, &[&again]).await.unwrap();

    let summary = app.summary(AN, AN).await.unwrap();
    assert_eq!((summary.logs, summary.approved_logs, summary.entries, summary.approved_share), (1, 1, 3, 10_000));
    let logs = app.logs(HEAD, AN).await.unwrap();
    let old = logs.iter().find(|log| log.log_id == first.log_id).unwrap();
    let plain = api::Log { corrected_by_log_id: String::new(), ..old.clone() };
    assert_eq!((plain, old.corrected_by_log_id.as_str()), (first, second.log_id.as_str()), "both are read, the first as it was");
    assert!(logs.iter().all(|log| log.state() == Approved));
}

#[tokio::test]
async fn two_corrections_at_the_same_moment_have_one_winner() {
    let app = App::start().await;
    let first = app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    app.approve_logs(HEAD, &[&first]).await.unwrap();
    let texts = ["Hai", "Ba", "Bốn", "Năm"];
    let tries = texts.map(|text| app.correct_log(AN, &first, vec![entry(text)]));
    let outcomes = futures::future::join_all(tries).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
}
