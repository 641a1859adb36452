//! A clock that moves when told.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;

/// Stands still until it is set; clones share the moment.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    /// A clock at a moment written as RFC 3339, such as `2019-11-20T08:00:00+07:00`.
    ///
    /// # Panics
    /// When the text is no moment.
    pub fn at(moment: &str) -> Self {
        Self(Arc::new(Mutex::new(parse(moment))))
    }

    /// Moves to another moment, forth or back.
    ///
    /// # Panics
    /// When the text is no moment.
    pub fn set(&self, moment: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = parse(moment);
    }

    /// Moves on by a time.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(moment: &str) -> DateTime<Utc> {
    match moment.parse() {
        Ok(moment) => moment,
        Err(error) => panic!("{moment:?} is no moment: {error}"),
    }
}
