//! What waits is measured.

use async_trait::async_trait;
use chrono::TimeDelta;
use events::inbox::Inbox;
use events::sim::SimBus;
use events::{Arrival, Bus, Consumer, Error, Incoming, Tx, relay};
use kernel::Refusal;
use proto::worklog::v1::WorkList;
use runtime::backlog::{Backlog, measure};
use std::sync::Arc;
use std::time::Duration;
use store::Migrations;
use testkit::TestApp;

struct Refuses;

#[async_trait]
impl Consumer for Refuses {
    fn sources(&self) -> &'static [&'static str] {
        &["backlog"]
    }

    async fn handle(&self, _tx: &mut Tx, _event: &Incoming) -> Result<(), Error> {
        Err(Refusal::precondition("NEVER", "Không bao giờ.").into())
    }
}

#[tokio::test]
async fn an_unpublished_announcement_ages_and_an_event_set_aside_is_counted() {
    let app = TestApp::new(
        "backlog",
        Migrations(vec![events::migration(), events::trust_migration(), events::progress_migration(), events::heal_migration()]),
        "2019-12-01T00:00:00Z",
    )
    .await;
    assert_eq!(measure(&app.ctx).await.unwrap(), Backlog { outbox_seconds: 0, dead_letters: 0 });
    let mut tx = app.ctx.begin().await.unwrap();
    let id = tx.next_id();
    tx.announce(id, 1, &WorkList::default()).unwrap();
    tx.commit().await.unwrap();
    app.clock.advance(TimeDelta::seconds(90));
    assert_eq!(measure(&app.ctx).await.unwrap(), Backlog { outbox_seconds: 90, dead_letters: 0 });

    let bus = SimBus::new(0);
    let mut listening = bus.subscribe("backlog", "listener").await.unwrap();
    relay::drain(&app.ctx.db, &bus, "backlog", &*app.ctx.deps.clock).await.unwrap();
    let inbox =
        Inbox { db: app.ctx.db.clone(), clock: app.ctx.deps.clock.clone(), ids: app.ctx.deps.ids.clone(), consumer: Arc::new(Refuses) };
    for delivery in listening.next(1, Duration::from_secs(30)).await.unwrap().into_iter().filter_map(Arrival::event) {
        inbox.take(delivery).await.unwrap();
    }
    assert_eq!(measure(&app.ctx).await.unwrap(), Backlog { outbox_seconds: 0, dead_letters: 1 });
}
