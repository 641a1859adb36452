//! How far a listener is behind its source.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use kernel::Clock;
use opentelemetry::KeyValue;

use crate::Arrival;

/// Since when something is not heard: the oldest event under way, or the moment since when nobody knows. Nothing while all is heard.
pub(super) struct Behind {
    since: Arc<Mutex<Option<DateTime<Utc>>>>,
    clock: Arc<dyn Clock>,
}

impl Behind {
    /// Keeps the gauge `event_lag_seconds`, which is worked out whenever somebody looks: it grows while the listener is stuck.
    pub(super) fn measured(source: &str, listener: &str, clock: Arc<dyn Clock>) -> Self {
        let behind = Self { since: Arc::new(Mutex::new(Some(clock.now()))), clock };
        let (since, clock) = (Arc::clone(&behind.since), Arc::clone(&behind.clock));
        let labels = [KeyValue::new("source", source.to_owned()), KeyValue::new("listener", listener.to_owned())];
        let look = move || (*locked(&since)).map_or(0.0, |since| (clock.now() - since).as_seconds_f64().max(0.0));
        let meter = opentelemetry::global::meter("congtam");
        let gauge = meter.f64_observable_gauge("event_lag_seconds").with_unit("s");
        gauge.with_callback(move |observer| observer.observe(look(), &labels)).build();
        behind
    }

    /// What arrived is to be heard; when nothing did, all is.
    pub(super) fn are_to_be_heard(&self, arrivals: &[Arrival]) {
        let announced = arrivals.iter().filter_map(|arrival| match arrival {
            Arrival::Event(delivery) => Some(delivery.envelope.at),
            Arrival::Refused(_) => None,
        });
        *locked(&self.since) = announced.min();
    }

    /// From now on nobody knows what waits, until the source is heard again.
    pub(super) fn is_cut_off(&self) {
        locked(&self.since).get_or_insert_with(|| self.clock.now());
    }
}

fn locked(since: &Mutex<Option<DateTime<Utc>>>) -> MutexGuard<'_, Option<DateTime<Utc>>> {
    since.lock().unwrap_or_else(PoisonError::into_inner)
}
