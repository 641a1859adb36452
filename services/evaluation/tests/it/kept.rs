//! What somebody does who has the database is found from outside it, and changed minutes are shown to nobody.

use std::collections::BTreeSet;

use proto::evaluation::v1::{GetMinutesRequest, GetRecordRequest, ListMinutesRequest};
use sea_orm::ConnectionTrait;

use crate::house::{House, Who};

async fn named(config: &runtime::Config) -> BTreeSet<(String, String)> {
    let (_, problems) = runtime::audit::check(evaluation::NAME, config).await.unwrap();
    problems.into_iter().map(|found| (found.place, found.what)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_changed_behind_the_back_of_the_service_is_named_from_outside() {
    let house = House::open().await;
    let (period, records) = house.direct_review().await;
    let read = GetRecordRequest { record_id: records[&Who::Hoa.id()].clone(), ..GetRecordRequest::default() };
    house.ask(Who::Hr, read).await;
    let list = ListMinutesRequest { period_id: period.clone(), ..ListMinutesRequest::default() };
    let minutes = house.ask(Who::Director, list).await.minutes.remove(0);
    let get = GetMinutesRequest { minutes_id: minutes.minutes_id.clone(), ..GetMinutesRequest::default() };
    house.ask(Who::Director, get.clone()).await;
    let config = house.sealed().await;
    assert_eq!(named(&config).await, BTreeSet::new());

    let by_hand = [
        "ALTER TABLE audit DISABLE TRIGGER ALL; ALTER TABLE reads DISABLE TRIGGER ALL".to_owned(),
        "UPDATE sheets SET document = document || '{\"rater_name\": \"x\"}' WHERE id = (SELECT min(id::text)::uuid FROM sheets)".to_owned(),
        // Newer, as the service itself would write it.
        "UPDATE sheets SET version = version + 1, document = jsonb_set(document, '{state,Submitted,agree}', 'false') WHERE id = (SELECT \
         max(id::text)::uuid FROM sheets WHERE given IS NOT NULL)"
            .to_owned(),
        format!("UPDATE minutes SET document = jsonb_set(document, '{{number}}', '\"99/BB-X\"') WHERE id = '{}'", minutes.minutes_id),
        "DELETE FROM reads WHERE sequence = (SELECT max(sequence) FROM reads)".to_owned(),
        format!("DELETE FROM audit WHERE aggregate_id = '{period}'"),
    ];
    house.db.db.execute_unprepared(&by_hand.join("; ")).await.unwrap();
    let found = named(&config).await;
    let about = |table: &str, words: &str| found.iter().any(|(place, what)| place == table && what.contains(words));
    assert!(about("sheets", "says something else"), "{found:?}");
    assert!(about("sheets.given", "says something else"), "{found:?}");
    assert!(about("minutes", "says something else"), "{found:?}");
    assert!(about("reads", "was there and is gone"), "{found:?}");
    assert!(about("audit", "was there and is gone"), "{found:?}");
    let refusal = house.refusal(Who::Director, get).await;
    assert_eq!(refusal, "MINUTES_NOT_INTACT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn auditors_are_told_within_the_hour_of_a_state_that_nobody_sealed_though_its_version_rose() {
    let house = House::open().await;
    let (_, records) = house.direct_review().await;
    let record = &records[&Who::Hoa.id()];
    let by_hand =
        format!("UPDATE records SET version = version + 1, document = document || '{{\"pack_id\": \"x\"}}' WHERE id = '{record}'");
    house.db.db.execute_unprepared(&by_hand).await.unwrap();
    // What it does once an hour, it does when it starts.
    house.another_replica().await;
    let told =
        format!("SELECT 'told' FROM outbox WHERE type LIKE '%.TrailBroken' AND position(convert_to('audit {record}', 'UTF8') IN data) > 0");
    testkit::eventually("the broken trail is announced", async || house.rows(&told).await.pop()).await;
}
