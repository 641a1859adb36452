//! All services of one small agency, and its year lived up to a step.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use congtam::world::{Given, Options, Stage, World};
use congtam::year::{Progress, Year, YearOptions};
use dev_infra::Durability;
use runtime::clock::SystemClock;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::browser::Browser;

/// Nothing here takes longer; whatever hangs ends then.
const MOST: Duration = Duration::from_secs(300);

/// Head of the agency.
pub const HEAD: &str = "binh.dangviet@quangtri.gov.vn";
/// Head of one of its divisions.
pub const UNIT_HEAD: &str = "khanh.leanh@quangtri.gov.vn";
/// Who is in charge of personnel there.
pub const HR_OFFICER: &str = "hieu.duonghong@quangtri.gov.vn";
/// Administrator of Sở Nội vụ.
pub const HOME_AFFAIRS: &str = "quantri.sonoivu@quangtri.gov.vn";
/// IT officer of the agency.
pub const IT_OFFICER: &str = "nhan.phanhoai@quangtri.gov.vn";
/// Vice chair of the province, who reads its figures.
pub const PROVINCE_LEADER: &str = "hieu.nguyenanh@quangtri.gov.vn";
/// Inspector of the province.
pub const AUDITOR: &str = "ngan.lethikim@quangtri.gov.vn";
/// Head of the agency of more than fifty.
pub const LARGE_HEAD: &str = "dat.trancong@quangtri.gov.vn";
/// Chairman of the province.
pub const CHAIRMAN: &str = "hung.nguyenxuan@quangtri.gov.vn";
/// A specialist who is not a member of the Party.
pub const SPECIALIST: &str = "manh.hoangdinh@quangtri.gov.vn";

/// Staff list of an agency of twelve.
const SMALL: &str = "tests/flows/data/so-khoa-hoc.xlsx";
/// Staff list of an agency of more than fifty.
pub const LARGE: &str = "deploy/demo-data/so-noi-vu.xlsx";

/// When everybody has signed in, and nobody has planned the year.
pub const WORK_LISTS: &str = "Mọi người lập danh mục công việc, thủ trưởng phê duyệt";
/// When everybody may assess themselves, and nobody has.
pub const SELF_ASSESSMENT: &str = "Mọi người tự chấm điểm, viết phiếu tự đánh giá";
/// When opinions are asked for, and nobody has given one.
pub const OPINIONS: &str = "Đồng nghiệp và lãnh đạo tham gia ý kiến, chấm điểm 360°";
/// When everybody was verified, and nobody decided on.
pub const DECISION: &str = "Người đứng đầu và cấp có thẩm quyền quyết định";

/// When the minutes are there, and nobody was verified.
pub const VERIFICATION: &str = "Thủ trưởng trực tiếp thẩm định, yêu cầu chấm lại";
/// When everybody was decided on, and nothing is public.
pub const PUBLICATION: &str = "Công khai kết quả, mọi người xem kết quả của mình";
/// When everything is published.
pub const LAST: &str = "Đối chiếu báo cáo với kết quả";

/// A place in the year where somebody looks around.
pub struct Stop<'a> {
    /// The step that is about to begin, or under way.
    pub step: &'static str,
    /// Whether it is under way.
    pub amid: bool,
    /// Address of the portal.
    pub portal_url: String,
    /// The password that everybody chose.
    pub password: &'a str,
}

/// Lives the whole year and lets somebody look around before and amid each step; answers what they kept.
pub async fn tour<S: Send>(seen: S, look: impl AsyncFn(&Stop<'_>, &mut S) -> anyhow::Result<()> + Send + Sync) -> anyhow::Result<S> {
    let folder = tempfile::tempdir()?;
    let world = start(&folder).await?;
    let options = options(world.stage(), SMALL);
    let guide = Guide {
        portal_url: world.stage().plan.portal_url(),
        password: &options.password,
        look,
        so_far: Mutex::new((seen, Ok(()))),
        left: Mutex::new(("", 0)),
    };
    let played = Year::play(&world.endpoints(), &options, &guide).await;
    world.stop().await;
    let (seen, looked) = guide.so_far.into_inner().unwrap_or_else(PoisonError::into_inner);
    looked?;
    played?;
    Ok(seen)
}

/// Holds the year while somebody looks around.
struct Guide<'a, S, L> {
    portal_url: String,
    password: &'a str,
    look: L,
    so_far: Mutex<(S, anyhow::Result<()>)>,
    /// The step under way, and how many of its parts are left until somebody looks again.
    left: Mutex<(&'static str, usize)>,
}

impl<S: Send, L: AsyncFn(&Stop<'_>, &mut S) -> anyhow::Result<()> + Send + Sync> Progress for Guide<'_, S, L> {
    fn begin(&self, step: &'static str, total: usize) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = (step, total * 3 / 8);
        self.look(step, false);
    }

    fn advance(&self) {
        let amid = {
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            let amid = left.1 == 1;
            left.1 = left.1.saturating_sub(1);
            amid.then_some(left.0)
        };
        if let Some(step) = amid {
            self.look(step, true);
        }
    }

    fn end(&self, _: Duration) {}
}

impl<S: Send, L: AsyncFn(&Stop<'_>, &mut S) -> anyhow::Result<()> + Send + Sync> Guide<'_, S, L> {
    fn look(&self, step: &'static str, amid: bool) {
        let stop = Stop { step, amid, portal_url: self.portal_url.clone(), password: self.password };
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, looked) = &mut *so_far;
        if looked.is_ok() {
            *looked = tokio::task::block_in_place(|| Handle::current().block_on((self.look)(&stop, seen)));
        }
    }
}

/// Lives the year up to a step, then lets a browser in.
pub async fn visit(step: &'static str, test: impl AsyncFnOnce(&Browser, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    visit_agency(SMALL, step, test).await
}

/// As [`visit`], at the agency of that staff list.
pub async fn visit_agency(
    list: &str,
    step: &'static str,
    test: impl AsyncFnOnce(&Browser, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let world = start(&folder).await?;
    let outcome = tokio::time::timeout(MOST, lived(&world, list, step, test)).await.context("took too long").and_then(|outcome| outcome);
    world.stop().await;
    outcome
}

async fn lived(
    world: &World,
    list: &str,
    step: &'static str,
    test: impl AsyncFnOnce(&Browser, &str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let options = options(world.stage(), list);
    play_until(world, &options, step).await?;
    let browser = Browser::start(&world.stage().plan.portal_url()).await?;
    let outcome = test(&browser, &options.password).await;
    browser.close().await;
    outcome
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

async fn start(folder: &TempDir) -> anyhow::Result<World> {
    let stage = Stage::prepare(Options {
        root: root(),
        folder: folder.path().to_owned(),
        given: Given::default(),
        durability: Durability::Fast,
        fresh: true,
        rehearsal: true,
        portal_port: 18_400,
    });
    World::start(stage.await?).await
}

fn options(stage: &Stage, list: &str) -> YearOptions {
    YearOptions {
        weeks: 2,
        workbooks: vec![root().join("deploy/demo-data/ubnd-tinh.xlsx"), root().join(list)],
        wrong_workbook: None,
        mail_folder: stage.mail_folder.clone(),
        first_run_secret: stage.first_run_secret.clone(),
        clock_offset_file: stage.clock_offset_file.clone(),
        ..YearOptions::demo(&root(), Arc::new(SystemClock::new(None)))
    }
}

/// Says when a step begins.
struct Watch {
    step: &'static str,
    reached: Notify,
}

impl Progress for Watch {
    fn begin(&self, step: &'static str, _: usize) {
        if step == self.step {
            self.reached.notify_one();
        }
    }

    fn advance(&self) {}

    fn end(&self, _: Duration) {}
}

async fn play_until(world: &World, options: &YearOptions, step: &'static str) -> anyhow::Result<()> {
    let watch = Watch { step, reached: Notify::new() };
    let endpoints = world.endpoints();
    tokio::select! {
        biased;
        () = watch.reached.notified() => Ok(()),
        played = Year::play(&endpoints, options, &watch) => {
            played?;
            bail!("the year has no step «{step}»")
        }
    }
}
