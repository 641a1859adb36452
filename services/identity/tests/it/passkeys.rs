//! Passkeys: adding one, signing in with it, and everything that is none.

use chrono::TimeDelta;
use proto::identity::v1 as api;
use rpc::Problem;

use crate::app::{ADMIN, App, PASSWORD, STAFF, answer, request_id, so};
use crate::authenticator::Authenticator;

const ORIGIN: &str = "https://cong-tam.test";

async fn start() -> App {
    let mut app = App::start().await;
    app.portal_url = ORIGIN;
    app.restart().await;
    app
}

async fn begin_knowing(app: &App, email: &str, password: &str) -> Result<api::BeginPasskeyResponse, Problem> {
    let message = api::BeginPasskeyRequest { request_id: request_id(), password: password.to_owned() };
    answer(app.accounts().begin_passkey(app.by(email, message).await).await)
}

async fn begin(app: &App, email: &str) -> Result<api::BeginPasskeyResponse, Problem> {
    begin_knowing(app, email, PASSWORD).await
}

#[tokio::test]
async fn who_sits_at_an_open_browser_makes_no_passkey_without_the_password() {
    let app = start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    for password in ["", "khong phai mat khau"] {
        let refused = begin_knowing(&app, STAFF.1, password).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), ("PASSWORD_WRONG", "password"));
        app.clock.advance(TimeDelta::seconds(5));
    }
    begin_knowing(&app, STAFF.1, PASSWORD).await.unwrap();
}

async fn confirm(app: &App, email: &str, ceremony: &str, credential: &str, name: &str) -> Result<String, Problem> {
    let message = api::ConfirmPasskeyRequest {
        request_id: request_id(),
        ceremony: ceremony.to_owned(),
        credential: credential.to_owned(),
        name: name.to_owned(),
    };
    answer(app.accounts().confirm_passkey(app.by(email, message).await).await).map(|answer| answer.passkey_id)
}

/// A device with a passkey of somebody, and how the service names it.
async fn added(app: &App, email: &str) -> (Authenticator, String) {
    let mut device = Authenticator::new(ORIGIN);
    let begun = begin(app, email).await.unwrap();
    let credential = device.create(&begun.options);
    let id = confirm(app, email, &begun.ceremony, &credential, "Máy cơ quan").await.unwrap();
    (device, id)
}

async fn begin_sign_in(app: &App) -> api::BeginPasskeySignInResponse {
    answer(app.accounts().begin_passkey_sign_in(api::BeginPasskeySignInRequest { request_id: request_id(), ..Default::default() }).await)
        .unwrap()
}

async fn finish(app: &App, ceremony: &str, credential: String) -> Result<String, Problem> {
    let ceremony = ceremony.to_owned();
    let message = api::SignInWithPasskeyRequest { request_id: request_id(), ceremony, credential, ..Default::default() };
    answer(app.accounts().sign_in_with_passkey(message).await).map(|answer| answer.session_token)
}

async fn sign_in(app: &App, device: &Authenticator) -> Result<String, Problem> {
    let begun = begin_sign_in(app).await;
    finish(app, &begun.ceremony, device.get(&begun.options)).await
}

async fn list(app: &App, email: &str) -> Vec<api::Passkey> {
    let request = app.by(email, api::ListMyPasskeysRequest::default()).await;
    answer(app.accounts().list_my_passkeys(request).await).unwrap().passkeys
}

async fn remove(app: &App, email: &str, passkey_id: &str) -> Result<(), Problem> {
    let message = api::RemovePasskeyRequest { request_id: request_id(), passkey_id: passkey_id.to_owned() };
    answer(app.accounts().remove_passkey(app.by(email, message).await).await).map(drop)
}

#[tokio::test]
async fn a_passkey_opens_a_session_without_login_and_code() {
    let mut app = start().await;
    let (device, _) = added(&app, ADMIN).await;
    let known = list(&app, ADMIN).await;
    assert!(known.len() == 1 && known[0].name == "Máy cơ quan" && known[0].used_at.is_none(), "{known:?}");
    assert_eq!(app.count("account_events WHERE action = 'PASSKEY_ADDED'").await, 1);
    app.mails_sent().await;
    assert!(app.mail_texts().iter().any(|mail| mail.contains("đã thêm khóa truy cập (passkey) «Máy cơ quan»")));

    app.second_factor = identity::SecondFactor::Required;
    app.restart().await;
    assert_eq!(app.sign_in(ADMIN, PASSWORD).await.unwrap().next(), api::SignInStep::Enrol);
    let session = sign_in(&app, &device).await.unwrap();
    app.token(&session, "worklog").await.unwrap();
    assert_eq!(app.count("passkeys WHERE used_at IS NOT NULL").await, 1);
}

#[tokio::test]
async fn an_answer_counts_once_for_five_minutes_and_for_who_asked() {
    let app = start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let (device, _) = added(&app, ADMIN).await;

    let begun = begin_sign_in(&app).await;
    finish(&app, &begun.ceremony, device.get(&begun.options)).await.unwrap();
    assert_eq!(finish(&app, &begun.ceremony, device.get(&begun.options)).await.unwrap_err().reason, "PASSKEY_REFUSED");
    let late = begin_sign_in(&app).await;
    app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(finish(&app, &late.ceremony, device.get(&late.options)).await.unwrap_err().reason, "PASSKEY_REFUSED");

    let begun = begin(&app, ADMIN).await.unwrap();
    let created = Authenticator::new(ORIGIN).create(&begun.options);
    assert_eq!(confirm(&app, ADMIN, &begun.ceremony, &created, " ").await.unwrap_err().reason, "PASSKEY_NAME");
    assert_eq!(confirm(&app, STAFF.1, &begun.ceremony, &created, "Máy").await.unwrap_err().reason, "PASSKEY_REFUSED");
    confirm(&app, ADMIN, &begun.ceremony, &created, "Máy").await.unwrap();
    assert_eq!(confirm(&app, ADMIN, &begun.ceremony, &created, "Máy").await.unwrap_err().reason, "PASSKEY_REFUSED");
}

#[tokio::test]
async fn another_key_another_page_and_an_unverified_person_are_refused() {
    let app = start().await;
    let (mut device, _) = added(&app, ADMIN).await;
    let stranger = {
        let mut stranger = Authenticator::new(ORIGIN);
        stranger.create(&begin(&app, ADMIN).await.unwrap().options);
        stranger
    };
    assert_eq!(sign_in(&app, &stranger).await.unwrap_err().reason, "SIGN_IN_FAILED", "nobody confirmed it");
    assert_eq!(sign_in(&app, &device.forged()).await.unwrap_err().reason, "SIGN_IN_FAILED");
    app.clock.advance(TimeDelta::seconds(30));
    device.verifies = false;
    assert_eq!(sign_in(&app, &device).await.unwrap_err().reason, "SIGN_IN_FAILED");
    app.clock.advance(TimeDelta::minutes(30));
    (device.verifies, device.origin) = (true, "https://cong-tam.example");
    assert_eq!(sign_in(&app, &device).await.unwrap_err().reason, "SIGN_IN_FAILED");
    app.clock.advance(TimeDelta::minutes(30));
    device.origin = ORIGIN;
    sign_in(&app, &device).await.unwrap();
}

#[tokio::test]
async fn a_removed_passkey_and_one_of_a_closed_account_open_nothing() {
    let app = start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let (device, id) = added(&app, STAFF.1).await;
    let session = sign_in(&app, &device).await.unwrap();
    assert_eq!(remove(&app, ADMIN, &id).await.unwrap_err().reason, "NOT_FOUND", "it is somebody else's");
    remove(&app, STAFF.1, &id).await.unwrap();
    assert_eq!(app.token(&session, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    assert_eq!(sign_in(&app, &device).await.unwrap_err().reason, "SIGN_IN_FAILED");
    assert_eq!(list(&app, STAFF.1).await, []);

    let (device, _) = added(&app, STAFF.1).await;
    let person_id = app.person(STAFF.1).await.person_id;
    let message = api::DisableAccountRequest { request_id: request_id(), person_id, reason: "Nghỉ việc".to_owned() };
    answer(app.accounts().disable_account(app.by(ADMIN, message).await).await).unwrap();
    assert_eq!(sign_in(&app, &device).await.unwrap_err().reason, "SIGN_IN_FAILED");
}

#[tokio::test]
async fn who_lost_their_devices_gets_second_factor_and_passkeys_removed_together() {
    let app = start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let (device, _) = added(&app, STAFF.1).await;
    let person_id = app.person(STAFF.1).await.person_id;
    let message = api::ResetSecondFactorRequest { request_id: request_id(), person_id, reason: "Mất máy".to_owned() };
    answer(app.accounts().reset_second_factor(app.by(ADMIN, message).await).await).unwrap();
    assert_eq!(sign_in(&app, &device).await.unwrap_err().reason, "SIGN_IN_FAILED");
}

#[tokio::test]
async fn no_passkeys_are_offered_where_browsers_would_not_keep_them() {
    let app = App::start().await;
    assert_eq!(begin(&app, ADMIN).await.unwrap_err().reason, "PASSKEYS_NOT_OFFERED", "the page is not secure");
}
