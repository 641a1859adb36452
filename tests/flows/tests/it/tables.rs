//! What services may do with their tables: whoever has a service has not its audit trail.

use anyhow::Context;
use store::{Db, Migrations};
use testkit::TestDb;

/// Names in the first column.
async fn names(db: &Db, sql: &str) -> anyhow::Result<Vec<String>> {
    let rows = sea_orm::ConnectionTrait::query_all_raw(db, sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}

/// Every table with entries that seal the one before, as the catalogue knows them.
const CHAINS: &str = "SELECT DISTINCT table_name::text AS name FROM information_schema.columns \
    WHERE table_schema = 'public' AND column_name = 'hash' AND EXISTS (SELECT 1 FROM pg_trigger \
        WHERE tgrelid = table_name::regclass AND NOT tgisinternal) ORDER BY 1";

#[tokio::test]
async fn a_service_changes_no_entry_of_a_chain_whatever_it_tries() {
    let services: [(&str, Migrations); 5] = [
        (identity::NAME, identity::migrations()),
        (worklog::NAME, worklog::migrations()),
        (evaluation::NAME, evaluation::migrations()),
        (scoring::NAME, scoring::migrations()),
        (reporting::NAME, reporting::migrations()),
    ];
    let mut chains = 0;
    for (service, migrations) in services {
        let test = TestDb::new(service, async |db| migrations.run(db).await).await;
        let db =
            store::connect(&store::Config { url: test.url.clone().into(), ..store::Config::default() }).await.context(service).unwrap();
        let tables = names(&test.db, CHAINS).await.unwrap();
        assert!(!tables.is_empty(), "{service} keeps no chain");
        for table in &tables {
            for tried in [
                format!("UPDATE {table} SET hash = hash"),
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table}"),
                format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
                format!("ALTER TABLE {table} ADD COLUMN other text"),
                format!("DROP TABLE {table}"),
                format!("CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"),
                format!("CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING"),
            ] {
                let refused = sea_orm::ConnectionTrait::execute_unprepared(&db, &tried).await.expect_err(&tried).to_string();
                assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{service}: {tried}: {refused}");
            }
        }
        for tried in [
            "CREATE OR REPLACE FUNCTION chain_is_for_good() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "SET session_replication_role = replica",
            "DELETE FROM seaql_migrations",
            "SET ROLE postgres",
        ] {
            sea_orm::ConnectionTrait::execute_unprepared(&db, tried).await.expect_err(tried);
        }
        assert_eq!(store::migrate::changeable_chains(&db).await.unwrap(), Vec::<String>::new(), "{service}");
        assert_eq!(store::migrate::changeable_chains(&test.db).await.unwrap(), tables, "the owner could, and is told so");
        chains += tables.len();
        db.close().await.unwrap();
    }
    assert!(chains >= 7, "{chains} tables of chains");
}
