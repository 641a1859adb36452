//! Invitations leave after the commit, at least once.

use crate::app::{ADMIN, App, HEAD, HR, PASSWORD, STAFF, so};

#[tokio::test]
async fn a_mail_that_could_not_leave_before_a_crash_leaves_after_it() {
    let mut app = App::start().await;
    // A file where the folder should be: nothing can leave.
    std::fs::remove_dir_all(&app.mails).unwrap();
    std::fs::write(&app.mails, "").unwrap();
    app.imported(so()).await;
    app.crash();
    assert_eq!(app.count("mails WHERE sent_at IS NULL").await, 5);
    std::fs::remove_file(&app.mails).unwrap();
    app.clock.advance(chrono::TimeDelta::minutes(1));
    app.restart().await;
    app.activated(STAFF.1).await;
    app.sign_in(STAFF.1, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn everybody_gets_one_mail_with_a_link_on_a_line_of_its_own() {
    let app = App::start().await;
    app.imported(so()).await;
    app.mails_sent().await;
    let mails = app.mail_texts();
    assert_eq!(mails.len(), 5);
    for mail in &mails {
        let links = mail.lines().filter(|line| line.starts_with("http://cong-tam.test/kich-hoat?ma=")).count();
        assert_eq!(links, 1, "{mail}");
        assert!(!mail.contains(ADMIN), "the administrator has a password already");
    }
}

#[tokio::test]
async fn no_table_holds_an_activation_token_once_its_mail_has_left() {
    let app = App::start().await;
    app.imported(so()).await;
    app.mails_sent().await;
    let token = app.invitation(HEAD.1).await;
    for table in ["mails", "invitations", "requests", "outbox"] {
        assert_eq!(app.count(&format!("{table} AS row WHERE row::text LIKE '%{token}%'")).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_mail_that_no_server_takes_or_no_key_opens_stops_no_other() {
    let mut app = App::start().await;
    std::fs::remove_dir_all(&app.mails).unwrap();
    std::fs::write(&app.mails, "").unwrap();
    app.imported(so()).await;
    app.crash();
    for spoil in [
        format!("UPDATE mails SET recipient = 'không phải địa chỉ' WHERE recipient = '{}'", HEAD.1),
        format!("UPDATE mails SET body = 'y' WHERE recipient = '{}'", HR.1),
    ] {
        sea_orm::ConnectionTrait::execute_unprepared(&app.test.db, &spoil).await.unwrap();
    }
    std::fs::remove_file(&app.mails).unwrap();
    app.clock.advance(chrono::TimeDelta::minutes(1));
    app.restart().await;
    testkit::until("the good mails leave", async || app.count("mails WHERE sent_at IS NULL").await <= 2).await;
    assert_eq!(app.mail_texts().len(), 3);
}

#[tokio::test]
async fn a_mail_that_waits_holds_no_link_that_could_be_read() {
    let mut app = App::start().await;
    std::fs::remove_dir_all(&app.mails).unwrap();
    std::fs::write(&app.mails, "").unwrap();
    app.imported(so()).await;
    app.crash();
    assert_eq!(app.count("mails WHERE body IS NOT NULL").await, 5);
    assert_eq!(app.count("mails WHERE body LIKE '%kich-hoat%'").await, 0);
}
