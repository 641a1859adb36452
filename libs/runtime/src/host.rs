//! Runs a service until it is told to stop.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{Service, connections};

/// How long the service may take to end once it was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until `stop` is cancelled. From then on it says that it is not serving, goes on taking calls for as long as the service lingers,
/// and lets what is under way end, all within twenty seconds.
///
/// # Errors
/// When the listener fails.
pub async fn host(service: Service, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
    let Service { name, router, loops, mut health, limits, lingers } = service;
    let mut background = JoinSet::new();
    for one in loops {
        background.spawn(one);
    }
    if let Some(health) = &mut health {
        health.look().await;
    }
    tracing::info!(service = name, address = %listener.local_addr()?, "serving");
    let stopping = stop.clone();
    let drain = async move {
        match health {
            Some(mut health) => {
                tokio::select! { () = health.watch() => {}, () = stopping.cancelled() => {} }
                health.stop().await;
                tokio::time::sleep(lingers).await;
                health.end().await;
            }
            None => {
                stopping.cancelled().await;
                tokio::time::sleep(lingers).await;
            }
        }
    };
    tokio::select! {
        () = connections::serve(listener, router, limits, drain) => {}
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!(service = name, "stopped with calls under way");
        }
    }
    background.shutdown().await;
    tracing::info!(service = name, "stopped");
    Ok(())
}
