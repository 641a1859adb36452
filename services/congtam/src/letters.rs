//! `congtam deadletters`: events that were set aside, and messages that nobody of ours signed.

use std::io::{self, Write};

use clap::Subcommand;
use events::inbox::{self, Letter};
use uuid::Uuid;

use crate::keepers;

/// Commands about events that were set aside.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Letters {
    /// Lists them, with the reason of each.
    List(Services),
    /// Shows one, and with --data what it says: that may be personal.
    Show(Show),
    /// Has the running service try them again; it does so within seconds.
    Retry(Which),
    /// Gives them up.
    Drop(Which),
}

/// Which services.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Services {
    /// Only these services: identity, worklog, evaluation, scoring, reporting, partners.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

/// Options of `congtam deadletters show`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Show {
    /// Its id, as it is listed.
    #[arg(value_name = "EVENT")]
    event: Uuid,
    /// What it says, too.
    #[arg(long)]
    data: bool,
}

/// One event, or all.
#[derive(Clone, Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// Its id, as it is listed.
    #[arg(value_name = "EVENT")]
    event: Option<Uuid>,
    /// All of them.
    #[arg(long)]
    all: bool,
}

pub(crate) async fn run(command: Letters) -> anyhow::Result<()> {
    match command {
        Letters::List(Services { services }) => list(&services).await,
        Letters::Show(arguments) => show(arguments).await,
        Letters::Retry(which) => {
            let done = each(&which, async |db, event| inbox::retry_letters(db, event).await).await?;
            Ok(writeln!(io::stdout(), "{done} are tried again")?)
        }
        Letters::Drop(which) => {
            let done = each(&which, async |db, event| inbox::drop_letters(db, event).await).await?;
            Ok(writeln!(io::stdout(), "{done} are given up")?)
        }
    }
}

async fn list(services: &[String]) -> anyhow::Result<()> {
    for keeper in keepers::chosen(services)? {
        let db = keeper.database().await?;
        let (letters, refused) = (inbox::letters(&db, None).await?, inbox::refused(&db).await?);
        db.close().await?;
        let mut out = io::stdout().lock();
        writeln!(out, "{}: {} set aside, {refused} refused", keeper.name, letters.len())?;
        for Letter { event_id, r#type, aggregate_id, aggregate_version, reason, attempts, parked_at, retry_at, .. } in letters {
            let again = if retry_at.is_some() { ", is tried again" } else { "" };
            writeln!(out, "  {event_id} {type} {aggregate_id} v{aggregate_version}, {parked_at}, {attempts} tries{again}: {reason}", type = r#type)?;
        }
    }
    Ok(())
}

async fn show(Show { event, data: with_data }: Show) -> anyhow::Result<()> {
    for keeper in keepers::chosen(&[])? {
        let db = keeper.database().await?;
        let letters = inbox::letters(&db, Some(event)).await?;
        db.close().await?;
        if let Some(Letter { source, r#type, aggregate_id, aggregate_version, data, occurred_at, reason, attempts, parked_at, .. }) =
            letters.into_iter().next()
        {
            let mut out = io::stdout().lock();
            writeln!(out, "{event} of {source}, set aside by {} at {parked_at} after {attempts} tries", keeper.name)?;
            writeln!(out, "{type} of {aggregate_id}, version {aggregate_version}, announced at {occurred_at}, {} bytes", data.len(), type = r#type)?;
            writeln!(out, "{reason}")?;
            if with_data {
                let said = proto::shown(&r#type, &data);
                writeln!(out, "{}", said.unwrap_or_else(|| format!("It cannot be read: {}", data.escape_ascii())))?;
            }
            return Ok(());
        }
    }
    anyhow::bail!("no service has set {event} aside")
}

async fn each(which: &Which, does: impl AsyncFn(&store::Db, Option<Uuid>) -> Result<u64, events::Error>) -> anyhow::Result<u64> {
    let mut done = 0;
    for keeper in keepers::chosen(&[])? {
        let db = keeper.database().await?;
        done += does(&db, which.event).await?;
        db.close().await?;
    }
    anyhow::ensure!(which.event.is_none() || done > 0, "no service has set this event aside");
    Ok(done)
}
