//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::world::Given;
use crate::{audit, clock, demo, dev, doctor, events, init, letters, migrate, period, reconcile, reference, score};

#[derive(Parser)]
#[command(name = "congtam", version, about = "Công Tâm: evaluates and classifies the civil servants of a province")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays a whole evaluation year and writes the official documents.
    Demo(demo::Arguments),
    /// Runs every service on private servers, with data that stays.
    Dev(dev::Arguments),
    /// Prepares an empty installation and shows the one-time secret of its first administrator.
    Init(init::Arguments),
    /// Shows or moves the clock of a rehearsal.
    Clock(clock::Arguments),
    /// Brings the databases of the services to the newest schema.
    Migrate(migrate::Arguments),
    /// Looks whether the databases still hold what the services signed and put away.
    Audit(audit::Arguments),
    /// Tells how far events are, and announces again what was lost.
    #[command(subcommand)]
    Events(events::Events),
    /// Has listeners hear everything again.
    #[command(subcommand)]
    Consumers(events::Consumers),
    /// Lists, tries again and gives up events that were set aside.
    #[command(subcommand)]
    Deadletters(letters::Letters),
    /// Compares every service with everybody who listens to it, and mends what differs: after a backup, a lost bus, a lost projection.
    Reconcile(reconcile::Arguments),
    /// Looks at everything that must be right, and says what to do where it is not.
    Doctor(doctor::Arguments),
    /// Opens the periods of all agencies, moves them on, tells where they stand.
    Period(period::Arguments),
    /// Writes the reference of every key of every service's configuration.
    Reference,
    /// Computes results from a file of cases, without any server.
    Score(score::Arguments),
}

/// Servers that somebody else runs; each one that is not given is started privately.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ServerArguments {
    /// PostgreSQL to use, as a user who may create databases; its databases congtam_* are the services' own.
    #[arg(long, value_name = "URL")]
    postgres_url: Option<String>,
    /// NATS with JetStream to use; its streams EVT_* are the services' own.
    #[arg(long, value_name = "URL")]
    nats_url: Option<String>,
    /// Redis to use.
    #[arg(long, value_name = "URL")]
    redis_url: Option<String>,
}

impl From<ServerArguments> for Given {
    fn from(arguments: ServerArguments) -> Self {
        let ServerArguments { postgres_url, nats_url, redis_url } = arguments;
        Self { postgres_url, nats_url, redis_url }
    }
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Demo(arguments) => in_runtime(demo::run(arguments)),
        Command::Dev(arguments) => in_runtime(dev::run(arguments)),
        Command::Init(arguments) => in_runtime(init::run(arguments)),
        Command::Migrate(arguments) => in_runtime(migrate::run(arguments)),
        Command::Audit(arguments) => in_runtime(audit::check(arguments)),
        Command::Events(command) => in_runtime(events::run(command)),
        Command::Consumers(command) => in_runtime(events::consumers(command)),
        Command::Deadletters(command) => in_runtime(letters::run(command)),
        Command::Reconcile(arguments) => in_runtime(reconcile::run(arguments)),
        Command::Doctor(arguments) => in_runtime(doctor::run(arguments)),
        Command::Clock(arguments) => clock::run(arguments),
        Command::Period(arguments) => in_runtime(period::run(arguments)),
        Command::Reference => reference::run(),
        Command::Score(arguments) => return score::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("congtam: {error:#}");
            runtime::exit_code(&error)
        }
    }
}

fn in_runtime(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    // Unoptimised builds of seven services in one process need deep stacks.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build();
    runtime.context("cannot start")?.block_on(work)
}

/// The folder of the project: where its data and built assets are.
///
/// # Errors
/// When neither `given` nor the current folder nor one above it is the project's.
pub(crate) fn project_folder(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let start = match given {
        Some(folder) => folder.canonicalize().with_context(|| format!("there is no folder {}", folder.display()))?,
        None => std::env::current_dir()?,
    };
    let found = start.ancestors().find(|folder| folder.join("deploy/demo-data").is_dir());
    found.map(PathBuf::from).with_context(|| format!("{} is not in the project's folder; give it with --root", start.display()))
}

/// Returns when the operator or the system asks us to stop. Asked again, the process ends at once.
pub(crate) async fn asked_to_stop() {
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) else {
        return std::future::pending().await;
    };
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        std::process::exit(130);
    });
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// `deploy/demo --help` answers before anything is built, so it has the options written down.
    #[test]
    fn the_help_of_deploy_demo_names_every_option() {
        let script = include_str!("../../../deploy/demo");
        let command = Cli::command();
        let demo = command.find_subcommand("demo").unwrap();
        for option in demo.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(script.contains(&format!("  --{option} ")), "deploy/demo --help does not name --{option}");
        }
    }
}
