//! A service does not start without the keys by which it is believed, and by which it believes others.

use std::sync::Arc;

use async_trait::async_trait;
use events::jetstream::JetStream;
use events::signing::Keys;
use events::{Consumer, Error, Incoming, Tx};
use runtime::config::Bus;
use runtime::{Config, Deps, GrpcService};
use store::Migrations;
use testkit::{TestApp, TestKeys};

struct Listener;

#[async_trait]
impl Consumer for Listener {
    fn sources(&self) -> &'static [&'static str] {
        &["evaluation"]
    }

    async fn handle(&self, _tx: &mut Tx, _event: &Incoming) -> Result<(), Error> {
        Ok(())
    }
}

const NOBODY: &str = "nats://127.0.0.1:1";

#[tokio::test]
async fn who_keeps_something_has_a_key_to_sign_with() {
    let mut config = Config::default();
    config.bus.url = NOBODY.into();
    assert!(Deps::real("portal", &config).await.is_ok(), "the portal announces nothing");
    config.database.url = "postgres://nobody".into();
    let refusal = Deps::real("scoring", &config).await.err().expect("it has no key").to_string();
    assert!(refusal.contains("runtime.bus.signing_key of scoring"), "{refusal}");
    config.bus.signing_key = TestKeys::of("scoring").private_pem.into();
    assert!(Deps::real("scoring", &config).await.is_ok());
    config.bus.verifying_keys.insert("evaluation".to_owned(), "nonsense".to_owned());
    let refusal = format!("{:#}", Deps::real("scoring", &config).await.err().expect("a key is wrong"));
    assert!(refusal.contains("runtime.bus: verifying_keys.evaluation"), "{refusal}");
}

#[tokio::test]
async fn who_listens_has_the_key_of_every_source() {
    let app = TestApp::new(
        "bus_keys",
        Migrations(vec![events::migration(), events::trust_migration(), events::progress_migration(), events::heal_migration()]),
        "2019-12-01T00:00:00Z",
    )
    .await;
    let built = async |sources: &[&str]| {
        let sources = sources.iter().map(|source| ((*source).to_owned(), TestKeys::of(source).public_pem)).collect();
        let keys = Keys::from_pem("", &sources).unwrap();
        let mut ctx = app.ctx.clone();
        ctx.deps.bus = Arc::new(JetStream::connect(&Bus::at(NOBODY), "bus_keys", keys).await.unwrap());
        GrpcService::new(ctx).consumer(Listener).build()
    };
    assert!(built(&["evaluation"]).await.is_ok());
    let refusal = built(&["identity"]).await.err().expect("a key is missing").to_string();
    assert!(refusal.contains("runtime.bus.verifying_keys.evaluation"), "{refusal}");
}
