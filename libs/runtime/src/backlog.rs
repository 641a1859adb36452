//! What waits in a service's database, measured all the time: the first sign that events do not get through.

use std::time::Duration;

use opentelemetry::KeyValue;

use crate::{Ctx, Error};

/// How often it is measured.
const EVERY: Duration = Duration::from_secs(15);

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Seconds since the oldest announcement was made that is not published yet; 0 when none waits.
    pub outbox_seconds: u64,
    /// Events that were set aside.
    pub dead_letters: u64,
}

/// Measures what waits now.
///
/// # Errors
/// When the database refuses.
pub async fn measure(ctx: &Ctx) -> Result<Backlog, Error> {
    let oldest = events::outbox::oldest_unpublished(&ctx.db).await?;
    let age = oldest.map(|oldest| (ctx.now() - oldest).num_seconds()).unwrap_or_default();
    let dead_letters = events::inbox::dead_letters(&ctx.db).await?;
    Ok(Backlog { outbox_seconds: u64::try_from(age).unwrap_or_default(), dead_letters })
}

/// Keeps the gauges `outbox_oldest_unpublished_seconds` and `dead_letters_open` of the service up to date, and how many connections to the
/// database it has in use (`db_connections_used`) and may have (`db_connections_most`).
pub(crate) async fn watch(ctx: Ctx) {
    let meter = opentelemetry::global::meter("congtam");
    let age = meter.u64_gauge("outbox_oldest_unpublished_seconds").with_unit("s").build();
    let parked = meter.u64_gauge("dead_letters_open").build();
    let used = meter.u64_gauge("db_connections_used").build();
    let most = meter.u64_gauge("db_connections_most").build();
    let labels = [KeyValue::new("service", ctx.name)];
    loop {
        let pool = ctx.db.get_postgres_connection_pool();
        used.record(u64::from(pool.size()).saturating_sub(pool.num_idle() as u64), &labels);
        most.record(u64::from(pool.options().get_max_connections()), &labels);
        match measure(&ctx).await {
            Ok(backlog) => {
                age.record(backlog.outbox_seconds, &labels);
                parked.record(backlog.dead_letters, &labels);
            }
            Err(error) => tracing::warn!(%error, service = ctx.name, "the backlog cannot be measured"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
