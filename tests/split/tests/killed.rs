//! The year ends the same whether or not a service is killed in the middle of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use congtam::world::{Given, Options, Stage, World};
use congtam::year::{PersonResult, Progress, Unwatched, Year, YearOptions, YearReport};
use dev_infra::Durability;
use runtime::clock::SystemClock;
use split::Processes;

/// Parts of the 360° step that are done before the blow.
const BLOW_AFTER: usize = 5;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

async fn stage(folder: &Path) -> Stage {
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
    Stage::prepare(options).await.unwrap()
}

/// One small agency and the province above it.
fn year_of(stage: &Stage) -> YearOptions {
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

/// Strikes in the middle of the 360° opinions.
struct Killer<'a> {
    processes: &'a Processes,
    armed: AtomicBool,
    done: AtomicUsize,
    struck: AtomicBool,
}

impl Progress for Killer<'_> {
    fn begin(&self, step: &'static str, total: usize) {
        assert!(!step.contains("360°") || total > BLOW_AFTER, "the step is over before the blow");
        self.armed.store(step.contains("360°"), Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.armed.load(Ordering::Relaxed) && done == BLOW_AFTER {
            self.processes.kill_and_restart("evaluation").unwrap();
            self.struck.store(true, Ordering::Relaxed);
        }
    }

    fn end(&self, _: Duration) {}
}

fn results(report: &YearReport) -> BTreeMap<&str, &PersonResult> {
    let results = report.results();
    assert!(results.values().any(|person| !person.class.is_empty()), "nobody was classified");
    results
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_the_same_when_evaluation_is_killed_in_the_middle_of_the_360() {
    let quiet_folder = tempfile::tempdir().unwrap();
    let quiet = stage(quiet_folder.path()).await;
    let options = year_of(&quiet);
    let world = World::start(quiet).await.unwrap();
    let undisturbed = Year::play(&world.endpoints(), &options, &Unwatched).await.unwrap();
    world.stop().await;

    let folder = tempfile::tempdir().unwrap();
    let mut stage = stage(folder.path()).await;
    let options = year_of(&stage);
    let processes = Processes::start(&mut stage, folder.path()).unwrap();
    let killer = Killer { processes: &processes, armed: AtomicBool::new(false), done: AtomicUsize::new(0), struck: AtomicBool::new(false) };
    let played = Year::play(&stage.plan.endpoints(), &options, &killer).await;
    let disturbed = played.unwrap_or_else(|error| panic!("{error:#}\n{}", processes.said()));
    assert!(killer.struck.load(Ordering::Relaxed), "nobody was killed");
    assert_eq!(results(&undisturbed), results(&disturbed));
    drop(processes);
    stage.close().await;
}
