//! What every service keeps for a while only, and the one who removes it.

use std::sync::Arc;

use store::sweep::{Rule, sweep};

use crate::config::Retention;
use crate::{Ctx, Error};

/// What the libraries keep for a while only.
pub fn rules(retention: &Retention) -> Vec<Rule> {
    // Told once, and no state of anything.
    const ANNOUNCED: &str = "published_at < $1 AND (type LIKE '%.NoticeRaised' OR type LIKE '%.TrailBroken' OR EXISTS (SELECT FROM outbox AS newer \
        WHERE newer.type = outbox.type AND newer.aggregate_id = outbox.aggregate_id AND newer.aggregate_version > outbox.aggregate_version))";
    vec![
        Rule { table: "outbox", old: ANNOUNCED, days: retention.outbox_days },
        Rule { table: "inbox", old: "received_at < $1", days: retention.inbox_days },
        Rule { table: "requests", old: "received_at < $1", days: retention.request_days },
        Rule { table: "progress", old: "told_at < $1", days: retention.request_days },
        Rule { table: "refused_messages", old: "last_at < $1", days: retention.refused_days },
    ]
}

/// Removes what is old, by one replica at a time.
pub(crate) async fn job(ctx: Ctx, rules: Arc<[Rule]>) -> Result<(), Error> {
    for (table, rows) in sweep(&ctx.db, &rules, ctx.now()).await?.into_iter().filter(|(_, rows)| *rows > 0) {
        tracing::info!(table, rows, "old rows were removed");
    }
    Ok(())
}
