//! Who is to be reminded of which week, and when.

use chrono::{Datelike, Days, NaiveDate};

use crate::Cadence;

/// The Monday of the last week whose log is late on `today`.
pub fn overdue_week(today: NaiveDate, grace_days: u32) -> NaiveDate {
    // The newest week whose last day on time lies before today.
    let back = u64::from(grace_days) + 7;
    let day = today.checked_sub_days(Days::new(back)).unwrap_or(NaiveDate::MIN);
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(NaiveDate::MIN)
}

/// Which reminder is due: the greatest of `steps` (days after the last day on time) that has come.
pub fn reminder_step(today: NaiveDate, monday: NaiveDate, grace_days: u32, steps: &[u32]) -> Option<u32> {
    let late = (today - Cadence::Week.last_day(monday, grace_days)).num_days();
    steps.iter().copied().filter(|step| i64::from(*step) <= late).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_reminders_of_a_week_come_one_after_the_other() {
        let day = |day| NaiveDate::from_ymd_opt(2019, 6, day).unwrap();
        // The week of 3 June is on time until Monday 10 June.
        let step = |today| reminder_step(day(today), day(3), 1, &[1, 3]);
        assert_eq!([step(10), step(11), step(12), step(13), step(17)], [None, Some(1), Some(1), Some(3), Some(3)]);
        assert_eq!(reminder_step(day(17), day(3), 1, &[]), None);
    }

    proptest! {
        #[test]
        fn the_overdue_week_is_the_newest_that_is_late(offset in 0..3000_u64, grace in 0..10_u32) {
            let today = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap() + Days::new(offset);
            let monday = overdue_week(today, grace);
            prop_assert_eq!(monday.weekday(), chrono::Weekday::Mon);
            prop_assert!(Cadence::Week.last_day(monday, grace) < today);
            prop_assert!(Cadence::Week.last_day(monday + Days::new(7), grace) >= today);
        }
    }
}
