//! Logs of a year as a workbook.

use events::Error;
use proto::common::v1::File;
use proto::worklog::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use worklog_domain::{PersonId, row_of};

use super::readable;
use crate::{store, workbook};

pub(crate) async fn export_logs(ctx: &Ctx, actor: &Actor, message: &api::ExportLogsRequest) -> Result<api::ExportLogsResponse, Error> {
    let (person, _) = readable(ctx, actor, &message.person_id, &message.reason).await?;
    let mut rows = Vec::new();
    if !message.template {
        let list = store::work_lists::find_of(&ctx.db, person, message.year).await?;
        let items = list.map(|list| list.all_items()).unwrap_or_default();
        let drafts_too = person == PersonId(actor.person);
        for log in store::logs::newest_of_year(&ctx.db, person, message.year, drafts_too).await? {
            rows.extend(log.entries.iter().map(|entry| row_of(&log, entry, &items)));
        }
    }
    let content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    let file = File { name: format!("bang-ke-{}.xlsx", message.year), content_type, content: workbook::write(&rows)? };
    Ok(api::ExportLogsResponse { file: Some(file) })
}
