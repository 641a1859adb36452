//! What each page takes: a histogram by page, and a span below which the services' spans hang.

use std::sync::LazyLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Histogram;
use tracing::Instrument;

/// The histogram of the HTTP conventions of OpenTelemetry.
static DURATIONS: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    let meter = opentelemetry::global::meter("congtam");
    meter.f64_histogram("http.server.request.duration").with_unit("s").with_boundaries(runtime::telemetry::SECONDS.to_vec()).build()
});

/// Nobody makes as many methods as they like.
fn known(method: &Method) -> &'static str {
    ["GET", "HEAD", "POST"].into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

/// Measures a request for one of our pages, which is named by its address without anybody's ids.
pub async fn measured(page: MatchedPath, request: Request, next: Next) -> Response {
    let (method, begun) = (known(request.method()), Instant::now());
    let span = tracing::info_span!("page", otel.name = %format_args!("{method} {}", page.as_str()), otel.kind = "server");
    let response = next.run(request).instrument(span).await;
    let labels = [
        KeyValue::new("http.request.method", method),
        KeyValue::new("http.route", page.as_str().to_owned()),
        KeyValue::new("http.response.status_code", i64::from(response.status().as_u16())),
    ];
    DURATIONS.record(begun.elapsed().as_secs_f64(), &labels);
    response
}
