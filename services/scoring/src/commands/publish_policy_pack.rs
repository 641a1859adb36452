//! Publishes a policy pack, once and for good.

use events::{Error, Tx};
use proto::scoring::v1::{PolicyPackPublished, PublishPolicyPackRequest, PublishPolicyPackResponse};
use rpc::Actor;
use scoring_domain::{Pack, already_published, may_publish};

use super::compute_waiting;
use crate::store::packs::Stored;
use crate::{store, wire};

pub(crate) async fn publish_policy_pack(
    tx: &mut Tx,
    actor: Actor,
    message: PublishPolicyPackRequest,
) -> Result<PublishPolicyPackResponse, Error> {
    may_publish(&wire::reader(&actor))?;
    store::lock_law(tx.conn()).await?;
    let base = match Pack::base_of(&message.yaml)? {
        Some(base) => store::packs::find(tx.conn(), &base).await?,
        None => None,
    };
    let pack = Pack::parse(&message.yaml, |id| base.as_ref().map(|base| &base.pack).filter(|base| base.id == id))?;
    if let Some(published) = store::packs::find(tx.conn(), &pack.id).await? {
        return match published.pack.digest == pack.digest {
            true => Ok(PublishPolicyPackResponse { pack: Some(wire::policy_pack(&published)) }),
            false => Err(already_published("Gói chính sách", &pack.id).into()),
        };
    }
    let aggregate = tx.next_id();
    store::packs::publish(tx.conn(), &pack, aggregate, tx.now(), actor.person).await?;
    let stored = Stored { pack, version: 1 };
    let announced = wire::policy_pack(&stored);
    tx.announce(aggregate, stored.version, &PolicyPackPublished { pack: Some(announced.clone()) }).await?;
    let people = store::records::people_under_pack(tx.conn(), &stored.pack.id).await?;
    compute_waiting(tx, people).await?;
    Ok(PublishPolicyPackResponse { pack: Some(announced) })
}
