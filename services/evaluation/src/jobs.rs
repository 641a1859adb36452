//! Input-free and repeatable: deadlines move periods on as HR would, and nothing waits for a lost wake-up.

use std::collections::BTreeSet;
use std::time::Duration;

use evaluation_domain::{Period, PeriodId, Record, Stage, State};
use events::{Error, Tx};
use kernel::date;
use runtime::Ctx;

use crate::stages;
use crate::store::{audit, minutes, periods, records, sheets};

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
        period = stages::advance(&mut tx, period, to, None).await?;
    }
    if may_be_late {
        close_late(&mut tx, &waiting, &period).await?;
    }
    stages::seal_minutes(&mut tx, &period).await?;
    tx.commit().await
}

/// Archives what nobody can appeal against any more, and closes the years in which nothing is left to happen.
pub(crate) async fn archive(ctx: Ctx) -> Result<(), Error> {
    for period in periods::published(&ctx.db).await? {
        let mut tx = ctx.begin().await?;
        let Some(period) = periods::lock(&tx, period.id).await? else { continue };
        let laws = stages::laws_of(tx.conn(), &period).await?;
        let all = records::lock_all(&tx, period.id).await?;
        let of = |what: fn(&State) -> bool| all.iter().filter(|record| what(&record.state)).count();
        let appealed = of(|state| matches!(state, State::Appealed { .. } | State::Decided { .. }));
        let final_records = all.iter().filter(|record| record.is_final(laws.of(record.subject.group), tx.now())).count();
        let Some(changed) = period.after_publication(all.len(), final_records, appealed) else { continue };
        let archived = changed.state.stage == Stage::Archived;
        periods::save(&mut tx, changed).await?;
        let archive = |record: Record| {
            let policy = laws.of(record.subject.group);
            record.archive(policy, tx.now())
        };
        let archive = all.into_iter().filter(|_| archived).filter_map(archive).collect();
        records::save_all(&mut tx, archive).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Looks whether the present states and minutes are what was sealed; gives those that are not.
pub(crate) async fn check_audit(ctx: Ctx) -> Result<BTreeSet<String>, Error> {
    let mut places = BTreeSet::new();
    for found in audit::unsealed(&ctx.db, None, 100).await? {
        tracing::error!(aggregate = %found.id, version = found.version, "the present state is not what the audit trail seals");
        places.insert(format!("audit {}", found.id));
    }
    for found in minutes::damaged(&ctx.db).await? {
        tracing::error!(minutes = %found, "minutes are not what was sealed");
        places.insert(format!("minutes {found}"));
    }
    Ok(places)
}

/// Late and repeated reviews end when their own last day is over.
async fn close_late(tx: &mut Tx, waiting: &[Record], period: &Period) -> Result<(), Error> {
    let laws = stages::laws_of(tx.conn(), period).await?;
    for record in waiting.iter().filter(|record| record.is_in_review()) {
        let asked = sheets::of_record(tx.conn(), record.id).await?;
        let last = asked.iter().filter(|sheet| sheet.round == record.round).map(|sheet| sheet.due_on).max();
        if last.is_some_and(|last| !date::is_over(last, tx.now())) {
            continue;
        }
        if let Some(record) = records::lock(tx, record.id).await? {
            stages::close(tx, vec![record], |group| laws.of(group)).await?;
        }
    }
    Ok(())
}
