//! The cache on a real Redis, and without it.

use std::time::Duration;

use cache::Cache;
use dev_infra::Redis;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn values_and_counters_are_shared_through_redis_and_a_killed_one_is_a_miss_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let redis = Redis::start(folder.path()).await.unwrap();
    let (one, other) = (Cache::open(Some(redis.url())).unwrap(), Cache::open(Some(redis.url())).unwrap());
    one.set("a", b"\xff1", MINUTE).await;
    assert_eq!(other.get("a").await.as_deref(), Some(&b"\xff1"[..]));
    assert_eq!((one.incr("n", MINUTE).await, other.incr("n", MINUTE).await), (1, 2));
    other.delete("a").await;
    assert_eq!(one.get("a").await, None);

    redis.kill().unwrap();
    one.set("b", b"2", MINUTE).await;
    assert_eq!(one.get("b").await, None);
    assert_eq!(one.incr("n", MINUTE).await, 1, "counted in this process");

    redis.restart().await.unwrap();
    let back = async {
        while one.get("c").await.is_none() {
            one.set("c", b"3", MINUTE).await;
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), back).await.expect("the cache finds Redis again by itself");
}

#[tokio::test]
async fn values_end_in_redis_too() {
    let folder = tempfile::tempdir().unwrap();
    let redis = Redis::start(folder.path()).await.unwrap();
    let cache = Cache::open(Some(redis.url())).unwrap();
    cache.set("a", b"1", Duration::from_millis(1)).await;
    assert_eq!(cache.incr("n", Duration::from_millis(1)).await, 1);
    let gone = async {
        while cache.get("a").await.is_some() || cache.get("n").await.is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone).await.expect("both end");
}
