//! The cache server.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Result;

use crate::folder::{self, Lock};
use crate::process::{self, Process, Recipe};

/// A private Redis that keeps nothing on disk: nothing may depend on what it remembers.
pub struct Redis {
    url: String,
    process: Process,
}

impl Redis {
    /// Starts an empty server.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn start(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder::prepare(folder.as_ref())?;
        let lock = Lock::take(&folder, "redis")?;
        let password = folder::secret(&folder.join("redis.password"))?;
        let port = process::free_port()?;
        let config = folder.join("redis.conf");
        let text = format!(
            "bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir \"{}\"\nsave \"\"\nappendonly no\ndaemonize no\n\
             maxmemory 64mb\nmaxmemory-policy allkeys-lru\n",
            folder.display()
        );
        fs::write(&config, text)?;
        fs::set_permissions(&config, fs::Permissions::from_mode(0o600))?;
        let url = format!("redis://:{password}@127.0.0.1:{port}");
        let recipe = Recipe {
            program: "redis-server",
            arguments: vec![config.display().to_string()],
            user: None,
            stop_signal: "TERM",
            log: folder.join("redis.log"),
        };
        let process = Process::start(recipe, lock, async || ping(&url).await).await?;
        Ok(Self { url, process })
    }

    /// `redis://:password@host:port`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends the server at once.
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

    /// Starts the killed server again at the same address, empty.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn restart(&self) -> Result<()> {
        self.process.restart(async || ping(&self.url).await).await
    }
}

/// Whether a Redis server answers at this address.
///
/// # Errors
/// When it does not, with the reason.
pub async fn ping(url: &str) -> Result<()> {
    let mut connection = ::redis::Client::open(url)?.get_multiplexed_async_connection().await?;
    ::redis::cmd("PING").exec_async(&mut connection).await?;
    Ok(())
}
