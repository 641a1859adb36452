//! Periods, records, reviewers, forms, opinions, minutes and decisions: who and when.

mod access;
mod commands;
mod config;
mod consumers;
mod error;
mod files;
mod grpc;
mod held;
mod jobs;
mod migrations;
mod queries;
mod reminders;
mod stages;
mod store;
mod succession;
mod wire;

use std::time::Duration;

use ::store::kept::Kept;
use proto::evaluation::v1::evaluation_service_server::EvaluationServiceServer;
use runtime::{Ctx, Deps, Rule};

pub use config::Config;
pub use migrations::migrations;

/// Name of the service.
pub const NAME: &str = "evaluation";

/// Largest request: a file of 3 MiB and what goes with it.
const LARGEST_REQUEST: usize = 4 * 1024 * 1024;

/// The service, ready for a host.
///
/// # Errors
/// When the database or the object store cannot be reached, or the configuration makes no sense.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<runtime::Service> {
    let ctx = Ctx::open(NAME, &config.runtime, deps).await?;
    let server = EvaluationServiceServer::new(grpc::Evaluation::new(ctx.clone())).max_decoding_message_size(LARGEST_REQUEST);
    let reminder_days = config.runtime.retention.reminder_days;
    let service = runtime::GrpcService::new(ctx).serve(server);
    service
        .consumer(consumers::Identity)
        .consumer(consumers::Scoring)
        .keeps_for([Rule { table: "reminders", old: "at < $1", days: reminder_days }])
        .job("deadlines", jobs::EVERY, jobs::reconcile)
        .job("reminders", Duration::from_mins(10), move |ctx| reminders::remind(ctx, config.remind_days_ahead.clone()))
        .job("archive", Duration::from_mins(10), jobs::archive)
        .chains(&[store::audit::CHAIN, store::reads::READS.0])
        .keeps(["periods", "records", "sheets"].map(|table| Kept::documents(table, "id")))
        .keeps([Kept::sealed("minutes", "id"), Kept::sealed("sheets", "id").in_column("given").counted_by("round")])
        .audited("sealed", jobs::check_audit)
        .build()
}
