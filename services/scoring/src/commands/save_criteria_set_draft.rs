//! Writes a criteria set down before it is published.

use contract::field;
use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{SaveCriteriaSetDraftRequest, SaveCriteriaSetDraftResponse};
use regulation::Actor;
use scoring_domain::{DraftSet, may_publish, shipped};

use super::law_text;
use crate::store::drafts::Model;
use crate::{store, wire};

pub(crate) async fn save_criteria_set_draft(
    tx: &mut Tx,
    actor: Actor,
    message: SaveCriteriaSetDraftRequest,
) -> Result<SaveCriteriaSetDraftResponse, Error> {
    may_publish(&actor)?;
    let yaml = text(tx, &message).await?;
    law_text(&yaml)?;
    let (draft_id, version) = match message.draft_id.as_str() {
        "" => (tx.next_id(), 0),
        id => {
            let draft = store::drafts::find(tx.conn(), field::id("draft_id", id)?).await?;
            let draft = draft.ok_or_else(|| Refusal::not_found("bản thảo bộ tiêu chí"))?;
            (draft.draft_id, draft.version)
        }
    };
    if version != message.version {
        return Err(Error::Conflict);
    }
    let draft = Model { draft_id, version: version + 1, yaml, state: String::new(), saved_by: actor.person, saved_at: tx.now() };
    store::drafts::save(tx.conn(), &draft).await?;
    Ok(SaveCriteriaSetDraftResponse { draft: Some(wire::draft(&draft)?) })
}

/// The text to keep, from whichever of the three ways of sending one was taken.
async fn text(tx: &Tx, message: &SaveCriteriaSetDraftRequest) -> Result<String, Error> {
    let ways = [!message.yaml.is_empty(), message.content.is_some(), !message.copy_of.is_empty()];
    if ways.into_iter().filter(|taken| *taken).count() > 1 {
        return Err(Refusal::invalid("ONE_SOURCE", "yaml", "Hãy gửi một trong ba: nội dung, biểu nhập hoặc bộ tiêu chí để sao.").into());
    }
    if let Some(content) = &message.content {
        return Ok(wire::draft_set(content).yaml());
    }
    if message.copy_of.is_empty() {
        return Ok(message.yaml.clone());
    }
    let stored = store::criteria_sets::find(tx.conn(), &message.copy_of).await?;
    let stored = stored.ok_or_else(|| Refusal::not_found("bộ tiêu chí"))?;
    Ok(DraftSet::of(&stored.set, &shipped::anchor_scales()?).yaml())
}
