//! Waiting for what comes by itself.

use std::time::Duration;

/// How long a test waits before it says that something never comes: a busy machine is slow, not wrong.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it looks. The services under test need the cores meanwhile.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something to see.
///
/// # Panics
/// Where it is not there after two minutes.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        let mut turns = tokio::time::interval(PAUSE);
        turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            if let Some(seen) = look().await {
                return seen;
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.unwrap_or_else(|_| panic!("never: {what}"))
}

/// Looks until it is so.
///
/// # Panics
/// Where it is not so after two minutes.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    eventually(what, async || is_so().await.then_some(())).await;
}
