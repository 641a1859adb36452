//! Writes a criteria set down before it is published.

use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{SaveCriteriaSetDraftRequest, SaveCriteriaSetDraftResponse};
use rpc::Actor;
use scoring_domain::may_publish;

use crate::store::drafts::Model;
use crate::{store, wire};

/// Characters of the longest text.
const MOST: usize = 200_000;

pub(crate) async fn save_criteria_set_draft(
    tx: &mut Tx,
    actor: Actor,
    message: SaveCriteriaSetDraftRequest,
) -> Result<SaveCriteriaSetDraftResponse, Error> {
    may_publish(&wire::reader(&actor))?;
    if message.yaml.trim().is_empty() || message.yaml.chars().count() > MOST {
        return Err(Refusal::invalid("TEXT_NEEDED", "yaml", format!("Hãy nhập nội dung bộ tiêu chí (nhiều nhất {MOST} ký tự).")).into());
    }
    let (draft_id, version) = match message.draft_id.as_str() {
        "" => (tx.next_id(), 0),
        id => {
            let draft = store::drafts::find(tx.conn(), wire::id("draft_id", id)?).await?;
            let draft = draft.ok_or_else(|| Refusal::not_found("bản thảo bộ tiêu chí"))?;
            (draft.draft_id, draft.version)
        }
    };
    if version != message.version {
        return Err(Error::Conflict);
    }
    let draft =
        Model { draft_id, version: version + 1, yaml: message.yaml, state: String::new(), saved_by: actor.person, saved_at: tx.now() };
    store::drafts::save(tx.conn(), &draft).await?;
    Ok(SaveCriteriaSetDraftResponse { draft: Some(wire::draft(&draft)?) })
}
