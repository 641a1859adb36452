//! The other end: applies each event once, retries what may heal, sets aside what may not.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kernel::{Clock, Ids};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use store::Db;
use tracing::Instrument;

use crate::{Bus, Delivery, Envelope, Error, Incoming, Subscription, Tx};

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
    /// An error that may heal is retried; any other parks the event and later ones of its aggregate.
    async fn handle(&self, tx: &mut Tx, event: &Incoming) -> Result<(), Error>;
}

/// Attempts before an error that might heal is taken to be final.
const MOST_ATTEMPTS: i64 = 8;

mod inbox_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: Uuid,
        pub received_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod dead_letter {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dead_letters")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: Uuid,
        pub source: String,
        pub r#type: String,
        pub aggregate_id: Uuid,
        pub aggregate_version: i64,
        pub data: Vec<u8>,
        pub occurred_at: DateTimeUtc,
        pub reason: String,
        pub attempts: i64,
        pub parked_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

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
        loop {
            let error = match bus.subscribe(source, listener).await {
                Ok(subscription) => self.listen(subscription).await,
                Err(error) => error,
            };
            tracing::warn!(%error, source, listener, "listening interrupted");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn listen(&self, mut subscription: Box<dyn Subscription>) -> crate::BusError {
        loop {
            let deliveries = match subscription.next(64, Duration::from_secs(5)).await {
                Ok(deliveries) => deliveries,
                Err(error) => return error,
            };
            for delivery in deliveries {
                let span = tracing::info_span!("consume", otel.kind = "consumer", event = %delivery.envelope.kind);
                continue_trace(&span, &delivery.envelope);
                if let Err(error) = self.take(delivery).instrument(span).await {
                    return error;
                }
            }
        }
    }

    /// Handles one delivery to its end and answers the bus.
    ///
    /// # Errors
    /// Only when the bus cannot be answered; it will deliver again.
    pub async fn take(&self, delivery: Delivery) -> Result<(), crate::BusError> {
        let Delivery { envelope, attempt, acker } = delivery;
        let incoming = Incoming(envelope);
        let error = match self.apply(&incoming).await {
            Ok(()) => return acker.ack().await,
            Err(error) => error,
        };
        if error.may_heal() && attempt < MOST_ATTEMPTS {
            tracing::debug!(error = error.chain(), attempt, event = %incoming.0.kind, "will try again");
            return acker.retry(delay(attempt)).await;
        }
        tracing::error!(error = error.chain(), event = %incoming.0.kind, id = %incoming.0.id, "event set aside");
        match self.park(&incoming.0, &error.chain(), attempt).await {
            Ok(()) => acker.ack().await,
            Err(_) => acker.retry(delay(attempt)).await,
        }
    }

    async fn apply(&self, incoming: &Incoming) -> Result<(), Error> {
        let envelope = &incoming.0;
        let mut tx = Tx::begin(&self.db, &*self.clock, self.ids.clone()).await?;
        if !first_time(&tx, envelope).await? {
            return Ok(());
        }
        if waits_behind_a_dead_letter(tx.conn(), envelope).await? {
            drop(tx);
            return self.park(envelope, "waits behind an event that was set aside", 1).await;
        }
        self.consumer.handle(&mut tx, incoming).await?;
        tx.commit().await
    }

    async fn park(&self, envelope: &Envelope, reason: &str, attempts: i64) -> Result<(), Error> {
        let row = dead_letter::ActiveModel {
            event_id: Set(envelope.id),
            source: Set(envelope.source.clone()),
            r#type: Set(envelope.kind.clone()),
            aggregate_id: Set(envelope.aggregate),
            aggregate_version: Set(envelope.version),
            data: Set(envelope.data.to_vec()),
            occurred_at: Set(envelope.at),
            reason: Set(reason.to_owned()),
            attempts: Set(attempts),
            parked_at: Set(self.clock.now()),
        };
        let once = OnConflict::column(dead_letter::Column::EventId).do_nothing().to_owned();
        dead_letter::Entity::insert(row).on_conflict(once).exec_without_returning(&self.db).await?;
        Ok(())
    }
}

/// How many events are set aside.
///
/// # Errors
/// When the database refuses.
pub async fn dead_letters(db: &impl ConnectionTrait) -> Result<u64, Error> {
    Ok(dead_letter::Entity::find().count(db).await?)
}

async fn first_time(tx: &Tx, envelope: &Envelope) -> Result<bool, Error> {
    let row = inbox_row::ActiveModel { event_id: Set(envelope.id), received_at: Set(tx.now()) };
    let once = OnConflict::column(inbox_row::Column::EventId).do_nothing().to_owned();
    Ok(inbox_row::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await? > 0)
}

async fn waits_behind_a_dead_letter(conn: &impl ConnectionTrait, envelope: &Envelope) -> Result<bool, Error> {
    let open = dead_letter::Entity::find().filter(dead_letter::Column::AggregateId.eq(envelope.aggregate)).count(conn).await?;
    Ok(open > 0)
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
