//! A whole evaluation year, lived by the people of the staff lists: each signs in with their own login and does their own
//! part through the public APIs, from the invitation mail to the published result.
//!
//! What people choose follows from the seed and their e-mail addresses alone, so two runs give the same results whatever
//! happened in between.

pub(crate) mod caller;
mod cast;
mod collect;
mod declared;
mod dice;
mod foundation;
mod heads;
mod law;
mod mail;
mod opinions;
mod own;
mod pdf;
mod periods;
pub(crate) mod play;
mod report;
mod scores;
mod support;
mod texts;
mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Clock;

pub use mail::invitations;
pub use report::{AgencyReport, Counts, DirectHead, PersonReport, PersonResult, StepTime, YearReport};

/// Where the services are, as `http://host:port`.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// Accounts and the directory.
    pub identity: String,
    /// Work lists and logs.
    pub worklog: String,
    /// Periods and records.
    pub evaluation: String,
    /// Policy packs, criteria sets, results.
    pub scoring: String,
    /// Results for readers.
    pub reporting: String,
}

/// Where a year is left for looking at: the stage is open, and nobody has done their part of it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Until {
    /// People are to assess themselves.
    SelfAssessment,
    /// Colleagues and heads are to give opinions.
    Opinions,
    /// Direct heads are to verify.
    Verification,
    /// Heads are to decide.
    Decision,
    /// Heads are to publish.
    Publication,
}

/// How the year is played.
#[derive(Clone)]
pub struct YearOptions {
    /// The evaluation year.
    pub year: i32,
    /// What all choices follow from.
    pub seed: u64,
    /// How many weeks of the year have logs.
    pub weeks: u32,
    /// Staff lists, the province first.
    pub workbooks: Vec<PathBuf>,
    /// A staff list that must be refused, with all its problems named.
    pub wrong_workbook: Option<PathBuf>,
    /// Folder of the policy packs and criteria sets that Sở Nội vụ publishes.
    pub law: PathBuf,
    /// Folder that invitation mails are written to.
    pub mail_folder: PathBuf,
    /// The secret that makes the first administrator.
    pub first_run_secret: String,
    /// The password that everybody chooses.
    pub password: String,
    /// The rehearsal clock of the services: a file with the seconds between real and office time.
    pub clock_offset_file: Option<PathBuf>,
    /// Real time.
    pub clock: Arc<dyn Clock>,
    /// Where the year is left; to its end when not given.
    pub until: Option<Until>,
    /// How many people act at the same time.
    pub concurrency: usize,
    /// How long the effects of a step may take to arrive everywhere.
    pub patience: Duration,
    /// What happens between two looks at whether they have arrived.
    pub settle: Arc<dyn Settle>,
}

impl YearOptions {
    /// The year 2019 of the staff lists in `root/deploy/demo-data`, weekly logs for six weeks.
    pub fn demo(root: &Path, clock: Arc<dyn Clock>) -> Self {
        let data = root.join("deploy/demo-data");
        let lists = [
            "ubnd-tinh.xlsx",
            "so-noi-vu.xlsx",
            "ubnd-huyen-cam-lo.xlsx",
            "benh-vien-da-khoa.xlsx",
            "cao-dang-y-te.xlsx",
            "lien-minh-htx.xlsx",
        ];
        Self {
            year: 2019,
            seed: 2019,
            weeks: 6,
            workbooks: lists.iter().map(|name| data.join(name)).collect(),
            wrong_workbook: Some(data.join("loi/so-noi-vu-sai.xlsx")),
            law: root.join("services/scoring/data"),
            mail_folder: PathBuf::from("mail"),
            first_run_secret: String::new(),
            password: "Cong-tam-2019!".to_owned(),
            clock_offset_file: None,
            clock,
            until: None,
            concurrency: 8,
            patience: Duration::from_secs(1200),
            settle: Arc::new(Wait(Duration::from_millis(100))),
        }
    }
}

/// What happens while the player waits for events to travel between the services.
pub trait Settle: Send + Sync {
    /// Called between two looks.
    fn breathe(&self) -> BoxFuture<'_, ()>;

    /// Called when office time moves, for services whose clock is not a file.
    fn clock_moved(&self, _to: DateTime<Utc>) {}
}

/// Waits a moment: right wherever the services run by themselves.
#[derive(Clone, Copy, Debug)]
pub struct Wait(pub Duration);

impl Settle for Wait {
    fn breathe(&self) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(self.0))
    }
}

/// Who watches the year being played.
pub trait Progress: Send + Sync {
    /// A step begins; it has about `total` parts, 0 when nobody knows.
    fn begin(&self, step: &'static str, total: usize);
    /// One part is done.
    fn advance(&self);
    /// The step is over.
    fn end(&self, took: Duration);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _: &'static str, _: usize) {}
    fn advance(&self) {}
    fn end(&self, _: Duration) {}
}

/// The player.
#[derive(Clone, Copy, Debug)]
pub struct Year;

impl Year {
    /// Plays the year from empty services to published results. The future stays on its thread: await it, do not spawn it.
    ///
    /// # Errors
    /// When a service refuses what should be allowed, allows what should be refused, or when an effect does not arrive in
    /// time; says who was doing what.
    pub async fn play(endpoints: &Endpoints, options: &YearOptions, progress: &dyn Progress) -> anyhow::Result<YearReport> {
        play::play(endpoints, options, progress).await
    }
}
