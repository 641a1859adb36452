//! Opens a session that waits for a code, under a new secret.
//!
//! Without a stored answer for repeated requests, like signing in.

use chrono::TimeDelta;
use contract::out;
use events::Error;
use proto::identity::v1::{ProveCodeRequest, ProveCodeResponse};
use runtime::Ctx;

use crate::config::Session;
use crate::network::Origin;
use crate::secrets::Vault;
use crate::store::sessions::Step;
use crate::{codes, secrets, store};

/// How long a session waits for its code.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

pub(crate) async fn prove_code(ctx: &Ctx, vault: &Vault, limits: Session, message: ProveCodeRequest) -> Result<ProveCodeResponse, Error> {
    let session = store::sessions::find(&ctx.db, &secrets::digest(&message.session_token)).await?;
    let waits = |session: &store::sessions::Model| {
        session.ended_at.is_none() && session.step == Step::Code && ctx.now() < session.opened_at + PATIENCE
    };
    let session = session.filter(waits).ok_or_else(rpc::problem::unauthenticated)?;
    codes::prove(ctx, vault, session.person_id.into(), &message.code, &Origin::of(&message.client_address).address).await?;
    let tx = ctx.begin().await?;
    let token = secrets::token();
    store::sessions::proved(&tx, session.session_id, secrets::digest(&token)).await?;
    tx.commit().await?;
    let expires_at = session.opened_at + TimeDelta::hours(limits.absolute_hours);
    Ok(ProveCodeResponse { session_token: token, expires_at: Some(out::moment(expires_at)) })
}
