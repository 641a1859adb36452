//! Puts a file to an entry of one's own log, or takes it away.

use contract::field;
use events::{Error, Tx};
use proto::worklog::v1::{AttachFileRequest, AttachFileResponse, RemoveAttachmentRequest, RemoveAttachmentResponse};
use regulation::Actor;
use runtime::Ctx;
use runtime::files::{self, Upload};
use worklog_domain::{Attachment, Log, Person, error};

use super::{log, settle};
use crate::wire;

const LARGEST: usize = 10 << 20;

pub(crate) async fn attach_file(tx: &mut Tx, actor: Actor, message: AttachFileRequest, ctx: Ctx) -> Result<AttachFileResponse, Error> {
    let (log, owner) = own(tx, &actor, &message.log_id).await?;
    let index = usize::try_from(message.entry_index).map_err(|_| error::entry_unknown())?;
    let upload = files::look_at(&ctx, &format!("worklog/{}", log.id), "content", &message.name, message.content, LARGEST).await?;
    let step = log.clone().attach(index, attachment(&upload), message.expected_version)?;
    upload.keep(&ctx).await?;
    let log = settle(tx, log, Ok(step), &owner).await?;
    Ok(AttachFileResponse { log: Some(wire::log(&log, Some(&owner))) })
}

pub(crate) async fn remove_attachment(
    tx: &mut Tx,
    actor: Actor,
    message: RemoveAttachmentRequest,
) -> Result<RemoveAttachmentResponse, Error> {
    let (log, owner) = own(tx, &actor, &message.log_id).await?;
    let index = usize::try_from(message.entry_index).map_err(|_| error::entry_unknown())?;
    // The bytes stay: another entry or the version that was approved may show them.
    let step = log.clone().detach(index, &message.digest, message.expected_version);
    let log = settle(tx, log, step, &owner).await?;
    Ok(RemoveAttachmentResponse { log: Some(wire::log(&log, Some(&owner))) })
}

fn attachment(upload: &Upload) -> Attachment {
    let Upload { key, name, content_type, size, digest, .. } = upload;
    Attachment { key: key.clone(), name: name.clone(), content_type: (*content_type).to_owned(), size: *size, digest: digest.clone() }
}

async fn own(tx: &Tx, actor: &Actor, log_id: &str) -> Result<(Log, Person), Error> {
    let (log, owner) = log(tx, field::id("log_id", log_id)?).await?;
    if owner.id != actor.person.into() {
        return Err(error::not_found().into());
    }
    Ok((log, owner))
}
