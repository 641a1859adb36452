//! Reads by office: logged, and told to those who audit.

use ::store::Reads;
use ::store::reads::{Kept, Read};
use events::Error;
use kernel::Reading;
use proto::common::v1::PageInfo;
use proto::worklog::v1 as api;
use rpc::{Actor, Role};
use runtime::Ctx;
use uuid::Uuid;
use worklog_domain::{Person, error};

use super::page;
use crate::wire;

/// The log: a chain for each agency.
pub(crate) const READS: Reads = Reads::by("agency_id");

/// Logs a read by office before it is answered.
///
/// # Errors
/// `READ_REASON_NEEDED` when an auditor does not say why.
pub(super) async fn log(ctx: &Ctx, actor: &Actor, reading: Reading, owner: &Person, reason: &str) -> Result<(), Error> {
    let Some(reason) = reading.logged(reason)? else { return Ok(()) };
    let tx = ctx.begin().await?;
    let read = Read { at: tx.now(), reader: actor.person, about: "WORK", about_id: owner.id.into(), reason: &reason };
    READS.note(tx.conn(), owner.agency.map_or_else(Uuid::nil, Uuid::from), &read).await?;
    tx.commit().await
}

pub(crate) async fn list_reads(ctx: &Ctx, actor: &Actor, message: &api::ListReadsRequest) -> Result<api::ListReadsResponse, Error> {
    let page = page::<i64>(message.page.as_ref())?;
    let agency: Uuid = wire::id("agency_id", &message.agency_id)?;
    if ![Role::Auditor, Role::SnvAdmin].iter().any(|role| actor.holds_in(*role, agency)) {
        return Err(error::not_found().into());
    }
    let (found, next_page_token) = page.finish(READS.list(&ctx.db, agency, &page).await?, |read| read.sequence);
    let read = |read: Kept| api::Read {
        sequence: read.sequence,
        at: Some(wire::timestamp(read.at)),
        reader_id: read.reader_id.to_string(),
        person_id: read.about_id.to_string(),
        reason: read.reason,
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: Some(PageInfo { next_page_token }),
        problem: READS.problem(&ctx.db, agency).await?,
    })
}
