//! Titles: asked about, answered, corrected; posts wherever their rows stand.

use proto::common::v1::PostRole;
use proto::identity::v1 as api;
use proto::identity::v1::ImportedChange;
use rpc::Problem;

use crate::app::{ADMIN, App, CHIEF, DEPUTY, HEAD, HR, Line, SO, STAFF, answer, list, request_id, so};
use crate::organisation::{day, personnel, problems};

const LEADER: Line<'_> = ("Lê Đội", "doi.le@quangtri.gov.vn", "H50.6-VP", "Đội trưởng", "Công chức", "", "");

async fn answer_title(app: &App, by: &str, title: &str, agency_id: &str, role: PostRole) -> Result<i32, Problem> {
    let told = api::TitleAnswer { title: title.to_owned(), at_top: false, agency_id: agency_id.to_owned(), role: role.into() };
    let message = api::AnswerTitleRequest { request_id: request_id(), answer: Some(told) };
    Ok(answer(personnel(app).answer_title(app.by(by, message).await).await)?.people_changed)
}

#[tokio::test]
async fn a_list_waits_for_the_answer_about_a_title_and_remembers_it() {
    let app = App::start().await;
    let people = [CHIEF, DEPUTY, STAFF, LEADER];
    let asked = app.import(ADMIN, list(&SO, &people), false).await.unwrap();
    let question = &asked.questions[0];
    assert_eq!((question.title.as_str(), question.at_top, question.proposed()), ("Đội trưởng", false, PostRole::UnitHead));
    assert_eq!((asked.questions.len(), asked.problems.len(), app.count("people").await), (1, 1, 1));
    assert_eq!(answer_title(&app, ADMIN, "Đội trưởng", "", PostRole::UnitHead).await.unwrap(), 0);
    let taken = app.imported(list(&SO, &people)).await;
    assert_eq!(app.person(STAFF.1).await.direct_head_id, app.person(LEADER.1).await.person_id);
    let shown = taken.people.iter().find(|person| person.email == STAFF.1).unwrap();
    assert_eq!((shown.direct_head_name.as_str(), shown.change(), shown.row), ("Lê Đội", ImportedChange::New, 4));
    assert_eq!(answer_title(&app, ADMIN, "Đội trưởng", "", PostRole::Staff).await.unwrap(), 2, "the holder, and who followed them");
    assert_eq!(app.person(STAFF.1).await.direct_head_id, app.person(CHIEF.1).await.person_id);
}

#[tokio::test]
async fn what_a_title_means_is_answered_for_the_own_agency_and_below_its_leaders() {
    let app = App::start().await;
    let agency = app.imported(so()).await.agency_id;
    app.activated(HR.1).await;
    let refused = async |by: &str, agency: &str, role| answer_title(&app, by, "Đội trưởng", agency, role).await.unwrap_err().reason;
    assert_eq!(refused(HR.1, "", PostRole::UnitHead).await, "TITLES_NOT_YOURS", "the whole province");
    assert_eq!(refused(HR.1, &agency, PostRole::AgencyHead).await, "TITLES_NOT_YOURS");
    assert_eq!(answer_title(&app, HR.1, "Đội trưởng", &agency, PostRole::UnitHead).await.unwrap(), 0);
    let deputy = app.person(DEPUTY.1).await;
    let message = api::CorrectPostRoleRequest {
        request_id: request_id(),
        person_id: deputy.person_id,
        post_id: deputy.posts[0].post_id.clone(),
        role: PostRole::Staff.into(),
        reason: "Thử".to_owned(),
    };
    let refused_to_hr = answer(personnel(&app).correct_post_role(app.by(HR.1, message).await).await).unwrap_err().reason;
    assert_eq!(refused_to_hr, "TITLES_NOT_YOURS", "a deputy of the head of the agency");
    assert_eq!(answer_title(&app, HR.1, HR.3, &agency, PostRole::UnitHead).await.unwrap_err().reason, "POSTS_NOT_YOURS", "their own post");
    let message = api::ListTitleAnswersRequest { agency_id: agency, ..Default::default() };
    let listed = answer(personnel(&app).list_title_answers(app.by(HR.1, message).await).await).unwrap().answers;
    assert_eq!(listed.iter().map(|one| (one.title.as_str(), one.role())).collect::<Vec<_>>(), [("Đội trưởng", PostRole::UnitHead)]);
}

#[tokio::test]
async fn the_role_of_one_post_is_corrected_and_outlives_the_next_list() {
    let app = App::start().await;
    app.imported(so()).await;
    let staff = app.person(STAFF.1).await;
    let message = |reason: &str| api::CorrectPostRoleRequest {
        request_id: request_id(),
        person_id: staff.person_id.clone(),
        post_id: staff.posts[0].post_id.clone(),
        role: PostRole::UnitDeputy.into(),
        reason: reason.to_owned(),
    };
    let refused = personnel(&app).correct_post_role(app.by(ADMIN, message("")).await).await;
    assert_eq!(answer(refused).unwrap_err().reason, "REASON_MISSING");
    answer(personnel(&app).correct_post_role(app.by(ADMIN, message("Quyết định 12")).await).await).unwrap();
    app.imported(so()).await;
    assert_eq!(app.person(STAFF.1).await.posts[0].role(), PostRole::UnitDeputy);
}

#[tokio::test]
async fn a_head_who_is_a_deputy_director_leads_the_unit_wherever_the_row_stands() {
    let units = [SO[0], SO[1], SO[2], ["H50.6-TG", "Ban Tôn giáo", "TG", "Phòng, ban, bộ phận", "H50.6", "", ""]];
    for unit in ["H50.6-BGD", "H50.6-TG"] {
        let app = App::start().await;
        let both = (DEPUTY.0, DEPUTY.1, unit, "Trưởng Ban Tôn giáo kiêm Phó Giám đốc Sở", DEPUTY.4, "", "");
        let clerk = ("Lê Giáo", "giao.le@quangtri.gov.vn", "H50.6-TG", "Chuyên viên", "Công chức", "", "");
        let agency = app.imported(list(&units, &[CHIEF, both, HEAD, HR, STAFF, clerk])).await.agency_id;
        let (leader, clerk) = (app.person(DEPUTY.1).await, app.person(clerk.1).await);
        let roles: Vec<_> = leader.posts.iter().map(|post| post.role()).collect();
        assert_eq!(roles, [PostRole::AgencyDeputy, PostRole::UnitHead], "the post that counts first");
        assert_eq!(clerk.direct_head_id, leader.person_id);
        assert_eq!(leader.direct_head_id, app.person(CHIEF.1).await.person_id);
        let found = problems(&app, ADMIN, &agency).await.unwrap();
        assert!(!found.iter().any(|reason| reason.contains("HEAD")), "{found:?}");
    }
}

#[tokio::test]
async fn a_rehearsal_says_what_the_list_would_make_of_everybody() {
    let app = App::start().await;
    let would = app.import(ADMIN, so(), true).await.unwrap();
    assert_eq!((would.units_imported, would.people_imported, would.accounts_invited), (3, 5, 5));
    assert_eq!((app.count("people").await, app.count("mails").await), (1, 0));
    let head = would.people.iter().find(|person| person.email == HEAD.1).unwrap();
    assert_eq!(
        (head.change(), head.posts[0].role(), head.posts[0].unit_name.as_str()),
        (ImportedChange::New, PostRole::UnitHead, "Văn phòng")
    );
    app.imported(so()).await;
    let again = app.import(ADMIN, so(), true).await.unwrap();
    assert_eq!((again.units_imported, again.people_imported, again.accounts_invited), (0, 0, 0));
    assert!(again.people.iter().all(|person| person.change() == ImportedChange::Unchanged));
}

#[tokio::test]
async fn an_appointment_under_an_unknown_title_says_what_it_is() {
    let app = App::start().await;
    app.imported(so()).await;
    let (person_id, unit) = (app.person(STAFF.1).await.person_id, app.person(STAFF.1).await.posts[0].unit_id.clone());
    let message = |role: PostRole| api::AppointToPostRequest {
        request_id: request_id(),
        person_id: person_id.clone(),
        unit_id: unit.clone(),
        title: "Đội trưởng".to_owned(),
        kind: api::PostKind::Main.into(),
        from: day("2019-11-04"),
        reason: "Quyết định 7".to_owned(),
        role: role.into(),
        ..Default::default()
    };
    let refused = answer(personnel(&app).appoint_to_post(app.by(ADMIN, message(PostRole::Unspecified)).await).await).unwrap_err();
    assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("TITLE_UNKNOWN", "role"));
    let done = answer(personnel(&app).appoint_to_post(app.by(ADMIN, message(PostRole::UnitDeputy)).await).await).unwrap();
    assert_eq!(done.person.unwrap().posts[0].role(), PostRole::UnitDeputy);
}

#[tokio::test]
async fn a_login_outside_the_official_domains_waits_for_the_official_list() {
    let app = App::start().await;
    let strange: Line<'_> = ("Lê Lạ", "la.le@gmail.com", "H50.6-VP", "Chuyên viên", "Công chức", "", "");
    let taken = app.imported(list(&SO, &[CHIEF, STAFF, strange])).await;
    assert_eq!((taken.people_imported, taken.accounts_invited), (3, 2));
    let told: Vec<_> = taken.passed_over.iter().map(|one| (one.row, one.reason.as_str())).collect();
    assert_eq!(told, [(4, "LOGIN_WAITS")]);
    assert_eq!(app.count("accounts WHERE email = 'la.le@gmail.com'").await, 0);
}
