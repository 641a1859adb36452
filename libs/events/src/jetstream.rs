//! The bus of every running system: CloudEvents in binary mode on NATS JetStream.
//!
//! One stream per source (`EVT_EVALUATION`, subjects `evt.evaluation.>`), one durable pull consumer per listener and source. Whoever
//! reaches the server can write to a stream; what the source did not sign is refused.
//!
//! Public events have a stream of their own (`PUBLIC_EVENTS`, subjects `public.>`), where they lie as partners read them.

mod config;
mod message;
mod operator;
mod streams;

use std::sync::Arc;
use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::{self, AckKind};
use async_nats::{Event, HeaderMap};
use async_trait::async_trait;
use futures::StreamExt;

use self::streams::{As, KnownStreams};
use crate::bus::Refused;
use crate::outbox::LARGEST;
use crate::signing::Keys;
use crate::{Acker, Arrival, Bus, BusError, Delivery, Envelope, Subscription};

pub use self::config::{Config, Streams};
pub use self::operator::Standing;

/// Longer than the longest handler: after this the server delivers again.
const ACK_WAIT: Duration = Duration::from_secs(30);
/// How long a start waits for the broker, to look at it.
const LOOK: Duration = Duration::from_secs(2);
/// Room for the headers of an event.
const HEADERS: usize = 64 << 10;

/// A connection to NATS with JetStream.
pub struct JetStream {
    context: jetstream::Context,
    client: async_nats::Client,
    known: KnownStreams,
    streams: Streams,
    keys: Arc<Keys>,
}

impl JetStream {
    /// Connects; keeps trying in the background when the server is away.
    ///
    /// # Errors
    /// When the configuration makes no sense.
    pub async fn connect(config: &Config, name: &str, keys: Keys) -> Result<Self, BusError> {
        let options = config.options(name)?.retry_on_initial_connect().request_timeout(Some(Duration::from_secs(5)));
        let options = options.event_callback(|event| async move { tell(&event) });
        let client = options.connect(config.servers()?).await.map_err(|error| BusError::new("connecting", error))?;
        let (context, streams) = (jetstream::new(client.clone()), config.streams.clone());
        Ok(Self { context, client, known: KnownStreams::default(), streams, keys: Arc::new(keys) })
    }

    /// Looks whether the broker keeps the events of `source` as they are to be kept, when it answers; one that is away is looked at by the
    /// first who publishes.
    ///
    /// # Errors
    /// When it answers and does not.
    pub async fn look(&self, source: &str) -> Result<(), BusError> {
        let looked = async {
            while self.client.connection_state() != State::Connected {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let (takes, needed) = (self.client.max_payload(), LARGEST + HEADERS);
            if takes < needed {
                let reason = format!("BROKER_PAYLOAD_TOO_SMALL: max_payload of the broker is {takes}; events need {needed}, such as 8MB");
                return Err(BusError::unfit(reason));
            }
            self.known.ensure(&self.context, &self.streams, source, As::Source).await.map(drop)
        };
        match tokio::time::timeout(LOOK, looked).await {
            Ok(Err(error)) if error.is_unfit() => Err(error),
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => {
                tracing::warn!("the bus does not answer yet");
                Ok(())
            }
        }
    }
}

impl JetStream {
    async fn send(&self, envelope: &Envelope) -> Result<(), BusError> {
        if envelope.is_public() {
            return self.publish_with(message::headers_for_partners(envelope), envelope).await;
        }
        let signature = self.keys.sign(envelope).ok_or_else(|| BusError::new("signing", "there is no key to sign with"))?;
        self.publish_with(message::headers(envelope, signature), envelope).await
    }

    async fn publish_with(&self, headers: HeaderMap, envelope: &Envelope) -> Result<(), BusError> {
        let sent = self.context.publish_with_headers(envelope.subject(), headers, envelope.data.clone()).await;
        let acknowledged = sent.map_err(|error| BusError::new("publishing", error))?.await;
        acknowledged.map(drop).map_err(|error| BusError::new("waiting for the broker to keep an event", error))
    }

    async fn taken_by(&self, stream: &str) -> Result<u64, BusError> {
        let info =
            async { self.context.get_stream(stream).await?.get_info().await.map_err(Box::<dyn std::error::Error + Send + Sync>::from) };
        let info = info.await.map_err(|error| BusError::new("looking at the stream", error));
        Ok(self.known.learn(stream, info).await?.state.last_sequence)
    }

    async fn consumer(&self, stream: &str, listener: &str) -> Result<PullConsumer, BusError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| BusError::new("subscribing", error);
        let stream = self.context.get_stream(stream).await.map_err(|error| failed(error.into()))?;
        let config = pull::Config {
            durable_name: Some(listener.to_owned()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_deliver: -1,
            max_ack_pending: 1000,
            ..Default::default()
        };
        stream.get_or_create_consumer(listener, config).await.map_err(|error| failed(error.into()))
    }
}

/// What happens to the connection, for those who look after it: who is let in nowhere finds the reason here.
fn tell(event: &Event) {
    match event {
        Event::Connected | Event::Draining | Event::Closed => tracing::info!(%event, "the bus"),
        _ => tracing::warn!(%event, "the bus"),
    }
}

#[async_trait]
impl Bus for JetStream {
    async fn publish(&self, envelope: &Envelope) -> Result<(), BusError> {
        let stream = match envelope.is_public() {
            true => self.known.ensure_public(&self.context, &self.streams).await?,
            false => self.known.ensure(&self.context, &self.streams, &envelope.source, As::Source).await?,
        };
        self.known.learn(&stream, self.send(envelope).await).await
    }

    fn takes(&self, envelope: &Envelope) -> bool {
        envelope.data.len() + HEADERS <= self.client.max_payload()
    }

    fn is_there(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    async fn taken(&self, source: &str) -> Result<Option<u64>, BusError> {
        let stream = self.known.ensure(&self.context, &self.streams, source, As::Source).await?;
        self.taken_by(&stream).await.map(Some)
    }

    async fn taken_for_partners(&self) -> Result<Option<u64>, BusError> {
        let stream = self.known.ensure_public(&self.context, &self.streams).await?;
        self.taken_by(&stream).await.map(Some)
    }

    async fn newest(&self, source: &str) -> Result<Vec<Envelope>, BusError> {
        let stream = self.known.ensure(&self.context, &self.streams, source, As::Source).await?;
        let newest = operator::newest(&self.context, &stream, source, &self.keys).await;
        self.known.learn(&stream, newest).await
    }

    async fn subscribe(&self, source: &str, listener: &str) -> Result<Box<dyn Subscription>, BusError> {
        let stream = self.known.ensure(&self.context, &self.streams, source, As::Listener).await?;
        let consumer = self.known.learn(&stream, self.consumer(&stream, listener).await).await?;
        let (source, known, keys) = (source.to_owned(), self.known.clone(), self.keys.clone());
        Ok(Box::new(JetStreamSubscription { consumer, source, known, keys, stream }))
    }

    fn recognises(&self, source: &str) -> bool {
        self.keys.know(source)
    }
}

struct JetStreamSubscription {
    consumer: PullConsumer,
    source: String,
    stream: String,
    known: KnownStreams,
    keys: Arc<Keys>,
}

#[async_trait]
impl Subscription for JetStreamSubscription {
    async fn next(&mut self, most: usize, wait: Duration) -> Result<Vec<Arrival>, BusError> {
        let fetched = self.fetch_some(most, wait).await.map_err(|error| BusError::new("fetching", error));
        let fetched = match fetched {
            Ok(nothing) if nothing.is_empty() => self.still_there().await.map(|()| nothing),
            other => other,
        };
        self.known.learn(&self.stream, fetched).await
    }
}

impl JetStreamSubscription {
    /// A request to a consumer that went with its stream is answered by nobody, not even with a refusal: who hears nothing asks whether
    /// it is there.
    async fn still_there(&self) -> Result<(), BusError> {
        self.consumer.get_info().await.map(drop).map_err(|error| BusError::new("looking for the consumer", error))
    }
}

type Fetched = Result<Vec<Arrival>, Box<dyn std::error::Error + Send + Sync>>;

impl JetStreamSubscription {
    /// The first message ends the wait: what is there is handled at once.
    async fn fetch_some(&self, most: usize, wait: Duration) -> Fetched {
        let mut arrivals = self.fetch(1, wait).await?;
        if !arrivals.is_empty() && most > 1 {
            arrivals.extend(self.fetch_waiting(most - 1).await?);
        }
        Ok(arrivals)
    }

    async fn fetch(&self, most: usize, wait: Duration) -> Fetched {
        let mut messages = self.consumer.batch().max_messages(most).expires(wait).messages().await?;
        self.collect(&mut messages).await
    }

    async fn fetch_waiting(&self, most: usize) -> Fetched {
        let mut messages = self.consumer.fetch().max_messages(most).messages().await?;
        self.collect(&mut messages).await
    }

    async fn collect(&self, messages: &mut pull::Batch) -> Fetched {
        let mut arrivals = Vec::new();
        while let Some(message) = messages.next().await {
            let message = message?;
            let attempt = message.info().map_or(1, |info| info.delivered);
            let read = message::read(message.headers.as_ref(), &message.payload, &self.source, &self.keys);
            arrivals.push(match read {
                Ok(envelope) => Arrival::Event(Delivery { envelope, attempt, acker: Box::new(JetStreamAcker(message)) }),
                Err(reason) => Arrival::Refused(Refused {
                    source: self.source.clone(),
                    reason,
                    subject: message.subject.to_string(),
                    headers: message::written(message.headers.as_ref()),
                    data: message.payload.clone(),
                    acker: Box::new(JetStreamAcker(message)),
                }),
            });
        }
        Ok(arrivals)
    }
}

struct JetStreamAcker(jetstream::Message);

#[async_trait]
impl Acker for JetStreamAcker {
    async fn ack(&self) -> Result<(), BusError> {
        self.0.ack().await.map_err(|error| BusError::new("acknowledging", error))
    }

    async fn working(&self) -> Result<(), BusError> {
        self.0.ack_with(AckKind::Progress).await.map_err(|error| BusError::new("asking for more time", error))
    }

    async fn retry(&self, delay: Duration) -> Result<(), BusError> {
        self.0.ack_with(AckKind::Nak(Some(delay))).await.map_err(|error| BusError::new("asking for another delivery", error))
    }
}
