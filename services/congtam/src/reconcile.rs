//! `congtam reconcile`: compares every service with everybody who listens to it, names the differences, and mends them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use events::Envelope;
use events::reconcile::{self, Aggregate, Differences, MadeGood};
use kernel::{Clock, Version};
use runtime::clock::SystemClock;
use store::Db;
use uuid::Uuid;

use crate::keepers::{self, Keeper};

/// More than anybody reads.
const MOST_SHOWN: usize = 20;
/// So many known events in a row, and nothing before them was forgotten.
const KNOWN_IN_A_ROW: usize = 1_000;

/// Options of `congtam reconcile`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only names the differences; exit status 1 when there are some.
    #[arg(long)]
    dry_run: bool,
}

/// A service with its database.
struct Open {
    keeper: Keeper,
    db: Db,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for keeper in keepers::chosen(&[])? {
        let db = keeper.database().await?;
        all.push(Open { keeper, db });
    }
    let (mut found, mut left) = (0, 0);
    for owner in &all {
        let forgotten = forgotten_on_the_bus(owner).await?;
        let mut compared = Vec::new();
        for listener in all.iter().filter(|listener| listener.keeper.sources.contains(&owner.keeper.name)) {
            let differences = reconcile::compare(&owner.db, &listener.db, owner.keeper.name).await?;
            tell(owner, listener, &differences)?;
            found += differences.missing.len() + differences.forgotten.len();
            compared.push((listener, differences));
        }
        if !forgotten.is_empty() {
            writeln!(io::stdout(), "{}: the bus holds {} events that it forgot", owner.keeper.name, forgotten.len())?;
            found += forgotten.len();
        }
        if !arguments.dry_run {
            left += mend(owner, &forgotten, &compared).await?;
        }
    }
    anyhow::ensure!(!arguments.dry_run || found == 0, "các dịch vụ không khớp nhau / the services differ: {found}");
    anyhow::ensure!(left == 0, "có chỗ không sửa được / could not be mended: {left}");
    Ok(())
}

/// Events that the bus holds in the name of a service which does not know them: its database was put back to a backup.
async fn forgotten_on_the_bus(owner: &Open) -> anyhow::Result<Vec<Envelope>> {
    let bus = owner.keeper.bus().await?;
    let (mut forgotten, mut known) = (Vec::new(), 0);
    let collect = async |event: Envelope| -> anyhow::Result<bool> {
        if reconcile::knows(&owner.db, &event).await? {
            known += 1;
        } else {
            known = 0;
            forgotten.push(event);
        }
        Ok(known == KNOWN_IN_A_ROW)
    };
    bus.back_from_newest(owner.keeper.name, collect).await?;
    Ok(forgotten)
}

fn tell(owner: &Open, listener: &Open, differences: &Differences) -> io::Result<()> {
    let Differences { missing, forgotten } = differences;
    let mut out = io::stdout().lock();
    let (source, name) = (owner.keeper.name, listener.keeper.name);
    writeln!(out, "{source} -> {name}: {} not heard, {} forgotten by {source}", missing.len(), forgotten.len())?;
    for ((kind, aggregate), event) in missing.iter().take(MOST_SHOWN) {
        writeln!(out, "  {kind} of {aggregate}: {event} was not heard")?;
    }
    for ((kind, aggregate), newest) in forgotten.iter().take(MOST_SHOWN) {
        writeln!(out, "  {kind} of {aggregate}: {source} does not know version {}", newest.version)?;
    }
    Ok(())
}

/// Makes good what can be; returns how much could not.
async fn mend(owner: &Open, forgotten: &[Envelope], compared: &[(&Open, Differences)]) -> anyhow::Result<usize> {
    let now = SystemClock::new(owner.keeper.config.clock_offset_file.clone()).now();
    let mut seen: BTreeMap<Aggregate, Version> = BTreeMap::new();
    let by_listeners = compared.iter().flat_map(|(_, differences)| &differences.forgotten);
    let by_listeners = by_listeners.map(|(aggregate, newest)| (aggregate.clone(), newest.version));
    let by_the_bus = forgotten.iter().map(|event| ((event.kind.clone(), event.aggregate), event.version));
    for (aggregate, version) in by_listeners.chain(by_the_bus) {
        let newest = seen.entry(aggregate).or_default();
        *newest = version.max(*newest);
    }
    let mut left = 0;
    for (aggregate, version) in &seen {
        let owned = owner.keeper.owns.iter().find(|owned| owned.kind == aggregate.0);
        match reconcile::make_good(&owner.db, owned, aggregate, *version, proto::in_version, now).await {
            Ok(MadeGood::Announced(_)) => {}
            Ok(MadeGood::Gone) => {
                for (listener, _) in compared {
                    reconcile::forget(&listener.db, owner.keeper.name, listener.keeper.projects, aggregate).await?;
                }
            }
            Err(error) => {
                left += 1;
                writeln!(io::stdout(), "  {} of {}: {}", aggregate.0, aggregate.1, error.chain())?;
            }
        }
    }
    for (listener, differences) in compared.iter().filter(|(_, differences)| !differences.missing.is_empty()) {
        reconcile::tell_again(&owner.db, &listener.db, &differences.missing).await?;
    }
    let forgotten: Vec<Uuid> = forgotten.iter().map(|event| event.id).collect();
    if left == 0 {
        reconcile::note_forgotten(&owner.db, &forgotten, now).await?;
    }
    Ok(left)
}
