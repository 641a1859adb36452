//! Who has something to do is reminded, once an occasion; nobody else is.

use std::collections::BTreeSet;

use proto::common::v1::Notice;
use proto::evaluation::v1::*;
use uuid::Uuid;

use crate::house::{House, Who};

fn people(notices: &[Notice]) -> BTreeSet<Uuid> {
    notices.iter().map(|notice| notice.person_id.parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_has_not_submitted_is_reminded_and_each_occasion_once() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    for who in [Who::Director, Who::Head, Who::Hr, Who::SecondHr] {
        house.submit_self(who, &records[&who.id()]).await;
    }
    house.clock.set("2019-11-24T08:00:00+07:00");
    for _ in 0..2 {
        house.another_replica().await;
        testkit::until("reminders", async || house.notices().await.len() == 2).await;
    }
    let told = house.notices().await;
    assert_eq!(people(&told), BTreeSet::from([Who::Hoa.id(), Who::Binh.id()]));
    assert_eq!((told[0].kind.as_str(), told[0].title.as_str()), ("TASK_DUE", "Tự đánh giá, phân loại năm 2019"));
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    house.clock.set("2019-11-26T08:00:00+07:00");
    house.another_replica().await;
    testkit::until("the closer occasion", async || house.notices().await.len() == 3).await;
    assert_eq!(people(&house.notices().await[2..]), BTreeSet::from([Who::Binh.id()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_reminds_all_at_once_and_at_most_once_a_day() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let message = || RemindLateRequest { request_id: house.request_id(), period_id: period.clone() };
    let remind = async || {
        let answer = house.ask(Who::Hr, message()).await;
        (answer.reminded, answer.reminded_before)
    };
    let refused = house.refusal(Who::Hoa, message()).await;
    assert_eq!(refused, "FORBIDDEN");
    let asked = async || house.notices().await.into_iter().filter(|notice| notice.kind == "TASK_REMINDED").collect::<Vec<_>>();
    assert_eq!(remind().await, (2, 0), "the head has four to verify, the director one");
    assert_eq!(people(&asked().await), BTreeSet::from([Who::Head.id(), Who::Director.id()]));
    assert!(asked().await.iter().any(|notice| notice.title == "Thẩm định 4 hồ sơ năm 2019"));
    assert_eq!(remind().await, (0, 2));
    house.ask(Who::Director, house.verify_request(&records[&Who::Head.id()])).await;
    house.clock.set("2019-12-06T08:00:00+07:00");
    assert_eq!(remind().await, (1, 0), "another day, and only who is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_head_reminds_those_whom_they_head_and_nobody_else() {
    let house = House::open().await;
    let period = house.self_open().await;
    let message = || RemindLateRequest { request_id: house.request_id(), period_id: period.clone() };
    let answer = house.ask(Who::Head, message()).await;
    let told: Vec<_> = house.notices().await.into_iter().filter(|notice| notice.kind == "TASK_REMINDED").collect();
    assert_eq!(usize::try_from(answer.reminded).unwrap(), told.len());
    let told = people(&told);
    assert!(told.contains(&Who::Hoa.id()) && !told.contains(&Who::Director.id()) && !told.contains(&Who::Head.id()), "{told:?}");
}
