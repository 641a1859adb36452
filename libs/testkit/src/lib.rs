//! Test instruments: a database per test, a clock that stands still, ids and keys that are the same in every run.

mod app;
mod clock;
mod database;
mod ids;
mod keys;

pub use app::{TestApp, actor, actor_with, request};
pub use clock::TestClock;
pub use database::{TestDb, postgres};
pub use ids::SeededIds;
pub use keys::TestKeys;
