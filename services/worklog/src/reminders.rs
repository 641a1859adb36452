//! Reminding those whose log of the last week that is over is missing, and nobody else.

use std::time::Duration;

use chrono::NaiveDate;
use events::{Error, Tx};
use kernel::date;
use proto::common::v1::Notice;
use proto::worklog::v1::NoticeRaised;
use runtime::Ctx;
use worklog_domain::{Cadence, PersonId, overdue_week, reminder_step};

use crate::{Config, store};

/// How often the job looks.
pub(crate) const EVERY: Duration = Duration::from_secs(10);

/// People who are reminded in one transaction.
const PEOPLE_AT_ONCE: u64 = 500;

/// Reminds everybody with a work list who is late, once at each configured number of days.
pub(crate) async fn job(ctx: Ctx, config: Config) -> Result<(), Error> {
    let today = date::office_day(ctx.now());
    let monday = overdue_week(today, config.grace_days);
    let Some(step) = reminder_step(today, monday, config.grace_days, &config.reminder_days) else { return Ok(()) };
    let occasion = format!("{monday}/{step}");
    loop {
        let mut tx = ctx.begin().await?;
        let late = store::reminders::late_unreminded(tx.conn(), monday, &occasion, PEOPLE_AT_ONCE).await?;
        if late.is_empty() {
            return Ok(());
        }
        let noted = store::reminders::note(&tx, &late, &occasion).await?;
        let notices: Vec<_> = noted.into_iter().map(|person| notice(&tx, person, monday)).collect();
        tx.notify::<NoticeRaised>(&notices)?;
        tx.commit().await?;
    }
}

pub(crate) fn notice(tx: &Tx, person: PersonId, monday: NaiveDate) -> Notice {
    let (first, last) = Cadence::Week.days(monday);
    Notice {
        notice_id: tx.next_id().to_string(),
        person_id: person.to_string(),
        kind: "LOG_LATE".to_owned(),
        title: "Chưa trình bảng kê công việc".to_owned(),
        text: format!("Bảng kê công việc tuần từ {} đến {} đã quá hạn mà chưa trình.", date::vi(first), date::vi(last)),
        ..Notice::default()
    }
}
