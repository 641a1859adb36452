//! The identity service as a process.
fn main() {}
