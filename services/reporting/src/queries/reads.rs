//! Who read by office, told to those who audit.

use ::store::Page;
use ::store::reads::Kept;
use events::Error;
use proto::common::v1::PageInfo;
use proto::reporting::v1 as api;
use regulation::Actor;
use reporting_domain::error;
use reporting_domain::policy::may_list_reads;

use runtime::Ctx;

use super::reader;
use crate::{store, wire};

pub(crate) async fn list_reads(ctx: &Ctx, actor: &Actor, message: &api::ListReadsRequest) -> Result<api::ListReadsResponse, Error> {
    let asked = message.page.clone().unwrap_or_default();
    let page: Page<i64> = Page::parse(asked.page_size, &asked.page_token)?;
    let agency = contract::field::id("agency_id", &message.agency_id)?;
    if !may_list_reads(&reader(ctx, actor).await?, agency) {
        return Err(error::not_yours().into());
    }
    let (found, next_page_token) = page.finish(store::READS.list(&ctx.db, agency, &page).await?, |read| read.sequence);
    let read = |read: Kept| api::Read {
        sequence: read.sequence,
        at: Some(contract::out::moment(read.at)),
        reader_id: read.reader_id.to_string(),
        kind: wire::kind_of_read(&read.about).into(),
        about_id: read.about_id.to_string(),
        reason: read.reason,
    };
    Ok(api::ListReadsResponse {
        reads: found.into_iter().map(read).collect(),
        page: Some(PageInfo { next_page_token }),
        problem: store::READS.problem(&ctx.db, agency).await?,
    })
}
