//! A passed deadline does what HR would do.

use proto::evaluation::v1::*;

use crate::house::{House, Who};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passed_deadline_moves_the_period_on() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    let reaches = async |state: PeriodState| {
        let look = async || (house.period(&period).await.period.unwrap().state() == state).then_some(());
        house.eventually(state.as_str_name(), look).await;
    };
    house.clock.set("2019-11-28T00:00:01+07:00");
    reaches(PeriodState::Review360Open).await;
    assert_eq!(house.record(Who::Hr, &records[&Who::Hoa.id()]).await.state(), RecordState::In360);
    house.clock.set("2019-12-04T00:00:01+07:00");
    reaches(PeriodState::Minutes).await;
    house.confirm(&records[&Who::Hoa.id()]).await;
    reaches(PeriodState::DirectReview).await;
    house.clock.set("2019-12-09T00:00:01+07:00");
    reaches(PeriodState::Decision).await;
}
