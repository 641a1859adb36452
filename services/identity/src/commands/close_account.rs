//! Closes an account, and opens it again.

use events::{Error, Tx};
use identity_domain::{Account, Deed, last_administrators, policy};
use proto::identity::v1 as api;
use regulation::{Actor, SystemRole};

use super::seconded::seconded;
use super::{others_account, reason};
use crate::letters::Letters;
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;
use crate::{store, wire};

pub(crate) async fn disable_account(
    tx: &mut Tx,
    actor: Actor,
    message: api::DisableAccountRequest,
) -> Result<api::DisableAccountResponse, Error> {
    let account = others_account(tx, &actor, &message.person_id, policy::may_manage).await?;
    two_administrators_stay(tx, &account).await?;
    let account = close(tx, account, &reason(&message.reason)?).await?;
    Ok(api::DisableAccountResponse { account: Some(wire::account(&account)) })
}

pub(crate) async fn enable_account(
    tx: &mut Tx,
    actor: Actor,
    message: api::EnableAccountRequest,
    letters: Letters,
) -> Result<api::EnableAccountResponse, Error> {
    let account = others_account(tx, &actor, &message.person_id, policy::may_manage).await?;
    let reason = reason(&message.reason)?;
    let seconded = match account.clone().enabled() {
        Some(_) => seconded(tx, &letters, account.clone(), Deed::Enable).await?.and_then(Account::enabled),
        None => None,
    };
    let account = match seconded {
        Some(changed) => {
            store::accounts::save(tx, &changed).await?;
            note(tx, changed.person, Action::Enabled, &reason).await?;
            changed
        }
        None => store::accounts::find(tx.conn(), account.person).await?.unwrap_or(account),
    };
    Ok(api::EnableAccountResponse { account: Some(wire::account(&account)) })
}

/// What two people do needs two administrators who can come in: nobody takes the one before the last out alone.
pub(super) async fn two_administrators_stay(tx: &Tx, without: &Account) -> Result<(), Error> {
    let active = store::accounts::holders(tx.conn(), SystemRole::SnvAdmin, None).await?;
    let stay = active.iter().filter(|one| **one != without.person).count();
    if active.contains(&without.person) && stay < 2 { Err(last_administrators().into()) } else { Ok(()) }
}

/// Closes an account and ends its sessions, if it is open.
pub(crate) async fn close(tx: &mut Tx, account: Account, reason: &str) -> Result<Account, Error> {
    let Some(changed) = account.clone().disabled() else { return Ok(account) };
    store::accounts::save(tx, &changed).await?;
    store::sessions::end_of(tx, changed.person, Which::All).await?;
    note(tx, changed.person, Action::Disabled, reason).await?;
    Ok(changed)
}
