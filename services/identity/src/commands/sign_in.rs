//! Opens a session.
//!
//! Without a stored answer for repeated requests: it would hold the session's secret. A repeated sign-in opens another
//! session, which harms nobody.

use chrono::TimeDelta;
use events::Error;
use identity_domain::{Status, lock, locked, sign_in_failed};
use kernel::text;
use proto::identity::v1::{SignInRequest, SignInResponse};
use runtime::Ctx;

use crate::config::Session;
use crate::{secrets, store, wire};

pub(crate) async fn sign_in(ctx: &Ctx, session: Session, message: SignInRequest) -> Result<SignInResponse, Error> {
    let email = text::clean(&message.email).to_lowercase();
    let account = store::accounts::by_email(&ctx.db, &email).await?;
    let credentials = match &account {
        Some(account) => store::credentials::find(&ctx.db, account.person).await?,
        None => None,
    };
    if let Some((credentials, failed_at)) = credentials.as_ref().and_then(|known| Some((known, known.failed_at?))) {
        let seconds = lock::seconds_left(credentials.failures, failed_at, ctx.now());
        if seconds > 0 {
            return Err(locked(seconds).into());
        }
    }
    if let Some(known) = &credentials
        && !store::credentials::begin_try(&ctx.db, known, ctx.now()).await?
    {
        return Err(locked(1).into());
    }
    let hash = credentials.map(|credentials| credentials.password_hash);
    let right = secrets::verify(text::compose(&message.password), hash).await?;
    let Some(account) = account.filter(|account| account.status == Status::Active) else {
        return Err(sign_in_failed().into());
    };
    if !right {
        return Err(sign_in_failed().into());
    }
    let tx = ctx.begin().await?;
    let token = secrets::token();
    store::credentials::forget_failures(&tx, account.person).await?;
    store::sessions::open(&tx, account.person, secrets::digest(&token)).await?;
    let expires_at = tx.now() + TimeDelta::hours(session.absolute_hours);
    tx.commit().await?;
    Ok(SignInResponse { session_token: token, expires_at: Some(wire::moment(expires_at)) })
}
