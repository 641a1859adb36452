//! Forward-only migrations: one SQL file each, embedded in the binary, run by a command and never at service start.

use std::collections::HashSet;

use async_trait::async_trait;
use kernel::Digest;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager};

use crate::Db;

/// One SQL file. Made by [`migration!`](crate::migration).
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// File name without `.sql`; decides nothing but identity, the order is that of the list.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = 0").await?;
        connection.execute_unprepared(self.sql).await.map(drop)
    }
}

/// The migrations of one service, oldest first.
#[derive(Clone, Debug)]
pub struct Migrations(pub Vec<Migration>);

impl MigratorTraitSelf for Migrations {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|migration| Box::new(*migration) as Box<dyn MigrationTrait>).collect()
    }
}

impl Migrations {
    /// Names of those that the database does not have yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn missing(&self, db: &Db) -> Result<Vec<&'static str>, DbErr> {
        const DONE: &str = "SELECT version FROM seaql_migrations";
        const THERE: &str = "SELECT to_regclass('seaql_migrations') IS NOT NULL AS there";
        let there = db.query_one_raw(Statement::from_string(DbBackend::Postgres, THERE)).await?;
        let there = there.map(|row| row.try_get("", "there")).transpose()?.unwrap_or_default();
        let mut done = HashSet::new();
        if there {
            let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, DONE)).await?;
            done = rows.iter().map(|row| row.try_get::<String>("", "version")).collect::<Result<_, _>>()?;
        }
        Ok(self.0.iter().map(|migration| migration.name).filter(|name| !done.contains(*name)).collect())
    }

    /// Brings the database to the newest schema; does nothing when it is. Those who do it at once take turns.
    ///
    /// # Errors
    /// When a statement fails; that migration then leaves nothing behind. When a migration that was carried out is another one today.
    pub async fn run(&self, db: &Db) -> Result<(), DbErr> {
        let turn = db.begin().await?;
        turn.execute_unprepared("SELECT pg_advisory_xact_lock(hashtextextended('migrations', 0))").await?;
        self.install(db).await?;
        db.execute_unprepared("ALTER TABLE seaql_migrations ADD COLUMN IF NOT EXISTS digest text").await?;
        self.compare(db).await?;
        self.up(db, None).await?;
        for Migration { name, sql } in &self.0 {
            const REMEMBER: &str = "UPDATE seaql_migrations SET digest = $2 WHERE version = $1 AND digest IS NULL";
            let values = [(*name).into(), Digest::of(sql.as_bytes()).as_str().into()];
            db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, REMEMBER, values)).await?;
        }
        turn.commit().await
    }

    /// Refuses what was changed after it was carried out: nobody would know what the database looks like.
    async fn compare(&self, db: &Db) -> Result<(), DbErr> {
        const DONE: &str = "SELECT version, digest FROM seaql_migrations WHERE digest IS NOT NULL";
        for row in db.query_all_raw(Statement::from_string(DbBackend::Postgres, DONE)).await? {
            let (name, digest): (String, String) = (row.try_get("", "version")?, row.try_get("", "digest")?);
            let now = self.0.iter().find(|migration| migration.name == name).map(|migration| Digest::of(migration.sql.as_bytes()));
            if now.is_some_and(|now| now.as_str() != digest) {
                return Err(DbErr::Migration(format!("{name} is another migration than the one that was carried out")));
            }
        }
        Ok(())
    }
}

/// Lets a service work with the tables of this database as a role that owns none of them: in chains it reads and adds.
///
/// # Errors
/// When there is no such role, or the database is not the caller's.
pub async fn grant(db: &Db, role: &str) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    let name = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT set_config('congtam.role', $1, true)", [role.into()]);
    tx.execute_raw(name).await?;
    tx.execute_unprepared(include_str!("../grants.sql")).await?;
    tx.commit().await
}

/// Tables of chains in which the connected role could change or remove entries.
///
/// # Errors
/// When the database cannot be read.
pub async fn changeable_chains(db: &Db) -> Result<Vec<String>, DbErr> {
    const CHANGEABLE: &str = "SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger \
        WHERE NOT tgisinternal AND tgtype & 56 = 56 AND has_table_privilege(tgrelid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') ORDER BY 1";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, CHANGEABLE)).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}

/// Embeds `migrations/<name>.sql` of the calling crate.
#[macro_export]
macro_rules! migration {
    ($name:literal) => {
        $crate::Migration { name: $name, sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")) }
    };
}
