//! The soft lock: each wrong password makes the next try wait; a right one forgets them (requirement SEC-11).

use chrono::{DateTime, TimeDelta, Utc};

/// How long to wait after so many wrong passwords in a row.
pub fn wait_after(failures: i32) -> TimeDelta {
    match failures {
        ..=2 => TimeDelta::seconds(1),
        3..=8 => TimeDelta::seconds(3),
        9..=24 => TimeDelta::seconds(5),
        25..=99 => TimeDelta::seconds(10),
        _ => TimeDelta::days(1),
    }
}

/// Seconds that are left to wait at `now`; 0 when the next try may come.
pub fn seconds_left(failures: i32, last_failure: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    if failures == 0 {
        return 0;
    }
    let left = last_failure + wait_after(failures) - now;
    if left <= TimeDelta::zero() { 0 } else { left.num_seconds() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_gets_at_most_a_hundred_tries_a_day_quickly() {
        let mut now: DateTime<Utc> = "2019-12-01T00:00:00Z".parse().unwrap();
        let end = now + TimeDelta::days(1);
        let mut tries = 0;
        while now < end {
            tries += 1;
            now += wait_after(tries);
        }
        assert!(tries <= 130, "{tries}");
    }

    #[test]
    fn the_wait_ends() {
        let failed: DateTime<Utc> = "2019-12-01T00:00:00Z".parse().unwrap();
        assert!(seconds_left(5, failed, failed) >= 3);
        assert_eq!(seconds_left(5, failed, failed + TimeDelta::seconds(3)), 0);
        assert_eq!(seconds_left(0, failed, failed), 0);
    }
}
