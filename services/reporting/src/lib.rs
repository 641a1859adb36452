//! Projections, official documents and figures: what the other services announced, counted and put on paper.

mod board;
mod config;
mod consumers;
mod grpc;
mod held;
mod migrations;
mod papers;
mod presses;
mod queries;
mod store;
mod wire;

use proto::reporting::v1::reporting_service_server::ReportingServiceServer;
use runtime::{Ctx, Deps};

pub use config::Config;
pub use migrations::migrations;

/// Name of the service.
pub const NAME: &str = "reporting";

/// The service, ready for a host.
///
/// # Errors
/// When the database cannot be reached, the configuration makes no sense, or the fonts are missing.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<runtime::Service> {
    let ctx = Ctx::open(NAME, &config.runtime, deps).await?;
    let presses = presses::Presses::new(&config)?;
    let server = ReportingServiceServer::new(grpc::Reporting { ctx: ctx.clone(), presses });
    runtime::GrpcService::new(ctx)
        .serve(server)
        .consumer(consumers::Everything)
        .chains(&[store::READS.0])
        .keeps(store::KEPT.map(|kept| kept.in_column("message")))
        .build()
}
