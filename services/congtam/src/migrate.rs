//! `congtam migrate`: the schema of every service, each by the configuration that the service itself would read.

use crate::keepers::{self, Keeper};

/// Options of `congtam migrate`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only these services: identity, worklog, evaluation, scoring, reporting, partners.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    for Keeper { name, config, migrations, .. } in keepers::chosen(&arguments.services)? {
        runtime::migrate(name, &config, migrations).await?;
        eprintln!("{name}: migrated");
    }
    Ok(())
}
