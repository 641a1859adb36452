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
        Migrations(vec![store::chain::migration(), store::chain::lengths_migration()]).run(db).await?;
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

#[tokio::test]
async fn entries_of_many_chains_take_no_lock_each() {
    let test = walked().await;
    let step = json!({ "at": "2019-12-04T08:00:00Z", "who": null, "note": "d" });
    let many: Vec<_> = (1..2_000).map(|number| (Uuid::from_u128(number), step.clone())).collect();
    let tx = sea_orm::TransactionTrait::begin(&test.db).await.unwrap();
    CHAIN.add_all(&tx, &many).await.unwrap();
    let held = "SELECT count(*) AS held FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";
    let row = tx.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, held)).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "held").unwrap(), 0, "the server has some thousands for everybody");
    tx.commit().await.unwrap();
    assert!(CHAIN.breaks(&test.db, None, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_entries_that_only_look_alike_have_different_seals() {
    let test = walked().await;
    let hash = async |sql: &str| {
        let row = test.db.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await.unwrap().unwrap();
        row.try_get::<String>("", "hash").unwrap()
    };
    let first = hash(r#"SELECT chain_hash_2('', '{"who": "a|b", "note": "c"}') AS hash"#).await;
    for other in [r#"{"who": "a", "note": "b|c"}"#, r#"{"who": "a|b|c", "note": ""}"#, r#"{"who": "a|b|c", "note": null}"#] {
        assert_ne!(hash(&format!("SELECT chain_hash_2('', '{other}') AS hash")).await, first, "{other}");
    }
    assert!(first.starts_with("2:"));
}

#[tokio::test]
async fn entries_of_the_first_rule_stay_whole_and_none_follows_one_of_the_second() {
    let test = walked().await;
    let old = |place: i64, before: &str| {
        format!(
            "INSERT INTO steps SELECT entry.walk_id, entry.place, entry.at, entry.who, entry.note, chain_hash({before}, row_to_json(entry)) \
             FROM (SELECT '{}'::uuid AS walk_id, {place}::bigint AS place, now() AS at, NULL::uuid AS who, 'old'::text AS note, \
             NULL::text AS hash) AS entry",
            Uuid::from_u128(3)
        )
    };
    test.db.execute_unprepared(&old(1, "''")).await.unwrap();
    let step = json!({ "at": "2019-12-04T08:00:00Z", "who": null, "note": "new" });
    CHAIN.add(&test.db, Uuid::from_u128(3), step).await.unwrap();
    assert!(CHAIN.breaks(&test.db, None, 9).await.unwrap().is_empty(), "a chain goes on by the new rule");
    let last = "(SELECT hash FROM steps WHERE note = 'new')";
    test.db.execute_unprepared(&old(3, last)).await.unwrap();
    assert_eq!(CHAIN.breaks(&test.db, None, 9).await.unwrap(), [Break { of: Uuid::from_u128(3), step: 3, is_gap: false }]);
}
