//! Rows of partners. The only place that knows SQL.

pub(crate) mod public_events;
pub(crate) mod states;
pub(crate) mod told;
