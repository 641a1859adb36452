//! How far the ceiling is filled, live.

use contract::field;
use events::Error;
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::{QuotaScope, ceiling, may_audit, may_count, may_except};
use uuid::Uuid;

use super::info;
use crate::law::Law;
use crate::wire::Where;
use crate::{store, wire};

pub(crate) async fn list_quota_counts(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListQuotaCountsRequest,
    law: &Law,
) -> Result<api::ListQuotaCountsResponse, Error> {
    let page = runtime::page::<Uuid>(message.page.as_ref())?;
    let (agencies, next) = match field::id_or_none("agency_id", &message.agency_id)? {
        Some(agency) => {
            let decides = store::records::decides_in(&ctx.db, actor.person, agency).await?;
            may_count(actor, agency, decides)?;
            (vec![agency], String::new())
        }
        None => {
            may_audit(actor).or_else(|refusal| may_except(actor).map_err(|_| refusal))?;
            let agencies = store::quotas::agencies(&ctx.db, message.year, &page).await?;
            page.finish(agencies, |agency| *agency)
        }
    };
    let (mut counts, mut exceptions) = (Vec::new(), Vec::new());
    for agency in agencies {
        let exception = store::quotas::exception(&ctx.db, agency, message.year).await?;
        counts.extend(of_agency(ctx, law, agency, message.year, exception.is_some()).await?);
        exceptions.extend(exception.as_ref().map(wire::quota_exception));
    }
    Ok(api::ListQuotaCountsResponse { counts, page: info(next), exceptions })
}

async fn of_agency(ctx: &Ctx, law: &Law, agency: Uuid, year: i32, exceptional: bool) -> Result<Vec<api::QuotaCount>, Error> {
    let mut told = Vec::new();
    for (digest, groups) in store::quotas::decided(&ctx.db, agency, year, None).await? {
        let Some(pack) = law.pack_with(&ctx.db, &digest).await? else { continue };
        let everybody = (None, store::quotas::all(&groups), QuotaScope::Agency);
        let similar = groups.into_iter().map(|(group, counts)| (Some(group), counts, QuotaScope::SimilarDutyGroup));
        for (group, counts, scope) in std::iter::once(everybody).chain(similar) {
            let found = ceiling(&pack, &counts, exceptional).filter(|_| pack.rules.quota.scope.contains(&scope));
            let place = Where { agency, year, pack: &pack, group, exceptional };
            told.extend(found.map(|found| wire::quota_count(&place, &found, &counts)));
        }
    }
    Ok(told)
}
