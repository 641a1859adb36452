//! The worklog service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(worklog::NAME, worklog::migrations(), worklog::service)
}
