//! How far agencies are, for those who oversee them: numbers, never people.

use proto::common::v1::{Class, EmployeeGroup};
use proto::evaluation::v1::*;

use crate::house::{House, Who};
use crate::tasks::again;

pub async fn progress(house: &House, who: Who, year: i32) -> Vec<Progress> {
    let message = ListProgressRequest { year, page: None };
    house.ask(who, message).await.agencies
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overseers_see_how_far_an_agency_is_and_what_has_missed_its_day() {
    let house = House::open().await;
    let period = house.self_open().await;
    for who in [Who::Admin, Who::Chairman, Who::ProvinceLeader] {
        let agencies = progress(&house, who, 2019).await;
        assert_eq!(agencies.len(), 1, "{who:?}");
        assert_eq!(agencies[0].period.as_ref().unwrap().period_id, period);
        assert_eq!((agencies[0].records_by_state["SELF_DRAFT"], agencies[0].overdue, agencies[0].days_late), (6, 0, 0));
        assert!(progress(&house, who, 2018).await.is_empty());
    }
    house.clock.set("2019-11-29T08:00:00+07:00");
    let late = progress(&house, Who::ProvinceLeader, 2019).await.remove(0);
    assert_eq!((late.overdue, late.days_late > 0), (6, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_asked_to_score_again_makes_nobody_late() {
    let house = House::open().await;
    let (_, records) = house.direct_review().await;
    house.clock.set("2019-12-05T08:00:00+07:00");
    let before = progress(&house, Who::ProvinceLeader, 2019).await.remove(0).overdue;
    house.ask(Who::Head, again(&house, &records[&Who::Hoa.id()])).await;
    let after = progress(&house, Who::ProvinceLeader, 2019).await.remove(0);
    assert_eq!((after.records_by_state["SELF_DRAFT"], after.overdue), (1, before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn published_results_are_counted_by_group_and_class_and_only_then() {
    let house = House::open().await;
    house.published().await;
    let told = progress(&house, Who::ProvinceLeader, 2019).await.remove(0);
    let published = told.records_by_state["PUBLISHED"];
    assert!(published > 0);
    assert_eq!(told.outcomes.iter().map(|count| count.people).sum::<i32>(), published);
    assert!(told.outcomes.iter().all(|count| count.group() != EmployeeGroup::Unspecified && count.class() != Class::Unspecified));
    assert!(told.outcomes.iter().all(|count| count.label.starts_with("Hoàn thành")), "under the name that the law gives it");
    assert!(told.sheets_submitted > 0 && told.sheets_submitted <= told.sheets_assigned);

    let open = House::open().await;
    open.direct_review().await;
    assert!(progress(&open, Who::ProvinceLeader, 2019).await[0].outcomes.is_empty());
}
