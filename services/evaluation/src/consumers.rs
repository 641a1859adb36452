//! What evaluation does about other services' events: projections, and the minutes that wait for results.

use async_trait::async_trait;
use evaluation_domain::{Record, RecordId, State};
use events::{Consumer, Error, Incoming, Tx};
use proto::identity::v1::{AccountChanged, PersonChanged, UnitChanged};
use proto::scoring::v1::{CriteriaSetPublished, PolicyPackPublished, ResultComputed};
use uuid::Uuid;

use crate::store::{authorities, directory, law, records, results, sheets};
use crate::{stages, succession, wire};

/// Keeps units and people as identity announces them.
pub(crate) struct Identity;

#[async_trait]
impl Consumer for Identity {
    fn sources(&self) -> &'static [&'static str] {
        &["identity"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if event.is::<UnitChanged>() {
            let unit = event.decode::<UnitChanged>()?.unit.unwrap_or_default();
            return directory::project_unit(tx.conn(), &wire::unit(&unit)?, unit.version).await;
        }
        if event.is::<PersonChanged>() {
            let person = event.decode::<PersonChanged>()?.person.unwrap_or_default();
            let known = wire::person(&person)?;
            directory::project_person(tx.conn(), &known, person.version).await?;
            return succession::follow(tx, known.id).await;
        }
        if event.is::<AccountChanged>() {
            let account = event.decode::<AccountChanged>()?.account.unwrap_or_default();
            let (person, mandates) = wire::mandates(&account)?;
            authorities::project(tx.conn(), person, account.version, &mandates).await?;
            return succession::follow(tx, person).await;
        }
        Ok(())
    }
}

/// Keeps law and results as scoring announces them.
pub(crate) struct Scoring;

#[async_trait]
impl Consumer for Scoring {
    fn sources(&self) -> &'static [&'static str] {
        &["scoring"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        if event.is::<PolicyPackPublished>() {
            let pack = event.decode::<PolicyPackPublished>()?.pack.unwrap_or_default();
            return law::project_pack(tx.conn(), &pack.pack_id, pack.version, &pack.digest, &pack.document_json).await;
        }
        if event.is::<CriteriaSetPublished>() {
            let set = event.decode::<CriteriaSetPublished>()?.criteria_set.unwrap_or_default();
            return law::project_criteria(tx.conn(), &wire::criteria_set(&set)?, set.version).await;
        }
        if event.is::<ResultComputed>() {
            let result = event.decode::<ResultComputed>()?.result.unwrap_or_default();
            return take_result(tx, &result).await;
        }
        Ok(())
    }
}

async fn take_result(tx: &mut Tx, result: &proto::scoring::v1::Result) -> Result<(), Error> {
    let id: RecordId = result.record_id.parse::<Uuid>().map_err(|error| Error::decode("a record id", error))?.into();
    results::project(tx.conn(), id, result.version, &wire::scored(result)).await?;
    let waits = |record: &Record| record.awaits_minutes() || matches!(record.state, State::Decided { .. });
    let Some(record) = records::find(tx.conn(), id).await?.filter(waits) else { return Ok(()) };
    // Minutes and publication wait for results of exactly what is in; most results come from less, and change nothing here.
    if sheets::basis(tx.conn(), &record).await? != result.basis {
        return Ok(());
    }
    if record.awaits_minutes() { stages::seal_due(tx, &record).await } else { stages::publish_anew(tx, &record).await }
}
