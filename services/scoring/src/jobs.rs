//! What runs beside the calls: input-free and repeatable.

use std::sync::Arc;

use events::Error;
use runtime::Ctx;

use crate::law::Law;
use crate::recompute::recompute;
use crate::store;

/// Computes the results of everybody who was marked since, each once however many sheets came in meanwhile.
pub(crate) async fn compute_due(ctx: Ctx, law: Arc<Law>) -> Result<(), Error> {
    while let Some(person) = store::due::next(&ctx.db).await? {
        let mut tx = ctx.begin().await?;
        store::lock_person(tx.conn(), person).await?;
        let Some(year) = store::due::take(tx.conn(), person).await? else { continue };
        match recompute(&mut tx, &law, person, year).await {
            Ok(()) => tx.commit().await?,
            Err(Error::Refused(refusal)) => {
                tracing::error!(%refusal, %person, "a result cannot be computed");
                drop(tx);
                store::due::refuse(&ctx.db, person, &refusal).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
