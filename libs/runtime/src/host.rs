//! Runs a service until it is told to stop.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;

use crate::{Service, connections};

/// How long calls under way may take to end once the service was told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until `stop` is cancelled, then lets what is under way end, for twenty seconds at most.
///
/// # Errors
/// When the listener fails.
pub async fn host(service: Service, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
    let Service { name, router, loops, health, limits } = service;
    let mut background = JoinSet::new();
    for one in loops {
        background.spawn(one);
    }
    let reporter = health.as_ref().map(|(reporter, _)| reporter.clone());
    if let Some((reporter, db)) = health {
        background.spawn(watch_health(reporter, db));
    }
    tracing::info!(service = name, address = %listener.local_addr()?, "serving");
    let stopping = stop.clone();
    let drain = async move {
        stopping.cancelled().await;
        if let Some(reporter) = reporter {
            reporter.set_service_status("", ServingStatus::NotServing).await;
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

/// Ready means: the database answers. The bus, the cache and other services do not count, or one failure would spread.
async fn watch_health(reporter: tonic_health::server::HealthReporter, db: store::Db) {
    loop {
        let status = match db.ping().await {
            Ok(()) => ServingStatus::Serving,
            Err(_) => ServingStatus::NotServing,
        };
        reporter.set_service_status("", status).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}
