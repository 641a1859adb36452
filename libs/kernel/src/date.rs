//! Dates as Vietnamese offices write and count them. Office time is UTC+7 all year.

use chrono::{DateTime, FixedOffset, Months, NaiveDate, NaiveTime, TimeZone, Utc};

/// Office time: Asia/Ho_Chi_Minh, which has no summer time.
pub fn office_offset() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset")
}

/// The office day of a moment.
pub fn office_day(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&office_offset()).date_naive()
}

/// The last moment of an office day ("hết ngày"): 23:59:59.
pub fn end_of_office_day(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).expect("a valid time");
    office_offset().from_local_datetime(&day.and_time(last)).single().expect("a fixed offset has no gaps").with_timezone(&Utc)
}

/// Adds months; a day that the month does not have becomes its last day (31 August + 6 months is 29 February 2020).
pub fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// `15/12/2019`.
pub fn vi(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// `10:32 ngày 15/12/2019`, office time.
pub fn vi_moment(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&office_offset()).format("%H:%M ngày %d/%m/%Y").to_string()
}

/// Reads a day written day first: `1/2/2026`, `01-02-2026`, `1.2.2026`; never month first.
pub fn parse_vi(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let year: i32 = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn days_are_read_sloppily_and_day_first() {
        for text in ["1/2/2026", "01-02-2026", " 1.2.2026 "] {
            assert_eq!(parse_vi(text), Some(day(2026, 2, 1)));
        }
        for text in ["13/13/2026", "2026/02/01", "1/2", "1/2/26x", "1/2/3"] {
            assert_eq!(parse_vi(text), None, "{text}");
        }
    }

    #[test]
    fn months_clamp_to_the_end_of_short_months() {
        assert_eq!(add_months(day(2019, 8, 31), 6), day(2020, 2, 29));
    }

    #[test]
    fn the_office_day_begins_at_seven_in_the_evening_utc() {
        assert_eq!(office_day("2019-12-14T17:00:00Z".parse().unwrap()), day(2019, 12, 15));
        assert_eq!(end_of_office_day(day(2019, 12, 15)).to_rfc3339(), "2019-12-15T16:59:59+00:00");
    }
}
