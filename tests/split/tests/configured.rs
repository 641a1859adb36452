//! The programs of the services as whoever configures a pod meets them: by variables alone, refusing in words, telling no secret.

use std::process::Command;

use congtam::world::{Options, Stage};

const SERVICES: [&str; 7] = runtime::config::SERVICES;
/// Stands in every place where a secret could.
const CANARY: &str = "s3cret-canary";

struct Said {
    code: i32,
    out: String,
    err: String,
}

/// Runs a program with these variables and no others.
fn run(name: &str, arguments: &[&str], variables: &[(String, String)]) -> Said {
    let mut command = Command::new(split::binary(name).unwrap());
    let output = command.args(arguments).env_clear().envs(variables.iter().cloned()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn every_program_says_what_it_is_and_refuses_what_it_does_not_understand() {
    for name in SERVICES.into_iter().chain(["congtam"]) {
        let version = run(name, &["--version"], &[]);
        assert_eq!((version.code, version.out.trim()), (0, format!("{name} {}", env!("CARGO_PKG_VERSION")).as_str()));
        let help = run(name, &["--help"], &[]);
        assert!(help.code == 0 && help.out.contains("migrate"), "{}", help.out);
        for wrong in [&["nonsense"][..], &["migrate", "--nonsense"]] {
            assert_eq!(run(name, wrong, &[]).code, 2, "{name} {wrong:?}");
        }
    }
    for name in SERVICES {
        assert_eq!(run(name, &["check-config", "more"], &[]).code, 2, "{name}");
    }
}

#[test]
fn an_empty_configuration_is_refused_by_the_names_of_what_is_missing() {
    for name in SERVICES {
        const COMMON: [&str; 4] =
            ["runtime.database.url", "runtime.bus.signing_key", "runtime.bus.verifying_keys.identity", "runtime.token_public_key"];
        let keys = match name {
            "portal" => vec!["assets_dir"],
            "identity" => vec!["runtime.database.url", "token_private_key", "seal_keys"],
            "worklog" | "evaluation" => COMMON.into_iter().chain(["runtime.uploads.seal_keys"]).collect(),
            _ => COMMON.to_vec(),
        };
        for arguments in [&["check-config"][..], &[]] {
            let said = run(name, arguments, &[]);
            assert_eq!(said.code, 2, "{name} {arguments:?}: {}", said.err);
            for key in &keys {
                assert!(said.err.contains(key), "{name} {arguments:?}: {key} is not in {}", said.err);
            }
        }
    }
}

#[test]
fn no_number_of_a_configuration_makes_a_program_panic() {
    let none = [("SCORING__RUNTIME__DATABASE__MAX_CONNECTIONS".to_owned(), "0".to_owned())];
    for arguments in [&["check-config"][..], &["migrate"], &[]] {
        let said = run("scoring", arguments, &none);
        assert!(said.code == 2 && said.err.contains("runtime.database.max_connections"), "{}: {}", said.code, said.err);
    }
}

#[test]
fn a_secret_of_the_wrong_shape_is_not_shown() {
    for (variable, value) in [
        ("IDENTITY__RUNTIME__DATABASE__URL", format!("postgres://eva:{CANARY}@host:port/x")),
        ("IDENTITY__RUNTIME__DATABASE__OWNER_URL", CANARY.to_owned()),
        ("IDENTITY__RUNTIME__BUS__URL", format!("nats://eva:{CANARY}@:::")),
        ("IDENTITY__RUNTIME__BUS__SIGNING_KEY", CANARY.to_owned()),
        ("IDENTITY__RUNTIME__CACHE_URL", CANARY.to_owned()),
        ("IDENTITY__TOKEN_PRIVATE_KEY", CANARY.to_owned()),
        ("IDENTITY__SEAL_KEYS", CANARY.to_owned()),
        ("IDENTITY__MAIL__PASSWORD", CANARY.to_owned()),
        ("IDENTITY__MAIL__URL", format!("smtp//{CANARY}")),
        ("IDENTITY__SEAL_KEY", CANARY.to_owned()),
        ("IDENTITY_SEAL__KEYS", CANARY.to_owned()),
    ] {
        let smtp = ("IDENTITY__MAIL__TRANSPORT".to_owned(), "smtp".to_owned());
        for arguments in [&["check-config"][..], &["migrate"], &[]] {
            let said = run("identity", arguments, &[smtp.clone(), (variable.to_owned(), value.clone())]);
            assert_eq!(said.code, 2, "{variable}");
            assert!(!(said.out + &said.err).contains(CANARY), "{variable} {arguments:?}");
        }
    }
}

/// What a file holds, as variables alone.
fn variables(prefix: &str, value: &serde_json::Value, all: &mut Vec<(String, String)>) {
    let bare = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        serde_json::Value::Object(values) => {
            for (key, value) in values {
                variables(&format!("{prefix}__{}", key.to_uppercase()), value, all);
            }
        }
        serde_json::Value::Array(values) => all.push((prefix.to_owned(), values.iter().map(bare).collect::<Vec<_>>().join(","))),
        serde_json::Value::Null => all.push((prefix.to_owned(), String::new())),
        other => all.push((prefix.to_owned(), bare(other))),
    }
}

#[tokio::test]
async fn what_a_file_says_variables_say_too_and_mail_goes_by_a_server() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::prepare(Options {
        root,
        folder: folder.path().to_owned(),
        given: congtam::world::Given::default(),
        durability: dev_infra::Durability::Fast,
        fresh: true,
        rehearsal: false,
        portal_port: 18_080,
    });
    let stage = stage.await.unwrap();
    stage.plan.write(folder.path()).unwrap();
    for name in SERVICES.into_iter().filter(|name| *name != "portal") {
        let file = folder.path().join(format!("{name}.json"));
        let by_file = [(format!("{}_CONFIG", name.to_uppercase()), file.display().to_string())];
        let by_file = run(name, &["check-config"], &by_file);
        assert_eq!(by_file.code, 0, "{name}: {}", by_file.err);
        let mut all = Vec::new();
        let value: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        variables(&name.to_uppercase(), &value, &mut all);
        if name == "identity" {
            let secret = folder.path().join("password");
            std::fs::write(&secret, format!("{CANARY}\n")).unwrap();
            all.retain(|(name, _)| !name.starts_with("IDENTITY__MAIL__"));
            all.extend(
                [
                    ("TRANSPORT", "smtp"),
                    ("URL", "smtp://mail.example:587?tls=required"),
                    ("FROM", "Công Tâm <cong-tam@example.gov.vn>"),
                    ("USER", "congtam"),
                    ("PASSWORD_FILE", secret.to_str().unwrap()),
                ]
                .map(|(key, value)| (format!("IDENTITY__MAIL__{key}"), value.to_owned())),
            );
        }
        let by_variables = run(name, &["check-config"], &all);
        assert_eq!(by_variables.code, 0, "{name}: {}", by_variables.err);
        let values = |said: &str| said.lines().filter_map(|line| Some(line.rsplit_once("  (")?.0.to_owned())).collect::<Vec<_>>();
        let mail = |line: &String| line.starts_with("mail.");
        let same = |said: &str| values(said).into_iter().filter(|line| !mail(line)).collect::<Vec<_>>();
        assert_eq!(same(&by_variables.out), same(&by_file.out), "{name}");
        assert!(!by_variables.out.contains("PRIVATE KEY") && !by_variables.out.contains(CANARY), "{}", by_variables.out);
    }
    let undurable = [
        ("SCORING_CONFIG".to_owned(), folder.path().join("scoring.json").display().to_string()),
        ("SCORING__RUNTIME__LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ("SCORING__RUNTIME__BUS__STREAMS__REPLICAS".to_owned(), "3".to_owned()),
    ];
    let said = run("scoring", &[], &undurable);
    assert!(said.code == 1 && said.err.contains("BROKER_NOT_DURABLE"), "{}: {}", said.code, said.err);
    stage.close().await;
}
