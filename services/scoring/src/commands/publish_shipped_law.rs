//! Publishes law that comes with the product, with what it builds on.

use events::{Error, Tx};
use proto::scoring::v1::{PublishCriteriaSetRequest, PublishPolicyPackRequest, PublishShippedLawRequest, PublishShippedLawResponse};
use regulation::Actor;
use scoring_domain::may_publish;
use scoring_domain::shipped::{self, Law};

use super::{publish_criteria_set, publish_policy_pack};
use crate::store;

pub(crate) async fn publish_shipped_law(
    tx: &mut Tx,
    actor: Actor,
    message: PublishShippedLawRequest,
) -> Result<PublishShippedLawResponse, Error> {
    may_publish(&actor)?;
    store::lock_law(tx.conn()).await?;
    let mut published_ids = Vec::new();
    for document in shipped::with_needs(&message.ids)? {
        let yaml = document.yaml.to_owned();
        match &document.law {
            Law::CriteriaSet(set) => {
                if store::criteria_sets::find(tx.conn(), &set.id).await?.is_some() {
                    continue;
                }
                publish_criteria_set(tx, actor.clone(), PublishCriteriaSetRequest { yaml, ..Default::default() }).await?;
            }
            Law::Pack(pack) => {
                if store::packs::find(tx.conn(), &pack.id).await?.is_some() {
                    continue;
                }
                publish_policy_pack(tx, actor.clone(), PublishPolicyPackRequest { yaml, ..Default::default() }).await?;
            }
        }
        published_ids.push(document.id().to_owned());
    }
    Ok(PublishShippedLawResponse { published_ids })
}
