//! Events arrive twice, late and in any order; what is known is what is newest.

use proto::evaluation::v1::*;
use proto::scoring::v1::ResultStage;

use crate::house::{House, LEADERS, OFFICE, Who, person};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_announcement_changes_nothing() {
    let house = House::open().await;
    let staff = proto::common::v1::PostRole::Staff;
    house.announce_person(Who::Hoa, &person(Who::Hoa, "Tên mới", OFFICE, staff), 3).await;
    house.heard().await;
    house.announce_person(Who::Hoa, &person(Who::Hoa, "Tên cũ", LEADERS, staff), 2).await;
    house.heard().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    let subject = house.record(Who::Hoa, &records[&Who::Hoa.id()]).await.subject.unwrap();
    assert_eq!((subject.full_name.as_str(), subject.unit_name.as_str()), ("Tên mới", "Văn phòng"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn minutes_wait_for_the_result_of_exactly_these_sheets() {
    let house = House::open().await;
    let (period, hoa) = house.opinions_asked().await;
    let hoa = &hoa;
    let before = house.basis(&house.record(Who::Hr, hoa).await).await;
    house.agree_to_all(Who::Head).await;
    let record = house.record(Who::Hr, hoa).await;
    let after = house.basis(&record).await;
    assert_ne!(before, after);
    house.advance(&period, PeriodState::Minutes).await;
    house.result(&record, &before, ResultStage::Computed, 1).await;
    assert_eq!(house.period(&period).await.awaiting_result, 1, "computed without the head's sheet");
    assert!(house.record(Who::Head, hoa).await.outcome.is_none());
    house.result(&record, &after, ResultStage::Computed, 2).await;
    testkit::until("minutes", async || house.record(Who::Hr, hoa).await.state() == RecordState::MinutesReady).await;
    house.result(&record, &before, ResultStage::Computed, 1).await;
    assert!(house.record(Who::Head, hoa).await.outcome.is_some(), "an older result changes nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_that_were_there_first_seal_the_minutes_at_once() {
    let house = House::open().await;
    let (period, hoa) = house.opinions_asked().await;
    let hoa = &hoa;
    house.agree_to_all(Who::Head).await;
    house.confirm(hoa).await;
    house.advance(&period, PeriodState::Minutes).await;
    assert_eq!(house.record(Who::Hr, hoa).await.state(), RecordState::MinutesReady);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moves_after_the_snapshot_change_no_route() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    let moved = person(Who::Head, "Võ Viết Hậu", LEADERS, proto::common::v1::PostRole::Staff);
    house.announce_person(Who::Head, &moved, 5).await;
    house.heard().await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    house.advance(&period, PeriodState::Review360Open).await;
    assert_eq!(house.sheets(Who::Head).await.len(), 1);
}
