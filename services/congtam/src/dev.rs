//! `congtam dev`: every service on private servers, without the demo's year.

use std::path::PathBuf;

use dev_infra::Durability;
use runtime::config::Telemetry;

use crate::cli::{ServerArguments, asked_to_stop, project_folder};
use crate::world::{Options, Stage, World};

/// Options of `congtam dev`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Begins with empty databases, streams and folders.
    #[arg(long)]
    fresh: bool,
    /// The portal listens on this port, or on the next free one.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    /// Folder of the project; found from the current one when not given.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// What to log.
    #[arg(long, value_name = "FILTER", default_value = "info")]
    log: String,
    #[command(flatten)]
    servers: ServerArguments,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let root = project_folder(arguments.root)?;
    let _telemetry = runtime::telemetry::install("congtam", &Telemetry { log: arguments.log, log_json: false, ..Telemetry::default() })?;
    let stage = Stage::prepare(Options {
        folder: root.join(".congtam/dev"),
        root,
        given: arguments.servers.into(),
        durability: Durability::Safe,
        fresh: arguments.fresh,
        rehearsal: false,
        portal_port: arguments.port,
    });
    let stage = tokio::select! { stage = stage => stage?, () = asked_to_stop() => return Ok(()) };
    let mut world = World::start(stage).await?;
    let plan = &world.stage().plan;
    eprintln!("Công Tâm: {}", plan.portal_url());
    eprintln!("gRPC: {:?}", plan.endpoints());
    eprintln!("Mã tạo quản trị viên đầu tiên / secret of the first administrator: {}", plan.identity.bootstrap_secret);
    eprintln!("Thư gửi đi / mails: {}", world.stage().mail_folder.display());
    let outcome = tokio::select! { error = world.failure() => Err(error), () = asked_to_stop() => Ok(()) };
    world.stop().await;
    outcome
}
