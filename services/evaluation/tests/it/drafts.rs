//! What is written may be incomplete, never impossible: every command that takes a number, a day or a choice names the field.

use proto::common::v1::Class;
use proto::evaluation::v1::*;

use crate::house::{House, Who, content, day, points, score};

/// Scores that no sheet may have, and the criterion at fault. The set has `C1` of 60 and `C2` of 40 in whole steps.
fn impossible() -> [(Vec<proto::common::v1::CriterionScore>, &'static str); 5] {
    let mut off_step = score("C2", 3);
    off_step.value = Some(proto::common::v1::criterion_score::Value::Points(proto::common::v1::Points { hundredths: 333 }));
    [
        (vec![score("C1", 99), score("C2", 35)], "scores[C1]"),
        (vec![score("C1", 53), score("C2", -1)], "scores[C2]"),
        (vec![score("C1", 53), off_step], "scores[C2]"),
        (vec![score("C1", 53), score("C2", 35), score("C9", 1)], "scores[C9]"),
        (vec![score("C1", 53), score("C2", 35), score("C2", 35)], "scores[C2]"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_self_assessment_is_kept_incomplete_but_never_impossible() {
    let house = House::open().await;
    let period = house.self_open().await;
    let hoa = house.records(&period).await.remove(&Who::Hoa.id()).unwrap();
    let save = |content: SelfContent, expected_version| SaveSelfDraftRequest {
        request_id: house.request_id(),
        record_id: hoa.clone(),
        content: Some(content),
        expected_version,
    };
    let faults = async |content| house.faults(Who::Hoa, save(content, 0)).await;
    for (scores, field) in impossible() {
        assert_eq!(faults(SelfContent { scores, ..content() }).await, [field]);
    }
    assert_eq!(faults(SelfContent { declared_class: Class::Ht.into(), ..content() }).await, ["declared_class"]);
    let unknown = SelfContent { answers: [("khac".to_owned(), "x".to_owned())].into(), ..SelfContent::default() };
    assert_eq!(faults(unknown).await, ["answers[khac]"]);
    let note = proto::common::v1::CriterionScore { value: None, note: "sẽ chấm sau".to_owned(), ..score("C1", 0) };
    for (version, scores) in [vec![], vec![note], vec![score("C2", 35)]].into_iter().enumerate() {
        let draft = save(SelfContent { scores, ..SelfContent::default() }, i64::try_from(version).unwrap());
        house.ask(Who::Hoa, draft).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_beside_a_self_assessment_happened_already() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    let attach = AttachPartyCommentRequest { commented_on: day("2019-11-21"), ..house.attach_request(&records[&Who::Binh.id()]) };
    let faults = house.faults(Who::Binh, attach).await;
    assert_eq!(faults, ["commented_on"], "tomorrow");
    let paper = &records[&Who::Newcomer.id()];
    for (wrong, field) in [
        (EnterPaperRequest { total: points(101), ..house.paper_request(paper) }, "total"),
        (EnterPaperRequest { total: points(-1), ..house.paper_request(paper) }, "total"),
        (EnterPaperRequest { class: Class::Ht.into(), ..house.paper_request(paper) }, "class"),
        (EnterPaperRequest { confirmed_on: day("2019-11-21"), ..house.paper_request(paper) }, "confirmed_on"),
        (EnterPaperRequest { confirmed_on: day("0019-11-20"), ..house.paper_request(paper) }, "confirmed_on"),
        (EnterPaperRequest { confirmed_on: day("+20190-11-20"), ..house.paper_request(paper) }, "confirmed_on"),
    ] {
        let faults = house.faults(Who::Hr, wrong).await;
        assert_eq!(faults, [field]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opinion_is_never_impossible() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    house.advance(&period, PeriodState::Review360Open).await;
    let sheet = house.sheets(Who::Binh).await.remove(0).sheet_id;
    let opinion = |scores, suggested: Class| SubmitReviewRequest {
        request_id: house.request_id(),
        sheet_id: sheet.clone(),
        scores,
        suggested_class: suggested.into(),
        ..SubmitReviewRequest::default()
    };
    let faults = async |message| house.faults(Who::Binh, message).await;
    for (scores, field) in impossible() {
        assert_eq!(faults(opinion(scores, Class::Unspecified)).await, [field]);
    }
    assert_eq!(faults(opinion(content().scores, Class::Ht)).await, ["suggested_class"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_say_no_impossible_total() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = &records[&Who::Hoa.id()];
    for total in [101, -1] {
        let verify = VerifyRequest { proposed_total: points(total), ..house.verify_request(hoa) };
        let faults = house.faults(Who::Head, verify).await;
        assert_eq!(faults, ["proposed_total"]);
    }
    house.ask(Who::Head, house.verify_request(hoa)).await;
    house.advance(&period, PeriodState::Decision).await;
    let decide = |change: fn(&mut DecideRequest)| {
        let mut message = house.decide_request(hoa);
        change(&mut message);
        message
    };
    for (wrong, field) in [
        (decide(|message| (message.decided_total, message.reason) = (points(101), "x".to_owned())), "decided_total"),
        (decide(|message| (message.decided_total, message.reason) = (points(-1), "x".to_owned())), "decided_total"),
        (decide(|message| message.confirmed_zero = vec!["C9".to_owned()]), "confirmed_zero"),
    ] {
        let faults = house.faults(Who::Director, wrong).await;
        assert_eq!(faults, [field]);
    }
}
