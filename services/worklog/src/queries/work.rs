//! The approved work of a person's year, grouped by what it was planned as.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::out;
use events::Error;
use kernel::text;
use proto::common::v1::PageInfo;
use proto::worklog::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use worklog_domain::{ItemId, Log, counting};

use super::{approved_readable, cut};
use crate::{store, wire};

pub(crate) async fn list_approved_work(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListApprovedWorkRequest,
) -> Result<api::ListApprovedWorkResponse, Error> {
    let page = runtime::page::<usize>(message.page.as_ref())?;
    let words = text::search_words("search", &message.search)?;
    let person = approved_readable(ctx, actor, &message.person_id, message.year, &message.reason).await?;
    let Some((from, to)) = days_of(message.year) else {
        return Ok(api::ListApprovedWorkResponse { works: Vec::new(), page: Some(PageInfo::default()) });
    };
    let list = store::work_lists::find_of(&ctx.db, person, message.year).await?;
    // In the order of the list; the edition in force names what the newest one left out.
    let items = list.iter().flat_map(|list| list.items.iter().chain(&list.in_force));
    let mut planned: BTreeMap<ItemId, (usize, &str)> = BTreeMap::new();
    for (place, item) in items.enumerate() {
        planned.entry(item.id).or_insert((place, &item.content));
    }
    let logs = store::logs::between(&ctx.db, &[person], from, to).await?;
    let approved: Vec<&Log> = counting(&logs).filter(|log| log.approval.is_approved()).collect();
    let mut found = Vec::new();
    for (log, entry) in approved.iter().flat_map(|log| log.entries.iter().map(move |entry| (log, entry))) {
        let (place, item) = entry.item.and_then(|item| planned.get(&item)).copied().unwrap_or((usize::MAX, ""));
        let all = text::fold(&format!("{} {} {item}", entry.content, entry.product));
        if words.iter().all(|word| all.contains(word.as_str())) {
            let work = api::FoundWork {
                log_id: log.id.to_string(),
                starts_on: Some(out::day(log.starts_on)),
                entry: Some(wire::entry(entry)),
                item_content: item.to_owned(),
            };
            found.push((place, work));
        }
    }
    // Stable: within a planned work by time.
    found.sort_by_key(|(place, _)| *place);
    let (works, next_page_token) = cut(found.into_iter().map(|(_, work)| work).collect(), &page);
    Ok(api::ListApprovedWorkResponse { works, page: Some(PageInfo { next_page_token }) })
}

fn days_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let sane = (1..=9999).contains(&year);
    NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31)).filter(|_| sane)
}
