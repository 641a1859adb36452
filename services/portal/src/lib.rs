//! The web pages of Công Tâm: server-rendered, speaks gRPC to the services, owns no rule and stores nothing.

mod app;
mod chart;
mod clients;
mod config;
mod field;
mod guard;
mod halt;
mod law;
mod measured;
mod page;
mod pages;
mod posted;
mod reports;
mod router;
mod session;
mod show;
mod visitor;

pub use config::Config;
pub use router::addresses;

use runtime::{Deps, Service};

/// Name of the service.
pub const NAME: &str = "portal";

/// The portal, ready to be hosted.
///
/// # Errors
/// When the URL of a service makes no sense.
pub async fn service(config: Config, deps: Deps) -> anyhow::Result<Service> {
    let app = app::App::new(&config, deps.clock, deps.ids)?;
    let proxies = config.trusted_proxies.clone();
    let is_proxy = move |address| proxies.iter().any(|net| net.contains(&address));
    Ok(Service::http(NAME, router::router(app, &config.assets_dir)).exempt(is_proxy))
}
