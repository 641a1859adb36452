//! Test instruments: a database per test, a clock that stands still, ids and keys that are the same in every run, the proof that
//! commands act once, the look at what people read, files as people send them.

mod app;
mod cancelled;
mod clock;
mod database;
mod files;
mod growth;
mod ids;
mod keys;
mod proof;
mod reading;
mod until;
pub mod workbook;

pub use app::{TestApp, actor, actor_with, request};
pub use cancelled::within_steps;
pub use clock::TestClock;
pub use database::{SERVICE_ROLE, TestDb, postgres};
pub use files::{pdf, pdf_of};
pub use growth::{Growth, sizes};
pub use ids::SeededIds;
pub use keys::{TestKeys, seal_keys};
pub use proof::{Asked, Outcome, Proof, Traces, commands_of, files_below};
pub use reading::not_for_people;
pub use until::{eventually, until};
