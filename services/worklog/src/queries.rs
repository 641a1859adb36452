//! What people may see of work lists, logs and summaries.

mod attachment;
mod export;
mod handover;
mod reads;
mod statistics;
mod suggest;
mod work;

use ::store::Page;
use chrono::NaiveDate;
use contract::field;
use events::Error;
use kernel::date;
use proto::common::v1::PageInfo;
use proto::worklog::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;
use uuid::Uuid;
use worklog_domain::policy;
use worklog_domain::{Log, Person, PersonId, Summary, error};

use crate::{access, store, wire};

pub(crate) use attachment::get_attachment;
pub(crate) use export::export_logs;
pub(crate) use handover::{get_handover, list_handovers};
pub(crate) use reads::{READS, list_reads};
pub(crate) use statistics::get_statistics;
pub(crate) use suggest::get_suggested_entries;
pub(crate) use work::list_approved_work;

/// Key of a page of logs.
type Key = (NaiveDate, Uuid);

pub(crate) async fn get_work_list(ctx: &Ctx, actor: &Actor, message: &api::GetWorkListRequest) -> Result<api::GetWorkListResponse, Error> {
    let (person, owner) = readable(ctx, actor, &message.person_id, &message.reason).await?;
    let list = store::work_lists::find_of(&ctx.db, person, message.year).await?;
    Ok(api::GetWorkListResponse { work_list: list.map(|list| wire::work_list(&list, owner.as_ref())) })
}

pub(crate) async fn list_logs(ctx: &Ctx, actor: &Actor, message: &api::ListLogsRequest) -> Result<api::ListLogsResponse, Error> {
    let page = runtime::page::<Key>(message.page.as_ref())?;
    let (person, owner) = readable(ctx, actor, &message.person_id, &message.reason).await?;
    let drafts_too = person == actor.person.into();
    let rows = store::logs::of_year(&ctx.db, person, message.year, wire::stored_state(message.state()), drafts_too, &page).await?;
    let (logs, next_page_token) = page.finish(rows, key);
    let corrections = store::logs::corrections(&ctx.db, &logs).await?;
    let corrected_by = |log: &Log| corrections.get(&log.id).map(ToString::to_string).unwrap_or_default();
    let logs = logs.iter().map(|log| api::Log { corrected_by_log_id: corrected_by(log), ..wire::log(log, owner.as_ref()) }).collect();
    Ok(api::ListLogsResponse { logs, page: Some(PageInfo { next_page_token }) })
}

pub(crate) async fn list_pending(ctx: &Ctx, actor: &Actor, message: &api::ListPendingRequest) -> Result<api::ListPendingResponse, Error> {
    let page = runtime::page::<Key>(message.page.as_ref())?;
    let hand = store::delegations::hand(&ctx.db, PersonId(actor.person), date::office_day(ctx.now())).await?;
    let rows = store::logs::pending(&ctx.db, &hand, &page).await?;
    let (logs, next_page_token) = page.finish(rows, key);
    let lists = if page.after.is_none() { store::work_lists::pending(&ctx.db, &hand).await? } else { Vec::new() };
    let people = logs.iter().map(|log| log.person).chain(lists.iter().map(|list| list.person));
    let owners = store::people::find_many(&ctx.db, people).await?;
    Ok(api::ListPendingResponse {
        logs: logs.iter().map(|log| wire::log(log, owners.get(&log.person))).collect(),
        work_lists: lists.iter().map(|list| wire::work_list(list, owners.get(&list.person))).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

pub(crate) async fn get_work_summary(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetWorkSummaryRequest,
) -> Result<api::GetWorkSummaryResponse, Error> {
    let person = approved_readable(ctx, actor, &message.person_id, message.year, &message.reason).await?;
    let found = store::summaries::find_of(&ctx.db, person, message.year).await?;
    // Nothing handed in yet adds up to nothing: version 0, which is stored nowhere.
    let summary = found.unwrap_or_else(|| Summary::open(Uuid::nil().into(), person, message.year));
    Ok(api::GetWorkSummaryResponse { summary: Some(wire::summary(&summary)) })
}

/// The person asked for, when the actor may read their work. One's own may be read before identity announced one.
/// What is read by office is logged.
async fn readable(ctx: &Ctx, actor: &Actor, person_id: &str, reason: &str) -> Result<(PersonId, Option<Person>), Error> {
    let person = field::id_or_none("person_id", person_id)?.unwrap_or(PersonId(actor.person));
    let owner = store::people::find(&ctx.db, person).await?;
    if person != PersonId(actor.person) {
        let owner = owner.as_ref().ok_or_else(error::not_found)?;
        let hand = store::delegations::hand(&ctx.db, actor.person.into(), date::office_day(ctx.now())).await?;
        let who = hand.with(owner);
        policy::may_read(who, access::holds(actor, &access::READERS, owner), owner)?;
        let reading = policy::reading(who, access::holds(actor, &[SystemRole::Auditor], owner), owner);
        reads::log(ctx, actor, reading, owner, reason).await?;
    }
    Ok((person, owner))
}

/// As [`readable`], for what is approved of a year: whoever was asked for an opinion on that year sees it too (article 2.3), while they
/// work where they were asked: in the person's agency, or that of the head of it.
async fn approved_readable(ctx: &Ctx, actor: &Actor, person_id: &str, year: i32, reason: &str) -> Result<PersonId, Error> {
    let person = field::id_or_none("person_id", person_id)?.unwrap_or(PersonId(actor.person));
    if store::reviewers::reviews(&ctx.db, PersonId(actor.person), person, year).await? && works_with(ctx, actor, person).await? {
        return Ok(person);
    }
    Ok(readable(ctx, actor, person_id, reason).await?.0)
}

/// Whether somebody works in the agency of a person, or in that of the head of it: leaders of a district review the chairs of communes.
async fn works_with(ctx: &Ctx, actor: &Actor, person: PersonId) -> Result<bool, Error> {
    let Some(owner) = store::people::find(&ctx.db, person).await? else { return Ok(false) };
    let head = match owner.agency_head {
        Some(head) => store::people::find(&ctx.db, head).await?.and_then(|head| head.agency),
        None => None,
    };
    Ok([owner.agency, head].into_iter().flatten().any(|agency| actor.serves.contains(&agency.into())))
}

/// One page of rows that are all here; the key is how many came before.
fn cut<T>(rows: Vec<T>, page: &Page<usize>) -> (Vec<T>, String) {
    let before = page.after.unwrap_or_default();
    let numbered: Vec<_> = rows.into_iter().enumerate().skip(before).collect();
    let (numbered, token) = page.finish(numbered, |(index, _)| index + 1);
    (numbered.into_iter().map(|(_, row)| row).collect(), token)
}

fn key(log: &Log) -> Key {
    (log.starts_on, log.id.into())
}
