//! Heads of agencies, and how they get in: by two people, whatever the way.

use chrono::TimeDelta;
use proto::common::v1::{File, PostRole};
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, PASSWORD, SO, STAFF, answer, list, request_id, so};
use crate::organisation::{day, id, personnel, unit};

const REASON: &str = "Quyết định số 12";

async fn waiting(app: &App) -> Vec<(String, bool)> {
    let request = app.by(ADMIN, api::ListHeadsToConfirmRequest::default()).await;
    let heads = answer(personnel(app).list_heads_to_confirm(request).await).unwrap().heads;
    heads.into_iter().map(|head| (head.email, head.yours)).collect()
}

async fn posts_waiting(app: &App) -> Vec<String> {
    let heads = answer(personnel(app).list_heads_to_confirm(app.by_second(api::ListHeadsToConfirmRequest::default())).await).unwrap().heads;
    heads.into_iter().map(|head| head.post_id).collect()
}

async fn confirm_by(app: &App, by: &str) -> Result<i32, Problem> {
    let message = api::ConfirmHeadsRequest { request_id: request_id(), post_ids: posts_waiting(app).await };
    answer(personnel(app).confirm_heads(app.by(by, message).await).await).map(|answer| answer.confirmed)
}

#[tokio::test]
async fn a_list_makes_heads_who_lead_once_another_administrator_confirms_them() {
    let app = App::start().await;
    let seen = app.import(ADMIN, so(), true).await.unwrap();
    let of = |people: &[api::ImportedPerson], email: &str| people.iter().find(|person| person.email == email).cloned().unwrap();
    assert_eq!((seen.heads_waiting, of(&seen.people, DEPUTY.1).direct_head_name.as_str()), (1, CHIEF.0), "looked at as it will be");
    assert_eq!(app.import(ADMIN, so(), false).await.unwrap().heads_waiting, 1);
    let chief = app.person(CHIEF.1).await;
    assert_eq!((chief.posts[0].role(), chief.posts[0].waits_as()), (PostRole::Staff, PostRole::AgencyHead));
    assert_eq!(app.person(DEPUTY.1).await.agency_head_id, "", "nobody decides yet");
    assert_eq!(waiting(&app).await, [(CHIEF.1.to_owned(), false)]);
    assert_eq!(confirm_by(&app, ADMIN).await.unwrap_err().reason, "LEAD_ASKED_BY_SAME");
    for email in [CHIEF.1, HR.1] {
        app.activated(email).await;
        assert_eq!(confirm_by(&app, email).await.unwrap_err().reason, "LEAD_NOT_YOURS", "{email}");
    }
    app.import(ADMIN, so(), false).await.unwrap();
    assert_eq!(waiting(&app).await.len(), 1, "the same list again changes nothing");
    app.confirm_heads().await;
    assert_eq!(app.person(DEPUTY.1).await.agency_head_id, chief.person_id);
    assert_eq!(app.person(CHIEF.1).await.posts[0].role(), PostRole::AgencyHead);
    assert_eq!(app.import(ADMIN, so(), false).await.unwrap().heads_waiting, 0, "and is not asked again");
}

/// Every way in which somebody could begin to lead an agency.
#[tokio::test]
async fn nobody_leads_by_one_word_whatever_the_way() {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    let staff = app.person(STAFF.1).await;
    let (person_id, post_id, reason) = (staff.person_id.clone(), staff.posts[0].post_id.clone(), REASON.to_owned());
    let (top, leadership) = (unit(&app, "H50.6").await, unit(&app, "H50.6-BGD").await);
    let role_of = async || {
        let held = app.person(STAFF.1).await.posts;
        held.iter().map(api::Post::role).find(|role| matches!(role, PostRole::AgencyHead | PostRole::CommuneChair))
    };
    let mut service = personnel(&app);
    let appoint = api::AppointToPostRequest {
        request_id: request_id(),
        person_id: person_id.clone(),
        unit_id: leadership.clone(),
        title: "Giám đốc Sở".to_owned(),
        kind: api::PostKind::Acting.into(),
        from: day("2019-11-04"),
        reason: reason.clone(),
        ..Default::default()
    };
    let appointed = answer(service.appoint_to_post(app.by(ADMIN, appoint).await).await).unwrap().person.unwrap();
    assert_eq!(role_of().await, None, "appointed");
    let acting = appointed.posts.iter().find(|post| post.kind() == api::PostKind::Acting).unwrap().post_id.clone();
    let withdraw =
        api::WithdrawPostRequest { request_id: request_id(), person_id: person_id.clone(), post_id: acting, reason: reason.clone() };
    answer(service.withdraw_post(app.by(ADMIN, withdraw).await).await).unwrap();

    let says = |role: PostRole| api::CorrectPostRoleRequest {
        request_id: request_id(),
        person_id: person_id.clone(),
        post_id: post_id.clone(),
        role: role.into(),
        reason: reason.clone(),
    };
    for role in [PostRole::AgencyHead, PostRole::CommuneChair] {
        answer(service.correct_post_role(app.by(ADMIN, says(role)).await).await).unwrap();
        assert_eq!(role_of().await, None, "said to be {role:?}");
    }
    answer(service.correct_post_role(app.by(ADMIN, says(PostRole::Staff)).await).await).unwrap();

    let mend = api::CorrectPostRequest {
        request_id: request_id(),
        person_id: person_id.clone(),
        post_id: post_id.clone(),
        unit_id: leadership,
        title: "Giám đốc Sở".to_owned(),
        employment: api::Employment::CivilServant.into(),
        from: day("2010-03-01"),
        reason: reason.clone(),
        ..Default::default()
    };
    answer(service.correct_post(app.by(ADMIN, mend).await).await).unwrap();
    assert_eq!(role_of().await, None, "mended");
    let back = api::CorrectPostRequest {
        request_id: request_id(),
        person_id: person_id.clone(),
        post_id,
        unit_id: unit(&app, "H50.6-VP").await,
        title: "Tổng quản".to_owned(),
        role: PostRole::Staff.into(),
        employment: api::Employment::CivilServant.into(),
        from: day("2010-03-01"),
        reason: reason.clone(),
        ..Default::default()
    };
    answer(service.correct_post(app.by(ADMIN, back).await).await).unwrap();

    let add = api::AddPersonRequest {
        request_id: request_id(),
        full_name: "Bù Nhìn".to_owned(),
        email: "bu.nhin@quangtri.gov.vn".to_owned(),
        unit_id: top,
        title: "Giám đốc Sở".to_owned(),
        employment: api::Employment::CivilServant.into(),
        from: day("2019-11-04"),
        reason,
        ..Default::default()
    };
    let added = answer(service.add_person(app.by(ADMIN, add).await).await).unwrap().person.unwrap();
    assert_eq!(added.posts[0].role(), PostRole::Staff, "added");

    let promoted = (STAFF.0, STAFF.1, "H50.6-BGD", "Giám đốc Sở", STAFF.4, STAFF.5, STAFF.6);
    app.import(ADMIN, list(&SO, &[promoted]), false).await.unwrap();
    assert_eq!(role_of().await, None, "listed");
    assert_eq!(waiting(&app).await.len(), 2);
    let chief = app.person(CHIEF.1).await;
    assert_eq!((chief.posts[0].role(), chief.posts[0].agency_id.as_str()), (PostRole::AgencyHead, agency_id.as_str()), "who led goes on");
}

async fn take(app: &App, list: &str, second: bool) -> api::ImportEmailListResponse {
    let list = Some(File { content: list.as_bytes().to_vec(), ..File::default() });
    let message = api::ImportEmailListRequest { request_id: request_id(), list, dry_run: false };
    let request = if second { app.by_second(message) } else { app.by(ADMIN, message).await };
    answer(app.accounts().import_email_list(request).await).unwrap()
}

#[tokio::test]
async fn the_login_of_a_head_becomes_another_one_by_two_people_with_the_same_list() {
    const NEW: &str = "duc2.levan@quangtri.gov.vn";
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(CHIEF.1).await;
    let list = format!("Họ và tên,Email công vụ,Email cũ\nLê Văn Đức,{NEW},{}\n", CHIEF.1);
    let first = take(&app, &list, false).await;
    assert_eq!((first.asked, first.renamed, first.logins[0].change()), (1, 0, api::LoginChange::Asked));
    let again = take(&app, &list, false).await;
    assert_eq!((again.asked, again.renamed), (0, 0), "one person stays one person");
    app.sign_in(CHIEF.1, PASSWORD).await.expect("nothing has changed");
    let other = list.replace("duc2", "duc3");
    let differs = take(&app, &other, true).await;
    assert_eq!((differs.asked, differs.renamed), (1, 0), "another address is another question");
    assert_eq!(take(&app, &list, true).await.asked, 1);
    assert_eq!(take(&app, &list, false).await.renamed, 1);
    app.sign_in(NEW, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn who_corrects_the_address_of_a_head_who_waits_does_not_confirm_them() {
    let app = App::start().await;
    app.import(ADMIN, so(), false).await.unwrap();
    let list = format!("Họ và tên,Email công vụ,Email cũ\nLê Văn Đức,duc2.levan@quangtri.gov.vn,{}\n", CHIEF.1);
    assert_eq!(take(&app, &list, true).await.corrected, 1);
    let refused = answer(
        personnel(&app)
            .confirm_heads(app.by_second(api::ConfirmHeadsRequest { request_id: request_id(), post_ids: posts_waiting(&app).await }))
            .await,
    );
    assert_eq!(refused.unwrap_err().reason, "LEAD_ASKED_BY_SAME");
    assert_eq!(confirm_by(&app, ADMIN).await.unwrap(), 1);
}

#[tokio::test]
async fn links_factors_and_closed_accounts_of_heads_take_two() {
    let app = App::start().await;
    app.imported(so()).await;
    for email in [CHIEF.1, HEAD.1] {
        app.activated(email).await;
    }
    for (email, waits) in [(CHIEF.1, true), (HEAD.1, false)] {
        let person_id = id(&app, email).await;
        let reason = || "Theo đề nghị".to_owned();
        let link = || api::SendAccessLinkRequest { request_id: request_id(), person_id: person_id.clone() };
        for _ in 0..2 {
            let sent = answer(app.accounts().send_access_link(app.by(ADMIN, link()).await).await).unwrap();
            assert_eq!(sent.waits, waits, "a link for {email}");
        }
        assert!(!answer(app.accounts().send_access_link(app.by_second(link())).await).unwrap().waits);
        let factor = || api::ResetSecondFactorRequest { request_id: request_id(), person_id: person_id.clone(), reason: reason() };
        let removed = answer(app.accounts().reset_second_factor(app.by(ADMIN, factor()).await).await).unwrap();
        assert_eq!(removed.waits, waits, "the second factor of {email}");
        assert!(!answer(app.accounts().reset_second_factor(app.by_second(factor())).await).unwrap().waits);

        let close = api::DisableAccountRequest { request_id: request_id(), person_id: person_id.clone(), reason: reason() };
        answer(app.accounts().disable_account(app.by(ADMIN, close).await).await).unwrap();
        let open = || api::EnableAccountRequest { request_id: request_id(), person_id: person_id.clone(), reason: reason() };
        let opened = answer(app.accounts().enable_account(app.by(ADMIN, open()).await).await).unwrap().account.unwrap();
        assert_eq!(opened.status() == api::AccountStatus::Disabled, waits, "{email}");
        assert_eq!(opened.asked_deeds.len(), usize::from(waits));
        if waits {
            app.clock.advance(TimeDelta::days(13));
            let opened = answer(app.accounts().enable_account(app.by_second(open())).await).unwrap().account.unwrap();
            assert_eq!((opened.status(), opened.asked_deeds.len()), (api::AccountStatus::Active, 0));
        }
        app.clock.advance(TimeDelta::hours(2));
    }
}
