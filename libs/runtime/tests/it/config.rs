//! What a service could not start with is found without a server.

use runtime::config::Problems;

fn problems(change: impl FnOnce(&mut runtime::Config)) -> String {
    let keys = testkit::TestKeys::of("unit");
    let mut config = runtime::Config { token_public_key: testkit::TestKeys::default().public_pem, ..runtime::Config::default() };
    config.database.url = "postgres://unit:s3cret@host/unit".into();
    config.bus.url = "nats://host:4222".into();
    config.bus.signing_key = keys.private_pem.into();
    config.bus.verifying_keys.insert("identity".to_owned(), keys.public_pem);
    change(&mut config);
    let mut problems = Problems::default();
    config.check("unit", true, &["identity"], &mut problems);
    problems.settle("unit").err().map(|refused| refused.to_string()).unwrap_or_default()
}

#[test]
fn every_setting_that_a_start_would_refuse_is_named_and_none_is_shown() {
    assert_eq!(problems(|_| {}), "");
    type Change = (&'static str, fn(&mut runtime::Config));
    let changes: [Change; 15] = [
        ("runtime.database.url", |config| config.database.url = "".into()),
        ("runtime.database.url", |config| config.database.url = "postgres://s3cret:s3cret@host:port/x".into()),
        ("runtime.database.url", |config| config.database.url = "mysql://s3cret@host/x".into()),
        ("runtime.database.owner_url", |config| config.database.owner_url = "s3cret".into()),
        ("runtime.database.max_connections", |config| config.database.max_connections = 0),
        ("runtime.bus.url", |config| config.bus.url = "".into()),
        ("runtime.bus.url", |config| config.bus.url = "nats://s3cret host".into()),
        ("runtime.bus", |config| config.bus.signing_key = "s3cret".into()),
        ("runtime.bus.signing_key", |config| config.bus.signing_key = "".into()),
        ("runtime.bus.verifying_keys.identity", |config| config.bus.verifying_keys.clear()),
        ("runtime.token_public_key", |config| config.token_public_key.clear()),
        ("runtime.cache_url", |config| config.cache_url = "s3cret".into()),
        ("runtime.uploads.clamd", |config| config.uploads.clamd = "host".to_owned()),
        ("runtime.telemetry.log", |config| config.telemetry.log = "info,=nonsense=".to_owned()),
        ("runtime.telemetry.otlp_endpoint", |config| config.telemetry.otlp_endpoint = "collector:4317".to_owned()),
    ];
    for (key, change) in changes {
        let told = problems(change);
        assert!(told.contains(&format!("\n  {key}: ")), "{key}: {told}");
        assert!(!told.contains("s3cret"), "{told}");
    }
}

#[tokio::test]
async fn a_missing_database_is_refused_by_the_name_of_its_setting() {
    let refusal = runtime::open_database("unit", &runtime::Config::default()).await.err().unwrap().to_string();
    assert!(refusal.contains("runtime.database.url") && refusal.contains("UNIT__RUNTIME__DATABASE__URL"), "{refusal}");
}
