//! Closes an account, and opens it again.

use events::{Error, Tx};
use identity_domain::{Account, policy};
use proto::identity::v1 as api;
use rpc::Actor;

use super::{others_account, reason};
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;
use crate::{store, wire};

pub(crate) async fn disable_account(
    tx: &mut Tx,
    actor: Actor,
    message: api::DisableAccountRequest,
) -> Result<api::DisableAccountResponse, Error> {
    let account = others_account(tx, &actor, &message.person_id, policy::may_manage).await?;
    let account = close(tx, account, &reason(&message.reason)?).await?;
    Ok(api::DisableAccountResponse { account: Some(wire::account(&account)) })
}

pub(crate) async fn enable_account(
    tx: &mut Tx,
    actor: Actor,
    message: api::EnableAccountRequest,
) -> Result<api::EnableAccountResponse, Error> {
    let account = others_account(tx, &actor, &message.person_id, policy::may_manage).await?;
    let reason = reason(&message.reason)?;
    let account = match account.clone().enabled() {
        Some(changed) => {
            store::accounts::save(tx, &changed).await?;
            note(tx, changed.person, Action::Enabled, &reason).await?;
            changed
        }
        None => account,
    };
    Ok(api::EnableAccountResponse { account: Some(wire::account(&account)) })
}

/// Closes an account and ends its sessions, if it is open.
pub(crate) async fn close(tx: &mut Tx, account: Account, reason: &str) -> Result<Account, Error> {
    let Some(changed) = account.clone().disabled() else { return Ok(account) };
    store::accounts::save(tx, &changed).await?;
    store::sessions::end_of(tx, changed.person, Which::All).await?;
    note(tx, changed.person, Action::Disabled, reason).await?;
    Ok(changed)
}
