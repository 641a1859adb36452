//! Something secret that somebody tries: wrong ones are counted, and what was proved forgets them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use events::Error;
use kernel::Refusal;
use rpc::Problem;
use runtime::Ctx;
use tonic::Status as Answer;

use crate::store;
use crate::store::tries::Key;

/// Given once the secret is proved; nothing else is a success of a try.
#[derive(Clone, Default)]
pub(crate) struct Proof(Arc<AtomicBool>);

impl Proof {
    /// The secret was right, whatever becomes of the command.
    pub fn give(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Carries out a command as one try. The tries are counted outside of its transaction, before it begins and after it has ended: a `wrong`
/// one counts although nothing changes, and nobody holds two connections.
pub(crate) async fn tried<R>(
    ctx: &Ctx,
    key: &Key,
    wrong: &Refusal,
    proof: Proof,
    command: impl Future<Output = Result<R, Answer>>,
) -> Result<R, Answer> {
    let failed = |error: Error| runtime::call::status(&error);
    store::tries::begin(ctx, key).await.map_err(failed)?;
    let answer = command.await;
    let is_wrong = answer.as_ref().is_err_and(|status| Problem::from(status).reason == wrong.reason);
    let counted = match (is_wrong, proof.0.load(Ordering::Relaxed)) {
        (true, _) => store::tries::failed(&ctx.db, key, ctx.now()).await,
        (false, true) => store::tries::forget(&ctx.db, key).await,
        (false, false) => store::tries::release(&ctx.db, key).await,
    };
    counted.map_err(failed)?;
    answer
}
