//! When whom to remind of what waits for them (article 7.4): only who has not done it, each occasion once.

use chrono::{Days, NaiveDate};

/// What somebody has not done yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chore {
    /// To assess oneself.
    SelfAssessment,
    /// To give opinions.
    Review,
    /// To verify.
    Verify,
    /// To decide.
    Decide,
}

impl Chore {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SelfAssessment => "SELF_ASSESSMENT",
            Self::Review => "REVIEW",
            Self::Verify => "VERIFY",
            Self::Decide => "DECIDE",
        }
    }

    /// What is to be done, for so many.
    pub fn vi(self, count: i64, year: i32) -> String {
        match self {
            Self::SelfAssessment => format!("Tự đánh giá, phân loại năm {year}"),
            Self::Review => format!("Tham gia ý kiến cho {count} người (năm {year})"),
            Self::Verify => format!("Thẩm định {count} hồ sơ năm {year}"),
            Self::Decide => format!("Quyết định kết quả của {count} người năm {year}"),
        }
    }
}

/// What is left to do in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// What.
    pub chore: Chore,
    /// By how many people.
    pub people: usize,
    /// How many forms.
    pub forms: i64,
    /// Until the end of this day.
    pub until: NaiveDate,
}

impl Left {
    /// What is left, in a sentence.
    pub fn vi(&self) -> String {
        let Self { people, forms, .. } = self;
        match self.chore {
            Chore::SelfAssessment => format!("còn {people} người chưa nộp tự đánh giá"),
            Chore::Review => format!("còn {people} người chưa gửi {forms} phiếu ý kiến"),
            Chore::Verify => format!("còn {people} người chưa thẩm định {forms} hồ sơ"),
            Chore::Decide => format!("còn {people} người chưa quyết định {forms} hồ sơ"),
        }
    }
}

/// Why somebody is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// So many days are left.
    Ahead(u32),
    /// The last day is over.
    Late,
    /// An officer asked for it on this day.
    Asked(NaiveDate),
}

impl Occasion {
    /// The occasion of a day, by the days ahead on which people are reminded: the closest that has come.
    pub fn of(due_on: NaiveDate, today: NaiveDate, ahead: &[u32]) -> Option<Self> {
        if today > due_on {
            return Some(Self::Late);
        }
        let come = ahead.iter().filter(|days| today.checked_add_days(Days::new(u64::from(**days))).is_some_and(|day| day >= due_on));
        come.min().copied().map(Self::Ahead)
    }

    /// Names the occasion: who was reminded on it is not reminded on it again.
    pub fn code(self) -> String {
        match self {
            Self::Ahead(days) => format!("AHEAD_{days}"),
            Self::Late => "LATE".to_owned(),
            Self::Asked(day) => format!("ASKED_{day}"),
        }
    }

    /// Stable code of the notice.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Ahead(_) => "TASK_DUE",
            Self::Late => "TASK_LATE",
            Self::Asked(_) => "TASK_REMINDED",
        }
    }

    /// A sentence for the person.
    pub fn vi(self, due_on: NaiveDate) -> String {
        let due = due_on.format("%d/%m/%Y");
        match self {
            Self::Ahead(_) => format!("Hạn cuối: hết ngày {due}."),
            Self::Late => format!("Đã quá hạn (hết ngày {due}). Mời hoàn thành ngay."),
            Self::Asked(_) => format!("Cơ quan đề nghị hoàn thành. Hạn cuối: hết ngày {due}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_occasion_that_has_come_is_the_one() {
        let day = |day: u32| NaiveDate::from_ymd_opt(2019, 11, day).unwrap();
        let of = |today| Occasion::of(day(27), day(today), &[1, 3]);
        let wanted = [
            (23, None),
            (24, Some(Occasion::Ahead(3))),
            (25, Some(Occasion::Ahead(3))),
            (26, Some(Occasion::Ahead(1))),
            (27, Some(Occasion::Ahead(1))),
            (28, Some(Occasion::Late)),
            (30, Some(Occasion::Late)),
        ];
        for (today, occasion) in wanted {
            assert_eq!(of(today), occasion, "on the {today}th");
        }
        assert_eq!(Occasion::of(day(27), day(27), &[]), None, "nobody is reminded ahead when no days are set");
    }
}
