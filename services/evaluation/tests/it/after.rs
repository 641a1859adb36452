//! After publication: appeals, their answers, the archive.

use proto::common::v1::Points;
use proto::evaluation::v1::*;

use crate::house::{House, Who};
use crate::progress::progress;

fn appeal(house: &House, record_id: &str, text: &str) -> AppealResultRequest {
    AppealResultRequest { request_id: house.request_id(), record_id: record_id.to_owned(), text: text.to_owned() }
}

fn answer(house: &House, record_id: &str, revised: Option<RevisedDecision>) -> AnswerAppealRequest {
    AnswerAppealRequest { request_id: house.request_id(), record_id: record_id.to_owned(), reason: "Đã xem xét".to_owned(), revised }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_appeal_is_answered_by_a_new_decision_which_is_published_again() {
    let house = House::open().await;
    let (period, records) = house.published().await;
    let hoa = &records[&Who::Hoa.id()];
    let appealed = house.ask(Who::Hoa, appeal(&house, hoa, "Chưa tính sáng kiến")).await;
    let record = appealed.record.unwrap();
    assert_eq!((record.state(), record.outcome.is_some()), (RecordState::Appealed, true), "the result stays readable");
    assert!(house.tasks(Who::Director).await.contains(&(TaskKind::AnswerAppeal, "Lê Thị Hoa".to_owned())), "the decider is to answer");
    assert!(house.tasks(Who::Head).await.iter().all(|(kind, _)| *kind != TaskKind::AnswerAppeal));
    for other in [Who::Binh, Who::Head, Who::Hr] {
        let reason = house.refusal(other, appeal(&house, hoa, "Thay cho đồng nghiệp")).await;
        assert!(["FORBIDDEN", "NOT_FOUND"].contains(&reason.as_str()), "{other:?}: {reason}");
    }
    let no = house.refusal(Who::Head, answer(&house, hoa, None)).await;
    assert_eq!(no, "FORBIDDEN", "the decider answers");

    let revised = RevisedDecision {
        comment: "Hoàn thành xuất sắc".to_owned(),
        decided_total: Some(Points { hundredths: 9_100 }),
        reason: "Tính thêm sáng kiến cấp tỉnh".to_owned(),
        confirmed_zero: Vec::new(),
    };
    let decided = house.ask(Who::Director, answer(&house, hoa, Some(revised))).await.record.unwrap();
    assert_eq!(decided.state(), RecordState::Decided);
    assert_eq!(house.publish(&period).await, 0, "not before it is computed");
    house.confirm(hoa).await;
    let record = house.record(Who::Hoa, hoa).await;
    assert_eq!(house.publish(&period).await, 0, "nobody has to publish it");
    let told = record.appeals[0].answer.clone().unwrap();
    assert_eq!((record.state(), told.upheld, told.revised_decision.is_some()), (RecordState::Published, false, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_that_stands_is_not_appealed_twice_and_nobody_appeals_too_late() {
    let house = House::open().await;
    let (_, records) = house.published().await;
    let (hoa, binh) = (&records[&Who::Hoa.id()], &records[&Who::Binh.id()]);
    house.ask(Who::Hoa, appeal(&house, hoa, "Chưa đúng")).await;
    let upheld = house.ask(Who::Director, answer(&house, hoa, None)).await;
    assert_eq!(upheld.record.unwrap().state(), RecordState::Published);
    let again = house.refusal(Who::Hoa, appeal(&house, hoa, "Vẫn chưa"));
    assert_eq!(again.await, "APPEALED_ALREADY");
    house.clock.set("2020-01-20T08:00:00+07:00");
    let late = house.refusal(Who::Binh, appeal(&house, binh, "Muộn"));
    assert_eq!(late.await, "APPEAL_TOO_LATE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_is_archived_when_its_last_appeal_is_answered_and_the_term_is_over() {
    let house = House::open().await;
    let (period, records) = house.published().await;
    let hoa = &records[&Who::Hoa.id()];
    let told = progress(&house, Who::ProvinceLeader, 2019).await.remove(0);
    assert_eq!((told.settled_on_paper, told.outcomes.is_empty()), (1, false));
    house.ask(Who::Hoa, appeal(&house, hoa, "Chưa đúng")).await;
    let reaches = async |state: PeriodState| {
        house.another_replica().await;
        let look = async || (house.period(&period).await.period.unwrap().state() == state).then_some(());
        testkit::eventually(state.as_str_name(), look).await;
    };
    house.clock.set("2020-01-20T08:00:00+07:00");
    reaches(PeriodState::Appeal).await;
    house.ask(Who::Director, answer(&house, hoa, None)).await;
    reaches(PeriodState::Archived).await;
    let later = progress(&house, Who::ProvinceLeader, 2019).await.remove(0);
    assert_eq!((later.outcomes, later.settled_on_paper), (told.outcomes, 1), "what was published is told of an archived year too");
    let expected = [(Who::Hoa, RecordState::Archived), (Who::Newcomer, RecordState::Archived), (Who::Student, RecordState::NotEvaluated)];
    for (who, state) in expected {
        assert_eq!(house.record(Who::Hr, &records[&who.id()]).await.state(), state, "{who:?}");
    }
    let own = house.record(Who::Hoa, hoa).await;
    assert!(own.outcome.is_some() && own.decision.is_some(), "one's dossier stays readable");
    let reason = house.refusal(Who::Hoa, appeal(&house, hoa, "Nữa")).await;
    assert_eq!(reason, "RECORD_STATE_WRONG");
}
