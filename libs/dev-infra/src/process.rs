//! Child processes that never outlive us.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};
use std::{io, thread};

use anyhow::{Context, Result, bail};

use crate::folder::{Lock, User};
use crate::tools;

/// How long a server has to answer after its start, and to end after being asked to.
const PATIENCE: Duration = Duration::from_secs(30);

type Job = (Command, mpsc::Sender<io::Result<Child>>);

/// Starts a process outside our process group, so that Ctrl-C in a terminal reaches us alone.
///
/// The kernel ties "end when the parent ends" to the *thread* that started the process; this one lives as long as we do.
pub(crate) fn detached(mut command: Command) -> io::Result<Child> {
    static STARTER: OnceLock<Mutex<mpsc::Sender<Job>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (jobs, work) = mpsc::channel::<Job>();
        thread::spawn(move || {
            for (mut command, answer) in work {
                let _ = answer.send(command.spawn());
            }
        });
        Mutex::new(jobs)
    });
    command.process_group(0);
    let (answer, spawned) = mpsc::channel();
    let gone = || io::Error::other("the thread that starts processes has ended");
    starter.lock().unwrap_or_else(PoisonError::into_inner).send((command, answer)).map_err(|_| gone())?;
    spawned.recv().map_err(|_| gone())?
}

/// Starts a program that is killed when this process ends, however it ends. `configure` adds arguments, variables and files.
///
/// # Errors
/// When it cannot be started.
pub fn spawn(program: &Path, configure: impl FnOnce(&mut Command)) -> Result<Child> {
    let mut command = Command::new(tools::find("setpriv")?);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program).stdin(Stdio::null());
    configure(&mut command);
    detached(command).with_context(|| format!("cannot start {}", program.display()))
}

/// Where servers listen: below the ports that the system lends to outgoing connections (Linux: 32768 on). One of those may
/// be taken by any client in the moment before a server starts, or while a killed one is away.
const PORTS: Range<u16> = 10_000..32_000;

/// A port that is free now, and that this process was not given before.
pub(crate) fn free_port() -> Result<u16> {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    // Processes started one after the other begin far apart, so that they do not race for the same port.
    let first = std::process::id().wrapping_mul(64);
    for _ in PORTS {
        let step = first.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed)) % u32::from(PORTS.end - PORTS.start);
        let port = PORTS.start + u16::try_from(step)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port of {PORTS:?} is free")
}

/// What to run: the same again after a kill.
pub(crate) struct Recipe {
    /// Name of the program, as [`tools::find`] knows it.
    pub(crate) program: &'static str,
    pub(crate) arguments: Vec<String>,
    pub(crate) user: Option<User>,
    /// What to send for a quick end in good order.
    pub(crate) stop_signal: &'static str,
    pub(crate) log: PathBuf,
}

impl Recipe {
    pub(crate) fn command(&self) -> Result<Command> {
        let mut command = Command::new(tools::find("setpriv")?);
        command.args(["--pdeathsig", self.stop_signal]);
        if let Some(User { uid, gid }) = self.user {
            command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups");
        }
        command.arg("--").arg(tools::find(self.program)?).args(&self.arguments);
        let log = File::options().create(true).append(true).open(&self.log)?;
        command.current_dir("/").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(command)
    }

    /// The last lines that the program said.
    pub(crate) fn said(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

/// A running server.
pub(crate) struct Process {
    recipe: Recipe,
    child: Mutex<Child>,
    _lock: Lock,
}

impl Process {
    /// Starts the program and waits until `ready` succeeds.
    pub(crate) async fn start(recipe: Recipe, lock: Lock, ready: impl AsyncFn() -> Result<()>) -> Result<Self> {
        let child = detached(recipe.command()?).with_context(|| format!("cannot start {}", recipe.program))?;
        let process = Self { recipe, child: Mutex::new(child), _lock: lock };
        process.wait_until(ready).await?;
        Ok(process)
    }

    /// Ends the server at once, as a power cut would (SIGKILL).
    pub(crate) fn kill(&self) -> Result<()> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Whether the server ended though nobody told it to.
    pub(crate) fn ended(&self) -> bool {
        matches!(self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait(), Ok(Some(_)))
    }

    /// Starts the killed server again with the same data and port. What the killed one had begun may hold its memory for a moment
    /// more: a server that ends at its start is started again.
    pub(crate) async fn restart(&self, ready: impl AsyncFn() -> Result<()>) -> Result<()> {
        let begun = Instant::now();
        loop {
            let child = detached(self.recipe.command()?)?;
            *self.child.lock().unwrap_or_else(PoisonError::into_inner) = child;
            match self.wait_until(&ready).await {
                Err(_) if self.ended() && begun.elapsed() < PATIENCE => tokio::time::sleep(Duration::from_millis(100)).await,
                started => return started,
            }
        }
    }

    async fn wait_until(&self, ready: impl AsyncFn() -> Result<()>) -> Result<()> {
        let program = self.recipe.program;
        let started = Instant::now();
        loop {
            let attempt = tokio::time::timeout(Duration::from_secs(5), ready()).await;
            if let Ok(Ok(())) = attempt {
                return Ok(());
            }
            let ended = self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait()?;
            if let Some(status) = ended {
                bail!("{program} ended at its start ({status}); it said:\n{}", self.recipe.said());
            }
            if started.elapsed() > PATIENCE {
                bail!("{program} does not answer after {PATIENCE:?}; it said:\n{}", self.recipe.said());
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        signal(child.id(), self.recipe.stop_signal);
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if matches!(child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Sends a signal by the shell: the standard library can only kill.
fn signal(pid: u32, name: &str) {
    let _ = Command::new("sh").args(["-c", r#"kill -s "$1" "$2" 2>/dev/null"#, "sh", name, &pid.to_string()]).status();
}

/// Waits until no process works on `data` any more: one whose parent was killed may still be on its way out.
pub(crate) fn wait_for_predecessor(data: &Path) -> Result<()> {
    let asked = Instant::now();
    loop {
        let pid = fs::read_to_string(data.join("postmaster.pid")).ok().and_then(|text| text.lines().next()?.trim().parse::<u32>().ok());
        let Some(pid) = pid else { return Ok(()) };
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        if !String::from_utf8_lossy(&command).contains(&*data.to_string_lossy()) {
            return Ok(());
        }
        if asked.elapsed() > PATIENCE {
            bail!("process {pid} still works on {}", data.display());
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_get_different_ports_that_no_outgoing_connection_takes() {
        let lent = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
        let lent_from: u16 = lent.split_whitespace().next().unwrap().parse().unwrap();
        let mut ports: Vec<u16> = (0..50).map(|_| free_port().unwrap()).collect();
        assert!(ports.iter().all(|port| *port < lent_from), "{ports:?} reach into {lent_from} and on");
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 50);
    }
}
