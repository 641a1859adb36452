//! Ends one's own sessions.

use events::{Error, Tx};
use identity_domain::PersonId;
use proto::identity::v1::{EndSessionsRequest, EndSessionsResponse};
use rpc::Actor;
use uuid::Uuid;

use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;
use crate::{store, wire};

pub(crate) async fn end_sessions(tx: &mut Tx, actor: Actor, message: EndSessionsRequest) -> Result<EndSessionsResponse, Error> {
    let which = if message.others {
        Which::AllBut(actor.session)
    } else {
        let ids = message.session_ids.iter().map(|id| wire::id::<Uuid>("session_ids", id));
        Which::Only(ids.collect::<Result<_, _>>()?)
    };
    let person = PersonId(actor.person);
    let ended = store::sessions::end_of(tx, person, which).await?;
    if ended > 0 {
        note(tx, person, Action::SessionsEnded, &ended.to_string()).await?;
    }
    Ok(EndSessionsResponse { ended: i32::try_from(ended).unwrap_or(i32::MAX) })
}
