//! The portal as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(portal::NAME, store::Migrations(Vec::new()), portal::service)
}
