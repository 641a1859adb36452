//! How many points and which class: policy packs, criteria sets, score sheets, results and their explanations.

mod commands;
mod config;
mod consumers;
mod grpc;
mod held;
mod jobs;
mod law;
mod migrations;
mod queries;
mod recompute;
mod store;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use ::store::kept::Kept;
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
    let law = Arc::new(law::Law::default());
    let server = ScoringServiceServer::new(grpc::Scoring::new(ctx.clone(), law.clone()));
    let (for_quotas, for_checks) = (law.clone(), law.clone());
    runtime::GrpcService::new(ctx)
        .serve(server)
        .consumer(consumers::Evaluation { law: law.clone() })
        .consumer(consumers::People)
        .job("compute due results", Duration::from_secs(1), move |ctx| jobs::compute_due(ctx, law.clone()))
        .job("count quotas", Duration::from_secs(1), move |ctx| jobs::count_quotas(ctx, for_quotas.clone()))
        .audited("results", move |ctx| jobs::check_results(ctx, for_checks.clone()))
        .chains(&[store::reads::READS.0])
        .keeps([Kept::documents("results", "record_id")])
        .build()
}
