//! What the news about a person means for what they hand over.

use events::{Error, Tx};
use kernel::date;
use proto::common::v1::Notice;
use proto::worklog::v1::NoticeRaised;
use worklog_domain::{Handover, Leaving, OpenWork, Person, PersonId, open_work};

use crate::store;

/// Opens the handover of a post that its holder leaves, or calls it off when they stay.
pub(crate) async fn follow(tx: &mut Tx, before: Option<&Person>, now: &Person) -> Result<(), Error> {
    if let (Some(post), None) = (now.post, now.last_on) {
        let known = store::handovers::lock_of(tx.conn(), now.id, post).await?;
        if let Some(changed) = known.and_then(Handover::withdraw) {
            store::save(tx, changed, now).await?;
        }
    }
    let Some((before, leaving)) = before.and_then(|before| Some((before, Leaving::seen(before, now)?))) else { return Ok(()) };
    let Some(post) = before.post else { return Ok(()) };
    if store::handovers::lock_of(tx.conn(), now.id, post).await?.is_some() {
        return Ok(());
    }
    let works = works(tx, now.id).await?;
    let Some(changed) = Handover::open(tx.next_id().into(), before, leaving, works, tx.now()) else { return Ok(()) };
    let handover = store::save(tx, changed, now).await?;
    let text = "Hãy xem danh sách việc đang mở, ghi chú từng việc và xác nhận bàn giao.";
    let told = vec![notice(tx, &handover, now.id, "Bàn giao công việc", text.to_owned())];
    tx.notify::<NoticeRaised>(&told)
}

/// What a person has open today.
pub(crate) async fn works(tx: &Tx, person: PersonId) -> Result<Vec<OpenWork>, Error> {
    let lists = store::work_lists::of_person(tx.conn(), person).await?;
    let logs = store::logs::of_person(tx.conn(), person).await?;
    Ok(open_work(&lists, &logs, date::office_day(tx.now())))
}

/// A notice about a handover.
pub(crate) fn notice(tx: &Tx, handover: &Handover, to: PersonId, title: &str, text: String) -> Notice {
    Notice {
        notice_id: tx.next_id().to_string(),
        person_id: to.to_string(),
        kind: "HANDOVER".to_owned(),
        title: title.to_owned(),
        text,
        about_kind: "HANDOVER".to_owned(),
        about_id: handover.id.to_string(),
        due_on: None,
    }
}
