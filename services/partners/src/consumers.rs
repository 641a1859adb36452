//! What partners does about other services' events: it keeps what is public of them, and tells what is new in it.

use async_trait::async_trait;
use catalogue::{Publisher, Topic};
use events::{Consumer, Error, Incoming, Tx};
use partners_domain::{PROVINCE, State, Untold};
use uuid::Uuid;

use crate::{store, wire};

/// Listens to those who own what is public.
pub(crate) struct Owners {
    pub publisher: Publisher,
    pub topics: Vec<Topic>,
}

#[async_trait]
impl Consumer for Owners {
    fn sources(&self) -> &'static [&'static str] {
        &["identity", "evaluation", "scoring"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        let Some(state) = wire::state(event)? else { return Ok(()) };
        let (id, units) = (event.0.aggregate, matches!(state, State::Unit(_)));
        store::states::take_turn(tx.conn(), units).await?;
        if !store::states::keep(tx.conn(), id, event.0.version, event.0.at, &state).await? {
            return Ok(());
        }
        self.tell(tx, id).await?;
        if units {
            self.tell_what_awaited(tx, id).await?;
        }
        if state.is_province() {
            self.tell_what_awaited(tx, PROVINCE).await?;
        }
        Ok(())
    }
}

impl Owners {
    /// Publishes what is new in a state; when a unit is not known yet, it waits for it.
    async fn tell(&self, tx: &mut Tx, id: Uuid) -> Result<(), Error> {
        let Some(kept) = store::states::lock(tx.conn(), id).await? else { return Ok(()) };
        let units = store::states::units(tx.conn(), &kept.state.units()).await?;
        let told = store::told::find(tx.conn(), id).await?;
        let (news, told) = match kept.state.tell(&units, told) {
            Ok(news) => news,
            Err(Untold::Awaits(unit)) => return store::states::awaits(tx.conn(), id, Some(unit)).await,
            Err(Untold::Unreadable(error)) => return Err(Error::failed("reading what was told", error)),
        };
        for statement in news {
            if self.topics.contains(&statement.kind.topic) {
                store::public_events::publish(tx, &self.publisher, id, kept.announced_at, statement).await?;
            }
        }
        store::told::keep(tx.conn(), id, told).await?;
        match kept.awaits {
            Some(_) => store::states::awaits(tx.conn(), id, None).await,
            None => Ok(()),
        }
    }

    async fn tell_what_awaited(&self, tx: &mut Tx, unit: Uuid) -> Result<(), Error> {
        for id in store::states::awaiting(tx.conn(), unit).await? {
            self.tell(tx, id).await?;
        }
        Ok(())
    }
}
