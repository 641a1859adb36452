//! The year of a small agency, again and again under different misfortunes.

use std::collections::BTreeMap;

use congtam::year::{PersonResult, Unwatched, Year, YearReport};

use crate::world::World;

async fn play(seed: u64) -> anyhow::Result<YearReport> {
    let world = World::start(seed).await?;
    let played = Year::play(&world.endpoints(), &world.options(), &Unwatched).await;
    // Said first: what was set aside explains what did not happen.
    world.come_to_rest().await?;
    let report = played?;
    anyhow::ensure!(world.events() > report.people.len() * 10, "a year announces a lot, but this one only {}", world.events());
    Ok(report)
}

fn owned(report: &YearReport) -> BTreeMap<String, PersonResult> {
    report.results().into_iter().map(|(email, result)| (email.to_owned(), result.clone())).collect()
}

/// Seeds of the bus: five, or as many as `FLOWS_SEEDS` says.
fn seeds() -> u64 {
    std::env::var("FLOWS_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_on_the_way_the_results_are_the_same() {
    let first = play(0).await.unwrap_or_else(|error| panic!("seed 0: {error:#}"));
    check_the_rules(&first);
    for seed in 1..seeds() {
        let again = play(seed).await.unwrap_or_else(|error| panic!("seed {seed}: {error:#}"));
        assert_eq!(owned(&again), owned(&first), "seed {seed}");
        assert_eq!(again.counts, first.counts, "seed {seed}");
    }
}

/// The special cases of the regulation came out as it says.
fn check_the_rules(report: &YearReport) {
    let results: Vec<&PersonResult> = report.results().into_values().collect();
    let count = |holds: &dyn Fn(&PersonResult) -> bool| results.iter().filter(|result| holds(result)).count();
    assert_eq!(results.len(), 13);
    assert_eq!(count(&|result| result.not_evaluated_reason == "TRAINING"), 1, "130 days of training");
    assert_eq!(count(&|result| result.on_paper && result.class == "HTT"), 1, "moved in on 1 August");
    assert_eq!(count(&|result| result.rounds == 2), 1, "scored again once");
    assert_eq!(count(&|result| result.decided && result.total == Some("84".parse().unwrap())), 1, "the head decided 84 points");
    assert_eq!(
        count(&|result| result.caps.iter().any(|cap| cap == "ZERO_CRITERION") && ["HTHC", "HT"].contains(&result.class.as_str())),
        1
    );
    assert_eq!(count(&|result| result.flags.iter().any(|flag| flag == "SELF_CONFLICT")), 1);
    assert_eq!(count(&|result| !result.class.is_empty() && result.total.is_some()), 12);
    assert_eq!((report.counts.rescores, report.counts.paper_entries), (1, 1));
    assert_eq!(report.counts.verifications, 10, "everybody scored online but the agency head");
    assert!(report.counts.unanswered > 0, "one reviewer answered nothing");
    let wrong: Vec<&String> = report.agencies.iter().flat_map(|agency| &agency.routing_problems).collect();
    assert!(wrong.is_empty(), "whoever approves the work verifies it: {wrong:?}");
}
