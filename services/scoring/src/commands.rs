//! One file a verb: authorize, decide, save.

mod publish_criteria_set;
mod publish_policy_pack;

use events::{Error, Tx};
use uuid::Uuid;

pub(crate) use publish_criteria_set::publish_criteria_set;
pub(crate) use publish_policy_pack::publish_policy_pack;

use crate::law::Law;
use crate::recompute::recompute;
use crate::store;

/// Recomputes those who waited for what was just published.
async fn compute_waiting(tx: &mut Tx, people: Vec<(Uuid, i32)>) -> Result<(), Error> {
    // Not the consumer's: this transaction may yet come to nothing.
    let law = Law::default();
    for (person, year) in people {
        store::lock_person(tx.conn(), person).await?;
        match recompute(tx, &law, person, year).await {
            // One record that does not fit must not keep the law from being published.
            Err(Error::Refused(refusal)) => tracing::error!(%refusal, %person, "a waiting result cannot be computed"),
            outcome => outcome?,
        }
    }
    Ok(())
}
