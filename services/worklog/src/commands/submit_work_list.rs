//! Hands in one's own work list of a year.

use events::{Error, Tx};
use proto::worklog::v1::{SubmitWorkListRequest, SubmitWorkListResponse};
use regulation::Actor;
use worklog_domain::WorkList;

use super::{fresh, signed_in};
use crate::{store, wire};

pub(crate) async fn submit_work_list(tx: &mut Tx, actor: Actor, message: SubmitWorkListRequest) -> Result<SubmitWorkListResponse, Error> {
    let items = wire::items(message.items)?;
    let author = signed_in(tx, &actor).await?;
    let list = match store::work_lists::lock_of(tx.conn(), author.id, message.year).await? {
        Some(list) => list,
        None => WorkList::open(fresh(tx), author.id, message.year, tx.now())?,
    };
    let list = match list.clone().submit(items, &author, tx.now(), || tx.next_id())? {
        Some(changed) => store::save(tx, changed, &author).await?,
        None => list,
    };
    Ok(SubmitWorkListResponse { work_list: Some(wire::work_list(&list, Some(&author))) })
}
