//! Working days of Vietnamese offices: Mondays to Fridays, without public holidays, with the Saturdays worked instead.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;

/// The days of one year that are other than their weekday says, as `MM-DD`.
#[derive(Debug, Deserialize)]
struct Year {
    closed: Vec<String>,
    worked: Vec<String>,
}

static YEARS: LazyLock<BTreeMap<i32, Year>> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("../data/holidays.yaml")).expect("our own list of holidays, read by a test"));

/// Whether offices work on a day; nothing in a year whose holidays are not announced yet.
pub fn is_working_day(day: NaiveDate) -> Option<bool> {
    let year = YEARS.get(&day.year())?;
    let named = |days: &[String]| days.contains(&day.format("%m-%d").to_string());
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    Some(if weekend { named(&year.worked) } else { !named(&year.closed) })
}

/// The last day of a term of `days` working days that begins the day after `from`; nothing while the holidays of a year that it
/// reaches into are not announced: no term ends by a guess.
pub fn end_of_term(from: NaiveDate, days: u32) -> Option<NaiveDate> {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        day = day.checked_add_days(Days::new(1))?;
        if is_working_day(day)? {
            left -= 1;
        }
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> NaiveDate {
        iso.parse().unwrap()
    }

    #[test]
    fn five_working_days_jump_over_weekends_and_holidays() {
        let terms =
            [("2019-12-16", "2019-12-23"), ("2019-12-26", "2020-01-03"), ("2020-01-20", "2020-02-03"), ("2019-04-26", "2019-05-07")];
        for (from, to) in terms {
            assert_eq!(end_of_term(day(from), 5), Some(day(to)), "from {from}");
        }
        assert_eq!(end_of_term(day("2019-12-16"), 0), Some(day("2019-12-16")));
    }

    #[test]
    fn a_saturday_that_is_worked_counts_and_the_monday_it_stands_for_does_not() {
        assert_eq!((is_working_day(day("2019-05-04")), is_working_day(day("2019-04-29"))), (Some(true), Some(false)));
    }

    #[test]
    fn no_term_ends_in_a_year_whose_holidays_are_unknown() {
        let last = *YEARS.keys().last().unwrap();
        assert_eq!(end_of_term(day(&format!("{last}-12-29")), 5), None);
    }

    #[test]
    fn every_named_day_is_a_day_of_the_other_kind() {
        for (year, days) in YEARS.iter() {
            let weekend = |named: &String| matches!(day(&format!("{year}-{named}")).weekday(), Weekday::Sat | Weekday::Sun);
            assert!(!days.closed.iter().any(weekend), "{year}: a weekend is closed anyway");
            assert!(days.worked.iter().all(weekend), "{year}: other days are worked anyway");
            assert!(days.closed.len() >= 10, "{year}");
        }
    }
}
