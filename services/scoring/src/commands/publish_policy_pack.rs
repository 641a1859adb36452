//! Publishes a version of a policy pack, for good.

use events::{Error, Tx};
use kernel::Refusal;
use proto::scoring::v1::{PublishPolicyPackRequest, PublishPolicyPackResponse};
use regulation::Actor;
use scoring_domain::{Pack, already_published, may_publish};

use super::{in_file, law_text};
use crate::store::packs::Stored;
use crate::{store, wire};

pub(crate) async fn publish_policy_pack(
    tx: &mut Tx,
    actor: Actor,
    message: PublishPolicyPackRequest,
) -> Result<PublishPolicyPackResponse, Error> {
    may_publish(&actor)?;
    law_text(&message.yaml)?;
    store::lock_law(tx.conn()).await?;
    let in_file = in_file(&message.file_name);
    let base = match Pack::base_of(&message.yaml).map_err(&in_file)? {
        Some(base) => store::packs::find(tx.conn(), &base).await?,
        None => None,
    };
    let pack = Pack::parse(&message.yaml, |id| base.as_ref().map(|base| &base.pack).filter(|base| base.id == id)).map_err(&in_file)?;
    let before = store::packs::find(tx.conn(), &pack.id).await?;
    if let Some(before) = &before {
        if before.pack.digest == pack.digest {
            return Ok(PublishPolicyPackResponse { pack: Some(wire::policy_pack(before)) });
        }
        if before.pack.digest.as_str() != message.supersedes_digest {
            return Err(already_published("Gói chính sách", &pack.id).into());
        }
        if store::records::are_open_under(tx.conn(), &pack.id).await? {
            return Err(in_use(&pack.id).into());
        }
        let (told, tells) = (before.pack.rules.smallest_group(), pack.rules.smallest_group());
        if tells.people() < told.people() && !store::records::people_under_pack(tx.conn(), &pack.id).await?.is_empty() {
            return Err(smallest_group_is_sealed(told.people()).into());
        }
    }
    let stored = Stored {
        version: before.as_ref().map_or(1, |before| before.version + 1),
        aggregate: before.map_or_else(|| tx.next_id(), |before| before.aggregate),
        pack,
        published_at: tx.now(),
        published_by: actor.person,
    };
    let published = store::packs::publish(tx, &stored).await?;
    if stored.version == 1 {
        let people = store::records::people_under_pack(tx.conn(), &stored.pack.id).await?;
        store::due::mark_all(tx.conn(), &people, tx.now()).await?;
    }
    Ok(PublishPolicyPackResponse { pack: Some(published) })
}

/// What few reviewers gave in the years before stays as hidden as it was told to them.
fn smallest_group_is_sealed(people: usize) -> Refusal {
    Refusal::precondition(
        "SMALLEST_GROUP_SEALED",
        format!(
            "Đã có người được đánh giá theo gói này với nhóm nhỏ nhất là {people} người; không giảm được (minutes.min_group). Hãy ban hành gói mới với mã khác."
        ),
    )
}

fn in_use(pack: &str) -> Refusal {
    Refusal::precondition(
        "PACK_IN_USE",
        format!("Còn kỳ đánh giá chưa công khai theo gói «{pack}»; hãy ban hành gói mới với mã khác, hoặc chờ kỳ đánh giá kết thúc."),
    )
}
