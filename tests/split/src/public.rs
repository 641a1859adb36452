//! What other systems get of a played year, read as they would: from the stream for partners.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use async_nats::jetstream;
use catalogue::{Received, read};

/// What lies in the stream for partners, by the subjects of its events.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Ids of the events.
    pub ids: BTreeSet<String>,
    /// How many events there are of each kind.
    pub kinds: BTreeMap<String, usize>,
    /// Dossiers whose result was published.
    pub published: BTreeSet<String>,
}

/// Reads the whole stream, and looks whether each event can be read, and whether those of each subject come in order and without a gap. Events
/// that come again are passed over by their id, as every receiver does.
///
/// # Errors
/// When the stream is not there, or something in it is not as it is promised.
pub async fn told(nats_url: &str) -> anyhow::Result<Told> {
    let bus = jetstream::new(async_nats::connect(nats_url).await?);
    let mut stream = bus.get_stream("PUBLIC_EVENTS").await?;
    let last = stream.info().await?.state.last_sequence;
    let (mut told, mut newest) = (Told::default(), BTreeMap::<String, u64>::new());
    for place in 1..=last {
        let message = stream.get_raw_message(place).await?;
        let received = read(&message.payload).with_context(|| format!("message {place} at {}", message.subject))?;
        ensure!(!matches!(received, Received::Other(_)), "message {place} at {} is of no kind that is known", message.subject);
        let event = received.to_json()?;
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        if !told.ids.insert(text("id")) {
            continue;
        }
        let (subject, number) = (text("subject"), text("sequence").parse::<u64>()?);
        let before = newest.insert(subject.clone(), number).unwrap_or_default();
        ensure!(number == before + 1, "{subject}: {number} comes after {before}");
        if let Received::ResultPublished(event) = &received {
            told.published.insert(event.data.result.dossier_id.to_string());
        }
        *told.kinds.entry(text("type")).or_default() += 1;
    }
    Ok(told)
}
