//! Steps back, each with its reason.

use proto::evaluation::v1::*;

use crate::house::{House, Who};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hr_officer_reopens_a_submission_before_the_360() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    let hoa = &records[&Who::Hoa.id()];
    house.submit_self(Who::Hoa, hoa).await;
    let message = |reason: &str| ReopenSelfRequest { request_id: house.request_id(), record_id: hoa.clone(), reason: reason.to_owned() };
    let refused = house.refusal(Who::Hr, message(" ")).await;
    assert_eq!(refused, "TEXT_MISSING");
    for other in [Who::Hoa, Who::Head] {
        let refused = house.refusal(other, message("x")).await;
        assert_eq!(refused, "FORBIDDEN", "{other:?}");
    }
    let reopened = house.ask(Who::Hr, message("Nhầm số liệu")).await;
    assert_eq!(reopened.record.unwrap().state(), RecordState::SelfDraft);
    let again = house.submit_self(Who::Hoa, hoa).await;
    assert_eq!((again.self_.unwrap().submission, again.steps_back[0].reason.as_str()), (2, "Nhầm số liệu"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hr_officer_finds_that_somebody_is_not_evaluated_after_all() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    let message = |code: &str| ExcludeRecordRequest {
        request_id: house.request_id(),
        record_id: records[&Who::Binh.id()].clone(),
        not_evaluated_reason: code.to_owned(),
        reason: "Nghỉ thai sản từ tháng 3".to_owned(),
    };
    let refused = house.refusal(Who::Hr, message("HOLIDAY")).await;
    assert_eq!(refused, "REASON_UNKNOWN");
    let record = house.ask(Who::Hr, message("LONG_LEAVE")).await.record.unwrap();
    assert_eq!((record.state(), record.not_evaluated_reason.as_str()), (RecordState::NotEvaluated, "LONG_LEAVE"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_decider_returns_a_verification_and_what_it_said_is_kept() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = &records[&Who::Hoa.id()];
    house.ask(Who::Head, house.verify_request(hoa)).await;
    house.advance(&period, PeriodState::Decision).await;
    let message =
        || ReturnToDirectHeadRequest { request_id: house.request_id(), record_id: hoa.clone(), reason: "Thiếu căn cứ".to_owned() };
    let refused = house.refusal(Who::Head, message()).await;
    assert_eq!(refused, "FORBIDDEN");
    let returned = house.ask(Who::Director, message()).await.record.unwrap();
    assert_eq!((returned.state(), returned.verification.is_none()), (RecordState::MinutesReady, true));
    assert_eq!(returned.steps_back[0].returned_verification.as_ref().unwrap().comment, "Đồng ý");
    assert!(house.tasks(Who::Head).await.contains(&(TaskKind::Verify, "Lê Thị Hoa".to_owned())));
}
