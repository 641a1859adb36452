//! Ceilings counted live, another law tried on a closed year, results computed again.

use proto::common::v1::{Class, EmployeeGroup, Points, Relation};
use proto::evaluation::v1::{Decision, Record, RecordState, Subject};
use proto::scoring::v1 as api;
use regulation::{Actor, SystemRole};
use rpc::Problem;
use sea_orm::ConnectionTrait;
use tonic::Code;

use crate::app::{App, Said, admin, answer, person, request_id, uuid, with_role};
use crate::world::{AGENCY, CHIEF, HEAD, RECORD, record, scored, sheet, up_to_minutes};

/// When the years of all decrees are over.
const LATER: &str = "2026-12-04T08:00:00+07:00";

fn auditor() -> Actor {
    with_role(23, SystemRole::Auditor, None)
}

/// The decided record of one of many people of the agency.
fn one_of_many(number: u128, pack: &str, year: i32, total: i32, state: RecordState) -> Said {
    let decision = Decision {
        decision_id: uuid(3000 + number).to_string(),
        decided_total: Some(Points { hundredths: total * 100 }),
        ..Default::default()
    };
    let base = scored(record(1000 + number, year, 1, state), 90, 1);
    let subject = Subject {
        person_id: uuid(2000 + number).to_string(),
        agency_id: uuid(AGENCY).to_string(),
        group: EmployeeGroup::CcKld.into(),
        ..Default::default()
    };
    Said::record(Record { subject: Some(subject), pack_id: pack.to_owned(), decision: Some(decision), ..base })
}

async fn counts(app: &App, by: &Actor, agency: &str) -> Result<Vec<api::QuotaCount>, Problem> {
    let message = api::ListQuotaCountsRequest { agency_id: agency.to_owned(), year: 2024, page: None };
    answer(app.client().list_quota_counts(app.by(by, message)).await).map(|answer| answer.counts)
}

async fn flagged(app: &App) -> i64 {
    app.sql("SELECT count(*) AS n FROM results WHERE over_quota").await[0].try_get("", "n").unwrap()
}

#[tokio::test]
async fn the_ceiling_is_counted_live_for_agency_and_group_and_chooses_nobody() {
    let app = App::with_law_at(LATER).await;
    // Of ten "tốt" a fifth, two, may be "xuất sắc"; three are.
    let total = |number: u128| if number < 3 { 95 } else { 80 };
    app.hear((0..13).map(|number| one_of_many(number, "ND90-48-2023", 2024, total(number), RecordState::Decided))).await;
    let told = counts(&app, &person(CHIEF), &uuid(AGENCY).to_string()).await.unwrap();
    let lines: Vec<_> = told.iter().map(|count| (count.group(), count.holders, count.denominator, count.allowed, count.over)).collect();
    assert_eq!(lines, [(EmployeeGroup::Unspecified, 3, 10, 2, 1), (EmployeeGroup::CcKld, 3, 10, 2, 1)]);
    assert_eq!(flagged(&app).await, 3, "all three are told, none is chosen");
    let classes = app.sql("SELECT DISTINCT class FROM results ORDER BY class").await;
    assert_eq!(classes.iter().map(|row| row.try_get::<String>("", "class").unwrap()).collect::<Vec<_>>(), ["HTT", "HTXS"]);

    let again = |said: Said| match said {
        Said::Record(record) => Said::record(Record { version: 2, ..*record }),
        other => other,
    };
    app.hear([again(one_of_many(0, "ND90-48-2023", 2024, 85, RecordState::Decided))]).await;
    let told = counts(&app, &person(CHIEF), &uuid(AGENCY).to_string()).await.unwrap();
    assert_eq!((told[0].holders, told[0].denominator, told[0].over, told[0].free), (2, 11, 0, 0));
    assert_eq!(flagged(&app).await, 0);
}

#[tokio::test]
async fn the_higher_share_applies_when_those_above_say_so() {
    let app = App::with_law_at(LATER).await;
    let total = |number: u128| if number < 2 { 95 } else { 80 };
    app.hear((0..10).map(|number| one_of_many(number, "ND90-48-2023", 2024, total(number), RecordState::Decided))).await;
    assert_eq!(flagged(&app).await, 2, "of eight one and a half may be, so one");
    let exception = |exceptional| api::SetQuotaExceptionRequest {
        request_id: request_id(),
        agency_id: uuid(AGENCY).to_string(),
        year: 2024,
        exceptional,
        reason: "Hoàn thành vượt mức toàn bộ nhiệm vụ".to_owned(),
        document_ref: "15/TB-UBND".to_owned(),
    };
    for other in [person(CHIEF), with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY))), auditor()] {
        let refused = answer(app.client().set_quota_exception(app.by(&other, exception(true))).await).unwrap_err();
        assert_eq!(refused.reason, "ONLY_ABOVE_EXCEPTS");
    }
    let set = async |message| answer(app.client().set_quota_exception(app.by(&admin(), message)).await);
    let elsewhere = api::SetQuotaExceptionRequest { agency_id: uuid(4711).to_string(), ..exception(true) };
    assert_eq!(set(elsewhere).await.unwrap_err().code, Code::NotFound);
    set(exception(true)).await.unwrap();
    set(exception(true)).await.unwrap();
    let otherwise = api::SetQuotaExceptionRequest { document_ref: "16/TB-UBND".to_owned(), ..exception(true) };
    assert_eq!(set(otherwise).await.unwrap_err().reason, "EXCEPTION_STANDS");
    app.computed().await;
    let told = counts(&app, &admin(), "").await.unwrap();
    // The decree of 2023 leaves the higher share open, so it changes nothing there.
    assert_eq!((told[0].exceptional, told[0].allowed), (true, 1));
    assert_eq!(flagged(&app).await, 2);
}

#[tokio::test]
async fn numbers_of_an_agency_are_for_those_who_decide_or_look_after_it() {
    let app = App::with_law_at(LATER).await;
    app.hear([one_of_many(0, "ND90-48-2023", 2024, 95, RecordState::Decided)]).await;
    let agency = uuid(AGENCY).to_string();
    for reader in [person(CHIEF), with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY))), admin(), auditor()] {
        assert!(counts(&app, &reader, &agency).await.is_ok());
    }
    for other in [person(2000), with_role(20, SystemRole::HrOfficer, Some(uuid(51))), with_role(24, SystemRole::Ops, None)] {
        assert_eq!(counts(&app, &other, &agency).await.unwrap_err().reason, "ONLY_OWN_AGENCY");
        assert_eq!(counts(&app, &other, "").await.unwrap_err().code, Code::PermissionDenied);
    }
}

async fn what_if(app: &App, by: &Actor, pack: &str) -> Result<api::ListWhatIfChangesResponse, Problem> {
    let message =
        api::ListWhatIfChangesRequest { pack_id: pack.to_owned(), year: 2019, reason: "Đơn số 5".to_owned(), ..Default::default() };
    answer(app.client().list_what_if_changes(app.by(by, message)).await)
}

#[tokio::test]
async fn a_law_of_one_s_own_writing_tells_nobody_what_a_lone_head_gave() {
    let app = App::with_law().await;
    let sheets = [sheet(401, RECORD, HEAD, Relation::DirectHead, 1, 100), sheet(402, RECORD, 5, Relation::Peer, 1, 60)];
    let said = up_to_minutes().into_iter().filter(|said| matches!(said, Said::Record(_))).chain(sheets.map(Said::sheet));
    app.hear(said.chain([Said::record(scored(record(RECORD, 2019, 9, RecordState::Published), 90, 1))])).await;
    let heads = scoring_domain::shipped::PACKS[0].replace("id: QT-2019", "id: QT-2019-HEADS");
    let heads = heads.replace("colleague_scores: in_base", "colleague_scores: reference_only");
    app.publish_pack(&admin(), &heads).await.unwrap();
    let changes = async |by: &Actor| what_if(&app, by, "QT-2019-HEADS").await.unwrap().changes.len();
    assert_eq!((changes(&auditor()).await, changes(&admin()).await), (1, 0));
}

/// Everything that is stored of results.
async fn stored(app: &App) -> Vec<String> {
    let rows = app.sql("SELECT results::text AS row FROM results ORDER BY record_id").await;
    rows.iter().map(|row| row.try_get("", "row").unwrap()).collect()
}

#[tokio::test]
async fn another_law_over_a_closed_year_names_who_changes_and_touches_nothing() {
    let app = App::with_law().await;
    let total = |number: u128| [95, 72, 60][usize::try_from(number % 3).unwrap()];
    app.hear((0..6).map(|number| one_of_many(number, "QT-2019", 2019, total(number), RecordState::Published))).await;
    app.hear([one_of_many(9, "QT-2019", 2019, 72, RecordState::Decided)]).await;
    let before = stored(&app).await;
    let stricter = scoring_domain::shipped::PACKS[0].replace("id: QT-2019", "id: QT-2019-95").replace(r#"min: "90""#, r#"min: "96""#);
    app.publish_pack(&admin(), &stricter).await.unwrap();
    let answered = what_if(&app, &auditor(), "QT-2019-95").await.unwrap();
    let changes: Vec<_> = answered.changes.iter().map(|change| (change.class(), change.class_then())).collect();
    assert_eq!(changes, [(Class::Htxs, Class::Htt), (Class::Htxs, Class::Htt)]);
    let tallies: Vec<_> = answered.tallies.iter().map(|tally| (tally.looked_at, tally.changed, tally.not_comparable)).collect();
    assert_eq!(tallies, [(6, 2, 0)], "who is not published is not looked at");
    assert_eq!(stored(&app).await, before);
    assert!(answered.changes.iter().all(|change| change.total_then.is_some()), "the auditor may know what groups gave");
    let writes_laws = what_if(&app, &admin(), "QT-2019-95").await.unwrap();
    assert!(writes_laws.changes.len() == answered.changes.len() && writes_laws.changes.iter().all(|change| change.total_then.is_none()));
    let tasks = what_if(&app, &admin(), "ND335-2026-CC").await.unwrap();
    assert_eq!((tasks.changes.len(), tasks.tallies[0].not_comparable), (0, 6), "nobody's task results are kept");
    for other in
        [person(CHIEF), with_role(20, SystemRole::HrOfficer, Some(uuid(AGENCY))), with_role(22, SystemRole::SnvAdmin, Some(uuid(AGENCY)))]
    {
        assert_eq!(what_if(&app, &other, "QT-2019-95").await.unwrap_err().reason, "ONLY_OVERSIGHT");
    }
}

#[tokio::test]
async fn every_result_comes_out_again_to_the_byte_and_one_that_was_touched_does_not() {
    let app = App::with_law().await;
    app.hear((0..4).map(|number| one_of_many(number, "QT-2019", 2019, 80, RecordState::Published))).await;
    let check = async || {
        let message = api::CheckResultsRequest { year: 2019, page: None };
        answer(app.client().check_results(app.by(&auditor(), message)).await).unwrap()
    };
    assert_eq!((check().await.looked_at, check().await.mismatches.len()), (4, 0));
    let message = api::CheckResultRequest { record_id: uuid(1001).to_string(), version: 0 };
    let one = answer(app.client().check_result(app.by(&admin(), message.clone())).await).unwrap();
    let check_of_one = one.check.unwrap();
    assert!(check_of_one.identical && check_of_one.stored_digest == check_of_one.recomputed_digest);
    let touched = "UPDATE results SET document = jsonb_set(document, '{outcome,classed,class}', '\"HTXS\"') WHERE record_id = \
                   '00000000-0000-0000-0000-0000000003e9'";
    assert_eq!(app.test.db.execute_unprepared(touched).await.unwrap().rows_affected(), 1);
    let found = check().await.mismatches;
    assert_eq!((found.len(), found[0].record_id.as_str()), (1, uuid(1001).to_string().as_str()));
    assert!(!found[0].problem.is_empty());
    let refused = answer(app.client().check_result(app.by(&person(CHIEF), message)).await).unwrap_err();
    assert_eq!(refused.reason, "ONLY_OVERSIGHT");
}
