//! One suite, two buses: what holds on the simulated one holds on JetStream.

use std::collections::HashMap;
use std::time::Duration;

use chrono::DateTime;
use events::jetstream::{Config, JetStream};
use events::sim::SimBus;
use events::{Arrival, Bus, Delivery, Envelope};
use uuid::Uuid;

use crate::keys_of;

fn event(source: &str, number: u128) -> Envelope {
    Envelope {
        id: Uuid::from_u128(number),
        kind: "congtam.evaluation.v1.RecordChanged".to_owned(),
        source: source.to_owned(),
        aggregate: Uuid::from_u128(number % 7),
        version: i64::try_from(number).unwrap(),
        at: DateTime::from_timestamp(1_575_000_000, 123_456_000).unwrap(),
        traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
        data: format!("Nguyễn Thị Ánh 100% số {number}").into_bytes().into(),
        again: 0,
    }
}

/// Takes deliveries until `wanted` different events were acknowledged, refusing every third first attempt.
async fn take_all(bus: &dyn Bus, source: &str, listener: &str, wanted: usize) -> HashMap<Uuid, Envelope> {
    let mut subscription = bus.subscribe(source, listener).await.unwrap();
    let mut taken = HashMap::new();
    while taken.len() < wanted {
        let arrived = subscription.next(10, Duration::from_secs(2)).await.unwrap();
        for Delivery { envelope, attempt, acker } in arrived.into_iter().filter_map(Arrival::event) {
            assert!(attempt >= 1);
            if attempt == 1 && envelope.version % 3 == 0 {
                acker.retry(Duration::from_millis(10)).await.unwrap();
                continue;
            }
            acker.ack().await.unwrap();
            taken.insert(envelope.id, envelope);
        }
    }
    taken
}

async fn every_listener_gets_every_event_of_its_source_unchanged(bus: &dyn Bus) {
    let sent: HashMap<Uuid, Envelope> = (1..=50).map(|number| event("evaluation", number)).map(|e| (e.id, e)).collect();
    for envelope in sent.values().take(20) {
        bus.publish(envelope).await.unwrap();
    }
    bus.publish(&event("identity", 1000)).await.unwrap();
    let early = take_all(bus, "evaluation", "scoring", 20).await;
    for envelope in sent.values().skip(20) {
        bus.publish(envelope).await.unwrap();
    }
    let rest = take_all(bus, "evaluation", "scoring", 30).await;
    let late = take_all(bus, "evaluation", "reporting", 50).await;
    assert_eq!(late, sent, "a listener that comes late gets everything from the beginning");
    let both: HashMap<Uuid, Envelope> = early.into_iter().chain(rest).collect();
    assert!(both.values().all(|envelope| sent.get(&envelope.id) == Some(envelope)), "an event arrives as it was sent");
}

#[tokio::test]
async fn the_simulated_bus_keeps_the_contract() {
    for seed in 0..20 {
        every_listener_gets_every_event_of_its_source_unchanged(&SimBus::new(seed)).await;
    }
}

#[tokio::test]
async fn jetstream_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let nats = dev_infra::Nats::start(folder.path()).await.unwrap();
    // One process speaks for both sources here.
    let keys = keys_of("anybody", &[("evaluation", "anybody"), ("identity", "anybody")]);
    let bus = JetStream::connect(&Config::at(nats.url()), "conformance", keys).await.unwrap();
    every_listener_gets_every_event_of_its_source_unchanged(&bus).await;
}
