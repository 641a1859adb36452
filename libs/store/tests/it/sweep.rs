//! Old rows go, by one who sweeps at a time.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use store::Db;
use store::sweep::{Rule, sweep};
use testkit::TestDb;

const THINGS: &str = "CREATE TABLE things (at timestamptz NOT NULL); \
    INSERT INTO things SELECT '2026-01-01'::timestamptz + make_interval(mins => n) FROM generate_series(1, 25000) AS n; \
    INSERT INTO things VALUES ('2026-11-30')";

async fn left(db: &Db) -> i64 {
    let count = db.query_one_raw(Statement::from_string(DbBackend::Postgres, "SELECT count(*) AS n FROM things")).await;
    count.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test]
async fn what_is_older_than_its_rule_goes_in_steps_and_only_one_sweeps() {
    let test = TestDb::new("sweep", async |db: &Db| db.execute_unprepared(THINGS).await.map(drop)).await;
    let now: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().unwrap();
    let rule = |days| [Rule { table: "things", old: "at < $1", days }];
    assert_eq!(sweep(&test.db, &rule(0), now).await.unwrap(), [], "0 is for ever");
    let other = test.db.begin().await.unwrap();
    other.execute_unprepared("SELECT pg_advisory_xact_lock(495890588016)").await.unwrap();
    assert_eq!(sweep(&test.db, &rule(7), now).await.unwrap(), [], "somebody else is at it");
    assert_eq!(left(&test.db).await, 25_001);
    other.rollback().await.unwrap();
    assert_eq!(sweep(&test.db, &rule(7), now).await.unwrap(), [("things", 25_000)]);
    assert_eq!(left(&test.db).await, 1);
}
