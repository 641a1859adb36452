//! Results and their earlier versions.

use contract::field;
use events::Error;
use kernel::{Refusal, SmallestGroup};
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::{Pack, Record, Stage, Together, Versioned, may_know_groups, may_read_result, reading_result, together};
use uuid::Uuid;

use super::{info, reads};
use crate::law::Law;
use crate::store::reads::About;
use crate::store::results::Kept;
use crate::{store, wire};

pub(crate) async fn get_result(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetResultRequest,
    law: &Law,
) -> Result<api::GetResultResponse, Error> {
    let record = readable(ctx, actor, &message.record_id).await?;
    log(ctx, actor, &record, About::Result(record.id), &message.reason).await?;
    let kept = store::results::kept(&ctx.db, record.id, message.version).await?;
    let kept = kept.ok_or_else(not_found)?;
    if message.version != 0 && !may_see(actor, &record, &kept.result, present(ctx, &record).await?) {
        return Err(not_found().into());
    }
    Ok(api::GetResultResponse { result: Some(shown(ctx, law, actor, &record, &kept).await?) })
}

pub(crate) async fn list_result_versions(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListResultVersionsRequest,
    law: &Law,
) -> Result<api::ListResultVersionsResponse, Error> {
    let record = readable(ctx, actor, &message.record_id).await?;
    let page = runtime::page::<i64>(message.page.as_ref())?;
    log(ctx, actor, &record, About::Versions(record.id), &message.reason).await?;
    let rows = store::results::versions(&ctx.db, record.id, &page).await?;
    let (rows, next) = page.finish(rows, |kept| kept.result.version);
    let (mut results, present) = (Vec::new(), present(ctx, &record).await?);
    for kept in rows.iter().filter(|kept| may_see(actor, &record, &kept.result, present)) {
        results.push(shown(ctx, law, actor, &record, kept).await?);
    }
    Ok(api::ListResultVersionsResponse { results, page: info(next) })
}

/// Who may not know the groups sees, of the versions before the present one, those that were decided: beside the round after it, a
/// round that nobody decided on would tell what the few gave who scored again.
fn may_see(actor: &Actor, record: &Record, result: &Versioned, present: i64) -> bool {
    may_know_groups(actor, record) || result.version == present || result.computed.outcome.stage == Stage::Decided
}

/// The number of the present version; 0 when there is none.
async fn present(ctx: &Ctx, record: &Record) -> Result<i64, Error> {
    Ok(store::results::kept(&ctx.db, record.id, 0).await?.map_or(0, |kept| kept.result.version))
}

/// As this reader may see it, by the pack and the criteria set that it was computed under.
async fn shown(ctx: &Ctx, law: &Law, actor: &Actor, record: &Record, kept: &Kept) -> Result<api::Result, Error> {
    let pack = law.pack_with(&ctx.db, kept.result.computed.pack_digest.as_str()).await?;
    let result = wire::result(&kept.result, &by_all_reviewers(ctx, law, pack.as_deref(), kept).await?);
    if may_know_groups(actor, record) {
        return Ok(result);
    }
    let smallest = pack.map_or(SmallestGroup::TELLS_NOTHING, |pack| pack.rules.smallest_group());
    if actor.person != record.person && store::sheets::is_reviewed_by(&ctx.db, record.id, actor.person).await? {
        return Ok(disclosure::result_for_reviewer(result, smallest));
    }
    Ok(disclosure::result(result, smallest))
}

/// What all reviewers together gave by criterion; nothing where what it comes from is no longer there.
async fn by_all_reviewers(ctx: &Ctx, law: &Law, pack: Option<&Pack>, kept: &Kept) -> Result<Vec<Together>, Error> {
    let (Some(pack), Some(input)) = (pack, kept.input()?) else { return Ok(Vec::new()) };
    let Some(set) = law.criteria_set_with(&ctx.db, input.criteria_set.as_str()).await? else { return Ok(Vec::new()) };
    Ok(together(pack, &set, &input.read(&set)?))
}

async fn readable(ctx: &Ctx, actor: &Actor, record_id: &str) -> Result<Record, Error> {
    let id: Uuid = field::id("record_id", record_id)?;
    let record = store::records::find(&ctx.db, id).await?.ok_or_else(not_found)?;
    may_read_result(actor, &record)?;
    Ok(record)
}

async fn log(ctx: &Ctx, actor: &Actor, record: &Record, about: About, reason: &str) -> Result<(), Error> {
    let reading = reading_result(actor, record);
    reads::log(ctx, actor, reading, Some(record.agency), about, reason).await
}

fn not_found() -> Refusal {
    Refusal::not_found("kết quả đánh giá")
}
