//! A broker that lets nobody in whom it does not know, speaks TLS only, or does not keep events as they are to be kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use chrono::DateTime;
use dev_infra::Nats;
use events::jetstream::{Config, JetStream, Streams};
use events::{Arrival, Bus, Envelope};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use settings::Problems;
use uuid::Uuid;

use crate::keys_of;

const ROOM: &str = "max_payload: 8MB\n";

struct Server {
    nats: Nats,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nats = Nats::start_with(folder.path(), config).await.unwrap();
        Self { nats, folder }
    }

    fn config(&self) -> Config {
        Config::at(self.nats.url())
    }
}

async fn connect(config: &Config) -> JetStream {
    let mut problems = Problems::default();
    Config { signing_key: testkit::TestKeys::of("test").private_pem.into(), ..config.clone() }.check("bus", &mut problems);
    problems.settle("test").unwrap();
    JetStream::connect(config, "test", keys_of("test", &[("test", "test")])).await.unwrap()
}

/// An event on its way there and back.
async fn carries(config: &Config) {
    let bus = connect(config).await;
    bus.look("test").await.unwrap();
    let event = event();
    bus.publish(&event).await.unwrap();
    let mut subscription = bus.subscribe("test", "listener").await.unwrap();
    let mut arrived = subscription.next(1, std::time::Duration::from_secs(30)).await.unwrap();
    let delivery = arrived.pop().and_then(Arrival::event).expect("it arrives");
    assert_eq!(delivery.envelope, event);
    delivery.acker.ack().await.unwrap();
    assert!(bus.is_there());
}

async fn is_kept_out(config: &Config) {
    let bus = connect(config).await;
    bus.look("test").await.expect("who is kept out waits, and is told in the log");
    assert!(!bus.is_there());
}

/// One that there was not before.
fn event() -> Envelope {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let number = Uuid::from_u128(NUMBER.fetch_add(1, Ordering::Relaxed).into());
    Envelope {
        id: number,
        kind: "congtam.test.v1.Happened".to_owned(),
        source: "test".to_owned(),
        aggregate: number,
        version: 1,
        at: DateTime::UNIX_EPOCH,
        traceparent: None,
        data: Bytes::new(),
        again: 0,
    }
}

#[tokio::test]
async fn who_has_a_password_comes_in() {
    let server = Server::start(&format!("{ROOM}authorization {{ users: [{{user: eva, password: \"s3cret\"}}] }}\n")).await;
    is_kept_out(&server.config()).await;
    is_kept_out(&Config { user: "eva".to_owned(), password: "wrong".into(), ..server.config() }).await;
    carries(&Config { user: "eva".to_owned(), password: "s3cret".into(), ..server.config() }).await;
    carries(&Config::at(&server.nats.url().replace("nats://", "nats://eva:s3cret@"))).await;
}

#[tokio::test]
async fn who_has_a_token_comes_in() {
    let server = Server::start(&format!("{ROOM}authorization {{ token: \"s3cret\" }}\n")).await;
    is_kept_out(&server.config()).await;
    carries(&Config { token: "s3cret".into(), ..server.config() }).await;
    carries(&Config::at(&server.nats.url().replace("nats://", "nats://s3cret@"))).await;
}

#[tokio::test]
async fn who_has_an_nkey_comes_in() {
    let key = nkeys::KeyPair::new_user();
    let server = Server::start(&format!("{ROOM}authorization {{ users: [{{nkey: {}}}] }}\n", key.public_key())).await;
    is_kept_out(&server.config()).await;
    is_kept_out(&Config { nkey_seed: nkeys::KeyPair::new_user().seed().unwrap().into(), ..server.config() }).await;
    carries(&Config { nkey_seed: key.seed().unwrap().into(), ..server.config() }).await;
}

/// Certificates of one authority, as PEM files in a folder.
struct Authority {
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(folder: &Path, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        fs::write(folder.join(format!("{name}.pem")), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { folder: folder.to_owned(), issuer: Issuer::new(params, key) }
    }

    fn issues(&self, name: &str) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        fs::write(self.folder.join(format!("{name}.crt")), params.signed_by(&key, &self.issuer).unwrap().pem()).unwrap();
        fs::write(self.folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
    }
}

#[tokio::test]
async fn who_shows_a_certificate_of_the_authority_comes_in_and_believes_no_other_server() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (authority, stranger) = (Authority::new(folder.path(), "ca"), Authority::new(folder.path(), "stranger-ca"));
    authority.issues("server");
    authority.issues("client");
    stranger.issues("stranger");
    let [certificate, key, ca] = ["server.crt", "server.key", "ca.pem"].map(|name| file(name).display().to_string());
    let tls = format!("{ROOM}tls {{ cert_file: \"{certificate}\", key_file: \"{key}\", ca_file: \"{ca}\", verify: true }}\n");
    let server = Server::start(&tls).await;
    let of = |ca: &str, own: &str| Config {
        ca_file: file(ca),
        certificate_file: file(&format!("{own}.crt")),
        key_file: file(&format!("{own}.key")),
        ..server.config()
    };
    carries(&of("ca.pem", "client")).await;
    carries(&Config { url: server.nats.url().replace("nats://", "tls://").as_str().into(), ..of("ca.pem", "client") }).await;
    is_kept_out(&of("stranger-ca.pem", "client")).await;
    is_kept_out(&of("ca.pem", "stranger")).await;
    is_kept_out(&Config { ca_file: file("ca.pem"), ..server.config() }).await;
}

#[tokio::test]
async fn one_server_of_several_is_enough() {
    let server = Server::start(ROOM).await;
    carries(&Config::at(&format!("nats://127.0.0.1:1,{}", server.nats.url()))).await;
}

#[tokio::test]
async fn a_broker_that_takes_smaller_events_than_ours_is_refused() {
    let server = Server::start("").await;
    let refused = connect(&server.config()).await.look("test").await.unwrap_err();
    assert!(refused.is_unfit() && format!("{:?}", refused.source).contains("BROKER_PAYLOAD_TOO_SMALL"), "{refused:?}");
}

#[tokio::test]
async fn a_broker_that_cannot_keep_events_on_as_many_servers_as_demanded_is_refused() {
    let server = Server::start(ROOM).await;
    let config = Config { streams: Streams { replicas: 3, ..Streams::default() }, ..server.config() };
    let refused = connect(&config).await.look("test").await.unwrap_err();
    assert!(refused.is_unfit() && format!("{:?}", refused.source).contains("BROKER_NOT_DURABLE"), "{refused:?}");
    carries(&server.config()).await;
    let refused = connect(&config).await.look("test").await.unwrap_err();
    assert!(refused.is_unfit() && format!("{:?}", refused.source).contains("BROKER_NOT_DURABLE"), "the stream is there: {refused:?}");
}

#[tokio::test]
async fn a_stream_that_is_kept_otherwise_is_brought_to_how_it_is_to_be_by_its_source_alone() {
    let server = Server::start(ROOM).await;
    let context = async_nats::jetstream::new(async_nats::connect(server.nats.url()).await.unwrap());
    let kept = async || context.get_stream("EVT_TEST").await.unwrap().cached_info().config.clone();
    let made = async_nats::jetstream::stream::Config {
        name: "EVT_TEST".to_owned(),
        subjects: vec!["evt.test.>".to_owned()],
        description: Some("made by hand".to_owned()),
        ..Default::default()
    };
    context.create_stream(made).await.unwrap();
    let streams = Streams { replicas: 1, max_age_days: 30, max_bytes: 1 << 30, duplicate_seconds: 60 };
    let config = Config { streams, ..server.config() };
    let before = kept().await;
    connect(&config).await.subscribe("test", "listener").await.unwrap();
    assert_eq!(kept().await, before, "who listens leaves it as it is");
    carries(&config).await;
    let after = kept().await;
    assert!(after.deny_delete && after.deny_purge, "{after:?}");
    assert_eq!((after.max_age.as_secs(), after.max_bytes, after.duplicate_window.as_secs()), (30 * 86_400, 1 << 30, 60));
    assert_eq!(after.description.as_deref(), Some("made by hand"), "what we have no setting for stays");
    let _folder = server.folder;
}

#[test]
fn what_cannot_be_used_is_named_and_no_secret_shown() {
    let refused = |config: Config| {
        let mut problems = Problems::default();
        config.check("bus", &mut problems);
        problems.settle("test").unwrap_err().to_string()
    };
    let good = || Config::at("nats://host");
    for (key, config) in [
        ("bus.url", Config::at("http://s3cret")),
        ("bus.url", Config::at("nats://host,")),
        ("bus.url", Config::at("nats://eva:s3cret%40x@host")),
        ("bus", Config { user: "eva".to_owned(), password: "s3cret".into(), token: "s3cret".into(), ..good() }),
        ("bus", Config { token: "s3cret".into(), ..Config::at("nats://eva:s3cret@host") }),
        ("bus.password", Config { user: "eva".to_owned(), ..good() }),
        ("bus.nkey_seed", Config { nkey_seed: "s3cret".into(), ..good() }),
        ("bus.credentials", Config { credentials: "s3cret".into(), ..good() }),
        ("bus.ca_file", Config { ca_file: "/nowhere".into(), ..good() }),
        ("bus.key_file", Config { certificate_file: "/nowhere".into(), ..good() }),
        ("bus.streams.replicas", Config { streams: Streams { replicas: 0, ..Streams::default() }, ..good() }),
    ] {
        let told = refused(config);
        assert!(told.contains(&format!("\n  {key}: ")) && !told.contains("s3cret"), "{key}: {told}");
    }
}
