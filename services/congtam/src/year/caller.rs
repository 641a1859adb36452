//! One person at their own screen: signs in with their own password, and acts through the public APIs only.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use proto::Method;
use proto::identity::v1::{IssueTokenRequest, ProveCodeRequest, SignInRequest, SignInStep};
use rpc::Services;
use tokio::sync::Mutex;
use tonic::{Code, Status};

use super::Endpoints;

/// A token is renewed well before its minute is over.
const TOKEN_AGE: Duration = Duration::from_secs(40);

/// Channels to every service, shared by everybody.
pub(crate) struct Doors {
    services: Services,
    /// Counts moves of the rehearsal clock: sessions from before a move have expired.
    moves: AtomicU64,
}

impl Doors {
    pub(crate) fn new(endpoints: &Endpoints) -> anyhow::Result<Self> {
        let Endpoints { identity, worklog, evaluation, scoring, reporting } = endpoints;
        let urls =
            [("identity", identity), ("worklog", worklog), ("evaluation", evaluation), ("scoring", scoring), ("reporting", reporting)];
        Ok(Self { services: Services::new(urls)?, moves: AtomicU64::new(0) })
    }

    pub(crate) fn clock_moved(&self) {
        self.moves.fetch_add(1, Ordering::Relaxed);
    }

    /// Sends, for `who`, what needs no session.
    pub(crate) async fn send<M: Method>(&self, who: &str, message: M) -> Result<M::Response, Refused> {
        let call = async || self.services.call(rpc::client::plain(message.clone())).await;
        rpc::retrying(call).await.map_err(|status| Refused::new::<M>(who, &status))
    }
}

/// A call that a service answered with a refusal: who called, what, and why not.
#[derive(Debug)]
pub(crate) struct Refused {
    who: String,
    method: &'static str,
    pub(crate) problem: rpc::Problem,
    detail: String,
}

impl Refused {
    fn new<M: Method>(who: &str, status: &Status) -> Self {
        Self { who: who.to_owned(), method: M::PATH, problem: status.into(), detail: status.message().to_owned() }
    }
}

impl Refused {
    /// The service has not heard yet of what the call is about.
    pub(crate) fn comes_too_early(&self) -> bool {
        self.problem.code == Code::NotFound || self.problem.reason.ends_with("_UNKNOWN")
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, method, problem, detail } = self;
        write!(f, "{who}: {method}: {:?} {}: {detail}", problem.code, problem.reason)?;
        problem.fields.iter().try_for_each(|field| write!(f, "; {}: {}", field.field, field.message))
    }
}

impl std::error::Error for Refused {}

struct Session {
    secret: String,
    moves: u64,
    tokens: HashMap<&'static str, (String, Instant)>,
}

/// A person with a login.
pub(crate) struct Caller {
    doors: Arc<Doors>,
    pub(crate) email: String,
    password: String,
    /// Of the second factor; empty for who has none.
    code: String,
    session: Mutex<Option<Session>>,
}

impl Caller {
    pub(crate) fn new(doors: &Arc<Doors>, email: &str, password: &str) -> Self {
        Self {
            doors: doors.clone(),
            email: email.to_owned(),
            password: password.to_owned(),
            code: String::new(),
            session: Mutex::new(None),
        }
    }

    /// With a code of the second factor, which is good for signing in once.
    pub(crate) fn with_code(self, code: &str) -> Self {
        Self { code: code.to_owned(), ..self }
    }

    /// Sends a request on behalf of this person.
    pub(crate) async fn send<M: Method>(&self, message: M) -> Result<M::Response, Refused> {
        let mut token = self.token(M::SERVICE).await?;
        let mut signed_in_again = false;
        loop {
            let once = async || self.doors.services.call(rpc::with_token(message.clone(), &token)).await;
            match rpc::retrying(once).await {
                Ok(answer) => return Ok(answer),
                Err(status) if status.code() == Code::Unauthenticated && !signed_in_again => {
                    *self.session.lock().await = None;
                    signed_in_again = true;
                    token = self.token(M::SERVICE).await?;
                }
                Err(status) => return Err(Refused::new::<M>(&self.email, &status)),
            }
        }
    }

    /// A fresh token for a service; signs in when there is no session or the clock moved since.
    async fn token(&self, service: &'static str) -> Result<String, Refused> {
        let mut kept = self.session.lock().await;
        let moves = self.doors.moves.load(Ordering::Relaxed);
        if kept.as_ref().is_none_or(|session| session.moves != moves) {
            *kept = Some(Session { secret: self.sign_in().await?, moves, tokens: HashMap::new() });
        }
        let Some(session) = kept.as_mut() else { unreachable!("set above") };
        if let Some((token, at)) = session.tokens.get(service)
            && at.elapsed() < TOKEN_AGE
        {
            return Ok(token.clone());
        }
        let message = IssueTokenRequest { session_token: session.secret.clone(), audience: service.to_owned() };
        let issued = self.doors.send(&self.email, message).await?;
        session.tokens.insert(service, (issued.token.clone(), Instant::now()));
        Ok(issued.token)
    }

    async fn sign_in(&self) -> Result<String, Refused> {
        let (email, password) = (self.email.clone(), self.password.clone());
        let message = SignInRequest { request_id: request_id(), email, password, user_agent: "congtam".to_owned(), ..Default::default() };
        let signed_in = self.doors.send(&self.email, message).await?;
        if signed_in.next() != SignInStep::Code {
            return Ok(signed_in.session_token);
        }
        let (session_token, code) = (signed_in.session_token, self.code.clone());
        let proof = ProveCodeRequest { request_id: request_id(), session_token, code, ..Default::default() };
        Ok(self.doors.send(&self.email, proof).await?.session_token)
    }
}

/// Names one attempt to change something, so that repeating it changes nothing more.
pub(crate) fn request_id() -> String {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string()
}
