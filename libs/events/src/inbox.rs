//! The other end: applies each event once, retries what may heal, sets aside what may not.

mod behind;
mod heard;
mod parked;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kernel::{Clock, Ids};
use opentelemetry::KeyValue;
use store::Db;
use tracing::Instrument;

use self::behind::Behind;
use self::heard::Heard;
use crate::{Acker, Arrival, Bus, Delivery, Envelope, Error, Incoming, Refused, Subscription, Tx};

pub use self::parked::{Letter, dead_letters, drop_letters, letters, refused, retry_letters};

/// What a service does about other services' events.
///
/// Events arrive at least once and in no promised order; the inbox removes duplicates, versions decide about order.
#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Names of the services it listens to.
    fn sources(&self) -> &'static [&'static str];

    /// Applies one event in `tx`, which the caller commits. Events it does not know are left alone.
    ///
    /// # Errors
    /// An error that may heal is retried; any other sets the event aside. Later ones pass it: each carries the whole state.
    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error>;
}

/// Attempts before an error that might heal is taken to be final.
const MOST_ATTEMPTS: i64 = 8;

/// How long it is waited before a database that is away is asked again: shorter than the bus waits for an answer.
const AWAY: [Duration; 4] = [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// One service's end of the bus.
pub struct Inbox {
    /// The service's database.
    pub db: Db,
    /// The service's clock.
    pub clock: Arc<dyn Clock>,
    /// The service's source of ids.
    pub ids: Arc<dyn Ids>,
    /// What it does about events.
    pub consumer: Arc<dyn Consumer>,
}

impl Inbox {
    /// Listens to one source for as long as it runs.
    pub async fn run(&self, bus: &dyn Bus, source: &str, listener: &str) {
        let behind = Behind::measured(source, listener, self.clock.clone());
        loop {
            let error = match bus.subscribe(source, listener).await {
                Ok(subscription) => self.listen(source, &behind, subscription).await,
                Err(error) => error,
            };
            behind.is_cut_off();
            tracing::warn!(%error, source, listener, "listening interrupted");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen(&self, source: &str, behind: &Behind, mut subscription: Box<dyn Subscription>) -> crate::BusError {
        loop {
            if let Err(error) = self.try_again(source).await {
                tracing::warn!(error = error.chain(), source, "events that were set aside cannot be tried again now");
            }
            let arrivals = match subscription.next(64, Duration::from_secs(5)).await {
                Ok(arrivals) => arrivals,
                Err(error) => return error,
            };
            behind.are_to_be_heard(&arrivals);
            let mut waiting = VecDeque::from(arrivals);
            while let Some(arrival) = waiting.pop_front() {
                let answered = match arrival {
                    Arrival::Event(delivery) => {
                        let span = tracing::info_span!("consume", otel.kind = "consumer", event = %delivery.envelope.kind);
                        continue_trace(&span, &delivery.envelope);
                        self.try_to_take(delivery).instrument(span).await
                    }
                    Arrival::Refused(refused) => self.refuse(refused).await.map(|()| None),
                };
                match answered {
                    Ok(None) => {}
                    Ok(Some(delivery)) => {
                        waiting.push_front(Arrival::Event(delivery));
                        if let Err(error) = self.until_the_database_is_back(waiting.iter().map(Arrival::acker)).await {
                            return error;
                        }
                    }
                    Err(error) => return error,
                }
            }
        }
    }

    /// Handles one delivery to its end and answers the bus.
    ///
    /// # Errors
    /// Only when the bus cannot be answered; it will deliver again.
    pub async fn take(&self, mut delivery: Delivery) -> Result<(), crate::BusError> {
        while let Some(back) = self.try_to_take(delivery).await? {
            self.until_the_database_is_back([&*back.acker].into_iter()).await?;
            delivery = back;
        }
        Ok(())
    }

    /// Handles one delivery, or gives it back when the database is away: that is not the event's fault, and no attempt.
    async fn try_to_take(&self, delivery: Delivery) -> Result<Option<Delivery>, crate::BusError> {
        let Delivery { envelope, attempt, acker } = delivery;
        let incoming = Incoming(envelope);
        let error = match self.apply(&incoming).await {
            Ok(()) => return acker.ack().await.map(|()| None),
            Err(error) => error,
        };
        if error.is_away() {
            tracing::warn!(error = error.chain(), "the database is away; events wait");
            return Ok(Some(Delivery { envelope: incoming.0, attempt, acker }));
        }
        if error.may_heal() && attempt < MOST_ATTEMPTS {
            tracing::debug!(error = error.chain(), attempt, event = %incoming.0.kind, "will try again");
            return acker.retry(delay(attempt)).await.map(|()| None);
        }
        tracing::error!(error = error.chain(), event = %incoming.0.kind, id = %incoming.0.id, "event set aside");
        let answered = match self.park(&incoming.0, &error.chain(), attempt).await {
            Ok(()) => acker.ack().await,
            Err(_) => acker.retry(delay(attempt)).await,
        };
        answered.map(|()| None)
    }

    /// Returns when the database may answer again; until then the bus is told that what waits is not forgotten.
    async fn until_the_database_is_back<'a>(&self, waiting: impl Iterator<Item = &'a dyn Acker> + Clone) -> Result<(), crate::BusError> {
        for pause in AWAY.into_iter().chain(std::iter::repeat(AWAY[AWAY.len() - 1])) {
            for acker in waiting.clone() {
                acker.working().await?;
            }
            tokio::time::sleep(pause).await;
            if self.db.ping().await.is_ok() {
                break;
            }
        }
        Ok(())
    }

    async fn apply(&self, incoming: &Incoming) -> Result<(), Error> {
        let envelope = &incoming.0;
        let mut tx = Tx::begin(&self.db, &*self.clock, self.ids.clone()).await?;
        match heard::hear(&tx, envelope).await? {
            Heard::Before => return Ok(()),
            Heard::Absurd(reason) => return Err(Error::decode("a version", reason)),
            Heard::New => {}
        }
        self.consumer.handle(&mut tx, incoming).await?;
        tx.commit().await
    }

    /// Tries once more what was set aside and somebody asked for.
    async fn try_again(&self, source: &str) -> Result<(), Error> {
        for envelope in parked::asked_again(&self.db, source).await? {
            let incoming = Incoming(envelope);
            match self.apply(&incoming).await {
                Ok(()) => parked::forget(&self.db, incoming.0.id).await?,
                Err(error) if error.is_away() => return Err(error),
                Err(error) => self.park(&incoming.0, &error.chain(), 1).await?,
            }
        }
        Ok(())
    }

    async fn park(&self, envelope: &Envelope, reason: &str, attempts: i64) -> Result<(), Error> {
        parked::park(&self.db, envelope, reason, attempts, self.clock.now()).await
    }

    /// Keeps a message that its source did not sign where people find it, and in nobody's way.
    ///
    /// # Errors
    /// Only when the bus cannot be answered; it will deliver again.
    pub async fn refuse(&self, refused: Refused) -> Result<(), crate::BusError> {
        let Refused { source, reason, subject, acker, .. } = &refused;
        tracing::error!(source, reason, subject, "a message that its source did not sign; refused");
        let labels = [KeyValue::new("source", source.clone()), KeyValue::new("reason", *reason)];
        opentelemetry::global::meter("congtam").u64_counter("messages_refused").build().add(1, &labels);
        match parked::keep_refused(&self.db, &refused, self.clock.now()).await {
            Ok(()) => acker.ack().await,
            Err(error) => {
                tracing::warn!(error = error.chain(), "a refused message cannot be kept yet");
                acker.retry(delay(1)).await
            }
        }
    }
}

/// The first conflicts heal at once, when the other change of the same aggregate is through; what lasts longer gets more time.
fn delay(attempt: i64) -> Duration {
    const MILLIS: [u64; 8] = [50, 50, 1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000];
    let step = usize::try_from(attempt - 1).unwrap_or(0).min(MILLIS.len() - 1);
    Duration::from_millis(MILLIS[step])
}

fn continue_trace(span: &tracing::Span, envelope: &Envelope) {
    use tracing_opentelemetry::OpenTelemetrySpanExt;
    let Some(traceparent) = &envelope.traceparent else { return };
    let carrier = std::collections::HashMap::from([("traceparent".to_owned(), traceparent.clone())]);
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
    let _ = span.set_parent(parent);
}
