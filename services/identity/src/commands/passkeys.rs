//! One's own passkeys.
//!
//! Beginning keeps no answer for repeated requests: another ceremony harms nobody.

use contract::field;
use events::{Error, Tx};
use identity_domain::{PersonId, passkey_name, passkey_not_found, passkey_refused, passkeys_too_many, person_not_found};
use kernel::text;
use proto::identity::v1 as api;
use regulation::Actor;
use runtime::Ctx;
use webauthn_rs::prelude::{CredentialID, Passkey, PasskeyRegistration, RegisterPublicKeyCredential};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::prove_password;
use crate::letters::Letters;
use crate::passkeys::{Passkeys, credential_id, kept, read};
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;
use crate::{secrets, store};

/// Passkeys that one person may have.
const MOST: u64 = 10;
const LONGEST_NAME: usize = 60;

pub(crate) async fn begin_passkey(
    ctx: &Ctx,
    passkeys: &Passkeys,
    actor: &Actor,
    message: api::BeginPasskeyRequest,
) -> Result<api::BeginPasskeyResponse, Error> {
    let webauthn = passkeys.offered()?;
    let id = PersonId(actor.person);
    let person = store::people::find(&ctx.db, id).await?.ok_or_else(person_not_found)?;
    let account = store::accounts::find(&ctx.db, id).await?.ok_or_else(person_not_found)?;
    prove_password(ctx, &account, &message.password).await?;
    let page = ::store::Page::parse(i32::try_from(MOST).unwrap_or(i32::MAX), "")?;
    let known = store::passkeys::list(&ctx.db, id, &page).await?.into_iter();
    let known = known.map(|row| Ok(read::<Passkey>(row.credential)?.cred_id().clone())).collect::<Result<Vec<CredentialID>, Error>>()?;
    let begun = webauthn.start_passkey_registration(actor.person, &account.email, &person.full_name, Some(known));
    let (mut options, state) = begun.map_err(|error| Error::failed("beginning a passkey", error))?;
    // One signs in without typing a login: the device must find the passkey by itself.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    let ceremony = secrets::token();
    let tx = ctx.begin().await?;
    store::passkeys::begin(&tx, secrets::digest(&ceremony), Some(id), kept(&state)?).await?;
    tx.commit().await?;
    Ok(api::BeginPasskeyResponse { ceremony, options: kept(&options.public_key)?.to_string() })
}

pub(crate) async fn confirm_passkey(
    tx: &mut Tx,
    actor: Actor,
    message: api::ConfirmPasskeyRequest,
    passkeys: Passkeys,
    letters: Letters,
) -> Result<api::ConfirmPasskeyResponse, Error> {
    let webauthn = passkeys.offered()?;
    let person = PersonId(actor.person);
    let name = text::clean(&message.name);
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Err(passkey_name().into());
    }
    let account = store::accounts::lock(tx.conn(), person).await?.ok_or_else(person_not_found)?;
    store::sessions::still_open(tx.conn(), &actor).await?;
    if store::passkeys::count(tx.conn(), person).await? >= MOST {
        return Err(passkeys_too_many(MOST).into());
    }
    let state = store::passkeys::take(tx, &secrets::digest(&message.ceremony), Some(person)).await?.ok_or_else(passkey_refused)?;
    let created: RegisterPublicKeyCredential = serde_json::from_str(&message.credential).map_err(|_| passkey_refused())?;
    let state: PasskeyRegistration = read(state)?;
    let passkey = webauthn.finish_passkey_registration(&created, &state).map_err(|_| passkey_refused())?;
    let credential_id = credential_id(passkey.cred_id());
    if store::passkeys::by_credential(tx.conn(), &credential_id).await?.is_some() {
        return Err(passkey_refused().into());
    }
    let passkey_id = store::passkeys::add(tx, person, credential_id, kept(&passkey)?, name.clone()).await?;
    note(tx, person, Action::PasskeyAdded, &name).await?;
    letters.warn(tx, &account, &format!("đã thêm khóa truy cập (passkey) «{name}»")).await?;
    Ok(api::ConfirmPasskeyResponse { passkey_id: passkey_id.to_string() })
}

pub(crate) async fn remove_passkey(
    tx: &mut Tx,
    actor: Actor,
    message: api::RemovePasskeyRequest,
    letters: Letters,
) -> Result<api::RemovePasskeyResponse, Error> {
    let person = PersonId(actor.person);
    let account = store::accounts::lock(tx.conn(), person).await?.ok_or_else(person_not_found)?;
    store::sessions::still_open(tx.conn(), &actor).await?;
    let removed = store::passkeys::remove(tx, person, field::id("passkey_id", &message.passkey_id)?).await?;
    let name = removed.ok_or_else(passkey_not_found)?;
    // Who lost a device wants nobody to go on with what it opened.
    store::sessions::end_of(tx, person, Which::AllBut(actor.session)).await?;
    note(tx, person, Action::PasskeyRemoved, &name).await?;
    letters.warn(tx, &account, &format!("đã gỡ khóa truy cập (passkey) «{name}»")).await?;
    Ok(api::RemovePasskeyResponse {})
}
