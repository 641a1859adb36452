//! The reporting service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(reporting::NAME, reporting::migrations(), reporting::service)
}
