//! The heads' part: verification, scoring again, the decision.

use evaluation_domain::State;
use evaluation_domain::policy::Action;
use events::{Error, Tx};
use proto::evaluation::v1 as api;

use super::{Law, open_case, seen};
use crate::store::{directory, records, results, sheets};
use crate::{access, error, stages, wire};

pub(crate) async fn verify(tx: &mut Tx, actor: rpc::Actor, message: api::VerifyRequest) -> Result<api::VerifyResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Verify).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let present = case.record.clone();
    let record = match case.record.verify(&message.comment, wire::points(message.proposed_total), by, case.period.stage)? {
        Some(changed) => records::save(tx, changed).await?,
        None => present,
    };
    Ok(api::VerifyResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn ask_rescore(tx: &mut Tx, actor: rpc::Actor, message: api::AskRescoreRequest) -> Result<api::AskRescoreResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::ReadRecord).await?;
    // Before verification it is the direct head's to ask, where there is one; after it, the decider's.
    let before = matches!(case.record.state, State::MinutesReady { .. }) && case.record.direct_head.is_some();
    let action = if before { Action::Verify } else { Action::Decide };
    access::check(action, Action::ReadRecord, &case.standings, error::no_record)?;
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let earlier = sheets::of_record(tx.conn(), case.record.id).await?;
    let scope = wire::rescore_scope(message.scope)?;
    let changed = case.record.ask_rescore(scope, &message.reason, by, &earlier, &policy, case.period.stage)?;
    let record = records::save(tx, changed).await?;
    if record.is_in_review() {
        stages::assign(tx, &record, &earlier, &case.period).await?;
    }
    Ok(api::AskRescoreResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn decide(tx: &mut Tx, actor: rpc::Actor, message: api::DecideRequest) -> Result<api::DecideResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Decide).await?;
    let law = Law::of(tx.conn(), &case.record).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let id = tx.next_id().into();
    let present = case.record.clone();
    let scored = results::of(tx.conn(), [case.record.id]).await?.remove(&case.record.id).and_then(|scored| scored.outcome.total);
    let record = match case.record.decide(id, wire::ruling(message), by, &law.criteria, scored, case.period.stage)? {
        Some(changed) => records::save(tx, changed).await?,
        None => present,
    };
    Ok(api::DecideResponse { record: seen(tx, &record, &case.standings).await? })
}
