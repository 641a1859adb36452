//! The portal as a process.
fn main() {}
