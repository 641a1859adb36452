//! The soft lock: each wrong password makes the next try wait; a right one forgets them (requirement SEC-11).
//!
//! Three ladders, the steepest for who is most likely the guesser: one login from one network, one network whatever the login, one login
//! wherever from. The last is soft and passes over networks from which the person has signed in before, for anybody can climb it.

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

/// How long wrong passwords of a network are counted.
pub const COUNTED_OF_NETWORK: TimeDelta = TimeDelta::minutes(15);
/// How long wrong passwords for a login are counted, wherever they came from.
pub const COUNTED_OF_LOGIN: TimeDelta = TimeDelta::hours(1);
/// How long a network is known as one from which somebody signs in.
pub const KNOWN_FOR: TimeDelta = TimeDelta::days(90);
/// How many times as many wrong passwords a network may have before those who are known there wait too.
pub const KNOWN_HAVE_MORE: u64 = 10;

/// Whether a network has had too many wrong passwords, at `most` of them; for who has signed in there before it takes more.
pub fn is_network_locked(wrong: u64, most: u64, known: bool) -> bool {
    wrong >= if known { most.saturating_mul(KNOWN_HAVE_MORE) } else { most }
}

/// How long to wait after so many wrong passwords for a login within the hour, from wherever.
pub fn wait_after_of_login(failures: u64) -> TimeDelta {
    match failures {
        ..=19 => TimeDelta::zero(),
        20..=99 => TimeDelta::seconds(5),
        _ => TimeDelta::minutes(1),
    }
}

/// Seconds that are left to wait at `now` because of all wrong passwords for a login; 0 when the next try may come.
pub fn seconds_left_of_login(failures: u64, last_failure: Option<DateTime<Utc>>, now: DateTime<Utc>) -> i64 {
    let left = last_failure.map_or(TimeDelta::zero(), |last| last + wait_after_of_login(failures) - now);
    if left <= TimeDelta::zero() { 0 } else { left.num_seconds() + 1 }
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
    fn nobody_closes_a_login_for_everybody() {
        let failed: DateTime<Utc> = "2019-12-01T00:00:00Z".parse().unwrap();
        assert_eq!(seconds_left_of_login(19, Some(failed), failed), 0);
        assert!((5..=6).contains(&seconds_left_of_login(20, Some(failed), failed)));
        assert!(seconds_left_of_login(1_000_000, Some(failed), failed) <= 61, "never longer than a minute");
        assert_eq!(seconds_left_of_login(1_000_000, None, failed), 0);
    }

    #[test]
    fn who_signs_in_from_a_network_is_not_shut_out_as_soon_as_strangers_there() {
        assert!(is_network_locked(100, 100, false) && !is_network_locked(99, 100, false));
        assert!(!is_network_locked(999, 100, true) && is_network_locked(1_000, 100, true));
    }

    #[test]
    fn the_wait_ends() {
        let failed: DateTime<Utc> = "2019-12-01T00:00:00Z".parse().unwrap();
        assert!(seconds_left(5, failed, failed) >= 3);
        assert_eq!(seconds_left(5, failed, failed + TimeDelta::seconds(3)), 0);
        assert_eq!(seconds_left(0, failed, failed), 0);
    }
}
