//! Who may not change a person learns nothing from the answers about what is stored of them.

use proto::common::v1::PostRole;
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{App, HEAD, HR, OTHER_CHIEF, STAFF, answer, request_id};
use crate::organisation::{REASON, day, id, personnel, two_agencies, unit};

/// Everything that changes a person, with these facts; the reason of each answer.
async fn reasons(app: &App, by: &str, person_id: &str, post_id: &str, on: &str) -> Vec<String> {
    let (calls, mut reasons) = (&mut personnel(app), Vec::new());
    let (person_id, post_id, reason, unit_id) = (person_id.to_owned(), post_id.to_owned(), REASON.to_owned(), unit(app, "H50.6-VP").await);
    macro_rules! ask {
        ($call:ident $message:ident { $($rest:tt)* }) => {
            let message = api::$message {
                request_id: request_id(),
                person_id: person_id.clone(),
                reason: reason.clone(),
                $($rest)*
            };
            reasons.push(refused(answer(calls.$call(app.by(by, message).await).await)));
        };
    }
    let (title, civil) = ("Chuyên viên".to_owned(), api::Employment::CivilServant.into());
    ask!(appoint_to_post AppointToPostRequest { unit_id: unit_id.clone(), title: title.clone(), kind: api::PostKind::Main.into(), from: day(on), ..Default::default() });
    ask!(appoint_to_post AppointToPostRequest {
        unit_id: unit_id.clone(), title: title.clone(), kind: api::PostKind::Concurrent.into(), from: day(on), ..Default::default()
    });
    ask!(end_post EndPostRequest { post_id: post_id.clone(), last_on: day(on) });
    ask!(record_leaving RecordLeavingRequest { last_on: day(on) });
    ask!(record_training RecordTrainingRequest { year: 2019, full_days: 12 });
    ask!(correct_post CorrectPostRequest {
        post_id: post_id.clone(), unit_id: unit_id.clone(), title: title.clone(), employment: civil, from: day(on), ..Default::default()
    });
    ask!(withdraw_post WithdrawPostRequest { post_id: post_id.clone() });
    ask!(correct_person CorrectPersonRequest { full_name: "Trần Văn Bình".to_owned(), ..Default::default() });
    ask!(correct_post_role CorrectPostRoleRequest { post_id: post_id.clone(), role: PostRole::UnitHead.into() });
    reasons
}

fn refused<T>(answer: Result<T, Problem>) -> String {
    answer.map_or_else(|problem| problem.reason, |_| "DONE".to_owned())
}

#[tokio::test]
async fn answers_tell_nothing_of_what_is_stored_to_who_may_not_change_it() {
    let (app, _) = two_agencies().await;
    app.activated(OTHER_CHIEF.1).await;
    let person = app.person(HEAD.1).await;
    let (mine, nobodys) = (person.posts[0].post_id.as_str(), "0190a000-0000-7000-8000-000000000000");
    for by in [STAFF.1, OTHER_CHIEF.1, HEAD.1] {
        for (post, on) in [(mine, "1990-01-01"), (mine, "2019-12-01"), (nobodys, "2019-12-01")] {
            let told = reasons(&app, by, &person.person_id, post, on).await;
            assert!(told.iter().all(|reason| reason == "POSTS_NOT_YOURS"), "{by} {post} {on}: {told:?}");
        }
    }
    let officer = reasons(&app, HR.1, &id(&app, HR.1).await, mine, "2019-12-01").await;
    assert!(officer.iter().all(|reason| reason == "POSTS_NOT_YOURS"), "nor of oneself: {officer:?}");
}
