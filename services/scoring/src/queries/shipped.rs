//! The law that comes with the product, and which law is proposed for a year.

use events::Error;
use proto::scoring::v1 as api;
use regulation::{Actor, EmployeeGroup};
use runtime::Ctx;
use scoring_domain::shipped::{self, Law};
use scoring_domain::{Pack, may_publish, proposed};

use super::info;
use crate::{store, wire};

pub(crate) async fn list_shipped_law(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListShippedLawRequest,
) -> Result<api::ListShippedLawResponse, Error> {
    may_publish(actor)?;
    let page = runtime::page::<usize>(message.page.as_ref())?;
    let first = page.after.map_or(0, |last| last + 1);
    let documents = shipped::documents()?;
    let mut laws = Vec::new();
    for (place, document) in documents.iter().enumerate().skip(first) {
        let (digest, in_force) = match &document.law {
            Law::CriteriaSet(set) => (&set.digest, store::criteria_sets::digest(&ctx.db, &set.id).await?),
            Law::Pack(pack) => {
                let stored = store::packs::find(&ctx.db, &pack.id).await?;
                (&pack.digest, stored.map(|stored| stored.pack.digest.to_string()))
            }
        };
        let state = match in_force {
            None => api::ShippedState::NotPublished,
            Some(published) if published == digest.as_str() => api::ShippedState::InForce,
            Some(_) => api::ShippedState::OtherInForce,
        };
        laws.push((place, wire::shipped_law(document, state)));
    }
    let (laws, next) = page.finish(laws, |(place, _)| *place);
    Ok(api::ListShippedLawResponse { laws: laws.into_iter().map(|(_, law)| law).collect(), page: info(next) })
}

pub(crate) async fn get_law_of_year(ctx: &Ctx, _: &Actor, message: &api::GetLawOfYearRequest) -> Result<api::GetLawOfYearResponse, Error> {
    let published: Vec<Pack> = store::packs::list(&ctx.db, None).await?.into_iter().map(|stored| stored.pack).collect();
    let shipped = shipped::packs()?;
    let of = |group: EmployeeGroup| {
        let law = proposed(&published, message.year, group);
        wire::group_law(group, law.or_else(|| proposed(&shipped, message.year, group)), law.is_some())
    };
    Ok(api::GetLawOfYearResponse { groups: EmployeeGroup::ALL.map(of).into() })
}
