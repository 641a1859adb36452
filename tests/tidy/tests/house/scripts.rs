//! Scripts that newcomers run refuse early and in words what they would stumble over later.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// What a script may use of the machine until it refuses.
const TOOLS: [&str; 8] = ["bash", "dirname", "sed", "sort", "head", "tail", "grep", "env"];

/// Runs `deploy/install` on a machine that has these programs, each saying this version.
fn refused(programs: &[(&str, &str)]) -> String {
    let machine = tempfile::tempdir().unwrap();
    for tool in TOOLS {
        let found = ["/bin", "/usr/bin"].iter().map(|folder| Path::new(folder).join(tool)).find(|path| path.exists());
        symlink(found.unwrap_or_else(|| panic!("{tool} is missing here")), machine.path().join(tool)).unwrap();
    }
    for (name, version) in programs {
        let path = machine.path().join(name);
        fs::write(&path, format!("#!/bin/bash\necho '{name} {version}'\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/install");
    let output =
        Command::new("/bin/bash").arg(script).env_clear().env("PATH", machine.path()).env("HOME", machine.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn who_lacks_rust_or_has_an_old_one_is_told_before_anything_is_installed() {
    for (programs, said) in [
        (&[][..], "https://rustup.rs"),
        (&[("cargo", "1.95.0")], "https://rustup.rs"),
        (&[("cargo", "1.80.0"), ("rustc", "1.80.0 (051478957 2024-07-21)")], "rustup update stable"),
        (&[("cargo", "1.99.0"), ("rustc", "1.99.0"), ("node", "v16.20.2")], "Node.js is too old here (16.20.2)"),
    ] {
        let refused = refused(programs);
        assert!(refused.contains(said), "{programs:?}: {refused}");
    }
}
