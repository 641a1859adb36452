//! The life of a record, from the snapshot to the published result.

use proto::common::v1::{Class, PageRequest, Relation};
use proto::evaluation::v1::*;

use crate::house::{House, Who, day};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_snapshot_gives_everybody_their_way() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    let state = async |who: Who| {
        let record = house.record(Who::Hr, &records[&who.id()]).await;
        (record.state(), record.not_evaluated_reason)
    };
    assert_eq!(records.len(), 8);
    assert_eq!(state(Who::Hoa).await, (RecordState::SelfDraft, String::new()));
    assert_eq!(state(Who::Newcomer).await.0, RecordState::PaperEntry);
    assert_eq!(state(Who::Student).await, (RecordState::NotEvaluated, "TRAINING".to_owned()));
    let hoa = house.record(Who::Hoa, &records[&Who::Hoa.id()]).await;
    assert_eq!((hoa.direct_head_id, hoa.decider_id), (Who::Head.id().to_string(), Who::Director.id().to_string()));
    assert_eq!(hoa.form.unwrap().form_id, "MAU02_ND56");
    let director = house.record(Who::Director, &records[&Who::Director.id()]).await;
    assert_eq!((director.direct_head_id.as_str(), director.decider_id.as_str()), ("", ""));
    assert_eq!(house.period(&period).await.period.unwrap().snapshot_on, day("2019-11-20"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_record_lives_from_draft_to_published() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = &records[&Who::Hoa.id()];
    assert_eq!(house.record(Who::Head, hoa).await.state(), RecordState::MinutesReady);
    assert!(house.tasks(Who::Head).await.contains(&(TaskKind::Verify, "Lê Thị Hoa".to_owned())));

    for who in [Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        let message = house.verify_request(&records[&who.id()]);
        house.ask(Who::Head, message).await;
    }
    let message = house.verify_request(&records[&Who::Head.id()]);
    house.ask(Who::Director, message).await;
    house.advance(&period, PeriodState::Decision).await;
    assert!(house.tasks(Who::Chairman).await.contains(&(TaskKind::Decide, "Trần Công Đạt".to_owned())), "nobody verifies the director");
    for who in [Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr, Who::Head] {
        let message = house.decide_request(&records[&who.id()]);
        house.ask(Who::Director, message).await;
    }
    let message = house.decide_request(&records[&Who::Director.id()]);
    house.ask(Who::Chairman, message).await;

    let paper = &records[&Who::Newcomer.id()];
    house.ask(Who::Hr, house.paper_request(paper)).await;
    assert!(house.tasks(Who::SecondHr).await.contains(&(TaskKind::CheckPaper, "Hồ Thị Mai".to_owned())));
    let message = ConfirmPaperRequest { request_id: house.request_id(), record_id: paper.clone() };
    house.ask(Who::SecondHr, message).await;

    assert_eq!(house.period(&period).await.awaiting_result, 6, "every decision waits for its result");
    let publish = || PublishResultsRequest { request_id: house.request_id(), period_id: period.clone() };
    let reason = house.refusal(Who::Director, publish()).await;
    assert_eq!(reason, "RESULTS_AWAITED");
    let own = house.record(Who::Hoa, hoa).await;
    assert!(own.decision.is_none() && own.outcome.is_none() && own.verification.is_none(), "not before it is public");
    for who in [Who::Director, Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        house.confirm(&records[&who.id()]).await;
    }
    assert!(house.tasks(Who::Director).await.iter().any(|(kind, _)| *kind == TaskKind::Publish));
    let answer = house.ask(Who::Director, publish()).await;
    assert_eq!((answer.published, answer.period.unwrap().state()), (7, PeriodState::Published));

    let own = house.record(Who::Hoa, hoa).await;
    let outcome = own.outcome.unwrap();
    assert_eq!((own.state, outcome.class(), outcome.total.unwrap().hundredths), (RecordState::Published.into(), Class::Htt, 8600));
    let fields: Vec<FormField> = own.form.unwrap().sections.into_iter().flat_map(|section| section.fields).collect();
    let text = |key: &str| fields.iter().find(|field| field.key == key).unwrap().text.clone();
    assert_eq!(text("ket_qua_phan_loai"), "HTT");
    assert!(text("y_kien_tap_the").starts_with("Theo Biên bản số 0"));
    assert_eq!(house.tasks(Who::Hoa).await, [(TaskKind::ReadResult, "Lê Thị Hoa".to_owned())]);
    let paper = house.record(Who::Newcomer, paper).await;
    assert_eq!(paper.outcome.unwrap().total.unwrap().hundredths, 8600);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scoring_again_makes_the_next_edition() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let hoa = &records[&Who::Hoa.id()];
    let list = || ListMinutesRequest { page: None, period_id: period.clone(), ..Default::default() };
    let office = async || {
        let all = house.ask(Who::Head, list()).await.minutes;
        all.into_iter().filter(|minutes| minutes.unit_name == "Văn phòng").collect::<Vec<_>>()
    };
    let first = office().await;
    assert_eq!(first.iter().map(|minutes| minutes.edition).collect::<Vec<_>>(), [1]);
    let of_unit = ListMinutesRequest { unit_id: first[0].unit_id.clone(), ..list() };
    let asked = house.ask(Who::Head, of_unit).await.minutes;
    assert_eq!(asked, first, "those of one unit, when they are asked for");
    let one_a_page = || ListMinutesRequest { page: Some(PageRequest { page_size: 1, ..PageRequest::default() }), ..list() };
    let elsewhere = house.ask(Who::OtherHr, one_a_page()).await;
    assert_eq!((elsewhere.minutes.len(), elsewhere.page.unwrap_or_default().next_page_token.as_str()), (0, ""), "nothing to count");
    assert_eq!(house.ask(Who::Head, one_a_page()).await.minutes.len(), 1);
    let message = AskRescoreRequest {
        request_id: house.request_id(),
        record_id: hoa.clone(),
        scope: RescoreScope::Both.into(),
        reason: "Chênh lệch lớn".to_owned(),
    };
    let record = house.ask(Who::Head, message).await.record.unwrap();
    assert_eq!((record.state(), record.round), (RecordState::SelfDraft, 2));
    let message = GetSelfDraftRequest { record_id: hoa.clone() };
    let draft = house.ask(Who::Hoa, message).await;
    assert_eq!(draft.content.unwrap().scores.len(), 2, "begins with what was submitted");
    let record = house.submit_self(Who::Hoa, hoa).await;
    assert_eq!((record.state(), record.self_.unwrap().submission), (RecordState::In360, 2));
    for who in [Who::Head, Who::Binh, Who::Hr, Who::SecondHr] {
        assert_eq!(house.sheets(who).await.len(), 1, "{who:?}");
        house.agree_to_all(who).await;
    }
    assert_eq!(house.period(&period).await.awaiting_result, 1, "the last answer closed it");
    house.confirm(hoa).await;
    testkit::until("the next edition", async || house.record(Who::Head, hoa).await.state() == RecordState::MinutesReady).await;
    let editions = office().await;
    assert_eq!(editions.iter().map(|minutes| minutes.edition).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(editions[1].subjects, 5, "the whole unit, as it now is");
    assert_eq!((&editions[1].replaces_number, editions[1].replaces_edition), (&editions[0].number, 1), "it says what it replaces");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_submits_late_is_reviewed_late() {
    let house = House::open().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    house.advance(&period, PeriodState::Review360Open).await;
    assert!(house.sheets(Who::Head).await.is_empty());
    let record = house.submit_self(Who::Hoa, &records[&Who::Hoa.id()]).await;
    assert_eq!(record.state(), RecordState::In360);
    let sheets = house.sheets(Who::Head).await;
    assert_eq!(sheets.iter().map(Sheet::relation).collect::<Vec<_>>(), [Relation::DirectHead]);
    assert!(house.sheets(Who::Student).await.is_empty(), "away for most of the year");
    let message = GetSheetRequest { sheet_id: sheets[0].sheet_id.clone() };
    let asked = house.ask(Who::Head, message).await;
    assert_eq!(asked.self_.unwrap().scores.len(), 2);
    assert_eq!(asked.criteria_set_id, crate::house::SET);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn colleagues_read_the_minutes_without_names() {
    let house = House::open().await;
    let (period, _) = house.direct_review().await;
    let list = ListMinutesRequest { page: None, period_id: period.clone(), ..Default::default() };
    let minutes = house.ask(Who::Binh, list).await.minutes;
    assert_eq!(minutes.len(), 1, "only those of one's own unit");
    let get = || GetMinutesRequest { minutes_id: minutes[0].minutes_id.clone(), ..Default::default() };
    let names = async |who: Who| {
        let minutes = house.ask(who, get()).await.minutes.unwrap();
        let opinions = minutes
            .entries
            .into_iter()
            .map(|entry| (entry.full_name, entry.opinions.into_iter().filter(|opinion| !opinion.rater_name.is_empty()).count()));
        opinions.collect::<std::collections::BTreeMap<_, _>>()
    };
    assert!(names(Who::Binh).await.values().all(|named| *named == 0));
    assert!(names(Who::Hr).await.values().all(|named| *named == 0), "HR scores nobody and need not know who did");
    let head = names(Who::Head).await;
    assert_eq!((head["Lê Thị Hoa"], head["Võ Viết Hậu"]), (4, 0), "a head knows, but not who judged the head");
    assert!(names(Who::Director).await["Võ Viết Hậu"] > 0);
    let merged_below = async |who: Who| house.ask(who, get()).await.minutes.unwrap().groups_merged_below;
    assert_eq!(merged_below(Who::Binh).await, 3, "who may see less is told from how many sheets on a group is shown");
    assert_eq!(merged_below(Who::Director).await, 0);
}
