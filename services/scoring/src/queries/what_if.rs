//! Another law over a closed year: who would have another class. Nothing stored is touched.

use std::collections::BTreeMap;

use contract::field;
use events::Error;
use kernel::Refusal;
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::{Outcome, Pack, StoredInput, compute, learns_totals, may_try_law, reading_what_if};
use uuid::Uuid;

use super::{info, reads};
use crate::law::Law;
use crate::store::reads::About;
use crate::store::results::{Kept, Key, Wanted};
use crate::wire::Tally;
use crate::{store, wire};

/// One page looks at so many people as the page is long: memory is bound by it, however many people the year has.
pub(crate) async fn list_what_if_changes(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListWhatIfChangesRequest,
    law: &Law,
) -> Result<api::ListWhatIfChangesResponse, Error> {
    may_try_law(actor)?;
    let pack = store::packs::find(&ctx.db, &message.pack_id).await?.ok_or_else(|| Refusal::not_found("gói chính sách"))?.pack;
    let wanted = Wanted {
        year: message.year,
        agency: field::id_or_none("agency_id", &message.agency_id)?,
        period: field::id_or_none("period_id", &message.period_id)?,
        published: true,
    };
    let page = runtime::page::<Key>(message.page.as_ref())?;
    let (reading, about) = (reading_what_if(actor), About::WhatIf(wanted.agency.unwrap_or_default()));
    reads::log(ctx, actor, reading, wanted.agency, about, &message.reason).await?;
    let (rows, next) = page.finish(store::results::of_year(&ctx.db, &wanted, &page).await?, Key::of);
    // Under a law of one's own writing, totals would tell what a small group gave.
    let with_totals = learns_totals(actor);
    let mut tallies: BTreeMap<Uuid, Tally> = BTreeMap::new();
    let mut changes = Vec::new();
    for kept in &rows {
        let stored = &kept.result.computed;
        let tally = tallies.entry(stored.agency).or_default();
        tally.looked_at += 1;
        let then = under(ctx, law, kept, &pack, with_totals).await?;
        let classes = stored.outcome.classed.as_ref().zip(then.as_ref().and_then(|then| then.classed.as_ref()));
        match (classes, &then) {
            (Some((now, classed)), Some(then)) if now.class != classed.class => {
                tally.changed += 1;
                changes.push(wire::change(stored, now, classed, then, with_totals));
            }
            (Some(_), _) => {}
            (None, _) => tally.not_comparable += 1,
        }
    }
    let tallies = tallies.into_iter().map(|(agency, tally)| wire::tally(agency, tally)).collect();
    Ok(api::ListWhatIfChangesResponse { changes, tallies, pack_digest: pack.digest.to_string(), page: info(next) })
}

/// The outcome under the other law; none when it does not cover the person, or needs what is not kept. For who may not know totals,
/// opinions count as they did: a law that lets heads count alone, or zeros weigh more, would tell by classes what a few people gave.
async fn under(ctx: &Ctx, law: &Law, kept: &Kept, pack: &Pack, with_totals: bool) -> Result<Option<Outcome>, Error> {
    let tried;
    let pack = if with_totals {
        pack
    } else {
        let Some(stored) = law.pack_with(&ctx.db, kept.result.computed.pack_digest.as_str()).await? else { return Ok(None) };
        tried = Pack { rules: pack.rules.with_opinions_as_in(&stored.rules), ..pack.clone() };
        &tried
    };
    let Some(input) = kept.input.as_deref().and_then(|text| serde_json::from_str::<StoredInput>(text).ok()) else { return Ok(None) };
    let Some(set) = law.criteria_set_with(&ctx.db, input.criteria_set.as_str()).await? else { return Ok(None) };
    Ok(input.under(pack).read(&set).and_then(|input| compute(pack, &set, &input)).ok())
}
