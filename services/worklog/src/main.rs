//! The worklog service as a process.
fn main() {}
