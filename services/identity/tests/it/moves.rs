//! What moving people brings about for others.

use proto::common::v1::PostRole;
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, OTHER_CHIEF, STAFF, answer, request_id};
use crate::organisation::{Appointment, REASON, appoint, closing, day, head_of, id, personnel, problems, reorganise, two_agencies, units};

async fn end_post(app: &App, by: &str, email: &str, kind: api::PostKind, last_on: &str) -> Result<api::Person, Problem> {
    let person = app.person(email).await;
    let post = person.posts.iter().find(|post| post.kind() == kind).expect("such a post");
    let message = api::EndPostRequest {
        request_id: request_id(),
        person_id: person.person_id.clone(),
        post_id: post.post_id.clone(),
        last_on: day(last_on),
        reason: REASON.to_owned(),
    };
    answer(personnel(app).end_post(app.by(by, message).await).await).map(|answer| answer.person.unwrap())
}

async fn leaves(app: &App, email: &str) {
    let message = api::RecordLeavingRequest {
        request_id: request_id(),
        person_id: id(app, email).await,
        last_on: day("2019-11-03"),
        reason: "Nghỉ hưu".to_owned(),
    };
    answer(personnel(app).record_leaving(app.by(ADMIN, message).await).await).unwrap();
}

async fn told(app: &App, email: &str, words: &str) -> i64 {
    let person = id(app, email).await;
    app.count(&format!("notices WHERE person_id = '{person}' AND strpos(document::text, '{words}') > 0")).await
}

const AWAY: Appointment<'static> = Appointment(STAFF.1, "H50.7", "Chuyên viên", api::PostKind::Secondment, "2019-11-01", "2020-04-30");

#[tokio::test]
async fn who_comes_back_from_a_secondment_answers_to_the_head_at_home() {
    let (app, _) = two_agencies().await;
    appoint(&app, ADMIN, AWAY).await.unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, OTHER_CHIEF.1).await);
    let back = end_post(&app, ADMIN, STAFF.1, api::PostKind::Secondment, "2019-11-03").await.unwrap();
    assert_eq!((back.direct_head_id, back.agency_head_id), (id(&app, HEAD.1).await, id(&app, CHIEF.1).await));
}

#[tokio::test]
async fn hr_ends_no_secondment_to_another_agency_by_the_way() {
    let (app, _) = two_agencies().await;
    appoint(&app, ADMIN, AWAY).await.unwrap();
    let moved = Appointment(STAFF.1, "H50.6-BGD", "Chuyên viên", api::PostKind::Main, "2019-11-04", "");
    assert_eq!(appoint(&app, HR.1, moved).await.unwrap_err().reason, "POSTS_NOT_YOURS");
    let moved = Appointment(STAFF.1, "H50.6-BGD", "Chuyên viên", api::PostKind::Main, "2019-11-04", "");
    let facts = appoint(&app, ADMIN, moved).await.unwrap().facts.unwrap();
    assert_eq!(facts.transferred_on, None, "home again is no transfer");
}

#[tokio::test]
async fn a_head_who_sits_in_another_agency_stays_head_whatever_else_changes() {
    let (app, _) = two_agencies().await;
    leaves(&app, HEAD.1).await;
    let lent = Appointment(OTHER_CHIEF.1, "H50.6-VP", "Chánh Văn phòng", api::PostKind::Concurrent, "2019-11-04", "");
    appoint(&app, ADMIN, lent).await.unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, OTHER_CHIEF.1).await);
    let elsewhere = Appointment(DEPUTY.1, "H50.6", "Chuyên viên", api::PostKind::Concurrent, "2019-11-04", "");
    appoint(&app, ADMIN, elsewhere).await.unwrap();
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, OTHER_CHIEF.1).await);
}

#[tokio::test]
async fn a_move_tells_who_hands_over_from_when_and_the_head_who_is_left() {
    let (app, _) = two_agencies().await;
    let later = Appointment(STAFF.1, "H50.6-BGD", "Chuyên viên", api::PostKind::Main, "2019-12-02", "");
    appoint(&app, HR.1, later).await.unwrap();
    assert_eq!(told(&app, STAFF.1, "Ban Giám đốc, từ ngày 02/12/2019").await, 1);
    assert_eq!(told(&app, HEAD.1, "bàn giao").await, 1, "the head who is left sees to the open work");
    assert_eq!(told(&app, CHIEF.1, "thuộc quyền phê duyệt").await, 0, "not yet");
}

#[tokio::test]
async fn only_heads_delegate_the_delegate_is_told_and_it_ends_when_either_leaves_the_agency() {
    let (app, _) = two_agencies().await;
    let delegate = async |by: &str, to: &str| {
        let delegate_id = id(&app, to).await;
        let (from, until) = (day("2019-11-04"), day("2019-11-29"));
        let message = api::DelegateRequest { request_id: request_id(), delegate_id, from, until, reason: "Đi học".to_owned() };
        answer(personnel(&app).delegate(app.by(by, message).await).await)
    };
    assert_eq!(delegate(STAFF.1, HR.1).await.unwrap_err().reason, "DELEGATION_REFUSED", "leads nobody");
    delegate(HEAD.1, STAFF.1).await.unwrap();
    assert_eq!(told(&app, STAFF.1, "ủy quyền").await, 1);
    let moved = Appointment(STAFF.1, "H50.7", "Chuyên viên", api::PostKind::Main, "2019-11-04", "");
    appoint(&app, ADMIN, moved).await.unwrap();
    let mine = personnel(&app).list_my_delegations(app.by(HEAD.1, api::ListMyDelegationsRequest::default()).await).await;
    assert_eq!(answer(mine).unwrap().delegations, []);
}

#[tokio::test]
async fn a_problem_is_told_for_the_day_that_is_asked_about() {
    let (app, agency) = two_agencies().await;
    for email in [HEAD.1, CHIEF.1] {
        leaves(&app, email).await;
    }
    let reasons = async |as_of: &str| -> Vec<String> {
        let message = api::ListPersonnelProblemsRequest { agency_id: agency.clone(), as_of: day(as_of), ..Default::default() };
        let listed = answer(personnel(&app).list_personnel_problems(app.by(HR.1, message).await).await).unwrap();
        listed.problems.into_iter().map(|problem| problem.reason).collect()
    };
    assert!(problems(&app, HR.1, &agency).await.unwrap().contains(&"NO_DIRECT_HEAD".to_owned()));
    assert_eq!(reasons("2019-11-03").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_title_in_another_kind_of_unit_is_another_role() {
    let (app, _) = two_agencies().await;
    let commune = api::OpeningUnit {
        code: "X01".to_owned(),
        name: "Ủy ban nhân dân xã X01".to_owned(),
        kind: api::UnitKind::Commune.into(),
        parent_code: "H50".to_owned(),
        ..Default::default()
    };
    let head = Appointment(HEAD.1, "H50.6-VP", "Trưởng phòng", api::PostKind::Main, "2019-11-02", "");
    assert_eq!(appoint(&app, ADMIN, head).await.unwrap().posts[0].role(), PostRole::UnitHead);
    let office = units(&app, "", None).await.into_iter().find(|unit| unit.code == "H50.6-VP").unwrap();
    reorganise(&app, ADMIN, "2019-11-04", vec![commune], vec![closing(&office, "X01")], vec![]).await.unwrap();
    let moved = app.person(HEAD.1).await;
    assert_eq!((moved.posts[0].role(), moved.posts[0].title.as_str()), (PostRole::Staff, "Trưởng phòng"));
    assert_eq!(told(&app, HEAD.1, "xã X01").await, 1);
}

#[tokio::test]
async fn who_will_leave_on_a_later_day_is_still_no_other_agencys_to_move() {
    let (app, _) = two_agencies().await;
    let leaving = api::RecordLeavingRequest {
        request_id: request_id(),
        person_id: id(&app, OTHER_CHIEF.1).await,
        last_on: day("2020-06-30"),
        reason: "Nghỉ hưu".to_owned(),
    };
    answer(personnel(&app).record_leaving(app.by(ADMIN, leaving).await).await).unwrap();
    let taken = Appointment(OTHER_CHIEF.1, "H50.6-VP", "Chuyên viên", api::PostKind::Secondment, "2019-12-01", "2020-05-30");
    assert_eq!(appoint(&app, HR.1, taken).await.unwrap_err().reason, "POSTS_NOT_YOURS");
}

#[tokio::test]
async fn absurd_days_and_endless_texts_are_refused() {
    let (app, _) = two_agencies().await;
    let until_before = Appointment(STAFF.1, "H50.6-BGD", "Chuyên viên", api::PostKind::Concurrent, "2019-12-02", "2019-12-01");
    assert_eq!(appoint(&app, ADMIN, until_before).await.unwrap_err().fields[0].field, "until");
    let endless = "Chuyên viên ".repeat(20);
    let endless = Appointment(STAFF.1, "H50.6-BGD", &endless, api::PostKind::Main, "2019-12-02", "");
    assert_eq!(appoint(&app, ADMIN, endless).await.unwrap_err().reason, "TITLE_MISSING");
    let turned = Appointment(STAFF.1, "H50.6-BGD", "Chuyên\u{202e}viên", api::PostKind::Main, "2019-12-02", "");
    assert_eq!(appoint(&app, ADMIN, turned).await.unwrap_err().reason, "TEXT_INVALID");
}
