//! "Việc của tôi" of those who head, keep the personnel, or decide above an agency; what is scored again; what colleagues learn.

use proto::evaluation::v1::*;

use crate::house::{House, Who};

async fn tasks(house: &House, who: Who, kind: TaskKind) -> Vec<Task> {
    let all = house.ask(who, ListMyTasksRequest {}).await.tasks;
    all.into_iter().filter(|task| task.kind() == kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_is_told_that_the_routing_waits_for_a_signature() {
    let house = House::open().await;
    let period = house.self_open().await;
    let waits = tasks(&house, Who::Director, TaskKind::SignRouting).await;
    assert_eq!((waits.len(), waits[0].period_id.as_str(), waits[0].year), (1, period.as_str(), 2019));
    for other in [Who::Hr, Who::Head, Who::Admin] {
        assert!(tasks(&house, other, TaskKind::SignRouting).await.is_empty(), "{other:?}");
    }
    let sign = SignRoutingRequest { request_id: house.request_id(), period_id: period };
    house.ask(Who::Director, sign).await;
    assert!(tasks(&house, Who::Director, TaskKind::SignRouting).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hr_and_the_head_are_told_how_much_has_missed_its_day() {
    let house = House::open().await;
    house.self_open().await;
    assert!(tasks(&house, Who::Hr, TaskKind::Chase).await.is_empty());
    house.clock.set("2019-11-29T08:00:00+07:00");
    for who in [Who::Hr, Who::Director] {
        assert_eq!(tasks(&house, who, TaskKind::Chase).await[0].count, 6, "{who:?}");
    }
    assert!(tasks(&house, Who::Hoa, TaskKind::Chase).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_who_has_done_everything_learns_who_holds_the_publication_up() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let own = tasks(&house, Who::Director, TaskKind::Verify).await;
    assert!(own[0].decides_too, "the director verifies the head of the office and decides on them");
    for who in [Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        house.ask(Who::Head, house.verify_request(&records[&who.id()])).await;
    }
    let of_head = &records[&Who::Head.id()];
    house.ask(Who::Director, house.verify_request(of_head)).await;
    let both = house.decide_request(of_head);
    house.ask(Who::Director, both).await;
    house.advance(&period, PeriodState::Decision).await;
    assert!(tasks(&house, Who::Director, TaskKind::AwaitOthers).await.is_empty(), "it waits for the director");
    for who in [Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        house.ask(Who::Director, house.decide_request(&records[&who.id()])).await;
    }
    let blocked = tasks(&house, Who::Director, TaskKind::AwaitOthers).await.remove(0);
    assert_eq!((blocked.subject_name.as_str(), blocked.count), ("Trần Công Đạt", 2), "and one result on paper");
    assert!(blocked.waits_for.contains("cấp có thẩm quyền"), "{}", blocked.waits_for);
    assert!(tasks(&house, Who::Director, TaskKind::Publish).await.is_empty());
    let above = tasks(&house, Who::Chairman, TaskKind::Decide).await;
    assert_eq!((above.len(), above[0].agency_name.is_empty()), (1, false), "who decides above is told that somebody waits");
    let only = ListRecordsRequest { record_ids: vec![above[0].record_id.clone()], ..ListRecordsRequest::default() };
    let listed = house.ask(Who::Chairman, only).await.records;
    assert_eq!(listed.len(), 1);
}

/// Asks the person of a record to score themself again.
pub(crate) fn again(house: &House, record: &str) -> AskRescoreRequest {
    AskRescoreRequest {
        request_id: house.request_id(),
        record_id: record.to_owned(),
        scope: RescoreScope::Self_.into(),
        reason: "Chưa sát thực tế".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scoring_again_is_named_so_and_has_a_last_day_of_its_own() {
    let house = House::open().await;
    let (_, records) = house.direct_review().await;
    house.ask(Who::Head, again(&house, &records[&Who::Hoa.id()])).await;
    let task = tasks(&house, Who::Hoa, TaskKind::SelfAssessment).await.remove(0);
    assert_eq!(task.round, 2);
    let due = task.due_on.unwrap().iso;
    assert!(due.as_str() > "2019-11-27", "not the day of the first self-assessment, but {due}");
    let told = house.notices().await.into_iter().filter(|notice| notice.kind == "RESCORE_ASKED").collect::<Vec<_>>();
    assert_eq!((told.len(), told[0].person_id.as_str()), (1, Who::Hoa.id().to_string().as_str()));
    assert_eq!(told[0].due_on.as_ref().unwrap().iso, due);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_result_is_no_debt_of_its_reader() {
    let house = House::open().await;
    house.published().await;
    let until = async || tasks(&house, Who::Hoa, TaskKind::ReadResult).await[0].due_on.clone().map(|day| day.iso);
    assert!(until().await.is_some_and(|day| day.as_str() > "2019-11-20"), "one may appeal until then");
    house.clock.set("2019-12-31T08:00:00+07:00");
    assert_eq!(until().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn colleagues_learn_names_and_classes_once_they_are_public_and_nothing_more() {
    let house = House::open().await;
    let (period, _) = house.published().await;
    let ask = |period: String| ListColleagueResultsRequest { period_id: period, page: None };
    let seen = house.ask(Who::Binh, ask(period.clone())).await.results;
    assert_eq!(seen.len(), 7);
    assert!(seen.iter().all(|one| !one.label.is_empty() && !one.full_name.is_empty()));
    let hidden = house.refusal(Who::Stranger, ask(period)).await;
    assert_eq!(hidden, "NOT_FOUND");

    let open = House::open().await;
    let (period, _) = open.direct_review().await;
    let early = open.ask(Who::Binh, ask(period)).await;
    assert!(early.results.is_empty(), "nothing is public yet");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_year_of_an_agency_is_known_whatever_page_is_asked_for() {
    let house = House::open().await;
    house.self_open().await;
    let periods = ListPeriodsRequest { year: 2018, ..ListPeriodsRequest::default() };
    let answer = house.ask(Who::Hoa, periods).await;
    assert!(answer.periods.is_empty());
    assert_eq!(answer.years, [PeriodYear { year: 2019, farthest: PeriodState::SelfOpen.into() }]);
    let elsewhere = ListPeriodsRequest { agency_id: crate::house::OTHER_AGENCY.to_string(), ..ListPeriodsRequest::default() };
    let answer = house.ask(Who::Hoa, elsewhere).await;
    assert!(answer.years.is_empty(), "another agency's are not theirs to know");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_be_done_with_a_record_is_said_before_it_is_offered() {
    let house = House::open().await;
    let period = house.self_open().await;
    let hoa = house.records(&period).await.remove(&Who::Hoa.id()).unwrap();
    let may = async |who| {
        let message = GetRecordRequest { record_id: hoa.clone(), reason: "Thanh tra theo kế hoạch".to_owned() };
        house.ask(who, message).await.may
    };
    assert_eq!(may(Who::Hr).await, ["EXCLUDE", "CHANGE_REVIEWER", "CORRECT_DIRECT_HEAD"]);
    for who in [Who::Hoa, Who::Head, Who::Director, Who::Admin, Who::Auditor] {
        assert!(may(who).await.is_empty(), "{who:?}");
    }
    house.submit_self(Who::Hoa, &hoa).await;
    assert_eq!(may(Who::Hr).await, ["REOPEN_SELF", "EXCLUDE", "CHANGE_REVIEWER", "CORRECT_DIRECT_HEAD"]);
}
