//! Opens a session by a passkey: what one has, unlocked by what one knows or is, so no code is asked.
//!
//! Without a stored answer for repeated requests, like signing in.

use chrono::TimeDelta;
use contract::out;
use events::Error;
use identity_domain::{Status, passkey_refused, passkey_sign_in_failed};
use proto::identity::v1 as api;
use runtime::Ctx;
use serde_json::Value;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential};

use super::sign_in::client;
use super::trail::PASSKEY_STARTS;
use crate::config::Session;
use crate::network::Origin;
use crate::passkeys::{Passkeys, credential_id, kept, read};
use crate::store::account_events::{Action, note};
use crate::store::sessions::Step;
use crate::store::tries::Key;
use crate::{secrets, store};

pub(crate) async fn begin_passkey_sign_in(
    ctx: &Ctx,
    passkeys: &Passkeys,
    message: api::BeginPasskeySignInRequest,
) -> Result<api::BeginPasskeySignInResponse, Error> {
    PASSKEY_STARTS.ask(ctx, &Origin::of(&message.client_address).network).await?;
    let begun = passkeys.offered()?.start_discoverable_authentication();
    let (options, state) = begun.map_err(|error| Error::failed("beginning to sign in", error))?;
    let ceremony = secrets::token();
    let tx = ctx.begin().await?;
    store::passkeys::begin(&tx, secrets::digest(&ceremony), None, kept(&state)?).await?;
    tx.commit().await?;
    Ok(api::BeginPasskeySignInResponse { ceremony, options: kept(&options.public_key)?.to_string() })
}

pub(crate) async fn sign_in_with_passkey(
    ctx: &Ctx,
    passkeys: &Passkeys,
    session: Session,
    message: api::SignInWithPasskeyRequest,
) -> Result<api::SignInWithPasskeyResponse, Error> {
    let webauthn = passkeys.offered()?;
    // Taken for good before anything is checked: nobody tries twice against one challenge.
    let tx = ctx.begin().await?;
    let state = store::passkeys::take(&tx, &secrets::digest(&message.ceremony), None).await?;
    tx.commit().await?;
    let state: DiscoverableAuthentication = read(state.ok_or_else(passkey_refused)?)?;
    let signed: PublicKeyCredential = serde_json::from_str(&message.credential).map_err(|_| passkey_refused())?;
    let (owner, id) = webauthn.identify_discoverable_authentication(&signed).map_err(|_| passkey_sign_in_failed())?;
    let credential_id = credential_id(id);
    let known = store::passkeys::by_credential(&ctx.db, &credential_id).await?.filter(|known| known.person_id == owner);
    let known = known.ok_or_else(passkey_sign_in_failed)?;

    // A ladder of its own: who guesses the password of somebody does not shut out their passkey.
    let login = Key::anywhere(secrets::digest(&format!("passkey:{credential_id}")));
    store::tries::begin(ctx, &login).await?;
    let tx = ctx.begin().await?;
    let account = store::accounts::lock(tx.conn(), owner.into()).await?.filter(|account| account.status == Status::Active);
    let locked = store::passkeys::lock(&tx, known.passkey_id).await?;
    let proved = match (&account, locked) {
        (Some(_), Some(row)) => proved(webauthn, &signed, state, row.credential)?,
        _ => None,
    };
    let (Some(account), Some(credential)) = (account, proved) else {
        store::tries::failed(&ctx.db, &login, ctx.now()).await?;
        note(&tx, owner.into(), Action::SignInFailed, &Origin::of(&message.client_address).address).await?;
        tx.commit().await?;
        return Err(passkey_sign_in_failed().into());
    };
    let token = secrets::token();
    let client = client(&message.client_address, &message.user_agent);
    note(&tx, account.person, Action::SignedIn, &client.origin.address).await?;
    store::sessions::end(&tx, &secrets::digest(&message.former_session_token)).await?;
    store::passkeys::used(&tx, known.passkey_id, credential).await?;
    store::sessions::open(&tx, account.person, secrets::digest(&token), Step::Open, client).await?;
    store::tries::forget(tx.conn(), &login).await?;
    let expires_at = tx.now() + TimeDelta::hours(session.absolute_hours);
    tx.commit().await?;
    Ok(api::SignInWithPasskeyResponse { session_token: token, expires_at: Some(out::moment(expires_at)) })
}

/// The credential as it is after a right signature; `None` after a wrong one.
fn proved(
    webauthn: &webauthn_rs::Webauthn,
    signed: &PublicKeyCredential,
    state: DiscoverableAuthentication,
    credential: Value,
) -> Result<Option<Value>, Error> {
    let mut passkey: Passkey = read(credential)?;
    let Ok(outcome) = webauthn.finish_discoverable_authentication_v2(signed, state, &passkey) else { return Ok(None) };
    // The library demands it already; the second factor hangs on it.
    if !outcome.user_verified() {
        return Ok(None);
    }
    passkey.update_credential(&outcome);
    kept(&passkey).map(Some)
}
