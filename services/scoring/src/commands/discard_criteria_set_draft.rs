//! Ends a draft that is not wanted any more.

use contract::field;
use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{DiscardCriteriaSetDraftRequest, DiscardCriteriaSetDraftResponse};
use regulation::Actor;
use scoring_domain::may_publish;

use crate::store;
use crate::store::drafts::State;

pub(crate) async fn discard_criteria_set_draft(
    tx: &mut Tx,
    actor: Actor,
    message: DiscardCriteriaSetDraftRequest,
) -> Result<DiscardCriteriaSetDraftResponse, Error> {
    may_publish(&actor)?;
    let id = field::id("draft_id", &message.draft_id)?;
    let draft = store::drafts::find(tx.conn(), id).await?.ok_or_else(|| Refusal::not_found("bản thảo bộ tiêu chí"))?;
    if draft.version != message.version {
        return Err(Error::Conflict);
    }
    store::drafts::end(tx.conn(), id, State::Discarded).await?;
    Ok(DiscardCriteriaSetDraftResponse {})
}
