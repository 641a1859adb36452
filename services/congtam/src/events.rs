//! `congtam events` and `congtam consumers`: what is on its way between the services, and how it is told again.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use clap::Subcommand;
use events::outbox::{self, Again};
use kernel::Clock;
use runtime::clock::SystemClock;

use crate::catalogue;
use crate::keepers::{self, Keeper};

/// Commands about events.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Events {
    /// Announces the present state of everything again, for a bus or a projection that lost it; who knows it leaves it alone.
    Republish(Republish),
    /// Tells how far events are behind, from each service to each listener; exit status 1 when some are by more than --most.
    Lag(Lag),
    /// Writes what partners get of the catalogue of public events: its page, AsyncAPI, JSON Schemas, examples.
    Catalogue(catalogue::Arguments),
}

/// Options of `congtam events republish`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Republish {
    /// Only these services: identity, worklog, evaluation, scoring, reporting, partners.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Every state that is kept, not the present one only.
    #[arg(long)]
    all: bool,
}

/// Options of `congtam events lag`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Lag {
    /// Only what these services listen to.
    #[arg(value_name = "LISTENER")]
    listeners: Vec<String>,
    /// Seconds that an event may wait.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    most: i64,
}

/// Commands about listeners.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Consumers {
    /// Has a listener hear everything from the beginning of the streams, after its database was put back to a backup or made anew.
    Reset(Reset),
}

/// Options of `congtam consumers reset`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Reset {
    /// The service that listens.
    #[arg(value_name = "LISTENER")]
    listener: String,
    /// Only what it hears of these services.
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
}

pub(crate) async fn run(command: Events) -> anyhow::Result<()> {
    match command {
        Events::Republish(arguments) => republish(arguments).await,
        Events::Lag(arguments) => lag(arguments).await,
        Events::Catalogue(arguments) => catalogue::run(arguments),
    }
}

pub(crate) async fn consumers(command: Consumers) -> anyhow::Result<()> {
    match command {
        Consumers::Reset(arguments) => reset(arguments).await,
    }
}

async fn republish(Republish { services, all }: Republish) -> anyhow::Result<()> {
    let what = if all { Again::Everything } else { Again::Present };
    for keeper in keepers::chosen(&services)? {
        let db = keeper.database().await?;
        let again = outbox::publish_again(&db, what).await?;
        db.close().await?;
        writeln!(io::stdout(), "{}: {again} events are published again", keeper.name)?;
    }
    Ok(())
}

async fn lag(Lag { listeners, most }: Lag) -> anyhow::Result<()> {
    let mut late = 0;
    let mut tell = |line: String, behind: i64| {
        late += usize::from(behind > most);
        writeln!(io::stdout(), "{line}")
    };
    for keeper in keepers::chosen(&listeners)? {
        let db = keeper.database().await?;
        let behind = seconds_since(outbox::oldest_unpublished(&db).await?, &keeper);
        db.close().await?;
        tell(format!("{}: the oldest event that is not published waits for {behind} s", keeper.name), behind)?;
        let bus = keeper.bus().await?;
        for source in keeper.sources {
            let Some(standing) = bus.standing(source, keeper.name).await? else {
                tell(format!("{source} -> {}: does not listen", keeper.name), i64::MAX)?;
                continue;
            };
            // The broker's clock is the real one, not that of a rehearsal.
            let behind = standing.waits_since.map_or(0, |since| (SystemClock::new(None).now() - since).num_seconds().max(0));
            let waiting = standing.pending + standing.under_way;
            tell(format!("{source} -> {}: {waiting} events, {behind} s", keeper.name), behind)?;
        }
    }
    anyhow::ensure!(late == 0, "sự kiện đến chậm / events are late, or are not listened to: {late}");
    Ok(())
}

/// Seconds since a moment of the service's clock.
pub(crate) fn seconds_since(moment: Option<DateTime<Utc>>, keeper: &Keeper) -> i64 {
    let now = SystemClock::new(keeper.config.clock_offset_file.clone()).now();
    moment.map_or(0, |moment| (now - moment).num_seconds().max(0))
}

async fn reset(Reset { listener, sources }: Reset) -> anyhow::Result<()> {
    for keeper in keepers::chosen(&[listener])? {
        let bus = keeper.bus().await?;
        for source in &sources {
            anyhow::ensure!(keeper.sources.contains(&source.as_str()), "{} does not listen to {source}", keeper.name);
        }
        for source in keeper.sources.iter().filter(|source| sources.is_empty() || sources.iter().any(|chosen| chosen == *source)) {
            let told = if bus.reset(source, keeper.name).await? { "hears everything again" } else { "had not listened yet" };
            writeln!(io::stdout(), "{source} -> {}: {told}", keeper.name)?;
        }
    }
    Ok(())
}
