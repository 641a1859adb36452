//! What only a real database can tell.

mod chain;
