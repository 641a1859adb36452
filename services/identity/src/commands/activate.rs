//! Sets the first password of an invited account.

use events::{Error, Tx};
use identity_domain::{invitation_over, password, person_not_found};
use proto::identity::v1::{ActivateRequest, ActivateResponse};

use crate::{secrets, store};

pub(crate) async fn activate(tx: &mut Tx, message: ActivateRequest) -> Result<ActivateResponse, Error> {
    let invited = store::credentials::use_invitation(tx, secrets::digest(&message.activation_token)).await?;
    let id = invited.ok_or_else(invitation_over)?;
    let account = store::accounts::lock(tx.conn(), id).await?.ok_or_else(invitation_over)?;
    let person = store::people::find(tx.conn(), id).await?.ok_or_else(person_not_found)?;
    let password = password::accept(&message.password, &person.full_name, &person.email)?;
    let account = account.activated(tx.now())?;
    store::accounts::save(tx, &account).await?;
    store::credentials::set_password(tx, id, secrets::hash(password).await?).await?;
    Ok(ActivateResponse { email: account.email })
}
