//! What is read by office leaves a trace, and who audits reads it.

use proto::common::v1::{TrailBreak, TrailBroken};
use proto::identity::v1 as api;
use regulation::{Grant, SystemRole};
use uuid::Uuid;

use crate::app::{ADMIN, App, CHIEF, HEAD, HR, PASSWORD, STAFF, answer, so};
use crate::organisation::id;

/// Why somebody reads.
const WHY: &str = "Thanh tra theo kế hoạch số 5";

/// A request of somebody with a role for the whole province, whom no list names.
fn by_role<T>(app: &App, role: SystemRole, message: T) -> tonic::Request<T> {
    let actor = regulation::Actor {
        person: Uuid::from_u128(77),
        grants: vec![Grant { role, agency: None }],
        serves: Vec::new(),
        session: Uuid::nil(),
    };
    let signer = rpc::Signer::from_pem(&app.keys.private_pem).unwrap();
    rpc::with_token(message, &signer.issue(&actor, "identity", Uuid::from_u128(1), app.now()).unwrap().0)
}

#[tokio::test]
async fn lists_tell_names_and_posts_and_a_whole_person_leaves_a_row() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    for email in [HR.1, STAFF.1, HEAD.1] {
        app.activated(email).await;
    }
    let reads = async || app.count("reads").await;
    let person_id = id(&app, STAFF.1).await;
    for role in [SystemRole::SnvAdmin, SystemRole::Auditor, SystemRole::ProvinceLeader, SystemRole::HigherAuthority] {
        let listed = answer(app.directory().list_people(by_role(&app, role, api::ListPeopleRequest::default())).await).unwrap().people;
        assert!(listed.len() > 4 && listed.iter().all(|person| person.facts.is_none() && !person.party_member), "{role:?}");
        let before = reads().await;
        let reason = WHY.to_owned();
        let whole = api::GetPersonRequest { person_id: person_id.clone(), reason: reason.clone(), ..Default::default() };
        let whole = answer(app.directory().get_person(by_role(&app, role, whole)).await).unwrap().person.unwrap();
        assert!(whole.facts.is_some() && reads().await == before + 1, "{role:?}");
        let before = reads().await;
        let accounts = api::ListAccountsRequest { reason, ..Default::default() };
        answer(app.accounts().list_accounts(by_role(&app, role, accounts)).await).unwrap();
        assert_eq!(reads().await, before + 1, "{role:?}");
    }
    let before = reads().await;
    for by in [STAFF.1, HEAD.1] {
        let whole = api::GetPersonRequest { person_id: person_id.clone(), ..Default::default() };
        answer(app.directory().get_person(app.by(by, whole).await).await).unwrap();
    }
    assert_eq!(reads().await, before, "oneself and one's own people");
    let told = by_role(&app, SystemRole::Auditor, api::ListReadsRequest { agency_id, ..Default::default() });
    let told = answer(app.accounts().list_reads(told).await).unwrap();
    assert!(told.problem.is_empty() && told.reads.iter().any(|read| read.about == "PERSON" && read.about_id == person_id));
}

#[tokio::test]
async fn an_auditor_who_does_not_say_why_sees_names_and_posts_alone() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let person_id = id(&app, STAFF.1).await;
    let before = app.count("reads").await;
    for reason in ["", " ", "\u{200b}"] {
        let reason = reason.to_owned();
        let passing = api::GetPersonRequest { person_id: person_id.clone(), reason: reason.clone(), ..Default::default() };
        let passing = answer(app.directory().get_person(by_role(&app, SystemRole::Auditor, passing)).await);
        let outline = passing.is_ok_and(|told| told.person.is_some_and(|person| person.facts.is_none()) && told.birth_date.is_none());
        assert!(outline, "{reason:?}");
        let accounts = api::ListAccountsRequest { reason: reason.clone(), ..Default::default() };
        let refused = answer(app.accounts().list_accounts(by_role(&app, SystemRole::Auditor, accounts)).await).unwrap_err();
        assert_eq!(refused.reason, "READ_REASON_NEEDED");
        let events = api::ListAccountEventsRequest { person_id: person_id.clone(), reason, ..Default::default() };
        let refused = answer(app.accounts().list_account_events(by_role(&app, SystemRole::Auditor, events)).await).unwrap_err();
        assert_eq!(refused.reason, "READ_REASON_NEEDED");
    }
    assert_eq!(app.count("reads").await, before);
}

#[tokio::test]
async fn an_auditor_reads_who_was_turned_away_and_says_why() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    app.sign_in(STAFF.1, "sai mat khau hoan toan").await.unwrap_err();
    app.sign_in("khong.co@quangtri.gov.vn", "sai mat khau hoan toan").await.unwrap_err();
    app.clock.advance(chrono::TimeDelta::seconds(2));
    app.sign_in(STAFF.1, PASSWORD).await.unwrap();
    let read = async |role, reason: &str| {
        let message = api::ListDenialsRequest { reason: reason.to_owned(), ..Default::default() };
        answer(app.accounts().list_denials(by_role(&app, role, message)).await)
    };
    assert_eq!(read(SystemRole::SnvAdmin, "Kiểm tra").await.unwrap_err().reason, "NOT_FOUND");
    assert_eq!(read(SystemRole::Auditor, " ").await.unwrap_err().reason, "READ_REASON_NEEDED");
    let denials = read(SystemRole::Auditor, "Thanh tra theo kế hoạch").await.unwrap().denials;
    assert_eq!(denials.len(), 2, "a right password is none");
    assert!(denials.iter().all(|denial| denial.reason == "PASSWORD") && denials[0].login_mark != denials[1].login_mark);
    assert_eq!(denials.iter().filter(|denial| !denial.person_id.is_empty()).count(), 1);
    assert_eq!(app.count("reads WHERE about = 'DENIALS' AND reason = 'Thanh tra theo kế hoạch'").await, 1);
}

#[tokio::test]
async fn auditors_and_administrators_are_told_where_a_trail_is_broken() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(CHIEF.1).await;
    let trail = TrailBreak { service: "evaluation".to_owned(), breaks: 2, places: vec!["audit 1".to_owned()] };
    let worse = TrailBreak { breaks: 3, ..trail.clone() };
    // Two replicas find the same.
    for found in [trail.clone(), trail, worse] {
        app.hears("evaluation", &TrailBroken { trail: Some(found) }).await;
    }
    let admin = id(&app, ADMIN).await;
    let told = format!("notices WHERE document ->> 'kind' = 'TRAIL_BROKEN' AND person_id = '{admin}'");
    app.comes(&format!("{told} AND document ->> 'text' LIKE '%có 3 chỗ%'")).await;
    assert_eq!(app.count(&told).await, 2, "each once");
    assert_eq!(app.count("notices WHERE document ->> 'kind' = 'TRAIL_BROKEN'").await, 2, "and nobody else");
}
