//! The partners service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(partners::NAME, partners::migrations(), partners::service)
}
