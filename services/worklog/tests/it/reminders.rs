//! Reminders to those who are late, and to nobody else.

use std::collections::BTreeSet;

use prost::Message;
use proto::worklog::v1 as api;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

use crate::app::{AGENCY, AN, App, BINH, CHIEF, HEAD, STRANGER, answer, entry, request_id, uuid};

/// The last week that is over and late on the day the tests begin.
const WEEK: &str = "2019-06-03";

async fn remind(app: &App, by: u128, people: &[u128]) -> Vec<(bool, String)> {
    let person_ids = people.iter().map(|person| uuid(*person).to_string()).collect();
    let message = api::RemindLateRequest { request_id: request_id(), person_ids };
    let outcomes = answer(app.client().remind_late(app.by(by, message)).await).unwrap().outcomes;
    outcomes.into_iter().map(|outcome| (outcome.reminded, outcome.reason)).collect()
}

async fn notices(app: &App) -> usize {
    app.announced().await.iter().filter(|(kind, _)| kind == "NoticeRaised").count()
}

#[tokio::test]
async fn a_head_reminds_the_late_once_a_day() {
    let app = App::start().await;
    app.submit_log(BINH, WEEK, vec![entry("Một")], 0).await.unwrap();
    let outcome = |reminded, reason: &str| (reminded, reason.to_owned());
    let first = remind(&app, HEAD, &[AN, BINH, STRANGER, HEAD, 77]).await;
    let not_found = || outcome(false, "NOT_FOUND");
    assert_eq!(first, [outcome(true, ""), outcome(false, "NOT_LATE"), not_found(), not_found(), not_found()]);
    assert_eq!(remind(&app, CHIEF, &[AN]).await, [outcome(false, "REMINDED_TODAY")]);
    assert_eq!(remind(&app, BINH, &[AN]).await, [not_found()]);
    assert_eq!(notices(&app).await, 1);
    app.clock.advance(chrono::TimeDelta::days(1));
    let message = api::RemindLateRequest { request_id: request_id(), person_ids: vec![uuid(AN).to_string()] };
    let by_officer = app.by_officer(STRANGER, regulation::SystemRole::HrOfficer, AGENCY, message);
    assert!(answer(app.client().remind_late(by_officer).await).unwrap().outcomes[0].reminded);
    assert_eq!(notices(&app).await, 2);
}

#[tokio::test]
async fn the_job_reminds_those_with_a_work_list_who_are_late_once() {
    let app = App::start_reminding(&[1, 3]).await;
    app.submit_list(AN, &["Một"]).await.unwrap();
    app.submit_list(BINH, &["Hai"]).await.unwrap();
    app.submit_log(BINH, WEEK, vec![entry("Một")], 0).await.unwrap();
    testkit::until("the job reminds", async || notices(&app).await > 0).await;
    assert_eq!(notices(&app).await, 1);
}

#[tokio::test]
async fn the_job_reminds_many_in_hundreds_and_everybody_once() {
    let app = App::start_reminding(&[1, 3]).await;
    let many =
        "INSERT INTO work_lists SELECT gen_random_uuid(), 1, gen_random_uuid(), 2019, 'submitted', '{}' FROM generate_series(1, 1234)";
    app.test.db.execute_unprepared(many).await.unwrap();
    let all = async || {
        let sql = "SELECT data FROM outbox WHERE type LIKE '%NoticeRaised' ORDER BY seq";
        let rows = app.test.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        let read = |row: &QueryResult| api::NoticeRaised::decode(&*row.try_get::<Vec<u8>>("", "data").unwrap()).unwrap().notices;
        let notices: Vec<_> = rows.iter().map(read).collect();
        (notices.iter().map(Vec::len).sum::<usize>() == 1234).then_some(notices)
    };
    let notices = testkit::eventually("the job reminds everybody", all).await;
    assert!(notices.iter().all(|notices| notices.len() <= 100), "what one announcement carries stays small");
    let people: BTreeSet<_> = notices.iter().flatten().map(|notice| &notice.person_id).collect();
    assert_eq!(people.len(), 1234, "everybody once");
}
