//! Publishes the outbox: one active relay per service, in order per aggregate, each event at least once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use kernel::Clock;
use opentelemetry::KeyValue;
use sqlx::{Connection, Executor, PgConnection, postgres::PgListener};
use store::Db;

use crate::outbox::{self, Again, Entry, Published};
use crate::{Bus, Envelope, Error};

const BATCH: u64 = 256;
const WAVE: usize = 64;
/// How often the bus is asked whether it still has what it took.
const LOOK: Duration = Duration::from_secs(5);
/// How often the leader says that it leads.
const BEAT: Duration = Duration::from_secs(1);
/// A leader that says nothing for longer leads no more.
const SILENT: Duration = Duration::from_secs(5);
/// "outbox" in a number: whoever holds this lock in the service's database is the relay.
const LOCK: i64 = 0x6f75_7462_6f78;

/// Publishes what waits; returns how many were published. Call it only while holding the relay's lock.
///
/// # Errors
/// When database or bus fail; what was published before is marked.
pub async fn drain(db: &Db, bus: &dyn Bus, source: &str, clock: &dyn Clock) -> Result<usize, Error> {
    let mut too_large = HashSet::new();
    let mut published = Published::default();
    drain_but(db, bus, source, clock, &mut too_large, &mut published).await?;
    Ok(published.all())
}

/// Publishes all that the bus takes, and counts it. What is too large for it waits, and holds up nobody; it is told when it was not among
/// the `too_large` before. Returns how many wait.
async fn drain_but(
    db: &Db,
    bus: &dyn Bus,
    source: &str,
    clock: &dyn Clock,
    too_large: &mut HashSet<i64>,
    published: &mut Published,
) -> Result<usize, Error> {
    let mut left = Vec::new();
    loop {
        let entries = outbox::unpublished_but(db, source, BATCH, &left).await?;
        if entries.is_empty() {
            return Ok(left.len());
        }
        let (entries, waiting): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| bus.takes(&entry.envelope));
        for Entry { seq, envelope } in waiting {
            if too_large.insert(seq) {
                let Envelope { id, kind, data, .. } = &envelope;
                tracing::error!(%id, kind, bytes = data.len(), "the bus takes no event of this size; it waits until max_payload is larger");
            }
            left.push(seq);
        }
        for wave in waves(entries) {
            let answers = join_all(wave.iter().map(|entry| bus.publish(&entry.envelope))).await;
            let done: Vec<&Entry> = wave.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()).map(|(entry, _)| entry).collect();
            done.iter().for_each(|entry| published.count(&entry.envelope));
            let done = done.into_iter().map(|entry| entry.seq).collect();
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
    let mut leader = PgConnection::connect(url).await.map_err(not_held)?;
    let leads: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(LOCK).fetch_one(&mut leader).await.map_err(not_held)?;
    if !leads {
        return end_silent_leader(&mut leader).await;
    }
    // Whoever cannot say any more that it leads does not publish any more.
    tokio::select! {
        outcome = lead(url, db, bus, source, clock) => outcome,
        error = say_so(&mut leader) => Err(error),
    }
}

fn not_held(error: sqlx::Error) -> Error {
    Error::failed("holding the relay's lock", error)
}

/// Says again and again, by the connection that holds the lock, that this relay leads; returns when it cannot.
async fn say_so(leader: &mut PgConnection) -> Error {
    loop {
        tokio::time::sleep(BEAT).await;
        match tokio::time::timeout(SILENT, leader.execute("SELECT 1")).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return not_held(error),
            Err(error) => return Error::failed("holding the relay's lock", error),
        }
    }
}

/// Ends the connection of a leader that says nothing any more: its process stands still, or its machine is gone. The lock goes with it.
async fn end_silent_leader(standby: &mut PgConnection) -> Result<(), Error> {
    const END: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_stat_activity USING (pid) \
        WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = $1 \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
        AND state_change < clock_timestamp() - make_interval(secs => $2)";
    let ended: i64 = sqlx::query_scalar(END).bind(LOCK).bind(SILENT.as_secs_f64()).fetch_one(standby).await.map_err(not_held)?;
    if ended > 0 {
        tracing::warn!("the relay that led said nothing any more; another one takes its place");
    }
    Ok(())
}

/// Publishes until something fails.
async fn lead(url: &str, db: &Db, bus: &dyn Bus, source: &str, clock: &dyn Clock) -> Result<(), Error> {
    let mut listener = PgListener::connect(url).await.map_err(not_held)?;
    listener.listen(outbox::CHANNEL).await.map_err(not_held)?;
    wait_while_behind(db, bus, source).await?;
    let mut published = outbox::published(db).await?;
    let (mut looked, mut too_large) = (None, HashSet::new());
    let gauge = opentelemetry::global::meter("congtam").u64_gauge("outbox_too_large").build();
    let labels = [KeyValue::new("service", source.to_owned())];
    loop {
        if looked.is_none_or(|looked: Instant| looked.elapsed() >= LOOK) {
            if make_good(db, bus, source, published).await? {
                published = Published::default();
            }
            looked = Some(Instant::now());
        }
        let waiting = drain_but(db, bus, source, clock, &mut too_large, &mut published).await?;
        gauge.record(waiting as u64, &labels);
        // A wake-up may be lost with its connection: look again after a second in any case.
        let _ = tokio::time::timeout(Duration::from_secs(1), listener.recv()).await;
    }
}

/// Returns when the service knows the newest events that the bus holds of it. When it does not, its database was put back to a backup: what
/// it announced now would be other states under versions that others have seen.
async fn wait_while_behind(db: &Db, bus: &dyn Bus, source: &str) -> Result<(), Error> {
    loop {
        let newest = bus.newest(source).await.map_err(|error| Error::failed("asking the bus for its newest events", error))?;
        let Some(Envelope { id, kind, at, .. }) = outbox::first_unknown(db, newest).await? else { return Ok(()) };
        tracing::error!(source, %id, kind, %at, "the bus holds events that this database forgot; nothing is published: run congtam reconcile");
        tokio::time::sleep(LOOK).await;
    }
}

/// Has everything published once more when the bus has lost some of what was `published`; true when it has.
async fn make_good(db: &Db, bus: &dyn Bus, source: &str, published: Published) -> Result<bool, Error> {
    let asked = |error| Error::failed("asking the bus what it has taken", error);
    let lost = |taken: Option<u64>, published: u64| taken.filter(|taken| *taken < published);
    let mut taken = lost(bus.taken(source).await.map_err(asked)?, published.to_services);
    // Who publishes nothing to partners does not ask for their stream.
    if taken.is_none() && published.to_partners > 0 {
        taken = lost(bus.taken_for_partners().await.map_err(asked)?, published.to_partners);
    }
    let Some(taken) = taken else { return Ok(false) };
    let again = outbox::publish_again(db, Again::Everything).await?;
    tracing::error!(source, taken, again, "the bus lost events; all are published again");
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn waves_keep_the_order_of_each_aggregate_and_lose_nothing(aggregates in proptest::collection::vec(0_u128..5, 0..200)) {
            let entries: Vec<Entry> = (0_i64..).zip(&aggregates).map(|(seq, aggregate)| Entry {
                seq,
                envelope: Envelope {
                    id: Uuid::nil(), kind: String::new(), source: String::new(), aggregate: Uuid::from_u128(*aggregate),
                    version: seq, at: chrono::DateTime::UNIX_EPOCH, traceparent: None, data: bytes::Bytes::new(), again: 0,
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
