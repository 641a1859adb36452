//! Making and dropping databases of a PostgreSQL server, ours or a given one.

use anyhow::{Context, Result, bail};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A PostgreSQL server, seen by somebody who may create databases.
#[derive(Clone, Debug)]
pub struct Admin {
    /// `postgres://user:password@host:port/postgres`.
    pub admin_url: String,
}

impl Admin {
    /// A server that somebody else runs; the URL names any database of it.
    pub fn new(admin_url: impl Into<String>) -> Self {
        Self { admin_url: admin_url.into() }
    }

    /// The URL of one database of this server.
    pub fn url(&self, database: &str) -> String {
        let (address, query) = self.admin_url.split_once('?').unwrap_or((&self.admin_url, ""));
        let scheme = address.find("://").map_or(0, |at| at + 3);
        let server = address[scheme..].find('/').map_or(address, |at| &address[..scheme + at]);
        if query.is_empty() { format!("{server}/{database}") } else { format!("{server}/{database}?{query}") }
    }

    /// Makes a role that owns nothing, when it is not there, and gives it this password.
    ///
    /// # Errors
    /// When the server refuses, or the name is not `[a-z0-9_]+` or the password not hexadecimal.
    pub async fn make_role(&self, role: &str, password: &str) -> Result<()> {
        let role = checked(role)?;
        if password.is_empty() || !password.chars().all(|c| c.is_ascii_hexdigit()) {
            bail!("the password of {role} is not hexadecimal");
        }
        self.execute(format!(
            "DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             ALTER ROLE {role} PASSWORD '{password}'"
        ))
        .await
    }

    /// The URL of one database of this server for another role than the administrator.
    pub fn url_as(&self, database: &str, role: &str, password: &str) -> String {
        let url = self.url(database);
        let scheme = url.find("://").map_or(0, |at| at + 3);
        let server = url[scheme..].split_once('@').map_or(&url[scheme..], |(_, server)| server);
        format!("{}{role}:{password}@{server}", &url[..scheme])
    }

    /// Makes an empty database; one of that name must not exist.
    ///
    /// # Errors
    /// When the server refuses or the name is not `[a-z0-9_]+`.
    pub async fn create_database(&self, name: &str) -> Result<()> {
        self.execute(format!(r#"CREATE DATABASE "{}""#, checked(name)?)).await
    }

    /// Makes a database with everything that `template` has; nobody may be connected to the template.
    ///
    /// # Errors
    /// As [`Admin::create_database`].
    pub async fn create_database_from(&self, name: &str, template: &str) -> Result<()> {
        self.execute(format!(r#"CREATE DATABASE "{}" TEMPLATE "{}""#, checked(name)?, checked(template)?)).await
    }

    /// Makes a copy of a database that is in use: whoever is connected is hung up on.
    ///
    /// # Errors
    /// As [`Admin::create_database`].
    pub async fn back_up(&self, name: &str, copy: &str) -> Result<()> {
        let name = checked(name)?;
        self.execute(format!(r#"ALTER DATABASE "{name}" ALLOW_CONNECTIONS false"#)).await?;
        self.execute(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await?;
        let copied = self.create_database_from(copy, name).await;
        self.execute(format!(r#"ALTER DATABASE "{name}" ALLOW_CONNECTIONS true"#)).await?;
        copied
    }

    /// Puts a database back to a copy that was made of it.
    ///
    /// # Errors
    /// As [`Admin::create_database`].
    pub async fn restore(&self, name: &str, copy: &str) -> Result<()> {
        self.drop_database(name).await?;
        self.create_database_from(name, copy).await
    }

    /// Drops a database, together with every connection to it; does nothing when there is none.
    ///
    /// # Errors
    /// As [`Admin::create_database`].
    pub async fn drop_database(&self, name: &str) -> Result<()> {
        self.execute(format!(r#"DROP DATABASE IF EXISTS "{}" WITH (FORCE)"#, checked(name)?)).await
    }

    /// The names of all databases.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn databases(&self) -> Result<Vec<String>> {
        let mut connection = PgConnection::connect(&self.admin_url).await.context("cannot connect to PostgreSQL")?;
        let names = sqlx::query_scalar("SELECT datname::text FROM pg_database ORDER BY 1").fetch_all(&mut connection).await?;
        connection.close().await?;
        Ok(names)
    }

    /// How many rows a table of a database has.
    ///
    /// # Errors
    /// As [`Admin::create_database`], and when there is no such table.
    pub async fn count_rows(&self, database: &str, table: &str) -> Result<i64> {
        let statement = format!(r#"SELECT count(*) FROM "{}""#, checked(table)?);
        let mut connection = PgConnection::connect(&self.url(checked(database)?)).await.context("cannot connect to PostgreSQL")?;
        let count = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(count)
    }

    /// Succeeds when the server answers.
    ///
    /// # Errors
    /// When it does not, with the reason.
    pub async fn ping(&self) -> Result<()> {
        self.execute("SELECT 1".to_owned()).await
    }

    async fn execute(&self, statement: String) -> Result<()> {
        let context = statement.clone();
        let mut connection = PgConnection::connect(&self.admin_url).await.context("cannot connect to PostgreSQL")?;
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.with_context(|| context)?;
        connection.close().await?;
        Ok(())
    }
}

fn checked(name: &str) -> Result<&str> {
    let harmless = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > 63 || !name.chars().all(harmless) {
        bail!("{name:?} is not a name for a database");
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_a_database_keeps_server_and_options() {
        let admin = Admin::new("postgres://u:p@host:5432/postgres?sslmode=disable");
        assert_eq!(admin.url("identity"), "postgres://u:p@host:5432/identity?sslmode=disable");
        assert_eq!(Admin::new("postgres://host").url("x"), "postgres://host/x");
        assert_eq!(admin.url_as("identity", "r", "1f"), "postgres://r:1f@host:5432/identity?sslmode=disable");
        assert_eq!(Admin::new("postgres://host").url_as("x", "r", "1f"), "postgres://r:1f@host/x");
    }

    #[test]
    fn a_name_that_could_end_the_statement_is_refused() {
        assert!(checked("a\"; drop").is_err());
        assert!(checked("").is_err());
        assert_eq!(checked("identity_2026").unwrap(), "identity_2026");
    }
}
