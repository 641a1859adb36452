//! Reads by office: logged, and told to those who audit.

use contract::{field, out};
use evaluation_domain::PeriodId;
use evaluation_domain::policy::{Action, Actor};
use events::Error;
use kernel::Reading;
use proto::evaluation::v1 as api;
use proto::evaluation::v1::read::About as WireAbout;
use runtime::Ctx;
use store::reads::Kept;

use super::info;
use crate::store::periods;
use crate::store::reads::{self, About, READS};
use crate::{access, error};

/// Logs a read by office before it is answered.
///
/// # Errors
/// `READ_REASON_NEEDED` when an auditor does not say why.
pub(super) async fn log(
    ctx: &Ctx,
    actor: &regulation::Actor,
    reading: Reading,
    period: PeriodId,
    about: About,
    reason: &str,
) -> Result<(), Error> {
    let Some(reason) = reading.logged(reason)? else { return Ok(()) };
    let tx = ctx.begin().await?;
    reads::note(&tx, period, actor.person.into(), about, &reason).await?;
    tx.commit().await
}

pub(crate) async fn list_reads(
    ctx: &Ctx,
    actor: &regulation::Actor,
    message: &api::ListReadsRequest,
) -> Result<api::ListReadsResponse, Error> {
    let actor = Actor::from(actor);
    let id: PeriodId = field::id("period_id", &message.period_id)?;
    let period = periods::find(&ctx.db, id).await?.ok_or_else(error::no_period)?;
    access::check(Action::Audit, Action::ReadPeriod, &access::to_period(&actor, &period), error::no_period)?;
    let page = runtime::page::<i64>(message.page.as_ref())?;
    let (found, next) = page.finish(READS.list(&ctx.db, period.id.into(), &page).await?, |read| read.sequence);
    let read = |read: Kept| {
        let id = read.about_id.to_string();
        let about = About::stored(&read.about, read.about_id).map(|about| match about {
            About::Record(_) => WireAbout::RecordId(id),
            About::Minutes(_) => WireAbout::MinutesId(id),
            About::Records(_) => WireAbout::RecordsOfPeriodId(id),
            About::Routing(_) => WireAbout::RoutingOfPeriodId(id),
        });
        api::Read {
            sequence: read.sequence,
            at: Some(out::moment(read.at)),
            reader_id: read.reader_id.to_string(),
            about,
            reason: read.reason,
        }
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: info(next),
        problem: READS.problem(&ctx.db, period.id.into()).await?,
    })
}
