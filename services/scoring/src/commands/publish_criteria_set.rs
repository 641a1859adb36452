//! Publishes a criteria set, once and for good.

use events::{Error, Tx};
use proto::scoring::v1::{CriteriaSetPublished, PublishCriteriaSetRequest, PublishCriteriaSetResponse};
use rpc::Actor;
use scoring_domain::{CriteriaSet, already_published, may_publish, shipped};

use super::compute_waiting;
use crate::{store, wire};

pub(crate) async fn publish_criteria_set(
    tx: &mut Tx,
    actor: Actor,
    message: PublishCriteriaSetRequest,
) -> Result<PublishCriteriaSetResponse, Error> {
    may_publish(&wire::reader(&actor))?;
    store::lock_law(tx.conn()).await?;
    let set = CriteriaSet::parse(&message.yaml, &shipped::anchor_scales()?)?;
    let announced = wire::criteria_set(&set);
    if let Some(published) = store::criteria_sets::find(tx.conn(), &set.id).await? {
        return match published.digest == set.digest {
            true => Ok(PublishCriteriaSetResponse { criteria_set: Some(announced) }),
            false => Err(already_published("Bộ tiêu chí", &set.id).into()),
        };
    }
    let aggregate = tx.next_id();
    store::criteria_sets::publish(tx.conn(), &set, aggregate, tx.now(), actor.person).await?;
    tx.announce(aggregate, announced.version, &CriteriaSetPublished { criteria_set: Some(announced.clone()) }).await?;
    let people = store::records::people_scored_by(tx.conn(), &set.id).await?;
    compute_waiting(tx, people).await?;
    Ok(PublishCriteriaSetResponse { criteria_set: Some(announced) })
}
