//! Connections from outside: how many at a time, and how long each may take to say what it wants.
//!
//! Whoever opens a connection and says half a sentence costs memory. A request's head has ten seconds, each part of its body
//! thirty, and beyond the most connections that are open at a time the next ones wait in the queue of the operating system. One address has
//! a part of them, so that who comes from elsewhere finds room; what comes from this very machine, or from a proxy
//! that is trusted to say for whom, is not counted.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::IntoResponse;
use http::header::HOST;
use http::{Request, StatusCode, Version};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;

/// How long whoever is connected may be silent in the middle of something.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, the first one from the opening of the connection.
    pub head: Duration,
    /// For the next part of a body.
    pub body: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), body: Duration::from_secs(30) }
    }
}

/// How often a silent HTTP/2 connection is asked whether it is still there, and how long its answer may take.
const ASK: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(10));
/// Connections at a time, unless the service says otherwise.
pub(crate) const MOST: usize = 2_000;
/// The part of these, one in so many, that one address may have: nobody takes all places.
const ONE_IN: usize = 4;
/// How long nothing is accepted after the machine ran out of something.
const REST: Duration = Duration::from_secs(1);

/// Which HTTP is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaks {
    /// What browsers and the proxy before the pages speak.
    Http1,
    /// gRPC, and what looks after it.
    Any,
}

/// Whose connections are not counted: proxies that speak for many.
pub(crate) type Exempt = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// How connections are taken.
#[derive(Clone)]
pub(crate) struct Limits {
    pub speaks: Speaks,
    pub most: usize,
    pub patience: Patience,
    pub exempt: Exempt,
}

/// Serves until `drain` is over, then lets the requests under way end.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: Limits, drain: impl Future<Output = ()>) {
    let (room, graceful) = (Arc::new(Semaphore::new(limits.most)), GracefulShutdown::new());
    let shares = Shares { most: (limits.most / ONE_IN).max(1), exempt: Arc::clone(&limits.exempt), taken: Mutex::default() };
    let (builder, shares) = (builder(&limits), Arc::new(shares));
    let Patience { head, body } = limits.patience;
    let mut drain = pin!(drain);
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await.expect("nobody closes it");
            (place, accept(&listener).await)
        };
        let (place, (stream, peer)) = tokio::select! {
            () = &mut drain => break,
            next = next => next,
        };
        let Some(share) = shares.take(peer.ip()) else { continue };
        // Without it small answers wait for others to share a packet with.
        let _ = stream.set_nodelay(true);
        let begun = Arc::new(Notify::new());
        let service = TowerToHyperService::new(each(router.clone(), peer, body, Arc::clone(&begun)));
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
        tokio::spawn(async move {
            let silent = async {
                if tokio::time::timeout(head, begun.notified()).await.is_ok() {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                _ = connection => {}
                () = silent => {}
            }
            drop((place, share));
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// How many connections each address has.
struct Shares {
    most: usize,
    exempt: Exempt,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A place that one address has taken.
struct Share {
    of: Arc<Shares>,
    /// Nothing for who is not counted.
    address: Option<IpAddr>,
}

impl Shares {
    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more connection of an address; `None` when it has its share.
    fn take(self: &Arc<Self>, address: IpAddr) -> Option<Share> {
        let address = address.to_canonical();
        let counted = (!address.is_loopback() && !(self.exempt)(address)).then(|| household(address));
        if let Some(address) = counted {
            let mut taken = self.taken();
            let count = taken.entry(address).or_default();
            if *count >= self.most {
                return None;
            }
            *count += 1;
        }
        Some(Share { of: Arc::clone(self), address: counted })
    }
}

/// What counts as one address: a household has a /64 of IPv6, and as many addresses as it likes.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let (mut taken, Some(address)) = (self.of.taken(), self.address) else { return };
        if let Some(count) = taken.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&address);
            }
        }
    }
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.patience.head);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(ASK.0).keep_alive_timeout(ASK.1);
    match limits.speaks {
        Speaks::Http1 => builder.http1_only(),
        Speaks::Any => builder,
    }
}

/// What becomes of each request of one connection: it carries where it comes from, and its body does not come for ever.
fn each<B>(
    router: Router,
    peer: SocketAddr,
    patience: Duration,
    begun: Arc<Notify>,
) -> impl tower::Service<Request<B>, Response = axum::response::Response, Error = Infallible, Future: Send + 'static> + Clone
where
    B: http_body::Body<Data = axum::body::Bytes, Error: std::error::Error + Send + Sync + 'static> + Send + 'static,
{
    tower::service_fn(move |request: Request<B>| {
        begun.notify_one();
        let addressed = request.version() != Version::HTTP_11 || request.headers().get_all(HOST).iter().count() == 1;
        let mut request = request.map(|body| Body::new(TimeoutBody::new(patience, body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move {
            // Without a host, or with two, others on the way may understand another request (RFC 9112, 3.2).
            if addressed { router.oneshot(request).await } else { Ok(StatusCode::BAD_REQUEST.into_response()) }
        }
    })
}

/// The next connection. What is wrong with a single one is its own matter; when the machine ran out of something it is let rest.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_one(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

fn is_of_one(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_takes_all_places_but_a_proxy_on_this_machine_may() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let shares = Arc::new(Shares { most: 2, exempt: Arc::new(move |address| address == proxy), taken: Mutex::default() });
        let take = |address: &str| shares.take(address.parse().unwrap());
        let held = [take("203.0.113.9").unwrap(), take("::ffff:203.0.113.9").unwrap()];
        assert!(take("203.0.113.9").is_none(), "one address, however it is written");
        drop(take("198.51.100.7").expect("who comes from elsewhere finds room"));
        let local: Vec<_> = (0..9).map(|_| take("127.0.0.1").unwrap()).collect();
        let proxied: Vec<_> = (0..9).map(|_| take("192.0.2.1").expect("it speaks for many")).collect();
        let household = [take("2001:db8:1:2::1").unwrap(), take("2001:db8:1:2:ffff::9").unwrap()];
        assert!(take("2001:db8:1:2:3:4:5:6").is_none(), "one household, whatever address it takes");
        drop(take("2001:db8:1:3::1").expect("another one"));
        drop((held, local, proxied, household));
        assert!(shares.taken().is_empty());
        take("203.0.113.9").expect("room again");
    }
}
