//! What readers who may not know who said what see of the 360° (articles 2.5 and 5.2.b; A20, A33): one projection for each message
//! that carries it. Every query, document and list of every service goes through here, so that no two views can be laid beside each
//! other to find what a single reviewer gave.
//!
//! Two things stay visible because the regulation publishes them: the official total with its class, and which criteria count as
//! zero. Where they tell something by themselves (a total of 100 is 100 on every sheet), nothing here can take it back.

mod minutes;
mod outcome;

pub use minutes::minutes;
pub use outcome::{outcome, result, result_for_reviewer};
