//! The clock and the ids of a running system.

use std::path::PathBuf;
use std::sync::Arc;

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

/// Time-ordered ids of the system's clock.
pub struct TimeIds(pub Arc<dyn Clock>);

impl Ids for TimeIds {
    fn next(&self) -> Uuid {
        let millis = u64::try_from(self.0.now().timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
    }
}
