//! The appeal against a published result, and its answer.

use evaluation_domain::policy::Action;
use evaluation_domain::record::Ruling;
use evaluation_domain::{PersonId, Record};
use events::{Error, Tx};
use proto::common::v1::Notice;
use proto::evaluation::v1 as api;

use super::{Law, open_case, seen};
use crate::stages;
use crate::store::{directory, records};

pub(crate) async fn appeal_result(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::AppealResultRequest,
) -> Result<api::AppealResultResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Appeal).await?;
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let present = case.record.clone();
    let record = match case.record.appeal(&message.text, &policy, tx.now())? {
        Some(changed) => {
            let record = records::save(tx, changed).await?;
            // Where no head decides, the higher authority finds it in its tasks.
            if let Some(decider) = record.decider {
                let title = format!("{} kiến nghị về kết quả năm {}", record.subject.full_name, record.year);
                tell(tx, &record, decider, "APPEAL_WAITS", title, "Mời đọc kiến nghị và trả lời.").await?;
            }
            record
        }
        None => present,
    };
    Ok(api::AppealResultResponse { record: seen(tx, &record, &case.standings).await? })
}

/// Puts a notice about a record into somebody's inbox.
async fn tell(tx: &mut Tx, record: &Record, whom: PersonId, kind: &str, title: String, text: &str) -> Result<(), Error> {
    let notice = Notice {
        notice_id: tx.next_id().to_string(),
        person_id: whom.to_string(),
        kind: kind.to_owned(),
        title,
        text: text.to_owned(),
        about_kind: "RECORD".to_owned(),
        about_id: record.id.to_string(),
        due_on: None,
    };
    tx.notify::<api::NoticeRaised>(&[notice])
}

pub(crate) async fn answer_appeal(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::AnswerAppealRequest,
) -> Result<api::AnswerAppealResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Decide).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = match message.revised {
        None => case.record.uphold(&message.reason, by)?,
        Some(api::RevisedDecision { comment, decided_total, reason, confirmed_zero }) => {
            let ruling = Ruling { comment, decided_total: contract::points(decided_total), reason, confirmed_zero };
            let law = Law::of(tx.conn(), &case.record).await?;
            case.record.revise(tx.next_id().into(), ruling, &message.reason, by, &law.criteria)?
        }
    };
    let record = records::save(tx, changed).await?;
    let stands = record.appeals.last().and_then(|appeal| appeal.answer.as_ref()).is_some_and(|answer| answer.upheld);
    let text = if stands {
        "Kết quả được giữ nguyên; lý do ở trang kết quả."
    } else {
        "Kết quả được quyết định lại và sẽ được công khai khi tính xong."
    };
    let title = format!("Kiến nghị về kết quả năm {} đã được trả lời", record.year);
    tell(tx, &record, record.subject.person, "APPEAL_ANSWERED", title, text).await?;
    Ok(api::AnswerAppealResponse { record: seen(tx, &record, &case.standings).await? })
}
