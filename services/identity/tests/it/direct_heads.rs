//! The head of an agency puts somebody in charge of somebody else, where units and posts say another one.

use proto::identity::v1 as api;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, OTHER_CHIEF, SO, STAFF, answer, list, request_id, so};
use crate::organisation::{Appointment, REASON, appoint, head_of, id, personnel, two_agencies};

/// Orders it; the reason of a refusal.
async fn order(app: &App, by: &str, person_id: &str, head_id: &str) -> Result<api::Person, String> {
    let message = api::OrderDirectHeadRequest {
        request_id: request_id(),
        person_id: person_id.to_owned(),
        head_id: head_id.to_owned(),
        reason: REASON.to_owned(),
    };
    let ordered = answer(personnel(app).order_direct_head(app.by(by, message).await).await);
    ordered.map(|ordered| ordered.person.unwrap()).map_err(|problem| problem.reason)
}

/// A Sở of five whose director signs in.
async fn department() -> App {
    let (app, _) = two_agencies().await;
    for email in [CHIEF.1, OTHER_CHIEF.1] {
        app.activated(email).await;
    }
    app
}

#[tokio::test]
async fn the_deputy_in_charge_leads_until_the_order_is_taken_back_and_lists_change_nothing_of_it() {
    let app = department().await;
    let (staff, deputy, head) = (id(&app, STAFF.1).await, id(&app, DEPUTY.1).await, id(&app, HEAD.1).await);
    let ordered = order(&app, CHIEF.1, &staff, &deputy).await.unwrap();
    assert_eq!((ordered.direct_head_id.as_str(), ordered.posts[0].ordered_head_id.as_str()), (deputy.as_str(), deputy.as_str()));
    assert_eq!(head_of(&app, HR.1).await, head, "nobody else's head");
    let told =
        format!("notices WHERE document ->> 'title' = 'Thủ trưởng trực tiếp thay đổi' AND person_id IN ('{staff}', '{deputy}', '{head}')");
    assert_eq!(app.count(&told).await, 3, "whom it concerns");
    assert_eq!(order(&app, CHIEF.1, &staff, &deputy).await.unwrap().version, ordered.version, "it is so already");

    app.imported(so()).await;
    assert_eq!(head_of(&app, STAFF.1).await, deputy, "the same list again");
    let another_footing = (STAFF.0, STAFF.1, STAFF.2, STAFF.3, "Viên chức", STAFF.5, STAFF.6);
    app.imported(list(&SO, &[CHIEF, DEPUTY, HEAD, HR, another_footing])).await;
    assert_eq!(head_of(&app, STAFF.1).await, deputy, "a post that changes in place stays under them");
    let back = order(&app, CHIEF.1, &staff, "").await.unwrap();
    assert_eq!((back.direct_head_id, back.posts[0].ordered_head_id.as_str()), (head.clone(), ""));

    order(&app, CHIEF.1, &staff, &deputy).await.unwrap();
    let demoted = Appointment(DEPUTY.1, "H50.6-VP", "Chuyên viên", api::PostKind::Main, "2019-11-04", "");
    appoint(&app, ADMIN, demoted).await.unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, head, "who leads nothing any more leads nobody by an old order");
}

#[tokio::test]
async fn nobody_but_the_head_of_the_agency_orders_it_and_nobody_learns_who_is_there() {
    let app = department().await;
    let (staff, deputy) = (id(&app, STAFF.1).await, id(&app, DEPUTY.1).await);
    for by in [STAFF.1, HEAD.1, HR.1, ADMIN, OTHER_CHIEF.1] {
        for person in [staff.as_str(), "0190a000-0000-7000-8000-000000000000"] {
            assert_eq!(order(&app, by, person, &deputy).await.unwrap_err(), "HEAD_ORDER_NOT_YOURS", "{by} {person}");
        }
    }
    let chief = id(&app, CHIEF.1).await;
    assert_eq!(order(&app, CHIEF.1, &chief, &deputy).await.unwrap_err(), "HEAD_ORDER_NOT_YOURS", "nor of oneself");
}

#[tokio::test]
async fn only_who_leads_in_the_agency_and_stands_not_below_leads_by_order() {
    let app = department().await;
    let chief = id(&app, CHIEF.1).await;
    let [deputy, head, hr, staff, elsewhere] =
        [id(&app, DEPUTY.1).await, id(&app, HEAD.1).await, id(&app, HR.1).await, id(&app, STAFF.1).await, id(&app, OTHER_CHIEF.1).await];
    let refused = async |person: &str, head: &str| order(&app, CHIEF.1, person, head).await.unwrap_err();
    assert_eq!(refused(&staff, &staff).await, "HEAD_OF_ONESELF");
    assert_eq!(refused(&staff, &hr).await, "HEAD_NOT_LEADING", "leads nobody");
    assert_eq!(refused(&staff, &elsewhere).await, "HEAD_NOT_LEADING", "leads another agency");
    assert_eq!(refused(&deputy, &head).await, "HEAD_OF_AGENCY", "deputies of the director answer to the director");
    assert_eq!(order(&app, CHIEF.1, &head, &deputy).await.unwrap().direct_head_id, deputy);
    assert_eq!(order(&app, CHIEF.1, &staff, &chief).await.unwrap().direct_head_id, chief, "the director takes charge themself");

    // A deputy of the office answers to its head, and cannot lead them.
    let with_deputy = Appointment(STAFF.1, "H50.6-VP", "Phó Chánh Văn phòng", api::PostKind::Main, "2019-11-04", "");
    appoint(&app, HR.1, with_deputy).await.unwrap();
    assert_eq!(refused(&head, &staff).await, "HEAD_BELOW");
}

#[tokio::test]
async fn an_order_that_would_close_a_circle_later_counts_no_more() {
    let app = department().await;
    let [deputy, head, staff] = [id(&app, DEPUTY.1).await, id(&app, HEAD.1).await, id(&app, STAFF.1).await];
    // The deputy leads the office, and then becomes the deputy of its head.
    order(&app, CHIEF.1, &head, &deputy).await.unwrap();
    let moved = Appointment(DEPUTY.1, "H50.6-VP", "Phó Chánh Văn phòng", api::PostKind::Main, "2019-11-04", "");
    appoint(&app, ADMIN, moved).await.unwrap();
    assert_eq!(
        (head_of(&app, DEPUTY.1).await, head_of(&app, HEAD.1).await),
        (head, id(&app, CHIEF.1).await),
        "nobody leads their own head"
    );
    assert_ne!(head_of(&app, STAFF.1).await, staff);
}

#[tokio::test]
async fn who_comes_to_lead_the_agency_is_led_by_nobody_s_order() {
    let app = department().await;
    let (head, deputy) = (id(&app, HEAD.1).await, id(&app, DEPUTY.1).await);
    order(&app, CHIEF.1, &head, &deputy).await.unwrap();
    let post_id = app.person(HEAD.1).await.posts[0].post_id.clone();
    let role = proto::common::v1::PostRole::AgencyDeputy.into();
    let message = api::CorrectPostRoleRequest { request_id: request_id(), person_id: head, post_id, role, reason: REASON.to_owned() };
    answer(personnel(&app).correct_post_role(app.by(ADMIN, message).await).await).unwrap();
    assert_eq!(head_of(&app, HEAD.1).await, id(&app, CHIEF.1).await);
}
