//! A cache nothing may depend on: every failure is a miss, and losing it loses nothing but time.
//!
//! With a URL the entries are in Redis, shared by all replicas; without one they are in this process. Counters that
//! Redis cannot keep at the moment are kept in this process, so a limit becomes one per replica instead of none.

mod memory;
mod remote;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use memory::Memory;
use remote::Remote;

/// The address of the cache cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the address of the cache is not a Redis URL (redis://host:port)")]
pub struct BadUrl;

/// Handle of the cache; clones share it.
#[derive(Clone)]
pub struct Cache {
    place: Place,
}

#[derive(Clone)]
enum Place {
    Here(Arc<Memory>),
    Redis { remote: Remote, counters: Arc<Memory> },
}

impl Cache {
    /// A cache in Redis, or in this process when there is no URL. Connects at the first use: a dead Redis stops no start.
    ///
    /// Must be called inside a Tokio runtime when there is a URL.
    ///
    /// # Errors
    /// When the URL is not one of Redis.
    pub fn open(url: Option<&str>) -> Result<Self, BadUrl> {
        let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(Self::in_process()) };
        let remote = Remote::open(url).map_err(|_| BadUrl)?;
        Ok(Self { place: Place::Redis { remote, counters: Arc::default() } })
    }

    /// Whether a cache could be opened there.
    pub fn may_be_at(url: &str) -> bool {
        url.is_empty() || redis::Client::open(url).is_ok()
    }

    /// A cache in this process.
    pub fn in_process() -> Self {
        Self { place: Place::Here(Arc::default()) }
    }

    /// The value, if it is there and Redis answers in time.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        match &self.place {
            Place::Here(memory) => memory.get(key, Instant::now()),
            Place::Redis { remote, .. } => remote.get(key).await,
        }
    }

    /// Keeps a value for `ttl` at most.
    pub async fn set(&self, key: &str, value: &[u8], ttl: Duration) {
        match &self.place {
            Place::Here(memory) => memory.set(key, value, ttl, Instant::now()),
            Place::Redis { remote, .. } => remote.set(key, value, ttl).await,
        }
    }

    /// Forgets a value. While Redis does not answer nothing is forgotten: keep a `ttl` that bounds the harm.
    pub async fn delete(&self, key: &str) {
        match &self.place {
            Place::Here(memory) => memory.delete(key),
            Place::Redis { remote, .. } => remote.delete(key).await,
        }
    }

    /// Counts one more and answers the count; the counter ends `ttl` after its first count.
    pub async fn incr(&self, key: &str, ttl: Duration) -> i64 {
        match &self.place {
            Place::Here(memory) => memory.incr(key, ttl, Instant::now()),
            Place::Redis { remote, counters } => match remote.incr(key, ttl).await {
                Some(count) => count,
                None => counters.incr(key, ttl, Instant::now()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A port of this machine where nobody listens.
    fn dead_redis() -> Cache {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Cache::open(Some(&format!("redis://127.0.0.1:{port}"))).unwrap()
    }

    #[tokio::test]
    async fn without_a_url_values_stay_in_the_process() {
        let cache = Cache::open(None).unwrap();
        cache.clone().set("a", b"1", MINUTE).await;
        assert_eq!(cache.get("a").await.as_deref(), Some(&b"1"[..]));
        cache.delete("a").await;
        assert_eq!(cache.get("a").await, None);
    }

    #[tokio::test]
    async fn a_dead_redis_is_a_quick_miss_and_counters_go_on_in_the_process() {
        let cache = dead_redis();
        let begun = std::time::Instant::now();
        cache.set("a", b"1", MINUTE).await;
        assert_eq!(cache.get("a").await, None);
        assert_eq!(cache.incr("n", MINUTE).await, 1);
        assert_eq!(cache.incr("n", MINUTE).await, 2);
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn a_silent_redis_costs_one_short_wait_and_is_then_left_alone() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let cache = Cache::open(Some(&url)).unwrap();
        assert_eq!(cache.get("a").await, None);
        let begun = std::time::Instant::now();
        for _ in 0..100 {
            assert_eq!(cache.get("a").await, None);
        }
        assert!(begun.elapsed() < remote::PATIENCE * 20, "a hundred misses waited {:?}", begun.elapsed());
    }

    #[test]
    fn a_wrong_url_is_refused() {
        assert!(Cache::open(Some("http://localhost")).is_err());
    }
}
