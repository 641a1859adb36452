//! Ends a session; ending it again changes nothing.

use events::{Error, Tx};
use proto::identity::v1::{SignOutRequest, SignOutResponse};

use crate::{secrets, store};

pub(crate) async fn sign_out(tx: &mut Tx, message: SignOutRequest) -> Result<SignOutResponse, Error> {
    store::sessions::end(tx, &secrets::digest(&message.session_token)).await?;
    Ok(SignOutResponse {})
}
