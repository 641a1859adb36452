//! What services need before they can start: servers, databases, ports, keys, folders.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use dev_infra::{Admin, Durability, Nats, Postgres, Redis};
use futures::future::{OptionFuture, TryFutureExt};
use tokio::net::TcpListener;

use super::plan::{Parts, Plan};
use crate::init;

const WITH_DATABASE: [&str; 6] = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME, partners::NAME];
/// What the names of streams begin with: of the services' events, and of those for partners.
const STREAMS: [&str; 2] = ["EVT_", "PUBLIC_EVENTS"];
const PORTS_TRIED: u16 = 100;
/// How long a given server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the private servers are looked at.
const GLANCE: Duration = Duration::from_millis(500);

/// Servers that somebody else runs.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// PostgreSQL, as a user who may create databases.
    pub postgres_url: Option<String>,
    /// NATS with JetStream.
    pub nats_url: Option<String>,
    /// Redis.
    pub redis_url: Option<String>,
}

impl Given {
    /// Refuses at once what would otherwise be waited for without an end.
    async fn check(&self) -> anyhow::Result<()> {
        if let Some(url) = &self.postgres_url {
            answers("--postgres-url", Admin::new(url.clone()).ping()).await?;
        }
        if let Some(url) = &self.nats_url {
            answers("--nats-url", dev_infra::ping_nats(url)).await?;
        }
        if let Some(url) = &self.redis_url {
            answers("--redis-url", dev_infra::ping_redis(url)).await?;
        }
        Ok(())
    }
}

async fn answers(setting: &str, ping: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let outcome = tokio::time::timeout(PATIENCE, ping).await.unwrap_or_else(|_| Err(anyhow::anyhow!("no answer within {PATIENCE:?}")));
    outcome.with_context(|| format!("{setting}: không có máy chủ nào trả lời ở địa chỉ này / no server answers at this address"))
}

/// What the stage is set for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the project, for its data and built assets.
    pub root: PathBuf,
    /// Folder of everything that is kept: databases, mails, objects, configurations.
    pub folder: PathBuf,
    /// Servers to use instead of private ones.
    pub given: Given,
    /// What a power cut may take from the private servers.
    pub durability: Durability,
    /// Begin with empty databases, streams and folders.
    pub fresh: bool,
    /// The services read a rehearsal clock, which a file moves.
    pub rehearsal: bool,
    /// The portal listens here, or on the next free port.
    pub portal_port: u16,
}

/// The ports of the services.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    pub(super) identity: u16,
    pub(super) worklog: u16,
    pub(super) evaluation: u16,
    pub(super) scoring: u16,
    pub(super) reporting: u16,
    pub(super) partners: u16,
    pub(super) portal: u16,
}

/// The services' ports, taken.
pub(super) struct Listeners {
    pub(super) identity: TcpListener,
    pub(super) worklog: TcpListener,
    pub(super) evaluation: TcpListener,
    pub(super) scoring: TcpListener,
    pub(super) reporting: TcpListener,
    pub(super) partners: TcpListener,
    pub(super) portal: TcpListener,
}

/// Everything that services need, ready; the services themselves not yet started.
pub struct Stage {
    /// The configuration of each service.
    pub plan: Plan,
    /// Where identity puts the mails it sends.
    pub mail_folder: PathBuf,
    /// Secret of the first run; empty when somebody has an account.
    pub first_run_secret: String,
    /// The rehearsal clock.
    pub clock_offset_file: Option<PathBuf>,
    listeners: Option<Listeners>,
    admin: Admin,
    postgres: Option<Postgres>,
    nats: Option<Nats>,
    redis: Option<Redis>,
}

impl Stage {
    /// Starts the servers that were not given, makes the databases, and brings them to the newest schema.
    ///
    /// # Errors
    /// When a server cannot be started or reached, or a folder cannot be used.
    pub async fn prepare(options: Options) -> anyhow::Result<Self> {
        let Options { root, folder, given, durability, fresh, rehearsal, portal_port } = options;
        fs::create_dir_all(&folder).with_context(|| format!("cannot use the folder {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        given.check().await?;
        let (postgres, nats, redis) = start_servers(&folder, &given, durability).await?;
        let admin = Admin::new(pick(given.postgres_url, postgres.as_ref().map(|postgres| postgres.admin_url.clone())));
        let nats_url = pick(given.nats_url, nats.as_ref().map(|nats| nats.url().to_owned()));
        let redis_url = pick(given.redis_url, redis.as_ref().map(|redis| redis.url().to_owned()));
        let mail_folder = folder.join("mail");
        let clock_offset_file = rehearsal.then(|| folder.join("clock"));
        if fresh {
            forget(&admin, &nats_url).await?;
            clear(&[&mail_folder, &folder.join("objects")])?;
        }
        fs::create_dir_all(&mail_folder)?;
        fs::set_permissions(&mail_folder, Permissions::from_mode(0o700))?;
        make_databases(&admin).await?;
        let databases = database_roles(&admin).await?;
        if let Some(file) = clock_offset_file.as_ref().filter(|file| fresh || !file.exists()) {
            fs::write(file, "0")?;
        }
        let listeners = Listeners::bind(portal_port).await?;
        let plan = Plan::new(&Parts {
            root: &root,
            folder: &folder,
            ports: listeners.ports()?,
            database: &|name| databases.get(name).cloned().unwrap_or_default(),
            nats_url: &nats_url,
            redis_url: &redis_url,
            mail_folder: &mail_folder,
            clock_offset_file: clock_offset_file.clone(),
        })?;
        plan.migrate().await?;
        let (first_run_secret, listeners) = (String::new(), Some(listeners));
        let mut stage = Self { plan, mail_folder, first_run_secret, clock_offset_file, listeners, admin, postgres, nats, redis };
        stage.begin_first_run().await?;
        Ok(stage)
    }

    /// Makes the secret of the first run anew, from the time that the clock shows now.
    ///
    /// # Errors
    /// When the database of identity does not answer.
    pub async fn begin_first_run(&mut self) -> anyhow::Result<()> {
        let first_run = init::first_run(&self.plan.identity.runtime).await?;
        self.first_run_secret = first_run.map(|first_run| first_run.secret).unwrap_or_default();
        Ok(())
    }

    /// How many rows a table has, in the database of each service.
    ///
    /// # Errors
    /// When a database has no such table.
    pub async fn count_rows(&self, table: &str) -> anyhow::Result<Vec<(&'static str, i64)>> {
        let count = async |name| anyhow::Ok((name, self.admin.count_rows(&database(name), table).await?));
        futures::future::try_join_all(WITH_DATABASE.map(count)).await
    }

    /// Gives the ports free, for services that are processes of their own.
    pub fn release_ports(&mut self) {
        self.listeners = None;
    }

    /// Starts private servers again that ended, saying so on the terminal; returns when one cannot be started again.
    pub async fn keep_servers(&self) -> anyhow::Error {
        loop {
            tokio::time::sleep(GLANCE).await;
            let kept = async {
                if let Some(server) = self.postgres.as_ref().filter(|server| server.ended()) {
                    start_again("PostgreSQL", || server.restart()).await?;
                }
                if let Some(server) = self.nats.as_ref().filter(|server| server.ended()) {
                    start_again("NATS", || server.restart()).await?;
                }
                if let Some(server) = self.redis.as_ref().filter(|server| server.ended()) {
                    start_again("Redis", || server.restart()).await?;
                }
                anyhow::Ok(())
            };
            if let Err(error) = kept.await {
                return error;
            }
        }
    }

    /// Ends the servers that were started, in good order.
    pub async fn close(self) {
        let Self { postgres, nats, redis, .. } = self;
        let _ = tokio::task::spawn_blocking(move || drop((postgres, nats, redis))).await;
    }

    pub(super) fn take_listeners(&mut self) -> anyhow::Result<Listeners> {
        self.listeners.take().context("the ports of this stage were given free")
    }
}

impl Listeners {
    async fn bind(portal_port: u16) -> anyhow::Result<Self> {
        let any = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (identity, worklog, evaluation, scoring, reporting, partners) = tokio::try_join!(any(), any(), any(), any(), any(), any())?;
        for port in portal_port..portal_port.saturating_add(PORTS_TRIED) {
            if let Ok(portal) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                return Ok(Self { identity, worklog, evaluation, scoring, reporting, partners, portal });
            }
        }
        anyhow::bail!("no port from {portal_port} on is free for the portal")
    }

    fn ports(&self) -> anyhow::Result<Ports> {
        Ok(Ports {
            identity: self.identity.local_addr()?.port(),
            worklog: self.worklog.local_addr()?.port(),
            evaluation: self.evaluation.local_addr()?.port(),
            scoring: self.scoring.local_addr()?.port(),
            reporting: self.reporting.local_addr()?.port(),
            partners: self.partners.local_addr()?.port(),
            portal: self.portal.local_addr()?.port(),
        })
    }
}

async fn start_servers(
    folder: &Path,
    given: &Given,
    durability: Durability,
) -> anyhow::Result<(Option<Postgres>, Option<Nats>, Option<Redis>)> {
    let postgres = given.postgres_url.is_none().then(|| Postgres::start(folder, durability).map_ok(Some));
    let nats = given.nats_url.is_none().then(|| Nats::start(folder).map_ok(Some));
    let redis = given.redis_url.is_none().then(|| Redis::start(folder).map_ok(Some));
    let (postgres, nats, redis) = tokio::join!(OptionFuture::from(postgres), OptionFuture::from(nats), OptionFuture::from(redis));
    Ok((postgres.transpose()?.flatten(), nats.transpose()?.flatten(), redis.transpose()?.flatten()))
}

/// More than once: what the ended server left behind may take a moment to go.
async fn start_again(server: &str, restart: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<()> {
    const TRIES: usize = 5;
    eprintln!("Máy chủ {server} đã dừng đột ngột, đang khởi động lại / {server} ended unexpectedly, starting it again");
    let mut outcome = restart().await;
    for _ in 1..TRIES {
        if outcome.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        outcome = restart().await;
    }
    outcome.with_context(|| format!("máy chủ {server} không khởi động lại được / {server} cannot be started again"))?;
    eprintln!("Máy chủ {server} chạy lại / {server} runs again");
    Ok(())
}

/// Exactly one of the two is there: what is not given was started.
fn pick(given: Option<String>, started: Option<String>) -> String {
    given.or(started).unwrap_or_default()
}

/// On a server that others may use too, the name says whose it is.
fn database(service: &str) -> String {
    format!("congtam_{service}")
}

async fn forget(admin: &Admin, nats_url: &str) -> anyhow::Result<()> {
    for name in WITH_DATABASE {
        admin.drop_database(&database(name)).await?;
    }
    for streams in STREAMS {
        dev_infra::delete_streams(nats_url, streams).await?;
    }
    Ok(())
}

async fn make_databases(admin: &Admin) -> anyhow::Result<()> {
    let existing = admin.databases().await?;
    for name in WITH_DATABASE.map(database) {
        if !existing.contains(&name) {
            admin.create_database(&name).await?;
        }
    }
    Ok(())
}

/// How each service reaches its database: as a role of its own that owns no table.
async fn database_roles(admin: &Admin) -> anyhow::Result<BTreeMap<&'static str, store::Config>> {
    let mut roles = BTreeMap::new();
    for name in WITH_DATABASE {
        let owned = database(name);
        let password = format!("{:032x}", rand::random::<u128>());
        let role = format!("{owned}_service");
        let made = admin.make_role(&role, &password).await;
        made.with_context(|| format!("the role of {name} cannot be made: the server must be given by somebody who may make roles"))?;
        roles.insert(
            name,
            store::Config {
                url: admin.url_as(&owned, &role, &password).into(),
                owner_url: admin.url(&owned).into(),
                ..store::Config::default()
            },
        );
    }
    Ok(roles)
}

fn clear(folders: &[&Path]) -> anyhow::Result<()> {
    for folder in folders.iter().filter(|folder| folder.exists()) {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_given_server_that_does_not_answer_is_refused_by_the_name_of_its_setting() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let nobody = |scheme: &str| Some(format!("{scheme}://127.0.0.1:1"));
        for (setting, given) in [
            ("--postgres-url", Given { postgres_url: nobody("postgres"), ..Given::default() }),
            ("--nats-url", Given { nats_url: nobody("nats"), ..Given::default() }),
            ("--nats-url", Given { nats_url: Some("not an address".to_owned()), ..Given::default() }),
            ("--redis-url", Given { redis_url: nobody("redis"), ..Given::default() }),
        ] {
            let refusal = given.check().await.unwrap_err().to_string();
            assert!(refusal.contains(setting), "{refusal}");
        }
    }
}
