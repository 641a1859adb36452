//! Corrections of who reviews and verifies, and the signature under the routing.

use contract::{Word, field};
use evaluation_domain::policy::Action;
use evaluation_domain::{Period, PersonId, Record, Reviewer, SheetId};
use events::{Error, Tx};
use kernel::Refusal;
use proto::evaluation::v1 as api;
use regulation::Relation;

use super::{Case, open_case, period};
use crate::store::{directory, periods, records, sheets};
use crate::{stages, wire};

pub(crate) async fn change_reviewer(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::ChangeReviewerRequest,
) -> Result<api::ChangeReviewerResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::CorrectRouting).await?;
    if message.withdraw {
        let present = case.record.clone();
        let record = match case.record.withdraw_changes() {
            Some(changed) => records::save(tx, changed).await?,
            None => present,
        };
        return Ok(api::ChangeReviewerResponse { route: Some(wire::route(&record)) });
    }
    let remove: Option<PersonId> = field::id_or_none("remove_id", &message.remove_id)?;
    let add = match field::id_or_none("add_id", &message.add_id)? {
        None => None,
        Some(person) => {
            let relation = Relation::of(message.add_relation).ok_or_else(relation_missing)?;
            Some(reviewer(tx, &case, "add_id", person, relation).await?)
        }
    };
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = case.record.change_reviewer(remove, add, &message.reason, by)?;
    Ok(api::ChangeReviewerResponse { route: Some(wire::route(&records::save(tx, changed).await?)) })
}

pub(crate) async fn correct_direct_head(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::CorrectDirectHeadRequest,
) -> Result<api::CorrectDirectHeadResponse, Error> {
    let case = open_case(tx, &actor, &message.record_id, Action::CorrectRouting).await?;
    let head = reviewer(tx, &case, "person_id", field::id("person_id", &message.person_id)?, Relation::DirectHead).await?;
    let by = directory::sign(tx.conn(), case.actor.person, tx.now()).await?;
    let changed = case.record.correct_direct_head(head, &message.reason, by)?;
    Ok(api::CorrectDirectHeadResponse { route: Some(wire::route(&records::save(tx, changed).await?)) })
}

pub(crate) async fn sign_routing(
    tx: &mut Tx,
    actor: regulation::Actor,
    message: api::SignRoutingRequest,
) -> Result<api::SignRoutingResponse, Error> {
    let period = period::lock(tx, &actor, &message.period_id, Action::SignRouting).await?;
    let by = directory::sign(tx.conn(), actor.person.into(), tx.now()).await?;
    let mut corrected = 0;
    for record in records::lock_all(tx, period.id).await? {
        let before = record.clone();
        if let Some(changed) = record.sign_changes(&by) {
            carry_out(tx, &period, &before, changed).await?;
            corrected += 1;
        }
    }
    let present = period.clone();
    let period = match period.sign_routing(corrected, by)? {
        Some(changed) => periods::save(tx, changed).await?,
        None => present,
    };
    Ok(api::SignRoutingResponse { period: Some(wire::period(&period)) })
}

/// Somebody whom the directory knows to be at work in the agency or right above it.
async fn reviewer(tx: &Tx, case: &Case, field: &'static str, person: PersonId, relation: Relation) -> Result<Reviewer, Error> {
    let known = directory::person(tx.conn(), person).await?;
    let bodies = directory::bodies_over(tx.conn(), case.period.agency).await?;
    let known = known.filter(|known| known.is_at_work_in(&bodies, kernel::date::office_day(tx.now())));
    let unknown = || Refusal::invalid("PERSON_UNKNOWN", field, "Không tìm thấy người này đang công tác tại cơ quan hoặc cơ quan cấp trên.");
    let full_name = known.ok_or_else(unknown)?.full_name;
    let handed_out = sheets::of_record(tx.conn(), case.record.id).await?;
    if handed_out.iter().any(|sheet| sheet.rater == person && sheet.round == case.record.round && case.record.is_in_review()) {
        // One sheet a person, subject and round: a void one stays so.
        return Err(Refusal::precondition("ASKED_ALREADY", "Người này đã được lấy ý kiến trong vòng này; hãy chọn người khác.").into());
    }
    Ok(Reviewer { person, full_name, relation })
}

fn relation_missing() -> Refusal {
    Refusal::invalid("RELATION_MISSING", "add_relation", "Hãy chọn quan hệ với người được đánh giá.")
}

/// Stores a signed correction: sheets of who reviews no longer become void, who reviews now gets one.
async fn carry_out(tx: &mut Tx, period: &Period, before: &Record, changed: kernel::Changed<Record>) -> Result<(), Error> {
    let record = records::save(tx, changed).await?;
    if !record.is_in_review() {
        return Ok(());
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
    let asked = |one: &&Reviewer| of_round().any(|sheet| sheet.rater == one.person);
    for reviewer in record.reviewers.iter().filter(|one| !before.reviewers.contains(one) && !asked(one)) {
        let due_on = stages::review_due(tx, period);
        let changed = record.sheet_for(reviewer, due_on, tx.next_id());
        sheets::save(tx, changed).await?;
    }
    Ok(())
}
