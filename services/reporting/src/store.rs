//! Rows of reporting: what was announced, and what was read. The only place that knows SQL.

mod heard;
mod projections;
mod reads;

use ::store::kept::Kept;

pub(crate) use heard::{count, counts};
pub(crate) use projections::*;
pub(crate) use reads::{DIARY, READS, RESULTS, note};

/// What results are printed from: it changes with the version that was announced, and minutes never do.
pub(crate) const KEPT: [Kept; 3] =
    [Kept::documents("records", "record_id"), Kept::documents("results", "record_id"), Kept::sealed("minutes", "minutes_id")];
