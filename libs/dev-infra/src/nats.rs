//! The event server.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use futures::TryStreamExt;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;

use crate::folder::{self, Lock};
use crate::process::{self, Process, Recipe};

/// A private nats-server with JetStream.
pub struct Nats {
    url: String,
    port: u16,
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
        Self::start_with(folder, "max_payload: 8MB\n").await
    }

    /// Starts the server of `folder` with more in its configuration: whom it lets in, by which certificates, how much it takes.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn start_with(folder: impl AsRef<Path>, more: &str) -> Result<Self> {
        let folder = folder::prepare(folder.as_ref())?;
        let lock = Lock::take(&folder, "nats")?;
        let port = process::free_port()?;
        let streams = folder.join("nats");
        let config = folder.join("nats.conf");
        fs::write(&config, format!("listen: 127.0.0.1:{port}\njetstream {{ store_dir: \"{}\" }}\n{more}", streams.display()))?;
        let recipe = Recipe {
            program: "nats-server",
            arguments: vec!["-c".to_owned(), config.display().to_string()],
            user: None,
            stop_signal: "TERM",
            log: folder.join("nats.log"),
        };
        let process = Process::start(recipe, lock, async || answers(port).await).await?;
        Ok(Self { url: format!("nats://127.0.0.1:{port}"), port, process, streams })
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
        self.process.restart(async || answers(self.port).await).await
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

/// Whether the server greets whoever comes; it does so before it asks who that is, once JetStream is up.
async fn answers(port: u16) -> Result<()> {
    let mut stream = BufReader::new(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?);
    let mut greeting = String::new();
    stream.read_line(&mut greeting).await?;
    ensure!(greeting.starts_with("INFO") && greeting.contains("\"jetstream\":true"), "JetStream is off: {greeting}");
    Ok(())
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
