//! The scoring service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(scoring::NAME, scoring::migrations(), scoring::service)
}
