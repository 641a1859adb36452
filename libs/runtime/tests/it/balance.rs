//! Calls by a name go to all replicas behind it, and to none that is gone.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::{Channel, Endpoint, Server};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

/// A replica that counts what it is asked, until it is dropped.
struct Replica {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    _stop: DropGuard,
}

impl Replica {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let (_, health) = tonic_health::server::health_reporter();
        let counting = tower::ServiceBuilder::new().map_request(move |request: http::Request<tonic::body::Body>| {
            counted.fetch_add(1, Ordering::Relaxed);
            request
        });
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        tokio::spawn(async move {
            Server::builder().layer(counting).add_service(health).serve_with_incoming_shutdown(incoming, stopped).await.unwrap();
        });
        Self { address, asked, _stop: stop.drop_guard() }
    }

    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::Relaxed)
    }
}

async fn works(channel: &Channel) -> bool {
    let request = HealthCheckRequest { service: String::new() };
    let call = async { HealthClient::new(channel.clone()).check(request).await };
    tokio::time::timeout(Duration::from_secs(5), call).await.is_ok_and(|answer| answer.is_ok())
}

/// So many calls in a row that work.
async fn calls(channel: &Channel, count: usize) {
    for _ in 0..count {
        assert!(works(channel).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_calls_and_one_that_comes_or_goes_is_noticed() {
    let known: Arc<Mutex<Vec<SocketAddr>>> = Arc::default();
    let looked = Arc::new(AtomicUsize::new(0));
    let (names, looks) = (Arc::clone(&known), Arc::clone(&looked));
    let lookup = move || {
        looks.fetch_add(1, Ordering::Relaxed);
        let found = names.lock().unwrap().clone();
        Box::pin(async move { Ok(found) }) as std::pin::Pin<Box<dyn Future<Output = _> + Send>>
    };
    let endpoint = Endpoint::from_static("http://127.0.0.1:9");
    let channel = rpc::balance::over(&endpoint, |endpoint| endpoint.connect_timeout(Duration::from_secs(1)), Box::new(lookup));
    assert!(!works(&channel).await, "nobody is there yet, and that is told at once");

    let (one, other) = (Replica::start().await, Replica::start().await);
    *known.lock().unwrap() = vec![one.address, other.address];
    testkit::until("both are found", async || works(&channel).await && one.asked() + other.asked() > 0).await;
    testkit::until("both are asked", async || {
        calls(&channel, 20).await;
        let (one, other) = (one.asked(), other.asked());
        one > 0 && other > 0
    })
    .await;

    // It ends, and its address is still there.
    let asked = Arc::clone(&one.asked);
    drop(one);
    testkit::until("the one that ended is asked no more", async || {
        for _ in 0..30 {
            if !works(&channel).await {
                return false;
            }
        }
        true
    })
    .await;
    asked.store(0, Ordering::Relaxed);
    calls(&channel, 30).await;
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    let third = Replica::start().await;
    *known.lock().unwrap() = vec![other.address, third.address];
    testkit::until("a new one gets its part", async || {
        calls(&channel, 20).await;
        third.asked() > 0
    })
    .await;
    // A name server that knows nothing any more takes nobody away.
    known.lock().unwrap().clear();
    let before = looked.load(Ordering::Relaxed);
    testkit::until("the name was asked for twice more", async || looked.load(Ordering::Relaxed) > before + 2).await;
    calls(&channel, 20).await;
}
