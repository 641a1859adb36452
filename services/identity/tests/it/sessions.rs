//! Sessions and the tokens they are traded for.

use chrono::TimeDelta;
use proto::identity::v1::{GetMeRequest, SignOutRequest};
use rpc::Verifier;

use crate::app::{ADMIN, App, PASSWORD, answer, request_id};

#[tokio::test]
async fn a_session_ends_after_an_hour_without_use() {
    let app = App::start().await;
    let session = app.sign_in(ADMIN, PASSWORD).await.unwrap().session_token;
    for _ in 0..3 {
        app.clock.advance(TimeDelta::minutes(59));
        app.token(&session, "worklog").await.unwrap();
    }
    app.clock.advance(TimeDelta::minutes(61));
    assert_eq!(app.token(&session, "worklog").await.unwrap_err().reason, "SESSION_OVER");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_of_use() {
    let app = App::start().await;
    let opened = app.sign_in(ADMIN, PASSWORD).await.unwrap();
    assert_eq!(opened.expires_at.unwrap().seconds, (app.now() + TimeDelta::hours(12)).timestamp());
    for _ in 0..14 {
        app.clock.advance(TimeDelta::minutes(50));
        app.token(&opened.session_token, "worklog").await.unwrap();
    }
    app.clock.advance(TimeDelta::minutes(50));
    assert_eq!(app.token(&opened.session_token, "worklog").await.unwrap_err().reason, "SESSION_OVER");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_no_other() {
    let app = App::start().await;
    let (one, other) = (app.sign_in(ADMIN, PASSWORD).await.unwrap(), app.sign_in(ADMIN, PASSWORD).await.unwrap());
    assert_ne!(one.session_token, other.session_token);
    let message = SignOutRequest { request_id: request_id(), session_token: one.session_token.clone() };
    answer(app.accounts().sign_out(message).await).unwrap();
    assert_eq!(app.token(&one.session_token, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    app.token(&other.session_token, "worklog").await.unwrap();
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let mut app = App::start().await;
    let session = app.sign_in(ADMIN, PASSWORD).await.unwrap().session_token;
    app.restart().await;
    app.token(&session, "worklog").await.unwrap();
}

#[tokio::test]
async fn a_session_whose_step_nobody_knows_lets_nobody_in() {
    let app = App::start().await;
    let session = app.sign_in(ADMIN, PASSWORD).await.unwrap().session_token;
    sea_orm::ConnectionTrait::execute_unprepared(&app.test.db, "UPDATE sessions SET step = 'LATER'").await.unwrap();
    app.token(&session, "worklog").await.unwrap_err();
}

#[tokio::test]
async fn no_table_holds_a_session_token() {
    let app = App::start().await;
    let session = app.sign_in(ADMIN, PASSWORD).await.unwrap().session_token;
    app.token(&session, "worklog").await.unwrap();
    assert_eq!(app.count(&format!("sessions AS row WHERE row::text LIKE '%{session}%'")).await, 0);
    let answers = format!("requests WHERE position(convert_to('{session}', 'UTF8') in response) > 0");
    assert_eq!(app.count(&answers).await, 0);
    assert_eq!(app.count("sessions WHERE length(token_digest) = 64").await, 1);
}

#[tokio::test]
async fn a_token_names_the_person_to_one_service_for_a_minute() {
    let app = App::start().await;
    let session = app.sign_in(ADMIN, PASSWORD).await.unwrap().session_token;
    let token = app.token(&session, "worklog").await.unwrap();
    let actor = Verifier::from_pem(&app.keys.public_pem, "worklog").unwrap().verify(&token, app.now()).unwrap();
    assert!(actor.holds(regulation::SystemRole::SnvAdmin));
    assert!(Verifier::from_pem(&app.keys.public_pem, "scoring").unwrap().verify(&token, app.now()).is_err());
    let foreign = app.accounts().get_me(rpc::with_token(GetMeRequest {}, &token)).await;
    assert_eq!(answer(foreign).unwrap_err().reason, "SESSION_OVER", "identity itself does not take it");
    let own = app.token(&session, "identity").await.unwrap();
    app.clock.advance(TimeDelta::seconds(70));
    assert_eq!(answer(app.accounts().get_me(rpc::with_token(GetMeRequest {}, &own)).await).unwrap_err().reason, "SESSION_OVER");
    assert_eq!(app.token(&session, "khac").await.unwrap_err().reason, "AUDIENCE_UNKNOWN");
}
