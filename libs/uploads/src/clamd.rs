//! The scanner: clamd, by its own protocol (INSTREAM).

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Problem;

/// A file of 10 MiB is scanned in about a second.
const PATIENCE: Duration = Duration::from_secs(20);
const CHUNK: usize = 64 << 10;
/// Bytes of an answer: a line with the name of what was found.
const LONGEST_ANSWER: u64 = 4096;

/// Has a file scanned. Whatever is not a clear yes or no is no answer.
pub(crate) async fn scan(address: &str, content: &[u8]) -> Result<(), Problem> {
    let answer = match tokio::time::timeout(PATIENCE, ask(address, content)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::error!(%error, address, "the scanner of uploads does not answer; no file is taken");
            return Err(Problem::NotScanned);
        }
        Err(_) => {
            tracing::error!(address, "the scanner of uploads does not answer in time; no file is taken");
            return Err(Problem::NotScanned);
        }
    };
    let answer = answer.trim_matches(['\0', '\n', ' ']);
    if answer == "stream: OK" {
        return Ok(());
    }
    if answer.starts_with("stream: ") && answer.ends_with(" FOUND") {
        tracing::warn!(answer, "an upload is infected; refused");
        return Err(Problem::Infected);
    }
    tracing::error!(answer, address, "the scanner of uploads could not scan; no file is taken");
    Err(Problem::NotScanned)
}

async fn ask(address: &str, content: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"zINSTREAM\0").await?;
    for chunk in content.chunks(CHUNK) {
        // A chunk is shorter than 4 GiB.
        stream.write_u32(u32::try_from(chunk.len()).unwrap_or(u32::MAX)).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_u32(0).await?;
    stream.flush().await?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
