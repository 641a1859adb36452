//! Files that prove a piece of work.

use contract::field;
use events::Error;
use proto::worklog::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use worklog_domain::{PersonId, error};

use super::readable;
use crate::{store, wire};

pub(crate) async fn get_attachment(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::GetAttachmentRequest,
) -> Result<api::GetAttachmentResponse, Error> {
    let log = store::logs::find(&ctx.db, field::id("log_id", &message.log_id)?).await?.ok_or_else(error::not_found)?;
    readable(ctx, actor, &log.person.to_string(), &message.reason).await?;
    if log.approval.is_draft() && log.person != PersonId(actor.person) {
        return Err(error::not_found().into());
    }
    let file = log.attachment(&message.digest).ok_or_else(error::not_found)?;
    let content = runtime::files::read(ctx, &file.key, &file.digest).await?;
    Ok(api::GetAttachmentResponse { file: Some(wire::attachment(file)), content })
}
