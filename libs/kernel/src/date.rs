//! Dates as Vietnamese offices write and count them. Office time is UTC+7 all year.

use chrono::{DateTime, Datelike, FixedOffset, Months, NaiveDate, NaiveTime, TimeZone, Utc};

/// Office time: Asia/Ho_Chi_Minh, which has no summer time.
pub fn office_offset() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset")
}

/// The office day of a moment.
pub fn office_day(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&office_offset()).date_naive()
}

/// The office year of a moment.
pub fn office_year(moment: DateTime<Utc>) -> i32 {
    office_day(moment).year()
}

/// The first moment of an office day: 00:00:00.
pub fn start_of_office_day(day: NaiveDate) -> DateTime<Utc> {
    office_offset().from_local_datetime(&day.and_time(NaiveTime::MIN)).single().expect("a fixed offset has no gaps").with_timezone(&Utc)
}

/// Whether an office day is over ("hết ngày"): what may be done until a day may be done in its last instant too.
pub fn is_over(day: NaiveDate, now: DateTime<Utc>) -> bool {
    office_day(now) > day
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
        assert_eq!(start_of_office_day(day(2019, 12, 15)).to_rfc3339(), "2019-12-14T17:00:00+00:00");
    }

    #[test]
    fn a_year_and_a_day_end_with_their_last_instant() {
        let at = |moment: &str| moment.parse::<DateTime<Utc>>().unwrap();
        let (last, first) = (at("2019-12-31T23:59:59.999999999+07:00"), at("2020-01-01T00:00:00+07:00"));
        assert_eq!((office_year(last), office_year(first)), (2019, 2020));
        assert_eq!((is_over(day(2019, 12, 31), last), is_over(day(2019, 12, 31), first)), (false, true));
        assert_eq!(start_of_office_day(day(2020, 1, 1)), first);
    }
}
