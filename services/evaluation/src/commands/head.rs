//! The heads' part: verification, scoring again, the decision.

use evaluation_domain::policy::{Action, may};
use evaluation_domain::{Record, RecordId, State};
use events::{Error, Tx};
use kernel::{Changed, Points, Version};
use proto::evaluation::v1 as api;

use super::{Law, open_case, seen};
use crate::store::{directory, records, results, sheets};
use crate::{reminders, stages, wire};

pub(crate) async fn verify(tx: &mut Tx, actor: regulation::Actor, message: api::VerifyRequest) -> Result<api::VerifyResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Verify).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let scored = scored(tx, case.record.id).await?;
    let present = case.record.clone();
    let expected = message.expected_version;
    let changed = case.record.verify(wire::opinion(message), by, scored, &policy, case.period.stage)?;
    let record = keep(tx, present, expected, changed).await?;
    Ok(api::VerifyResponse { record: seen(tx, &record, &case.standings).await? })
}

/// Saves what changed of what the head has read; the present state where the same was said again.
async fn keep(tx: &mut Tx, present: Record, read: Version, changed: Option<Changed<Record>>) -> Result<Record, Error> {
    let Some(changed) = changed else { return Ok(present) };
    present.is_still(read)?;
    records::save(tx, changed).await
}

/// The total that scoring computed, if it could.
async fn scored(tx: &Tx, record: RecordId) -> Result<Option<Points>, Error> {
    Ok(results::of(tx.conn(), [record]).await?.remove(&record).and_then(|scored| scored.outcome.total))
}

pub(crate) async fn ask_rescore(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::AskRescoreRequest,
) -> Result<api::AskRescoreResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::ReadRecord).await?;
    // Before verification it is the direct head's to ask, where there is one; after it, the decider's. At other times neither can,
    // which is not for want of a right.
    let turns: &[Action] = match case.record.state {
        State::MinutesReady { .. } if case.record.direct_head.is_some() => &[Action::Verify],
        State::MinutesReady { .. } | State::DirectReviewed { .. } => &[Action::Decide],
        _ => &[Action::Verify, Action::Decide],
    };
    if !turns.iter().any(|action| may(*action, &case.standings)) {
        return Err(evaluation_domain::error::forbidden().into());
    }
    let policy = stages::pack_of(tx.conn(), &case.record.pack_id).await?.policy;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let earlier = sheets::of_record(tx.conn(), case.record.id).await?;
    let scope = wire::rescore_scope(message.scope)?;
    let due_on = stages::review_due(tx, &case.period);
    let changed = case.record.ask_rescore((scope, due_on), &message.reason, by, &earlier, &policy, case.period.stage)?;
    let record = records::save(tx, changed).await?;
    if record.is_in_review() {
        stages::assign(tx, &record, &earlier, &case.period).await?;
    }
    reminders::ask_again(tx, &record).await?;
    Ok(api::AskRescoreResponse { record: seen(tx, &record, &case.standings).await? })
}

pub(crate) async fn decide(tx: &mut Tx, actor: regulation::Actor, message: api::DecideRequest) -> Result<api::DecideResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::Decide).await?;
    let law = Law::of(tx.conn(), &case.record).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let id = tx.next_id().into();
    let present = case.record.clone();
    let expected = message.expected_version;
    let scored = scored(tx, case.record.id).await?;
    let changed = case.record.decide(id, wire::ruling(message), by, &law.criteria, scored, case.period.stage)?;
    let record = keep(tx, present, expected, changed).await?;
    Ok(api::DecideResponse { record: seen(tx, &record, &case.standings).await? })
}
