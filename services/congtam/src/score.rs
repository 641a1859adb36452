//! `congtam score`: results of a file of cases, one JSON object a line in and out. Needs no server and keeps nothing.

mod answer;
mod case;
mod law;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use rayon::prelude::*;

use law::Law;

/// Options of `congtam score`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Computes every case under this pack instead of its own: what if that had been the law?
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    /// Cases, one JSON object a line; `-` reads them from the standard input.
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
}

/// Lines that are computed together; answers keep the order of the cases.
const BATCH: usize = 4_096;

/// Answers every case; fails in the end when a line was wrong.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match answer_all(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever reads us has seen enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("congtam score: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn answer_all(arguments: &Arguments) -> anyhow::Result<bool> {
    let law = Law::shipped(arguments.pack.as_deref())?;
    let mut input: Box<dyn BufRead> = match arguments.file.as_os_str() == "-" {
        true => Box::new(io::stdin().lock()),
        false => {
            Box::new(BufReader::new(File::open(&arguments.file).with_context(|| format!("cannot read {}", arguments.file.display()))?))
        }
    };
    let mut output = BufWriter::new(io::stdout().lock());
    let (mut all_right, mut first) = (true, true);
    loop {
        let mut lines = Vec::with_capacity(BATCH);
        while lines.len() < BATCH {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            // Office programs begin a file with a byte order mark.
            let text = if std::mem::take(&mut first) { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
            let text = text.trim_ascii();
            if !text.is_empty() {
                lines.push(text.to_owned());
            }
        }
        if lines.is_empty() {
            break;
        }
        let answers: Vec<_> = lines.par_iter().map(|line| answer::of(&law, line)).collect();
        for answer in answers {
            all_right &= answer.is_ok();
            serde_json::to_writer(&mut output, &answer.as_ref().map_or_else(answer::Line::Wrong, answer::Line::Right))?;
            output.write_all(b"\n")?;
        }
    }
    output.flush()?;
    Ok(all_right)
}

#[cfg(test)]
mod tests;
