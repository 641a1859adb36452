//! What a collector gets from a service: in a process of its own, because telemetry is installed once a process.

use std::sync::Arc;

use async_trait::async_trait;
use events::inbox::Inbox;
use events::sim::SimBus;
use events::{Bus, Consumer, Incoming, Tx, relay};
use futures::FutureExt;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::trace::v1::Span;
use proto::worklog::v1::{ApproveWorkListRequest, ApproveWorkListResponse, WorkList};
use store::Migrations;
use testkit::{TestApp, actor, request};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};
use tracing::Instrument;
use uuid::Uuid;

struct Collector(UnboundedSender<Span>);

#[async_trait]
impl TraceService for Collector {
    async fn export(&self, request: Request<ExportTraceServiceRequest>) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let scopes = request.into_inner().resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
        scopes.flat_map(|scope| scope.spans).for_each(|span| drop(self.0.send(span)));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn collector() -> (String, UnboundedReceiver<Span>) {
    let (sender, receiver) = unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = tonic::transport::Server::builder().add_service(TraceServiceServer::new(Collector(sender)));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    (endpoint, receiver)
}

struct Listener;

#[async_trait]
impl Consumer for Listener {
    fn sources(&self) -> &'static [&'static str] {
        &["telemetry"]
    }

    async fn handle(&self, _tx: &mut Tx, _event: &Incoming) -> Result<(), events::Error> {
        tracing::info_span!("effect").in_scope(|| {});
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_leads_from_the_command_over_the_bus_to_its_effect() {
    let (endpoint, mut spans) = collector().await;
    let config = runtime::config::Telemetry { otlp_endpoint: endpoint, log: "info".to_owned(), log_json: true };
    let installed = runtime::telemetry::install("telemetry", &config).unwrap();
    let app = TestApp::new(
        "telemetry",
        Migrations(vec![events::migration(), events::trust_migration(), events::progress_migration(), events::heal_migration()]),
        "2019-12-01T00:00:00Z",
    )
    .await;

    let message = ApproveWorkListRequest { request_id: Uuid::from_u128(1).to_string(), work_list_id: String::new() };
    let command = app.ctx.mutate(request(&actor(Uuid::nil()), message), |tx, _, _: ApproveWorkListRequest| {
        async move {
            let id = tx.next_id();
            tx.announce(id, 1, &WorkList::default())?;
            Ok(ApproveWorkListResponse::default())
        }
        .boxed()
    });
    command.instrument(tracing::info_span!("command")).await.unwrap();
    let bus = SimBus::new(0);
    relay::drain(&app.ctx.db, &bus, "telemetry", &*app.ctx.deps.clock).await.unwrap();
    let inbox = Arc::new(Inbox {
        db: app.ctx.db.clone(),
        clock: app.ctx.deps.clock.clone(),
        ids: app.ctx.deps.ids.clone(),
        consumer: Arc::new(Listener),
    });
    let (running, carrier) = (inbox.clone(), bus.clone());
    tokio::spawn(async move { running.run(&carrier, "telemetry", "listener").await });
    // The listener must have come before "quiet" means anything.
    bus.subscribe("telemetry", "listener").await.unwrap();
    testkit::until("the event is consumed", async || bus.is_quiet()).await;
    installed.flush().await;

    let mut traces = std::collections::HashMap::new();
    while let Ok(span) = spans.try_recv() {
        traces.insert(span.name.clone(), span.trace_id);
    }
    assert!(traces.contains_key("command"), "{:?}", traces.keys());
    assert_eq!(traces.get("command"), traces.get("effect"));
    assert_eq!(traces.get("command"), traces.get("consume"));
}
