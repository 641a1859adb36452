//! The bus of every running system: CloudEvents in binary mode on NATS JetStream.
//!
//! One stream per source (`EVT_EVALUATION`, subjects `evt.evaluation.>`), one durable pull consumer per listener and source.

use std::collections::HashSet;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::{self, AckKind, stream};
use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::StreamExt;
use tokio::sync::Mutex;

use crate::{Acker, Bus, BusError, Delivery, Envelope, Subscription};

/// Longer than the longest handler: after this the server delivers again.
const ACK_WAIT: Duration = Duration::from_secs(30);
/// Within this the server itself recognises a repeated publish; only a saving, the inbox is what counts.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(600);

/// A connection to NATS with JetStream.
pub struct JetStream {
    context: jetstream::Context,
    known_streams: Mutex<HashSet<String>>,
}

impl JetStream {
    /// Connects; keeps trying in the background when the server is away.
    ///
    /// # Errors
    /// When the URL makes no sense.
    pub async fn connect(url: &str, name: &str) -> Result<Self, BusError> {
        let options = async_nats::ConnectOptions::new().name(name).retry_on_initial_connect().request_timeout(Some(Duration::from_secs(5)));
        let client = options.connect(url).await.map_err(|error| BusError::new("connecting", error))?;
        Ok(Self { context: jetstream::new(client), known_streams: Mutex::new(HashSet::new()) })
    }

    async fn ensure_stream(&self, source: &str) -> Result<String, BusError> {
        let name = format!("EVT_{}", source.to_uppercase());
        let mut known = self.known_streams.lock().await;
        if known.contains(&name) {
            return Ok(name);
        }
        let config = stream::Config {
            name: name.clone(),
            subjects: vec![format!("evt.{source}.>")],
            storage: stream::StorageType::File,
            discard: stream::DiscardPolicy::New,
            duplicate_window: DUPLICATE_WINDOW,
            ..Default::default()
        };
        self.context.get_or_create_stream(config).await.map_err(|error| BusError::new("creating the stream", error))?;
        known.insert(name.clone());
        Ok(name)
    }
}

#[async_trait]
impl Bus for JetStream {
    async fn publish(&self, envelope: &Envelope) -> Result<(), BusError> {
        self.ensure_stream(&envelope.source).await?;
        let sent = self.context.publish_with_headers(envelope.subject(), headers(envelope), envelope.data.clone()).await;
        let acknowledged = sent.map_err(|error| BusError::new("publishing", error))?.await;
        acknowledged.map(drop).map_err(|error| BusError::new("waiting for the broker to keep an event", error))
    }

    async fn subscribe(&self, source: &str, listener: &str) -> Result<Box<dyn Subscription>, BusError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| BusError::new("subscribing", error);
        let name = self.ensure_stream(source).await?;
        let stream = self.context.get_stream(&name).await.map_err(|error| failed(error.into()))?;
        let config = pull::Config {
            durable_name: Some(listener.to_owned()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_deliver: -1,
            max_ack_pending: 1000,
            ..Default::default()
        };
        let consumer = stream.get_or_create_consumer(listener, config).await.map_err(|error| failed(error.into()))?;
        Ok(Box::new(JetStreamSubscription { consumer, source: source.to_owned() }))
    }
}

struct JetStreamSubscription {
    consumer: PullConsumer,
    source: String,
}

#[async_trait]
impl Subscription for JetStreamSubscription {
    async fn next(&mut self, most: usize, wait: Duration) -> Result<Vec<Delivery>, BusError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| BusError::new("fetching", error);
        // The first message ends the wait: what is there is handled at once.
        let mut deliveries = self.fetch(1, wait).await.map_err(failed)?;
        if !deliveries.is_empty() && most > 1 {
            deliveries.extend(self.fetch_waiting(most - 1).await.map_err(failed)?);
        }
        Ok(deliveries)
    }
}

type Fetched = Result<Vec<Delivery>, Box<dyn std::error::Error + Send + Sync>>;

impl JetStreamSubscription {
    async fn fetch(&self, most: usize, wait: Duration) -> Fetched {
        let mut messages = self.consumer.batch().max_messages(most).expires(wait).messages().await?;
        self.collect(&mut messages).await
    }

    async fn fetch_waiting(&self, most: usize) -> Fetched {
        let mut messages = self.consumer.fetch().max_messages(most).messages().await?;
        self.collect(&mut messages).await
    }

    async fn collect(&self, messages: &mut pull::Batch) -> Fetched {
        let mut deliveries = Vec::new();
        while let Some(message) = messages.next().await {
            let message = message?;
            let attempt = message.info().map_or(1, |info| info.delivered);
            match read(&message.message, &self.source) {
                Some(envelope) => deliveries.push(Delivery { envelope, attempt, acker: Box::new(JetStreamAcker(message)) }),
                None => {
                    tracing::error!(subject = %message.subject, "not one of our events; left out");
                    message.ack_with(AckKind::Term).await?;
                }
            }
        }
        Ok(deliveries)
    }
}

struct JetStreamAcker(jetstream::Message);

#[async_trait]
impl Acker for JetStreamAcker {
    async fn ack(&self) -> Result<(), BusError> {
        self.0.ack().await.map_err(|error| BusError::new("acknowledging", error))
    }

    async fn retry(&self, delay: Duration) -> Result<(), BusError> {
        self.0.ack_with(AckKind::Nak(Some(delay))).await.map_err(|error| BusError::new("asking for another delivery", error))
    }
}

fn headers(envelope: &Envelope) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let id = envelope.id.to_string();
    headers.insert("Nats-Msg-Id", id.as_str());
    headers.insert("ce-specversion", "1.0");
    headers.insert("ce-id", id.as_str());
    headers.insert("ce-type", envelope.kind.as_str());
    headers.insert("ce-source", envelope.source.as_str());
    headers.insert("ce-subject", envelope.aggregate.to_string().as_str());
    headers.insert("ce-time", envelope.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_str());
    headers.insert("ce-datacontenttype", "application/protobuf");
    headers.insert("sequence", envelope.version.to_string().as_str());
    if let Some(traceparent) = &envelope.traceparent {
        headers.insert("traceparent", traceparent.as_str());
    }
    headers
}

fn read(message: &async_nats::Message, source: &str) -> Option<Envelope> {
    let headers = message.headers.as_ref()?;
    let text = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
    Some(Envelope {
        id: text("ce-id")?.parse().ok()?,
        kind: text("ce-type")?,
        source: source.to_owned(),
        aggregate: text("ce-subject")?.parse().ok()?,
        version: text("sequence")?.parse().ok()?,
        at: DateTime::parse_from_rfc3339(&text("ce-time")?).ok()?.with_timezone(&Utc),
        traceparent: text("traceparent"),
        data: message.payload.clone(),
    })
}
