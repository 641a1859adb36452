//! Where the broker is, how one comes in there, and how it is to keep events.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use async_nats::{ConnectOptions, ServerAddr};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::{Problems, Secret};

use crate::BusError;
use crate::signing::Keys;

/// Where the bus is, how the service comes in there, and whom it believes.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `nats://host:4222`, or `tls://host:4222` where it must be TLS; several servers of a cluster between commas.
    #[schemars(example = "tls://nats-1.example:4222,tls://nats-2.example:4222")]
    pub url: Secret,
    /// User at the bus, with `password`.
    #[schemars(example = &"evaluation")]
    pub user: String,
    /// Password of the user.
    #[schemars(example = "(a file, by …__BUS__PASSWORD_FILE)")]
    pub password: Secret,
    /// Instead of a user: a token.
    #[schemars(example = "(a file, by …__BUS__TOKEN_FILE)")]
    pub token: Secret,
    /// Instead of a user: the seed of an nkey of a user (`SU…`).
    #[schemars(example = "(a file, by …__BUS__NKEY_SEED_FILE)")]
    pub nkey_seed: Secret,
    /// Instead of a user: what stands in a `.creds` file.
    #[schemars(example = "(a file, by …__BUS__CREDENTIALS_FILE)")]
    pub credentials: Secret,
    /// Certificates in PEM of the authorities that the server's certificate must come from; empty for those of the system.
    #[schemars(example = "/etc/congtam/bus/ca.pem")]
    pub ca_file: PathBuf,
    /// The service's own certificate in PEM, for servers that demand one.
    #[schemars(example = "/etc/congtam/bus/tls.crt")]
    pub certificate_file: PathBuf,
    /// The private key in PEM of that certificate.
    #[schemars(example = "/etc/congtam/bus/tls.key")]
    pub key_file: PathBuf,
    /// How the stream of the service's own events is kept.
    pub streams: Streams,
    /// The service's own Ed25519 private key in PKCS#8 PEM, with which it signs what it announces; nobody else has it.
    #[schemars(example = "-----BEGIN PRIVATE KEY-----…")]
    pub signing_key: Secret,
    /// The public keys in PEM of the services it listens to, by their names; several, one after another, while one changes its key.
    #[schemars(example = "-----BEGIN PUBLIC KEY-----…")]
    pub verifying_keys: BTreeMap<String, String>,
}

/// How the stream of a service's own events is kept. A stream that is kept otherwise is brought to it at the start.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Streams {
    /// On how many servers of the cluster each event is kept before it counts as published: 3 in production. A broker that cannot is
    /// refused (`BROKER_NOT_DURABLE`).
    pub replicas: usize,
    /// Days after which an event goes; 0 for never. Longer than any listener is ever away; what is older is announced again by
    /// `congtam events republish`.
    pub max_age_days: u32,
    /// Bytes above which no event is taken until older ones have gone; 0 for as many as the broker has room for.
    pub max_bytes: u32,
    /// Seconds within which the broker itself knows a repeated event; what counts is the inbox of the listeners.
    pub duplicate_seconds: u32,
}

impl Default for Streams {
    fn default() -> Self {
        Self { replicas: 1, max_age_days: 90, max_bytes: 0, duplicate_seconds: 600 }
    }
}

impl Config {
    /// A broker that asks nobody who they are.
    pub fn at(url: &str) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// Says what cannot be used, below the key `at`.
    pub fn check(&self, at: &str, problems: &mut Problems) {
        match self.servers() {
            Err(_) => problems.add(format_args!("{at}.url"), "is no nats://host:port or tls://host:port"),
            Ok(servers) => {
                // What stands in an address is written with % there: it would be another password.
                let coded =
                    servers.iter().any(|server| [server.username(), server.password()].iter().flatten().any(|text| text.contains('%')));
                problems.ensure(
                    !coded,
                    format_args!("{at}.url"),
                    "has a user or password with special signs: use user and password instead",
                );
            }
        }
        problems.tried(at, Keys::from_pem(self.signing_key.expose(), &self.verifying_keys));
        let ways = [self.has_user(), !self.token.is_empty(), !self.nkey_seed.is_empty(), !self.credentials.is_empty()];
        let ways = ways.into_iter().filter(|way| *way).count();
        problems.ensure(ways < 2, at, "has several of user, token, nkey_seed and credentials: leave one");
        problems.ensure(self.user.is_empty() == self.password.is_empty(), format_args!("{at}.password"), "user and password go together");
        let seed = self.nkey_seed.expose().trim();
        problems.ensure(
            seed.is_empty() || nkeys::KeyPair::from_seed(seed).is_ok(),
            format_args!("{at}.nkey_seed"),
            "is no seed of an nkey",
        );
        let credentials = self.credentials.expose();
        let usable = credentials.is_empty() || ConnectOptions::with_credentials(credentials).is_ok();
        problems.ensure(usable, format_args!("{at}.credentials"), "is not what stands in a .creds file");
        self.check_certificates(at, problems);
        problems.ensure((1..=5).contains(&self.streams.replicas), format_args!("{at}.streams.replicas"), "must be 1 to 5");
    }

    fn check_certificates(&self, at: &str, problems: &mut Problems) {
        for (key, file) in [("ca_file", &self.ca_file), ("certificate_file", &self.certificate_file)] {
            problems.ensure(is_unset(file) || has_certificates(file), format_args!("{at}.{key}"), "holds no certificate in PEM");
        }
        let usable = is_unset(&self.key_file) || PrivateKeyDer::from_pem_file(&self.key_file).is_ok();
        problems.ensure(usable, format_args!("{at}.key_file"), "holds no private key in PEM");
        let together = is_unset(&self.key_file) == is_unset(&self.certificate_file);
        problems.ensure(together, format_args!("{at}.key_file"), "certificate_file and key_file go together");
    }

    fn has_user(&self) -> bool {
        !self.user.is_empty() || self.servers().is_ok_and(|servers| servers.iter().any(ServerAddr::has_user_pass))
    }

    pub(super) fn servers(&self) -> Result<Vec<ServerAddr>, BusError> {
        let server = |text: &str| {
            let parsed = text.trim().parse().ok().filter(|server: &ServerAddr| ["nats", "tls"].contains(&server.scheme()));
            // Why it could not be read would show what stands in it.
            parsed.filter(|_| !text.trim().is_empty()).ok_or_else(|| BusError::new("reading its address", "it is no nats://host:port"))
        };
        self.url.expose().split(',').map(server).collect()
    }

    /// How one comes in there.
    pub(super) fn options(&self, name: &str) -> Result<ConnectOptions, BusError> {
        // Answers come where nobody else may listen: whoever hears `_INBOX.>` would hear what all others read.
        let mut options = ConnectOptions::new().name(name).custom_inbox_prefix(format!("_INBOX_{name}"));
        let from_address = self.servers()?.into_iter().find(ServerAddr::has_user_pass);
        let from_address = from_address.and_then(|server| Some((server.username()?.to_owned(), server.password().map(str::to_owned))));
        if !self.user.is_empty() {
            options = options.user_and_password(self.user.clone(), self.password.expose().to_owned());
        } else if !self.token.is_empty() {
            options = options.token(self.token.expose().to_owned());
        } else if !self.nkey_seed.is_empty() {
            options = options.nkey(self.nkey_seed.expose().trim().to_owned());
        } else if !self.credentials.is_empty() {
            options = options.credentials(self.credentials.expose()).map_err(|error| BusError::new("reading the credentials", error))?;
        } else if let Some((user, password)) = from_address {
            options = match password {
                Some(password) => options.user_and_password(user, password),
                None => options.token(user),
            };
        }
        if !is_unset(&self.ca_file) {
            options = options.add_root_certificates(self.ca_file.clone()).require_tls(true);
        }
        if !is_unset(&self.certificate_file) {
            options = options.add_client_certificate(self.certificate_file.clone(), self.key_file.clone());
        }
        Ok(options)
    }
}

fn is_unset(file: &Path) -> bool {
    file.as_os_str().is_empty()
}

fn has_certificates(file: &Path) -> bool {
    let all = CertificateDer::pem_file_iter(file).ok().and_then(|certificates| certificates.collect::<Result<Vec<_>, _>>().ok());
    all.is_some_and(|certificates| !certificates.is_empty())
}
