//! Rows of reporting: what was announced, and what was read. The only place that knows SQL.

mod heard;
mod projections;
mod reads;

pub(crate) use heard::{count, counts};
pub(crate) use projections::*;
pub(crate) use reads::{DIARY, READS, RESULTS, note};
