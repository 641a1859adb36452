//! `congtam audit`: what operators do when they doubt a database.

use std::io::{self, Write};

use crate::keepers;

/// More than anybody reads.
const MOST_SHOWN: usize = 200;

/// Options of `congtam audit`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only these services: identity, worklog, evaluation, scoring, reporting, partners.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

/// Compares what each service keeps with what it signed and put away, and names what was lost or changed.
pub(crate) async fn check(arguments: Arguments) -> anyhow::Result<()> {
    let mut broken = 0;
    for keeper in keepers::chosen(&arguments.services)? {
        let (trail, problems) = runtime::audit::check(keeper.name, &keeper.config).await?;
        let mut out = io::stdout().lock();
        writeln!(out, "{}: {} files, {} chains and documents, {} problems", keeper.name, trail.files(), trail.known(), problems.len())?;
        for found in problems.iter().take(MOST_SHOWN) {
            let of = found.of.map(|of| format!(" {of}")).unwrap_or_default();
            writeln!(out, "  {}{of}: {}", found.place, found.what)?;
        }
        broken += problems.len();
    }
    anyhow::ensure!(broken == 0, "dấu vết kiểm toán không còn nguyên vẹn / the audit trail is not whole: {broken}");
    Ok(())
}
