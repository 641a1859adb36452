//! What carries events from service to service.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use crate::Envelope;

/// The bus did not do its part; trying again may help.
#[derive(Debug, thiserror::Error)]
#[error("the bus failed while {doing}")]
pub struct BusError {
    /// What was being done.
    pub doing: &'static str,
    /// Why it failed.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
    unfit: bool,
}

impl BusError {
    /// The bus failed while `doing` something.
    pub fn new(doing: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { doing, source: source.into(), unfit: false }
    }

    /// The bus answers, and cannot keep events as they are to be kept.
    pub fn unfit(reason: String) -> Self {
        Self { doing: "looking how it keeps events", source: reason.into(), unfit: true }
    }

    /// Whether somebody must change the bus or the configuration.
    pub fn is_unfit(&self) -> bool {
        self.unfit
    }
}

/// Carries events at least once, in no promised order. What it delivers as an event is what the source announced.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Carries one event; returns when the bus has taken it for good.
    async fn publish(&self, envelope: &Envelope) -> Result<(), BusError>;

    /// Whether it takes an event of this size at all.
    fn takes(&self, _envelope: &Envelope) -> bool {
        true
    }

    /// Whether it can be reached now.
    fn is_there(&self) -> bool {
        true
    }

    /// How many events of `source` it has taken since it keeps them; nothing when it cannot lose any. Fewer than were published means
    /// that it lost some, and all are to be published again.
    async fn taken(&self, _source: &str) -> Result<Option<u64>, BusError> {
        Ok(None)
    }

    /// As [`Bus::taken`], of public events.
    async fn taken_for_partners(&self) -> Result<Option<u64>, BusError> {
        Ok(None)
    }

    /// Some of the newest events that it holds of `source`, whose own bus it is.
    async fn newest(&self, _source: &str) -> Result<Vec<Envelope>, BusError> {
        Ok(Vec::new())
    }

    /// Everything that `source` publishes, from its first event on, for the durable `listener`.
    async fn subscribe(&self, source: &str, listener: &str) -> Result<Box<dyn Subscription>, BusError>;

    /// Whether it can tell what `source` announced from what others say in its name.
    fn recognises(&self, _source: &str) -> bool {
        true
    }
}

/// A durable listener's place in one source.
#[async_trait]
pub trait Subscription: Send {
    /// What arrives next: at most `most`, after at most `wait`; none is fine.
    async fn next(&mut self, most: usize, wait: Duration) -> Result<Vec<Arrival>, BusError>;
}

/// What came from a source.
pub enum Arrival {
    /// What it announced.
    Event(Delivery),
    /// What it did not.
    Refused(Refused),
}

impl Arrival {
    /// The delivery, when it is an event.
    pub fn event(self) -> Option<Delivery> {
        match self {
            Self::Event(delivery) => Some(delivery),
            Self::Refused(_) => None,
        }
    }

    pub(crate) fn acker(&self) -> &dyn Acker {
        match self {
            Self::Event(delivery) => &*delivery.acker,
            Self::Refused(refused) => &*refused.acker,
        }
    }
}

/// A message that its source did not sign. Nothing in it is to be believed, its id and aggregate neither.
pub struct Refused {
    /// In whose name it came.
    pub source: String,
    /// `NOT_AN_EVENT`, `NOT_SIGNED` or `SIGNATURE_WRONG`.
    pub reason: &'static str,
    /// Where on the bus.
    pub subject: String,
    /// Its headers, a line each.
    pub headers: String,
    /// Its bytes.
    pub data: Bytes,
    /// How to answer the bus.
    pub acker: Box<dyn Acker>,
}

/// One event on its way to a consumer; delivered again unless it is acknowledged.
pub struct Delivery {
    /// The event.
    pub envelope: Envelope,
    /// How many times it was delivered, this time included.
    pub attempt: i64,
    /// How to answer the bus.
    pub acker: Box<dyn Acker>,
}

/// How to answer the bus about one delivery.
#[async_trait]
pub trait Acker: Send + Sync {
    /// Done for good.
    async fn ack(&self) -> Result<(), BusError>;
    /// Still at it: do not deliver it again for a while.
    async fn working(&self) -> Result<(), BusError> {
        Ok(())
    }
    /// Deliver again after `delay`.
    async fn retry(&self, delay: Duration) -> Result<(), BusError>;
}

/// The bus of who neither announces nor listens.
pub struct NoBus;

#[async_trait]
impl Bus for NoBus {
    async fn publish(&self, _envelope: &Envelope) -> Result<(), BusError> {
        Err(BusError::new("publishing", "this service announces nothing"))
    }

    async fn subscribe(&self, _source: &str, _listener: &str) -> Result<Box<dyn Subscription>, BusError> {
        Err(BusError::new("subscribing", "this service listens to nobody"))
    }
}
