//! Entries in Redis, asked with little patience.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, Pipeline, RedisResult};
use tokio::time::{Instant, timeout};

/// How long one question to Redis may take.
pub(crate) const PATIENCE: Duration = Duration::from_millis(50);
/// How long Redis is left alone after a failure.
const REST: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(crate) struct Remote {
    connection: ConnectionManager,
    breaker: Arc<Breaker>,
}

impl Remote {
    pub fn open(url: &str) -> RedisResult<Self> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(REST))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1)
            .set_max_delay(REST);
        let connection = ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?;
        Ok(Self { connection, breaker: Arc::new(Breaker::new()) })
    }

    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let mut connection = self.connection.clone();
        self.ask("get", connection.get(key)).await.flatten()
    }

    pub async fn set(&self, key: &str, value: &[u8], ttl: Duration) {
        let mut connection = self.connection.clone();
        self.ask::<()>("set", connection.pset_ex(key, value, millis(ttl))).await;
    }

    pub async fn delete(&self, key: &str) {
        let mut connection = self.connection.clone();
        self.ask::<()>("delete", connection.del(key)).await;
    }

    pub async fn incr(&self, key: &str, ttl: Duration) -> Option<i64> {
        let mut pipeline = Pipeline::with_capacity(2);
        pipeline.atomic().cmd("SET").arg(key).arg(0).arg("PX").arg(millis(ttl)).arg("NX").ignore();
        pipeline.cmd("INCR").arg(key);
        let mut connection = self.connection.clone();
        let counts: Option<(i64,)> = self.ask("incr", pipeline.query_async(&mut connection)).await;
        counts.map(|(count,)| count)
    }

    async fn ask<T>(&self, what: &'static str, answer: impl Future<Output = RedisResult<T>>) -> Option<T> {
        if !self.breaker.allows(Instant::now()) {
            return None;
        }
        let error = match timeout(PATIENCE, answer).await {
            Ok(Ok(value)) => return Some(value),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        self.breaker.trip(Instant::now());
        tracing::debug!(what, error, "the cache did not answer; going on without it");
        None
    }
}

fn millis(ttl: Duration) -> u64 {
    u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Remembers until when Redis is left alone.
struct Breaker {
    begun: Instant,
    /// Milliseconds after `begun`.
    closed_until: AtomicU64,
}

impl Breaker {
    fn new() -> Self {
        Self { begun: Instant::now(), closed_until: AtomicU64::new(0) }
    }

    fn allows(&self, now: Instant) -> bool {
        millis(now - self.begun) >= self.closed_until.load(Ordering::Relaxed)
    }

    fn trip(&self, now: Instant) {
        self.closed_until.store(millis(now + REST - self.begun), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_breaker_lets_pass_again_after_its_rest() {
        let breaker = Breaker::new();
        let now = breaker.begun + Duration::from_secs(5);
        assert!(breaker.allows(now));
        breaker.trip(now);
        assert!(!breaker.allows(now + REST / 2));
        assert!(breaker.allows(now + REST));
    }
}
