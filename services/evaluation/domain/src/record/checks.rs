//! What every text, total and day of a record must be, draft or not.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::{Points, Refusal};

use crate::error;

/// Longest comment or reason, in characters.
const TEXT: usize = 10_000;
/// No paper of an evaluation is older.
const EARLIEST_YEAR: i32 = 2015;

/// A text that must be there and not be endless.
pub(super) fn required(field: &'static str, what: &str, text: &str) -> Result<String, Refusal> {
    let text = kernel::text::clean_lines(text);
    if text.is_empty() {
        return Err(error::text_missing(field, what));
    }
    if text.chars().count() > TEXT {
        return Err(error::text_too_long(field, TEXT));
    }
    Ok(text)
}

/// A total between 0 and 100.
pub(super) fn total(field: &'static str, total: Option<Points>) -> Result<Option<Points>, Refusal> {
    match total {
        Some(points) if points < Points::ZERO || points > Points::whole(100) => Err(error::total_out_of_range(field)),
        other => Ok(other),
    }
}

/// A day of something that was done: not in the future, and not before anybody alive could have done it.
pub(super) fn past(field: &'static str, day: NaiveDate, now: DateTime<Utc>) -> Result<NaiveDate, Refusal> {
    if day > kernel::date::office_day(now) || day.year() < EARLIEST_YEAR {
        return Err(error::day_not_past(field, EARLIEST_YEAR));
    }
    Ok(day)
}
