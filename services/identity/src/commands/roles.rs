//! Gives and takes system roles.

use events::{Error, Tx};
use identity_domain::{Grant, policy, unit_unknown};
use proto::identity::v1 as api;
use rpc::Actor;

use super::{others_account, reason};
use crate::store::account_events::{Action, note};
use crate::{store, wire};

pub(crate) async fn grant_role(tx: &mut Tx, actor: Actor, message: api::GrantRoleRequest) -> Result<api::GrantRoleResponse, Error> {
    let grant = wire::grant(message.grant)?;
    let account = others_account(tx, &actor, &message.person_id, policy::may_grant).await?;
    let reason = reason(&message.reason)?;
    if let Some(agency) = grant.agency {
        let known = store::units::by_ids(tx.conn(), vec![agency]).await?.pop();
        known.filter(|unit| unit.kind.is_agency()).ok_or_else(|| unit_unknown("grant.agency_id"))?;
    }
    let account = match account.clone().granted(grant)? {
        Some(changed) => {
            store::accounts::save(tx, &changed).await?;
            note(tx, changed.person, Action::RoleGranted, &detail(grant, &reason)).await?;
            changed
        }
        None => account,
    };
    Ok(api::GrantRoleResponse { account: Some(wire::account(&account)) })
}

pub(crate) async fn revoke_role(tx: &mut Tx, actor: Actor, message: api::RevokeRoleRequest) -> Result<api::RevokeRoleResponse, Error> {
    let grant = wire::grant(message.grant)?;
    let account = others_account(tx, &actor, &message.person_id, policy::may_grant).await?;
    let reason = reason(&message.reason)?;
    let account = match account.clone().revoked(grant) {
        Some(changed) => {
            store::accounts::save(tx, &changed).await?;
            note(tx, changed.person, Action::RoleRevoked, &detail(grant, &reason)).await?;
            changed
        }
        None => account,
    };
    Ok(api::RevokeRoleResponse { account: Some(wire::account(&account)) })
}

/// A role as it is noted: its name, its agency, and why.
pub(crate) fn detail(grant: Grant, reason: &str) -> String {
    let role = wire::role_grant(&grant).role().as_str_name().trim_start_matches("SYSTEM_ROLE_").to_owned();
    let agency = grant.agency.map(|id| id.to_string()).unwrap_or_default();
    [role.as_str(), agency.as_str(), reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
