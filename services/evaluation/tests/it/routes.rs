//! Who reviews and verifies is corrected, signed off, and then changed only with void sheets.

use proto::common::v1::{PostRole, Relation};
use proto::evaluation::v1::*;

use crate::house::{House, OTHER_AGENCY, Who, person};

async fn routes(house: &House, period: &str) -> Vec<Route> {
    let message = ListRoutesRequest { period_id: period.to_owned(), page: None, reason: String::new() };
    house.ask(Who::Hr, message).await.routes
}

async fn route_of(house: &House, period: &str, who: Who) -> Route {
    let all = routes(house, period).await;
    all.into_iter().find(|route| route.subject.as_ref().unwrap().person_id == who.id().to_string()).unwrap()
}

fn relation_to(route: &Route, who: Who) -> Option<Relation> {
    route.reviewers.iter().find(|reviewer| reviewer.person_id == who.id().to_string()).map(|reviewer| reviewer.relation())
}

fn change(house: &House, record_id: &str, remove: Option<Who>, add: Option<Who>) -> ChangeReviewerRequest {
    let id = |who: Option<Who>| who.map(|who| who.id().to_string()).unwrap_or_default();
    ChangeReviewerRequest {
        request_id: house.request_id(),
        record_id: record_id.to_owned(),
        remove_id: id(remove),
        add_id: id(add),
        add_relation: Relation::Peer.into(),
        reason: "Người thân trong gia đình".to_owned(),
        withdraw: false,
    }
}

fn head(house: &House, record_id: &str, who: Who) -> CorrectDirectHeadRequest {
    CorrectDirectHeadRequest {
        request_id: house.request_id(),
        record_id: record_id.to_owned(),
        person_id: who.id().to_string(),
        reason: "Nhầm thủ trưởng trực tiếp".to_owned(),
    }
}

async fn signed(house: &House, period: &str) -> bool {
    house.period(period).await.period.unwrap().routing_signed.is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_superior_is_corrected_before_the_360_and_the_head_signs_what_is_true() {
    let house = House::open().await;
    let period = house.self_open().await;
    let before = route_of(&house, &period, Who::Hoa).await;
    assert_eq!((before.direct_head_id.clone(), relation_to(&before, Who::Head)), (Who::Head.id().to_string(), Some(Relation::DirectHead)));
    let sign = || SignRoutingRequest { request_id: house.request_id(), period_id: period.clone() };
    for other in [Who::Hr, Who::Head] {
        assert_eq!(house.refusal(other, sign()).await, "FORBIDDEN");
    }
    house.sign_routing(Who::Director, &period).await;
    assert!(signed(&house, &period).await);

    let corrected = head(&house, &before.record_id, Who::Director);
    let after = house.ask(Who::Hr, corrected).await.route.unwrap();
    assert_eq!((after.direct_head_id, after.proposed.len()), (Who::Head.id().to_string(), 1), "it waits for the signature");
    let tasks = house.ask(Who::Director, ListMyTasksRequest {}).await.tasks;
    assert!(tasks.iter().any(|task| task.kind() == TaskKind::SignRouting && task.count == 1));
    house.sign_routing(Who::Director, &period).await;
    let after = route_of(&house, &period, Who::Hoa).await;
    assert_eq!(after.direct_head_id, Who::Director.id().to_string());
    assert_eq!((relation_to(&after, Who::Head), relation_to(&after, Who::Director)), (None, Some(Relation::DirectHead)));
    let change = &after.changes[0];
    assert_eq!((change.reason.as_str(), after.proposed.len()), ("Nhầm thủ trưởng trực tiếp", 0));
    assert_eq!(change.signed.as_ref().unwrap().person_id, Who::Director.id().to_string());
    house.submit_self(Who::Hoa, &before.record_id).await;
    house.advance(&period, PeriodState::Review360Open).await;
    assert!(house.sheets(Who::Director).await.iter().any(|sheet| sheet.record_id == before.record_id));
    let late = house.refusal(Who::Director, sign()).await;
    assert_eq!(late, "ROUTING_NOT_OPEN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn during_the_360_the_sheet_of_who_is_removed_becomes_void_and_who_is_added_gets_one() {
    let house = House::open().await;
    let period = house.self_open().await;
    let hoa = route_of(&house, &period, Who::Hoa).await.record_id;
    house.submit_self(Who::Hoa, &hoa).await;
    house.advance(&period, PeriodState::Review360Open).await;
    house.agree_to_all(Who::Binh).await;
    let of = async |who: Who| {
        let mine = house.ask(who, ListMySheetsRequest::default()).await;
        mine.sheets.into_iter().find(|sheet| sheet.record_id == hoa)
    };
    assert_eq!(of(Who::Binh).await.unwrap().state(), SheetState::Submitted);

    let swap = change(&house, &hoa, Some(Who::Binh), Some(Who::Director));
    for other in [Who::Hoa, Who::Head, Who::Director] {
        let refused = house.refusal(other, swap.clone()).await;
        assert_eq!(refused, "FORBIDDEN", "{other:?}");
    }
    house.ask(Who::Hr, swap.clone()).await;
    assert_eq!(of(Who::Binh).await.unwrap().state(), SheetState::Submitted, "nobody has signed");
    let withdraw = ChangeReviewerRequest { request_id: house.request_id(), withdraw: true, ..swap.clone() };
    let route = house.ask(Who::Hr, withdraw).await.route.unwrap();
    assert_eq!(route.proposed.len(), 0);
    let again = ChangeReviewerRequest { request_id: house.request_id(), ..swap };
    house.ask(Who::Hr, again).await;
    house.sign_routing(Who::Director, &period).await;
    let void = of(Who::Binh).await.unwrap();
    assert_eq!((void.state(), void.void_reason.as_str()), (SheetState::Void, "Người thân trong gia đình"));
    assert_eq!(of(Who::Director).await.unwrap().state(), SheetState::Assigned);
    let back = change(&house, &hoa, None, Some(Who::Binh));
    let refused = house.refusal(Who::Hr, back).await;
    assert_eq!(refused, "ASKED_ALREADY", "one sheet a person, subject and round");
    let oneself = change(&house, &hoa, None, Some(Who::Hoa));
    assert_eq!(house.refusal(Who::Hr, oneself).await, "REVIEWS_ONESELF");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_routes_gives_no_power_to_themself_nor_to_people_from_elsewhere_and_nobody_signs_for_themself() {
    let house = House::open().await;
    let mut nurse = person(Who::Stranger, "Hồ Thị Sen", OTHER_AGENCY, PostRole::Staff);
    nurse.posts[0].agency_id = OTHER_AGENCY.to_string();
    house.announce_person(Who::Stranger, &nurse, 1).await;
    house.heard().await;
    let period = house.self_open().await;
    let hoa = route_of(&house, &period, Who::Hoa).await.record_id;
    for (who, refused) in [(Who::Hr, "ROUTES_ONESELF"), (Who::Stranger, "PERSON_UNKNOWN"), (Who::Hoa, "REVIEWS_ONESELF")] {
        let verifier = house.refusal(Who::Hr, head(&house, &hoa, who));
        assert_eq!(verifier.await, refused, "{who:?} verifies");
        if who != Who::Hr {
            let reviewer = change(&house, &hoa, None, Some(who));
            let reviewer = house.refusal(Who::Hr, reviewer);
            assert_eq!(reviewer.await, refused, "{who:?} reviews");
        }
    }
    let director = route_of(&house, &period, Who::Director).await;
    let more = change(&house, &director.record_id, None, Some(Who::Hoa));
    house.ask(Who::Hr, more).await;
    house.sign_routing(Who::Director, &period).await;
    let waits = route_of(&house, &period, Who::Director).await;
    assert_eq!((waits.proposed.len(), waits.reviewers.len()), (1, director.reviewers.len()), "not by the one it is about");
    let tasks = house.ask(Who::Chairman, ListMyTasksRequest {}).await.tasks;
    assert!(tasks.iter().any(|task| task.kind() == TaskKind::SignRouting));
    house.sign_routing(Who::Chairman, &period).await;
    let signed = route_of(&house, &period, Who::Director).await;
    assert_eq!((signed.proposed.len(), signed.reviewers.len()), (0, director.reviewers.len() + 1));
}
