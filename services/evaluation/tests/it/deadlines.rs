//! A passed deadline does what HR would do.

use proto::common::v1::PostRole;
use proto::evaluation::v1::*;
use proto::identity::v1::UnitKind;

use crate::house::{AGENCY, House, OFFICE, Who, person};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passed_deadline_moves_the_period_on() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    let reaches = async |state: PeriodState| {
        let look = async || (house.period(&period).await.period.unwrap().state() == state).then_some(());
        testkit::eventually(state.as_str_name(), look).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_time_holds_the_stage_open_and_reaches_the_sheets() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    house.advance(&period, PeriodState::Review360Open).await;
    let day = |iso: &str| Some(proto::common::v1::Day { iso: iso.to_owned() });
    let later = Deadlines { review_by: day("2019-12-06"), ..crate::house::deadlines() };
    let extend = |reason: &str, deadlines: Deadlines| ExtendDeadlinesRequest {
        request_id: house.request_id(),
        period_id: period.clone(),
        deadlines: Some(deadlines),
        reason: reason.to_owned(),
    };
    assert_eq!(house.refusal(Who::Hr, extend("Mưa lũ", later.clone())).await, "FORBIDDEN");
    assert_eq!(house.refusal(Who::Admin, extend(" ", later.clone())).await, "REASON_MISSING");
    let sooner = Deadlines { review_by: day("2019-12-01"), ..crate::house::deadlines() };
    assert_eq!(house.refusal(Who::Admin, extend("Mưa lũ", sooner)).await, "DEADLINE_NOT_LATER");
    let extended = house.ask(Who::Admin, extend("Mưa lũ", later.clone())).await.period.unwrap();
    assert_eq!(extended.deadlines.unwrap().review_by, later.review_by);
    let sheets = house.ask(Who::Head, ListMySheetsRequest::default());
    assert!(sheets.await.sheets.iter().all(|sheet| sheet.due_on == later.review_by));
    house.clock.set("2019-12-05T08:00:00+07:00");
    house.another_replica().await;
    assert_eq!(house.period(&period).await.period.unwrap().state(), PeriodState::Review360Open);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_loses_their_say_before_the_day_they_were_told_unless_somebody_says_so() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    for to in [PeriodState::Review360Open, PeriodState::Minutes] {
        let asking = AdvancePeriodRequest { anyway: false, ..house.advance_request(&period, to) };
        assert_eq!(house.refusal(Who::Hr, asking).await, "EARLY_STEP");
        house.advance(&period, to).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_with_faults_is_not_frozen_unless_somebody_says_so() {
    let house = House::empty().await;
    house.announce_law().await;
    house.announce_unit(AGENCY, AGENCY, UnitKind::Department, "Sở Nội vụ", "SNV").await;
    house.announce_unit(OFFICE, AGENCY, UnitKind::Division, "Văn phòng", "VP").await;
    // Whoever leads the agency waits to be confirmed: nobody leads it.
    house.announce_person(Who::Hoa, &person(Who::Hoa, "Lê Thị Hoa", OFFICE, PostRole::Staff), 1).await;
    house.heard().await;
    let period = house.open_period().await;
    house.advance(&period, PeriodState::Logging).await;
    let asking = |people| AdvancePeriodRequest { anyway: false, people, ..house.advance_request(&period, PeriodState::SelfOpen) };
    assert_eq!(house.refusal(Who::Hr, asking(601)).await, "PEOPLE_ARRIVING", "the directory announced more than has come");
    assert_eq!(house.refusal(Who::Hr, asking(1)).await, "ROUTING_FAULTS");
    house.advance(&period, PeriodState::SelfOpen).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_whom_nobody_may_decide_yet_is_told_before_and_holds_up_nothing() {
    let house = House::open().await;
    let period = house.open_period().await;
    house.advance(&period, PeriodState::Logging).await;
    let message = CheckRoutingRequest { period_id: period.clone(), ..Default::default() };
    let problems = house.ask(Who::Hr, message).await.problems;
    let above: Vec<_> = problems.iter().filter(|problem| problem.reason == "NOBODY_ABOVE").map(|problem| &problem.person_id).collect();
    assert_eq!(above, [&Who::Director.id().to_string()]);
    let opening = AdvancePeriodRequest { anyway: false, ..house.advance_request(&period, PeriodState::SelfOpen) };
    house.ask(Who::Hr, opening).await;
}
