//! Folders that a server of another user can reach, and that only one of us uses at a time.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;

/// Makes the folder and lets everybody walk through it (not look into it): PostgreSQL may run as another user.
pub(crate) fn prepare(folder: &Path) -> Result<PathBuf> {
    let context = || format!("cannot use the folder {}", folder.display());
    fs::create_dir_all(folder).with_context(context)?;
    let folder = folder.canonicalize().with_context(context)?;
    let mode = fs::metadata(&folder)?.permissions().mode();
    if mode & 0o011 != 0o011 {
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode | 0o711)).with_context(context)?;
    }
    Ok(folder)
}

/// Held while a server of a folder runs.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(folder: &Path, server: &str) -> Result<Self> {
        let file = File::create(folder.join(format!("{server}.lock")))?;
        if file.try_lock().is_err() {
            bail!(
                "Thư mục {0} đang được một tiến trình congtam khác sử dụng: hãy dừng nó trước. \
                 / The folder {0} is in use by another congtam: stop that one first.",
                folder.display()
            );
        }
        Ok(Self { _file: file })
    }
}

/// A user that a server runs as.
#[derive(Clone, Copy)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl User {
    /// The user `postgres` when we are root, whom PostgreSQL refuses; nobody else otherwise.
    pub(crate) fn for_postgres() -> Result<Option<Self>> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let postgres = users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some("postgres"))
                .then(|| Some(Self { uid: fields.nth(1)?.parse().ok()?, gid: fields.next()?.parse().ok()? }))?
        });
        match postgres {
            Some(user) => Ok(Some(user)),
            None => bail!(
                "Không có người dùng hệ thống postgres: hãy cài gói Debian postgresql. \
                 / There is no system user postgres: install the Debian package postgresql."
            ),
        }
    }

    pub(crate) fn own(self, path: &Path) -> Result<()> {
        chown(path, Some(self.uid), Some(self.gid)).with_context(|| format!("cannot give {} to the user postgres", path.display()))
    }

    /// Where this user can keep data for `folder`: below it, or beside the system's temporary files when a parent
    /// folder lets only its owner through (a clone below `/root`, say).
    pub(crate) fn home(self, folder: &Path) -> Result<PathBuf> {
        if folder.ancestors().all(|ancestor| self.may_enter(ancestor)) {
            return Ok(folder.to_owned());
        }
        let name = folder.to_string_lossy().replace('/', "-");
        let home = PathBuf::from(format!("/var/tmp/congtam{name}"));
        if let Ok(found) = fs::symlink_metadata(&home)
            && (!found.is_dir() || found.uid() != 0)
        {
            bail!("{} belongs to somebody else", home.display());
        }
        prepare(&home)
    }

    fn may_enter(self, folder: &Path) -> bool {
        let Ok(found) = fs::metadata(folder) else { return false };
        let mode = found.permissions().mode();
        match (found.uid() == self.uid, found.gid() == self.gid) {
            (true, _) => mode & 0o100 != 0,
            (_, true) => mode & 0o010 != 0,
            _ => mode & 0o001 != 0,
        }
    }
}

/// The secret kept in `path`, made when there is none: 32 hexadecimal digits.
pub(crate) fn secret(path: &Path) -> Result<String> {
    if let Ok(kept) = fs::read_to_string(path)
        && kept.len() == 32
    {
        return Ok(kept);
    }
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(secret.as_bytes())?;
    Ok(secret)
}

/// Removes `folder` after this process has ended, however it ended, once the servers in it have stopped.
///
/// For folders of shared test servers, which no destructor reaches.
///
/// # Errors
/// When the waiting shell cannot be started.
pub fn remove_at_exit(folder: &Path) -> Result<()> {
    let wait_and_remove = r#"
        read -r _
        n=0
        while [ $n -lt 100 ] && ls "$1"/*/postmaster.pid >/dev/null 2>&1; do sleep 0.1; n=$((n + 1)); done
        rm -rf -- "$1"
    "#;
    let mut command = Command::new("sh");
    command.args(["-c", wait_and_remove, "sh"]).arg(folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // The shell reads until our end of the pipe closes, which only our end brings about.
    std::mem::forget(process::detached(command)?);
    Ok(())
}
