//! Packs, criteria sets, drafts and guidance.

use contract::{Word, field};
use events::Error;
use kernel::{Refusal, date};
use proto::scoring::v1 as api;
use regulation::{Actor, EmployeeGroup};
use runtime::Ctx;
use scoring_domain::{differences, may_publish, may_read_guidance};
use uuid::Uuid;

use super::info;
use crate::{store, wire};

pub(crate) async fn list_policy_packs(
    ctx: &Ctx,
    _: &Actor,
    message: &api::ListPolicyPacksRequest,
) -> Result<api::ListPolicyPacksResponse, Error> {
    let page = runtime::page::<String>(message.page.as_ref())?;
    let group = EmployeeGroup::of(message.group);
    let mut packs = store::packs::list(&ctx.db, page.after.as_deref()).await?;
    packs.retain(|stored| {
        let pack = &stored.pack;
        (message.year == 0 || pack.valid_years.contains(&message.year)) && group.is_none_or(|group| pack.groups.contains(&group))
    });
    let (packs, next) = page.finish(packs, |stored| stored.pack.id.clone());
    let year = if message.year == 0 { this_year(ctx) } else { message.year };
    Ok(api::ListPolicyPacksResponse { packs: packs.iter().map(|stored| wire::policy_pack_in(stored, year)).collect(), page: info(next) })
}

pub(crate) async fn get_policy_pack(
    ctx: &Ctx,
    _: &Actor,
    message: &api::GetPolicyPackRequest,
) -> Result<api::GetPolicyPackResponse, Error> {
    let stored = match message.digest.as_str() {
        "" => store::packs::find(&ctx.db, &message.pack_id).await?,
        digest => store::packs::with_digest(&ctx.db, digest).await?.filter(|stored| stored.pack.id == message.pack_id),
    };
    let stored = stored.ok_or_else(|| Refusal::not_found("gói chính sách"))?;
    let year = if message.year == 0 { this_year(ctx) } else { message.year };
    Ok(api::GetPolicyPackResponse { pack: Some(wire::policy_pack_told(&stored, year)) })
}

fn this_year(ctx: &Ctx) -> i32 {
    date::office_year(ctx.now())
}

pub(crate) async fn list_criteria_sets(
    ctx: &Ctx,
    _: &Actor,
    message: &api::ListCriteriaSetsRequest,
) -> Result<api::ListCriteriaSetsResponse, Error> {
    let page = runtime::page(message.page.as_ref())?;
    let rows = store::criteria_sets::list(&ctx.db, &page).await?;
    let (rows, next) = page.finish(rows, |stored| stored.set.id.clone());
    let mut sets = Vec::new();
    for stored in &rows {
        sets.push(wire::criteria_set(stored, store::records::use_set(&ctx.db, &stored.set.id).await?));
    }
    Ok(api::ListCriteriaSetsResponse { criteria_sets: sets, page: info(next) })
}

pub(crate) async fn get_criteria_set(
    ctx: &Ctx,
    _: &Actor,
    message: &api::GetCriteriaSetRequest,
) -> Result<api::GetCriteriaSetResponse, Error> {
    let stored = version(ctx, &message.criteria_set_id, message.version).await?;
    let locked = store::records::use_set(&ctx.db, &stored.set.id).await?;
    Ok(api::GetCriteriaSetResponse { criteria_set: Some(wire::criteria_set(&stored, locked)) })
}

async fn version(ctx: &Ctx, id: &str, version: i64) -> Result<store::criteria_sets::Stored, Error> {
    let stored = store::criteria_sets::find_version(&ctx.db, id, version).await?;
    Ok(stored.ok_or_else(|| Refusal::not_found("bộ tiêu chí"))?)
}

pub(crate) async fn get_criteria_set_differences(
    ctx: &Ctx,
    _: &Actor,
    message: &api::GetCriteriaSetDifferencesRequest,
) -> Result<api::GetCriteriaSetDifferencesResponse, Error> {
    let before = version(ctx, &message.before_id, message.before_version).await?.set;
    let after = version(ctx, &message.after_id, message.after_version).await?.set;
    let differences = differences(&before, &after).iter().map(wire::difference).collect();
    Ok(api::GetCriteriaSetDifferencesResponse { differences })
}

pub(crate) async fn get_criteria_set_draft(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetCriteriaSetDraftRequest,
) -> Result<api::GetCriteriaSetDraftResponse, Error> {
    may_publish(actor)?;
    let draft = store::drafts::find(&ctx.db, field::id("draft_id", &message.draft_id)?).await?;
    let draft = draft.ok_or_else(|| Refusal::not_found("bản thảo bộ tiêu chí"))?;
    Ok(api::GetCriteriaSetDraftResponse { draft: Some(wire::draft(&draft)?) })
}

pub(crate) async fn list_criteria_set_drafts(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListCriteriaSetDraftsRequest,
) -> Result<api::ListCriteriaSetDraftsResponse, Error> {
    may_publish(actor)?;
    let page = runtime::page::<Uuid>(message.page.as_ref())?;
    let rows = store::drafts::list(&ctx.db, &page).await?;
    let (rows, next) = page.finish(rows, |draft| draft.draft_id);
    let drafts = rows.iter().map(wire::draft).collect::<Result<_, _>>()?;
    Ok(api::ListCriteriaSetDraftsResponse { drafts, page: info(next) })
}

pub(crate) async fn list_guidance(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListGuidanceRequest,
) -> Result<api::ListGuidanceResponse, Error> {
    let own = store::people::agencies(&ctx.db, actor.person).await?.unwrap_or_default();
    let agency = match field::id_or_none("agency_id", &message.agency_id)? {
        Some(agency) => agency,
        None => own.first().copied().ok_or_else(|| Refusal::not_found("cơ quan của người đang xem"))?,
    };
    may_read_guidance(actor, agency, &own)?;
    let page = runtime::page(message.page.as_ref())?;
    let rows = store::guidance::list(&ctx.db, agency, &message.criteria_set_id, &page).await?;
    let (rows, next) = page.finish(rows, |guidance| guidance.code.clone());
    Ok(api::ListGuidanceResponse { guidance: rows.iter().map(wire::guidance).collect(), page: info(next) })
}
