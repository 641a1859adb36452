//! Passwords, sessions, second factors, closed accounts: who gets in, and who no more.

use chrono::TimeDelta;
use proto::identity::v1 as api;
use rpc::Problem;
use totp_rs::{Builder, Secret};

use crate::app::{ADMIN, App, CHIEF, HEAD, HR, PASSWORD, STAFF, answer, request_id, so};

const ANOTHER: &str = "dong song thach han chay qua";

async fn with_it_officer() -> App {
    let app = App::start().await;
    let agency_id = app.imported(so()).await.agency_id;
    for email in [STAFF.1, HEAD.1, HR.1] {
        app.activated(email).await;
    }
    let person_id = app.person(HEAD.1).await.person_id;
    let grant = Some(api::RoleGrant { role: api::SystemRole::UnitIt.into(), agency_id });
    let message = api::GrantRoleRequest { request_id: request_id(), person_id, grant, reason: "Phụ trách CNTT".to_owned() };
    answer(app.accounts().grant_role(app.by(ADMIN, message).await).await).unwrap();
    app
}

async fn ask_reset(app: &App, email: &str) {
    let message = api::RequestPasswordResetRequest { request_id: request_id(), email: email.to_owned(), ..Default::default() };
    answer(app.accounts().request_password_reset(message).await).unwrap();
    app.gone("reset_requests").await;
}

async fn reset(app: &App, token: &str, password: &str) -> Result<String, Problem> {
    let message = api::ResetPasswordRequest {
        request_id: request_id(),
        reset_token: token.to_owned(),
        password: password.to_owned(),
        ..Default::default()
    };
    answer(app.accounts().reset_password(message).await).map(|answer| answer.email)
}

async fn send_link(app: &App, by: &str, to: &str) -> Result<(), Problem> {
    let person_id = app.person(to).await.person_id;
    let request = app.by(by, api::SendAccessLinkRequest { request_id: request_id(), person_id }).await;
    answer(app.accounts().send_access_link(request).await).map(drop)
}

async fn disable(app: &App, by: &str, whom: &str, reason: &str) -> Result<api::Account, Problem> {
    let person_id = app.person(whom).await.person_id;
    let message = api::DisableAccountRequest { request_id: request_id(), person_id, reason: reason.to_owned() };
    answer(app.accounts().disable_account(app.by(by, message).await).await).map(|answer| answer.account.unwrap())
}

async fn events_of(app: &App, by: &str, person_id: &str) -> Result<Vec<String>, Problem> {
    let message = api::ListAccountEventsRequest { person_id: person_id.to_owned(), ..Default::default() };
    let listed = answer(app.accounts().list_account_events(app.by(by, message).await).await)?;
    assert_eq!(listed.problem, "");
    Ok(listed.events.into_iter().map(|event| event.action).collect())
}

#[tokio::test]
async fn a_forgotten_password_is_reset_once_by_a_link_of_half_an_hour_and_every_session_ends() {
    let app = with_it_officer().await;
    let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    let before = app.count("mails").await;
    ask_reset(&app, "khongco@quangtri.gov.vn").await;
    assert_eq!(app.count("mails").await, before, "there is nobody to write to");
    ask_reset(&app, STAFF.1).await;
    ask_reset(&app, STAFF.1).await;
    assert_eq!(app.count("mails").await, before + 1, "one mail in five minutes");
    let token = app.link(STAFF.1, "/dat-lai-mat-khau", &[]).await;
    assert_eq!(app.activate(&token, ANOTHER).await.unwrap_err().reason, "INVITATION_OVER", "it is for something else");
    assert_eq!(reset(&app, &token, "ngan").await.unwrap_err().reason, "PASSWORD_REFUSED");
    assert_eq!(reset(&app, &token, ANOTHER).await.unwrap(), STAFF.1);
    assert_eq!(reset(&app, &token, PASSWORD).await.unwrap_err().reason, "RESET_OVER");
    assert_eq!(app.token(&session, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap_err().reason, "SIGN_IN_FAILED");
    app.clock.advance(TimeDelta::seconds(2));
    app.sign_in(STAFF.1, ANOTHER).await.unwrap();

    ask_reset(&app, STAFF.1).await;
    let late = app.link(STAFF.1, "/dat-lai-mat-khau", &[token]).await;
    app.clock.advance(TimeDelta::minutes(31));
    assert_eq!(reset(&app, &late, PASSWORD).await.unwrap_err().reason, "RESET_OVER");
}

#[tokio::test]
async fn the_it_officer_sends_links_within_the_agency_and_whoever_uses_one_lifts_the_lock() {
    let app = with_it_officer().await;
    for _ in 0..3 {
        app.sign_in(STAFF.1, "sai mat khau roi").await.unwrap_err();
        app.clock.advance(TimeDelta::seconds(2));
    }
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap_err().reason, "ACCOUNT_LOCKED");
    assert_eq!(send_link(&app, HR.1, STAFF.1).await.unwrap_err().reason, "ACCOUNT_NOT_YOURS");
    send_link(&app, HEAD.1, STAFF.1).await.unwrap();
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap_err().reason, "ACCOUNT_LOCKED", "an officer forgets nobody's guesses");
    reset(&app, &app.link(STAFF.1, "/dat-lai-mat-khau", &[]).await, ANOTHER).await.unwrap();
    app.sign_in(STAFF.1, ANOTHER).await.unwrap();
    assert_eq!(send_link(&app, HEAD.1, ADMIN).await.unwrap_err().reason, "ACCOUNT_NOT_YOURS", "nobody of the agency");
}

#[tokio::test]
async fn changing_the_password_needs_the_present_one_and_ends_other_sessions() {
    let app = with_it_officer().await;
    let other = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    let change = async |current: &str, new: &str| {
        let (current_password, new_password) = (current.to_owned(), new.to_owned());
        let message = api::ChangePasswordRequest { request_id: request_id(), current_password, new_password };
        let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
        let request = rpc::with_token(message, &app.token(&session, "identity").await.unwrap());
        answer(app.accounts().change_password(request).await).map(|_| session)
    };
    assert_eq!(change("khong phai mat khau", ANOTHER).await.unwrap_err().reason, "CURRENT_PASSWORD_WRONG");
    app.clock.advance(TimeDelta::seconds(2));
    assert_eq!(change(PASSWORD, "123456789012").await.unwrap_err().reason, "PASSWORD_REFUSED");
    let own = change(PASSWORD, ANOTHER).await.unwrap();
    app.token(&own, "worklog").await.unwrap();
    assert_eq!(app.token(&other, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    app.sign_in(STAFF.1, ANOTHER).await.unwrap();
}

#[tokio::test]
async fn only_a_proved_password_forgets_wrong_tries() {
    let app = with_it_officer().await;
    let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    let change = async |request_id: String, current: &str, new: &str| {
        let (current_password, new_password) = (current.to_owned(), new.to_owned());
        let message = api::ChangePasswordRequest { request_id, current_password, new_password };
        let request = rpc::with_token(message, &app.token(&session, "identity").await.unwrap());
        answer(app.accounts().change_password(request).await).unwrap_err().reason
    };
    let wrong_tries = async || app.count("tries WHERE failures > 0").await;
    assert_eq!(change(request_id(), "khong phai mat khau", ANOTHER).await, "CURRENT_PASSWORD_WRONG");
    app.clock.advance(TimeDelta::seconds(2));
    for (id, new) in [("not-a-uuid".to_owned(), ANOTHER), (String::new(), ANOTHER)] {
        change(id, "khong phai mat khau", new).await;
        assert_eq!(wrong_tries().await, 1, "a refusal of another kind proves nothing");
    }
    assert_eq!(change(request_id(), PASSWORD, "123456789012").await, "PASSWORD_REFUSED");
    assert_eq!(wrong_tries().await, 0, "the present password was right");
}

#[tokio::test]
async fn one_sees_and_ends_own_sessions_only() {
    let app = with_it_officer().await;
    let mine = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    let other = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    let strangers = app.sign_in(HR.1, PASSWORD).await.unwrap().session_token;
    let by = async |session: &str| app.token(session, "identity").await.unwrap();
    let list = async |session: &str| {
        let request = rpc::with_token(api::ListMySessionsRequest::default(), &by(session).await);
        answer(app.accounts().list_my_sessions(request).await).unwrap().sessions
    };
    assert_eq!(list(&mine).await.iter().map(|session| session.current).collect::<Vec<_>>(), [false, true]);
    let foreign = list(&strangers).await[0].session_id.clone();
    let end = async |ids: Vec<String>, others: bool| {
        let message = api::EndSessionsRequest { request_id: request_id(), session_ids: ids, others };
        answer(app.accounts().end_sessions(rpc::with_token(message, &by(&mine).await)).await).unwrap().ended
    };
    assert_eq!(end(vec![foreign], false).await, 0);
    app.token(&strangers, "worklog").await.unwrap();
    assert_eq!(end(vec![], true).await, 1);
    assert_eq!(app.token(&other, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    app.token(&mine, "worklog").await.unwrap();
}

#[tokio::test]
async fn a_closed_account_ends_at_once_and_opens_again_with_its_password() {
    let app = with_it_officer().await;
    let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    assert_eq!(disable(&app, HEAD.1, STAFF.1, "Nghỉ việc").await.unwrap_err().reason, "ACCOUNT_NOT_YOURS");
    assert_eq!(disable(&app, ADMIN, ADMIN, "Thử").await.unwrap_err().reason, "ACCOUNT_NOT_YOURS", "nobody closes their own");
    assert_eq!(disable(&app, ADMIN, STAFF.1, " ").await.unwrap_err().reason, "REASON_MISSING");
    assert_eq!(disable(&app, ADMIN, STAFF.1, "Nghỉ việc").await.unwrap().status(), api::AccountStatus::Disabled);
    assert_eq!(app.token(&session, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap_err().reason, "SIGN_IN_FAILED");
    assert_eq!(send_link(&app, HEAD.1, STAFF.1).await.unwrap_err().reason, "ACCOUNT_DISABLED");
    let person_id = app.person(STAFF.1).await.person_id;
    let message = api::EnableAccountRequest { request_id: request_id(), person_id: person_id.clone(), reason: "Trở lại".to_owned() };
    answer(app.accounts().enable_account(app.by(ADMIN, message).await).await).unwrap();
    app.clock.advance(TimeDelta::seconds(2));
    app.sign_in(STAFF.1, PASSWORD).await.unwrap();
    let told = events_of(&app, ADMIN, &person_id).await.unwrap();
    assert_eq!(told, ["SIGNED_IN", "ENABLED", "SIGN_IN_FAILED", "DISABLED", "SIGNED_IN", "ACTIVATED", "INVITED"]);
    assert_eq!(events_of(&app, HEAD.1, &person_id).await.unwrap_err().reason, "NOT_FOUND");
    assert_eq!(events_of(&app, STAFF.1, "").await.unwrap().len(), 8);
}

/// Signs in as somebody who must enrol, enrols, and gives what codes are made of and the recovery codes.
async fn enrol(app: &App, email: &str) -> (Secret, Vec<String>, String) {
    let opened = app.sign_in(email, PASSWORD).await.unwrap();
    let token = app.token(&opened.session_token, "identity").await.unwrap();
    let begin = async |password: &str| {
        let message = api::BeginSecondFactorRequest { request_id: request_id(), code: String::new(), password: password.to_owned() };
        answer(app.accounts().begin_second_factor(rpc::with_token(message, &token)).await)
    };
    assert_eq!(begin("").await.unwrap_err().reason, "PASSWORD_WRONG");
    app.clock.advance(TimeDelta::seconds(2));
    let begun = begin(PASSWORD).await.unwrap();
    assert!(begun.otpauth_url.starts_with("otpauth://totp/") && begun.otpauth_url.contains(&begun.secret));
    let secret = Secret::try_from_base32(&begun.secret).unwrap();
    let confirm = async |code: String| {
        let message = api::ConfirmSecondFactorRequest { request_id: request_id(), code };
        answer(app.accounts().confirm_second_factor(rpc::with_token(message, &token)).await)
    };
    assert_eq!(confirm("000000".to_owned()).await.unwrap_err().reason, "CODE_WRONG");
    let confirmed = confirm(code(app, &secret)).await.unwrap();
    (secret, confirmed.recovery_codes, opened.session_token)
}

fn code(app: &App, secret: &Secret) -> String {
    let totp = Builder::new().with_secret(secret.clone()).build().unwrap();
    totp.generate(u64::try_from(app.now().timestamp()).unwrap()).to_string()
}

async fn prove(app: &App, session: &str, code: &str) -> Result<String, Problem> {
    let message =
        api::ProveCodeRequest { request_id: request_id(), session_token: session.to_owned(), code: code.to_owned(), ..Default::default() };
    answer(app.accounts().prove_code(message).await).map(|answer| answer.session_token)
}

#[tokio::test]
async fn administrators_and_deciders_enrol_before_they_may_do_anything() {
    let mut app = with_it_officer().await;
    app.second_factor = identity::SecondFactor::Required;
    app.restart().await;
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap().next(), api::SignInStep::Open, "neither of them");
    let opened = app.sign_in(ADMIN, PASSWORD).await.unwrap();
    assert_eq!(opened.next(), api::SignInStep::Enrol);
    assert_eq!(app.token(&opened.session_token, "scoring").await.unwrap_err().reason, "SECOND_FACTOR_NEEDED");
    let roleless = rpc::with_token(api::ListAccountsRequest::default(), &app.token(&opened.session_token, "identity").await.unwrap());
    assert_eq!(answer(app.accounts().list_accounts(roleless).await).unwrap_err().reason, "SECOND_FACTOR_NEEDED");

    let (secret, _, session) = enrol(&app, ADMIN).await;
    app.token(&session, "scoring").await.unwrap();
    assert_eq!(app.token(&opened.session_token, "identity").await.unwrap_err().reason, "SESSION_OVER", "others ended");
    let opened = app.sign_in(ADMIN, PASSWORD).await.unwrap();
    assert_eq!(opened.next(), api::SignInStep::Code);
    assert_eq!(app.token(&opened.session_token, "identity").await.unwrap_err().reason, "CODE_NEEDED");
    assert_eq!(prove(&app, &opened.session_token, &code(&app, &secret)).await.unwrap_err().reason, "CODE_WRONG", "used to enrol");
    app.clock.advance(TimeDelta::seconds(30));
    let next = code(&app, &secret);
    let proved = prove(&app, &opened.session_token, &next).await.unwrap();
    assert_ne!(proved, opened.session_token, "nobody who knew it before the code knows it now");
    app.token(&proved, "scoring").await.unwrap();
    assert!(app.token(&opened.session_token, "scoring").await.is_err());
    let again = app.sign_in(ADMIN, PASSWORD).await.unwrap().session_token;
    assert_eq!(prove(&app, &again, &next).await.unwrap_err().reason, "CODE_WRONG", "each code once");
}

/// A session that must enrol, or need not: its token.
async fn enrolling(app: &App, email: &str) -> String {
    app.clock.advance(TimeDelta::seconds(2));
    let session = app.sign_in(email, PASSWORD).await.unwrap();
    app.token(&session.session_token, "identity").await.unwrap()
}

async fn begin_enrolment(app: &App, token: &str) -> (Secret, String) {
    let message = api::BeginSecondFactorRequest { request_id: request_id(), password: PASSWORD.to_owned(), ..Default::default() };
    let begun = answer(app.accounts().begin_second_factor(rpc::with_token(message, token)).await).unwrap();
    (Secret::try_from_base32(&begun.secret).unwrap(), begun.pairing_code)
}

async fn confirm_enrolment(app: &App, token: &str, secret: &Secret) -> Result<(), String> {
    let message = api::ConfirmSecondFactorRequest { request_id: request_id(), code: code(app, secret) };
    answer(app.accounts().confirm_second_factor(rpc::with_token(message, token)).await).map(drop).map_err(|problem| problem.reason)
}

/// Asked by somebody who has a second factor, or needs none.
async fn allow_enrolment(app: &mut App, by: &str, whom: &str, pairing_code: &str) -> Result<(), String> {
    app.second_factor = identity::SecondFactor::Offered;
    app.restart().await;
    let person_id = app.person(whom).await.person_id;
    let (pairing_code, reason) = (pairing_code.to_owned(), "Gặp trực tiếp".to_owned());
    let message = api::AllowEnrolmentRequest { request_id: request_id(), person_id, reason, pairing_code };
    let outcome = answer(app.accounts().allow_enrolment(app.by(by, message).await).await);
    app.second_factor = identity::SecondFactor::Required;
    app.restart().await;
    outcome.map(drop).map_err(|problem| problem.reason)
}

#[tokio::test]
async fn whoever_has_the_password_of_a_head_alone_enrols_nothing() {
    let mut app = with_it_officer().await;
    app.activated(CHIEF.1).await;
    // Begun before anybody had to be there, and kept.
    let (old, none) = begin_enrolment(&app, &enrolling(&app, CHIEF.1).await).await;
    assert_eq!(none, "", "offered, nobody need be there");
    app.second_factor = identity::SecondFactor::Required;
    app.restart().await;
    let thief = enrolling(&app, CHIEF.1).await;
    assert_eq!(confirm_enrolment(&app, &thief, &old).await.unwrap_err(), "ENROLMENT_UNSUPERVISED");
    assert_eq!(allow_enrolment(&mut app, HEAD.1, CHIEF.1, "000000").await.unwrap_err(), "PAIRING_WRONG");

    let head = enrolling(&app, CHIEF.1).await;
    let (secret, pairing) = begin_enrolment(&app, &head).await;
    assert_eq!(pairing.len(), 6);
    for (by, whom) in [(CHIEF.1, CHIEF.1), (HR.1, CHIEF.1), (STAFF.1, CHIEF.1), (HEAD.1, HEAD.1), (HEAD.1, ADMIN)] {
        assert_eq!(allow_enrolment(&mut app, by, whom, &pairing).await.unwrap_err(), "ACCOUNT_NOT_YOURS", "{by} for {whom}");
    }
    assert_eq!(allow_enrolment(&mut app, HEAD.1, STAFF.1, &pairing).await.unwrap_err(), "ENROLMENT_NOT_BEGUN");
    // Somebody else begins in the same moment: what the head reads out fits no more, and what was allowed is allowed no more.
    begin_enrolment(&app, &enrolling(&app, CHIEF.1).await).await;
    assert_eq!(allow_enrolment(&mut app, HEAD.1, CHIEF.1, &pairing).await.unwrap_err(), "PAIRING_WRONG");
    let head = enrolling(&app, CHIEF.1).await;
    let (seen, pairing) = begin_enrolment(&app, &head).await;
    allow_enrolment(&mut app, HEAD.1, CHIEF.1, &pairing).await.unwrap();
    let (other, _) = begin_enrolment(&app, &enrolling(&app, CHIEF.1).await).await;
    for secret in [&secret, &seen, &other] {
        assert!(confirm_enrolment(&app, &enrolling(&app, CHIEF.1).await, secret).await.is_err());
    }
    let (late, pairing) = begin_enrolment(&app, &enrolling(&app, CHIEF.1).await).await;
    allow_enrolment(&mut app, HEAD.1, CHIEF.1, &pairing).await.unwrap();
    app.clock.advance(TimeDelta::minutes(31));
    let head = enrolling(&app, CHIEF.1).await;
    assert_eq!(confirm_enrolment(&app, &head, &late).await.unwrap_err(), "ENROLMENT_UNSUPERVISED", "half an hour, and no longer");
    let (mine, pairing) = begin_enrolment(&app, &head).await;
    allow_enrolment(&mut app, HEAD.1, CHIEF.1, &pairing).await.unwrap();
    assert_eq!(confirm_enrolment(&app, &enrolling(&app, CHIEF.1).await, &mine).await, Ok(()));
    assert_eq!(allow_enrolment(&mut app, HEAD.1, CHIEF.1, &pairing).await.unwrap_err(), "SECOND_FACTOR_KNOWN");
    app.mails_sent().await;
    assert!(app.mail_texts().iter().any(|mail| mail.contains("xác thực hai lớp vừa cài được xác nhận là của bạn")));
}

#[tokio::test]
async fn administrators_whom_nobody_can_let_in_are_let_in_by_the_operator() {
    let mut app = with_it_officer().await;
    app.second_factor = identity::SecondFactor::Required;
    app.clock.advance(TimeDelta::days(2));
    app.restart().await;
    let token = enrolling(&app, ADMIN).await;
    let (secret, pairing) = begin_enrolment(&app, &token).await;
    assert_eq!((pairing.len(), confirm_enrolment(&app, &token, &secret).await.unwrap_err().as_str()), (6, "ENROLMENT_UNSUPERVISED"));
    let until = identity::let_administrators_enrol(&app.test.db, app.now()).await.unwrap();
    assert_eq!(until, Some(app.now() + TimeDelta::days(1)));
    assert_eq!(confirm_enrolment(&app, &token, &secret).await, Ok(()));
    assert_eq!(identity::let_administrators_enrol(&app.test.db, app.now()).await.unwrap(), None, "one of them can let the others in");
    assert_eq!(app.count("account_events WHERE action = 'ENROLMENT_ALLOWED' AND detail = 'congtam init'").await, 1);
}

#[tokio::test]
async fn a_lost_telephone_is_helped_by_recovery_codes_and_by_so_noi_vu() {
    let app = with_it_officer().await;
    let (_, recovery, _) = enrol(&app, STAFF.1).await;
    assert_eq!(recovery.len(), 10);
    let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    prove(&app, &session, &recovery[0].to_lowercase()).await.unwrap();
    let session = app.sign_in(STAFF.1, PASSWORD).await.unwrap().session_token;
    assert_eq!(prove(&app, &session, &recovery[0]).await.unwrap_err().reason, "CODE_WRONG", "each once");
    assert_eq!(prove(&app, &session, &recovery[1]).await.unwrap_err().reason, "ACCOUNT_LOCKED", "wrong ones make wait");
    for table in ["second_factors", "recovery_codes", "requests", "outbox"] {
        assert_eq!(app.count(&format!("{table} AS row WHERE row::text LIKE '%{}%'", recovery[1])).await, 0, "{table}");
    }
    let person_id = app.person(STAFF.1).await.person_id;
    let remove = async |by: &str| {
        let message =
            api::ResetSecondFactorRequest { request_id: request_id(), person_id: person_id.clone(), reason: "Mất máy".to_owned() };
        answer(app.accounts().reset_second_factor(app.by(by, message).await).await)
    };
    assert_eq!(remove(HEAD.1).await.unwrap_err().reason, "ACCOUNT_NOT_YOURS");
    remove(ADMIN).await.unwrap();
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap().next(), api::SignInStep::Open);
}

#[tokio::test]
async fn a_changed_event_of_an_account_is_found_and_cannot_be_made_by_accident() {
    let app = with_it_officer().await;
    let person_id = app.person(STAFF.1).await.person_id;
    let tamper = "UPDATE account_events SET action = 'ENABLED' WHERE sequence = 1";
    assert!(sea_orm::ConnectionTrait::execute_unprepared(&app.test.db, tamper).await.is_err());
    for sql in ["ALTER TABLE account_events DISABLE TRIGGER ALL", tamper] {
        sea_orm::ConnectionTrait::execute_unprepared(&app.test.db, sql).await.unwrap();
    }
    let message = api::ListAccountEventsRequest { person_id, ..Default::default() };
    let listed = answer(app.accounts().list_account_events(app.by(ADMIN, message).await).await).unwrap();
    assert_eq!(listed.problem, "Dấu vết số 1 không còn nguyên vẹn.");
}
