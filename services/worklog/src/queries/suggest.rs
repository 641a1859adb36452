//! What a log may begin with: the log before, and work that recurs.

use chrono::Datelike;
use contract::field;
use events::Error;
use proto::worklog::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use worklog_domain::{Entry, ItemId, PersonId};

use crate::{store, wire};

pub(crate) async fn get_suggested_entries(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetSuggestedEntriesRequest,
) -> Result<api::GetSuggestedEntriesResponse, Error> {
    let (cadence, starts_on) = (wire::cadence(message.cadence)?, field::day("starts_on", message.starts_on.as_ref())?);
    let person = PersonId(actor.person);
    let list = store::work_lists::find_of(&ctx.db, person, starts_on.year()).await?;
    let known: Vec<ItemId> = list.as_ref().map(|list| list.known_items().collect()).unwrap_or_default();
    let last = store::logs::before(&ctx.db, person, cadence, starts_on).await?;
    let items = list.iter().flat_map(|list| &list.items).filter(|item| item.recurs_in(starts_on));
    Ok(api::GetSuggestedEntriesResponse {
        last: last.iter().flat_map(|log| &log.entries).map(|entry| wire::entry(&entry.again(&known))).collect(),
        recurring: items.map(|item| wire::entry(&Entry::blank(item.content.clone(), Some(item.id)))).collect(),
    })
}
