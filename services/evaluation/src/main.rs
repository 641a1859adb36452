//! The evaluation service as a process.
fn main() {}
