//! Reminders to those for whom something waits, and to nobody else (article 7.4).

use contract::out;
use evaluation_domain::reminder::Occasion;
use evaluation_domain::{Period, PersonId, Record, SheetState};
use events::{Error, Tx};
use kernel::date;
use proto::common::v1::Notice;
use proto::evaluation::v1::NoticeRaised;
use runtime::Ctx;

use crate::store::reminders::{self, Waiting};
use crate::store::{periods, sheets};

/// How many were reminded, and how many were already on this occasion.
pub(crate) struct Reminded {
    pub now: usize,
    pub before: usize,
}

/// Tells those who are to score again, and by when: the person, or the reviewers of the new round.
pub(crate) async fn ask_again(tx: &mut Tx, record: &Record) -> Result<(), Error> {
    let Some(rescore) = record.rescores.last() else { return Ok(()) };
    let until = rescore.due_on.map(|day| format!(" Hạn cuối: hết ngày {}.", date::vi(day))).unwrap_or_default();
    let name = &record.subject.full_name;
    let told: Vec<(PersonId, String)> = if record.is_in_review() {
        let asked = sheets::of_record(tx.conn(), record.id).await?;
        let again = asked.iter().filter(|sheet| sheet.round == record.round && matches!(sheet.state, SheetState::Assigned));
        again.map(|sheet| (sheet.rater, format!("Chấm lại: ý kiến về {name} (năm {})", record.year))).collect()
    } else {
        vec![(record.subject.person, format!("Chấm lại: tự chấm điểm năm {}", record.year))]
    };
    let mut notices = Vec::with_capacity(told.len());
    for (person, title) in told {
        notices.push(Notice {
            notice_id: tx.next_id().to_string(),
            person_id: person.to_string(),
            kind: "RESCORE_ASKED".to_owned(),
            title,
            text: format!("{} yêu cầu chấm lại.{until}", rescore.by.full_name),
            about_kind: "PERIOD".to_owned(),
            about_id: record.period.to_string(),
            due_on: rescore.due_on.map(out::day),
        });
    }
    tx.notify::<NoticeRaised>(&notices)
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
    let waiting = reminders::waiting(tx.conn(), period).await?.into_iter();
    let asked: Vec<_> = waiting.filter_map(|waiting| occasion(&waiting).map(|occasion| (waiting, occasion))).collect();
    let asked_of = asked.len();
    let noted = reminders::note(tx, period, asked).await?;
    let notices: Vec<_> = noted.iter().map(|(waiting, occasion)| notice(tx, period, waiting, *occasion)).collect();
    tx.notify::<NoticeRaised>(&notices)?;
    Ok(Reminded { now: noted.len(), before: asked_of - noted.len() })
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
        due_on: Some(out::day(waiting.due_on)),
    }
}
