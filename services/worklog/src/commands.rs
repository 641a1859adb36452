//! One file a verb: load, authorize, decide, save.

mod approve_logs;
mod approve_work_list;
mod attach_file;
mod confirm_handover;
mod correct_log;
mod decide_delay;
mod import_logs;
mod name_receiver;
mod remind_late;
mod return_handover;
mod return_log;
mod return_work_list;
mod save_log;
mod submit_log;
mod submit_work_list;

use events::{Error, Tx};
use kernel::date;
use regulation::Actor;
use uuid::Uuid;
use worklog_domain::policy::{self, Action};
use worklog_domain::{Handover, HandoverId, Log, LogId, Person, PersonId, Signature, WorkList, WorkListId, error};

use crate::{store, wire};

pub(crate) use approve_logs::approve_logs;
pub(crate) use approve_work_list::approve_work_list;
pub(crate) use attach_file::{attach_file, remove_attachment};
pub(crate) use confirm_handover::confirm_handover;
pub(crate) use correct_log::correct_log;
pub(crate) use decide_delay::decide_delay;
pub(crate) use import_logs::import_logs;
pub(crate) use name_receiver::name_receiver;
pub(crate) use remind_late::remind_late;
pub(crate) use return_handover::return_handover;
pub(crate) use return_log::return_log;
pub(crate) use return_work_list::return_work_list;
pub(crate) use save_log::save_log;
pub(crate) use submit_log::submit_log;
pub(crate) use submit_work_list::submit_work_list;

/// The signed-in person, known here by what identity announced.
async fn signed_in(tx: &Tx, actor: &Actor) -> Result<Person, Error> {
    store::people::find(tx.conn(), actor.person.into()).await?.ok_or_else(|| error::person_unknown().into())
}

/// The person whose work it is; it exists only because identity announced them.
async fn owner(tx: &Tx, person: PersonId) -> Result<Person, Error> {
    store::people::find(tx.conn(), person).await?.ok_or_else(|| error::not_found().into())
}

async fn work_list(tx: &Tx, id: WorkListId) -> Result<(WorkList, Person), Error> {
    let list = store::work_lists::lock(tx.conn(), id).await?.ok_or_else(error::not_found)?;
    let owner = owner(tx, list.person).await?;
    Ok((list, owner))
}

async fn log(tx: &Tx, id: LogId) -> Result<(Log, Person), Error> {
    let log = store::logs::lock(tx.conn(), &[id]).await?.pop().ok_or_else(error::not_found)?;
    let owner = owner(tx, log.person).await?;
    Ok((log, owner))
}

async fn handover(tx: &Tx, id: HandoverId) -> Result<(Handover, Person), Error> {
    let handover = store::handovers::lock(tx.conn(), id).await?.ok_or_else(error::handover_not_found)?;
    let giver = owner(tx, handover.giver).await?;
    Ok((handover, giver))
}

/// A handover as its sides are told of it.
async fn told(tx: &Tx, handover: &Handover) -> Result<proto::worklog::v1::Handover, Error> {
    let people = store::people::find_many(tx.conn(), wire::sides(handover)).await?;
    Ok(wire::handover(handover, &people))
}

/// Checks that the actor decides on the work of `owner`: as their head, or for a head who is away.
async fn may_decide(tx: &Tx, actor: &Actor, owner: &Person) -> Result<(), Error> {
    let hand = store::delegations::hand(tx.conn(), actor.person.into(), date::office_day(tx.now())).await?;
    Ok(policy::may(hand.with(owner), Action::Decide, owner)?)
}

/// The signature of the signed-in person, who has passed the policy and so is somebody's head.
async fn signature(tx: &Tx, actor: &Actor) -> Result<Signature, Error> {
    Ok(Signature::of(&signed_in(tx, actor).await?, tx.now()))
}

/// A new id of any kind.
fn fresh<T: From<Uuid>>(tx: &Tx) -> T {
    tx.next_id().into()
}

/// Brings the summary of one person and year up to date with their logs.
async fn summarise(tx: &mut Tx, owner: &Person, year: i32) -> Result<(), Error> {
    let summary = store::summaries::lock_or_open(tx, owner.id, year).await?;
    let tally = store::logs::tally(tx.conn(), owner.id, year).await?;
    match summary.update(tally) {
        Some(changed) => store::save(tx, changed, owner).await.map(drop),
        None => Ok(()),
    }
}

/// Keeps what waits for approval when nobody is left above `owner` to approve it.
pub(crate) async fn leave_alone(tx: &mut Tx, owner: &Person) -> Result<(), Error> {
    if !owner.has_no_superior() {
        return Ok(());
    }
    for waiting in store::work_lists::lock_waiting(tx.conn(), owner.id).await? {
        if let Some(changed) = waiting.left_alone(owner, tx.now()) {
            store::save(tx, changed, owner).await?;
        }
    }
    for waiting in store::logs::lock_waiting(tx.conn(), owner.id).await? {
        let step = Ok(waiting.clone().left_alone(owner, tx.now()));
        settle(tx, waiting, step, owner).await?;
    }
    Ok(())
}

/// Saves one log of `owner`, if there is a change, and what follows from it.
async fn settle(tx: &mut Tx, present: Log, step: worklog_domain::Step<Log>, owner: &Person) -> Result<Log, Error> {
    let Some(changed) = step? else { return Ok(present) };
    let log = store::save(tx, changed, owner).await?;
    if !log.approval.is_draft() {
        summarise(tx, owner, log.year()).await?;
    }
    Ok(log)
}
