//! The door under floods and guesses: who is let wait, who is not, and what is known of it afterwards.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures::future::join_all;
use http::uri::PathAndQuery;
use prost::bytes::{Buf, BufMut};
use proto::identity::v1 as api;
use proto::identity::v1::personnel_service_client::PersonnelServiceClient;
use rpc::Problem;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Request, Status};

use crate::app::{ADMIN, App, CHIEF, DEPUTY, PASSWORD, STAFF, answer, request_id, so};

const OFFICE: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.7";
const WRONG: &str = "sai mat khau roi";

async fn sign_in(app: &App, from: &str, email: &str, password: &str) -> Result<api::SignInResponse, Problem> {
    let message = api::SignInRequest {
        request_id: request_id(),
        email: email.to_owned(),
        password: password.to_owned(),
        client_address: from.to_owned(),
        ..Default::default()
    };
    answer(app.accounts().sign_in(message).await)
}

/// Why nobody gets in.
async fn refused(app: &App, from: &str, email: &str, password: &str) -> String {
    sign_in(app, from, email, password).await.unwrap_err().reason
}

async fn with_staff() -> App {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    app
}

#[tokio::test]
async fn a_flood_from_one_address_keeps_nobody_out_who_comes_from_another() {
    let app = with_staff().await;
    let flood = join_all((0..500).map(|number| {
        let app = &app;
        async move { sign_in(app, ELSEWHERE, &format!("khach{number}@quangtri.gov.vn"), WRONG).await.unwrap_err() }
    }));
    let (begun, mut longest) = (Instant::now(), Duration::ZERO);
    let honest = async {
        for _ in 0..5 {
            let asked = begun.elapsed();
            let (one, other) = tokio::join!(sign_in(&app, OFFICE, STAFF.1, PASSWORD), sign_in(&app, OFFICE, ADMIN, PASSWORD));
            one.unwrap();
            other.unwrap();
            longest = longest.max(begun.elapsed() - asked);
        }
    };
    let (flood, ()) = tokio::join!(flood, honest);
    for refused in &flood {
        let told = (refused.code, refused.reason.as_str());
        let queue = (Code::ResourceExhausted, "BUSY");
        assert!(told == queue || told == (Code::Unauthenticated, "SIGN_IN_FAILED"), "a full queue is never told as a lock: {refused:?}");
    }
    let busy = flood.iter().find(|refused| refused.reason == "BUSY").expect("five hundred at once are too many");
    eprintln!("the longest of ten honest sign-ins beside five hundred others took {longest:?}");
    assert!(busy.message.contains("không bị khóa") && busy.message.contains("thử lại"), "{}", busy.message);
}

#[tokio::test]
async fn what_strangers_try_elsewhere_locks_nobody_out_at_their_desk() {
    let app = with_staff().await;
    sign_in(&app, OFFICE, STAFF.1, PASSWORD).await.unwrap();
    // As many wrong tries as close a login for a day, from many places so that none waits for itself.
    for number in 0..120 {
        let told = refused(&app, &format!("192.0.2.{number}"), STAFF.1, WRONG).await;
        assert!(["SIGN_IN_FAILED", "ACCOUNT_LOCKED"].contains(&told.as_str()), "{told}");
        app.clock.advance(TimeDelta::seconds(6));
    }
    refused(&app, "192.0.2.200", STAFF.1, WRONG).await;
    sign_in(&app, OFFICE, STAFF.1, PASSWORD).await.unwrap();
    assert_eq!(refused(&app, ELSEWHERE, STAFF.1, PASSWORD).await, "ACCOUNT_LOCKED", "a new place waits for a moment");
    app.clock.advance(TimeDelta::seconds(61));
    sign_in(&app, ELSEWHERE, STAFF.1, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn one_network_that_sprays_guesses_over_many_logins_is_stopped_and_no_other() {
    let mut app = with_staff().await;
    app.limits.wrong_passwords_of_a_network = 10;
    app.restart().await;
    let spray = async |from: &str, number: usize| refused(&app, from, &format!("ai{number}@quangtri.gov.vn"), WRONG).await;
    for number in 0..10 {
        assert_eq!(spray(&format!("2001:db8:1:2::{number:x}"), number).await, "SIGN_IN_FAILED", "{number}");
    }
    assert_eq!(spray("2001:db8:1:2::ffff", 11).await, "NETWORK_LOCKED", "one household, however many addresses it takes");
    assert_eq!(spray("2001:db8:1:3::1", 12).await, "SIGN_IN_FAILED");
    app.clock.advance(TimeDelta::minutes(16));
    assert_eq!(spray("2001:db8:1:2::1", 13).await, "SIGN_IN_FAILED");
}

#[tokio::test]
async fn who_has_signed_in_from_a_network_gets_in_while_a_guesser_there_does_not() {
    let mut app = with_staff().await;
    app.limits.wrong_passwords_of_a_network = 3;
    app.restart().await;
    sign_in(&app, OFFICE, STAFF.1, PASSWORD).await.unwrap();
    for number in 0..3 {
        refused(&app, OFFICE, &format!("ai{number}@quangtri.gov.vn"), WRONG).await;
    }
    assert_eq!(refused(&app, OFFICE, ADMIN, PASSWORD).await, "NETWORK_LOCKED");
    sign_in(&app, OFFICE, STAFF.1, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn guesses_leave_a_trail_without_password_or_login_also_at_logins_that_there_are_not() {
    let app = with_staff().await;
    refused(&app, ELSEWHERE, "khongco@quangtri.gov.vn", WRONG).await;
    refused(&app, ELSEWHERE, STAFF.1, WRONG).await;
    assert_eq!(refused(&app, ELSEWHERE, STAFF.1, PASSWORD).await, "ACCOUNT_LOCKED");
    assert_eq!(app.count(&format!("denials WHERE client_address = '{ELSEWHERE}' AND reason = 'PASSWORD'")).await, 2);
    assert_eq!(app.count("denials WHERE reason = 'ACCOUNT_LOCKED'").await, 1);
    for secret in [WRONG, PASSWORD, STAFF.1, "khongco"] {
        assert_eq!(app.count(&format!("denials AS row WHERE row::text LIKE '%{secret}%'")).await, 0, "{secret}");
    }
    let digest = kernel::Digest::of(STAFF.1.as_bytes());
    assert_eq!(app.count(&format!("denials WHERE login_mark = '{}'", digest.as_str())).await, 0, "nobody tries logins against it");

    app.clock.advance(TimeDelta::seconds(2));
    sign_in(&app, OFFICE, STAFF.1, PASSWORD).await.unwrap();
    let told = |action: &str, address: &str| format!("account_events WHERE action = '{action}' AND detail = '{address}'");
    assert_eq!(app.count(&told("SIGN_IN_FAILED", ELSEWHERE)).await, 1);
    assert_eq!(app.count(&told("SIGNED_IN", OFFICE)).await, 1);
}

#[tokio::test]
async fn a_wrong_password_waits_for_nothing_that_only_a_known_login_has() {
    let app = with_staff().await;
    // Whoever wants to write to the chain of an account now waits for ever.
    let held = app.lock_out("account_events").await;
    let both = async { (refused(&app, ELSEWHERE, STAFF.1, WRONG).await, refused(&app, ELSEWHERE, "khongco@quangtri.gov.vn", WRONG).await) };
    let told = tokio::time::timeout(std::time::Duration::from_secs(30), both).await.expect("an answer");
    assert_eq!(told, ("SIGN_IN_FAILED".to_owned(), "SIGN_IN_FAILED".to_owned()));
    held.rollback().await.unwrap();
    app.gone("denials WHERE person_id IS NOT NULL AND told_at IS NULL").await;
    assert_eq!(app.count("account_events WHERE action = 'SIGN_IN_FAILED'").await, 1);
}

#[tokio::test]
async fn links_that_nobody_mailed_leave_a_trail_too() {
    let app = App::start().await;
    let activate = api::ActivateRequest {
        request_id: request_id(),
        activation_token: "doan mo".to_owned(),
        password: PASSWORD.to_owned(),
        client_address: ELSEWHERE.to_owned(),
    };
    assert_eq!(answer(app.accounts().activate(activate).await).unwrap_err().reason, "INVITATION_OVER");
    let reset = api::ResetPasswordRequest {
        request_id: request_id(),
        reset_token: "doan mo".to_owned(),
        password: PASSWORD.to_owned(),
        client_address: ELSEWHERE.to_owned(),
    };
    assert_eq!(answer(app.accounts().reset_password(reset).await).unwrap_err().reason, "RESET_OVER");
    assert_eq!(
        app.count(&format!("denials WHERE client_address = '{ELSEWHERE}' AND reason IN ('INVITATION_OVER', 'RESET_OVER')")).await,
        2
    );
}

#[tokio::test]
async fn the_trail_is_kept_for_ninety_days() {
    let mut app = App::start().await;
    refused(&app, ELSEWHERE, "khongco@quangtri.gov.vn", WRONG).await;
    app.clock.advance(TimeDelta::days(89));
    app.swept().await;
    assert_eq!(app.count("denials").await, 1);
    app.clock.advance(TimeDelta::days(2));
    app.swept().await;
    assert_eq!(app.count("denials").await, 0);
}

async fn ask_reset(app: &App, from: &str, email: &str) -> Result<(), Problem> {
    let (email, client_address) = (email.to_owned(), from.to_owned());
    let message = api::RequestPasswordResetRequest { request_id: request_id(), email, client_address };
    answer(app.accounts().request_password_reset(message).await).map(drop)
}

#[tokio::test]
async fn asking_for_a_link_does_the_same_for_every_login_and_looks_nobody_up() {
    let app = with_staff().await;
    let mails = app.count("mails").await;
    // No link is made while nobody can keep one.
    let held = app.lock_out("invitations").await;
    for email in [STAFF.1, "khongco@quangtri.gov.vn"] {
        ask_reset(&app, OFFICE, email).await.unwrap();
    }
    assert_eq!((app.count("reset_requests").await, app.count("mails").await), (2, mails), "two alike, and no mail yet");
    held.rollback().await.unwrap();
    app.gone("reset_requests").await;
    assert_eq!(app.count("mails").await, mails + 1);
}

#[tokio::test]
async fn nobody_asks_for_links_or_passkeys_without_end() {
    let mut app = App::start().await;
    app.portal_url = "https://cong-tam.test";
    app.restart().await;
    let begin = async |from: &str| {
        let message = api::BeginPasskeySignInRequest { request_id: request_id(), client_address: from.to_owned() };
        answer(app.accounts().begin_passkey_sign_in(message).await).map(drop)
    };
    let stopped = join_all((0..100).map(|_| begin(ELSEWHERE))).await.into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(stopped.len() == 70 && stopped.iter().all(|problem| problem.reason == "ASKED_TOO_OFTEN"), "{}", stopped.len());
    assert_eq!(app.count("passkey_ceremonies").await, 30);
    begin(OFFICE).await.unwrap();

    let stopped = join_all((0..100).map(|_| ask_reset(&app, ELSEWHERE, STAFF.1))).await.into_iter().filter_map(Result::err);
    assert_eq!(stopped.filter(|problem| problem.code == Code::ResourceExhausted).count(), 80);
    ask_reset(&app, OFFICE, STAFF.1).await.unwrap();
}

#[tokio::test]
async fn one_person_gets_three_links_an_hour() {
    let app = with_staff().await;
    let person_id = app.person(STAFF.1).await.person_id;
    let send = async || {
        let message = api::SendAccessLinkRequest { request_id: request_id(), person_id: person_id.clone() };
        answer(app.accounts().send_access_link(app.by(ADMIN, message).await).await).map(drop)
    };
    for _ in 0..3 {
        send().await.unwrap();
    }
    assert_eq!(send().await.unwrap_err().reason, "ASKED_TOO_OFTEN");
    app.clock.advance(TimeDelta::minutes(61));
    send().await.unwrap();
}

#[tokio::test]
async fn no_digest_of_a_password_can_be_tried_out_and_answers_are_forgotten_after_a_week() {
    use prost::Message;
    let mut app = App::start().await;
    let session = sign_in(&app, OFFICE, ADMIN, PASSWORD).await.unwrap().session_token;
    let message = api::ChangePasswordRequest {
        request_id: request_id(),
        current_password: PASSWORD.to_owned(),
        new_password: "dong song thach han chay qua".to_owned(),
    };
    let request = rpc::with_token(message.clone(), &app.token(&session, "identity").await.unwrap());
    answer(app.accounts().change_password(request).await).unwrap();
    let plain = kernel::Digest::of(&message.encode_to_vec());
    assert_eq!(app.count("requests WHERE method = 'ChangePasswordRequest'").await, 1);
    assert_eq!(app.count(&format!("requests WHERE request_digest = '{}'", plain.as_str())).await, 0);

    app.clock.advance(TimeDelta::days(6));
    app.swept().await;
    assert_eq!(app.count("requests WHERE method = 'ChangePasswordRequest'").await, 1);
    app.clock.advance(TimeDelta::days(2));
    app.swept().await;
    assert_eq!(app.count("requests WHERE method = 'ChangePasswordRequest'").await, 0);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let app = App::start().await;
    let former = sign_in(&app, OFFICE, ADMIN, PASSWORD).await.unwrap().session_token;
    let message = api::SignInRequest {
        request_id: request_id(),
        email: ADMIN.to_owned(),
        password: PASSWORD.to_owned(),
        former_session_token: former.clone(),
        ..Default::default()
    };
    let now = answer(app.accounts().sign_in(message).await).unwrap().session_token;
    assert_eq!(app.token(&former, "worklog").await.unwrap_err().reason, "SESSION_OVER");
    app.token(&now, "worklog").await.unwrap();
}

#[tokio::test]
async fn a_session_that_must_still_enrol_has_no_right_of_its_persons_post() {
    let mut app = with_staff().await;
    app.activated(CHIEF.1).await;
    let delegate_id = app.person(DEPUTY.1).await.person_id;
    app.second_factor = identity::SecondFactor::Required;
    app.restart().await;
    let opened = sign_in(&app, OFFICE, CHIEF.1, PASSWORD).await.unwrap();
    assert_eq!(opened.next(), api::SignInStep::Enrol);
    let token = app.token(&opened.session_token, "identity").await.unwrap();
    let message = api::DelegateRequest { request_id: request_id(), delegate_id, ..Default::default() };
    let personnel = PersonnelServiceClient::new(app.channel()).delegate(rpc::with_token(message, &token)).await;
    assert_eq!(answer(personnel).unwrap_err().reason, "SECOND_FACTOR_NEEDED");
    let sessions = app.accounts().list_my_sessions(rpc::with_token(api::ListMySessionsRequest::default(), &token)).await;
    assert_eq!(answer(sessions).unwrap_err().reason, "SECOND_FACTOR_NEEDED", "nothing but what leads to a second factor");
    answer(app.accounts().get_me(rpc::with_token(api::GetMeRequest {}, &token)).await).unwrap();
    let begin = api::BeginSecondFactorRequest { request_id: request_id(), password: PASSWORD.to_owned(), ..Default::default() };
    let begun = answer(app.accounts().begin_second_factor(rpc::with_token(begin, &token)).await).unwrap();
    assert_eq!(begun.pairing_code.len(), 6, "let in, and asked for somebody beside them");
}

/// Sends bytes as a message of some method.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        buffer.advance(buffer.remaining());
        Ok(Some(()))
    }
}

/// Why bytes are no request, with the sentence for people.
async fn bytes_refused(app: &App, method: &'static str, bytes: Vec<u8>, timeout: &'static str) -> Problem {
    let mut client = tonic::client::Grpc::new(app.channel());
    client.ready().await.unwrap();
    let mut request = Request::new(bytes);
    request.metadata_mut().insert("grpc-timeout", timeout.parse().unwrap());
    Problem::from(&client.unary(request, PathAndQuery::from_static(method), Raw).await.unwrap_err())
}

const RESET: &str = "/congtam.identity.v1.AccountService/RequestPasswordReset";

#[tokio::test]
async fn bytes_that_are_no_request_are_refused_in_vietnamese_with_a_reason() {
    let app = App::empty().await;
    for bytes in [vec![0xff; 40], vec![0x0a, 0x7f, 1], vec![0x0a, 2, 0xff, 0xfe], vec![0x08]] {
        let problem = bytes_refused(&app, RESET, bytes.clone(), "9S").await;
        assert_eq!((problem.code, problem.reason.as_str()), (Code::InvalidArgument, "MESSAGE_MALFORMED"), "{bytes:?}");
        assert!(problem.message.starts_with("Không đọc được yêu cầu"), "{}", problem.message);
    }
    let large = bytes_refused(&app, "/congtam.identity.v1.NoticeService/MarkNoticesRead", vec![0; 5 << 20], "9S").await;
    assert_eq!(large.reason, "SESSION_OVER", "who is not known need not send much");
    let large = bytes_refused(&app, RESET, vec![0; 17 << 20], "9S").await;
    assert_eq!((large.code, large.reason.as_str()), (Code::ResourceExhausted, "MESSAGE_TOO_LARGE"));
    for timeout in ["5", "+5S", "S", "123456789S"] {
        let problem = bytes_refused(&app, RESET, Vec::new(), timeout).await;
        assert_eq!((problem.code, problem.reason.as_str()), (Code::InvalidArgument, "TIMEOUT_MALFORMED"), "{timeout}");
    }
}

#[tokio::test]
async fn a_text_with_control_characters_is_refused_by_the_name_of_its_field() {
    let app = App::empty().await;
    for text in ["a\0b", "a\u{1b}[2J"] {
        let problem = ask_reset(&app, OFFICE, text).await.unwrap_err();
        assert_eq!((problem.code, problem.reason.as_str()), (Code::InvalidArgument, "CONTROL_CHARACTERS"));
        assert_eq!(problem.fields[0].field, "email");
    }
    assert_eq!(app.count("reset_requests").await, 0);
}

#[tokio::test]
async fn a_call_with_a_deadline_that_is_none_is_refused_by_name() {
    let app = App::start().await;
    let mut request = Request::new(api::SignInRequest::default());
    request.metadata_mut().insert("grpc-timeout", "5x".parse().unwrap());
    let refused = answer(app.accounts().sign_in(request).await).unwrap_err();
    assert_eq!((refused.code, refused.reason.as_str()), (Code::InvalidArgument, "TIMEOUT_MALFORMED"));
}
