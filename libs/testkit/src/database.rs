//! One PostgreSQL server a test process, one database a test.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use dev_infra::{Durability, Postgres};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::Db;
use tokio::sync::OnceCell;

/// The server of this test process: started when first asked for, ended with the process, its folder removed.
///
/// # Panics
/// When it cannot be started.
pub async fn postgres() -> &'static Postgres {
    static SERVER: OnceCell<Postgres> = OnceCell::const_new();
    SERVER
        .get_or_init(async || {
            let folder = tempfile::Builder::new().prefix("congtam-test-").tempdir().expect("a temporary folder").keep();
            dev_infra::remove_at_exit(&folder).expect("a shell that removes the folder");
            let server = Postgres::start(&folder, Durability::Fast).await.unwrap_or_else(|error| panic!("{error:#}"));
            succeed("the role of services", server.make_role(SERVICE_ROLE, PASSWORD).await);
            server
        })
        .await
}

/// The role that services under test connect as.
pub const SERVICE_ROLE: &str = "congtam_service";
const PASSWORD: &str = "5e771ce";

/// A database of its own for one test.
pub struct TestDb {
    /// Connections to it as the owner of its tables.
    pub db: Db,
    /// Its URL for a service, which owns none of them.
    pub url: String,
    name: String,
}

/// Databases of finished tests, to be dropped when the next one is made: a destructor cannot wait for the server.
static FINISHED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl TestDb {
    /// A database that `migrate` has prepared. It runs once a process for each `template`, a name `[a-z0-9_]+`; every
    /// test gets a copy.
    ///
    /// ```ignore
    /// let test = TestDb::new("identity", async |db| identity::migrations().run(db).await).await;
    /// ```
    ///
    /// # Panics
    /// When the server or the migration fails.
    pub async fn new<E: Display>(template: &str, migrate: impl AsyncFnOnce(&Db) -> Result<(), E>) -> Self {
        static TEMPLATES: Mutex<Option<HashMap<String, Arc<OnceCell<()>>>>> = Mutex::new(None);
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let server = postgres().await;
        let cell = {
            let mut templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(templates.get_or_insert_default().entry(template.to_owned()).or_default())
        };
        let source = format!("template_{template}");
        cell.get_or_init(async || {
            // A test that panicked in its migration may have left a half-made template.
            succeed("dropping the template", server.drop_database(&source).await);
            succeed("creating the template", server.create_database(&source).await);
            let db = connect(&server.url(&source)).await;
            succeed("migrating the template", migrate(&db).await);
            succeed("granting", store::migrate::grant(&db, SERVICE_ROLE).await);
            succeed("closing the template", db.close().await);
        })
        .await;
        let finished = mem::take(&mut *FINISHED.lock().unwrap_or_else(PoisonError::into_inner));
        for name in finished {
            succeed("dropping a finished database", server.drop_database(&name).await);
        }
        let name = format!("test_{}", COUNTER.fetch_add(1, Ordering::Relaxed));
        succeed("copying the template", server.create_database_from(&name, &source).await);
        let url = server.url_as(&name, SERVICE_ROLE, PASSWORD);
        Self { db: connect(&server.url(&name)).await, url, name }
    }

    /// Every row of every table, a line each. When an announcement was published is left out: that goes on by itself.
    ///
    /// # Panics
    /// When the server fails.
    pub async fn rows(&self) -> BTreeSet<String> {
        const TABLES: &str = "SELECT format('SELECT %L || left(whole, 160) || '' '' || md5(whole) AS line \
             FROM (SELECT concat_ws('' '', %s) AS whole FROM %I) one', \
             table_name || ' ', string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position), table_name) AS line \
             FROM information_schema.columns WHERE table_schema = 'public' AND column_name <> 'published_at' GROUP BY table_name";
        let all = self.lines(TABLES).await.join(" UNION ALL ");
        self.lines(&all).await.into_iter().collect()
    }

    async fn lines(&self, sql: &str) -> Vec<String> {
        let rows = succeed("reading", self.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await);
        rows.into_iter().map(|row| succeed("reading a line", row.try_get("", "line"))).collect()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        FINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(mem::take(&mut self.name));
    }
}

async fn connect(url: &str) -> Db {
    succeed("connecting", store::connect_as_operator(&store::Config { url: url.into(), ..store::Config::default() }).await)
}

fn succeed<T, E: Display>(doing: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{doing}: {error:#}"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use store::{Migration, Migrations};

    use super::*;

    const TABLE: Migration = Migration { name: "0001", sql: "CREATE TABLE t (n int); INSERT INTO t VALUES (1)" };
    static MIGRATED: AtomicUsize = AtomicUsize::new(0);

    async fn prepared() -> TestDb {
        TestDb::new("own", async |db| {
            MIGRATED.fetch_add(1, Ordering::Relaxed);
            Migrations(vec![TABLE]).run(db).await
        })
        .await
    }

    async fn count(test: &TestDb) -> u64 {
        let rows = sea_orm::ConnectionTrait::execute_unprepared(&test.db, "SELECT n FROM t").await.unwrap();
        rows.rows_affected()
    }

    #[tokio::test]
    async fn tests_share_a_migration_and_nothing_else() {
        let (one, other) = tokio::join!(prepared(), prepared());
        sea_orm::ConnectionTrait::execute_unprepared(&one.db, "INSERT INTO t VALUES (2)").await.unwrap();
        assert_eq!((count(&one).await, count(&other).await), (2, 1));
        assert_eq!(MIGRATED.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn every_row_is_a_line() {
        let test = prepared().await;
        let before = test.rows().await;
        sea_orm::ConnectionTrait::execute_unprepared(&test.db, "INSERT INTO t VALUES (2)").await.unwrap();
        let after = test.rows().await;
        let new: Vec<_> = after.difference(&before).collect();
        assert!(matches!(new.as_slice(), [line] if line.starts_with("t 2 ")), "{new:?}");
    }
}
