//! Steps back: reopening a self-assessment, returning a verification, taking a decision back, finding that somebody is not evaluated.

use evaluation_domain::policy::Action;
use events::{Error, Tx};
use proto::evaluation::v1 as api;

use super::{open_case, seen};
use crate::store::{directory, records};
use crate::wire;

pub(crate) async fn reopen_self(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::ReopenSelfRequest,
) -> Result<api::ReopenSelfResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::StepBack).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let record = records::save(tx, case.record.reopen_self(&message.reason, by)?).await?;
    Ok(api::ReopenSelfResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn exclude_record(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::ExcludeRecordRequest,
) -> Result<api::ExcludeRecordResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::StepBack).await?;
    let why = wire::not_evaluated_reason(&message.not_evaluated_reason)?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let record = records::save(tx, case.record.exclude(why, &message.reason, by)?).await?;
    Ok(api::ExcludeRecordResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn return_to_direct_head(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::ReturnToDirectHeadRequest,
) -> Result<api::ReturnToDirectHeadResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Decide).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let record = records::save(tx, case.record.return_to_direct_head(&message.reason, by, case.period.stage)?).await?;
    Ok(api::ReturnToDirectHeadResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn withdraw_decision(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::WithdrawDecisionRequest,
) -> Result<api::WithdrawDecisionResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Decide).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let record = records::save(tx, case.record.withdraw_decision(&message.reason, by, case.period.stage)?).await?;
    Ok(api::WithdrawDecisionResponse { record: seen(tx, &record, &case.standings).await? })
}
