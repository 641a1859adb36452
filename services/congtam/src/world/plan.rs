//! The configuration of every service, as it would stand in files.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
use runtime::config::{Bus, Telemetry};
use serde::Serialize;
use settings::Secret;

use super::stage::Ports;
use crate::year::Endpoints;

/// The services that announce something.
const ANNOUNCING: [&str; 6] = [identity::NAME, worklog::NAME, evaluation::NAME, scoring::NAME, reporting::NAME, partners::NAME];

/// The typed configuration of each service.
#[derive(Clone)]
pub struct Plan {
    /// Accounts and the directory.
    pub identity: identity::Config,
    /// Work lists and logs.
    pub worklog: worklog::Config,
    /// Periods and records.
    pub evaluation: evaluation::Config,
    /// Policy packs, criteria sets, results.
    pub scoring: scoring::Config,
    /// Documents and figures.
    pub reporting: reporting::Config,
    /// Public events.
    pub partners: partners::Config,
    /// The web pages.
    pub portal: portal::Config,
}

/// What the configurations are made of.
pub(super) struct Parts<'a> {
    pub(super) root: &'a Path,
    pub(super) folder: &'a Path,
    pub(super) ports: Ports,
    pub(super) database: &'a dyn Fn(&str) -> store::Config,
    pub(super) nats_url: &'a str,
    pub(super) redis_url: &'a str,
    pub(super) mail_folder: &'a Path,
    pub(super) clock_offset_file: Option<PathBuf>,
}

impl Plan {
    pub(super) fn new(parts: &Parts<'_>) -> anyhow::Result<Self> {
        let key = SigningKey::from_bytes(&rand::random());
        let private_key = key.to_pkcs8_pem(LineEnding::LF)?.to_string();
        let public_key = key.verifying_key().to_public_key_pem(LineEnding::LF)?;
        let ports = parts.ports;
        let (bus_keys, verifying_keys) = bus_keys(parts.folder)?;
        let seal_keys = vec![Secret::from(BASE64_STANDARD.encode(kept_key(parts.folder, "seal.key")?))];
        let service = |name: &str, port: u16| runtime::Config {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            database: (parts.database)(name),
            bus: Bus {
                url: parts.nats_url.into(),
                signing_key: bus_keys.get(name).cloned().unwrap_or_default().into(),
                verifying_keys: verifying_keys.clone(),
                ..Bus::default()
            },
            cache_url: parts.redis_url.into(),
            objects: objects::Config::at(&parts.folder.join("objects").join(name).to_string_lossy()),
            uploads: uploads::Config { seal_keys: seal_keys.clone(), ..uploads::Config::default() },
            token_public_key: public_key.clone(),
            telemetry: Telemetry { log_json: false, ..Telemetry::default() },
            clock_offset_file: parts.clock_offset_file.clone(),
            reflection: true,
            ..runtime::Config::default()
        };
        let url = |port: u16| format!("http://127.0.0.1:{port}");
        // Browsers know passkeys by a name, not by a number.
        let pages = format!("http://localhost:{}", ports.portal);
        Ok(Self {
            identity: identity::Config {
                runtime: service(identity::NAME, ports.identity),
                token_private_key: private_key.into(),
                seal_keys: seal_keys.clone(),
                // Nobody who tries the demo has the invented people's telephones.
                second_factor: identity::SecondFactor::Offered,
                portal_url: pages.clone(),
                mail: identity::Mail { folder: parts.mail_folder.to_owned(), ..identity::Mail::default() },
                ..identity::Config::default()
            },
            // A year is played in jumps from week to week; nobody is reminded of the weeks between.
            worklog: worklog::Config {
                runtime: service(worklog::NAME, ports.worklog),
                reminder_days: Vec::new(),
                ..worklog::Config::default()
            },
            evaluation: evaluation::Config { runtime: service(evaluation::NAME, ports.evaluation), ..evaluation::Config::default() },
            scoring: scoring::Config { runtime: service(scoring::NAME, ports.scoring) },
            reporting: reporting::Config { runtime: service(reporting::NAME, ports.reporting), ..reporting::Config::default() },
            partners: partners::Config {
                runtime: service(partners::NAME, ports.partners),
                domain: "congtam.quangtri.gov.vn".to_owned(),
                ..partners::Config::default()
            },
            portal: portal::Config {
                runtime: runtime::Config { database: store::Config::default(), ..service(portal::NAME, ports.portal) },
                identity_url: url(ports.identity),
                worklog_url: url(ports.worklog),
                evaluation_url: url(ports.evaluation),
                scoring_url: url(ports.scoring),
                reporting_url: url(ports.reporting),
                assets_dir: parts.root.join("services/portal/assets/dist"),
                public_url: pages,
                // Nothing stands before the pages of a world on one machine.
                trusted_proxies: Vec::new(),
            },
        })
    }

    /// Where the services of this plan listen.
    pub fn endpoints(&self) -> Endpoints {
        Endpoints {
            identity: self.portal.identity_url.clone(),
            worklog: self.portal.worklog_url.clone(),
            evaluation: self.portal.evaluation_url.clone(),
            scoring: self.portal.scoring_url.clone(),
            reporting: self.portal.reporting_url.clone(),
        }
    }

    /// Address of the web pages.
    pub fn portal_url(&self) -> String {
        self.portal.public_url.clone()
    }

    /// The tables of each service, brought to the newest schema.
    ///
    /// # Errors
    /// When a database cannot be reached or a migration fails; names the service.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        tokio::try_join!(
            runtime::migrate(identity::NAME, &self.identity.runtime, identity::migrations()),
            runtime::migrate(worklog::NAME, &self.worklog.runtime, worklog::migrations()),
            runtime::migrate(evaluation::NAME, &self.evaluation.runtime, evaluation::migrations()),
            runtime::migrate(scoring::NAME, &self.scoring.runtime, scoring::migrations()),
            runtime::migrate(reporting::NAME, &self.reporting.runtime, reporting::migrations()),
            runtime::migrate(partners::NAME, &self.partners.runtime, partners::migrations()),
        )?;
        Ok(())
    }

    /// Writes `<service>.json` for each service, readable by the owner only: what a process reads by `<SERVICE>_CONFIG`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        // What a service reads does not say how to become the owner of its tables.
        let Self { mut identity, mut worklog, mut evaluation, mut scoring, mut reporting, mut partners, portal } = self.clone();
        let all = [
            &mut identity.runtime,
            &mut worklog.runtime,
            &mut evaluation.runtime,
            &mut scoring.runtime,
            &mut reporting.runtime,
            &mut partners.runtime,
        ];
        all.into_iter().for_each(|config| config.database.owner_url = Secret::default());
        write(folder, identity::NAME, &identity)?;
        write(folder, worklog::NAME, &worklog)?;
        write(folder, evaluation::NAME, &evaluation)?;
        write(folder, scoring::NAME, &scoring)?;
        write(folder, reporting::NAME, &reporting)?;
        write(folder, partners::NAME, &partners)?;
        write(folder, portal::NAME, &portal)
    }
}

/// What each service signs its events with, and what the others recognise it by: in PEM, by the name of the service. Kept, because
/// events wait on the bus from one start to the next.
fn bus_keys(folder: &Path) -> anyhow::Result<(BTreeMap<String, String>, BTreeMap<String, String>)> {
    let (mut signing, mut verifying) = (BTreeMap::new(), BTreeMap::new());
    for name in ANNOUNCING {
        let key = SigningKey::from_bytes(&kept_key(folder, &format!("bus-{name}.key"))?);
        signing.insert(name.to_owned(), key.to_pkcs8_pem(LineEnding::LF)?.to_string());
        verifying.insert(name.to_owned(), key.verifying_key().to_public_key_pem(LineEnding::LF)?);
    }
    Ok((signing, verifying))
}

/// A secret that is kept in the folder with the data that it belongs to, for its owner only; made at the first use.
fn kept_key(folder: &Path, name: &str) -> anyhow::Result<[u8; 32]> {
    let path = folder.join(name);
    if let Ok(kept) = fs::read_to_string(&path) {
        let key = BASE64_STANDARD.decode(kept.trim()).ok().and_then(|key| key.try_into().ok());
        return key.with_context(|| format!("{} holds no key", path.display()));
    }
    let key: [u8; 32] = rand::random();
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    let written = file.and_then(|mut file| file.write_all(BASE64_STANDARD.encode(key).as_bytes()));
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(key)
}

fn write(folder: &Path, name: &str, config: &impl Serialize) -> anyhow::Result<()> {
    let path = folder.join(format!("{name}.json"));
    let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
    let file = file.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(serde_json::to_writer_pretty(file, config)?)
}
