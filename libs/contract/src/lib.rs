//! Values of the contract as the services use them: in requests of people, where a fault is a refusal that names the field
//! ([`field`]); in events of other services, where it is an event that cannot be read ([`announced`]); and out again ([`out`]).

pub mod announced;
pub mod field;
pub mod out;
mod word;

pub use word::{Word, word_or_none};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::Points;
use prost_types::Timestamp;
use proto::common::v1 as common;
use proto::identity::v1::Post;

/// Years of a day that a calendar shows; every database and spreadsheet keeps them.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A day; nothing where there is none or none that a calendar shows.
pub fn day(day: Option<&common::Day>) -> Option<NaiveDate> {
    // chrono also reads years of six digits.
    let plain = |iso: &&str| iso.len() == 10 && iso.starts_with(|c: char| c.is_ascii_digit());
    let day: NaiveDate = day.map(|day| day.iso.as_str()).filter(plain)?.parse().ok()?;
    YEARS.contains(&day.year()).then_some(day)
}

/// A moment; nothing where there is none.
pub fn moment(at: Option<Timestamp>) -> Option<DateTime<Utc>> {
    at.and_then(|at| DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).unwrap_or_default()))
}

/// Points; nothing where nobody gave any.
pub fn points(points: Option<common::Points>) -> Option<Points> {
    points.map(|points| Points::from_hundredths(points.hundredths))
}

/// Whether a post is held on a day: neither to come nor over.
pub fn is_held(post: &Post, on: NaiveDate) -> bool {
    day(post.valid_from.as_ref()).is_none_or(|first| first <= on) && day(post.valid_to.as_ref()).is_none_or(|last| on <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(iso: &str) -> Option<NaiveDate> {
        day(Some(&common::Day { iso: iso.to_owned() }))
    }

    #[test]
    fn a_day_is_one_that_a_calendar_shows() {
        assert_eq!(of("2019-12-15"), NaiveDate::from_ymd_opt(2019, 12, 15));
        for wrong in ["", "2019-02-30", "+12019-12-15", "-2019-12-15", "0019-12-15", "2201-01-01", "15/12/2019", " 2019-12-1"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        assert_eq!(day(None), None);
    }

    #[test]
    fn what_goes_out_comes_in_again() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        assert_eq!(day(Some(&out::day(today))), Some(today));
        let now = DateTime::from_timestamp(1_764_460_800, 123_456_789).unwrap();
        assert_eq!(moment(Some(out::moment(now))), Some(now));
        assert_eq!(points(Some(out::points(Points::from_hundredths(8998)))), Some(Points::from_hundredths(8998)));
    }
}
