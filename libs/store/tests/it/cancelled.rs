//! Callers who go away, at any moment, leave no transaction and no lock behind.

use futures::future::join_all;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};
use store::Db;
use testkit::{TestDb, within_steps};

/// More than a change takes, from asking for a connection to the answer of its commit.
const STEPS: usize = 24;

async fn change(db: &Db) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    tx.execute_unprepared("UPDATE counted SET n = n + 1").await?;
    let inner = tx.begin().await?;
    inner.execute_unprepared("INSERT INTO steps VALUES (1)").await?;
    inner.commit().await?;
    tx.commit().await
}

async fn count(db: &Db, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn a_flood_of_callers_who_go_away_leaves_no_transaction_and_no_lock() {
    let test = TestDb::new("cancelled", async |db: &Db| {
        let tables = "CREATE TABLE steps (n int); CREATE TABLE counted (n int); INSERT INTO counted VALUES (0)";
        db.execute_unprepared(tables).await.map(drop)
    })
    .await;
    let others = store::connect(&store::Config { url: test.url.clone().into(), ..store::Config::default() }).await.unwrap();
    for round in 0..8 {
        let flood = (1..=STEPS).map(|steps| within_steps(steps, change(&test.db)));
        join_all(flood).await.into_iter().flatten().for_each(|done| done.unwrap());
        // Who holds every connection of the pool knows that none is still being returned.
        let pool = test.db.get_postgres_connection_pool();
        let held: Vec<_> = join_all((0..pool.options().get_max_connections()).map(|_| pool.acquire())).await;
        assert!(held.iter().all(Result::is_ok), "round {round}");
        let open = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        assert_eq!(count(&others, open).await, 0, "sessions idle in a transaction after round {round}");
        let locks = "SELECT count(*) AS n FROM pg_locks WHERE relation IN ('steps'::regclass, 'counted'::regclass)";
        assert_eq!(count(&others, locks).await, 0, "locks after round {round}");
    }
    let before = count(&others, "SELECT count(*) AS n FROM steps").await;
    test.db.execute_unprepared("INSERT INTO steps VALUES (0)").await.unwrap();
    assert_eq!(
        count(&others, "SELECT count(*) AS n FROM steps").await,
        before + 1,
        "what is written outside of a transaction is there at once"
    );
}
