//! `congtam dev`: every service on private servers, without the demo's year; what is done there stays.

use std::path::PathBuf;

use chrono::NaiveDate;
use dev_infra::Durability;
use runtime::config::Telemetry;

use crate::cli::{ServerArguments, asked_to_stop, project_folder};
use crate::clock;
use crate::world::{Options, Stage, World};

/// Options of `congtam dev`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where databases, mails, files and the clock are kept; the next start goes on from there.
    #[arg(long, value_name = "DIR", default_value = ".congtam/dev")]
    data: PathBuf,
    /// A rehearsal, for training: the software believes that it is this day. Move on with `congtam clock`.
    #[arg(long, value_name = "YYYY-MM-DD")]
    rehearse_from: Option<NaiveDate>,
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
    let folder = root.join(&arguments.data);
    let _telemetry = runtime::telemetry::install("congtam", &Telemetry { log: arguments.log, log_json: false, ..Telemetry::default() })?;
    let rehearses = clock::rehearses(&folder);
    let stage = Stage::prepare(Options {
        folder: folder.clone(),
        root,
        given: arguments.servers.into(),
        durability: Durability::Safe,
        fresh: arguments.fresh,
        rehearsal: arguments.rehearse_from.is_some() || rehearses,
        portal_port: arguments.port,
    });
    let mut stage = tokio::select! { stage = stage => stage?, () = asked_to_stop() => return Ok(()) };
    if let Some(day) = arguments.rehearse_from.filter(|_| arguments.fresh || !rehearses) {
        clock::move_to(&folder, day)?;
        stage.begin_first_run().await?;
    }
    let mut world = World::start(stage).await?;
    let plan = &world.stage().plan;
    eprintln!("Công Tâm: {}", plan.portal_url());
    eprintln!("gRPC: {:?}", plan.endpoints());
    if !world.stage().first_run_secret.is_empty() {
        eprintln!("Trang khởi tạo / first-run page: {}/khoi-tao", plan.portal_url());
        eprintln!("Mã khởi tạo / one-time secret: {}", world.stage().first_run_secret);
    }
    eprintln!("Thư gửi đi / mails: {}", world.stage().mail_folder.display());
    let outcome = tokio::select! { error = world.failure() => Err(error), () = asked_to_stop() => Ok(()) };
    world.stop().await;
    outcome
}
