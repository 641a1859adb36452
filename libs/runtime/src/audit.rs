//! Proof against whoever has the database: the ends of all chains and the states of all documents, signed by the service and kept
//! outside, hour by hour. What was there once and is no longer, or is another, is found by comparing.
//!
//! Each file has what is new since the one before, and seals it. What is found broken is never written anew as if it were right.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use events::signing::Keys;
use kernel::Digest;
use objects::Objects;
use opentelemetry::KeyValue;
use proto::common::v1::{TrailBreak, TrailBroken};
use serde::{Deserialize, Serialize};
use store::kept::{End, How, Kept, Loss};
use store::{Chain, Db};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{Config, Ctx, Error};

const PURPOSE: &str = "congtam audit ends 1";
/// More than anybody reads in a notice.
const MOST_PLACES: usize = 5;
/// How far is looked behind a file that is not there for one that is.
const GAP: u64 = 48;

/// What is no longer as the service had written it, in words for those who look after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Table or file.
    pub place: String,
    /// Which chain or document; nothing when it is about a file.
    pub of: Option<Uuid>,
    /// What is wrong.
    pub what: String,
}

/// The signed files of one service, read up to the newest.
pub struct Trail {
    service: String,
    objects: Objects,
    keys: Keys,
    files: u64,
    /// Digest of the body of the newest file; nothing when that one could not be read.
    previous: Option<String>,
    tables: Vec<Kept>,
    ends: BTreeMap<String, HashMap<Uuid, End>>,
    problems: Vec<Problem>,
}

#[derive(Serialize, Deserialize)]
struct File {
    /// Exactly what was signed.
    body: String,
    signature: String,
}

#[derive(Serialize, Deserialize)]
struct Body {
    service: String,
    number: u64,
    at: DateTime<Utc>,
    /// Digest of the body of the file before.
    previous: String,
    tables: Vec<Table>,
}

#[derive(Serialize, Deserialize)]
struct Table {
    kept: Kept,
    /// How many chains or documents there were, and how many entries or versions they had in all.
    chains: u64,
    steps: i64,
    /// Where they ended, for those that went on since the file before.
    ends: Vec<End>,
}

impl Trail {
    /// The files of a service where its configuration says that they are.
    ///
    /// # Errors
    /// When a key makes no sense, or the folder cannot be used.
    pub fn open(service: &str, config: &Config) -> anyhow::Result<Self> {
        let keys = Keys::from_pem(config.bus.signing_key.expose(), &config.bus.verifying_keys)?;
        let objects = Objects::open(&config.audit_place())?;
        let (tables, ends, problems) = (Vec::new(), BTreeMap::new(), Vec::new());
        Ok(Self { service: service.to_owned(), objects, keys, files: 0, previous: Some(String::new()), tables, ends, problems })
    }

    /// How many files there are.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// How many chains and documents are known from them.
    pub fn known(&self) -> usize {
        self.ends.values().map(HashMap::len).sum()
    }

    /// Reads the files that were not read yet.
    ///
    /// # Errors
    /// When the files cannot be read; a wrong file is a problem, not an error.
    pub async fn catch_up(&mut self) -> Result<(), Error> {
        while let Some((number, bytes)) = self.next_file().await? {
            for gone in self.files + 1..number {
                self.complain_of_file(gone, "the file is gone, later ones are there");
                self.previous = None;
            }
            self.files = number;
            self.read(&bytes);
        }
        Ok(())
    }

    /// The next file that is there.
    async fn next_file(&self) -> Result<Option<(u64, Bytes)>, Error> {
        for number in self.files + 1..=self.files + GAP {
            if let Some(bytes) = self.file(number).await? {
                return Ok(Some((number, bytes)));
            }
        }
        Ok(None)
    }

    /// What the database no longer has as the files say, and what is wrong with its chains and with the files themselves.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn problems(&self, db: &Db) -> Result<Vec<Problem>, Error> {
        let mut problems = self.problems.clone();
        for kept in self.tables.iter().filter(|kept| kept.is_plain()) {
            for (end, loss) in kept.losses(db, &self.ends_of(kept)).await? {
                problems.push(problem(kept, &end, loss));
            }
        }
        Ok(problems)
    }

    /// Writes a file with what went on in these tables since the last one, but for what is broken; nothing when there is no key to
    /// sign with. Returns what is broken.
    ///
    /// # Errors
    /// When database or files do not work.
    pub async fn seal(&mut self, db: &Db, tables: &[Kept], now: DateTime<Utc>) -> Result<Vec<Problem>, Error> {
        self.catch_up().await?;
        let problems = self.problems(db).await?;
        let mut body = Body {
            service: self.service.clone(),
            number: self.files + 1,
            at: now,
            previous: self.previous.clone().unwrap_or_default(),
            tables: Vec::with_capacity(tables.len()),
        };
        for kept in tables {
            let (present, name) = (kept.ends(db).await?, kept.name());
            let broken = |end: &End| problems.iter().any(|found| found.of == Some(end.of) && found.place == name);
            let known = self.ends.get(&name);
            let is_new = |end: &End| known.and_then(|known| known.get(&end.of)) != Some(end);
            let (chains, steps) = (present.len() as u64, present.iter().map(|end| end.step).sum());
            let ends = present.into_iter().filter(|end| is_new(end) && !broken(end)).collect();
            body.tables.push(Table { kept: kept.clone(), chains, steps, ends });
        }
        if body.number > 1 && body.tables.iter().all(|table| table.ends.is_empty()) {
            return Ok(problems);
        }
        let number = body.number;
        let body = serde_json::to_string(&body)?;
        let Some(signature) = self.keys.sign_text(PURPOSE, body.as_bytes()) else { return Ok(problems) };
        let file = File { body, signature: BASE64_STANDARD.encode(signature) };
        let file = Bytes::from(serde_json::to_vec(&file)?);
        let written = self.objects.put(&self.key(number), file.clone()).await;
        written.map_err(|error| Error::failed("writing the ends of the audit chains", error))?;
        self.files = number;
        self.read(&file);
        Ok(problems)
    }

    fn ends_of(&self, kept: &Kept) -> Vec<End> {
        self.ends.get(&kept.name()).into_iter().flat_map(HashMap::values).cloned().collect()
    }

    fn key(&self, number: u64) -> String {
        format!("audit-ends/{}/{number:08}.json", self.service)
    }

    async fn file(&self, number: u64) -> Result<Option<Bytes>, Error> {
        match self.objects.get(&self.key(number)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(objects::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(Error::failed("reading the ends of the audit chains", error)),
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        let number = self.files;
        let previous = self.previous.take();
        let Ok(File { body, signature }) = serde_json::from_slice::<File>(bytes) else {
            return self.complain_of_file(number, "the file cannot be read");
        };
        let signature = BASE64_STANDARD.decode(signature).unwrap_or_default();
        if !self.keys.signed_text(&self.service, PURPOSE, body.as_bytes(), &signature) {
            return self.complain_of_file(number, "the service did not sign it");
        }
        self.previous = Some(Digest::of(body.as_bytes()).to_string());
        let Ok(body) = serde_json::from_str::<Body>(&body) else { return self.complain_of_file(number, "the file cannot be read") };
        if (body.number, &body.service) != (number, &self.service) || previous.is_some_and(|previous| previous != body.previous) {
            self.complain_of_file(number, "it does not follow the file before");
        }
        for Table { kept, ends, .. } in body.tables {
            self.ends.entry(kept.name()).or_default().extend(ends.into_iter().map(|end| (end.of, end)));
            if !self.tables.contains(&kept) {
                self.tables.push(kept);
            }
        }
    }

    fn complain_of_file(&mut self, number: u64, what: &str) {
        let found = Problem { place: self.key(number), of: None, what: what.to_owned() };
        if !self.problems.contains(&found) {
            self.problems.push(found);
        }
    }
}

/// Everything that is wrong with the audit trail of a service: its files, what the database lost of what they say, and its chains.
///
/// # Errors
/// When files or database cannot be read.
pub async fn check(service: &str, config: &Config) -> anyhow::Result<(Trail, Vec<Problem>)> {
    let db = crate::open_database(service, config).await?;
    let mut trail = Trail::open(service, config)?;
    trail.catch_up().await?;
    let mut problems = trail.problems(&db).await?;
    if trail.files() == 0 {
        problems.push(Problem { place: trail.key(1), of: None, what: "there is no file at all".to_owned() });
    }
    for kept in trail.tables.iter().filter(|kept| kept.how == How::Chain && kept.is_plain()) {
        for found in Chain::breaks_of(&kept.table, &kept.of, &kept.step, &db, 100).await? {
            let what = if found.is_gap { "entries before it are missing" } else { "the entry was changed" };
            problems.push(Problem { place: kept.table.to_string(), of: Some(found.of), what: format!("entry {}: {what}", found.step) });
        }
    }
    db.close().await?;
    Ok((trail, problems))
}

/// What was announced already: nobody is told of the same every hour.
#[derive(Clone, Default)]
pub struct Alarm(Arc<Mutex<BTreeSet<String>>>);

impl Alarm {
    /// Announces what is broken, when something is that was not before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn raise(&self, ctx: &Ctx, places: BTreeSet<String>) -> Result<(), Error> {
        let mut told = self.0.lock().await;
        if !places.is_subset(&told) {
            let mut tx = ctx.begin().await?;
            let trail = TrailBreak {
                service: ctx.name.to_owned(),
                breaks: i32::try_from(places.len()).unwrap_or(i32::MAX),
                places: places.difference(&told).chain(places.intersection(&told)).take(MOST_PLACES).cloned().collect(),
            };
            let id = tx.next_id();
            tx.announce(id, 1, &TrailBroken { trail: Some(trail) })?;
            tx.commit().await?;
        }
        *told = places;
        Ok(())
    }
}

/// Tells how much of an audit trail is broken, for alarms: the gauge `audit_breaks`, by service and by what was looked at.
pub fn tell(service: &'static str, looked_at: &'static str, breaks: usize) {
    let labels = [KeyValue::new("service", service), KeyValue::new("check", looked_at)];
    opentelemetry::global::meter("congtam").u64_gauge("audit_breaks").build().record(breaks as u64, &labels);
}

fn problem(kept: &Kept, end: &End, loss: Loss) -> Problem {
    let what = match (kept.how, loss) {
        (How::Chain, Loss::Missing) => format!("entry {} was there and is gone", end.step),
        (How::Chain, Loss::Changed) => format!("entry {} is another than it was", end.step),
        (How::Document | How::Sealed, Loss::Missing) => format!("version {} was there and is gone", end.step),
        (How::Document | How::Sealed, Loss::Changed) => format!("version {} says something else than it did", end.step),
    };
    Problem { place: kept.name(), of: Some(end.of), what }
}
