//! The operator's binary: demo, dev, migrate, and what operators ask of the services.
//!
//! It holds no service code: [`world`] builds a configuration for each service and runs them by the same host as
//! production does, and [`year`] lives through an evaluation year by their public APIs.

mod audit;
mod catalogue;
pub mod cli;
mod clock;
mod demo;
mod dev;
mod doctor;
mod events;
pub mod init;
mod keepers;
mod letters;
mod migrate;
mod period;
mod progress;
mod reconcile;
mod reference;
mod score;
pub mod world;
pub mod year;
