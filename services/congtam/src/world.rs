//! All services on one machine: their servers, databases and configurations, and the services themselves.

mod plan;
mod stage;

use std::time::Duration;

use anyhow::{Context, anyhow};
use runtime::{Deps, Service, ServiceConfig, host};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::year::Endpoints;

pub use plan::Plan;
pub use stage::{Given, Options, Stage};

/// What is under way when the services are told to stop may take this long to end.
const GRACE: Duration = Duration::from_secs(4);

/// Every service, running in this process: the same code, host and calls as one process each.
pub struct World {
    stage: Stage,
    stop: CancellationToken,
    services: JoinSet<anyhow::Result<()>>,
}

impl World {
    /// Starts every service of a prepared stage, and returns when all of them listen.
    ///
    /// # Errors
    /// When a configuration is wrong or a service cannot reach what it needs; names the service.
    pub async fn start(mut stage: Stage) -> anyhow::Result<Self> {
        let listeners = stage.take_listeners()?;
        let Plan { identity, worklog, evaluation, scoring, reporting, partners, portal } = stage.plan.clone();
        let mut start = Start { stop: CancellationToken::new(), services: JoinSet::new() };
        start.service(identity::NAME, identity, listeners.identity, identity::service).await?;
        start.service(worklog::NAME, worklog, listeners.worklog, worklog::service).await?;
        start.service(evaluation::NAME, evaluation, listeners.evaluation, evaluation::service).await?;
        start.service(scoring::NAME, scoring, listeners.scoring, scoring::service).await?;
        start.service(reporting::NAME, reporting, listeners.reporting, reporting::service).await?;
        start.service(partners::NAME, partners, listeners.partners, partners::service).await?;
        start.service(portal::NAME, portal, listeners.portal, portal::service).await?;
        Ok(Self { stage, stop: start.stop, services: start.services })
    }

    /// What the services were started with.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Where the services listen.
    pub fn endpoints(&self) -> Endpoints {
        self.stage.plan.endpoints()
    }

    /// Returns when a service ended though nobody told it to, or a server that cannot be started again, with what it said.
    pub async fn failure(&mut self) -> anyhow::Error {
        let ended = tokio::select! {
            error = self.stage.keep_servers() => return error,
            ended = self.services.join_next() => ended,
        };
        match ended {
            Some(Ok(Err(error))) => error,
            Some(Err(error)) => anyhow!(error).context("a service broke down"),
            Some(Ok(Ok(()))) | None => anyhow!("a service ended without being told to"),
        }
    }

    /// Lets what is under way end, then ends the services and the servers that were started for them.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let all = async { while self.services.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(GRACE, all).await;
        self.services.shutdown().await;
        self.stage.close().await;
    }
}

struct Start {
    stop: CancellationToken,
    services: JoinSet<anyhow::Result<()>>,
}

impl Start {
    async fn service<C, F, Fut>(&mut self, name: &'static str, config: C, listener: TcpListener, service: F) -> anyhow::Result<()>
    where
        C: ServiceConfig,
        F: FnOnce(C, Deps) -> Fut,
        Fut: Future<Output = anyhow::Result<Service>>,
    {
        runtime::check(name, &config)?;
        let deps = Deps::real(name, config.runtime()).await.with_context(|| name.to_owned())?;
        let service = service(config, deps).await.with_context(|| format!("{name} cannot start"))?;
        let stop = self.stop.clone();
        self.services.spawn(async move { host(service, listener, stop).await.with_context(|| name.to_owned()) });
        Ok(())
    }
}
