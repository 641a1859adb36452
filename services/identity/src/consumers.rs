//! What identity does about other services' events: it tells people what they raise.

use async_trait::async_trait;
use events::{Consumer, Error, Incoming, Tx};
use proto::{evaluation, worklog};

use crate::{store, wire};

/// Puts raised notices into inboxes.
pub(crate) struct Notices;

#[async_trait]
impl Consumer for Notices {
    fn sources(&self) -> &'static [&'static str] {
        &["evaluation", "worklog"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        let notices = if event.is::<evaluation::v1::NoticeRaised>() {
            event.decode::<evaluation::v1::NoticeRaised>()?.notices
        } else if event.is::<worklog::v1::NoticeRaised>() {
            event.decode::<worklog::v1::NoticeRaised>()?.notices
        } else {
            return Ok(());
        };
        let notices: Vec<_> = notices.into_iter().map(wire::notice::raised).collect::<Result<_, _>>()?;
        store::notices::raise(tx, &notices).await
    }
}
