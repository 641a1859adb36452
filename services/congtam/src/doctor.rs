//! `congtam doctor`: everything that must be right, looked at once, each with what to do where it is not.

mod checks;

use std::fmt::Display;
use std::io::{self, Write};

use crate::keepers::{self, Keeper};

/// Options of `congtam doctor`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only these services: identity, worklog, evaluation, scoring, reporting, partners.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Without the audit trail, which is read as a whole.
    #[arg(long)]
    quick: bool,
    /// Seconds that an event may wait.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    most_lag: i64,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    /// To be known, and no fault by itself.
    Weak,
    Bad,
}

/// What was seen of one thing.
struct Finding {
    verdict: Verdict,
    of: &'static str,
    what: String,
    /// What to do.
    next: &'static str,
}

/// What was seen of one service.
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, verdict: Verdict, of: &'static str, what: impl Display, next: &'static str) {
        self.0.push(Finding { verdict, of, what: what.to_string(), next });
    }

    /// Good when there is no fault, and bad with it.
    fn judge(&mut self, of: &'static str, fault: Option<String>, good: impl Display, next: &'static str) {
        match fault {
            Some(fault) => self.add(Verdict::Bad, of, fault, next),
            None => self.add(Verdict::Good, of, good, ""),
        }
    }
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut bad = 0;
    for keeper in keepers::chosen(&arguments.services)? {
        let findings = look(&keeper, &arguments).await;
        let mut out = io::stdout().lock();
        writeln!(out, "{}", keeper.name)?;
        for Finding { verdict, of, what, next } in &findings.0 {
            let mark = match verdict {
                Verdict::Good => "  ok ",
                Verdict::Weak => "  !  ",
                Verdict::Bad => "  BAD",
            };
            let next = if next.is_empty() { String::new() } else { format!(" -> {next}") };
            writeln!(out, "{mark} {of}: {what}{next}")?;
        }
        bad += findings.0.iter().filter(|finding| finding.verdict == Verdict::Bad).count();
    }
    anyhow::ensure!(bad == 0, "có chỗ chưa ổn / not as it must be: {bad}");
    Ok(())
}

/// Looks at one service; what cannot be looked at is bad, and nothing more is looked at behind it.
async fn look(keeper: &Keeper, arguments: &Arguments) -> Findings {
    let mut findings = Findings(Vec::new());
    checks::passwords(keeper, &mut findings);
    checks::certificates(keeper, &mut findings);
    match keeper.database().await {
        Ok(db) => {
            let looked = checks::database(keeper, &db, arguments.most_lag, &mut findings).await;
            if let Err(error) = looked {
                findings.add(Verdict::Bad, "database", format_args!("cannot be read: {error:#}"), "congtam migrate");
            }
        }
        Err(error) => findings.add(Verdict::Bad, "database", format_args!("{error:#}"), "start PostgreSQL, or mend runtime.database.url"),
    }
    match keeper.bus().await {
        Ok(bus) => {
            if let Err(error) = checks::bus(keeper, &bus, arguments.most_lag, &mut findings).await {
                findings.add(Verdict::Bad, "bus", format_args!("does not answer: {error:#}"), "look at the log of the broker");
            }
        }
        Err(error) => findings.add(Verdict::Bad, "bus", format_args!("{error:#}"), "start NATS, or mend runtime.bus"),
    }
    if !arguments.quick {
        checks::audit_trail(keeper, &mut findings).await;
    }
    findings
}
