//! Reads by office: logged, and told to those who audit.

use evaluation_domain::policy::{Action, Reading, reading};
use evaluation_domain::{PeriodId, error as refusals};
use events::Error;
use kernel::text;
use proto::evaluation::v1 as api;
use proto::evaluation::v1::read::About as WireAbout;
use runtime::Ctx;

use super::{info, page};
use crate::access::Standings;
use crate::store::periods;
use crate::store::reads::{self, About};
use crate::{access, error, wire};

const LONGEST_REASON: usize = 500;

/// Logs a read by office before it is answered.
///
/// # Errors
/// `READ_REASON_NEEDED` when an auditor does not say why.
pub(super) async fn log(
    ctx: &Ctx,
    actor: &rpc::Actor,
    standings: &Standings,
    period: PeriodId,
    about: About,
    reason: &str,
) -> Result<(), Error> {
    let reason = text::clean(reason);
    match reading(standings) {
        Reading::OwnPart => return Ok(()),
        Reading::WithReason if !(1..=LONGEST_REASON).contains(&reason.chars().count()) => return Err(refusals::read_reason_needed().into()),
        Reading::ByOffice | Reading::WithReason => {}
    }
    let tx = ctx.begin().await?;
    reads::note(&tx, period, actor.person.into(), about, &reason).await?;
    tx.commit().await
}

pub(crate) async fn list_reads(ctx: &Ctx, actor: rpc::Actor, message: api::ListReadsRequest) -> Result<api::ListReadsResponse, Error> {
    let actor = access::actor(&actor);
    let id: PeriodId = wire::id("period_id", &message.period_id)?;
    let period = periods::find(&ctx.db, id).await?.ok_or_else(error::no_period)?;
    access::check(Action::Audit, Action::ReadPeriod, &access::to_period(&actor, &period), error::no_period)?;
    let page = page::<i64>(message.page)?;
    let (found, next) = page.finish(reads::list(&ctx.db, period.id, &page).await?, |read| read.sequence);
    let broken = reads::broken(&ctx.db, Some(period.id)).await?;
    let read = |read: reads::Model| {
        let about_id = read.about_id.to_string();
        api::Read {
            sequence: read.sequence,
            at: wire::timestamp(read.at),
            reader_id: read.reader_id.to_string(),
            about: Some(if read.about == "RECORD" { WireAbout::RecordId(about_id) } else { WireAbout::MinutesId(about_id) }),
            reason: read.reason,
        }
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: info(next),
        problem: broken.map(|(_, sequence)| format!("Dấu vết đọc số {sequence} không còn nguyên vẹn.")).unwrap_or_default(),
    })
}
