//! What scoring does about other services' events: it keeps records and sheets, recomputes the results they bear on, and keeps who
//! belongs to which agency.

use std::sync::Arc;

use async_trait::async_trait;
use contract::announced;
use events::{Consumer, Error, Incoming, Tx};
use kernel::date;
use proto::evaluation::v1::{RecordChanged, SheetChanged};
use proto::identity::v1::PersonChanged;

use crate::law::Law;
use crate::recompute::recompute;
use crate::store::people::Place;
use crate::{store, wire};

/// Keeps what evaluation announces.
pub(crate) struct Evaluation {
    pub law: Arc<Law>,
}

#[async_trait]
impl Consumer for Evaluation {
    fn sources(&self) -> &'static [&'static str] {
        &["evaluation"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if event.is::<RecordChanged>() {
            return self.record_changed(tx, event.decode()?).await;
        }
        if event.is::<SheetChanged>() {
            return self.sheet_changed(tx, event.decode()?).await;
        }
        Ok(())
    }
}

/// Keeps who belongs where, as identity announces it.
pub(crate) struct People;

#[async_trait]
impl Consumer for People {
    fn sources(&self) -> &'static [&'static str] {
        &["identity"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if !event.is::<PersonChanged>() {
            return Ok(());
        }
        let person = event.decode::<PersonChanged>()?.person.unwrap_or_default();
        let agencies = wire::agencies(&person, date::office_day(tx.now()))?;
        let place = Place { agencies, heads: wire::heads(&person)? };
        store::people::project(tx.conn(), announced::id("a person id", &person.person_id)?, &place, person.version).await
    }
}

impl Evaluation {
    async fn record_changed(&self, tx: &mut Tx, event: RecordChanged) -> Result<(), Error> {
        let announced = event.record.unwrap_or_default();
        let Some(record) = wire::record(&announced)? else { return Ok(()) };
        store::lock_person(tx.conn(), record.person).await?;
        if !store::records::project(tx.conn(), &record, announced.version).await? {
            return Ok(());
        }
        if let Some(own) = wire::own(&announced) {
            store::sheets::project_own(tx.conn(), record.id, record.person, own.submission, &wire::entries(&own.scores)).await?;
        }
        recompute(tx, &self.law, record.person, record.year).await
    }

    async fn sheet_changed(&self, tx: &mut Tx, event: SheetChanged) -> Result<(), Error> {
        let announced = event.sheet.unwrap_or_default();
        let sheet = wire::sheet(&announced)?;
        store::lock_person(tx.conn(), wire::subject(&announced)?).await?;
        if !store::sheets::project(tx.conn(), &sheet).await? {
            return Ok(());
        }
        // A sheet may arrive before its record; it then waits for it. Many arrive within seconds: they are computed together.
        let Some(record) = store::records::find(tx.conn(), sheet.record).await? else { return Ok(()) };
        if let Some(set) = self.law.criteria_set(tx.conn(), &record).await? {
            // One that does not fit is refused here, alone, before it stands in the way of the others.
            store::sheets::lay_out_one(tx.conn(), sheet.standing.sheet, &set).await?;
        }
        store::due::mark(tx.conn(), record.person, record.year, tx.now()).await
    }
}
