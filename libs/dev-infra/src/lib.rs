//! Private servers on loopback: PostgreSQL, NATS with JetStream, Redis and, for tests, an S3 server, as child processes of this one.
//!
//! They keep their data below a given folder, listen on free ports of 127.0.0.1, and end when their handle is dropped or
//! this process ends, however it ends. Nothing of the machine's own servers is used.

mod admin;
mod folder;
mod nats;
mod postgres;
mod process;
mod redis;
mod s3;
mod tools;

use std::path::Path;

pub use admin::Admin;
pub use folder::remove_at_exit;
pub use nats::{Nats, delete_streams, ping as ping_nats};
pub use postgres::Postgres;
pub use process::spawn;
pub use redis::{Redis, ping as ping_redis};
pub use s3::S3;
pub use tools::{MissingTool, missing_tools};

/// What a power cut may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Everything since the start: for tests and rehearsals, which begin again from nothing.
    Fast,
    /// Nothing that was committed.
    Safe,
}

/// The three servers that the services need.
pub struct Servers {
    /// The databases.
    pub postgres: Postgres,
    /// Where events travel: `nats://…`.
    pub nats_url: String,
    /// What makes reading faster: `redis://…`.
    pub redis_url: String,
    /// The event server itself.
    pub nats: Nats,
    /// The cache server itself.
    pub redis: Redis,
}

impl Servers {
    /// Starts all three with their data below `folder`, and returns when they answer.
    ///
    /// What an earlier start left in the databases and streams is still there; [`Nats::forget`] and
    /// [`Admin::create_database`] begin anew.
    ///
    /// # Errors
    /// When a program is missing (the message names the Debian package), the folder cannot be used or is in use by
    /// another process, or a server does not answer within thirty seconds (the message ends with what it said).
    pub async fn start(folder: impl AsRef<Path>, durability: Durability) -> anyhow::Result<Self> {
        let folder = folder::prepare(folder.as_ref())?;
        let (postgres, nats, redis) = tokio::try_join!(Postgres::start(&folder, durability), Nats::start(&folder), Redis::start(&folder))?;
        Ok(Self { nats_url: nats.url().to_owned(), redis_url: redis.url().to_owned(), postgres, nats, redis })
    }

    /// Ends all three in good order and waits for it. Dropping does the same, but holds up the thread it happens on.
    pub async fn stop(self) {
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }
}
