//! What reporting does about other services' events: it keeps what they say, and counts them.

use async_trait::async_trait;
use events::{Consumer, Error, Incoming, Tx};
use proto::evaluation::v1::{MinutesSealed, PeriodChanged, RecordChanged, SheetChanged};
use proto::identity::v1::{DelegationChanged, PersonChanged, UnitChanged};
use proto::scoring::v1::{CriteriaSetPublished, PolicyPackPublished, ResultComputed};
use proto::worklog::v1::{HandoverChanged, LogChanged, WorkSummaryChanged};

use crate::store;

/// Listens to everything.
pub(crate) struct Everything;

#[async_trait]
impl Consumer for Everything {
    fn sources(&self) -> &'static [&'static str] {
        &["identity", "worklog", "evaluation", "scoring"]
    }

    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error> {
        let conn = tx.conn();
        store::count(conn, &event.0.kind).await?;
        if event.is::<UnitChanged>() {
            store::keep_unit(conn, event.decode::<UnitChanged>()?.unit.unwrap_or_default()).await
        } else if event.is::<PersonChanged>() {
            store::keep_person(conn, event.decode::<PersonChanged>()?.person.unwrap_or_default()).await
        } else if event.is::<DelegationChanged>() {
            store::keep_delegation(conn, event.decode::<DelegationChanged>()?.delegation.unwrap_or_default()).await
        } else if event.is::<PeriodChanged>() {
            store::keep_period(conn, event.decode::<PeriodChanged>()?.period.unwrap_or_default()).await
        } else if event.is::<RecordChanged>() {
            store::keep_record(conn, event.decode::<RecordChanged>()?.record.unwrap_or_default()).await
        } else if event.is::<SheetChanged>() {
            store::keep_sheet(conn, event.decode::<SheetChanged>()?.sheet.unwrap_or_default()).await
        } else if event.is::<MinutesSealed>() {
            store::keep_minutes(conn, event.0.version, event.decode::<MinutesSealed>()?.minutes.unwrap_or_default()).await
        } else if event.is::<CriteriaSetPublished>() {
            store::keep_criteria_set(conn, event.decode::<CriteriaSetPublished>()?.criteria_set.unwrap_or_default()).await
        } else if event.is::<PolicyPackPublished>() {
            store::keep_pack(conn, event.decode::<PolicyPackPublished>()?.pack.unwrap_or_default()).await
        } else if event.is::<ResultComputed>() {
            store::keep_result(conn, event.decode::<ResultComputed>()?.result.unwrap_or_default()).await
        } else if event.is::<LogChanged>() {
            store::keep_log(conn, event.decode::<LogChanged>()?.log.unwrap_or_default()).await
        } else if event.is::<HandoverChanged>() {
            store::keep_handover(conn, event.decode::<HandoverChanged>()?.handover.unwrap_or_default()).await
        } else if event.is::<WorkSummaryChanged>() {
            store::keep_work_summary(conn, event.0.aggregate, event.decode::<WorkSummaryChanged>()?.summary.unwrap_or_default()).await
        } else {
            Ok(())
        }
    }
}
