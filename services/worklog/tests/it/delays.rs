//! Late work with an objective cause, and logs that are handed in late.

use proto::worklog::v1 as api;
use proto::worklog::v1::{Cadence, DelayState, Timeliness};

use crate::app::{AN, App, BINH, HEAD, answer, day, entry, request_id};

const WEEK: &str = "2019-06-03";
const NEXT_WEEK: &str = "2019-06-10";

fn late(content: &str, reason: &str) -> api::LogEntry {
    api::LogEntry { outcome: api::Outcome::Late.into(), delay_reason: reason.to_owned(), ..entry(content) }
}

#[tokio::test]
async fn the_head_confirms_or_rejects_an_objective_cause_before_approving() {
    let app = App::start().await;
    let on_time = api::LogEntry { delay_reason: "Mưa lũ".to_owned(), ..entry("Một") };
    assert_eq!(app.submit_log(AN, WEEK, vec![on_time], 0).await.unwrap_err().fields[0].field, "entries[0].delay_reason");
    let entries = vec![late("Một", "Mưa lũ chia cắt"), late("Hai", "Chờ sở khác trả lời"), late("Ba", "")];
    let log = app.submit_log(AN, WEEK, entries.clone(), 0).await.unwrap();
    assert_eq!(log.entries[0].delay_state(), DelayState::Claimed);
    assert_eq!(app.approve_logs(HEAD, &[&log]).await.unwrap_err().reason, "DELAY_UNDECIDED");
    assert_eq!(app.decide_delay(AN, &log, 0, true).await.unwrap_err().reason, "OWN_WORK");
    assert_eq!(app.decide_delay(HEAD, &log, 2, true).await.unwrap_err().reason, "NO_DELAY_CLAIMED");
    app.decide_delay(HEAD, &log, 0, true).await.unwrap();
    let decided = app.decide_delay(HEAD, &log, 1, false).await.unwrap();
    assert_eq!(decided.entries[1].delay_state(), DelayState::Rejected);

    let returned = app.return_log(HEAD, &log, "Ghi rõ việc thứ ba").await.unwrap();
    let mended = vec![entries[0].clone(), entries[1].clone(), late("Ba, có số văn bản", "")];
    let log = app.submit_log(AN, WEEK, mended, returned.version).await.unwrap();
    assert_eq!(log.entries[0].delay_state(), DelayState::Confirmed, "the same claim keeps its answer");
    app.approve_logs(HEAD, &[&log]).await.unwrap();
    let summary = app.summary(AN, AN).await.unwrap();
    assert_eq!((summary.late, summary.excused), (3, 1));
    assert_eq!(app.decide_delay(HEAD, &log, 1, true).await.unwrap_err().reason, "TRANSITION_REFUSED");
}

#[tokio::test]
async fn a_late_log_is_recorded_and_field_work_excuses_it() {
    let app = App::start().await;
    let submit = async |person, field_work| {
        let message = api::SubmitLogRequest {
            request_id: request_id(),
            cadence: Cadence::Week.into(),
            starts_on: Some(day(WEEK)),
            entries: vec![entry("Một")],
            expected_version: 0,
            field_work,
        };
        answer(app.client().submit_log(app.by(person, message)).await).unwrap().log.unwrap()
    };
    let (late, field) = (submit(AN, false).await, submit(BINH, true).await);
    let punctual = app.submit_log(AN, NEXT_WEEK, vec![entry("Hai")], 0).await.unwrap();
    let timely = [late.timeliness(), field.timeliness(), punctual.timeliness()];
    assert_eq!(timely, [Timeliness::Late, Timeliness::Excused, Timeliness::OnTime]);
    let (an, binh) = (app.summary(HEAD, AN).await.unwrap(), app.summary(HEAD, BINH).await.unwrap());
    assert_eq!([an.late_logs, an.excused_logs, binh.late_logs, binh.excused_logs], [1, 0, 0, 1]);
}

#[tokio::test]
async fn each_log_of_many_is_approved_by_itself_and_answered_for() {
    let app = App::start().await;
    let fine = app.submit_log(AN, WEEK, vec![entry("Một")], 0).await.unwrap();
    let claimed = app.submit_log(BINH, WEEK, vec![late("Hai", "Mưa lũ chia cắt")], 0).await.unwrap();
    let draft = app.save_log(BINH, NEXT_WEEK, vec![entry("Ba")], 0).await.unwrap();
    let own = app.submit_log(HEAD, WEEK, vec![entry("Bốn")], 0).await.unwrap();
    let outcomes = app.approve_each(HEAD, &[&claimed, &fine, &draft, &own]).await;
    let expected = [(false, "DELAY_UNDECIDED"), (true, ""), (false, "TRANSITION_REFUSED"), (false, "OWN_WORK")];
    assert_eq!(outcomes, expected.map(|(approved, reason)| (approved, reason.to_owned())));
    assert_eq!(app.pending(HEAD).await.logs.len(), 1);
    assert_eq!(app.summary(AN, AN).await.unwrap().approved_logs, 1);
}
