//! What identity does about events of services, its own too: it tells people what they raise.

use async_trait::async_trait;
use events::{Consumer, Error, Incoming, Tx};
use proto::common::v1::TrailBroken;
use proto::{evaluation, scoring, worklog};

use crate::{commands, store, wire};

/// Puts raised notices into inboxes, and tells auditors where a trail is broken.
pub(crate) struct Notices;

#[async_trait]
impl Consumer for Notices {
    fn sources(&self) -> &'static [&'static str] {
        &["identity", "worklog", "evaluation", "scoring", "reporting"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        let notices = if event.is::<evaluation::v1::NoticeRaised>() {
            event.decode::<evaluation::v1::NoticeRaised>()?.notices
        } else if event.is::<worklog::v1::NoticeRaised>() {
            event.decode::<worklog::v1::NoticeRaised>()?.notices
        } else if event.is::<scoring::v1::NoticeRaised>() {
            event.decode::<scoring::v1::NoticeRaised>()?.notices
        } else if event.is::<TrailBroken>() {
            let trail = event.decode::<TrailBroken>()?.trail.unwrap_or_default();
            return commands::leading::tell_trail_broken(tx, &trail).await;
        } else {
            return Ok(());
        };
        let notices: Vec<_> = notices.into_iter().map(wire::notice::raised).collect::<Result<_, _>>()?;
        store::notices::raise(tx, &notices).await
    }
}
