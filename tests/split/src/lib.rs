//! One process per service on real servers, as in production, and ways to disturb them.

pub mod public;
pub mod small;

use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use congtam::world::Stage;

/// How long a process may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);

/// The five services, each a process of its own; killed when dropped.
pub struct Processes {
    folder: PathBuf,
    running: Mutex<Vec<(&'static str, Child)>>,
    addresses: Vec<(&'static str, SocketAddr)>,
}

impl Processes {
    /// Starts every service of a stage with its configuration in a file, and returns when all of them listen.
    ///
    /// # Errors
    /// When a binary is not built, or a process does not listen within a minute.
    pub fn start(stage: &mut Stage, folder: &Path) -> anyhow::Result<Self> {
        stage.plan.write(folder)?;
        stage.release_ports();
        let plan = &stage.plan;
        let addresses = vec![
            ("identity", plan.identity.runtime.listen),
            ("worklog", plan.worklog.runtime.listen),
            ("evaluation", plan.evaluation.runtime.listen),
            ("scoring", plan.scoring.runtime.listen),
            ("reporting", plan.reporting.runtime.listen),
            ("partners", plan.partners.runtime.listen),
        ];
        let processes = Self { folder: folder.to_owned(), running: Mutex::default(), addresses };
        for (name, _) in &processes.addresses {
            processes.spawn(name)?;
        }
        for (name, address) in &processes.addresses {
            processes.wait_for(name, *address)?;
        }
        Ok(processes)
    }

    /// Ends a service as a power cut would (SIGKILL), and starts it again at once.
    ///
    /// # Errors
    /// When it was not running or cannot be started.
    pub fn kill_and_restart(&self, name: &'static str) -> anyhow::Result<()> {
        let child = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let place = running.iter().position(|(running, _)| *running == name);
            place.map(|place| running.swap_remove(place).1)
        };
        let mut child = child.with_context(|| format!("{name} does not run"))?;
        ensure!(child.try_wait()?.is_none(), "{name} had ended before it was killed");
        child.kill()?;
        child.wait()?;
        self.spawn(name)
    }

    /// The last lines of every service's log.
    pub fn said(&self) -> String {
        let last = |name: &str| {
            let log = fs::read_to_string(self.log(name)).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            format!("--- {name}\n{}\n", lines[lines.len().saturating_sub(20)..].join("\n"))
        };
        self.addresses.iter().map(|(name, _)| last(name)).collect()
    }

    fn spawn(&self, name: &'static str) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(self.log(name))?;
        let errors = log.try_clone()?;
        let child = dev_infra::spawn(&binary(name)?, |command| {
            command.env(format!("{}_CONFIG", name.to_uppercase()), self.folder.join(format!("{name}.json"))).stdout(log).stderr(errors);
        })?;
        self.running.lock().unwrap_or_else(PoisonError::into_inner).push((name, child));
        Ok(())
    }

    fn wait_for(&self, name: &str, address: SocketAddr) -> anyhow::Result<()> {
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = running.iter_mut().find(|(running, _)| *running == name).map(|(_, child)| child.try_wait());
            ensure!(!matches!(ended, Some(Ok(Some(_)))), "{name} ended at its start; it said:\n{}", self.said());
            ensure!(began.elapsed() < PATIENCE, "{name} does not listen after {PATIENCE:?}; it said:\n{}", self.said());
            drop(running);
            std::thread::yield_now();
        }
        Ok(())
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for (_, child) in self.running.get_mut().unwrap_or_else(PoisonError::into_inner) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The built program of a service: it lies beside the folder that test programs lie in.
///
/// # Errors
/// When it is not built.
pub fn binary(name: &str) -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let found = test.ancestors().skip(1).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("the program {name} is not built: run cargo build --workspace first"))
}
