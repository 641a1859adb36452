//! Publishes a version of a criteria set, for good.

use contract::field;
use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{PublishCriteriaSetRequest, PublishCriteriaSetResponse};
use regulation::Actor;
use scoring_domain::{CriteriaSet, already_published, may_publish, shipped};
use uuid::Uuid;

use super::{in_file, law_text};
use crate::store::criteria_sets::Stored;
use crate::store::drafts::State;
use crate::{store, wire};

pub(crate) async fn publish_criteria_set(
    tx: &mut Tx,
    actor: Actor,
    message: PublishCriteriaSetRequest,
) -> Result<PublishCriteriaSetResponse, Error> {
    may_publish(&actor)?;
    store::lock_law(tx.conn()).await?;
    let (yaml, draft) = source(tx, &message).await?;
    law_text(&yaml)?;
    let set = CriteriaSet::parse(&yaml, &shipped::anchor_scales()?).map_err(in_file(&message.file_name))?;
    let before = store::criteria_sets::find(tx.conn(), &set.id).await?;
    let locked = store::records::use_set(tx.conn(), &set.id).await?;
    if let Some(draft) = draft {
        store::drafts::end(tx.conn(), draft, State::Published).await?;
    }
    if let Some(before) = &before {
        if before.set.digest == set.digest {
            return Ok(PublishCriteriaSetResponse { criteria_set: Some(wire::criteria_set(before, locked)) });
        }
        if before.set.digest.as_str() != message.supersedes_digest {
            return Err(already_published("Bộ tiêu chí", &set.id).into());
        }
        if locked {
            return Err(in_use(&set.id).into());
        }
    }
    let stored = Stored {
        version: before.as_ref().map_or(1, |before| before.version + 1),
        aggregate: before.map_or_else(|| tx.next_id(), |before| before.aggregate),
        set,
        published_at: tx.now(),
        published_by: actor.person,
    };
    let published = store::criteria_sets::publish(tx, &stored, locked).await?;
    let people = store::records::people_scored_by(tx.conn(), &stored.set.id).await?;
    store::due::mark_all(tx.conn(), &people, tx.now()).await?;
    Ok(PublishCriteriaSetResponse { criteria_set: Some(published) })
}

/// The text to publish, and the draft it is from.
async fn source(tx: &Tx, message: &PublishCriteriaSetRequest) -> Result<(String, Option<Uuid>), Error> {
    if message.draft_id.is_empty() {
        return Ok((message.yaml.clone(), None));
    }
    if !message.yaml.is_empty() {
        return Err(Refusal::invalid("ONE_SOURCE", "yaml", "Hãy gửi nội dung hoặc bản thảo, không gửi cả hai.").into());
    }
    let draft = store::drafts::find(tx.conn(), field::id("draft_id", &message.draft_id)?).await?;
    let draft = draft.ok_or_else(|| Refusal::not_found("bản thảo bộ tiêu chí"))?;
    if draft.version != message.draft_version {
        return Err(Error::Conflict);
    }
    Ok((draft.yaml, Some(draft.draft_id)))
}

fn in_use(set: &str) -> Refusal {
    Refusal::precondition(
        "CRITERIA_SET_LOCKED",
        format!("Bộ tiêu chí «{set}» đã dùng để đánh giá nên không sửa được; hãy ban hành bộ tiêu chí mới với mã khác cho năm sau."),
    )
}
