//! The door of a gRPC service: who comes in, how long they may stay, under which trace.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use kernel::Clock;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use rpc::Verifier;
use tonic::Status;
use tracing::Instrument;

/// No call stays longer, whatever its deadline says.
const LONGEST: Duration = Duration::from_secs(120);

#[derive(Clone)]
pub(crate) struct Door {
    pub verifier: Arc<Verifier>,
    pub clock: Arc<dyn Clock>,
    /// Paths that need no token.
    pub public: Arc<[&'static str]>,
    /// Seconds per call, by method and status.
    pub durations: Histogram<f64>,
}

/// The histogram of the RPC conventions of OpenTelemetry.
pub(crate) fn durations() -> Histogram<f64> {
    opentelemetry::global::meter("congtam").f64_histogram("rpc.server.call.duration").with_unit("s").build()
}

/// Lets a call in with its actor, its deadline and its trace, or turns it away; measures it either way.
pub(crate) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let begun = tokio::time::Instant::now();
    let response = let_in(&door, &path, request, next).await;
    // Tonic answers a failed call with headers alone; without the header the call went well.
    let status = response.headers().get("grpc-status").and_then(|value| value.to_str().ok()).unwrap_or("0").to_owned();
    let labels = [KeyValue::new("rpc.method", path), KeyValue::new("rpc.response.status_code", status)];
    door.durations.record(begun.elapsed().as_secs_f64(), &labels);
    response
}

async fn let_in(door: &Door, path: &str, mut request: Request, next: Next) -> Response {
    let span = tracing::info_span!("grpc", otel.name = %path, otel.kind = "server", rpc.system = "grpc");
    rpc::trace::continue_from(&span, request.headers());
    if !is_public(door, path) {
        let token =
            request.headers().get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
        match door.verifier.verify(token.unwrap_or_default(), door.clock.now()) {
            Ok(actor) => drop(request.extensions_mut().insert(actor)),
            Err(refusal) => return rpc::status(&refusal).into_http(),
        }
    }
    let deadline =
        request.headers().get("grpc-timeout").and_then(|value| grpc_timeout(value.to_str().ok()?)).unwrap_or(LONGEST).min(LONGEST);
    match tokio::time::timeout(deadline, next.run(request).instrument(span)).await {
        Ok(response) => response,
        Err(_) => Status::deadline_exceeded("the call took longer than its deadline").into_http(),
    }
}

fn is_public(door: &Door, path: &str) -> bool {
    path.starts_with("/grpc.health.") || path.starts_with("/grpc.reflection.") || door.public.contains(&path)
}

/// Reads `5S`, `200m`, …: at most eight digits and a unit.
fn grpc_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 {
        return None;
    }
    let count: u64 = digits.parse().ok()?;
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
    fn timeouts_are_read_as_the_protocol_writes_them() {
        assert_eq!(grpc_timeout("5S"), Some(Duration::from_secs(5)));
        assert_eq!(grpc_timeout("200m"), Some(Duration::from_millis(200)));
        for text in ["", "S", "5", "5x", "123456789S"] {
            assert_eq!(grpc_timeout(text), None, "{text}");
        }
    }
}
