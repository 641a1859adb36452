//! Heads leave while the year is under way: they act no more, and who follows them does.

use proto::common::v1::PostRole;
use proto::evaluation::v1::*;

use crate::house::{House, LEADERS, OFFICE, Present, Who, day, person};

async fn record_of(house: &House, period: &str, who: Who) -> Record {
    let message = ListRecordsRequest { period_id: period.to_owned(), ..ListRecordsRequest::default() };
    let all = house.ask(Who::Admin, message).await.records;
    all.into_iter().find(|record| record.subject.as_ref().unwrap().person_id == who.id().to_string()).unwrap()
}

/// Somebody whose post ended yesterday.
async fn leaves(house: &House, who: Who, name: &str, unit: uuid::Uuid, role: PostRole) {
    let mut gone = person(who, name, unit, role);
    gone.posts[0].valid_to = day("2019-01-14");
    house.announce_person(who, &gone, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_a_head_verifies_decides_and_publishes_instead() {
    let house = House::open().await;
    let period = house.self_open().await;
    let before = record_of(&house, &period, Who::Hoa).await;
    assert_eq!((before.direct_head_id, before.decider_id), (Who::Head.id().to_string(), Who::Director.id().to_string()));

    leaves(&house, Who::Head, "Võ Viết Hậu", OFFICE, PostRole::UnitHead).await;
    leaves(&house, Who::Director, "Trần Công Đạt", LEADERS, PostRole::AgencyHead).await;
    house.heard().await;
    let orphaned = record_of(&house, &period, Who::Hoa).await;
    assert_eq!(orphaned.decider_id, Who::Director.id().to_string(), "nobody follows yet");

    for (who, name, unit, role) in
        [(Who::OtherHr, "Đinh Văn Kế", OFFICE, PostRole::UnitHead), (Who::Stranger, "Ngô Thị Mới", LEADERS, PostRole::AgencyHead)]
    {
        house.announce_person(who, &person(who, name, unit, role), 1).await;
        house.heard().await;
    }
    let after = record_of(&house, &period, Who::Hoa).await;
    assert_eq!((after.direct_head_id, after.decider_id), (Who::OtherHr.id().to_string(), Who::Stranger.id().to_string()));
    let route = ListRoutesRequest { period_id: period.clone(), page: None, reason: "Thanh tra".to_owned() };
    let routes = house.ask(Who::Stranger, route).await.routes;
    let route = routes.into_iter().find(|route| route.record_id == after.record_id).unwrap();
    let asked: Vec<String> = route.reviewers.into_iter().map(|one| one.person_id).collect();
    for (who, wanted) in [(Who::OtherHr, true), (Who::Director, false), (Who::Head, false)] {
        assert_eq!(asked.contains(&who.id().to_string()), wanted, "{who:?}");
    }
    house.are(Present::Left);
    let read = GetRecordRequest { record_id: after.record_id, ..GetRecordRequest::default() };
    assert_eq!(house.refusal(Who::Director, read).await, "NOT_FOUND");
}
