//! The digital minutes, with names only for those who may know (A20).

use evaluation_domain::Period;
use evaluation_domain::minutes::Minutes;
use evaluation_domain::policy::{Action, Actor, may};
use events::Error;
use proto::evaluation::v1 as api;
use runtime::Ctx;

use super::{info, page, reads};
use crate::access::Standings;
use crate::store::reads::About;
use crate::store::{minutes, periods, records};
use crate::{access, error, stages, wire};

async fn standings(ctx: &Ctx, actor: &Actor, period: &Period, minutes: &Minutes) -> Result<Standings, Error> {
    let is_of_unit = records::is_of_unit(&ctx.db, period.id, minutes.unit, actor.person).await?;
    Ok(access::to_minutes(actor, minutes, period, is_of_unit))
}

fn masked(actor: &Actor, period: &Period, minutes: &Minutes, min_group: usize) -> Minutes {
    minutes.shown(|entry| may(Action::ReadNames, &access::to_entry(actor, entry, period)), min_group)
}

pub(crate) async fn get_minutes(
    ctx: &Ctx,
    signed_in: rpc::Actor,
    message: api::GetMinutesRequest,
) -> Result<api::GetMinutesResponse, Error> {
    let actor = access::actor(&signed_in);
    let minutes = minutes::find(&ctx.db, wire::id("minutes_id", &message.minutes_id)?).await?.ok_or_else(error::no_minutes)?;
    let period = periods::find(&ctx.db, minutes.period).await?.ok_or_else(error::no_period)?;
    let standings = standings(ctx, &actor, &period, &minutes).await?;
    if !may(Action::ReadMinutes, &standings) {
        return Err(error::no_minutes());
    }
    reads::log(ctx, &signed_in, &standings, period.id, About::Minutes(minutes.id.into()), &message.reason).await?;
    let min_group = stages::pack_of(&ctx.db, &period.pack_id).await?.policy.minutes.min_group;
    Ok(api::GetMinutesResponse { minutes: Some(wire::minutes(&masked(&actor, &period, &minutes, min_group))) })
}

pub(crate) async fn list_minutes(
    ctx: &Ctx,
    actor: rpc::Actor,
    message: api::ListMinutesRequest,
) -> Result<api::ListMinutesResponse, Error> {
    let actor = access::actor(&actor);
    let page = page(message.page)?;
    let period = periods::find(&ctx.db, wire::id("period_id", &message.period_id)?).await?.ok_or_else(error::no_period)?;
    let found = minutes::list(&ctx.db, period.id, None, &page).await?;
    let (found, next) = page.finish(found, |placed| placed.key);
    let mut shown = Vec::new();
    for placed in found {
        if may(Action::ReadMinutes, &standings(ctx, &actor, &period, &placed.minutes).await?) {
            let minutes = masked(&actor, &period, &placed.minutes, 0);
            shown.push(api::Minutes { entries: Vec::new(), ..wire::minutes(&minutes) });
        }
    }
    Ok(api::ListMinutesResponse { minutes: shown, page: info(next) })
}
