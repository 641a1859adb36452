//! Whoever waits for a table that somebody holds takes the database from nobody else.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};
use store::{Db, Migration, Migrations};
use testkit::TestDb;

const TABLES: Migration = Migration { name: "0001", sql: "CREATE TABLE held (n int); CREATE TABLE free (n int)" };

async fn database() -> TestDb {
    TestDb::new("held", async |db: &Db| Migrations(vec![TABLES]).run(db).await).await
}

/// How many others of this database are in the middle of a statement.
async fn busy(db: &Db) -> i64 {
    const BUSY: &str = "SELECT count(*) AS busy FROM pg_stat_activity \
        WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, BUSY)).await.unwrap().unwrap();
    row.try_get("", "busy").unwrap()
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        let mut turns = tokio::time::interval(Duration::from_millis(20));
        while !is_so().await {
            turns.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("not within a minute: {what}"));
}

#[tokio::test]
async fn calls_whose_deadline_is_over_leave_neither_a_query_nor_a_taken_connection() {
    let test = database().await;
    let holder = test.db.begin().await.unwrap();
    holder.execute_unprepared("LOCK TABLE held").await.unwrap();
    let config = store::Config { url: test.url.as_str().into(), lock_seconds: 0, statement_seconds: 0, ..store::Config::default() };
    let db = store::connect(&config).await.unwrap();
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { tokio::time::timeout(Duration::from_secs(5), db.execute_unprepared("SELECT * FROM held")).await })
        })
        .collect();
    until("every connection waits for the table", async || busy(&test.db).await == 10).await;
    let refused = db.execute_unprepared("SELECT * FROM free").await;
    assert!(matches!(refused, Err(DbErr::ConnectionAcquire(_))), "nobody waits for a connection for long: {refused:?}");
    for call in calls {
        assert!(!matches!(call.await.unwrap(), Ok(Ok(_))), "nobody gets past the lock");
    }
    until("another call goes through", async || db.execute_unprepared("SELECT * FROM free").await.is_ok()).await;
    until("no query is left", async || busy(&test.db).await == 0).await;
    holder.rollback().await.unwrap();
}

#[tokio::test]
async fn a_lock_is_waited_for_no_longer_than_configured_and_a_statement_takes_no_longer() {
    let test = database().await;
    let config = store::Config {
        url: test.url.as_str().into(),
        lock_seconds: 1,
        statement_seconds: 2,
        background: store::Background { lock_seconds: 0, statement_seconds: 1, ..store::Background::default() },
        ..store::Config::default()
    };
    let (calls, background) = (store::connect(&config).await.unwrap(), store::connect_in_background(&config).await.unwrap());
    let holder = test.db.begin().await.unwrap();
    holder.execute_unprepared("LOCK TABLE held").await.unwrap();
    let told = |outcome: Result<sea_orm::ExecResult, DbErr>| outcome.expect_err("it is ended").to_string();
    let late = told(calls.execute_unprepared("SELECT * FROM held").await);
    assert!(late.contains("lock timeout"), "{late}");
    let long = told(calls.execute_unprepared("SELECT pg_sleep(60)").await);
    assert!(long.contains("statement timeout"), "{long}");
    let long = told(background.execute_unprepared("SELECT * FROM held").await);
    assert!(long.contains("statement timeout"), "{long}");
    let own = store::connect_as_operator(&config).await.unwrap();
    let settings = "SELECT current_setting('statement_timeout') || current_setting('lock_timeout') AS all";
    let row = own.query_one_raw(Statement::from_string(DbBackend::Postgres, settings)).await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "all").unwrap(), "00", "who looks after a database is not hurried");
    holder.rollback().await.unwrap();
}

#[tokio::test]
async fn whether_the_database_is_there_is_asked_when_all_connections_are_taken() {
    let test = database().await;
    let config = store::Config { url: test.url.as_str().into(), max_connections: 1, ..store::Config::default() };
    let db = store::connect(&config).await.unwrap();
    let _taken = db.begin().await.unwrap();
    store::Probe::new(&config).unwrap().ask().await.unwrap();
}
