//! Ids that a seed decides.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Clock, Ids};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

/// UUIDv7 of the clock's time with random digits from a seed: the same seed and clock give the same ids, in rising order.
pub struct SeededIds {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    rng: StdRng,
    /// Milliseconds and number of the last id; the number keeps ids of one millisecond in order.
    last: (u64, u16),
}

impl SeededIds {
    /// Ids of `seed`, stamped with the time of `clock`.
    pub fn new(seed: u64, clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::new(State { rng: StdRng::seed_from_u64(seed), last: (0, 0) }) }
    }
}

impl Ids for SeededIds {
    fn next(&self) -> Uuid {
        let now = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.last = match state.last {
            (then, _) if now > then => (now, 0),
            (then, 0xfff) => (then + 1, 0),
            (then, number) => (then, number + 1),
        };
        let mut digits = [0; 10];
        state.rng.fill_bytes(&mut digits);
        digits[..2].copy_from_slice(&state.last.1.to_be_bytes());
        Builder::from_unix_timestamp_millis(state.last.0, &digits).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestClock;

    fn ids(seed: u64) -> Vec<Uuid> {
        let ids = SeededIds::new(seed, Arc::new(TestClock::at("2019-11-20T08:00:00+07:00")));
        (0..10_000).map(|_| ids.next()).collect()
    }

    #[test]
    fn a_seed_decides_the_ids_and_they_rise() {
        let first = ids(1);
        assert_eq!(first, ids(1));
        assert_ne!(first, ids(2));
        assert!(first.is_sorted_by(|a, b| a < b));
        assert_eq!(first[0].get_version_num(), 7);
    }
}
