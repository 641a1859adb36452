//! The appeal against a published result, and its answer.

use evaluation_domain::policy::Action;
use evaluation_domain::record::Ruling;
use events::{Error, Tx};
use proto::evaluation::v1 as api;

use super::{Law, open_case, seen};
use crate::store::{directory, records};
use crate::{stages, wire};

pub(crate) async fn appeal_result(
    tx: &mut Tx,
    actor: rpc::Actor,
    message: api::AppealResultRequest,
) -> Result<api::AppealResultResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Appeal).await?;
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let present = case.record.clone();
    let record = match case.record.appeal(&message.text, &policy, tx.now())? {
        Some(changed) => records::save(tx, changed).await?,
        None => present,
    };
    Ok(api::AppealResultResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn answer_appeal(
    tx: &mut Tx,
    actor: rpc::Actor,
    message: api::AnswerAppealRequest,
) -> Result<api::AnswerAppealResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Decide).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = match message.revised {
        None => case.record.uphold(&message.reason, by)?,
        Some(api::RevisedDecision { comment, decided_total, reason, confirmed_zero }) => {
            let ruling = Ruling { comment, decided_total: wire::points(decided_total), reason, confirmed_zero };
            let law = Law::of(tx.conn(), &case.record).await?;
            case.record.revise(tx.next_id().into(), ruling, &message.reason, by, &law.criteria)?
        }
    };
    let record = records::save(tx, changed).await?;
    Ok(api::AnswerAppealResponse { record: seen(tx, &record, &case.standings).await? })
}
