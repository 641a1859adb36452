//! What every service is run by: configuration, telemetry, the door with its checks, health, background loops, shutdown.
//!
//! A service is a [`Service`]: a router and the loops beside it. [`main`] runs it as a process, [`host`](host::host) runs
//! it wherever a test, the demo or a developer wants it; both are the same code.

pub mod audit;
pub mod backlog;
pub mod call;
pub mod clock;
pub mod config;
mod connections;
mod ctx;
mod door;
pub mod files;
mod health;
pub mod host;
mod operations;
mod process;
pub mod retention;
pub mod serve;
mod service;
pub mod telemetry;

pub use call::page;
pub use config::Config;
pub use connections::Patience;
pub use ctx::{Ctx, Deps, migrate, open_database};
pub use events::reconcile::{Owned, Projected};
pub use events::{Error, Tx};
pub use host::host;
pub use process::{ServiceConfig, check, exit_code, main};
pub use service::{GrpcService, Service};
pub use store::sweep::Rule;
