//! One transaction: rows and announcements, together or not at all.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, Ids, Version};
use prost::{Message, Name};
use proto::Notices;
use proto::common::v1::Notice;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use store::Db;
use uuid::Uuid;

use crate::{Error, Progress, outbox};

/// Notices of one event.
const NOTICES_AT_ONCE: usize = 100;

/// One transaction with its moment and its source of ids. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    conn: DatabaseTransaction,
    now: DateTime<Utc>,
    ids: Arc<dyn Ids>,
    actor: Option<Uuid>,
    unwritten: outbox::Unwritten,
    progress: Progress,
}

impl Tx {
    /// Begins a transaction; `now` is the same until its end.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(db: &Db, clock: &dyn Clock, ids: Arc<dyn Ids>) -> Result<Self, Error> {
        Ok(Self { conn: db.begin().await?, now: clock.now(), ids, actor: None, unwritten: Vec::new(), progress: Progress::default() })
    }

    /// The connection that carries the transaction.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.conn
    }

    /// The moment of the transaction.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Notes for whom it all happens.
    pub fn on_behalf_of(&mut self, person: Uuid) {
        self.actor = Some(person);
    }

    /// The signed-in person; nobody when the software acts by itself.
    pub fn actor(&self) -> Option<Uuid> {
        self.actor
    }

    /// How far it is, for whoever waits for it.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// A new id.
    pub fn next_id(&self) -> Uuid {
        self.ids.next()
    }

    /// Announces an aggregate's new state, with the version it now has. One announcement per type, aggregate and version. All are
    /// written together when the transaction ends.
    ///
    /// # Errors
    /// When the event is larger than the bus takes.
    pub fn announce<M: Message + Name>(&mut self, aggregate: Uuid, version: Version, event: &M) -> Result<(), Error> {
        let row = outbox::announcement(self, self.next_id(), aggregate, version, M::full_name(), event.encode_to_vec())?;
        self.unwritten.push(row);
        Ok(())
    }

    /// Publishes an event to partners: `document` as it is, with its id, at a subject of the bus that begins with `public.`; in order per
    /// aggregate.
    ///
    /// # Errors
    /// When the event is larger than the bus takes.
    pub fn publish(&mut self, id: Uuid, aggregate: Uuid, number: Version, subject: String, document: Vec<u8>) -> Result<(), Error> {
        let row = outbox::announcement(self, id, aggregate, number, subject, document)?;
        self.unwritten.push(row);
        Ok(())
    }

    /// Has people told something. Raised once and never changed: the notices of an event are an aggregate of their own.
    ///
    /// # Errors
    /// As [`Tx::announce`].
    pub fn notify<E: Notices>(&mut self, notices: &[Notice]) -> Result<(), Error> {
        notices.chunks(NOTICES_AT_ONCE).try_for_each(|some| self.announce(self.next_id(), 1, &E::raised(some.to_vec())))
    }

    /// Makes it all true.
    ///
    /// # Errors
    /// When the database refuses; then nothing happened, or the answer was lost and repeating with the same request id tells.
    pub async fn commit(mut self) -> Result<(), Error> {
        outbox::write(&self.conn, std::mem::take(&mut self.unwritten)).await?;
        Ok(self.conn.commit().await?)
    }
}
