//! The stream of one source: made when it is not there, and by its source brought to how it is to be kept.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::context::{CreateStreamErrorKind, GetStreamErrorKind, UpdateStreamError};
use async_nats::jetstream::{Context, ErrorCode, stream};
use tokio::sync::Mutex;

use super::config::Streams;
use crate::BusError;
use crate::envelope::PUBLIC;

const DAY: Duration = Duration::from_secs(86_400);

pub(super) fn stream_of(source: &str) -> String {
    format!("EVT_{}", source.to_uppercase())
}

/// The stream of public events.
const PUBLIC_EVENTS: &str = "PUBLIC_EVENTS";

/// Who asks for a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum As {
    /// Somebody who listens: as it is kept is fine.
    Listener,
    /// Whose events they are, and who says how they are kept.
    Source,
}

/// Streams that were there when somebody last looked. Whatever fails may have failed because its stream is gone: it is forgotten, and
/// made again by whoever needs it next.
#[derive(Clone, Default)]
pub(super) struct KnownStreams(Arc<Mutex<HashMap<String, As>>>);

impl KnownStreams {
    async fn forget(&self, name: &str) {
        self.0.lock().await.remove(name);
    }

    /// Forgets the stream when the bus failed.
    pub(super) async fn learn<T>(&self, name: &str, outcome: Result<T, BusError>) -> Result<T, BusError> {
        if outcome.is_err() {
            self.forget(name).await;
        }
        outcome
    }

    /// The name of the stream of `source`, which is there now.
    pub(super) async fn ensure(&self, context: &Context, streams: &Streams, source: &str, who: As) -> Result<String, BusError> {
        self.ensure_stream(context, streams, wanted(source, streams), who).await
    }

    /// The name of the stream of public events, which is there now.
    pub(super) async fn ensure_public(&self, context: &Context, streams: &Streams) -> Result<String, BusError> {
        let wanted = kept_as(PUBLIC_EVENTS.to_owned(), format!("{PUBLIC}>"), streams);
        self.ensure_stream(context, streams, wanted, As::Source).await
    }

    async fn ensure_stream(&self, context: &Context, streams: &Streams, wanted: stream::Config, who: As) -> Result<String, BusError> {
        let name = wanted.name.clone();
        let mut known = self.0.lock().await;
        if known.get(&name).is_some_and(|before| *before >= who) {
            return Ok(name);
        }
        match context.get_stream(&name).await {
            Ok(found) => {
                // A single server takes the number down and keeps one copy.
                let clustered = found.cached_info().cluster.as_ref().is_some_and(|cluster| cluster.name.is_some());
                if who == As::Source && streams.replicas > 1 && !clustered {
                    return Err(not_kept(&name, streams, "it is a single server"));
                }
                if let (As::Source, Some(mended)) = (who, mended(&found.cached_info().config, &wanted)) {
                    context.update_stream(&mended).await.map_err(|error| refused(&name, streams, error))?;
                    tracing::warn!(stream = name, "the stream was kept otherwise than it is to be; it was brought to it");
                }
            }
            Err(error) if is_missing(error.kind()) => {
                context.create_stream(wanted).await.map_err(|error| refused(&name, streams, error))?;
            }
            Err(error) => return Err(BusError::new("looking for the stream", error)),
        }
        known.insert(name.clone(), who);
        Ok(name)
    }
}

fn wanted(source: &str, streams: &Streams) -> stream::Config {
    kept_as(stream_of(source), format!("evt.{source}.>"), streams)
}

fn kept_as(name: String, subjects: String, streams: &Streams) -> stream::Config {
    stream::Config {
        name,
        subjects: vec![subjects],
        storage: stream::StorageType::File,
        discard: stream::DiscardPolicy::New,
        deny_delete: true,
        deny_purge: true,
        num_replicas: streams.replicas,
        max_age: DAY * streams.max_age_days,
        max_bytes: if streams.max_bytes == 0 { -1 } else { streams.max_bytes.into() },
        duplicate_window: Duration::from_secs(streams.duplicate_seconds.into()),
        ..Default::default()
    }
}

/// What a stream must become; nothing when it is kept as it is to be.
fn mended(found: &stream::Config, wanted: &stream::Config) -> Option<stream::Config> {
    let mended = stream::Config {
        subjects: wanted.subjects.clone(),
        storage: wanted.storage,
        discard: wanted.discard,
        deny_delete: wanted.deny_delete,
        deny_purge: wanted.deny_purge,
        num_replicas: wanted.num_replicas,
        max_age: wanted.max_age,
        max_bytes: wanted.max_bytes,
        duplicate_window: wanted.duplicate_window,
        ..found.clone()
    };
    (mended != *found).then_some(mended)
}

pub(super) fn is_missing(kind: GetStreamErrorKind) -> bool {
    matches!(kind, GetStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

/// In what a stream is kept otherwise than it is to be; nothing when it is not.
pub(super) fn differs(found: &stream::Config, source: &str, streams: &Streams) -> Option<String> {
    let wanted = wanted(source, streams);
    let mended = mended(found, &wanted)?;
    let said = |config: &stream::Config| {
        let stream::Config { num_replicas, max_age, max_bytes, duplicate_window, storage, deny_delete, deny_purge, .. } = config;
        format!(
            "{num_replicas} copies on {storage:?}, {} days, {max_bytes} bytes, duplicates known for {} s, deletion denied {}",
            max_age.as_secs() / DAY.as_secs(),
            duplicate_window.as_secs(),
            *deny_delete && *deny_purge
        )
    };
    Some(format!("{}, and is to be {}", said(found), said(&mended)))
}

/// Why a stream could not be had as it is to be kept.
fn refused(name: &str, streams: &Streams, error: UpdateStreamError) -> BusError {
    match error.kind() {
        CreateStreamErrorKind::JetStream(said) => not_kept(name, streams, said),
        _ => BusError::new("making the stream", error),
    }
}

fn not_kept(name: &str, streams: &Streams, why: impl Display) -> BusError {
    let reason = if streams.replicas > 1 { "BROKER_NOT_DURABLE" } else { "STREAM_REFUSED" };
    BusError::unfit(format!("{reason}: {name} cannot be kept as runtime.bus.streams says ({streams:?}): {why}"))
}
