//! How late an agency is with its year.

use chrono::NaiveDate;

use crate::{Period, Stage};

/// What is still to be done, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Self-assessments that are not submitted.
    pub own: i64,
    /// Opinions that are not given.
    pub opinions: i64,
    /// Records that nobody has verified.
    pub verifications: i64,
    /// Records that nobody has decided on.
    pub decisions: i64,
}

/// What has missed its last day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// How many self-assessments, opinions, verifications and decisions.
    pub pieces: i64,
    /// Days since the earliest last day that was missed.
    pub days: i64,
}

/// What of a period has missed its last day. A period that has not come as far as a missed day asks is late with nothing to count.
pub fn overdue(period: &Period, left: &Left, today: NaiveDate) -> Overdue {
    let last = &period.deadlines;
    let to_do = [
        (last.self_by, left.own, period.stage < Stage::SelfOpen),
        (last.review_by, left.opinions, period.stage < Stage::Review360Open),
        (last.verify_by, left.verifications, period.stage < Stage::DirectReview),
        (last.decide_by, left.decisions, period.stage < Stage::Decision),
        (last.publish_by, 0, period.stage < Stage::Published),
    ];
    let missed = to_do.into_iter().filter(|(by, open, behind)| *by < today && (*open > 0 || *behind));
    let (pieces, first) = missed.fold((0, today), |(pieces, first), (by, open, _)| (pieces + open, first.min(by)));
    Overdue { pieces, days: (today - first).num_days() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::NewPeriod;
    use crate::{Deadlines, period};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(stage: Stage) -> Period {
        let deadlines = Deadlines {
            self_by: day("2019-11-27"),
            review_by: day("2019-12-03"),
            verify_by: day("2019-12-06"),
            decide_by: day("2019-12-12"),
            publish_by: day("2019-12-15"),
        };
        let new = NewPeriod {
            id: uuid::Uuid::from_u128(1).into(),
            agency: uuid::Uuid::from_u128(2).into(),
            agency_name: "Sở Nội vụ".to_owned(),
            abbreviation: "SNV".to_owned(),
            year: 2019,
            pack_id: "QT-2019".to_owned(),
            pack_digest: String::new(),
            group_packs: crate::law::GroupPacks::new(),
            deadlines,
            special_duty: false,
            publish_to_colleagues: true,
        };
        Period { stage, ..period::planned(new) }
    }

    #[test]
    fn a_last_day_is_missed_on_the_day_after_and_only_by_what_is_left() {
        let left = Left { own: 2, opinions: 5, ..Left::default() };
        let late = |day_: &str| overdue(&at(Stage::Review360Open), &left, day(day_));
        assert_eq!(late("2019-11-27"), Overdue::default());
        assert_eq!(late("2019-11-28"), Overdue { pieces: 2, days: 1 });
        assert_eq!(late("2019-12-04"), Overdue { pieces: 7, days: 7 });
        let done = overdue(&at(Stage::Review360Open), &Left::default(), day("2019-12-04"));
        assert_eq!(done, Overdue::default());
    }

    #[test]
    fn a_period_that_has_not_come_so_far_is_late_though_nothing_can_be_counted() {
        let late = |stage, day_: &str| overdue(&at(stage), &Left::default(), day(day_));
        assert_eq!(late(Stage::Logging, "2019-11-29"), Overdue { pieces: 0, days: 2 });
        assert_eq!(late(Stage::Decision, "2019-12-15").days, 0);
        assert_eq!(late(Stage::Decision, "2019-12-20").days, 5);
        assert_eq!(late(Stage::Published, "2020-01-20").days, 0);
    }
}
