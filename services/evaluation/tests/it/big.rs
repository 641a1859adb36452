//! Agencies of any size: what grows with them grows evenly, and ends without its caller.

use std::time::{Duration, Instant};

use futures::StreamExt;
use proto::common::v1 as common;
use proto::evaluation::v1::*;
use proto::identity::v1 as identity;
use proto::operations::v1::operation_service_client::OperationServiceClient;
use proto::operations::v1::{GetOperationRequest, OperationState};
use sea_orm::{ConnectionTrait, TransactionTrait};
use testkit::{Growth, sizes};
use uuid::Uuid;

use crate::house::{AGENCY, House, LEADERS, Who, person};

/// People of one ward: a head, two deputies, and those who work there.
const WARD: usize = 30;

/// A hospital: three leaders, and wards with everybody else.
async fn hospital(people: usize) -> House {
    let house = House::empty().await;
    house.announce_law().await;
    Hospital(0).announce(&house, people).await;
    house.heard().await;
    house
}

/// One of several hospitals, by number.
#[derive(Clone, Copy)]
struct Hospital(usize);

impl Hospital {
    fn agency(self) -> Uuid {
        Uuid::from_u128(AGENCY.as_u128() + self.offset())
    }

    fn leaders(self) -> Uuid {
        Uuid::from_u128(LEADERS.as_u128() + self.offset())
    }

    fn ward(self, ward: usize) -> Uuid {
        Uuid::from_u128(1_000 + ward as u128 + self.offset())
    }

    fn person(self, at: usize) -> Uuid {
        Uuid::from_u128(100_000 + at as u128 + self.offset())
    }

    fn offset(self) -> u128 {
        self.0 as u128 * 1_000_000
    }

    async fn announce(self, house: &House, people: usize) {
        let agency = self.agency();
        house.announce_unit(agency, agency, identity::UnitKind::Department, "Bệnh viện Đa khoa tỉnh", "BVĐK").await;
        house.announce_unit(self.leaders(), agency, identity::UnitKind::Leadership, "Ban Giám đốc", "BGĐ").await;
        for ward in 0..people.div_ceil(WARD) {
            let name = format!("Khoa {}", ward + 1);
            house.announce_unit(self.ward(ward), agency, identity::UnitKind::Division, &name, "K").await;
        }
        for at in 0..people {
            let unit = if at < 3 { self.leaders() } else { self.ward(at / WARD) };
            let mut one = person(Who::Hoa, &format!("Nguyễn Văn {at:04}"), unit, role(at));
            one.posts[0].agency_id = agency.to_string();
            let id = self.person(at);
            let one = identity::Person { person_id: id.to_string(), version: 1, ..one };
            house.hear("identity", id, 1, &identity::PersonChanged { person: Some(one) }).await;
        }
    }
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

async fn open_period(house: &House) -> String {
    open_periods(house, 1).await.remove(0)
}

/// Opens the year in so many hospitals, up to where people log their work.
async fn open_periods(house: &House, hospitals: usize) -> Vec<String> {
    let mut periods = Vec::new();
    for hospital in 0..hospitals {
        periods.push(house.open_period_in(Hospital(hospital).agency()).await);
    }
    house.clock.set("2019-11-20T08:00:00+07:00");
    for period in &periods {
        let message = house.advance_request(period, PeriodState::Logging);
        house.ask(Who::Admin, message).await;
    }
    periods
}

/// Moves a period on as one who does not wait: the same request until its answer is there.
async fn carry_out(house: &House, period: &str, to: PeriodState) -> Duration {
    let begun = Instant::now();
    let message = house.advance_request(period, to);
    let asked = async || house.client().advance_period(house.request(Who::Admin, message.clone())).await;
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
    testkit::eventually("it is under way", under_way).await;
    call.abort();
    other.rollback().await.unwrap();
    let done = async || (state(&house, Who::Hr, &message.request_id).await == OperationState::Done).then_some(());
    testkit::eventually("it is done", done).await;
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
    let mut growth = Growth::of(STEPS);
    for people in sizes("AGENCY_SIZES", "30 60") {
        growth.measured(people, steps_of_the_year(1, people).await);
    }
}

/// The same for many agencies of one province, one after another, as the Department of Home Affairs opens them at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_steps_of_a_period_are_measured_for_a_province_by_the_size_of_the_agency() {
    let mut growth = Growth::of(STEPS);
    for people in sizes("PROVINCE_SIZES", "60") {
        let agencies = (people / LARGE).max(2);
        growth.measured(people, steps_of_the_year(agencies, people / agencies).await);
    }
}

const STEPS: [&str; 3] = ["self-assessment", "360° opens", "360° closes"];
/// People of a large agency.
const LARGE: usize = 500;

async fn steps_of_the_year(hospitals: usize, people: usize) -> [Duration; 3] {
    let house = House::empty().await;
    house.announce_law().await;
    for hospital in 0..hospitals {
        Hospital(hospital).announce(&house, people).await;
    }
    house.heard().await;
    let periods = open_periods(&house, hospitals).await;
    let opened = everywhere(&house, &periods, PeriodState::SelfOpen).await;
    submit_all(&house, hospitals * people).await;
    let reviewed = everywhere(&house, &periods, PeriodState::Review360Open).await;
    [opened, reviewed, everywhere(&house, &periods, PeriodState::Minutes).await]
}

async fn everywhere(house: &House, periods: &[String], to: PeriodState) -> Duration {
    let begun = Instant::now();
    for period in periods {
        carry_out(house, period, to).await;
    }
    begun.elapsed()
}

/// Everybody writes about themself.
async fn submit_all(house: &House, people: usize) {
    let sql = "SELECT person_id::text || ' ' || agency_id::text || ' ' || id::text FROM records";
    let records = house.rows(sql).await;
    assert_eq!(records.len(), people);
    let submit = async |row: String| {
        let [person, agency, record] = row.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let mut message = house.submit_request(record);
        let [person, agency] = [person, agency].map(|id| id.parse::<Uuid>().unwrap());
        if role((person.as_u128() % 1_000_000 - 100_000) as usize) != common::PostRole::Staff {
            let answers = message.content.as_mut().map(|content| &mut content.answers).unwrap();
            answers.extend(["ket_qua_don_vi", "nang_luc_ld", "doan_ket"].map(|key| (key.to_owned(), "Tốt".to_owned())));
        }
        let request = house.request_in(agency, person, message);
        house.client().submit_self(request).await.unwrap();
    };
    futures::stream::iter(records).for_each_concurrent(8, submit).await;
}
