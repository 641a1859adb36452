//! What is refused, and by what name; repeating changes nothing.

use proto::common::v1::Class;
use proto::evaluation::v1::*;

use crate::house::{AGENCY, House, OTHER_AGENCY, Who, deadlines, score};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_period_is_opened_once_with_what_is_known() {
    let house = House::open().await;
    let period = house.open_period().await;
    let open = |agency: uuid::Uuid, pack: &str, year| OpenPeriodRequest {
        request_id: house.request_id(),
        agency_id: agency.to_string(),
        year,
        pack_id: pack.to_owned(),
        deadlines: Some(deadlines()),
        special_duty: false,
        packs: Vec::new(),
        publish_to_colleagues: None,
    };
    let reason = async |message| house.refusal(Who::Admin, message).await;
    assert_eq!(reason(open(AGENCY, "QT-2019", 2019)).await, "PERIOD_EXISTS");
    assert_eq!(reason(open(OTHER_AGENCY, "QT-2030", 2019)).await, "PACK_UNKNOWN");
    assert_eq!(reason(open(OTHER_AGENCY, "QT-2019", 2010)).await, "PACK_NOT_VALID");
    assert_eq!(reason(open(OTHER_AGENCY, "QT-2019", 2020)).await, "YEAR_NOT_BEGUN");
    assert_eq!(reason(open(uuid::Uuid::from_u128(999), "QT-2019", 2019)).await, "UNIT_UNKNOWN");
    assert_eq!(reason(OpenPeriodRequest { deadlines: None, ..open(OTHER_AGENCY, "QT-2019", 2019) }).await, "DAY_INVALID");
    let step = house.advance_request(&period, PeriodState::SelfOpen);
    assert_eq!(house.refusal(Who::Hr, step).await, "PERIOD_STEP_WRONG");
    let again = house.advance(&period, PeriodState::Planned).await;
    assert_eq!(again.version, 1, "it is there already");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_submits_once() {
    let house = House::open().await;
    let period = house.self_open().await;
    let hoa = house.records(&period).await.remove(&Who::Hoa.id()).unwrap();
    let message = house.submit_request(&hoa);
    let call = async || house.ask(Who::Hoa, message.clone()).await.record.unwrap();
    let (one, other) = tokio::join!(call(), call());
    assert_eq!(one, other);
    assert_eq!(house.submit_self(Who::Hoa, &hoa).await.version, one.version, "another click on another page");
    let mut changed = house.submit_request(&hoa);
    changed.content.as_mut().unwrap().scores = vec![score("C1", 54), score("C2", 34)];
    assert_eq!(house.refusal(Who::Hoa, changed).await, "RECORD_STATE_WRONG");
    let kind = "congtam.evaluation.v1.RecordChanged";
    let announced = async || {
        let id: uuid::Uuid = hoa.parse().unwrap();
        let published = house.bus.published();
        let versions: Vec<i64> =
            published.iter().filter(|event| event.aggregate == id && event.kind == kind).map(|event| event.version).collect();
        (versions.len() >= 2).then_some(versions)
    };
    assert_eq!(testkit::eventually("the submission is announced", announced).await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_self_assessment_is_checked_field_by_field() {
    let house = House::open().await;
    let period = house.self_open().await;
    let mut records = house.records(&period).await;
    let hoa = records.remove(&Who::Hoa.id()).unwrap();
    let with = |change: fn(&mut SelfContent)| {
        let mut message = house.submit_request(&hoa);
        change(message.content.as_mut().unwrap());
        message
    };
    let reason = async |message| house.refusal(Who::Hoa, message).await;
    assert_eq!(reason(with(|content| drop(content.scores.pop()))).await, "SELF_ASSESSMENT_INCOMPLETE");
    assert_eq!(reason(with(|content| content.answers.clear())).await, "SELF_ASSESSMENT_INCOMPLETE");
    assert_eq!(reason(with(|content| content.declared_class = Class::Unspecified.into())).await, "SELF_ASSESSMENT_INCOMPLETE");
    assert_eq!(reason(with(|content| content.declared_class = Class::Htxs.into())).await, "SELF_CONFLICT");
    let binh = house.submit_request(&records[&Who::Binh.id()]);
    assert_eq!(house.refusal(Who::Binh, binh).await, "PARTY_COMMENT_MISSING");
    let mut attach = house.attach_request(&records[&Who::Binh.id()]);
    attach.file.as_mut().unwrap().content = b"MZ...".to_vec();
    assert_eq!(house.refusal(Who::Binh, attach).await, "FILE_INVALID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_wait_for_their_turn() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = &records[&Who::Hoa.id()];
    let decide = house.decide_request(hoa);
    assert_eq!(house.refusal(Who::Director, decide).await, "RECORD_STATE_WRONG");
    let silent = VerifyRequest { comment: " ".to_owned(), ..house.verify_request(hoa) };
    assert_eq!(house.refusal(Who::Head, silent).await, "TEXT_MISSING");
    house.ask(Who::Head, house.verify_request(hoa)).await;
    let decide = house.decide_request(hoa);
    assert_eq!(house.refusal(Who::Director, decide).await, "NOT_AT_THIS_STAGE");
    let publish = || PublishResultsRequest { request_id: house.request_id(), period_id: period.clone() };
    assert_eq!(house.refusal(Who::Director, publish()).await, "PERIOD_STEP_WRONG");
    house.advance(&period, PeriodState::Decision).await;
    assert_eq!(house.refusal(Who::Director, publish()).await, "RECORDS_UNDECIDED");
    let another_total = DecideRequest { decided_total: crate::house::points(84), ..house.decide_request(hoa) };
    assert_eq!(house.refusal(Who::Director, another_total).await, "TEXT_MISSING");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_head_has_not_seen_is_not_written_over() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = &records[&Who::Hoa.id()];
    // Two windows with the same page: the second knows nothing of what the first said.
    let read = house.record(Who::Head, hoa).await.version;
    let first = VerifyRequest { expected_version: read, ..house.verify_request(hoa) };
    let said = house.ask(Who::Head, first.clone()).await.record.unwrap();
    let second = VerifyRequest { comment: "Ý kiến của cửa sổ thứ hai".to_owned(), ..first.clone() };
    let second = VerifyRequest { request_id: house.request_id(), ..second };
    assert_eq!(house.refusal(Who::Head, second.clone()).await, "CHANGED_MEANWHILE");
    // The same words again take nothing away, whoever has read what.
    house.ask(Who::Head, VerifyRequest { request_id: house.request_id(), ..first }).await;
    let knowingly = VerifyRequest { request_id: house.request_id(), expected_version: said.version, ..second };
    house.ask(Who::Head, knowingly).await;
    house.advance(&period, PeriodState::Decision).await;
    let unseen = DecideRequest { expected_version: said.version, ..house.decide_request(hoa) };
    assert_eq!(house.refusal(Who::Director, unseen).await, "CHANGED_MEANWHILE");
    let seen = DecideRequest { expected_version: house.record(Who::Director, hoa).await.version, ..house.decide_request(hoa) };
    house.ask(Who::Director, seen).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_is_given_once_and_in_time() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    house.advance(&period, PeriodState::Review360Open).await;
    let [binh, head] = [house.sheets(Who::Binh).await.remove(0), house.sheets(Who::Head).await.remove(0)];
    let given = house.agree(Who::Binh, &binh.sheet_id).await;
    assert_eq!(given.scores.len(), 2, "a copy of the self-score");
    assert_eq!(house.agree(Who::Binh, &binh.sheet_id).await.version, given.version);
    let other = SubmitReviewRequest {
        request_id: house.request_id(),
        sheet_id: binh.sheet_id.clone(),
        limits: "Khác".to_owned(),
        agree: true,
        ..SubmitReviewRequest::default()
    };
    assert_eq!(house.refusal(Who::Binh, other).await, "REVIEW_SUBMITTED");
    let theirs = SubmitReviewRequest {
        request_id: house.request_id(),
        sheet_id: head.sheet_id.clone(),
        agree: true,
        ..SubmitReviewRequest::default()
    };
    assert_eq!(house.refusal(Who::Binh, theirs).await, "NOT_FOUND");
    house.advance(&period, PeriodState::Minutes).await;
    assert!(house.tasks(Who::Head).await.iter().all(|(kind, _)| *kind != TaskKind::Review));
    let late =
        SubmitReviewRequest { request_id: house.request_id(), sheet_id: head.sheet_id, agree: true, ..SubmitReviewRequest::default() };
    assert_eq!(house.refusal(Who::Head, late).await, "REVIEW_CLOSED");
    let early = house.advance_request(&period, PeriodState::DirectReview);
    assert_eq!(house.refusal(Who::Hr, early).await, "RESULTS_AWAITED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_kept_over_the_version_it_was_made_on() {
    let house = House::open().await;
    let period = house.self_open().await;
    let hoa = house.records(&period).await.remove(&Who::Hoa.id()).unwrap();
    let save = |expected_version| SaveSelfDraftRequest {
        request_id: house.request_id(),
        record_id: hoa.clone(),
        content: Some(crate::house::content()),
        expected_version,
    };
    let kept = async |message: SaveSelfDraftRequest| house.ask(Who::Hoa, message).await.version;
    assert_eq!((kept(save(0)).await, kept(save(1)).await), (1, 2));
    assert_eq!(house.refusal(Who::Hoa, save(1)).await, "CHANGED_MEANWHILE");
    let draft = house.ask(Who::Hoa, GetSelfDraftRequest { record_id: hoa.clone() }).await;
    assert_eq!((draft.version, draft.content.unwrap()), (2, crate::house::content()));
}
