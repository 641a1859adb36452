//! What worklog does about other services' events: it keeps its projections of people, delegations and reviewers, and opens the
//! handover of whoever leaves a post.

use async_trait::async_trait;
use events::{Consumer, Error, Incoming, Tx};
use kernel::date;
use proto::evaluation::v1::SheetChanged;
use proto::identity::v1::{DelegationChanged, PersonChanged};

use crate::{commands, handovers, store, wire};

/// Keeps who approves whom, and who for whom, as identity announces it.
pub(crate) struct People;

#[async_trait]
impl Consumer for People {
    fn sources(&self) -> &'static [&'static str] {
        &["identity"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if event.is::<DelegationChanged>() {
            let announced = event.decode::<DelegationChanged>()?.delegation.unwrap_or_default();
            let version = announced.version;
            return store::delegations::project(tx.conn(), wire::delegation(&announced)?, version).await;
        }
        if !event.is::<PersonChanged>() {
            return Ok(());
        }
        let person = event.decode::<PersonChanged>()?.person.unwrap_or_default();
        let (person, version) = (wire::person(&person, date::office_day(tx.now()))?, person.version);
        let before = store::people::find(tx.conn(), person.id).await?;
        if store::people::project(tx.conn(), &person, version).await? {
            handovers::follow(tx, before.as_ref(), &person).await?;
            commands::leave_alone(tx, &person).await?;
        }
        Ok(())
    }
}

/// Keeps who reviews whom, as evaluation announces it.
pub(crate) struct Reviewers;

#[async_trait]
impl Consumer for Reviewers {
    fn sources(&self) -> &'static [&'static str] {
        &["evaluation"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if !event.is::<SheetChanged>() {
            return Ok(());
        }
        let sheet = event.decode::<SheetChanged>()?.sheet.unwrap_or_default();
        let version = sheet.version;
        store::reviewers::project(tx.conn(), wire::review(&sheet)?, version).await
    }
}
