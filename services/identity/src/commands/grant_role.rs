//! Gives a system role.

use events::{Error, Tx};
use identity_domain::{person_not_found, policy};
use proto::identity::v1::{GrantRoleRequest, GrantRoleResponse};
use rpc::Actor;

use crate::{store, wire};

pub(crate) async fn grant_role(tx: &mut Tx, actor: Actor, message: GrantRoleRequest) -> Result<GrantRoleResponse, Error> {
    let grant = wire::grant(message.grant)?;
    let account = store::accounts::lock(tx.conn(), wire::id("person_id", &message.person_id)?).await?.ok_or_else(person_not_found)?;
    policy::may_grant(&wire::who(&actor), &account)?;
    let account = match account.clone().granted(grant)? {
        Some(changed) => {
            store::accounts::save(tx, &changed).await?;
            changed
        }
        None => account,
    };
    Ok(GrantRoleResponse { account: Some(wire::account(&account)) })
}
