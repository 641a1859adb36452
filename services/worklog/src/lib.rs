//! Work lists, daily and weekly logs, their approval and statistics.

mod access;
mod commands;
mod config;
mod consumers;
mod grpc;
mod handovers;
mod held;
mod migrations;
mod queries;
mod reminders;
mod store;
mod wire;
mod workbook;

use proto::worklog::v1::worklog_service_server::WorklogServiceServer;
use runtime::{Ctx, Deps, Rule};

pub use config::Config;
pub use migrations::migrations;

/// A file of 10 MiB and what goes with it.
const LARGEST_REQUEST: usize = 11 << 20;

/// Name of the service.
pub const NAME: &str = "worklog";

/// The service, ready for a host.
///
/// # Errors
/// When the database or the object store cannot be reached, or the configuration makes no sense.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<runtime::Service> {
    let ctx = Ctx::open(NAME, &config.runtime, deps).await?;
    let server = WorklogServiceServer::new(grpc::Worklog::new(ctx.clone(), config.grace_days));
    let server = server.max_decoding_message_size(LARGEST_REQUEST);
    let settings = config.clone();
    let service =
        runtime::GrpcService::new(ctx).serve(server).consumer(consumers::People).consumer(consumers::Reviewers).chains(&[queries::READS.0]);
    let days = config.runtime.retention.reminder_days;
    let service = service.keeps_for([Rule { table: "reminders", old: "raised_at < $1", days }]);
    service.job("remind", reminders::EVERY, move |ctx| reminders::job(ctx, settings.clone())).build()
}
