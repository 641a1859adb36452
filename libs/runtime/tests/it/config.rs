//! Layers of configuration, in a process of their own: the environment belongs to the process.

use std::process::Command;

const RUN: &str = "RUNTIME_CONFIG_TEST";

/// Runs this test binary again with variables, for the one test that reads them.
fn load_with(variables: &[(&str, &str)]) -> (bool, String) {
    let binary = std::env::current_exe().unwrap();
    let output = Command::new(binary)
        .args(["--exact", "config::reads_the_environment_of_its_process", "--nocapture"])
        .env(RUN, "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

#[test]
fn reads_the_environment_of_its_process() {
    if std::env::var(RUN).is_err() {
        return;
    }
    let config: runtime::Config = runtime::config::load("unit").unwrap();
    // The test harness shows what a test says on standard error when it is asked not to capture.
    eprintln!("listen={} database={}", config.listen, config.database.url);
}

#[test]
fn a_variable_overrides_the_file_and_the_file_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("unit.toml");
    std::fs::write(&file, "listen = '127.0.0.1:1'\n[database]\nurl = 'postgres://file'\n").unwrap();
    let (_, text) = load_with(&[("UNIT_CONFIG", file.to_str().unwrap()), ("UNIT__DATABASE__URL", "postgres://variable")]);
    assert!(text.contains("listen=127.0.0.1:1 database=postgres://variable"), "{text}");
}

#[test]
fn an_unknown_key_is_an_error_that_names_it() {
    let (success, text) = load_with(&[("UNIT__DATABASE__ULR", "postgres://typo")]);
    assert!(!success);
    assert!(text.contains("ulr"), "{text}");
}

#[tokio::test]
async fn a_missing_database_is_refused_by_the_name_of_its_setting() {
    let refusal = runtime::open_database("unit", &runtime::Config::default()).await.err().unwrap().to_string();
    assert!(refusal.contains("runtime.database.url") && refusal.contains("UNIT__RUNTIME__DATABASE__URL"), "{refusal}");
}
