//! What people are told, and the daily mail that tells it once more (section 7.3 of the handbook).

use std::fmt::Write;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use kernel::date;
use serde::{Deserialize, Serialize};

use crate::{NoticeId, PersonId};

/// Something that a person should know or do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id; the same id is told once.
    pub id: NoticeId,
    /// Whom to tell.
    pub person: PersonId,
    /// Stable code of the occasion.
    pub kind: String,
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub text: String,
    /// What it is about, such as `RECORD`; empty when there is nothing to open.
    pub about_kind: String,
    /// Its id there.
    pub about_id: String,
    /// Last day to do it.
    pub due_on: Option<NaiveDate>,
}

/// The moment that parts the daily mail of this day from that of the next: `at` o'clock of office time, today or yesterday.
pub fn digest_moment(now: DateTime<Utc>, at: NaiveTime) -> DateTime<Utc> {
    let today = date::office_offset().from_local_datetime(&date::office_day(now).and_time(at)).single();
    let today = today.expect("a fixed offset has no gaps").with_timezone(&Utc);
    if today <= now { today } else { today - TimeDelta::days(1) }
}

/// Subject and text of the mail for one person. Titles only: what stands behind them is read after signing in.
pub fn digest(full_name: &str, notices: &[Notice], portal_url: &str) -> (String, String) {
    let subject = match notices {
        [only] => only.title.clone(),
        several => format!("Công Tâm: {} việc cần biết", several.len()),
    };
    let mut body = format!("Kính gửi {full_name},\n\n");
    for notice in notices {
        let _ = write!(body, "- {}", notice.title);
        if let Some(due) = notice.due_on {
            let _ = write!(body, " (hết ngày {})", date::vi(due));
        }
        body.push('\n');
    }
    let _ = write!(body, "\nMời đăng nhập để xem và thực hiện:\n{portal_url}\n\nThư tự động, xin không trả lời.\n");
    (subject, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_mail_of_a_day_begins_at_its_hour_of_office_time() {
        let seven = NaiveTime::from_hms_opt(7, 0, 0).unwrap();
        assert_eq!(digest_moment(at("2019-12-05T00:00:00Z"), seven), at("2019-12-05T00:00:00Z"), "07:00 in the office");
        assert_eq!(digest_moment(at("2019-12-04T23:59:59Z"), seven), at("2019-12-04T00:00:00Z"));
        assert_eq!(digest_moment(at("2019-12-05T16:00:00Z"), seven), at("2019-12-05T00:00:00Z"));
    }

    #[test]
    fn the_mail_names_what_is_to_be_done_and_until_when_and_nothing_more() {
        let notice = |title: &str, due_on| Notice {
            id: NoticeId(uuid::Uuid::from_u128(1)),
            person: PersonId(uuid::Uuid::from_u128(2)),
            kind: "TASK_LATE".to_owned(),
            title: title.to_owned(),
            text: "Bà Nguyễn Thị An".to_owned(),
            about_kind: String::new(),
            about_id: String::new(),
            due_on,
        };
        let due = NaiveDate::from_ymd_opt(2019, 12, 3);
        let (subject, body) = digest("Lê Văn Đức", &[notice("Tự chấm điểm", due), notice("Góp ý", None)], "https://congtam.test");
        assert_eq!(subject, "Công Tâm: 2 việc cần biết");
        assert!(body.contains("- Tự chấm điểm (hết ngày 03/12/2019)\n- Góp ý\n"), "{body}");
        assert!(!body.contains("Nguyễn Thị An"), "{body}");
    }
}
