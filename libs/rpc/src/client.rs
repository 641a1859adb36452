//! Calling another service.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use http::uri::PathAndQuery;
use proto::Method;
use proto::codec::Checked;
use rand::RngExt;
use tonic::client::Grpc;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Response, Status};

use crate::{balance, trace};

/// A call that takes longer has failed.
const DEADLINE: Duration = Duration::from_secs(10);
const MOST_TRIES: u32 = 8;
/// Enough for the largest answer: a document of 3 MiB, or a thousand rows.
const LARGEST_ANSWER: usize = 16 << 20;

/// A channel to a service, connected on first use and again whenever it broke. A name may stand for several replicas, which share the
/// calls; an address is one.
///
/// # Errors
/// When the URL makes no sense.
pub fn channel(url: &str) -> Result<Channel, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(url.to_owned())?;
    Ok(match named(&endpoint) {
        Some((host, port)) => balance::over(&endpoint, configured, balance::by_name(host, port)),
        None => configured(endpoint).connect_lazy(),
    })
}

/// How long anything may take there.
fn configured(endpoint: Endpoint) -> Endpoint {
    endpoint.connect_timeout(Duration::from_secs(2)).timeout(Duration::from_secs(60)).tcp_nodelay(true)
}

/// The name that an endpoint is at, where it is no address.
fn named(endpoint: &Endpoint) -> Option<(&str, u16)> {
    let uri = endpoint.uri();
    let host = uri.host().filter(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().is_err())?;
    Some((host, uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 })))
}

/// Channels to services, by the names that tokens carry.
#[derive(Clone, Debug)]
pub struct Services(HashMap<&'static str, Channel>);

impl Services {
    /// From names and URLs.
    ///
    /// # Errors
    /// When a URL makes no sense.
    pub fn new<'a>(urls: impl IntoIterator<Item = (&'static str, &'a String)>) -> Result<Self, tonic::transport::Error> {
        urls.into_iter().map(|(name, url)| Ok((name, channel(url)?))).collect::<Result<_, _>>().map(Self)
    }

    /// The name and channel of a service; nothing when none has this name.
    pub fn channel(&self, service: &str) -> Option<(&'static str, Channel)> {
        self.0.get_key_value(service).map(|(name, channel)| (*name, channel.clone()))
    }

    /// Sends a request to the service that has its method.
    ///
    /// # Errors
    /// What the service answers, or why it could not be reached.
    pub async fn call<M: Method>(&self, request: Request<M>) -> Result<Response<M::Response>, Status> {
        let Some((_, channel)) = self.channel(M::SERVICE) else { return Err(Status::unimplemented(M::SERVICE)) };
        call(channel, request).await
    }
}

/// Sends a request.
///
/// # Errors
/// What the service answers, or why it could not be reached.
pub async fn call<M: Method>(channel: Channel, request: Request<M>) -> Result<Response<M::Response>, Status> {
    let mut client = Grpc::new(channel).max_decoding_message_size(LARGEST_ANSWER);
    client.ready().await.map_err(|error| Status::unknown(format!("the service is not ready: {error}")))?;
    client.unary(request, PathAndQuery::from_static(M::PATH), Checked::default()).await
}

/// Whether a service could listen there.
pub fn may_be_at(url: &str) -> bool {
    let uri = Endpoint::from_shared(url.to_owned()).map(|endpoint| endpoint.uri().clone());
    uri.is_ok_and(|uri| uri.scheme_str().is_some_and(|scheme| ["http", "https"].contains(&scheme)) && uri.host().is_some())
}

/// A request on behalf of a signed-in person, with the deadline and trace context of this call.
pub fn with_token<T>(message: T, token: &str) -> Request<T> {
    let mut request = plain(message);
    if let Ok(bearer) = format!("Bearer {token}").parse() {
        request.metadata_mut().insert("authorization", bearer);
    }
    request
}

/// A request on nobody's behalf, for the few methods that need no token.
pub fn plain<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(DEADLINE);
    trace::pass_on(request.metadata_mut());
    request
}

/// Repeats a call that the service could not take now. Safe only for queries and for commands that carry a request id.
///
/// # Errors
/// The last answer, when it never worked or when repeating cannot help.
pub async fn retrying<T>(mut call: impl AsyncFnMut() -> Result<Response<T>, Status>) -> Result<T, Status> {
    let mut tries = 0;
    loop {
        tries += 1;
        let status = match call().await {
            Ok(response) => return Ok(response.into_inner()),
            Err(status) => status,
        };
        let may_help = matches!(status.code(), Code::Unavailable | Code::Aborted | Code::ResourceExhausted) || unheard(&status);
        if !may_help || tries == MOST_TRIES {
            return Err(status);
        }
        let most = 50_u64 << tries.min(6);
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(most / 2..=most))).await;
    }
}

/// Whether the call took effect is not known: it took longer than its deadline, or the connection ended under it, as when the
/// service was killed. A status that has a source was made on this side, not sent by the service.
pub fn unheard(status: &Status) -> bool {
    let broke_off = status.code() == Code::Unknown && std::error::Error::source(status).is_some();
    broke_off || matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled)
}
