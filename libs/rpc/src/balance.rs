//! One channel to all replicas of a service that one name stands for.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::mpsc::Sender;
use tokio::time::MissedTickBehavior;
use tonic::transport::channel::Change;
use tonic::transport::{Channel, Endpoint};

/// How often the name is asked for its addresses, how long that may take, and how long each may take to open a connection.
const LOOK: Duration = Duration::from_secs(1);
const ANSWER: Duration = Duration::from_secs(2);
const OPEN: Duration = Duration::from_millis(500);
/// Changes that may wait to be taken.
const WAITING: usize = 64;

/// The addresses that a name stands for now.
pub type Lookup = Box<dyn Fn() -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> + Send + Sync>;

/// A replica: its address, or the name alone while no address is known.
type Replica = Option<SocketAddr>;

/// Asks the resolver of this machine.
pub(crate) fn by_name(host: &str, port: u16) -> Lookup {
    let name = (host.to_owned(), port);
    Box::new(move || {
        let name = name.clone();
        Box::pin(async move { Ok(tokio::net::lookup_host(name).await?.collect()) })
    })
}

/// A channel that spreads calls over all replicas that take connections. One that ends gets no more calls within a second or two, one
/// that comes gets its part; where none is reachable, calls fail as they do for one that is away.
/// `configured` sets what holds for each connection.
pub fn over(endpoint: &Endpoint, configured: fn(Endpoint) -> Endpoint, lookup: Lookup) -> Channel {
    let (channel, changes) = Channel::balance_channel(WAITING);
    let replicas = Replicas { endpoint: configured(endpoint.clone()), configured, known: BTreeSet::new(), changes };
    tokio::spawn(replicas.follow(lookup));
    channel
}

struct Replicas {
    endpoint: Endpoint,
    configured: fn(Endpoint) -> Endpoint,
    known: BTreeSet<Replica>,
    changes: Sender<Change<Replica, Endpoint>>,
}

impl Replicas {
    async fn follow(mut self, lookup: Lookup) {
        let mut turns = tokio::time::interval(LOOK);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.changes.closed() => return,
                _ = turns.tick() => {}
            }
            // A name server that is away takes no replica away.
            let found = tokio::time::timeout(ANSWER, lookup()).await.map(Result::unwrap_or_default).unwrap_or_default();
            let reachable = reachable(&found).await;
            let wanted = match (reachable.is_empty(), self.known.is_empty()) {
                (false, _) => reachable,
                (true, true) => BTreeSet::from([None]),
                (true, false) => continue,
            };
            if self.are(wanted).await.is_err() {
                return;
            }
        }
    }

    /// From now on these; new ones come before old ones go.
    async fn are(&mut self, wanted: BTreeSet<Replica>) -> Result<(), tokio::sync::mpsc::error::SendError<Change<Replica, Endpoint>>> {
        for new in wanted.difference(&self.known) {
            self.changes.send(Change::Insert(*new, self.at(*new))).await?;
        }
        for gone in self.known.difference(&wanted) {
            self.changes.send(Change::Remove(*gone)).await?;
        }
        self.known = wanted;
        Ok(())
    }

    fn at(&self, replica: Replica) -> Endpoint {
        let Some(address) = replica else { return self.endpoint.clone() };
        let scheme = self.endpoint.uri().scheme_str().unwrap_or("http");
        match Endpoint::from_shared(format!("{scheme}://{address}")) {
            Ok(at) => (self.configured)(at).origin(self.endpoint.uri().clone()),
            Err(_) => self.endpoint.clone(),
        }
    }
}

async fn reachable(found: &[SocketAddr]) -> BTreeSet<Replica> {
    let mut looks = tokio::task::JoinSet::new();
    for address in found.iter().copied() {
        looks.spawn(async move {
            let opened = tokio::time::timeout(OPEN, TcpStream::connect(address)).await;
            opened.is_ok_and(|opened| opened.is_ok()).then_some(address)
        });
    }
    looks.join_all().await.into_iter().flatten().map(Some).collect()
}
