//! All services of one small agency, and its year lived up to a step.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use congtam::world::{Given, Options, Stage, World};
use congtam::year::{Progress, Year, YearOptions};
use dev_infra::Durability;
use runtime::clock::SystemClock;
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::browser::Browser;

/// Nothing here takes longer; whatever hangs ends then.
const MOST: Duration = Duration::from_secs(300);

/// Head of the agency.
pub const HEAD: &str = "binh.dangviet@quangtri.gov.vn";
/// A specialist who is not a member of the Party.
pub const SPECIALIST: &str = "manh.hoangdinh@quangtri.gov.vn";

/// When everybody may assess themselves, and nobody has.
pub const SELF_ASSESSMENT: &str = "Mọi người tự chấm điểm, viết phiếu tự đánh giá";
/// When everybody was verified, and nobody decided on.
pub const DECISION: &str = "Người đứng đầu và cấp có thẩm quyền quyết định";

/// Lives the year up to a step, then lets a browser in.
pub async fn visit(step: &'static str, test: impl AsyncFnOnce(&Browser, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let world = start(&folder).await?;
    let outcome = tokio::time::timeout(MOST, lived(&world, step, test)).await.context("took too long").and_then(|outcome| outcome);
    world.stop().await;
    outcome
}

async fn lived(world: &World, step: &'static str, test: impl AsyncFnOnce(&Browser, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let options = options(world.stage());
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

fn options(stage: &Stage) -> YearOptions {
    YearOptions {
        weeks: 2,
        workbooks: vec![root().join("deploy/demo-data/ubnd-tinh.xlsx"), root().join("tests/flows/data/so-khoa-hoc.xlsx")],
        wrong_workbook: None,
        mail_folder: stage.mail_folder.clone(),
        bootstrap_secret: stage.plan.identity.bootstrap_secret.clone(),
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
