//! Traces, metrics and logs over OTLP; logs also on standard error.

use anyhow::Context;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::Telemetry;

/// Where the buckets of a histogram of seconds end, as the conventions of OpenTelemetry advise.
pub const SECONDS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// What was installed; flush it before the process ends.
pub struct Installed {
    traces: SdkTracerProvider,
    metrics: Option<SdkMeterProvider>,
    logs: Option<SdkLoggerProvider>,
}

/// Installs telemetry for the process. Without an endpoint, trace ids are still made and passed on, and nothing is sent.
///
/// # Errors
/// When the filter or the endpoint makes no sense.
pub fn install(name: &'static str, config: &Telemetry) -> anyhow::Result<Installed> {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    // Figures of replicas stand apart: the name of a pod is that of its host.
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let instance = format!("{}-{}", host.trim(), std::process::id());
    let resource = Resource::builder().with_service_name(name).with_attribute(KeyValue::new("service.instance.id", instance)).build();
    let endpoint = (!config.otlp_endpoint.is_empty()).then_some(config.otlp_endpoint.as_str());
    let mut traces = SdkTracerProvider::builder().with_resource(resource.clone());
    let (mut metrics, mut logs) = (None, None);
    if let Some(endpoint) = endpoint {
        traces = traces.with_batch_exporter(SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?);
        let metric_exporter = MetricExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        metrics = Some(SdkMeterProvider::builder().with_resource(resource.clone()).with_periodic_exporter(metric_exporter).build());
        let log_exporter = LogExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        logs = Some(SdkLoggerProvider::builder().with_resource(resource).with_batch_exporter(log_exporter).build());
    }
    let traces = traces.build();
    if let Some(metrics) = &metrics {
        opentelemetry::global::set_meter_provider(metrics.clone());
    }
    let filter = EnvFilter::try_new(&config.log).context("telemetry.log")?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if config.log_json { lines.json().boxed() } else { lines.boxed() };
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .with(tracing_opentelemetry::layer().with_tracer(traces.tracer(name)))
        .with(logs.as_ref().map(OpenTelemetryTracingBridge::new))
        .try_init()
        .context("telemetry is installed already")?;
    Ok(Installed { traces, metrics, logs })
}

impl Installed {
    /// Sends what is still here. Blocks its own thread, not the runtime's.
    pub async fn flush(self) {
        let flushed = tokio::task::spawn_blocking(move || {
            let _ = self.traces.shutdown();
            let _ = self.metrics.map(|metrics| metrics.shutdown());
            let _ = self.logs.map(|logs| logs.shutdown());
        });
        let _ = flushed.await;
    }
}
