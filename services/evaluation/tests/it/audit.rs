//! The audit trail is whole, and says so when it is not.

use proto::evaluation::v1::list_audit_entries_request::Subject;
use proto::evaluation::v1::*;
use sea_orm::{ConnectionTrait, Statement};

use crate::house::{House, Who};

async fn trail(house: &House, record_id: &str) -> ListAuditEntriesResponse {
    let message = ListAuditEntriesRequest { subject: Some(Subject::RecordId(record_id.to_owned())), page: None };
    house.ask(Who::Auditor, message).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_has_its_entry_with_who_did_it() {
    let house = House::open().await;
    let (period, records) = house.published().await;
    let hoa = &records[&Who::Hoa.id()];
    let told = trail(&house, hoa).await;
    let steps: Vec<(&str, &str)> = told.entries.iter().map(|entry| (entry.to_state.as_str(), entry.actor_id.as_str())).collect();
    let (hr, hoa_id) = (Who::Hr.id().to_string(), Who::Hoa.id().to_string());
    let (head, director) = (Who::Head.id().to_string(), Who::Director.id().to_string());
    let wanted = [
        ("SELF_DRAFT", hr.as_str()),
        ("SELF_SUBMITTED", hoa_id.as_str()),
        ("IN_360", hr.as_str()),
        ("IN_360_CLOSED", hr.as_str()),
        ("MINUTES_READY", ""),
        ("DIRECT_REVIEWED", head.as_str()),
        ("DECIDED", director.as_str()),
        ("PUBLISHED", director.as_str()),
    ];
    assert_eq!(steps, wanted);
    assert_eq!(told.problem, "");
    assert_eq!(told.entries.iter().map(|entry| entry.version).collect::<Vec<_>>(), (1..=told.entries.len() as i64).collect::<Vec<_>>());
    let message = ListAuditEntriesRequest { subject: Some(Subject::PeriodId(period)), page: None };
    let of_period = house.ask(Who::Admin, message).await;
    assert_eq!((of_period.entries.last().unwrap().to_state.as_str(), of_period.problem.as_str()), ("PUBLISHED", ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seals_are_those_that_entries_had_from_the_beginning() {
    let house = House::open().await;
    house.published().await;
    // New entries follow the second rule; those of before are looked at by the first, which is the one that wrote them.
    let other = "SELECT 1 FROM (SELECT audit AS entry, row_to_json(audit) AS json, \
             lag(hash) OVER (PARTITION BY aggregate_id ORDER BY version) AS before FROM audit) AS step \
         WHERE chain_hash(coalesce(before, ''), json) <> audit_hash(coalesce(before, ''), entry)";
    assert!(house.db.db.query_one_raw(Statement::from_string(house.db.db.get_database_backend(), other)).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_did_to_the_database_is_found() {
    let house = House::open().await;
    let (_, records) = house.published().await;
    let hoa = &records[&Who::Hoa.id()];
    let db = &house.db.db;
    let forbidden = db.execute_unprepared("UPDATE audit SET to_state = 'DECIDED'").await.unwrap_err();
    assert!(forbidden.to_string().contains("never changed"), "{forbidden}");
    assert!(db.execute_unprepared("DELETE FROM audit").await.is_err());

    let total =
        format!("UPDATE records SET document = jsonb_set(document, '{{state,Published,outcome,class}}', '\"HTXS\"') WHERE id = '{hoa}'");
    assert_eq!(db.execute_unprepared(&total).await.unwrap().rows_affected(), 1);
    assert!(trail(&house, hoa).await.problem.contains("Nội dung hiện tại"));

    let binh = &records[&Who::Binh.id()];
    let entry = format!("UPDATE audit SET actor_id = NULL WHERE aggregate_id = '{binh}' AND version = 3");
    db.execute_unprepared("ALTER TABLE audit DISABLE TRIGGER audit_is_for_good").await.unwrap();
    db.execute_unprepared(&entry).await.unwrap();
    assert!(trail(&house, binh).await.problem.contains("phiên bản 3"));
    db.execute_unprepared(&format!("DELETE FROM audit WHERE aggregate_id = '{binh}' AND version = 3")).await.unwrap();
    assert!(!trail(&house, binh).await.problem.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_others_by_office_is_logged_and_an_auditor_says_why() {
    let house = House::open().await;
    let period = house.self_open().await;
    let hoa = house.records(&period).await[&Who::Hoa.id()].clone();
    let read = |reason: &str| GetRecordRequest { record_id: hoa.clone(), reason: reason.to_owned() };
    assert_eq!(house.refusal(Who::Auditor, read("")).await, "READ_REASON_NEEDED");
    house.ask(Who::Auditor, read("Đơn khiếu nại số 5")).await;
    house.ask(Who::Admin, read("")).await;
    for part in [Who::Hoa, Who::Head, Who::Director] {
        house.ask(part, read("")).await;
    }
    let list = || ListReadsRequest { period_id: period.clone(), page: None };
    let told = house.ask(Who::Auditor, list()).await;
    let reads: Vec<_> = told.reads.iter().map(|read| (read.reader_id.clone(), read.reason.as_str())).collect();
    let by = |who: Who, why| (who.id().to_string(), why);
    assert_eq!(reads, [by(Who::Admin, ""), by(Who::Auditor, "Đơn khiếu nại số 5"), by(Who::Hr, "")]);
    assert_eq!(told.reads[2].about, Some(read::About::RecordsOfPeriodId(period.clone())), "lists as well");
    assert_eq!((told.problem.as_str(), &told.reads[0].about), ("", &Some(read::About::RecordId(hoa.clone()))));
    assert_eq!(house.refusal(Who::Director, list()).await, "FORBIDDEN");

    let listed = ListRecordsRequest { period_id: period.clone(), ..ListRecordsRequest::default() };
    let listed = house.ask(Who::Auditor, listed).await.records;
    assert!(!listed.is_empty() && listed.iter().all(|record| record.form.is_none()), "nothing is read in passing");
}
