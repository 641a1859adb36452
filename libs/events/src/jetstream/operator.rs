//! What those who look after the bus ask of it: how far listeners are, and what it holds that its source does not know.

use std::time::Duration;

use async_nats::connection::State;
use async_nats::jetstream::context::ConsumerInfoErrorKind;
use async_nats::jetstream::stream::{self, ConsumerErrorKind, Stream};
use async_nats::jetstream::{Context, ErrorCode};
use chrono::{DateTime, Utc};

use super::streams::stream_of;
use super::{JetStream, message};
use crate::signing::Keys;
use crate::{BusError, Envelope};

/// How long a question of an operator waits for the broker.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many messages are the newest: more than an operator has told again after the last that was new.
const NEWEST: u64 = 100;

/// Where a listener is in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Messages that it did not get yet.
    pub pending: u64,
    /// Messages that it got and did not acknowledge yet.
    pub under_way: u64,
    /// Up to which message it has acknowledged all.
    pub floor: u64,
    /// The oldest message of the stream.
    pub first: u64,
    /// The newest one.
    pub last: u64,
    /// Since when the oldest one that it did not acknowledge lies there.
    pub waits_since: Option<DateTime<Utc>>,
}

impl JetStream {
    /// Waits until the broker has let us in.
    ///
    /// # Errors
    /// When it has not within five seconds.
    pub async fn reach(&self) -> Result<(), BusError> {
        let connected = async {
            while self.client.connection_state() != State::Connected {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, connected).await.map_err(|error| BusError::new("connecting", error))
    }

    /// Where a listener is in the stream of a source; nothing when there is no stream, or it does not listen there.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub async fn standing(&self, source: &str, listener: &str) -> Result<Option<Standing>, BusError> {
        let Some(stream) = self.stream(source).await? else { return Ok(None) };
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| BusError::new("looking at a consumer", error);
        let consumer = match stream.consumer_info(listener).await {
            Ok(consumer) => consumer,
            Err(error) => {
                let missing = match error.kind() {
                    ConsumerInfoErrorKind::NotFound => true,
                    ConsumerInfoErrorKind::JetStream(said) => said.error_code() == ErrorCode::CONSUMER_NOT_FOUND,
                    _ => false,
                };
                return if missing { Ok(None) } else { Err(failed(error.into())) };
            }
        };
        let state = &stream.cached_info().state;
        let floor = consumer.ack_floor.stream_sequence;
        let behind = consumer.num_pending > 0 || consumer.num_ack_pending > 0;
        let oldest = if behind { stream.get_raw_message((floor + 1).max(state.first_sequence)).await.ok() } else { None };
        Ok(Some(Standing {
            pending: consumer.num_pending,
            under_way: consumer.num_ack_pending as u64,
            floor,
            first: state.first_sequence,
            last: state.last_sequence,
            waits_since: oldest.and_then(|message| DateTime::from_timestamp(message.time.unix_timestamp(), 0)),
        }))
    }

    /// Has a listener hear a source from the beginning; what it knows it leaves alone. True when it had been listening.
    ///
    /// # Errors
    /// When the broker refuses.
    pub async fn reset(&self, source: &str, listener: &str) -> Result<bool, BusError> {
        let Some(stream) = self.stream(source).await? else { return Ok(false) };
        match stream.delete_consumer(listener).await {
            Ok(_) => Ok(true),
            Err(error) => match error.kind() {
                ConsumerErrorKind::JetStream(said) if said.error_code() == ErrorCode::CONSUMER_NOT_FOUND => Ok(false),
                _ => Err(BusError::new("deleting a consumer", error)),
            },
        }
    }

    /// The events of a source that the bus holds, newest first, until `enough` says so of one.
    ///
    /// # Errors
    /// When the broker does not answer, or `enough` fails.
    pub async fn back_from_newest<E: From<BusError>>(
        &self,
        source: &str,
        mut enough: impl AsyncFnMut(Envelope) -> Result<bool, E>,
    ) -> Result<(), E> {
        let Some(stream) = self.stream(source).await? else { return Ok(()) };
        let stream::State { first_sequence, last_sequence, .. } = stream.cached_info().state;
        for sequence in (first_sequence.max(1)..=last_sequence).rev() {
            let Ok(message) = stream.get_raw_message(sequence).await else { continue };
            let read = message::read(Some(&message.headers), &message.payload, source, &self.keys).ok();
            let read = read.or_else(|| message::read_own(Some(&message.headers), &message.payload, source, &self.keys));
            if let Some(envelope) = read
                && enough(envelope).await?
            {
                break;
            }
        }
        Ok(())
    }

    /// How the stream of a source is kept otherwise than it is to be, or that it is not there.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub async fn kept_otherwise(&self, source: &str) -> Result<Option<String>, BusError> {
        let Some(stream) = self.stream(source).await? else { return Ok(Some("there is no stream".to_owned())) };
        Ok(super::streams::differs(&stream.cached_info().config, source, &self.streams))
    }

    async fn stream(&self, source: &str) -> Result<Option<Stream>, BusError> {
        match self.context.get_stream(stream_of(source)).await {
            Ok(stream) => Ok(Some(stream)),
            Err(error) if super::streams::is_missing(error.kind()) => Ok(None),
            Err(error) => Err(BusError::new("looking for the stream", error)),
        }
    }
}

/// The newest events in the stream that the owner of these keys signed.
pub(super) async fn newest(context: &Context, name: &str, source: &str, keys: &Keys) -> Result<Vec<Envelope>, BusError> {
    let stream = context.get_stream(name).await.map_err(|error| BusError::new("looking for the stream", error))?;
    let stream::State { first_sequence, last_sequence, .. } = stream.cached_info().state;
    let oldest = first_sequence.max(1).max((last_sequence + 1).saturating_sub(NEWEST));
    let mut newest = Vec::new();
    for sequence in (oldest..=last_sequence).rev() {
        let Ok(message) = stream.get_raw_message(sequence).await else { continue };
        newest.extend(message::read_own(Some(&message.headers), &message.payload, source, keys));
    }
    Ok(newest)
}
