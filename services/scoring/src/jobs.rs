//! What runs beside the calls: input-free and repeatable.

use std::collections::BTreeSet;
use std::sync::Arc;

use ::store::Page;
use events::Error;
use runtime::Ctx;
use scoring_domain::{QuotaScope, ceiling};
use uuid::Uuid;

use crate::law::Law;
use crate::recompute::recompute;
use crate::store::quotas::{self, ByGroup};
use crate::store::results::{Key, Wanted};
use crate::{queries, store};

/// Results that one look of the check reads.
const CHECKED_AT_A_TIME: u64 = 200;

/// Computes the results of everybody who was marked since, each once however many sheets came in meanwhile.
pub(crate) async fn compute_due(ctx: Ctx, law: Arc<Law>) -> Result<(), Error> {
    while let Some(person) = store::due::next(&ctx.db).await? {
        let mut tx = ctx.begin().await?;
        store::lock_person(tx.conn(), person).await?;
        let Some(year) = store::due::take(tx.conn(), person).await? else { continue };
        match recompute(&mut tx, &law, person, year).await {
            Ok(()) => tx.commit().await?,
            Err(Error::Refused(refusal)) => {
                tracing::error!(%refusal, %person, "a result cannot be computed");
                drop(tx);
                store::due::refuse(&ctx.db, person, &refusal).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Counts ceilings again where decisions came, and has those computed again whose result says otherwise. Nobody's class changes.
pub(crate) async fn count_quotas(ctx: Ctx, law: Arc<Law>) -> Result<(), Error> {
    loop {
        let tx = ctx.begin().await?;
        let Some((agency, year)) = quotas::take(tx.conn()).await? else { return Ok(()) };
        let exceptional = quotas::exception(tx.conn(), agency, year).await?.is_some();
        for (digest, groups) in quotas::decided(tx.conn(), agency, year, None).await? {
            let Some(pack) = law.pack_with(tx.conn(), &digest).await? else { continue };
            let Some(class) = pack.rules.quota.class.filter(|_| pack.rules.quota.enabled) else { continue };
            let over = |counts: &quotas::Counts| ceiling(&pack, counts, exceptional).is_some_and(|found| found.holders > found.allowed);
            let counted = |scope| pack.rules.quota.scope.contains(&scope);
            let everybody = counted(QuotaScope::Agency) && over(&quotas::all(&groups));
            for holder in quotas::holders(tx.conn(), agency, year, &digest, class).await? {
                let similar = counted(QuotaScope::SimilarDutyGroup) && of(&groups, &holder.group_code).is_some_and(over);
                if (everybody || similar) != holder.over_quota {
                    store::due::mark(tx.conn(), holder.person_id, year, tx.now()).await?;
                }
            }
        }
        tx.commit().await?;
    }
}

fn of<'a>(groups: &'a ByGroup, code: &str) -> Option<&'a quotas::Counts> {
    groups.iter().find(|(group, _)| group.code() == code).map(|(_, counts)| counts)
}

/// Computes every stored result again; gives those that do not come out as they are stored.
pub(crate) async fn check_results(ctx: Ctx, law: Arc<Law>) -> Result<BTreeSet<String>, Error> {
    let (mut looked_at, mut places) = (0_usize, BTreeSet::new());
    for year in store::results::years(&ctx.db).await? {
        let mut after: Option<Key> = None;
        loop {
            let wanted = Wanted { year, agency: None::<Uuid>, period: None, published: true };
            let rows = store::results::of_year(&ctx.db, &wanted, &Page { limit: CHECKED_AT_A_TIME, after }).await?;
            for kept in &rows {
                let check = queries::check(&ctx, &law, kept).await?;
                looked_at += 1;
                if !check.identical {
                    places.insert(format!("results {}", check.record_id));
                    tracing::error!(record = %check.record_id, version = check.version, problem = %check.problem, "a stored result does not come out again");
                }
            }
            after = rows.last().map(Key::of);
            if after.is_none() {
                break;
            }
        }
    }
    tracing::info!(looked_at, wrong = places.len(), "stored results were computed again");
    Ok(places)
}
