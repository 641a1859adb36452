//! The reporting service as a process.
fn main() {}
