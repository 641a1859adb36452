//! Publishes the outbox: one active relay per service, in order per aggregate, each event at least once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use kernel::Clock;
use sqlx::{Connection, PgConnection, postgres::PgListener};
use store::Db;

use crate::outbox::{self, Entry};
use crate::{Bus, Error};

const BATCH: u64 = 256;
const WAVE: usize = 64;
/// How often the bus is asked whether it still has what it took.
const LOOK: Duration = Duration::from_secs(5);
/// "outbox" in a number: whoever holds this lock in the service's database is the relay.
const LOCK: i64 = 0x6f75_7462_6f78;

/// Publishes what waits; returns how many were published. Call it only while holding the relay's lock.
///
/// # Errors
/// When database or bus fail; what was published before is marked.
pub async fn drain(db: &Db, bus: &dyn Bus, source: &str, clock: &dyn Clock) -> Result<usize, Error> {
    let mut published = 0;
    loop {
        let entries = outbox::unpublished(db, source, BATCH).await?;
        if entries.is_empty() {
            return Ok(published);
        }
        for wave in waves(entries) {
            let answers = join_all(wave.iter().map(|entry| bus.publish(&entry.envelope))).await;
            let done: Vec<i64> = wave.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()).map(|(entry, _)| entry.seq).collect();
            published += done.len();
            outbox::mark_published(db, done, clock.now()).await?;
            answers.into_iter().collect::<Result<(), _>>().map_err(|error| Error::failed("publishing the outbox", error))?;
        }
    }
}

/// Splits a batch into waves that may be published at once: at most one event per aggregate in each.
fn waves(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut waves = Vec::new();
    let mut rest = entries;
    while !rest.is_empty() {
        let mut busy = HashSet::new();
        let mut wave = Vec::new();
        let mut later = Vec::new();
        for entry in rest {
            let free = busy.insert(entry.envelope.aggregate);
            if free && wave.len() < WAVE { wave.push(entry) } else { later.push(entry) }
        }
        waves.push(wave);
        rest = later;
    }
    waves
}

/// Publishes for as long as it runs; waits for its turn while another process is the relay of this service.
pub async fn run(url: String, db: Db, bus: Arc<dyn Bus>, source: &'static str, clock: Arc<dyn Clock>) {
    loop {
        if let Err(error) = run_while_leader(&url, &db, &*bus, source, &*clock).await {
            tracing::warn!(error = %error.chain(), "relay interrupted");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn run_while_leader(url: &str, db: &Db, bus: &dyn Bus, source: &str, clock: &dyn Clock) -> Result<(), Error> {
    let failed = |error: sqlx::Error| Error::failed("holding the relay's lock", error);
    let mut leader = PgConnection::connect(url).await.map_err(failed)?;
    let leads: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(LOCK).fetch_one(&mut leader).await.map_err(failed)?;
    if !leads {
        return Ok(());
    }
    let mut listener = PgListener::connect(url).await.map_err(failed)?;
    listener.listen(outbox::CHANNEL).await.map_err(failed)?;
    let mut published = outbox::published(db).await?;
    let mut looked = None;
    loop {
        leader.ping().await.map_err(failed)?;
        if looked.is_none_or(|looked: Instant| looked.elapsed() >= LOOK) {
            if make_good(db, bus, source, published).await? {
                published = 0;
            }
            looked = Some(Instant::now());
        }
        published += drain(db, bus, source, clock).await? as u64;
        // A wake-up may be lost with its connection: look again after a second in any case.
        let _ = tokio::time::timeout(Duration::from_secs(1), listener.recv()).await;
    }
}

/// Has everything published once more when the bus has lost some of what was `published`; true when it has.
async fn make_good(db: &Db, bus: &dyn Bus, source: &str, published: u64) -> Result<bool, Error> {
    let taken = bus.taken(source).await.map_err(|error| Error::failed("asking the bus what it has taken", error))?;
    let Some(taken) = taken.filter(|taken| *taken < published) else { return Ok(false) };
    let again = outbox::publish_again(db).await?;
    tracing::error!(source, taken, again, "the bus lost events; all are published again");
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Envelope;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn waves_keep_the_order_of_each_aggregate_and_lose_nothing(aggregates in proptest::collection::vec(0_u128..5, 0..200)) {
            let entries: Vec<Entry> = (0_i64..).zip(&aggregates).map(|(seq, aggregate)| Entry {
                seq,
                envelope: Envelope {
                    id: Uuid::nil(), kind: String::new(), source: String::new(), aggregate: Uuid::from_u128(*aggregate),
                    version: seq, at: chrono::DateTime::UNIX_EPOCH, traceparent: None, data: bytes::Bytes::new(),
                },
            }).collect();
            let waves = waves(entries);
            for wave in &waves {
                let distinct: HashSet<Uuid> = wave.iter().map(|entry| entry.envelope.aggregate).collect();
                prop_assert_eq!(distinct.len(), wave.len());
            }
            for aggregate in 0..5 {
                let seqs: Vec<i64> = waves.iter().flatten().filter(|e| e.envelope.aggregate == Uuid::from_u128(aggregate)).map(|e| e.seq).collect();
                prop_assert!(seqs.is_sorted());
            }
            prop_assert_eq!(waves.iter().map(Vec::len).sum::<usize>(), aggregates.len());
        }
    }
}
