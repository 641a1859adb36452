//! `congtam migrate`: the schema of every service, each by the configuration that the service itself would read.

use runtime::ServiceConfig;

/// Options of `congtam migrate`.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Only these services: identity, worklog, evaluation, scoring, reporting.
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let known = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME];
    for name in &arguments.services {
        anyhow::ensure!(known.contains(&name.as_str()), "there is no service {name} with a database; there are {}", known.join(", "));
    }
    let wanted = |name: &str| arguments.services.is_empty() || arguments.services.iter().any(|service| service == name);
    for name in known.into_iter().filter(|name| wanted(name)) {
        match name {
            identity::NAME => one::<identity::Config>(name, identity::migrations()).await?,
            worklog::NAME => one::<worklog::Config>(name, worklog::migrations()).await?,
            evaluation::NAME => one::<evaluation::Config>(name, evaluation::migrations()).await?,
            scoring::NAME => one::<scoring::Config>(name, scoring::migrations()).await?,
            _ => one::<reporting::Config>(name, reporting::migrations()).await?,
        }
        eprintln!("{name}: migrated");
    }
    Ok(())
}

async fn one<C: ServiceConfig>(name: &str, migrations: store::Migrations) -> anyhow::Result<()> {
    let config: C = runtime::config::load(name)?.config;
    runtime::migrate(name, config.runtime(), migrations).await
}
