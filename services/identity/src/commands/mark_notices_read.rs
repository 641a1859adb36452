//! Marks own notices as read.

use contract::field;
use events::{Error, Tx};
use identity_domain::PersonId;
use proto::identity::v1::{MarkNoticesReadRequest, MarkNoticesReadResponse};
use regulation::Actor;

use crate::store;

pub(crate) async fn mark_notices_read(
    tx: &mut Tx,
    actor: Actor,
    message: MarkNoticesReadRequest,
) -> Result<MarkNoticesReadResponse, Error> {
    let ids = match message.all {
        true => None,
        false => Some(message.notice_ids.iter().map(|id| field::id("notice_ids", id)).collect::<Result<_, _>>()?),
    };
    let marked = store::notices::mark_read(tx, PersonId(actor.person), ids).await?;
    Ok(MarkNoticesReadResponse { marked: i32::try_from(marked).unwrap_or(i32::MAX) })
}
