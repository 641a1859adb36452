//! The services that keep something, each by the configuration that the service itself would read.

use anyhow::Context;
use events::jetstream::JetStream;
use events::signing::Keys;
use runtime::{Owned, Projected, ServiceConfig};
use store::{Db, Migrations};

/// Their names.
pub(crate) const NAMES: [&str; 6] = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME, partners::NAME];

/// One of them.
pub(crate) struct Keeper {
    pub name: &'static str,
    pub config: runtime::Config,
    pub migrations: Migrations,
    /// Whom it listens to.
    pub sources: &'static [&'static str],
    /// Where it keeps what it announces.
    pub owns: &'static [Owned],
    /// Where it keeps what others announce.
    pub projects: &'static [Projected],
}

impl Keeper {
    /// Its database, as whoever looks after it.
    pub async fn database(&self) -> anyhow::Result<Db> {
        runtime::open_database(self.name, &self.config).await
    }

    /// The bus, as the service itself comes in there.
    pub async fn bus(&self) -> anyhow::Result<JetStream> {
        let context = || format!("runtime.bus of {}", self.name);
        let keys = Keys::from_pem(self.config.bus.signing_key.expose(), &self.config.bus.verifying_keys).with_context(context)?;
        let bus = JetStream::connect(&self.config.bus, "congtam", keys).await.with_context(context)?;
        bus.reach().await.with_context(context)?;
        Ok(bus)
    }
}

/// Those with these names, or all.
pub(crate) fn chosen(names: &[String]) -> anyhow::Result<Vec<Keeper>> {
    for name in names {
        anyhow::ensure!(NAMES.contains(&name.as_str()), "there is no service {name} with a database; there are {}", NAMES.join(", "));
    }
    NAMES.into_iter().filter(|name| names.is_empty() || names.iter().any(|chosen| chosen == name)).map(keeper).collect()
}

fn keeper(name: &'static str) -> anyhow::Result<Keeper> {
    match name {
        identity::NAME => of::<identity::Config>(name, identity::migrations()),
        worklog::NAME => of::<worklog::Config>(name, worklog::migrations()),
        evaluation::NAME => of::<evaluation::Config>(name, evaluation::migrations()),
        scoring::NAME => of::<scoring::Config>(name, scoring::migrations()),
        reporting::NAME => of::<reporting::Config>(name, reporting::migrations()),
        partners::NAME => of::<partners::Config>(name, partners::migrations()),
        other => anyhow::bail!("there is no service {other} with a database"),
    }
}

fn of<C: ServiceConfig>(name: &'static str, migrations: Migrations) -> anyhow::Result<Keeper> {
    let config = runtime::config::load::<C>(name)?.config.runtime().clone();
    Ok(Keeper { name, config, migrations, sources: C::SOURCES, owns: C::OWNS, projects: C::PROJECTS })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_event_that_says_its_version_is_kept_somewhere_where_it_can_be_made_good() {
        let owned = [identity::Config::OWNS, worklog::Config::OWNS, evaluation::Config::OWNS, scoring::Config::OWNS];
        let owned: BTreeSet<String> = owned.into_iter().flatten().map(|owned| owned.kind.to_owned()).collect();
        assert_eq!(owned, proto::versioned_events().into_iter().collect());
    }

    #[test]
    fn whatever_is_kept_of_others_comes_from_whom_the_service_listens_to() {
        fn check<C: ServiceConfig>() {
            for Projected { kind, table, .. } in C::PROJECTS {
                let source = kind.split('.').nth(1).unwrap();
                assert!(C::SOURCES.contains(&source), "{kind} in {table}");
            }
        }
        check::<worklog::Config>();
        check::<evaluation::Config>();
        check::<scoring::Config>();
        check::<reporting::Config>();
        check::<partners::Config>();
    }
}
