//! What travels on the bus.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use kernel::Version;
use prost::{Message, Name};
use proto::Stated;
use uuid::Uuid;

use crate::Error;

/// What subjects of public events begin with.
pub(crate) const PUBLIC: &str = "public.";

/// One event with its CloudEvents attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// `ce-id`; also what the broker and the inbox recognise duplicates by.
    pub id: Uuid,
    /// `ce-type`: full protobuf name, such as `congtam.evaluation.v1.RecordChanged`. Of a public event: its subject on the bus.
    pub kind: String,
    /// `ce-source`: name of the service.
    pub source: String,
    /// `ce-subject`: the aggregate.
    pub aggregate: Uuid,
    /// `sequence`: version of the aggregate after the change.
    pub version: Version,
    /// `ce-time`.
    pub at: DateTime<Utc>,
    /// W3C trace context of the change.
    pub traceparent: Option<String>,
    /// The protobuf message. Of a public event: the whole event as partners get it.
    pub data: Bytes,
    /// How often it is published again, for a bus or a listener that lost it. Not signed, and of no meaning to listeners.
    pub again: i32,
}

impl Envelope {
    /// Whether it is for partners, and comes as it is.
    pub fn is_public(&self) -> bool {
        self.kind.starts_with(PUBLIC)
    }

    /// Subject on the bus: `evt.evaluation.RecordChanged.v1`.
    pub fn subject(&self) -> String {
        if self.is_public() {
            return self.kind.clone();
        }
        let mut parts = self.kind.rsplit('.');
        let (name, version) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        format!("evt.{}.{name}.{version}", self.source)
    }
}

/// An event that reached a consumer.
#[derive(Clone, Debug)]
pub struct Incoming(pub Envelope);

impl Incoming {
    /// An event as a test hands it to a consumer.
    pub fn of<M: Message + Name>(id: Uuid, source: &str, aggregate: Uuid, version: Version, at: DateTime<Utc>, message: &M) -> Self {
        Self(Envelope {
            id,
            kind: M::full_name(),
            source: source.to_owned(),
            aggregate,
            version,
            at,
            traceparent: None,
            data: message.encode_to_vec().into(),
            again: 0,
        })
    }

    /// True when it is an `M`.
    pub fn is<M: Name>(&self) -> bool {
        self.0.kind == M::full_name()
    }

    /// The message itself.
    ///
    /// # Errors
    /// When the bytes are not an `M`, or one about another aggregate or version than its headers say; repeating does not help.
    pub fn decode<M: Message + Name + Default + Stated>(&self) -> Result<M, Error> {
        let message = M::decode(self.0.data.clone()).map_err(|error| Error::decode(M::NAME, error))?;
        let of_another = message.stated_id().is_some_and(|id| id.parse() != Ok(self.0.aggregate));
        if of_another || message.stated_version().is_some_and(|version| version != self.0.version) {
            return Err(Error::decode(M::NAME, "its headers name another aggregate or version than its message"));
        }
        Ok(message)
    }
}
