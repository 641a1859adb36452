//! Corrections of who reviews and verifies, and the signature under the routing.

use evaluation_domain::policy::Action;
use evaluation_domain::{PersonId, Record, Relation, Reviewer, SheetId};
use events::{Error, Tx};
use kernel::Refusal;
use proto::evaluation::v1 as api;

use super::{Case, open_case, period};
use crate::store::{directory, periods, records, sheets};
use crate::{error, stages, wire};

pub(crate) async fn change_reviewer(
    tx: &mut Tx,
    actor: rpc::Actor,
    message: api::ChangeReviewerRequest,
) -> Result<api::ChangeReviewerResponse, Error> {
    let case = routing_case(tx, &actor, &message.record_id).await?;
    let remove: Option<PersonId> = wire::id_or_none("remove_id", &message.remove_id)?;
    let add = match wire::id_or_none("add_id", &message.add_id)? {
        None => None,
        Some(person) => {
            let relation = wire::relation(message.add_relation).ok_or_else(relation_missing)?;
            Some(reviewer(tx, &case, "add_id", person, relation).await?)
        }
    };
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = case.record.clone().change_reviewer(remove, add, &message.reason, by)?;
    Ok(api::ChangeReviewerResponse { route: Some(carry_out(tx, case, changed).await?) })
}

pub(crate) async fn correct_direct_head(
    tx: &mut Tx,
    actor: rpc::Actor,
    message: api::CorrectDirectHeadRequest,
) -> Result<api::CorrectDirectHeadResponse, Error> {
    let case = routing_case(tx, &actor, &message.record_id).await?;
    let head = reviewer(tx, &case, "person_id", wire::id("person_id", &message.person_id)?, Relation::DirectHead).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = case.record.clone().correct_direct_head(head, &message.reason, by)?;
    Ok(api::CorrectDirectHeadResponse { route: Some(carry_out(tx, case, changed).await?) })
}

pub(crate) async fn sign_routing(
    tx: &mut Tx,
    actor: rpc::Actor,
    message: api::SignRoutingRequest,
) -> Result<api::SignRoutingResponse, Error> {
    let period = period::lock(tx, &actor, &message.period_id, Action::SignRouting).await?;
    let by = directory::sign(tx.conn(), actor.person.into(), tx.now()).await?;
    let present = period.clone();
    let period = match period.sign_routing(by)? {
        Some(changed) => periods::save(tx, changed).await?,
        None => present,
    };
    Ok(api::SignRoutingResponse { period: Some(wire::period(&period)) })
}

/// The record of a correction, with its period locked before it: the signature is the period's.
async fn routing_case(tx: &Tx, actor: &rpc::Actor, record_id: &str) -> Result<Case, Error> {
    let record = records::find(tx.conn(), wire::id("record_id", record_id)?).await?.ok_or_else(error::no_record)?;
    periods::lock(tx, record.period).await?;
    open_case(tx, actor, record_id, Action::CorrectRouting).await
}

/// Somebody whom the directory knows to be at work.
async fn reviewer(tx: &Tx, case: &Case, field: &'static str, person: PersonId, relation: Relation) -> Result<Reviewer, Error> {
    let known = directory::person(tx.conn(), person).await?;
    let today = kernel::date::office_day(tx.now());
    let known = known.filter(|known| known.post_on(today).is_some() || case.record.reviewers.iter().any(|one| one.person == person));
    let known = known.ok_or_else(|| Refusal::invalid("PERSON_UNKNOWN", field, "Không tìm thấy người này đang công tác."))?;
    Ok(Reviewer { person, full_name: known.full_name, relation })
}

fn relation_missing() -> Refusal {
    Refusal::invalid("RELATION_MISSING", "add_relation", "Hãy chọn quan hệ với người được đánh giá.")
}

/// Stores the correction: sheets of who reviews no longer become void, who reviews now gets one, and the signature is gone.
async fn carry_out(tx: &mut Tx, case: Case, changed: evaluation_domain::Changed<Record>) -> Result<api::Route, Error> {
    let record = records::save(tx, changed).await?;
    if let Some(changed) = case.period.clone().routing_changed() {
        periods::save(tx, changed).await?;
    }
    if !record.is_in_review() {
        return Ok(wire::route(&record));
    }
    let handed_out = sheets::of_record(tx.conn(), record.id).await?;
    let of_round = || handed_out.iter().filter(|sheet| sheet.round == record.round);
    let reason = record.route_changes.last().map(|change| change.reason.clone()).unwrap_or_default();
    let reviews = |person: PersonId, relation| record.reviewers.iter().any(|one| one.person == person && one.relation == relation);
    let gone: Vec<SheetId> = of_round().filter(|sheet| !reviews(sheet.rater, sheet.relation)).map(|sheet| sheet.id).collect();
    for id in gone {
        let sheet = sheets::lock(tx, id).await?;
        if let Some(changed) = sheet.and_then(|sheet| sheet.void(&reason)) {
            sheets::save(tx, changed).await?;
        }
    }
    for reviewer in record.reviewers.iter().filter(|one| !case.record.reviewers.contains(one)) {
        if of_round().any(|sheet| sheet.rater == reviewer.person) {
            // One sheet a person, subject and round: theirs is void, and stays so.
            return Err(Refusal::precondition("ASKED_ALREADY", "Người này đã được lấy ý kiến trong vòng này; hãy chọn người khác.").into());
        }
        let due_on = stages::review_due(tx, &case.period);
        let changed = record.sheet_for(reviewer, due_on, tx.next_id());
        sheets::save(tx, changed).await?;
    }
    Ok(wire::route(&record))
}
