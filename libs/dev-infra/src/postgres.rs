//! The database server.

use std::fs;
use std::ops::Deref;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::folder::{self, Lock, User};
use crate::process::{self, Process, Recipe};
use crate::{Admin, Durability, tools};

/// A private PostgreSQL server; everything of [`Admin`] works on it.
pub struct Postgres {
    admin: Admin,
    process: Process,
}

impl Deref for Postgres {
    type Target = Admin;

    fn deref(&self) -> &Admin {
        &self.admin
    }
}

impl Postgres {
    /// Starts the server of `folder`, making its cluster the first time.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn start(folder: impl AsRef<Path>, durability: Durability) -> Result<Self> {
        let folder = folder::prepare(folder.as_ref())?;
        let lock = Lock::take(&folder, "postgres")?;
        let user = User::for_postgres()?;
        let home = user.map_or_else(|| Ok(folder.clone()), |user| user.home(&folder))?;
        let password = folder::secret(&folder.join("postgres.password"))?;
        let log = folder.join("postgres.log");
        let data = home.join(format!("postgres-{}", major()?));
        {
            let (data, password, log) = (data.clone(), password.clone(), log.clone());
            tokio::task::spawn_blocking(move || {
                process::wait_for_predecessor(&data)?;
                if data.join("PG_VERSION").exists() { Ok(()) } else { make_cluster(&data, &password, user, log) }
            })
            .await??;
        }
        let port = process::free_port()?;
        let admin = Admin::new(format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres"));
        let recipe = Recipe { program: "postgres", arguments: arguments(&data, port, durability), user, stop_signal: "INT", log };
        let process = Process::start(recipe, lock, async || admin.ping().await).await?;
        Ok(Self { admin, process })
    }

    /// Ends the server at once, as a power cut would.
    ///
    /// # Errors
    /// When the process cannot be killed.
    pub fn kill(&self) -> Result<()> {
        self.process.kill()
    }

    /// Whether the server ended though nobody told it to.
    pub fn ended(&self) -> bool {
        self.process.ended()
    }

    /// Starts the killed server again, with the same data and address.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn restart(&self) -> Result<()> {
        self.process.restart(async || self.admin.ping().await).await
    }
}

/// Clusters of different major versions cannot read one another, so each has its own folder.
fn major() -> Result<String> {
    let answer = Command::new(tools::find("postgres")?).arg("--version").output()?;
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    let version = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let digits = version.map(|version| version.chars().take_while(char::is_ascii_digit).collect());
    digits.with_context(|| format!("cannot read the version of PostgreSQL from {text:?}"))
}

/// Makes the cluster beside its place and moves it there when it is whole.
fn make_cluster(data: &Path, password: &str, user: Option<User>, log: PathBuf) -> Result<()> {
    let draft = data.with_extension("new");
    let password_file = data.with_extension("pw");
    let _ = fs::remove_dir_all(&draft);
    fs::DirBuilder::new().mode(0o700).create(&draft)?;
    fs::write(&password_file, password)?;
    fs::set_permissions(&password_file, fs::Permissions::from_mode(0o600))?;
    if let Some(user) = user {
        user.own(&draft)?;
        user.own(&password_file)?;
    }
    let arguments = [
        format!("--pgdata={}", draft.display()),
        format!("--pwfile={}", password_file.display()),
        "--username=postgres".to_owned(),
        "--auth=password".to_owned(),
        "--encoding=UTF8".to_owned(),
        "--locale=C.UTF-8".to_owned(),
        "--no-sync".to_owned(),
        "--no-instructions".to_owned(),
    ];
    let recipe = Recipe { program: "initdb", arguments: arguments.into(), user, stop_signal: "TERM", log };
    let status = process::detached(recipe.command()?)?.wait()?;
    fs::remove_file(&password_file)?;
    if !status.success() {
        bail!("initdb failed ({status}); it said:\n{}", recipe.said());
    }
    fs::rename(&draft, data)?;
    Ok(())
}

fn arguments(data: &Path, port: u16, durability: Durability) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        // No socket file: its path may be no longer than 107 bytes, and a folder's may.
        "unix_socket_directories=".to_owned(),
        "max_connections=400".to_owned(),
        "timezone=UTC".to_owned(),
        "lc_messages=C".to_owned(),
        "logging_collector=off".to_owned(),
    ];
    if durability == Durability::Fast {
        settings.extend(
            [
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                "shared_buffers=64MB",
            ]
            .map(str::to_owned),
        );
    }
    let mut arguments = vec!["-D".to_owned(), data.display().to_string()];
    arguments.extend(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]));
    arguments
}
