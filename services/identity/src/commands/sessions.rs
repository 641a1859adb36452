//! Ends one's own sessions.

use contract::field;
use events::{Error, Tx};
use identity_domain::PersonId;
use proto::identity::v1::{EndSessionsRequest, EndSessionsResponse};
use regulation::Actor;
use uuid::Uuid;

use crate::store;
use crate::store::account_events::{Action, note};
use crate::store::sessions::Which;

pub(crate) async fn end_sessions(tx: &mut Tx, actor: Actor, message: EndSessionsRequest) -> Result<EndSessionsResponse, Error> {
    let which = if message.others {
        Which::AllBut(actor.session)
    } else {
        let ids = message.session_ids.iter().map(|id| field::id::<Uuid>("session_ids", id));
        Which::Only(ids.collect::<Result<_, _>>()?)
    };
    let person = PersonId(actor.person);
    let ended = store::sessions::end_of(tx, person, which).await?;
    if ended > 0 {
        note(tx, person, Action::SessionsEnded, &ended.to_string()).await?;
    }
    Ok(EndSessionsResponse { ended: i32::try_from(ended).unwrap_or(i32::MAX) })
}
