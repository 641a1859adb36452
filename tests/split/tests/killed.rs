//! The year ends the same whether or not a service is killed in the middle of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use congtam::world::World;
use congtam::year::{PersonResult, Progress, Unwatched, Year, YearReport};
use split::{Processes, small};

/// Parts of the 360° step that are done before the blow.
const BLOW_AFTER: usize = 5;

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
    let quiet = small::stage(quiet_folder.path()).await.unwrap();
    let options = small::year_of(&quiet);
    let world = World::start(quiet).await.unwrap();
    let undisturbed = Year::play(&world.endpoints(), &options, &Unwatched).await.unwrap();
    world.stop().await;

    let folder = tempfile::tempdir().unwrap();
    let mut stage = small::stage(folder.path()).await.unwrap();
    let options = small::year_of(&stage);
    let processes = Processes::start(&mut stage, folder.path()).unwrap();
    let killer = Killer { processes: &processes, armed: AtomicBool::new(false), done: AtomicUsize::new(0), struck: AtomicBool::new(false) };
    let played = Year::play(&stage.plan.endpoints(), &options, &killer).await;
    let disturbed = played.unwrap_or_else(|error| panic!("{error:#}\n{}", processes.said()));
    assert!(killer.struck.load(Ordering::Relaxed), "nobody was killed");
    assert_eq!(results(&undisturbed), results(&disturbed));
    drop(processes);
    stage.close().await;
}
