//! Agencies of any size: what grows with them grows evenly, and ends without its caller.

use std::time::{Duration, Instant};

use futures::StreamExt;
use proto::common::v1 as common;
use proto::evaluation::v1::*;
use proto::identity::v1 as identity;
use proto::operations::v1::operation_service_client::OperationServiceClient;
use proto::operations::v1::{GetOperationRequest, OperationState};
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::{Growth, agency_sizes};
use uuid::Uuid;

use crate::house::{AGENCY, House, LEADERS, Who, person};

/// People of one ward: a head, two deputies, and those who work there.
const WARD: usize = 30;

/// A hospital: three leaders, and wards with everybody else.
async fn hospital(people: usize) -> House {
    let house = House::empty().await;
    house.announce_law().await;
    house.announce_unit(AGENCY, AGENCY, identity::UnitKind::Department, "Bệnh viện Đa khoa tỉnh", "BVĐK").await;
    house.announce_unit(LEADERS, AGENCY, identity::UnitKind::Leadership, "Ban Giám đốc", "BGĐ").await;
    for ward in 0..people.div_ceil(WARD) {
        let name = format!("Khoa {}", ward + 1);
        house.announce_unit(ward_id(ward), AGENCY, identity::UnitKind::Division, &name, "K").await;
    }
    for at in 0..people {
        let role = role(at);
        let unit = if at < 3 { LEADERS } else { ward_id(at / WARD) };
        let one =
            identity::Person { person_id: person_id(at).to_string(), ..person(Who::Hoa, &format!("Nguyễn Văn {at:04}"), unit, role) };
        house.hear("identity", person_id(at), 1, &identity::PersonChanged { person: Some(identity::Person { version: 1, ..one }) }).await;
    }
    house.heard().await;
    house
}

/// The first three lead; every ward has a head and two deputies.
fn role(at: usize) -> common::PostRole {
    match (at, at % WARD) {
        (0, _) => common::PostRole::AgencyHead,
        (1 | 2, _) => common::PostRole::AgencyDeputy,
        (_, 3) => common::PostRole::UnitHead,
        (_, 4 | 5) => common::PostRole::UnitDeputy,
        (_, _) => common::PostRole::Staff,
    }
}

fn ward_id(ward: usize) -> Uuid {
    Uuid::from_u128(1_000 + ward as u128)
}

fn person_id(at: usize) -> Uuid {
    Uuid::from_u128(100_000 + at as u128)
}

async fn open_period(house: &House) -> String {
    let period = house.open_period().await;
    house.clock.set("2019-11-20T08:00:00+07:00");
    house.advance(&period, PeriodState::Logging).await;
    period
}

/// Moves a period on as one who does not wait: the same request until its answer is there.
async fn carry_out(house: &House, period: &str, to: PeriodState) -> Duration {
    let begun = Instant::now();
    let message = house.advance_request(period, to);
    let asked = async || house.client().advance_period(house.request(Who::Hr, message.clone())).await;
    rpc::retrying(asked).await.unwrap();
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hospital_of_six_hundred_opens_and_everybody_has_the_right_heads() {
    let house = hospital(600).await;
    let period = open_period(&house).await;
    carry_out(&house, &period, PeriodState::SelfOpen).await;
    assert_eq!(house.period(&period).await.records_by_state["SELF_DRAFT"], 600);
    let rows = house.rows("SELECT count(*)::text FROM records WHERE decider_id IS NOT NULL AND direct_head_id IS NOT NULL").await;
    // The director alone is decided on above and has nobody to verify.
    assert_eq!(rows, ["599"]);
    let chains = house.rows("SELECT count(DISTINCT aggregate_id)::text FROM audit WHERE version = 1").await;
    assert_eq!(chains, ["601"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_goes_on_without_its_caller_and_says_what_became_of_it() {
    let house = hospital(60).await;
    let period = open_period(&house).await;
    let message = house.advance_request(&period, PeriodState::SelfOpen);
    let request = house.request(Who::Hr, message.clone());
    let mut client = house.client();
    // Somebody else holds the period for a while, and the caller does not wait for it.
    let other = house.db.db.begin().await.unwrap();
    other.execute_unprepared("SELECT 1 FROM periods FOR UPDATE").await.unwrap();
    let call = tokio::spawn(async move { client.advance_period(request).await });
    let under_way = async || (state(&house, Who::Hr, &message.request_id).await == OperationState::UnderWay).then_some(());
    house.eventually("it is under way", under_way).await;
    call.abort();
    other.rollback().await.unwrap();
    let done = async || (state(&house, Who::Hr, &message.request_id).await == OperationState::Done).then_some(());
    house.eventually("it is done", done).await;
    assert_eq!(house.period(&period).await.records_by_state["SELF_DRAFT"], 60);
    assert_eq!(state(&house, Who::SecondHr, &message.request_id).await, OperationState::NotDone, "nobody asks for others");
    assert_eq!(state(&house, Who::Hr, &Uuid::from_u128(7).to_string()).await, OperationState::NotDone);
}

async fn state(house: &House, who: Who, id: &str) -> OperationState {
    let message = GetOperationRequest { command: "AdvancePeriodRequest".to_owned(), operation_id: id.to_owned() };
    let mut client = OperationServiceClient::new(house.channel());
    client.get_operation(house.request(who, message)).await.unwrap().into_inner().state()
}

/// How long the steps that touch everybody take, by size. Told, not judged: `tests/load/agency` asks about more
/// people than this.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_steps_of_a_period_are_measured_by_the_size_of_the_agency() {
    let mut growth = Growth::of(["self-assessment", "360° opens", "360° closes"]);
    for people in agency_sizes() {
        let house = hospital(people).await;
        let period = open_period(&house).await;
        let opened = carry_out(&house, &period, PeriodState::SelfOpen).await;
        submit_all(&house, people).await;
        let reviewed = carry_out(&house, &period, PeriodState::Review360Open).await;
        let closed = carry_out(&house, &period, PeriodState::Minutes).await;
        growth.measured(people, [opened, reviewed, closed]);
    }
}

/// Everybody writes about themself.
async fn submit_all(house: &House, people: usize) {
    let records = house.rows("SELECT person_id::text || ' ' || id::text FROM records").await;
    assert_eq!(records.len(), people);
    let submit = async |row: String| {
        let (person, record) = row.split_once(' ').unwrap();
        let mut message = house.submit_request(record);
        let person: Uuid = person.parse().unwrap();
        if role((person.as_u128() - person_id(0).as_u128()) as usize) != common::PostRole::Staff {
            let answers = message.content.as_mut().map(|content| &mut content.answers).unwrap();
            answers.extend(["ket_qua_don_vi", "nang_luc_ld", "doan_ket"].map(|key| (key.to_owned(), "Tốt".to_owned())));
        }
        let request = house.request_of(person, message);
        house.client().submit_self(request).await.unwrap();
    };
    futures::stream::iter(records).for_each_concurrent(8, submit).await;
}
