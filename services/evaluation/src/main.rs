//! The evaluation service as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    runtime::main(evaluation::NAME, evaluation::migrations(), evaluation::service)
}
