//! The identity service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(identity::NAME, identity::migrations(), identity::service)
}
