//! The clock and the ids of a running system.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, Ids};
use uuid::Uuid;

/// The system's clock; in a rehearsal, moved by the seconds written in a file.
pub struct SystemClock {
    offset_file: Option<PathBuf>,
}

impl SystemClock {
    /// The real time, or the real time plus what `offset_file` says each time it is asked.
    pub fn new(offset_file: Option<PathBuf>) -> Self {
        Self { offset_file }
    }

    fn offset(&self) -> TimeDelta {
        let text = self.offset_file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        text.and_then(|text| text.trim().parse().ok()).and_then(TimeDelta::try_seconds).unwrap_or_default()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        self.outside() + self.offset()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the Clock")]
    fn outside(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Time-ordered ids of the system's clock, each above the last one of this process.
pub struct TimeIds {
    clock: Arc<dyn Clock>,
    /// Milliseconds and, in the last 12 bits, which id of them.
    last: AtomicU64,
}

impl TimeIds {
    /// Ids stamped with the time of `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, last: AtomicU64::new(0) }
    }
}

impl Ids for TimeIds {
    fn next(&self) -> Uuid {
        let now = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default() << 12;
        let above = |last: u64| now.max(last + 1);
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(above(last)));
        let stamp = above(last.unwrap_or_else(|last| last));
        let [.., high, low] = (stamp & 0xfff).to_be_bytes();
        let mut digits: [u8; 10] = rand::random();
        (digits[0], digits[1]) = (high, low);
        uuid::Builder::from_unix_timestamp_millis(stamp >> 12, &digits).into_uuid()
    }
}
