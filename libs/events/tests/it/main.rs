//! The contract of the bus on both implementations, and of outbox, relay and inbox on a real database.

mod conformance;
mod delivery;
mod lost_stream;
