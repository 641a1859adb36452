//! Whoever has the database cannot make undone what was written down away from it.

use kernel::Clock;
use runtime::Config;
use runtime::audit::{Problem, Trail, check};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use store::{Chain, Kept, Migrations};
use testkit::{TestApp, TestKeys};
use uuid::Uuid;

const CHAIN: Chain = Chain { table: "steps", of: "walk_id", step: "place" };
const ONE: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

struct World {
    app: TestApp,
    config: Config,
}

impl World {
    /// Two chains and two documents, sealed.
    async fn sealed() -> Self {
        let migrations = vec![
            events::migration(),
            events::trust_migration(),
            events::progress_migration(),
            events::heal_migration(),
            store::chain::migration(),
            store::chain::lengths_migration(),
        ];
        let app = TestApp::new("audit", Migrations(migrations), "2019-12-01T00:00:00Z").await;
        let mut config = (*app.ctx.config).clone();
        config.bus.signing_key = TestKeys::of("audit").private_pem.into();
        let world = Self { app, config };
        world
            .sql(
                "CREATE TABLE steps (walk_id uuid, place bigint, at timestamptz, note text, hash text, PRIMARY KEY (walk_id, place)); \
                 CREATE TRIGGER steps_are_for_good BEFORE UPDATE OR DELETE OR TRUNCATE ON steps \
                     FOR EACH STATEMENT EXECUTE FUNCTION chain_is_for_good(); \
                 CREATE TABLE sheets (id uuid PRIMARY KEY, version bigint, document jsonb)",
            )
            .await;
        store::migrate::grant(&world.app.db.db, testkit::SERVICE_ROLE).await.unwrap();
        for (walk, note) in [(ONE, "a"), (OTHER, "b"), (ONE, "c")] {
            world.walk(walk, note).await;
        }
        for id in [ONE, OTHER] {
            world.sql(&format!("INSERT INTO sheets VALUES ('{id}', 1, '{{\"points\": 80}}')")).await;
        }
        assert!(world.seal().await.is_empty());
        world
    }

    async fn sql(&self, statements: &str) {
        self.app.db.db.execute_unprepared(statements).await.unwrap();
    }

    /// What somebody does who owns the database.
    async fn tamper(&self, statements: &str) {
        self.sql(&format!("ALTER TABLE steps DISABLE TRIGGER ALL; {statements}; ALTER TABLE steps ENABLE TRIGGER ALL")).await;
    }

    async fn walk(&self, walk: Uuid, note: &str) {
        CHAIN.add(&self.app.db.db, walk, json!({ "at": self.app.clock.now(), "note": note })).await.unwrap();
    }

    /// As the hourly job of a process that has just started.
    async fn seal(&self) -> Vec<Problem> {
        let mut trail = Trail::open("audit", &self.config).unwrap();
        trail.seal(&self.app.ctx.db, &[Kept::chain(CHAIN), Kept::documents("sheets", "id")], self.app.clock.now()).await.unwrap()
    }

    /// What the operator's command says.
    async fn said(&self) -> Vec<String> {
        let (_, problems) = check("audit", &self.config).await.unwrap();
        problems.into_iter().map(|found| format!("{} {}: {}", found.place, found.of.map_or(0, |of| of.as_u128()), found.what)).collect()
    }

    fn file(&self, number: u64) -> std::path::PathBuf {
        self.app.folder.path().join(format!("audit-ends/audit/{number:08}.json"))
    }
}

#[tokio::test]
async fn what_goes_on_as_it_should_is_no_problem() {
    let world = World::sealed().await;
    assert_eq!(world.said().await, Vec::<String>::new());
    world.walk(ONE, "d").await;
    world.walk(world.app.ctx.deps.ids.next(), "somebody new").await;
    world.sql(&format!("UPDATE sheets SET version = 2, document = '{{}}' WHERE id = '{ONE}'")).await;
    assert_eq!(world.said().await, Vec::<String>::new());
    assert!(world.seal().await.is_empty());
    assert!(world.file(2).exists() && !world.file(3).exists());
    assert!(world.seal().await.is_empty());
    assert!(!world.file(3).exists(), "nothing new, no file");
    assert_eq!(world.said().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_sealed_has_no_newer_version() {
    let world = World::sealed().await;
    let (db, sheets) = (&world.app.db.db, Kept::sealed("sheets", "id"));
    let ends = sheets.ends(db).await.unwrap();
    assert_eq!(sheets.losses(db, &ends).await.unwrap(), []);
    for change in ["version = 2", "version = 2, document = '{}'", "version = 1, document = '{}'", "version = 0"] {
        world.sql(&format!("UPDATE sheets SET {change} WHERE id = '{ONE}'")).await;
        let lost = sheets.losses(db, &ends).await.unwrap();
        assert_eq!(lost.iter().map(|(end, _)| end.of).collect::<Vec<_>>(), [ONE], "{change}");
    }
}

#[tokio::test]
async fn what_is_done_behind_the_back_of_a_service_is_found_and_stays_found() {
    let rewritten = format!(
        "DELETE FROM steps WHERE walk_id = '{ONE}'; \
         INSERT INTO steps SELECT '{ONE}', 1, now(), 'x', NULL; \
         UPDATE steps SET hash = chain_hash_2('', row_to_json(steps)) WHERE walk_id = '{ONE}'; \
         INSERT INTO steps SELECT '{ONE}', 2, now(), 'y', NULL; \
         UPDATE steps SET hash = chain_hash_2((SELECT hash FROM steps WHERE walk_id = '{ONE}' AND place = 1), row_to_json(steps)) \
             WHERE walk_id = '{ONE}' AND place = 2"
    );
    for (tampering, found) in [
        (format!("DELETE FROM steps WHERE walk_id = '{ONE}' AND place = 2"), "steps 1: entry 2 was there and is gone"),
        (format!("DELETE FROM steps WHERE walk_id = '{OTHER}'"), "steps 2: entry 1 was there and is gone"),
        (rewritten, "steps 1: entry 2 is another than it was"),
        (
            format!("UPDATE sheets SET document = '{{\"points\": 99}}' WHERE id = '{ONE}'"),
            "sheets 1: version 1 says something else than it did",
        ),
        (format!("DELETE FROM sheets WHERE id = '{OTHER}'"), "sheets 2: version 1 was there and is gone"),
    ] {
        let world = World::sealed().await;
        world.tamper(&tampering).await;
        assert_eq!(world.said().await, [found]);
        // The next hours go on with what is whole, and do not make good what is not.
        world.walk(world.app.ctx.deps.ids.next(), "somebody new").await;
        assert_eq!(world.seal().await.len(), 1);
        assert!(world.file(2).exists());
        assert_eq!(world.seal().await.len(), 1);
        assert_eq!(world.said().await, [found]);
    }
}

#[tokio::test]
async fn a_changed_entry_is_found_in_the_middle_too() {
    let world = World::sealed().await;
    world.tamper(&format!("UPDATE steps SET note = 'z' WHERE walk_id = '{ONE}' AND place = 1")).await;
    assert_eq!(world.said().await, ["steps 1: entry 1: the entry was changed"]);
}

#[tokio::test]
async fn files_are_believed_as_the_service_signed_them() {
    let world = World::sealed().await;
    for _ in 0..2 {
        world.walk(ONE, "on").await;
        world.seal().await;
    }
    let second = std::fs::read(world.file(2)).unwrap();
    std::fs::write(world.file(2), String::from_utf8(second.clone()).unwrap().replace("\\\"step\\\":3", "\\\"step\\\":2")).unwrap();
    let said = world.said().await;
    assert!(said[0].contains("00000002.json 0: the service did not sign it"), "{said:?}");
    std::fs::remove_file(world.file(2)).unwrap();
    assert_eq!(world.said().await, ["audit-ends/audit/00000002.json 0: the file is gone, later ones are there"]);
    std::fs::write(world.file(2), second).unwrap();
    assert_eq!(world.said().await, Vec::<String>::new());
    let stranger = World {
        config: {
            let mut config = world.config.clone();
            config.bus.signing_key = TestKeys::of("x").private_pem.into();
            config
        },
        ..world
    };
    assert!(stranger.said().await.len() >= 3, "another key signed none of them");
    std::fs::remove_dir_all(stranger.app.folder.path().join("audit-ends")).unwrap();
    assert_eq!(stranger.said().await, ["audit-ends/audit/00000001.json 0: there is no file at all"]);
}

#[tokio::test]
async fn the_files_may_be_kept_in_a_folder_of_their_own() {
    let world = World::sealed().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let config = Config { audit_folder: elsewhere.path().display().to_string(), ..world.config.clone() };
    let world = World { config, ..world };
    world.seal().await;
    assert!(elsewhere.path().join("audit-ends/audit/00000001.json").exists());
    let count = Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT 1 AS one FROM steps LIMIT 1");
    assert!(world.app.ctx.db.query_one_raw(count).await.unwrap().is_some());
}
