//! How one gets an account, and in.

use chrono::TimeDelta;
use proto::identity::v1::{AccountChanged, AccountStatus};
use tonic::Code;

use crate::app::{ADMIN, App, HEAD, PASSWORD, STAFF, so};

#[tokio::test]
async fn the_first_administrator_is_made_once_and_with_the_secret_only() {
    let app = App::empty().await;
    assert_eq!(refused(&app, "", ADMIN).await, "BOOTSTRAP_REFUSED", "nobody prepared a first run");
    let secret = app.first_run().await.unwrap().secret;
    assert_eq!(app.count(&format!("installation WHERE secret_digest LIKE '%{}%'", &secret[..4])).await, 0, "kept hashed only");
    assert_eq!(refused(&app, "doan mo", ADMIN).await, "BOOTSTRAP_REFUSED");
    assert_eq!(refused(&app, &secret, "quantri@gmail").await, "ADDRESS_NOT_OFFICIAL", "a mistake does not use it up");
    assert_eq!(app.count("accounts").await, 0);
    app.bootstrap(&secret.to_lowercase().replace('-', " "), ADMIN).await.unwrap();
    assert_eq!(refused(&app, &secret, "khac@quangtri.gov.vn").await, "BOOTSTRAP_REFUSED");
    assert!(app.first_run().await.is_none(), "nobody prepares a second one");
    assert_eq!(app.count("installation WHERE secret_digest IS NULL AND mail_domains = 'quangtri.gov.vn'").await, 1);
    let me = app.me(ADMIN).await;
    assert_eq!(me.account.unwrap().status(), AccountStatus::Active);
    assert_eq!(app.count("units WHERE code = 'H50'").await, 1);
    assert_eq!(app.count("accounts").await, 1);
}

/// Why the first administrator is not made; the next try need not wait.
async fn refused(app: &App, secret: &str, email: &str) -> String {
    let reason = app.bootstrap(secret, email).await.unwrap_err().reason;
    app.clock.advance(TimeDelta::seconds(2));
    reason
}

#[tokio::test]
async fn the_secret_of_the_first_run_is_over_after_three_days_and_when_another_is_made() {
    let app = App::empty().await;
    let first = app.first_run().await.unwrap().secret;
    let second = app.first_run().await.unwrap();
    assert_eq!(refused(&app, &first, ADMIN).await, "BOOTSTRAP_REFUSED");
    app.clock.advance(TimeDelta::days(3));
    assert_eq!(refused(&app, &second.secret, ADMIN).await, "BOOTSTRAP_REFUSED");
    app.bootstrap(&app.first_run().await.unwrap().secret, ADMIN).await.unwrap();
}

#[tokio::test]
async fn wrong_secrets_of_the_first_run_make_even_the_right_one_wait() {
    let app = App::empty().await;
    let secret = app.first_run().await.unwrap().secret;
    for _ in 0..3 {
        assert_eq!(refused(&app, "doan mo", ADMIN).await, "BOOTSTRAP_REFUSED");
    }
    let locked = app.bootstrap(&secret, ADMIN).await.unwrap_err();
    assert_eq!((locked.code, locked.reason.as_str()), (Code::ResourceExhausted, "ACCOUNT_LOCKED"));
    let again = app.first_run().await.unwrap().secret;
    app.bootstrap(&again, ADMIN).await.unwrap();
}

#[tokio::test]
async fn an_invitation_is_for_one_person_one_use_and_three_days() {
    let app = App::start().await;
    app.imported(so()).await;
    assert_eq!(app.sign_in(STAFF.1, PASSWORD).await.unwrap_err().reason, "SIGN_IN_FAILED");
    let token = app.invitation(STAFF.1).await;
    assert_eq!(app.activate("khong phai ma", PASSWORD).await.unwrap_err().reason, "INVITATION_OVER");
    assert_eq!(app.activate(&token, "ngan").await.unwrap_err().reason, "PASSWORD_REFUSED");
    assert_eq!(app.activate(&token, PASSWORD).await.unwrap(), STAFF.1, "a refused password does not use it up");
    assert_eq!(app.activate(&token, "mot mat khau khac han").await.unwrap_err().reason, "INVITATION_OVER");
    app.sign_in(STAFF.1, PASSWORD).await.unwrap();

    let token = app.invitation(HEAD.1).await;
    app.clock.advance(TimeDelta::hours(72) + TimeDelta::seconds(1));
    assert_eq!(app.activate(&token, PASSWORD).await.unwrap_err().reason, "INVITATION_OVER");
}

#[tokio::test]
async fn activation_is_announced_without_any_secret() {
    let app = App::start().await;
    app.imported(so()).await;
    app.activated(STAFF.1).await;
    let entries = events::outbox::unpublished(&app.test.db, "identity", 1000).await.unwrap();
    // The relay may have published them by now; then there is nothing left to look at here.
    for entry in entries {
        let incoming = events::Incoming(entry.envelope);
        if incoming.is::<AccountChanged>() {
            let account = incoming.decode::<AccountChanged>().unwrap().account.unwrap();
            assert!(!format!("{account:?}").contains(PASSWORD));
        }
    }
    assert_eq!(app.count("credentials WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'").await, 2);
}

#[tokio::test]
async fn wrong_passwords_make_even_the_right_one_wait() {
    let app = App::start().await;
    for _ in 0..3 {
        let refused = app.sign_in(ADMIN, "sai mat khau roi").await.unwrap_err();
        assert_eq!(refused.reason, "SIGN_IN_FAILED");
        app.clock.advance(TimeDelta::seconds(2));
    }
    let locked = app.sign_in(ADMIN, PASSWORD).await.unwrap_err();
    assert_eq!((locked.code, locked.reason.as_str()), (Code::ResourceExhausted, "ACCOUNT_LOCKED"));
    app.clock.advance(TimeDelta::seconds(2));
    app.sign_in(ADMIN, PASSWORD).await.unwrap();
    assert_eq!(app.sign_in(ADMIN, "sai mat khau roi").await.unwrap_err().reason, "SIGN_IN_FAILED", "counted anew");
    assert_eq!(app.count("tries WHERE failures = 1").await, 1);
}

#[tokio::test]
async fn nobody_learns_which_logins_exist_not_even_from_the_lock() {
    let app = App::start().await;
    for _ in 0..4 {
        let wrong = app.sign_in(ADMIN, "sai mat khau roi").await.unwrap_err();
        let unknown = app.sign_in("khongco@quangtri.gov.vn", "sai mat khau roi").await.unwrap_err();
        assert_eq!(wrong, unknown);
        app.clock.advance(TimeDelta::milliseconds(600));
    }
}

#[tokio::test]
async fn many_who_sign_in_rightly_at_once_all_get_in() {
    let app = App::start().await;
    let at_once = (0..5).map(|_| app.sign_in(ADMIN, PASSWORD));
    let outcomes = futures::future::join_all(at_once).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

#[tokio::test]
async fn of_many_wrong_passwords_at_once_one_is_tried() {
    let app = App::start().await;
    let at_once = (0..10).map(|_| app.sign_in(ADMIN, "sai mat khau roi"));
    let outcomes = futures::future::join_all(at_once).await;
    let tried = outcomes.iter().filter(|outcome| outcome.as_ref().unwrap_err().reason == "SIGN_IN_FAILED").count();
    assert_eq!(tried, 1, "{outcomes:?}");
}

#[tokio::test]
async fn logins_are_read_whatever_their_case_and_passwords_in_any_normal_form() {
    let app = App::start().await;
    app.imported(so()).await;
    let token = app.invitation(STAFF.1).await;
    app.activate(&token, "trời xanh mây trắng").await.unwrap();
    let decomposed = "tr\u{6f}\u{31b}\u{300}i xanh m\u{61}\u{302}y tr\u{103}\u{301}ng";
    app.sign_in(&STAFF.1.to_uppercase(), decomposed).await.unwrap();
}
