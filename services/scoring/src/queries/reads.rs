//! Reads by office: logged, and told to those who audit.

use ::store::reads::Kept;
use contract::{field, out};
use events::Error;
use kernel::Reading;
use proto::scoring::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use scoring_domain::may_list_reads;
use uuid::Uuid;

use super::info;
use crate::store::reads::{self, About, READS};
use crate::wire;

/// Logs a read by office before it is answered.
///
/// # Errors
/// `READ_REASON_NEEDED` when an auditor does not say why.
pub(super) async fn log(ctx: &Ctx, actor: &Actor, reading: Reading, agency: Option<Uuid>, about: About, reason: &str) -> Result<(), Error> {
    let Some(reason) = reading.logged(reason)? else { return Ok(()) };
    let tx = ctx.begin().await?;
    reads::note(&tx, agency.unwrap_or_default(), actor.person, about, &reason).await?;
    tx.commit().await
}

pub(crate) async fn list_reads(ctx: &Ctx, actor: &Actor, message: &api::ListReadsRequest) -> Result<api::ListReadsResponse, Error> {
    let agency = field::id_or_none("agency_id", &message.agency_id)?;
    may_list_reads(actor, agency)?;
    let page = runtime::page::<i64>(message.page.as_ref())?;
    let of = agency.unwrap_or_default();
    let (found, next) = page.finish(READS.list(&ctx.db, of, &page).await?, |read| read.sequence);
    let read = |read: Kept| api::Read {
        sequence: read.sequence,
        at: Some(out::moment(read.at)),
        reader_id: read.reader_id.to_string(),
        about: wire::read_about(&read.about).into(),
        about_id: if read.about_id.is_nil() { String::new() } else { read.about_id.to_string() },
        reason: read.reason,
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: info(next),
        problem: READS.problem(&ctx.db, of).await?,
    })
}
