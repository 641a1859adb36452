//! The event server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use futures::TryStreamExt;

use crate::folder::{self, Lock};
use crate::process::{self, Process, Recipe};

/// A private nats-server with JetStream.
pub struct Nats {
    url: String,
    process: Process,
    streams: PathBuf,
}

impl Nats {
    /// Starts the server of `folder`.
    ///
    /// It asks for no password: it listens on loopback only, and what it carries is not the record of anything.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn start(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder::prepare(folder.as_ref())?;
        let lock = Lock::take(&folder, "nats")?;
        let port = process::free_port()?;
        let streams = folder.join("nats");
        let config = folder.join("nats.conf");
        let text = format!("listen: 127.0.0.1:{port}\njetstream {{ store_dir: \"{}\" }}\nmax_payload: 8MB\n", streams.display());
        fs::write(&config, text)?;
        let url = format!("nats://127.0.0.1:{port}");
        let recipe = Recipe {
            program: "nats-server",
            arguments: vec!["-c".to_owned(), config.display().to_string()],
            user: None,
            stop_signal: "TERM",
            log: folder.join("nats.log"),
        };
        let process = Process::start(recipe, lock, async || ping(&url).await).await?;
        Ok(Self { url, process, streams })
    }

    /// `nats://host:port`.
    pub fn url(&self) -> &str {
        &self.url
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
        self.process.restart(async || ping(&self.url).await).await
    }

    /// Loses every stream and consumer, and starts again empty.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn forget(&self) -> Result<()> {
        self.process.kill()?;
        if self.streams.exists() {
            fs::remove_dir_all(&self.streams)?;
        }
        self.restart().await
    }
}

/// Deletes every stream of a server, ours or a given one, whose name begins with `prefix`; their consumers go with them.
///
/// # Errors
/// When the server cannot be reached.
pub async fn delete_streams(url: &str, prefix: &str) -> Result<()> {
    let jetstream = async_nats::jetstream::new(async_nats::connect(url).await.with_context(|| format!("cannot connect to NATS at {url}"))?);
    let names: Vec<String> = jetstream.stream_names().try_collect().await?;
    for name in names.iter().filter(|name| name.starts_with(prefix)) {
        jetstream.delete_stream(name).await?;
    }
    Ok(())
}

/// Whether a NATS server with JetStream answers at this address.
///
/// # Errors
/// When it does not, with the reason.
pub async fn ping(url: &str) -> Result<()> {
    let client = async_nats::connect(url).await?;
    client.flush().await?;
    let info = client.server_info();
    ensure!(info.jetstream, "JetStream is off");
    client.drain().await.context("cannot close the connection")
}
