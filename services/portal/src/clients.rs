//! The five services, called on behalf of a session.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use proto::Method;
use proto::identity::v1::IssueTokenRequest;
use proto::operations::v1::{GetOperationRequest, GetOperationResponse};
use rpc::{Operation, Problem, Services};
use sha2::{Digest, Sha256};
use tonic::{Code, Request, Response, Status};

use crate::app::App;
use crate::config::Config;

/// How long a token is used: whoever is shut out stays in no longer.
const USED_FOR: TimeDelta = TimeDelta::seconds(5);
/// Tokens kept before the ended ones are swept out.
const SWEEP_AT: usize = 4096;

/// Digest of a session: what is kept in memory is not the secret itself.
type SessionKey = [u8; 32];

/// A token and when it is used no more, by session and audience.
type Tokens = HashMap<(SessionKey, &'static str), (String, DateTime<Utc>)>;

/// Channels to the services, and the tokens issued lately.
pub struct Clients {
    services: Services,
    tokens: Mutex<Tokens>,
}

impl Clients {
    /// From the configured URLs.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self { services: Services::new(config.services())?, tokens: Mutex::default() })
    }

    /// Sends what needs no session.
    pub async fn send<M: Method>(&self, message: M) -> Result<M::Response, Problem> {
        settle(self.services.call(rpc::client::plain(message)).await)
    }

    /// Forgets the tokens of a session that has ended.
    pub fn forget(&self, session: &str) {
        let key = digest(session);
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).retain(|(owner, _), _| *owner != key);
    }

    fn kept(&self, key: &(SessionKey, &'static str), now: DateTime<Utc>) -> Option<String> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(key).filter(|(_, until)| *until > now).map(|(token, _)| token.clone())
    }

    fn keep(&self, key: (SessionKey, &'static str), token: String, now: DateTime<Utc>) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= SWEEP_AT {
            tokens.retain(|_, (_, until)| *until > now);
        }
        tokens.insert(key, (token, now + USED_FOR));
    }
}

fn digest(session: &str) -> SessionKey {
    Sha256::digest(session).into()
}

/// A signed-in browser's way to the services.
#[derive(Clone)]
pub struct Caller {
    app: App,
    session: Arc<str>,
}

impl Caller {
    /// For the session of this secret.
    pub fn new(app: App, session: &str) -> Self {
        Self { app, session: session.into() }
    }

    /// Forgets the tokens at hand: the session may do more now.
    pub fn renewed(&self) {
        self.app.clients.forget(&self.session);
    }

    /// A token that `audience` accepts: the one at hand, or a new one.
    async fn token(&self, audience: &'static str) -> Result<String, Problem> {
        let now = self.app.clock.now();
        let key = (digest(&self.session), audience);
        if let Some(token) = self.app.clients.kept(&key, now) {
            return Ok(token);
        }
        let message = IssueTokenRequest { session_token: self.session.to_string(), audience: audience.to_owned() };
        let issued = settle(self.twice(|| rpc::client::plain(message.clone())).await)?;
        // Otherwise everybody would be led to sign in again and again, and nobody told why.
        if contract::moment(issued.expires_at).is_some_and(|ends| ends <= now) {
            tracing::error!(ends = ?issued.expires_at, %now, "tokens are over when they come: the clocks of identity and the portal differ");
            return Err(Problem::from(&Status::unavailable("the clocks differ")));
        }
        self.app.clients.keep(key, issued.token.clone(), now);
        Ok(issued.token)
    }
}

impl Caller {
    /// Sends a request on behalf of the session.
    pub async fn send<M: Method>(&self, message: M) -> Result<M::Response, Problem> {
        let token = self.token(M::SERVICE).await?;
        let operation = Operation::of(&message);
        let answer = self.twice(|| rpc::with_token(message.clone(), &token)).await;
        let unheard = answer.as_ref().is_err_and(rpc::client::unheard);
        settle(answer).map_err(|problem| Problem { unheard: operation.filter(|_| unheard).map(Box::new), ..problem })
    }

    /// What became of a command that was sent to a service; nothing when there is no such service.
    pub async fn operation(&self, service: &str, message: GetOperationRequest) -> Result<Option<GetOperationResponse>, Problem> {
        let Some((audience, channel)) = self.app.clients.services.channel(service) else { return Ok(None) };
        let token = self.token(audience).await?;
        settle(rpc::call(channel, rpc::with_token(message, &token)).await).map(Some)
    }

    /// Sends a request, and once more when it did not arrive.
    async fn twice<M: Method>(&self, request: impl Fn() -> Request<M>) -> Result<Response<M::Response>, Status> {
        let services = &self.app.clients.services;
        let answer = services.call(request()).await;
        if unreached(&answer) { services.call(request()).await } else { answer }
    }
}

/// Worth a second try: safe, for every command carries a request id. Cancelled is what had not left when its connection ended.
fn unreached<T>(answer: &Result<Response<T>, Status>) -> bool {
    answer.as_ref().is_err_and(|status| matches!(status.code(), Code::Unavailable | Code::Cancelled))
}

fn settle<T>(answer: Result<Response<T>, Status>) -> Result<T, Problem> {
    answer.map(Response::into_inner).map_err(|status| {
        if matches!(status.code(), Code::Unavailable | Code::Internal | Code::Unknown | Code::DeadlineExceeded) {
            tracing::warn!(%status, "a service did not answer");
        }
        Problem::from(&status)
    })
}
