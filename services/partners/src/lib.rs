//! Tells other systems of the province what happened: public events, made from what the services announce.

mod config;
mod consumers;
mod held;
mod migrations;
mod store;
mod wire;

use catalogue::Publisher;
use runtime::{Ctx, Deps};

pub use config::Config;
pub use migrations::migrations;

/// Name of the service.
pub const NAME: &str = "partners";

/// The service, ready for a host.
///
/// # Errors
/// When the database cannot be reached, or the configuration makes no sense.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<runtime::Service> {
    let ctx = Ctx::open(NAME, &config.runtime, deps).await?;
    let owners = consumers::Owners { publisher: Publisher::new(&config.domain)?, topics: config.published() };
    runtime::GrpcService::new(ctx).consumer(owners).build()
}
