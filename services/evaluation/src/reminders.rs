//! Reminders to those for whom something waits, and to nobody else (article 7.4).

use evaluation_domain::Period;
use evaluation_domain::reminder::Occasion;
use events::{Error, Tx};
use kernel::date;
use proto::common::v1::Notice;
use proto::evaluation::v1::NoticeRaised;
use runtime::Ctx;

use crate::store::periods;
use crate::store::reminders::{self, Waiting};
use crate::wire;

/// Notices that one announcement carries.
const AT_ONCE: usize = 100;

/// How many were reminded, and how many were already on this occasion.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reminded {
    pub now: i32,
    pub before: i32,
}

/// Reminds everybody whose occasion has come.
pub(crate) async fn remind(ctx: Ctx, days_ahead: Vec<u32>) -> Result<(), Error> {
    for period in periods::under_way(&ctx.db).await? {
        let mut tx = ctx.begin().await?;
        let today = date::office_day(tx.now());
        remind_each(&mut tx, &period, |waiting| Occasion::of(waiting.due_on, today, &days_ahead)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Reminds everybody of a period for whom there is an occasion, once.
pub(crate) async fn remind_each(tx: &mut Tx, period: &Period, occasion: impl Fn(&Waiting) -> Option<Occasion>) -> Result<Reminded, Error> {
    let mut reminded = Reminded::default();
    let mut notices = Vec::new();
    for waiting in reminders::waiting(tx.conn(), period).await? {
        let Some(occasion) = occasion(&waiting) else { continue };
        if reminders::note(tx, period, &waiting, &occasion.code()).await? {
            reminded.now += 1;
            notices.push(notice(tx, period, &waiting, occasion));
        } else {
            reminded.before += 1;
        }
    }
    for notices in notices.chunks(AT_ONCE) {
        let id = tx.next_id();
        tx.announce(id, 1, &NoticeRaised { notices: notices.to_vec() }).await?;
    }
    Ok(reminded)
}

fn notice(tx: &Tx, period: &Period, waiting: &Waiting, occasion: Occasion) -> Notice {
    Notice {
        notice_id: tx.next_id().to_string(),
        person_id: waiting.person.to_string(),
        kind: occasion.kind().to_owned(),
        title: waiting.chore.vi(waiting.count, period.year),
        text: occasion.vi(waiting.due_on),
        about_kind: "PERIOD".to_owned(),
        about_id: period.id.to_string(),
        due_on: wire::iso(waiting.due_on),
    }
}
