//! Who may import whom.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::obey;
use crate::tree::{files, root};

const SERVICES: &[&str] = &["identity", "worklog", "evaluation", "scoring", "reporting", "partners", "portal"];
/// What a service may use of us, beside its own domain.
const FOR_SERVICES: &[&str] = &[
    "kernel",
    "regulation",
    "contract",
    "store",
    "events",
    "rpc",
    "runtime",
    "cache",
    "objects",
    "seal",
    "sheets",
    "disclosure",
    "catalogue",
    "proto",
    "congtam-settings",
];
/// Only tests use these, and `congtam`, which starts servers for `dev` and `demo`.
const FOR_TESTS: &[&str] = &["testkit", "dev-infra"];
/// Pure rules need no more than values.
const FOR_DOMAINS: &[&str] =
    &["kernel", "regulation", "catalogue", "serde", "serde_json", "serde-saphyr", "thiserror", "uuid", "chrono", "zxcvbn"];

/// What our own libraries may use of us.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("congtam-proto", &[]),
    ("cache", &[]),
    ("objects", &["congtam-settings"]),
    ("sheets", &["kernel"]),
    ("seal", &["congtam-settings"]),
    ("uploads", &["kernel", "congtam-settings"]),
    ("dev-infra", &[]),
    ("congtam-settings", &[]),
    ("store", &["kernel", "congtam-settings"]),
    ("events", &["kernel", "store", "congtam-settings", "congtam-proto"]),
    ("regulation", &["kernel"]),
    ("contract", &["kernel", "regulation", "events", "congtam-proto"]),
    ("rpc", &["kernel", "regulation", "congtam-proto"]),
    (
        "runtime",
        &["kernel", "regulation", "store", "events", "rpc", "cache", "objects", "seal", "uploads", "congtam-settings", "congtam-proto"],
    ),
    (
        "testkit",
        &[
            "kernel",
            "regulation",
            "store",
            "events",
            "rpc",
            "runtime",
            "cache",
            "objects",
            "uploads",
            "dev-infra",
            "congtam-settings",
            "congtam-proto",
        ],
    ),
    ("documents", &["kernel"]),
    ("disclosure", &["kernel", "congtam-proto"]),
    ("catalogue", &["kernel", "regulation"]),
];

/// What the values may be made of.
const FOR_KERNEL: &[&str] =
    &["chrono", "hex", "num-bigint", "num-rational", "num-traits", "serde", "sha2", "thiserror", "unicode-normalization", "uuid"];

/// What public events are made of.
const FOR_CATALOGUE: &[&str] =
    &["chrono", "kernel", "regulation", "schemars", "serde", "serde_json", "serde_path_to_error", "thiserror", "uuid"];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("cargo metadata");
    metadata.packages
}

/// What a package uses when it runs.
fn uses(package: &Package) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.clone())
        .collect()
}

fn strangers(package: &Package, used: impl IntoIterator<Item = String>, allowed: &[&str]) -> Vec<String> {
    let strangers = used.into_iter().filter(|name| !allowed.contains(&name.as_str()));
    strangers.map(|name| format!("{} → {name}", package.name)).collect()
}

#[test]
fn pure_rules_cannot_do_io() {
    let mut places = Vec::new();
    for package in packages() {
        match package.name.as_str() {
            "kernel" => places.extend(strangers(&package, uses(&package), FOR_KERNEL)),
            "regulation" => places.extend(strangers(&package, uses(&package), &["kernel", "serde", "uuid"])),
            "catalogue" => places.extend(strangers(&package, uses(&package), FOR_CATALOGUE)),
            name if name.ends_with("-domain") => places.extend(strangers(&package, uses(&package), FOR_DOMAINS)),
            _ => {}
        }
    }
    obey("A domain crate holds pure rules: remove the dependency, and pass in as an argument what it was for.", places);
}

#[test]
fn libraries_depend_downwards() {
    let packages = packages();
    let ours: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let allowed: BTreeMap<_, _> = LIBRARIES.iter().copied().collect();
    let mut places = Vec::new();
    for package in &packages {
        let in_libs = package.manifest_path.as_str().contains("/libs/");
        match allowed.get(package.name.as_str()) {
            Some(allowed) => places.extend(strangers(package, uses(package).intersection(&ours).cloned(), allowed)),
            None if in_libs => places.push(format!("{} has no line in LIBRARIES of this test", package.name)),
            None => {}
        }
    }
    obey("kernel ← store ← events ← runtime, rpc ← runtime: move what is shared down, or pass it in.", places);
}

#[test]
fn services_see_each_other_through_the_contract_only() {
    let packages = packages();
    let ours: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let mut places = Vec::new();
    for package in packages.iter().filter(|package| SERVICES.contains(&package.name.as_str())) {
        let domain = format!("{}-domain", package.name);
        let mut allowed = FOR_SERVICES.to_vec();
        allowed.extend(["congtam-proto", domain.as_str()]);
        if package.name.as_str() == "reporting" {
            allowed.push("documents");
        }
        places.extend(strangers(package, uses(package).intersection(&ours).cloned(), &allowed));
    }
    obey("A service knows its own domain, the libraries and the contract; the other services it calls, or listens to.", places);
}

#[test]
fn test_instruments_stay_in_tests() {
    let mut places = Vec::new();
    for package in packages() {
        let exempt = package.manifest_path.as_str().contains("/tests/") || FOR_TESTS.contains(&package.name.as_str());
        let used = uses(&package);
        let wrong = FOR_TESTS.iter().filter(|name| used.contains(**name) && !(package.name.as_str() == "congtam" && **name == "dev-infra"));
        places.extend(wrong.filter(|_| !exempt).map(|name| format!("{} → {name}", package.name)));
    }
    obey("Make it a dev-dependency.", places);
}

#[test]
fn typesetting_is_linked_by_reporting_only() {
    let links = |package: &Package| uses(package).iter().any(|name| name.starts_with("typst") || name == "documents");
    let places = packages().into_iter().filter(|package| links(package) && !["documents", "reporting"].contains(&package.name.as_str()));
    obey("Ask reporting for the document: typesetting doubles the build.", places.map(|package| package.name.to_string()).collect());
}

#[test]
fn every_dependency_is_used() {
    let mut places = Vec::new();
    for package in packages() {
        let folder =
            package.manifest_path.parent().expect("a manifest is in a folder").strip_prefix(root()).expect("below the root").as_str();
        let own = format!("{folder}/");
        let nested = |path: &str| path.starts_with(&format!("{own}domain/")) || path.starts_with(&format!("{own}documents/"));
        let text: String = files(folder, &[".rs"]).into_iter().filter(|file| !nested(&file.path)).map(|file| file.text).collect();
        for dependency in &package.dependencies {
            let ident = dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_");
            if !names(&text, &ident) && !USED_UNSEEN.contains(&(package.name.as_str(), dependency.name.as_str())) {
                places.push(format!("{} → {}", package.name, dependency.name));
            }
        }
    }
    obey("Remove the dependency from Cargo.toml: no source file of the crate names it.", places);
}

/// Whether a source names a crate: in a path, an import or an attribute, not as a part of another word.
fn names(text: &str, ident: &str) -> bool {
    let letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(ident).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + ident.len()..];
        !before.is_some_and(|before| letter(before) || before == '.')
            && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

/// Named by generated code only.
const USED_UNSEEN: &[(&str, &str)] =
    &[("congtam-proto", "prost"), ("congtam-proto", "prost-types"), ("congtam-proto", "tonic"), ("congtam-proto", "tonic-prost")];

#[test]
fn every_shared_version_is_used() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("the manifest of the workspace");
    let shared = manifest.split("[workspace.dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap_or_default();
    let used: BTreeSet<String> = packages()
        .iter()
        .flat_map(|package| {
            package.dependencies.iter().map(|dependency| dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()))
        })
        .collect();
    let declared = shared.lines().filter_map(|line| line.split_once(" = ").map(|(name, _)| name.trim().to_owned()));
    let idle = declared.filter(|name| !name.starts_with('#') && !used.contains(name));
    obey("Remove it from [workspace.dependencies]: no crate uses it.", idle.collect());
}

#[test]
fn versions_are_written_once() {
    let mut places = Vec::new();
    for file in files("", &["Cargo.toml"]).into_iter().filter(|file| file.path != "Cargo.toml") {
        let mut in_dependencies = false;
        for (number, line) in file.text.lines().enumerate() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && !line.trim().is_empty() && !line.starts_with('#') && !line.contains("workspace = true") {
                places.push(format!("{}:{}  {line}", file.path, number + 1));
            }
        }
    }
    obey("Write the version in [workspace.dependencies] of the root, and `name.workspace = true` here.", places);
}

#[test]
fn banned_crates_are_not_in_the_build() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap_or_default();
    let (rules, lock) = (read("deny.toml"), read("Cargo.lock"));
    let banned: Vec<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("{ name = \"")?.split('"').next()).collect();
    assert!(banned.contains(&"openssl"), "deny.toml was read");
    let found = banned.into_iter().filter(|name| lock.contains(&format!("name = \"{name}\"\n")));
    obey("deny.toml bans it: find the feature that brings it in, with `cargo tree -i <name>`.", found.map(str::to_owned).collect());
}
