//! Whoever knows one service knows them all.

use crate::obey;
use crate::tree::{files, root};

/// Services that keep something.
const KEEPERS: &[&str] = &["identity", "worklog", "evaluation", "scoring", "reporting", "partners"];

const FILES: &[&str] = &[
    "README.md",
    "domain/src/lib.rs",
    "domain/src/policy.rs",
    "domain/src/error.rs",
    "src/main.rs",
    "src/lib.rs",
    "src/config.rs",
    "src/grpc.rs",
    "src/commands.rs",
    "src/queries.rs",
    "src/store.rs",
    "src/wire.rs",
    "src/consumers.rs",
    "src/migrations.rs",
    "tests/it/main.rs",
];

/// Files that a service may do without, and why.
const WITHOUT: &[(&str, &str, &str)] = &[
    ("reporting", "src/commands.rs", "it changes nobody's data"),
    ("partners", "src/grpc.rs", "it is asked nothing: it hears, and publishes"),
    ("partners", "src/commands.rs", "as above"),
    ("partners", "src/queries.rs", "as above"),
    ("partners", "domain/src/policy.rs", "as above"),
    ("partners", "domain/src/error.rs", "as above: it refuses nobody"),
];

#[test]
fn every_service_has_the_same_files() {
    let mut places = Vec::new();
    for service in KEEPERS {
        for file in FILES {
            let exempt = WITHOUT.iter().any(|(who, what, _)| who == service && what == file);
            if !exempt && !root().join("services").join(service).join(file).is_file() {
                places.push(format!("services/{service}/{file}"));
            }
        }
    }
    obey("Put the part of the service that this file is for into it, or add a line with the reason to WITHOUT.", places);
}

#[test]
fn every_binary_and_its_portal_has_a_readme() {
    let missing = ["congtam", "portal"].iter().map(|name| format!("services/{name}/README.md")).filter(|path| !root().join(path).is_file());
    obey("Say in one page what it is, how it is configured and how it is run.", missing.collect());
}

/// What the lib.rs of a service shows; the first run is what operators prepare beside migrations, while nobody can sign in.
const SHOWN: &[&str] = &[
    "pub const NAME",
    "pub use config::",
    "pub use first_run::",
    "pub use migrations::migrations",
    "pub async fn service",
    "pub fn service",
];

#[test]
fn a_service_shows_only_what_runs_it() {
    let mut places = Vec::new();
    for service in KEEPERS {
        for file in files(&format!("services/{service}/src"), &["lib.rs"]) {
            let shown = file.running().lines().enumerate().filter(|(_, line)| line.starts_with("pub "));
            let odd = shown.filter(|(_, line)| !SHOWN.iter().any(|allowed| line.starts_with(allowed)));
            places.extend(odd.map(|(number, line)| format!("{}:{}  {line}", file.path, number + 1)));
        }
    }
    obey("lib.rs of a service shows NAME, Config, migrations and service; make the rest pub(crate) or private.", places);
}
