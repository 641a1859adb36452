//! An object store that speaks S3.

use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::folder::{self, Lock};
use crate::process::{self, Process, Recipe};
use crate::tools;

/// A private SeaweedFS, which only tests use: `deploy/install --tests` brings it.
pub struct S3 {
    endpoint: String,
    secret_key: String,
    _process: Process,
}

impl S3 {
    /// Who may do everything there.
    pub const ACCESS_KEY: &str = "congtam";

    /// Starts an empty server; buckets are made when they are first written to.
    ///
    /// # Errors
    /// As [`Servers::start`](crate::Servers::start).
    pub async fn start(folder: impl AsRef<Path>) -> Result<Self> {
        ensure!(tools::is_there("weed"), "the program weed is missing: run deploy/install --tests");
        let folder = folder::prepare(folder.as_ref())?;
        let lock = Lock::take(&folder, "s3")?;
        let secret_key = folder::secret(&folder.join("s3.key"))?;
        let identities = folder.join("s3.json");
        let name = Self::ACCESS_KEY;
        let text = format!(
            r#"{{"identities": [{{"name": "{name}", "credentials": [{{"accessKey": "{name}", "secretKey": "{secret_key}"}}], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}}]}}"#
        );
        fs::write(&identities, text)?;
        fs::set_permissions(&identities, fs::Permissions::from_mode(0o600))?;
        let data = folder.join("s3");
        fs::create_dir_all(&data)?;
        let (master, server) = (process::free_port()?, process::free_port()?);
        let mut arguments: Vec<String> = [
            "server",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=64",
            "-volume.max=8",
            "-s3",
            "-s3.iam=false",
            &format!("-dir={}", data.display()),
            &format!("-s3.config={}", identities.display()),
            &format!("-master.port={master}"),
            &format!("-s3.port={server}"),
        ]
        .map(str::to_owned)
        .to_vec();
        for inner in ["master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc", "s3.port.grpc"] {
            arguments.push(format!("-{inner}={}", process::free_port()?));
        }
        let recipe = Recipe { program: "weed", arguments, user: None, stop_signal: "KILL", log: folder.join("s3.log") };
        let process = Process::start(recipe, lock, async || ready(master, server).await).await?;
        Ok(Self { endpoint: format!("http://127.0.0.1:{server}"), secret_key, _process: process })
    }

    /// `http://host:port`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The secret of [`S3::ACCESS_KEY`].
    pub fn secret_key(&self) -> &str {
        &self.secret_key
    }
}

/// The master has a place for a new object, and the server takes requests.
async fn ready(master: u16, server: u16) -> Result<()> {
    let place = answer(master, "/dir/assign").await?;
    ensure!(place.contains("\"fid\""), "no place for objects yet: {place}");
    ensure!(answer(server, "/status").await?.starts_with("HTTP/1"), "no answer");
    Ok(())
}

async fn answer(port: u16, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
