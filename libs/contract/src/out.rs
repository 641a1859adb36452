//! Values on their way out.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Points;
use prost_types::Timestamp;
use proto::common::v1 as common;

/// A day.
pub fn day(day: NaiveDate) -> common::Day {
    common::Day { iso: day.to_string() }
}

/// A moment.
pub fn moment(at: DateTime<Utc>) -> Timestamp {
    Timestamp { seconds: at.timestamp(), nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default() }
}

/// Points.
pub fn points(points: Points) -> common::Points {
    common::Points { hundredths: points.hundredths() }
}
