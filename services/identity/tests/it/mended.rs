//! One person added without a list, and what was wrongly recorded mended.

use proto::common::v1::{EmployeeGroup, PostRole};
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, HEAD, HR, OTHER_CHIEF, STAFF, answer, request_id};
use crate::organisation::{Appointment, REASON, appoint, day, head_of, id, personnel, two_agencies, unit};

const NEW: &str = "lan.phamthi@quangtri.gov.vn";

async fn newcomer(app: &App, unit_code: &str, title: &str) -> api::AddPersonRequest {
    api::AddPersonRequest {
        request_id: request_id(),
        full_name: "Phạm Thị  Lan".to_owned(),
        birth_date: day("1990-02-15"),
        email: " Lan.PhamThi@quangtri.gov.vn ".to_owned(),
        unit_id: unit(app, unit_code).await,
        title: title.to_owned(),
        employment: api::Employment::CivilServant.into(),
        coefficient: "2,34".to_owned(),
        from: day("2019-11-04"),
        reason: REASON.to_owned(),
        ..Default::default()
    }
}

async fn add(app: &App, by: &str, message: api::AddPersonRequest) -> Result<api::AddPersonResponse, Problem> {
    answer(personnel(app).add_person(app.by(by, message).await).await)
}

#[tokio::test]
async fn a_newcomer_is_added_with_the_first_post_invited_and_answers_to_the_head() {
    let (app, _) = two_agencies().await;
    let added = add(&app, HR.1, newcomer(&app, "H50.6-VP", "Chuyên viên").await).await.unwrap();
    let person = added.person.unwrap();
    assert!(added.invited);
    assert_eq!((person.full_name.as_str(), person.email.as_str()), ("Phạm Thị Lan", NEW));
    assert_eq!(person.direct_head_id, id(&app, HEAD.1).await);
    let post = &person.posts[0];
    assert_eq!((post.role(), post.group(), post.employment()), (PostRole::Staff, EmployeeGroup::CcKld, api::Employment::CivilServant));
    assert_eq!((post.coefficient.as_str(), person.facts.unwrap().recruited_on), ("2.34", day("2019-11-04")));
    app.activated(NEW).await;
    let twice = add(&app, HR.1, newcomer(&app, "H50.6-VP", "Chuyên viên").await).await.unwrap_err();
    assert_eq!((twice.reason.as_str(), twice.fields[0].field.as_str()), ("EMAIL_TAKEN", "email"));

    let probed = add(&app, STAFF.1, newcomer(&app, "H50.6-VP", "Chuyên viên").await).await.unwrap_err();
    assert_eq!(probed.reason, "POSTS_NOT_YOURS", "who may not add people does not learn which addresses are taken");

    let outside = api::AddPersonRequest { email: "lan@gmail.com".to_owned(), ..newcomer(&app, "H50.6-VP", "Chuyên viên").await };
    assert!(!add(&app, HR.1, outside).await.unwrap().invited, "an address in no official domain waits for the official list");
    assert_eq!(app.count("accounts WHERE email = 'lan@gmail.com'").await, 0);
    let moved = api::AddPersonRequest {
        email: "lan2@quangtri.gov.vn".to_owned(),
        transferred_from: "Sở Tài chính".to_owned(),
        ..newcomer(&app, "H50.6-VP", "Chuyên viên").await
    };
    let facts = add(&app, HR.1, moved).await.unwrap().person.unwrap().facts.unwrap();
    assert_eq!((facts.transferred_on, facts.transferred_from.as_str(), facts.recruited_on), (day("2019-11-04"), "Sở Tài chính", None));
}

#[tokio::test]
async fn what_is_wrong_with_a_newcomer_is_named_and_nothing_is_kept() {
    let (app, _) = two_agencies().await;
    let before = app.count("people").await;
    let good = newcomer(&app, "H50.6-VP", "Chuyên viên").await;
    type Wrong = (&'static str, &'static str, fn(&mut api::AddPersonRequest));
    let wrong: [Wrong; 9] = [
        ("NAME_MISSING", "full_name", |one| one.full_name = " \u{200b} ".to_owned()),
        ("NAME_MISSING", "full_name", |one| one.full_name = "Lan\u{202e}".to_owned()),
        ("EMAIL_INVALID", "email", |one| one.email = "lan".to_owned()),
        ("EMPLOYMENT_INVALID", "employment", |one| one.employment = 0),
        ("COEFFICIENT_INVALID", "coefficient", |one| one.coefficient = "hai".to_owned()),
        ("TITLE_UNKNOWN", "role", |one| one.title = "Đội trưởng".to_owned()),
        ("DAY_INVALID", "from", |one| one.from = None),
        ("REASON_MISSING", "reason", |one| one.reason = String::new()),
        ("TEXT_INVALID", "transferred_from", |one| one.transferred_from = "x".repeat(300)),
    ];
    for (expected, field, spoil) in wrong {
        let mut message = api::AddPersonRequest { request_id: request_id(), ..good.clone() };
        spoil(&mut message);
        let refused = add(&app, HR.1, message).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), (expected, field));
    }
    for (by, code, title) in [(STAFF.1, "H50.6-VP", "Chuyên viên"), (HR.1, "H50.7", "Chuyên viên"), (HR.1, "H50.6-BGD", "Giám đốc Sở")]
    {
        assert_eq!(add(&app, by, newcomer(&app, code, title).await).await.unwrap_err().reason, "POSTS_NOT_YOURS", "{by} {code} {title}");
    }
    assert_eq!(app.count("people").await, before);
}

#[tokio::test]
async fn name_and_birthday_are_corrected_by_officers_with_a_reason_and_kept_from_colleagues() {
    let (app, _) = two_agencies().await;
    let person_id = id(&app, STAFF.1).await;
    let correct = async |by: &str, person_id: &str, reason: &str| {
        let message = api::CorrectPersonRequest {
            request_id: request_id(),
            person_id: person_id.to_owned(),
            full_name: "Nguyễn Văn An".to_owned(),
            birth_date: day("1980-02-10"),
            party_member: true,
            recruited_on: day("2010-03-01"),
            reason: reason.to_owned(),
            ..Default::default()
        };
        answer(personnel(&app).correct_person(app.by(by, message).await).await).map(|answer| answer.person.unwrap())
    };
    assert_eq!(correct(STAFF.1, &person_id, REASON).await.unwrap_err().reason, "POSTS_NOT_YOURS", "nobody their own");
    assert_eq!(correct(HR.1, &id(&app, OTHER_CHIEF.1).await, REASON).await.unwrap_err().reason, "POSTS_NOT_YOURS");
    assert_eq!(correct(HR.1, &person_id, " ").await.unwrap_err().reason, "REASON_MISSING");
    let corrected = correct(HR.1, &person_id, REASON).await.unwrap();
    assert_eq!((corrected.full_name.as_str(), corrected.party_member, corrected.email.as_str()), ("Nguyễn Văn An", true, STAFF.1));
    let born = async |by: &str, person_id: &str| {
        let message = api::GetPersonRequest { person_id: person_id.to_owned(), ..Default::default() };
        answer(app.directory().get_person(app.by(by, message).await).await).unwrap().birth_date
    };
    assert_eq!(born(HR.1, &person_id).await, day("1980-02-10"));
    assert_eq!(born(STAFF.1, &id(&app, HR.1).await).await, None);
    assert_eq!(app.count("account_events WHERE action = 'DETAILS_CORRECTED'").await, 1);
}

async fn mend(app: &App, by: &str, email: &str, spoil: impl FnOnce(&mut api::CorrectPostRequest)) -> Result<api::Person, Problem> {
    let person = app.person(email).await;
    let post = person.posts[0].clone();
    let mut message = api::CorrectPostRequest {
        request_id: request_id(),
        person_id: person.person_id,
        post_id: post.post_id,
        unit_id: post.unit_id,
        title: post.title,
        employment: post.employment,
        rank: post.rank,
        step: post.step,
        coefficient: post.coefficient,
        from: post.valid_from,
        reason: REASON.to_owned(),
        ..Default::default()
    };
    spoil(&mut message);
    answer(personnel(app).correct_post(app.by(by, message).await).await).map(|answer| answer.person.unwrap())
}

#[tokio::test]
async fn a_post_wrongly_recorded_is_mended_in_place_and_role_heads_and_the_post_before_follow() {
    let (app, _) = two_agencies().await;
    let before = app.count("outbox").await;
    mend(&app, HR.1, STAFF.1, |_| {}).await.unwrap();
    assert_eq!(app.count("outbox").await, before, "what says the same changes nothing");
    let deputy = mend(&app, HR.1, STAFF.1, |post| post.title = "Phó Chánh Văn phòng".to_owned()).await.unwrap();
    assert_eq!((deputy.posts.len(), deputy.posts[0].role()), (1, PostRole::UnitDeputy));
    let leaders = unit(&app, "H50.6-BGD").await;
    let there = mend(&app, HR.1, STAFF.1, |post| (post.unit_id, post.title) = (leaders, "Chuyên viên".to_owned())).await.unwrap();
    assert_eq!(there.direct_head_id, id(&app, CHIEF.1).await);

    appoint(&app, HR.1, Appointment(STAFF.1, "H50.6-VP", "Chuyên viên", api::PostKind::Main, "2019-11-04", "")).await.unwrap();
    let earlier = mend(&app, HR.1, STAFF.1, |post| post.from = day("2019-10-01")).await.unwrap();
    assert_eq!((earlier.posts[0].valid_from.clone(), earlier.posts[1].valid_to.clone()), (day("2019-10-01"), day("2019-09-30")));
    let refused = mend(&app, HR.1, STAFF.1, |post| post.from = day("2009-01-01")).await.unwrap_err();
    assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("POST_OVERLAPS", "from"));

    assert_eq!(mend(&app, STAFF.1, HEAD.1, |post| post.step = "5".to_owned()).await.unwrap_err().reason, "POSTS_NOT_YOURS");
    assert_eq!(mend(&app, HR.1, CHIEF.1, |post| post.from = day("2019-01-01")).await.unwrap_err().reason, "POSTS_NOT_YOURS", "the head");
    let away = unit(&app, "H50.7").await;
    assert_eq!(mend(&app, HR.1, STAFF.1, |post| post.unit_id = away).await.unwrap_err().reason, "POSTS_NOT_YOURS");
}

#[tokio::test]
async fn a_post_never_held_is_taken_out_and_the_one_before_goes_on() {
    let (app, _) = two_agencies().await;
    let withdraw = async |by: &str, email: &str| {
        let person = app.person(email).await;
        let (person_id, post_id) = (person.person_id, person.posts[0].post_id.clone());
        let message = api::WithdrawPostRequest { request_id: request_id(), person_id, post_id, reason: REASON.to_owned() };
        answer(personnel(&app).withdraw_post(app.by(by, message).await).await).map(|answer| answer.person.unwrap())
    };
    assert_eq!(withdraw(HR.1, STAFF.1).await.unwrap_err().reason, "LAST_POST");
    appoint(&app, ADMIN, Appointment(STAFF.1, "H50.7", "Chuyên viên", api::PostKind::Main, "2019-11-04", "")).await.unwrap();
    assert_eq!(withdraw(HR.1, STAFF.1).await.unwrap_err().reason, "POSTS_NOT_YOURS", "it is of another agency");
    let back = withdraw(ADMIN, STAFF.1).await.unwrap();
    assert_eq!((back.posts.len(), back.posts[0].valid_to.clone(), back.facts.unwrap().transferred_on), (1, None, None));
    assert_eq!(head_of(&app, STAFF.1).await, id(&app, HEAD.1).await);
}

#[tokio::test]
async fn a_move_that_was_recorded_to_the_wrong_agency_is_no_transfer_once_it_is_mended() {
    let (app, _) = two_agencies().await;
    appoint(&app, ADMIN, Appointment(STAFF.1, "H50.7", "Chuyên viên", api::PostKind::Main, "2019-11-04", "")).await.unwrap();
    let leaders = unit(&app, "H50.6-BGD").await;
    let mended = mend(&app, ADMIN, STAFF.1, |post| post.unit_id = leaders).await.unwrap();
    let facts = mended.facts.unwrap();
    assert_eq!((facts.transferred_on, facts.transferred_from.as_str()), (None, ""));
    let away = unit(&app, "H50.7").await;
    let facts = mend(&app, ADMIN, STAFF.1, |post| post.unit_id = away).await.unwrap().facts.unwrap();
    assert_eq!((facts.transferred_on, facts.transferred_from.as_str()), (day("2019-11-04"), "Sở Nội vụ"));
}
