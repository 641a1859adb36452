//! `congtam audit` and `congtam replay`: what operators do when they doubt a database, or have lost the bus. Each service by the
//! configuration that the service itself would read.

use std::io::{self, Write};

use runtime::ServiceConfig;

/// More than anybody reads.
const MOST_SHOWN: usize = 200;

/// Options of `congtam audit` and `congtam replay`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only these services: identity, worklog, evaluation, scoring, reporting.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

/// Compares what each service keeps with what it signed and put away, and names what was lost or changed.
pub(crate) async fn check(arguments: Arguments) -> anyhow::Result<()> {
    let mut broken = 0;
    for (name, config) in chosen(&arguments)? {
        let (trail, problems) = runtime::audit::check(name, &config).await?;
        let mut out = io::stdout().lock();
        writeln!(out, "{name}: {} files, {} chains and documents, {} problems", trail.files(), trail.known(), problems.len())?;
        for found in problems.iter().take(MOST_SHOWN) {
            let of = found.of.map(|of| format!(" {of}")).unwrap_or_default();
            writeln!(out, "  {}{of}: {}", found.place, found.what)?;
        }
        broken += problems.len();
    }
    anyhow::ensure!(broken == 0, "dấu vết kiểm toán không còn nguyên vẹn / the audit trail is not whole: {broken}");
    Ok(())
}

/// Has each service publish once more everything that it ever announced; who has heard it already leaves it alone.
pub(crate) async fn replay(arguments: Arguments) -> anyhow::Result<()> {
    for (name, config) in chosen(&arguments)? {
        let db = runtime::open_database(name, &config).await?;
        let again = events::outbox::publish_again(&db).await?;
        db.close().await?;
        writeln!(io::stdout(), "{name}: {again} events are published again")?;
    }
    Ok(())
}

fn chosen(arguments: &Arguments) -> anyhow::Result<Vec<(&'static str, runtime::Config)>> {
    let known = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME];
    for name in &arguments.services {
        anyhow::ensure!(known.contains(&name.as_str()), "there is no service {name} with a database; there are {}", known.join(", "));
    }
    let wanted = known.into_iter().filter(|name| arguments.services.is_empty() || arguments.services.iter().any(|chosen| chosen == name));
    wanted.map(|name| Ok((name, config(name)?))).collect()
}

fn config(name: &'static str) -> anyhow::Result<runtime::Config> {
    match name {
        identity::NAME => of::<identity::Config>(name),
        worklog::NAME => of::<worklog::Config>(name),
        evaluation::NAME => of::<evaluation::Config>(name),
        scoring::NAME => of::<scoring::Config>(name),
        reporting::NAME => of::<reporting::Config>(name),
        other => anyhow::bail!("there is no service {other} with a database"),
    }
}

fn of<C: ServiceConfig>(name: &str) -> anyhow::Result<runtime::Config> {
    Ok(runtime::config::load::<C>(name)?.config.runtime().clone())
}
