//! A small year: one agency, and the province above it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use congtam::world::{Given, Options, Stage};
use congtam::year::YearOptions;
use dev_infra::Durability;
use runtime::clock::SystemClock;

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// Everything that its services need, in a folder.
///
/// # Errors
/// When a server cannot be started.
pub async fn stage(folder: &Path) -> anyhow::Result<Stage> {
    let options = Options {
        root: root().to_owned(),
        folder: folder.to_owned(),
        given: Given::default(),
        // What a killed service had committed must be there: the servers live on, so nothing has to reach the disk.
        durability: Durability::Fast,
        fresh: true,
        rehearsal: true,
        portal_port: 20_000,
    };
    Stage::prepare(options).await
}

/// How it is played.
pub fn year_of(stage: &Stage) -> YearOptions {
    let data = root().join("deploy/demo-data");
    let small = root().join("tests/flows/data/so-khoa-hoc.xlsx");
    YearOptions {
        weeks: 1,
        workbooks: vec![data.join("ubnd-tinh.xlsx"), small],
        wrong_workbook: None,
        mail_folder: stage.mail_folder.clone(),
        first_run_secret: stage.first_run_secret.clone(),
        clock_offset_file: stage.clock_offset_file.clone(),
        patience: Duration::from_secs(120),
        ..YearOptions::demo(root(), Arc::new(SystemClock::new(None)))
    }
}
