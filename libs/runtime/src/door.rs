//! The door of a gRPC service: who comes in, how long they may stay, under which trace.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use kernel::{Clock, Refusal, RefusalKind};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use regulation::Actor;
use rpc::Verifier;
use tonic::{Code, Status};
use tracing::Instrument;

use crate::health::Answers;
use crate::telemetry;

/// No call stays longer, whatever its deadline says.
const LONGEST: Duration = Duration::from_secs(120);

#[derive(Clone)]
pub(crate) struct Door {
    pub verifier: Arc<Verifier>,
    /// Recognises tokens of sessions that must still get a second factor.
    pub enrolling: Arc<Verifier>,
    /// Paths that take such tokens.
    pub while_enrolling: Arc<[&'static str]>,
    /// Paths that metrics and traces name; any other could be anything.
    pub known: Arc<HashSet<String>>,
    pub clock: Arc<dyn Clock>,
    /// Paths that need no token.
    pub public: Arc<[&'static str]>,
    /// Seconds per call, by method and status.
    pub durations: Histogram<f64>,
    /// Whether the database answers.
    pub answers: Answers,
}

/// The histogram of the RPC conventions of OpenTelemetry.
pub(crate) fn durations() -> Histogram<f64> {
    let meter = opentelemetry::global::meter("congtam");
    meter.f64_histogram("rpc.server.call.duration").with_unit("s").with_boundaries(telemetry::SECONDS.to_vec()).build()
}

/// What metrics and traces call a path that is no method of ours.
const UNKNOWN: &str = "unknown";

/// Every path that there is.
pub(crate) fn known() -> HashSet<String> {
    let health = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"].map(str::to_owned);
    proto::codec::methods().into_iter().chain(health).collect()
}

/// What metrics and traces call a path: nobody makes as many names as they like.
fn named<'a>(known: &'a HashSet<String>, path: &str) -> &'a str {
    known.get(path).map_or(UNKNOWN, String::as_str)
}

/// Lets a call in with its actor, its deadline and its trace, or turns it away; measures it either way.
pub(crate) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let name = named(&door.known, &path).to_owned();
    let begun = tokio::time::Instant::now();
    let response = told(let_in(&door, &path, &name, request, next).await);
    // Tonic answers a failed call with headers alone; without the header the call went well.
    let status = response.headers().get("grpc-status").and_then(|value| value.to_str().ok()).unwrap_or("0").to_owned();
    let labels = [KeyValue::new("rpc.method", name), KeyValue::new("rpc.response.status_code", status)];
    door.durations.record(begun.elapsed().as_secs_f64(), &labels);
    response
}

/// What the transport says by itself about a message that is too large, as we say things.
fn told(response: Response) -> Response {
    let code = response.headers().get("grpc-status").map(|value| Code::from_bytes(value.as_bytes()));
    if code == Some(Code::OutOfRange) { rpc::status(&too_large()).into_http() } else { response }
}

fn too_large() -> Refusal {
    let message = "Nội dung gửi quá lớn. Hãy chọn tệp nhỏ hơn hoặc chia nội dung thành nhiều lần gửi.";
    Refusal::new(RefusalKind::Exhausted, "MESSAGE_TOO_LARGE", message)
}

async fn let_in(door: &Door, path: &str, name: &str, mut request: Request, next: Next) -> Response {
    // Every method needs the database; whoever waited for one that is away would wait in vain.
    if !door.answers.now() && !looks_after_us(path) {
        return Status::unavailable("the database does not answer").into_http();
    }
    let span = tracing::info_span!("grpc", otel.name = %name, otel.kind = "server", rpc.system = "grpc");
    rpc::trace::continue_from(&span, request.headers());
    if !is_public(door, path) {
        let token =
            request.headers().get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
        match actor(door, path, token.unwrap_or_default()) {
            Ok(actor) => drop(request.extensions_mut().insert(actor)),
            Err(refusal) => return rpc::status(&refusal).into_http(),
        }
    }
    let deadline = match request.headers().get("grpc-timeout") {
        None => LONGEST,
        Some(value) => match value.to_str().ok().and_then(grpc_timeout) {
            Some(deadline) => deadline.min(LONGEST),
            None => return rpc::status(&timeout_malformed()).into_http(),
        },
    };
    match tokio::time::timeout(deadline, next.run(request).instrument(span)).await {
        Ok(response) => response,
        Err(_) => Status::deadline_exceeded("the call took longer than its deadline").into_http(),
    }
}

/// Whose token it is. A session that must still get a second factor gets as far as that, with none of its person's rights.
fn actor(door: &Door, path: &str, token: &str) -> Result<Actor, Refusal> {
    let now = door.clock.now();
    let refusal = match door.verifier.verify(token, now) {
        Ok(actor) => return Ok(actor),
        Err(refusal) => refusal,
    };
    let actor = door.enrolling.verify(token, now).map_err(|_| refusal)?;
    if door.while_enrolling.contains(&path) { Ok(actor) } else { Err(rpc::second_factor_needed()) }
}

fn timeout_malformed() -> Refusal {
    Refusal::new(RefusalKind::Invalid, "TIMEOUT_MALFORMED", "Thời hạn chờ của yêu cầu (grpc-timeout) không đúng định dạng.")
}

fn is_public(door: &Door, path: &str) -> bool {
    looks_after_us(path) || door.public.contains(&path)
}

fn looks_after_us(path: &str) -> bool {
    path.starts_with("/grpc.health.") || path.starts_with("/grpc.reflection.")
}

/// Reads `5S`, `200m`, …: at most eight digits and a unit.
fn grpc_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 {
        return None;
    }
    let count: u64 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    match unit {
        "H" => Some(Duration::from_secs(count * 3600)),
        "M" => Some(Duration::from_secs(count * 60)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_name_methods_and_nothing_that_somebody_made_up() {
        let known = known();
        for method in ["/congtam.identity.v1.AccountService/SignIn", "/grpc.health.v1.Health/Check"] {
            assert_eq!(named(&known, method), method);
        }
        for made_up in ["/", "/congtam.identity.v1.AccountService/SignIn2", "/grpc.health.v1.Health/x", "/%00"] {
            assert_eq!(named(&known, made_up), UNKNOWN);
        }
    }

    #[test]
    fn timeouts_are_read_as_the_protocol_writes_them() {
        assert_eq!(grpc_timeout("5S"), Some(Duration::from_secs(5)));
        assert_eq!(grpc_timeout("200m"), Some(Duration::from_millis(200)));
        for text in ["", "S", "5", "5x", "123456789S", "+5S", "-1S", "5 S", "ĐS"] {
            assert_eq!(grpc_timeout(text), None, "{text}");
        }
    }
}
