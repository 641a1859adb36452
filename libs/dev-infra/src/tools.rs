//! Where the programs are.

use std::path::{Path, PathBuf};
use std::{env, fmt};

/// A program that the private servers need and this machine does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingTool {
    /// Its name, such as `initdb`.
    pub program: &'static str,
    /// The Debian package that has it.
    pub package: &'static str,
}

impl fmt::Display for MissingTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, package } = self;
        write!(
            f,
            "Không tìm thấy chương trình {program}: hãy cài gói Debian {package} (apt-get install {package}). \
             / The program {program} is missing: install the Debian package {package}."
        )
    }
}

impl std::error::Error for MissingTool {}

const NEEDED: [(&str, &str); 5] = [
    ("initdb", "postgresql"),
    ("postgres", "postgresql"),
    ("nats-server", "nats-server"),
    ("redis-server", "redis-server"),
    ("setpriv", "util-linux"),
];

/// Everything that [`Servers::start`](crate::Servers::start) would miss here.
pub fn missing_tools() -> Vec<MissingTool> {
    NEEDED.iter().filter(|(program, _)| locate(program).is_none()).map(|&(program, package)| MissingTool { program, package }).collect()
}

/// The full path of `program`, one of [`NEEDED`].
pub(crate) fn find(program: &'static str) -> Result<PathBuf, MissingTool> {
    locate(program).ok_or_else(|| {
        let package = NEEDED.iter().find(|(name, _)| *name == program).map_or(program, |(_, package)| package);
        MissingTool { program, package }
    })
}

/// Whether a program is here that no Debian package has.
pub(crate) fn is_there(program: &str) -> bool {
    locate(program).is_some()
}

fn locate(program: &str) -> Option<PathBuf> {
    let search = env::var_os("PATH").unwrap_or_default();
    // Debian keeps the PostgreSQL programs outside PATH, and those of servers in sbin, which is not in everybody's PATH.
    postgres_folders()
        .into_iter()
        .chain(env::split_paths(&search))
        .chain(["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"].map(PathBuf::from))
        .chain(installed_for_tests())
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Where `deploy/install --tests` puts the programs that only tests use.
fn installed_for_tests() -> Option<PathBuf> {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).map(|cache| cache.join("congtam/tools/bin"))
}

/// `/usr/lib/postgresql/<major>/bin`, newest first.
fn postgres_folders() -> Vec<PathBuf> {
    let Ok(entries) = Path::new("/usr/lib/postgresql").read_dir() else { return Vec::new() };
    let mut majors: Vec<u32> = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    majors.sort_unstable_by(|a, b| b.cmp(a));
    majors.into_iter().map(|major| PathBuf::from(format!("/usr/lib/postgresql/{major}/bin"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_with_its_package() {
        let message = MissingTool { program: "nats-server", package: "nats-server" }.to_string();
        assert!(message.contains("apt-get install nats-server") && message.contains("cài gói"), "{message}");
    }
}
