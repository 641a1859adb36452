//! Reads by office: logged, and told to those who audit.

use std::collections::BTreeSet;

use ::store::Reads;
use ::store::reads::{Kept, Read};
use contract::{field, out};
use events::Error;
use kernel::Reading;
use proto::common::v1::PageInfo;
use proto::worklog::v1 as api;
use regulation::{Actor, SystemRole};
use runtime::Ctx;
use uuid::Uuid;
use worklog_domain::{Person, error};

/// The log: a chain for each agency.
pub(crate) const READS: Reads = Reads::by("agency_id");

/// What the numbers of a unit are called in the log.
const NUMBERS: &str = "NUMBERS";

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

/// Logs that the numbers of each person of a unit were read by office: one row for each agency they are of.
pub(super) async fn log_numbers(ctx: &Ctx, actor: &Actor, agencies: BTreeSet<Uuid>, unit: Uuid, reason: &str) -> Result<(), Error> {
    if agencies.is_empty() {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    for agency in agencies {
        let read = Read { at: tx.now(), reader: actor.person, about: NUMBERS, about_id: unit, reason };
        READS.note(tx.conn(), agency, &read).await?;
    }
    tx.commit().await
}

pub(crate) async fn list_reads(ctx: &Ctx, actor: &Actor, message: &api::ListReadsRequest) -> Result<api::ListReadsResponse, Error> {
    let page = runtime::page::<i64>(message.page.as_ref())?;
    let agency: Uuid = field::id("agency_id", &message.agency_id)?;
    if ![SystemRole::Auditor, SystemRole::SnvAdmin].iter().any(|role| actor.holds_in(*role, agency)) {
        return Err(error::not_found().into());
    }
    let (found, next_page_token) = page.finish(READS.list(&ctx.db, agency, &page).await?, |read| read.sequence);
    let read = |read: Kept| {
        let about = read.about_id.to_string();
        let (person_id, unit_id) = if read.about == NUMBERS { (String::new(), about) } else { (about, String::new()) };
        let (at, reader_id) = (Some(out::moment(read.at)), read.reader_id.to_string());
        api::Read { sequence: read.sequence, at, reader_id, person_id, reason: read.reason, unit_id }
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: Some(PageInfo { next_page_token }),
        problem: READS.problem(&ctx.db, agency).await?,
    })
}
