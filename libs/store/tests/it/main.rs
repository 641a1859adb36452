//! What only a real database can tell.

mod cancelled;
mod chain;
mod held;
mod migrate;
mod sweep;
