//! The digital minutes, with names only for those who may know (A20).

use contract::field;
use evaluation_domain::minutes::Minutes;
use evaluation_domain::policy::{Action, Actor, may, reading};
use evaluation_domain::{Period, UnitId};
use events::Error;
use kernel::SmallestGroup;
use proto::evaluation::v1 as api;
use runtime::Ctx;
use store::Page;

use super::{info, reads};
use crate::access::Standings;
use crate::store::minutes::Placed;
use crate::store::reads::About;
use crate::store::{minutes, periods, records};
use crate::{access, error, stages, wire};

/// Minutes that are looked at together, however few are asked for.
const AT_ONCE: u64 = 50;

fn standings(actor: &Actor, period: &Period, minutes: &Minutes, own_units: &[UnitId]) -> Standings {
    access::to_minutes(actor, minutes, period, own_units.contains(&minutes.unit))
}

/// The minutes as their reader may see them.
fn shown(actor: &Actor, period: &Period, minutes: &Minutes, smallest: SmallestGroup) -> api::Minutes {
    let known = minutes.entries.iter().filter(|entry| may(Action::ReadNames, &access::to_entry(actor, entry, period)));
    let known: Vec<String> = known.map(|entry| entry.record.to_string()).collect();
    disclosure::minutes(wire::minutes(minutes), |record| known.iter().any(|one| one == record), smallest)
}

pub(crate) async fn get_minutes(
    ctx: &Ctx,
    signed_in: &regulation::Actor,
    message: &api::GetMinutesRequest,
) -> Result<api::GetMinutesResponse, Error> {
    let actor = Actor::from(signed_in);
    let minutes = minutes::find(&ctx.db, field::id("minutes_id", &message.minutes_id)?).await?.ok_or_else(error::no_minutes)?;
    let period = periods::find(&ctx.db, minutes.period).await?.ok_or_else(error::no_period)?;
    let own_units = records::units_of(&ctx.db, period.id, actor.person).await?;
    let standings = standings(&actor, &period, &minutes, &own_units);
    if !may(Action::ReadMinutes, &standings) {
        return Err(error::no_minutes());
    }
    if !minutes.is_intact() {
        tracing::error!(minutes = %minutes.id, "minutes are not what was sealed; refused");
        return Err(error::minutes_not_intact());
    }
    reads::log(ctx, signed_in, reading(&standings), period.id, About::Minutes(minutes.id.into()), &message.reason).await?;
    let smallest = stages::laws_of(&ctx.db, &period).await?.smallest_group();
    Ok(api::GetMinutesResponse { minutes: Some(shown(&actor, &period, &minutes, smallest)) })
}

pub(crate) async fn list_minutes(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListMinutesRequest,
) -> Result<api::ListMinutesResponse, Error> {
    let actor = Actor::from(actor);
    let page = runtime::page(message.page.as_ref())?;
    let period = periods::find(&ctx.db, field::id("period_id", &message.period_id)?).await?.ok_or_else(error::no_period)?;
    let units = if message.unit_id.is_empty() { None } else { Some(vec![field::id("unit_id", &message.unit_id)?]) };
    let own_units = records::units_of(&ctx.db, period.id, actor.person).await?;
    let may_read = |placed: &Placed| may(Action::ReadMinutes, &standings(&actor, &period, &placed.minutes, &own_units));
    // Pages are cut of what the reader may read: what is left out leaves no trace in them.
    let (mut readable, mut from) = (Vec::new(), Page { limit: page.limit.max(AT_ONCE), after: page.after });
    loop {
        let found = minutes::list(&ctx.db, period.id, units.as_deref(), &from).await?;
        let is_last = (found.len() as u64) < from.fetch();
        from.after = found.last().map(|placed| placed.key);
        readable.extend(found.into_iter().filter(may_read));
        if is_last || readable.len() as u64 > page.limit {
            break;
        }
    }
    let (readable, next) = page.finish(readable, |placed| placed.key);
    let smallest = stages::laws_of(&ctx.db, &period).await?.smallest_group();
    let shown = readable.iter().map(|placed| api::Minutes { entries: Vec::new(), ..shown(&actor, &period, &placed.minutes, smallest) });
    Ok(api::ListMinutesResponse { minutes: shown.collect(), page: info(next) })
}
