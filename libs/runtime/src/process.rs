//! A service as a process: `evaluation`, `evaluation migrate`, `evaluation check-config`.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Command;
use events::reconcile::{Owned, Projected};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Migrations;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::config::{Loaded, Problems, Refused};
use crate::{Config, Deps, Service, config, host, migrate, telemetry};

/// A service that has not gone by itself after this is ended.
const HARD_DEADLINE: Duration = Duration::from_secs(25);
/// The exit code of a configuration that cannot be used, or of a command line that nobody understands.
const MISCONFIGURED: u8 = 2;

/// The configuration of one service.
pub trait ServiceConfig: Default + Serialize + DeserializeOwned + JsonSchema {
    /// Whether the service has a database, and announces what it keeps there.
    const KEEPS: bool = true;
    /// The services that it listens to.
    const SOURCES: &'static [&'static str];
    /// Where it keeps what it announces.
    const OWNS: &'static [Owned] = &[];
    /// Where it keeps what others announce.
    const PROJECTS: &'static [Projected] = &[];

    /// The part that every service has.
    fn runtime(&self) -> &Config;

    /// Says what is missing or makes no sense of what this service alone has.
    fn validate(&self, _problems: &mut Problems) {}
}

/// Looks whether a service could start with this, without connecting to anything.
///
/// # Errors
/// Everything that is wrong, by the names of the keys.
pub fn check<C: ServiceConfig>(name: &str, config: &C) -> Result<(), Refused> {
    let mut problems = Problems::default();
    config.runtime().check(name, C::KEEPS, C::SOURCES, &mut problems);
    config.validate(&mut problems);
    problems.settle(name)
}

/// With what a program ends that could not go on: 2 when whoever configures it can mend it, 1 when something else went wrong.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    let misconfigured = error.chain().any(|cause| cause.is::<Refused>());
    if misconfigured { ExitCode::from(MISCONFIGURED) } else { ExitCode::FAILURE }
}

/// Runs a service as a process; the whole of its `main`.
pub fn main<C, F, Fut>(name: &'static str, migrations: Migrations, service: F) -> ExitCode
where
    C: ServiceConfig,
    F: FnOnce(C, Deps) -> Fut,
    Fut: Future<Output = anyhow::Result<Service>>,
{
    let matches = match command(name).try_get_matches() {
        Ok(matches) => matches,
        Err(told) => {
            let _ = told.print();
            return if told.use_stderr() { ExitCode::from(MISCONFIGURED) } else { ExitCode::SUCCESS };
        }
    };
    let outcome = match matches.subcommand_name() {
        None => in_runtime(run(name, migrations, service)),
        Some("migrate") => in_runtime(bring_up_to_date::<C>(name, migrations)),
        Some(_) => tell_configuration::<C>(name),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error:#}");
            exit_code(&error)
        }
    }
}

fn command(name: &'static str) -> Command {
    let upper = name.to_uppercase();
    Command::new(name)
        .version(env!("CARGO_PKG_VERSION"))
        .about(format!("The {name} service of Công Tâm; without a command it serves until it is told to stop."))
        .after_help(format!(
            "It is configured by the file that {upper}_CONFIG names (TOML or JSON), and by variables {upper}__…, which win; {upper}__…_FILE \
             names a file that holds the value. Every key is in deploy/CONFIGURATION.md.\n\
             Exit status: 0 done, 1 something went wrong, 2 the configuration or the command line is wrong."
        ))
        .subcommand(Command::new("migrate").about("Brings the database to the newest schema, as the owner of its tables"))
        .subcommand(
            Command::new("check-config")
                .about("Tells everything that a start would refuse of the configuration, and what it comes to, without secrets"),
        )
}

fn in_runtime(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?.block_on(work)
}

/// Migrating takes a database; what else the service needs to run need not be there.
async fn bring_up_to_date<C: ServiceConfig>(name: &str, migrations: Migrations) -> anyhow::Result<()> {
    let config: C = config::load(name)?.config;
    migrate(name, config.runtime(), migrations).await
}

fn tell_configuration<C: ServiceConfig>(name: &str) -> anyhow::Result<()> {
    let loaded: Loaded<C> = config::load(name)?;
    let mut out = io::stdout().lock();
    for line in loaded.shown() {
        writeln!(out, "{line}")?;
    }
    Ok(check(name, &loaded.config)?)
}

async fn run<C, F, Fut>(name: &'static str, migrations: Migrations, service: F) -> anyhow::Result<()>
where
    C: ServiceConfig,
    F: FnOnce(C, Deps) -> Fut,
    Fut: Future<Output = anyhow::Result<Service>>,
{
    let config: C = config::load(name)?.config;
    check(name, &config)?;
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let telemetry = telemetry::install(name, &config.runtime().telemetry)?;
    let listener =
        TcpListener::bind(config.runtime().listen).await.with_context(|| format!("cannot listen on {}", config.runtime().listen))?;
    let deps = Deps::real(name, config.runtime()).await?;
    let lingers = Duration::from_secs(config.runtime().drain_seconds.into());
    let service = service(config, deps).await?.needs(migrations).lingers(lingers);
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
