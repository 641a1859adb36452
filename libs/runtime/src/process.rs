//! A service as a process: `evaluation`, `evaluation migrate`, `evaluation check-config`.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Migrations;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{Config, Deps, Service, config, host, migrate, telemetry};

/// A service that has not gone by itself after this is ended.
const HARD_DEADLINE: Duration = Duration::from_secs(25);

/// The configuration of one service.
pub trait ServiceConfig: Default + Serialize + DeserializeOwned {
    /// The part that every service has.
    fn runtime(&self) -> &Config;

    /// Says what is missing or makes no sense.
    ///
    /// # Errors
    /// Names the key.
    fn validate(&self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Runs a service as a process; the whole of its `main`.
pub fn main<C, F, Fut>(name: &'static str, migrations: Migrations, service: F) -> ExitCode
where
    C: ServiceConfig,
    F: FnOnce(C, Deps) -> Fut,
    Fut: Future<Output = anyhow::Result<Service>>,
{
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(name, &error.into()),
    };
    match runtime.block_on(run(name, migrations, service)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(name, &error),
    }
}

async fn run<C, F, Fut>(name: &'static str, migrations: Migrations, service: F) -> anyhow::Result<()>
where
    C: ServiceConfig,
    F: FnOnce(C, Deps) -> Fut,
    Fut: Future<Output = anyhow::Result<Service>>,
{
    let config: C = config::load(name)?;
    config.validate()?;
    let command = std::env::args().nth(1);
    match command.as_deref() {
        None => {}
        Some("migrate") => {
            return migrate(name, config.runtime(), migrations).await;
        }
        Some("check-config") => return Ok(()),
        Some(other) => anyhow::bail!("unknown command {other}; use none, migrate or check-config"),
    }
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let telemetry = telemetry::install(name, &config.runtime().telemetry)?;
    let listener =
        TcpListener::bind(config.runtime().listen).await.with_context(|| format!("cannot listen on {}", config.runtime().listen))?;
    let deps = Deps::real(name, config.runtime()).await?;
    let service = service(config, deps).await?;
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let outcome = host(service, listener, stop).await;
    telemetry.flush().await;
    outcome
}

async fn stop_on_signal(stop: CancellationToken) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return;
    };
    tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    stop.cancel();
    tokio::time::sleep(HARD_DEADLINE).await;
    tracing::error!("did not stop in time");
    std::process::exit(1);
}

fn fail(name: &str, error: &anyhow::Error) -> ExitCode {
    eprintln!("{name}: {error:#}");
    ExitCode::FAILURE
}
