//! Migrations by several at once, and migrations that were changed.

use futures::future::join_all;
use sea_orm::{ConnectionTrait, DbErr};
use store::{Db, Migration, Migrations};
use testkit::TestDb;

const TYPE: Migration = Migration { name: "0001_type", sql: "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE t (m mood)" };
const TABLE: Migration = Migration { name: "0002_table", sql: "CREATE TABLE u (n int)" };

async fn empty() -> TestDb {
    TestDb::new("migrate", async |_: &Db| Ok::<(), DbErr>(())).await
}

#[tokio::test]
async fn those_who_migrate_at_once_take_turns() {
    let test = empty().await;
    let all = Migrations(vec![TYPE, TABLE]);
    assert_eq!(all.missing(&test.db).await.unwrap(), ["0001_type", "0002_table"]);
    for outcome in join_all((0..4).map(|_| all.run(&test.db))).await {
        outcome.unwrap();
    }
    assert!(all.missing(&test.db).await.unwrap().is_empty());
    test.db.execute_unprepared("INSERT INTO u VALUES (1)").await.unwrap();
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_was_carried_out_is_refused_by_its_name() {
    let test = empty().await;
    Migrations(vec![TYPE]).run(&test.db).await.unwrap();
    let changed = Migration { sql: "CREATE TYPE mood AS ENUM ('bad')", ..TYPE };
    let refused = Migrations(vec![changed, TABLE]).run(&test.db).await.unwrap_err().to_string();
    assert!(refused.contains("0001_type"), "{refused}");
    assert_eq!(Migrations(vec![TYPE, TABLE]).missing(&test.db).await.unwrap(), ["0002_table"], "nothing was carried out");
    Migrations(vec![TYPE, TABLE]).run(&test.db).await.unwrap();
}
