//! How many points and which class: policy packs, criteria sets, score sheets, results and their explanations.

mod commands;
mod config;
mod consumers;
mod grpc;
mod law;
mod migrations;
mod queries;
mod recompute;
mod store;
mod wire;

use proto::scoring::v1::scoring_service_server::ScoringServiceServer;
use runtime::{Ctx, Deps};

pub use config::Config;
pub use migrations::migrations;

/// Name of the service.
pub const NAME: &str = "scoring";

/// The service, ready for a host.
///
/// # Errors
/// When the database or the object store cannot be reached, or the configuration makes no sense.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<runtime::Service> {
    let ctx = Ctx::open(NAME, &config.runtime, deps).await?;
    let server = ScoringServiceServer::new(grpc::Scoring::new(ctx.clone()));
    runtime::GrpcService::new(ctx).add(server).consumer(consumers::Evaluation::default()).build()
}
