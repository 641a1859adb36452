//! An event as a message of NATS, and back: CloudEvents in binary mode, with the signature of its source.

use async_nats::HeaderMap;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};

use crate::Envelope;
use crate::signing::Keys;

const SIGNATURE: &str = "signature";

/// CloudEvents in structured mode: the event is in the message, and nothing of it beside.
pub(super) fn headers_for_partners(envelope: &Envelope) -> HeaderMap {
    let mut headers = known_as(envelope);
    headers.insert("content-type", "application/cloudevents+json");
    headers
}

/// By what the broker knows an event that it took. It swallows what it knows: what is published again has a name of its own there.
fn known_as(envelope: &Envelope) -> HeaderMap {
    let Envelope { id, again, .. } = envelope;
    let name = if *again == 0 { id.to_string() } else { format!("{id}/{again}") };
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", name.as_str());
    headers
}

pub(super) fn headers(envelope: &Envelope, signature: [u8; 64]) -> HeaderMap {
    let mut headers = known_as(envelope);
    let id = envelope.id.to_string();
    headers.insert("ce-specversion", "1.0");
    headers.insert("ce-id", id.as_str());
    headers.insert("ce-type", envelope.kind.as_str());
    headers.insert("ce-source", envelope.source.as_str());
    headers.insert("ce-subject", envelope.aggregate.to_string().as_str());
    headers.insert("ce-time", envelope.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_str());
    headers.insert("ce-datacontenttype", "application/protobuf");
    headers.insert("sequence", envelope.version.to_string().as_str());
    headers.insert(SIGNATURE, BASE64_STANDARD.encode(signature).as_str());
    if let Some(traceparent) = &envelope.traceparent {
        headers.insert("traceparent", traceparent.as_str());
    }
    headers
}

/// The event that `source` signed, or why it is none.
pub(super) fn read(headers: Option<&HeaderMap>, data: &Bytes, source: &str, keys: &Keys) -> Result<Envelope, &'static str> {
    let (envelope, signature) = signed(headers, data, source)?;
    if keys.signed_by_source(&envelope, &signature) { Ok(envelope) } else { Err("SIGNATURE_WRONG") }
}

/// The event that the owner of these keys signed.
pub(super) fn read_own(headers: Option<&HeaderMap>, data: &Bytes, source: &str, keys: &Keys) -> Option<Envelope> {
    let (envelope, signature) = signed(headers, data, source).ok()?;
    keys.signed_by_owner(&envelope, &signature).then_some(envelope)
}

fn signed(headers: Option<&HeaderMap>, data: &Bytes, source: &str) -> Result<(Envelope, Vec<u8>), &'static str> {
    let envelope = envelope(headers, data, source).ok_or("NOT_AN_EVENT")?;
    let signature = headers.and_then(|headers| headers.get(SIGNATURE)).ok_or("NOT_SIGNED")?;
    Ok((envelope, BASE64_STANDARD.decode(signature.as_str()).map_err(|_| "SIGNATURE_WRONG")?))
}

/// What a message says it is. Its source is the one whose stream it came by, whatever it says itself.
fn envelope(headers: Option<&HeaderMap>, data: &Bytes, source: &str) -> Option<Envelope> {
    let text = |name: &str| headers?.get(name).map(|value| value.as_str().to_owned());
    Some(Envelope {
        id: text("ce-id")?.parse().ok()?,
        kind: text("ce-type")?,
        source: source.to_owned(),
        aggregate: text("ce-subject")?.parse().ok()?,
        version: text("sequence")?.parse().ok()?,
        at: DateTime::parse_from_rfc3339(&text("ce-time")?).ok()?.with_timezone(&Utc),
        traceparent: text("traceparent"),
        data: data.clone(),
        again: 0,
    })
}

/// The headers of a message as text, for people.
pub(super) fn written(headers: Option<&HeaderMap>) -> String {
    let all = headers.into_iter().flat_map(HeaderMap::iter);
    all.flat_map(|(name, values)| values.iter().map(move |value| format!("{name}: {}\n", value.as_str()))).collect()
}
