//! The scoring service as a process.
fn main() {}
