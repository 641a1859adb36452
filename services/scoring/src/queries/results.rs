//! Results and their earlier versions.

use events::Error;
use kernel::Refusal;
use proto::scoring::v1 as api;
use rpc::Actor;
use runtime::Ctx;
use scoring_domain::{Computed, Record, Stage, Versioned, may_know_groups, may_read_result, reading_result};
use uuid::Uuid;

use super::{info, page, reads};
use crate::law::Law;
use crate::store::reads::About;
use crate::{store, wire};

pub(crate) async fn get_result(
    ctx: &Ctx,
    law: &Law,
    actor: &Actor,
    message: &api::GetResultRequest,
) -> Result<api::GetResultResponse, Error> {
    let record = readable(ctx, actor, &message.record_id).await?;
    log(ctx, actor, &record, About::Result(record.id), &message.reason).await?;
    let kept = store::results::kept(&ctx.db, record.id, message.version).await?;
    let result = kept.map(|kept| kept.result).filter(|result| message.version == 0 || may_see(actor, &record, result));
    let result = shown(ctx, law, actor, &record, result.ok_or_else(not_found)?).await?;
    Ok(api::GetResultResponse { result: Some(wire::result(&result)) })
}

pub(crate) async fn list_result_versions(
    ctx: &Ctx,
    law: &Law,
    actor: &Actor,
    message: &api::ListResultVersionsRequest,
) -> Result<api::ListResultVersionsResponse, Error> {
    let record = readable(ctx, actor, &message.record_id).await?;
    let page = page::<i64>(message.page.as_ref())?;
    log(ctx, actor, &record, About::Versions(record.id), &message.reason).await?;
    let rows = store::results::versions(&ctx.db, record.id, &page).await?;
    let (rows, next) = page.finish(rows, |result| result.version);
    let mut results = Vec::new();
    for result in rows.into_iter().filter(|result| may_see(actor, &record, result)) {
        results.push(wire::result(&shown(ctx, law, actor, &record, result).await?));
    }
    Ok(api::ListResultVersionsResponse { results, page: info(next) })
}

/// People see of their own earlier versions those that were decided; what heads looked at before the decision is theirs.
fn may_see(actor: &Actor, record: &Record, result: &Versioned) -> bool {
    actor.person != record.person || result.computed.outcome.stage == Stage::Decided
}

/// As this reader may see it, by the pack that it was computed under.
async fn shown(ctx: &Ctx, law: &Law, actor: &Actor, record: &Record, result: Versioned) -> Result<Versioned, Error> {
    if may_know_groups(&wire::reader(actor), record) {
        return Ok(result);
    }
    let Versioned { version, computed } = result;
    let pack = law.pack_with(&ctx.db, &computed.pack_digest.to_string()).await?;
    // Without the pack nobody knows how small is too small.
    let min_group = pack.map_or(u32::MAX, |pack| pack.rules.min_group());
    Ok(Versioned { version, computed: Computed { outcome: computed.outcome.clone().without_small_groups(min_group), ..computed } })
}

async fn readable(ctx: &Ctx, actor: &Actor, record_id: &str) -> Result<Record, Error> {
    let id: Uuid = wire::id("record_id", record_id)?;
    let record = store::records::find(&ctx.db, id).await?.ok_or_else(not_found)?;
    may_read_result(&wire::reader(actor), &record)?;
    Ok(record)
}

async fn log(ctx: &Ctx, actor: &Actor, record: &Record, about: About, reason: &str) -> Result<(), Error> {
    let reading = reading_result(&wire::reader(actor), record);
    reads::log(ctx, actor, reading, Some(record.agency), about, reason).await
}

fn not_found() -> Refusal {
    Refusal::not_found("kết quả đánh giá")
}
