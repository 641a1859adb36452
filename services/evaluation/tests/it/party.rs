//! Who reads the comment of the Party cell at the residence (A25): the person, the heads who judge them, and HR of the agency.
//! Whoever else may know of the record reads it without; nobody's list, sheet, minutes or event carries it.

use kernel::Digest;
use prost::Message;
use proto::common::v1::PostRole::{AgencyHead, UnitHead};
use proto::evaluation::v1::*;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::house::{House, LEADERS, OFFICE, Who, pdf, person};

/// What a comment says; found in whatever carries it.
const CELL: &str = "Chi bộ khu phố 1";

/// How a comment reaches somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Comment,
    RecordOnly,
    Nothing,
}
use Reads::{Comment, Nothing, RecordOnly};

/// Readers and what they read of Bình (staff), of the head of the unit and of the director.
const READERS: [(Who, Reads, Reads, Reads); 16] = [
    (Who::Binh, Comment, Nothing, Nothing),
    (Who::Head, Comment, Comment, Nothing),
    (Who::Director, Comment, Comment, Comment),
    (Who::Chairman, Nothing, Nothing, Comment),
    (Who::Hr, Comment, Comment, Comment),
    (Who::SecondHr, Comment, Comment, Comment),
    (Who::OtherHr, Nothing, Nothing, Nothing),
    (Who::Admin, RecordOnly, RecordOnly, RecordOnly),
    (Who::Auditor, RecordOnly, RecordOnly, RecordOnly),
    (Who::Hoa, Nothing, Nothing, Nothing),
    (Who::Newcomer, Nothing, Nothing, Nothing),
    (Who::ItOfficer, Nothing, Nothing, Nothing),
    (Who::Ops, Nothing, Nothing, Nothing),
    (Who::MailAdmin, Nothing, Nothing, Nothing),
    (Who::ProvinceLeader, Nothing, Nothing, Nothing),
    (Who::Stranger, Nothing, Nothing, Nothing),
];

fn carries(answer: &impl Message) -> bool {
    answer.encode_to_vec().windows(CELL.len()).any(|window| window == CELL.as_bytes())
}

/// What somebody reads of a record by itself and in the lists.
async fn reads(house: &House, who: Who, period: &str, record_id: &str) -> Reads {
    let one = GetRecordRequest { record_id: record_id.to_owned(), reason: "Thanh tra theo kế hoạch".to_owned() };
    let one = house.client().get_record(house.request(who, one)).await.map(tonic::Response::into_inner);
    let list = ListRecordsRequest { period_id: period.to_owned(), ..ListRecordsRequest::default() };
    let list = house.ask(who, list).await.records;
    let listed = list.iter().find(|record| record.record_id == record_id);
    assert_eq!(listed.is_some(), one.is_ok(), "{who:?}");
    let Ok(one) = one else {
        assert!(!opens(house, who, record_id).await, "{who:?}");
        return Nothing;
    };
    assert_eq!(listed.is_some_and(carries), carries(&one), "{who:?}: what is not told one by one is not told in lists");
    assert_eq!(opens(house, who, record_id).await, carries(&one), "{who:?}: the scan goes with the comment");
    if carries(&one) { Comment } else { RecordOnly }
}

/// Whether somebody gets the scan of the comment.
async fn opens(house: &House, who: Who, record_id: &str) -> bool {
    let digest = Digest::of(&pdf().content).to_string();
    let reason = "Thanh tra theo kế hoạch".to_owned();
    let get = GetRecordFileRequest { record_id: record_id.to_owned(), digest, reason };
    let answer = house.client().get_record_file(house.request(who, get)).await;
    answer.is_ok_and(|answer| answer.into_inner().file.unwrap().content == pdf().content)
}

/// The three members write; their comments are there.
async fn members_write() -> (House, String, std::collections::BTreeMap<uuid::Uuid, String>) {
    let house = House::open().await;
    for (who, name, unit, role) in [(Who::Head, "Võ Viết Hậu", OFFICE, UnitHead), (Who::Director, "Trần Công Đạt", LEADERS, AgencyHead)]
    {
        let member = proto::identity::v1::Person { party_member: true, ..person(who, name, unit, role) };
        house.announce_person(who, &member, 2).await;
    }
    house.heard().await;
    let period = house.self_open().await;
    let records = house.records(&period).await;
    for who in [Who::Binh, Who::Head, Who::Director] {
        let attach = house.attach_request(&records[&who.id()]);
        house.ask(who, attach).await;
    }
    (house, period, records)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_comment_of_the_party_cell_is_read_by_the_person_their_heads_and_hr_alone() {
    let (house, period, records) = members_write().await;
    for (who, of_binh, of_head, of_director) in READERS {
        let mut read = Vec::new();
        for subject in [Who::Binh, Who::Head, Who::Director] {
            read.push(reads(&house, who, &period, &records[&subject.id()]).await);
        }
        assert_eq!(read, [of_binh, of_head, of_director], "{who:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_no_longer_the_direct_head_reads_it_no_longer() {
    let (house, period, records) = members_write().await;
    let binh = &records[&Who::Binh.id()];
    let correct = CorrectDirectHeadRequest {
        request_id: house.request_id(),
        record_id: binh.clone(),
        person_id: Who::Hoa.id().to_string(),
        reason: "Nhầm thủ trưởng trực tiếp".to_owned(),
    };
    house.ask(Who::Hr, correct).await;
    assert_eq!(reads(&house, Who::Hoa, &period, binh).await, Nothing, "nobody has signed");
    house.sign_routing(Who::Director, &period).await;
    assert_eq!(reads(&house, Who::Head, &period, binh).await, Nothing);
    assert_eq!(reads(&house, Who::Hoa, &period, binh).await, Comment);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sheet_minutes_task_or_event_carries_it() {
    let (house, period, records) = members_write().await;
    for who in [Who::Director, Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        house.submit_self(who, &records[&who.id()]).await;
    }
    house.advance(&period, PeriodState::Review360Open).await;
    for who in [Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        for sheet in house.sheets(who).await {
            assert!(!carries(&sheet), "{who:?}");
            let get = GetSheetRequest { sheet_id: sheet.sheet_id.clone() };
            let sheet = house.ask(who, get).await;
            assert!(!carries(&sheet), "{who:?}");
            assert!(!sheet.sheet.unwrap().subject.unwrap().party_member, "who judges need not know who is a member");
        }
        let tasks = house.ask(who, ListMyTasksRequest {}).await;
        assert!(!carries(&tasks), "{who:?}");
        house.agree_to_all(who).await;
    }
    house.advance(&period, PeriodState::Minutes).await;
    for who in [Who::Director, Who::Head, Who::Hoa, Who::Binh, Who::Hr, Who::SecondHr] {
        house.confirm(&records[&who.id()]).await;
    }
    testkit::until("minutes", async || house.period(&period).await.awaiting_result == 0).await;
    let list = ListMinutesRequest { page: None, period_id: period.clone(), ..Default::default() };
    for minutes in house.ask(Who::Director, list).await.minutes {
        let get = GetMinutesRequest { minutes_id: minutes.minutes_id, ..GetMinutesRequest::default() };
        assert!(!carries(&house.ask(Who::Director, get).await));
    }
    let events = "SELECT type FROM outbox WHERE position(convert_to('Chi bộ khu phố 1', 'UTF8') IN data) > 0";
    let told = house.db.db.query_all_raw(Statement::from_string(DbBackend::Postgres, events)).await.unwrap();
    assert!(told.is_empty(), "{} events carry the comment to whoever hears them", told.len());
}
