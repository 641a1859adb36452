//! The order of the year, and what all its steps share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use chrono::{NaiveDate, TimeZone, Utc};
use futures::{StreamExt, TryStreamExt};
use proto::scoring::v1::CriteriaSet;

use super::caller::{Caller, Doors, Refused};
use super::cast::{Agency, Staff};
use super::dice::Dice;
use super::report::{StepTime, YearReport};
use super::{Endpoints, Progress, Until, YearOptions};

/// The year under way.
pub(super) struct Play<'a> {
    pub(super) options: &'a YearOptions,
    pub(super) progress: &'a dyn Progress,
    pub(super) doors: Arc<Doors>,
    /// The administrator of Sở Nội vụ.
    pub(super) admin: Caller,
    /// The other administrator, who confirms roles of power.
    pub(super) second_admin: Caller,
    pub(super) agencies: Vec<Agency>,
    /// Everybody, by id.
    pub(super) people: BTreeMap<String, Staff>,
    /// The published criteria sets.
    pub(super) sets: BTreeMap<String, CriteriaSet>,
    pub(super) report: YearReport,
    running: Option<(&'static str, Instant)>,
}

const ADMIN: &str = "quantri.sonoivu@quangtri.gov.vn";
const SECOND_ADMIN: &str = "quantri2.sonoivu@quangtri.gov.vn";

pub(super) async fn play(endpoints: &Endpoints, options: &YearOptions, progress: &dyn Progress) -> anyhow::Result<YearReport> {
    let doors = Arc::new(Doors::new(endpoints)?);
    let [admin, second_admin] = [ADMIN, SECOND_ADMIN].map(|login| Caller::new(&doors, login, &options.password));
    let report = YearReport { year: options.year, admin_email: ADMIN.to_owned(), ..YearReport::default() };
    let mut play = Play {
        options,
        progress,
        doors,
        admin,
        second_admin,
        agencies: Vec::new(),
        people: BTreeMap::new(),
        sets: BTreeMap::new(),
        report,
        running: None,
    };
    play.found().await?;
    play.publish_law().await?;
    play.open_periods().await?;
    play.agree_on_work().await?;
    play.log_work().await?;
    play.report_faults().await?;
    play.declare().await?;
    play.open_self_assessment().await?;
    if options.until == Some(Until::SelfAssessment) {
        return play.left_under_way().await;
    }
    play.assess_themselves().await?;
    play.enter_paper().await?;
    play.open_opinions().await?;
    if options.until == Some(Until::Opinions) {
        return play.left_under_way().await;
    }
    play.give_opinions().await?;
    play.compile_minutes().await?;
    play.open_verification().await?;
    if options.until == Some(Until::Verification) {
        return play.left_under_way().await;
    }
    play.verify().await?;
    play.open_decision().await?;
    if options.until == Some(Until::Decision) {
        return play.left_under_way().await;
    }
    play.decide().await?;
    if options.until == Some(Until::Publication) {
        return play.left_under_way().await;
    }
    play.publish().await?;
    play.collect().await?;
    play.finish_step();
    Ok(play.report)
}

impl<'a> Play<'a> {
    async fn left_under_way(mut self) -> anyhow::Result<YearReport> {
        self.introduce().await?;
        self.finish_step();
        Ok(self.report)
    }

    /// Ends the step before, lets its events travel, and begins another.
    pub(super) async fn step(&mut self, name: &'static str, total: usize) {
        self.options.settle.breathe().await;
        self.finish_step();
        self.progress.begin(name, total);
        self.running = Some((name, Instant::now()));
    }

    fn finish_step(&mut self) {
        let Some((name, since)) = self.running.take() else { return };
        let took = since.elapsed();
        self.progress.end(took);
        self.report.steps.push(StepTime { name, took });
    }

    pub(super) fn dice(&self, names: &[&str]) -> Dice {
        Dice::of(self.options.seed, names)
    }

    pub(super) fn day(&self, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.options.year, month, day).expect("the days of the plan exist in every year")
    }

    /// Moves office time to `hour` o'clock of a day, forward only; everybody has to sign in again.
    pub(super) fn move_clock(&self, day: NaiveDate, hour: u32) -> anyhow::Result<()> {
        let local = day.and_hms_opt(hour, 0, 0).context("an hour of the day")?;
        let moment =
            kernel::date::office_offset().from_local_datetime(&local).single().context("a moment of office time")?.with_timezone(&Utc);
        if let Some(file) = &self.options.clock_offset_file {
            let seconds = (moment - self.options.clock.now()).num_seconds();
            let draft = file.with_extension("new");
            std::fs::write(&draft, seconds.to_string())
                .and_then(|()| std::fs::rename(&draft, file))
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
        self.options.settle.clock_moved(moment);
        self.doors.clock_moved();
        Ok(())
    }

    /// Does something for each, a few at a time, and shows it; stops at the first failure. Answers come in no promised order.
    pub(super) async fn each<T, R>(
        &self,
        things: impl IntoIterator<Item = T>,
        work: impl AsyncFn(T) -> anyhow::Result<R>,
    ) -> anyhow::Result<Vec<R>> {
        let shown = async |thing| {
            let done = work(thing).await;
            self.progress.advance();
            done
        };
        self.all(things, shown).await
    }

    /// Does something for each, a few at a time; stops at the first failure. Answers come in no promised order.
    pub(super) async fn all<T, R>(
        &self,
        things: impl IntoIterator<Item = T>,
        work: impl AsyncFn(T) -> anyhow::Result<R>,
    ) -> anyhow::Result<Vec<R>> {
        let work = &work;
        futures::stream::iter(things)
            .map(|thing| async move { work(thing).await })
            .buffer_unordered(self.options.concurrency)
            .try_collect()
            .await
    }

    /// Looks again and again until there is something to see.
    pub(super) async fn until<T>(&self, what: &str, look: impl AsyncFn() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
        let since = Instant::now();
        loop {
            if let Some(seen) = look().await.with_context(|| what.to_owned())? {
                return Ok(seen);
            }
            anyhow::ensure!(since.elapsed() < self.options.patience, "{what}: not so after {} s", self.options.patience.as_secs());
            self.options.settle.breathe().await;
        }
    }

    /// Repeats a call that comes too early for a service: it has not heard of what the call is about.
    pub(super) async fn eventually<T>(&self, what: &str, call: impl AsyncFn() -> Result<T, Refused>) -> anyhow::Result<T> {
        let look = async || match call().await {
            Ok(answer) => Ok(Some(answer)),
            Err(refused) if refused.comes_too_early() => {
                tracing::debug!(%refused, "too early");
                Ok(None)
            }
            Err(refused) => Err(refused.into()),
        };
        self.until(what, look).await
    }

    pub(super) fn staff(&self, person_id: &str) -> anyhow::Result<&Staff> {
        self.people.get(person_id).with_context(|| format!("nobody on the staff lists has the id {person_id}"))
    }

    /// Those who were in their agency on a day.
    pub(super) fn present(&self, day: NaiveDate) -> impl Iterator<Item = &Staff> {
        self.employees().filter(move |staff| staff.since <= day)
    }

    /// Those who approve other people's work.
    pub(super) fn heads(&self) -> impl Iterator<Item = &Staff> {
        let direct: BTreeSet<&str> = self.people.values().map(|staff| staff.direct_head_id.as_str()).collect();
        self.people.values().filter(move |staff| staff.heads_agency() || direct.contains(staff.id.as_str()))
    }

    /// Everybody of the evaluated agencies.
    pub(super) fn employees(&self) -> impl Iterator<Item = &Staff> {
        self.people.values().filter(|staff| self.agencies.iter().any(|agency| agency.id == staff.agency_id))
    }
}

/// All pages of a list.
pub(crate) async fn all_pages<T, E>(
    page: impl AsyncFn(proto::common::v1::PageRequest) -> Result<(Vec<T>, Option<proto::common::v1::PageInfo>), E>,
) -> Result<Vec<T>, E> {
    let mut all = Vec::new();
    let mut token = String::new();
    loop {
        let (things, next) = page(proto::common::v1::PageRequest { page_size: 500, page_token: token }).await?;
        all.extend(things);
        token = next.map(|info| info.next_page_token).unwrap_or_default();
        if token.is_empty() {
            return Ok(all);
        }
    }
}

/// A day on the wire.
pub(super) fn wire_day(day: NaiveDate) -> Option<proto::common::v1::Day> {
    Some(proto::common::v1::Day { iso: day.to_string() })
}

/// Points on the wire.
pub(super) fn wire_points(hundredths: i32) -> Option<proto::common::v1::Points> {
    Some(proto::common::v1::Points { hundredths })
}
