//! Stored results against what computing them again gives.

use contract::field;
use events::Error;
use kernel::{Digest, Reading, Refusal};
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::{Computed, StoredInput, compute, may_audit};

use super::{info, reads};
use crate::law::Law;
use crate::store;
use crate::store::reads::About;
use crate::store::results::{Kept, Key, Wanted};

pub(crate) async fn check_result(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::CheckResultRequest,
    law: &Law,
) -> Result<api::CheckResultResponse, Error> {
    may_audit(actor)?;
    let id = field::id("record_id", &message.record_id)?;
    let kept = store::results::kept(&ctx.db, id, message.version).await?.ok_or_else(|| Refusal::not_found("kết quả đánh giá"))?;
    let agency = kept.result.computed.agency;
    reads::log(ctx, actor, Reading::ByOffice, Some(agency), About::Check(id), "").await?;
    Ok(api::CheckResultResponse { check: Some(check(ctx, law, &kept).await?) })
}

pub(crate) async fn check_results(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::CheckResultsRequest,
    law: &Law,
) -> Result<api::CheckResultsResponse, Error> {
    may_audit(actor)?;
    let page = runtime::page::<Key>(message.page.as_ref())?;
    let wanted = Wanted { year: message.year, agency: None, period: None, published: false };
    let (rows, next) = page.finish(store::results::of_year(&ctx.db, &wanted, &page).await?, Key::of);
    let mut mismatches = Vec::new();
    for kept in &rows {
        mismatches.extend(Some(check(ctx, law, kept).await?).filter(|check| !check.identical));
    }
    Ok(api::CheckResultsResponse { mismatches, looked_at: i32::try_from(rows.len()).unwrap_or(i32::MAX), page: info(next) })
}

/// Computes a result again from what is kept beside it, by the very versions of pack and criteria set, and compares the bytes.
pub(crate) async fn check(ctx: &Ctx, law: &Law, kept: &Kept) -> Result<api::ResultCheck, Error> {
    let stored = &kept.result.computed;
    let recomputed = recomputed(ctx, law, kept).await?;
    let stored_digest = store::results::digest(stored);
    let kept_digest = kept.digest.clone().unwrap_or_default();
    let (recomputed, problem) = match recomputed {
        Err(problem) => (String::new(), problem),
        Ok(text) => {
            let problem = match (stored_digest == kept_digest, stored.canonical() == text) {
                (true, true) => "",
                (false, _) => "Kết quả đang lưu không còn giống kết quả lúc tính.",
                (true, false) => "Tính lại từ dữ liệu đã lưu cho kết quả khác.",
            };
            (text, problem.to_owned())
        }
    };
    let recomputed_digest = if recomputed.is_empty() { String::new() } else { Digest::of(recomputed.as_bytes()).to_string() };
    let [kept_digest, stored_digest, recomputed_digest] =
        [kept_digest, stored_digest, recomputed_digest].map(|digest| salted(kept, &digest));
    Ok(api::ResultCheck {
        record_id: stored.record.to_string(),
        version: kept.result.version,
        identical: problem.is_empty(),
        kept_digest,
        stored_digest,
        recomputed_digest,
        problem,
    })
}

/// A digest that can be compared with the others of the result, and with no guess at what the result says: what the result was
/// computed from names sheets that the reader knows nothing of, and salts it.
fn salted(kept: &Kept, digest: &str) -> String {
    match &kept.input {
        Some(input) if !digest.is_empty() => Digest::of(format!("{digest} {input}").as_bytes()).to_string(),
        Some(_) | None => String::new(),
    }
}

/// The canonical text, or why there is none.
async fn recomputed(ctx: &Ctx, law: &Law, kept: &Kept) -> Result<Result<String, String>, Error> {
    let stored = &kept.result.computed;
    let Some(text) = &kept.input else { return Ok(Err("Không lưu dữ liệu đầu vào của kết quả này.".to_owned())) };
    let Ok(input) = serde_json::from_str::<StoredInput>(text) else {
        return Ok(Err("Dữ liệu đầu vào đã lưu không đọc được.".to_owned()));
    };
    let Some(pack) = law.pack_with(&ctx.db, stored.pack_digest.as_str()).await? else {
        return Ok(Err("Không còn gói chính sách của kết quả này.".to_owned()));
    };
    let Some(set) = law.criteria_set_with(&ctx.db, input.criteria_set.as_str()).await? else {
        return Ok(Err("Không còn bộ tiêu chí của kết quả này.".to_owned()));
    };
    let outcome = input.read(&set).and_then(|input| compute(&pack, &set, &input));
    Ok(outcome.map(|outcome| Computed { outcome, ..stored.clone() }.canonical()).map_err(|refusal| refusal.message))
}
