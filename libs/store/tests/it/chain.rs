//! Chained tables: what is done to them behind their back is found.

use sea_orm::ConnectionTrait;
use serde_json::json;
use store::chain::Break;
use store::{Chain, Db, Migrations};
use testkit::TestDb;
use uuid::Uuid;

const CHAIN: Chain = Chain { table: "steps", of: "walk_id", step: "place" };
const WALK: Uuid = Uuid::from_u128(1);

async fn walked() -> TestDb {
    let test = TestDb::new("chain", async |db: &Db| {
        Migrations(vec![store::chain::migration()]).run(db).await?;
        let table = "CREATE TABLE steps (walk_id uuid, place bigint, at timestamptz, who uuid, note text, hash text, \
             PRIMARY KEY (walk_id, place)); \
             CREATE TRIGGER steps_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON steps \
                 FOR EACH STATEMENT EXECUTE FUNCTION chain_is_for_good()";
        db.execute_unprepared(table).await.map(drop)
    })
    .await;
    for (walk, note) in [(WALK, "a"), (Uuid::from_u128(2), "ờ \"|\\"), (WALK, "b"), (WALK, "c")] {
        let step = json!({ "at": "2019-12-04T08:00:00.123456789+07:00", "who": null, "note": note });
        CHAIN.add(&test.db, walk, step).await.unwrap();
    }
    test
}

async fn breaks_after(sql: &str) -> Vec<Break> {
    let test = walked().await;
    assert!(CHAIN.breaks(&test.db, None, 9).await.unwrap().is_empty());
    let refused = test.db.execute_unprepared(sql).await.unwrap_err().to_string();
    assert!(refused.contains("never changed or removed"), "{refused}");
    test.db.execute_unprepared("ALTER TABLE steps DISABLE TRIGGER ALL").await.unwrap();
    test.db.execute_unprepared(sql).await.unwrap();
    // In whatever zone the check happens to be made.
    let there = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Ho_Chi_Minh''', current_database()); END $$";
    test.db.execute_unprepared(there).await.unwrap();
    CHAIN.breaks(&test.db, None, 9).await.unwrap()
}

#[tokio::test]
async fn a_changed_entry_is_found_at_its_place() {
    let at = |step| Break { of: WALK, step, is_gap: false };
    for change in ["note = 'x'", "who = walk_id", "at = at + interval '1 microsecond'", "hash = 'x'"] {
        let found = breaks_after(&format!("UPDATE steps SET {change} WHERE walk_id = '{WALK}' AND place = 2")).await;
        assert_eq!(found[0], at(2), "{change}");
    }
}

#[tokio::test]
async fn a_removed_entry_leaves_a_gap() {
    let found = breaks_after(&format!("DELETE FROM steps WHERE walk_id = '{WALK}' AND place = 2")).await;
    assert_eq!(found, [Break { of: WALK, step: 3, is_gap: true }]);
}

#[tokio::test]
async fn entries_that_come_together_wait_for_each_other() {
    let test = walked().await;
    let many = (0..20).map(async |number| {
        let step = json!({ "at": "2019-12-04T08:00:00Z", "who": null, "note": number.to_string() });
        let tx = sea_orm::TransactionTrait::begin(&test.db).await.unwrap();
        CHAIN.add(&tx, WALK, step).await.unwrap();
        tx.commit().await.unwrap();
    });
    futures::future::join_all(many).await;
    assert!(CHAIN.breaks(&test.db, Some(WALK), 9).await.unwrap().is_empty());
}
