//! What people may see of packs, criteria sets and results.

use ::store::Page;
use events::Error;
use kernel::Refusal;
use proto::common::v1::{PageInfo, PageRequest};
use proto::scoring::v1 as api;
use rpc::Actor;
use runtime::Ctx;
use scoring_domain::may_read_result;

use crate::{store, wire};

pub(crate) async fn list_policy_packs(ctx: &Ctx, message: &api::ListPolicyPacksRequest) -> Result<api::ListPolicyPacksResponse, Error> {
    let page = page(message.page.as_ref())?;
    let rows = store::packs::list(&ctx.db, &page).await?;
    let (packs, next_page_token) = page.finish(rows, |stored| stored.pack.id.clone());
    Ok(api::ListPolicyPacksResponse { packs: packs.iter().map(wire::policy_pack).collect(), page: Some(PageInfo { next_page_token }) })
}

pub(crate) async fn list_criteria_sets(ctx: &Ctx, message: &api::ListCriteriaSetsRequest) -> Result<api::ListCriteriaSetsResponse, Error> {
    let page = page(message.page.as_ref())?;
    let rows = store::criteria_sets::list(&ctx.db, &page).await?;
    let (sets, next_page_token) = page.finish(rows, |set| set.id.clone());
    Ok(api::ListCriteriaSetsResponse {
        criteria_sets: sets.iter().map(wire::criteria_set).collect(),
        page: Some(PageInfo { next_page_token }),
    })
}

pub(crate) async fn get_criteria_set(ctx: &Ctx, message: &api::GetCriteriaSetRequest) -> Result<api::GetCriteriaSetResponse, Error> {
    let set = store::criteria_sets::find(&ctx.db, &message.criteria_set_id).await?;
    let set = set.ok_or_else(|| Refusal::not_found("bộ tiêu chí"))?;
    Ok(api::GetCriteriaSetResponse { criteria_set: Some(wire::criteria_set(&set)) })
}

pub(crate) async fn get_result(ctx: &Ctx, actor: &Actor, message: &api::GetResultRequest) -> Result<api::GetResultResponse, Error> {
    let not_found = || Refusal::not_found("kết quả đánh giá");
    let id = wire::id("record_id", &message.record_id)?;
    let record = store::records::find(&ctx.db, id).await?.ok_or_else(not_found)?;
    may_read_result(&wire::reader(actor), &record)?;
    let result = store::results::find(&ctx.db, id).await?.ok_or_else(not_found)?;
    Ok(api::GetResultResponse { result: Some(wire::result(&result)) })
}

fn page(request: Option<&PageRequest>) -> Result<Page<String>, Refusal> {
    request.map_or_else(|| Page::parse(0, ""), |request| Page::parse(request.page_size, &request.page_token))
}
