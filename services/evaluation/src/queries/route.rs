//! Who reviews whom.

use contract::field;
use evaluation_domain::policy::{Action, Actor, may, reading_routing};
use evaluation_domain::record::Deed;
use evaluation_domain::{PeriodId, Record};
use events::Error;
use proto::evaluation::v1 as api;
use runtime::Ctx;

use super::{info, reads};
use crate::store::reads::About;
use crate::store::records::Visible;
use crate::store::{periods, records};
use crate::{access, error, stages, wire};

pub(crate) async fn list_routes(
    ctx: &Ctx,
    signed_in: &regulation::Actor,
    message: &api::ListRoutesRequest,
) -> Result<api::ListRoutesResponse, Error> {
    let actor = Actor::from(signed_in);
    let id: PeriodId = field::id("period_id", &message.period_id)?;
    let period = periods::find(&ctx.db, id).await?.ok_or_else(error::no_period)?;
    let standings = access::to_period(&actor, &period);
    access::check(Action::ReadRouting, Action::ReadPeriod, &standings, error::no_period)?;
    reads::log(ctx, signed_in, reading_routing(&standings), id, About::Routing(id.into()), &message.reason).await?;
    let page = runtime::page(message.page.as_ref())?;
    let everybody = Visible { periods: vec![period.id], ..Visible::default() };
    let (rows, next) = page.finish(records::list(&ctx.db, &everybody, Some(period.id), None, &page).await?, |placed| placed.key);
    let laws = stages::laws_of(&ctx.db, &period).await?;
    let route = |record: &Record| {
        let may = |deed: Deed| {
            let allowed = record.allows(deed, actor.person, period.stage, laws.of(record.subject.group), ctx.now());
            allowed && may(deed.action(), &access::to_record(&actor, record, &period))
        };
        api::Route {
            may_change_reviewers: may(Deed::ChangeReviewer),
            may_correct_direct_head: may(Deed::CorrectDirectHead),
            ..wire::route(record)
        }
    };
    Ok(api::ListRoutesResponse { routes: rows.iter().map(|placed| route(&placed.record)).collect(), page: info(next) })
}
