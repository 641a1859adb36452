//! Forward-only migrations: one SQL file each, embedded in the binary, run by a command and never at service start.

use async_trait::async_trait;
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
        connection.execute_unprepared("SET LOCAL lock_timeout = '2s'").await?;
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
    /// Brings the database to the newest schema; does nothing when it is.
    ///
    /// # Errors
    /// When a statement fails; that migration then leaves nothing behind.
    pub async fn run(&self, db: &Db) -> Result<(), DbErr> {
        self.up(db, None).await
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
