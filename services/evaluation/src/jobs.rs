//! Input-free and repeatable: deadlines move periods on as HR would, and nothing waits for a lost wake-up.

use std::time::Duration;

use evaluation_domain::{PeriodId, Record, Stage};
use events::{Error, Tx};
use kernel::date;
use runtime::Ctx;

use crate::stages;
use crate::store::{periods, records, sheets};

/// How often deadlines are looked at.
pub(crate) const EVERY: Duration = Duration::from_secs(10);

/// Moves on every period whose deadline has passed, closes late reviews, seals minutes whose results are in.
pub(crate) async fn reconcile(ctx: Ctx) -> Result<(), Error> {
    for period in periods::under_way(&ctx.db).await? {
        if let Err(error) = reconcile_one(&ctx, period.id).await {
            tracing::warn!(%error, period = %period.id, "a period could not be moved on");
        }
    }
    Ok(())
}

async fn reconcile_one(ctx: &Ctx, id: PeriodId) -> Result<(), Error> {
    let waiting = records::in_360(&ctx.db, id).await?;
    let Some(period) = periods::find(&ctx.db, id).await? else { return Ok(()) };
    let due = period.due(ctx.now()).filter(|to| *to != Stage::DirectReview || !waiting.iter().any(Record::awaits_minutes));
    let may_be_late = period.stage > Stage::Review360Open && waiting.iter().any(Record::is_in_review);
    if due.is_none() && !may_be_late && !waiting.iter().any(Record::awaits_minutes) {
        return Ok(());
    }
    let mut tx = ctx.begin().await?;
    let Some(mut period) = periods::lock(&tx, id).await? else { return Ok(()) };
    if let Some(to) = due.filter(|to| period.due(tx.now()) == Some(*to)) {
        period = stages::advance(&mut tx, period, to).await?;
    }
    if may_be_late {
        close_late(&mut tx, &waiting, &period.pack_id).await?;
    }
    stages::seal_minutes(&mut tx, &period).await?;
    tx.commit().await
}

/// Late and repeated reviews end when their own last day is over.
async fn close_late(tx: &mut Tx, waiting: &[Record], pack_id: &str) -> Result<(), Error> {
    let policy = stages::pack_of(tx.conn(), pack_id).await?.policy;
    for record in waiting.iter().filter(|record| record.is_in_review()) {
        let asked = sheets::of_record(tx.conn(), record.id).await?;
        let last = asked.iter().filter(|sheet| sheet.round == record.round).map(|sheet| sheet.due_on).max();
        if last.is_some_and(|last| tx.now() <= date::end_of_office_day(last)) {
            continue;
        }
        if let Some(record) = records::lock(tx, record.id).await? {
            stages::close(tx, record, &policy).await?;
        }
    }
    Ok(())
}
