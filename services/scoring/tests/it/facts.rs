//! What agencies declare about a person's year, and what comes of it.

use std::collections::BTreeMap;

use proto::common::v1::{Class, Points};
use proto::evaluation::v1::{Record, RecordState};
use proto::scoring::v1 as api;
use proto::scoring::v1::declare_fact_request::Content;
use regulation::{Actor, SystemRole};
use rpc::Problem;
use tonic::Code;

use crate::app::{App, Said, admin, answer, person, request_id, uuid, with_role};
use crate::world::{AGENCY, AN, HEAD, RECORD, decided, record, scored, up_to_minutes};

/// When the years of all decrees are over.
const LATER: &str = "2026-12-04T08:00:00+07:00";

/// HR officer of An's agency.
const OFFICER: u128 = 20;

fn officer() -> Actor {
    with_role(OFFICER, SystemRole::HrOfficer, Some(uuid(AGENCY)))
}

fn declaration(year: i32, content: Content) -> api::DeclareFactRequest {
    api::DeclareFactRequest {
        request_id: request_id(),
        person_id: uuid(AN).to_string(),
        year,
        content: Some(content),
        reason: "Theo hồ sơ".to_owned(),
        document_ref: "12/QĐ-SNV, 02/01/2020".to_owned(),
    }
}

fn leave(months: &str) -> Content {
    Content::Leave(api::LeaveFact { months: months.to_owned() })
}

fn discipline(act: &str) -> Content {
    Content::Discipline(api::DisciplineFact { act: act.to_owned(), measure: "Khiển trách".to_owned() })
}

fn past_year(class: Class) -> Content {
    Content::PastYear(api::PastYearFact { class: class.into() })
}

async fn declare(app: &App, by: &Actor, message: api::DeclareFactRequest) -> Result<api::Fact, Problem> {
    let declared = answer(app.client().declare_fact(app.by(by, message)).await).map(|answer| answer.fact.unwrap());
    app.computed().await;
    declared
}

async fn revoke(app: &App, by: &Actor, fact: &api::Fact) -> Result<api::Fact, Problem> {
    let message = api::RevokeFactRequest { request_id: request_id(), fact_id: fact.fact_id.clone(), reason: "Nhầm người".to_owned() };
    let revoked = answer(app.client().revoke_fact(app.by(by, message)).await).map(|answer| answer.fact.unwrap());
    app.computed().await;
    revoked
}

/// An's year at the minutes, under another pack.
fn year_under(pack: &str, year: i32) -> Vec<Said> {
    let under = |said: Said| match said {
        Said::Record(record) => Said::record(Record { pack_id: pack.to_owned(), year, ..*record }),
        other => other,
    };
    std::iter::once(Said::person(AN, AGENCY)).chain(up_to_minutes().into_iter().map(under)).collect()
}

async fn result(app: &App) -> api::Result {
    app.result(&person(HEAD), uuid(RECORD)).await.unwrap()
}

#[tokio::test]
async fn months_of_leave_cap_the_class_until_the_declaration_is_taken_back() {
    let app = App::with_law_at(LATER).await;
    app.hear(year_under("ND90-2020", 2020)).await;
    assert_eq!((result(&app).await.class(), result(&app).await.caps.len()), (Class::Htt, 0));
    let fact = declare(&app, &officer(), declaration(2020, leave("3,5"))).await.unwrap();
    let capped = result(&app).await;
    assert_eq!((capped.class(), capped.caps, capped.total), (Class::Ht, vec!["LEAVE".to_owned()], Some(Points { hundredths: 8700 })));
    revoke(&app, &officer(), &fact).await.unwrap();
    assert_eq!((result(&app).await.class(), result(&app).await.caps.len()), (Class::Htt, 0));
}

#[tokio::test]
async fn a_later_declaration_of_the_same_kind_stands_in_for_the_earlier_one_and_both_stay_readable() {
    let app = App::with_law_at(LATER).await;
    app.hear(year_under("ND90-2020", 2020)).await;
    declare(&app, &officer(), declaration(2020, leave("3,5"))).await.unwrap();
    declare(&app, &officer(), declaration(2020, leave("1"))).await.unwrap();
    assert_eq!(result(&app).await.class(), Class::Htt);
    for reader in [person(AN), officer(), with_role(21, SystemRole::Auditor, None)] {
        let message = api::ListFactsRequest { person_id: uuid(AN).to_string(), reason: "Đơn số 5".to_owned(), ..Default::default() };
        let facts = answer(app.client().list_facts(app.by(&reader, message)).await).unwrap().facts;
        assert_eq!(facts.iter().filter(|fact| fact.revoked_by.is_empty()).count(), 1);
        assert_eq!(facts.len(), 2);
    }
    let message = api::ListFactsRequest { person_id: uuid(AN).to_string(), ..Default::default() };
    let stranger = answer(app.client().list_facts(app.by(&person(HEAD), message)).await).unwrap_err();
    assert_eq!(stranger.code, Code::NotFound);
}

#[tokio::test]
async fn discipline_caps_the_class_under_the_decree_that_says_so_and_one_act_counts_once() {
    let app = App::with_law_at(LATER).await;
    app.hear(year_under("ND90-48-2023", 2024)).await;
    declare(&app, &officer(), declaration(2023, discipline("Vi phạm quy trình"))).await.unwrap();
    declare(&app, &officer(), declaration(2024, discipline("vi phạm quy trình"))).await.unwrap();
    assert_eq!(result(&app).await.class(), Class::Htt, "it counted in 2023");
    declare(&app, &officer(), declaration(2024, discipline("Chậm trễ kéo dài"))).await.unwrap();
    assert_eq!((result(&app).await.class(), result(&app).await.caps), (Class::Kht, vec!["DISCIPLINE".to_owned()]));
}

#[tokio::test]
async fn a_study_result_is_told_as_the_basis_of_the_result_and_gives_no_points() {
    let app = App::with_law().await;
    app.hear(year_under("QT-2019", 2019)).await;
    let before = result(&app).await;
    let day = |iso: &str| Some(proto::common::v1::Day { iso: iso.to_owned() });
    let study = |result: &str, from, to| {
        let institution = "Trường Chính trị Lê Duẩn".to_owned();
        Content::Study(api::StudyFact { institution, from: day(from), to: day(to), result: result.to_owned() })
    };
    let course = declare(&app, &officer(), declaration(2019, study("Giỏi", "2019-03-01", "2019-06-30"))).await.unwrap();
    declare(&app, &officer(), declaration(2019, study("Đạt", "2019-08-01", "2019-08-20"))).await.unwrap();
    let told = async || {
        let steps = result(&app).await.explanation.into_iter().filter(|step| step.step == "study");
        steps.map(|step| (step.value, step.rule, step.article)).collect::<Vec<_>>()
    };
    let rule = |days: &str| format!("Kết quả học tập tại Trường Chính trị Lê Duẩn, {days}, là căn cứ đánh giá, xếp loại");
    let wanted = |result: &str, days: &str| (result.to_owned(), rule(days), "Điều 2.8".to_owned());
    let both = [wanted("Giỏi", "từ 01/03/2019 đến 30/06/2019"), wanted("Đạt", "từ 01/08/2019 đến 20/08/2019")];
    assert_eq!(told().await, both, "a year may have several courses");
    let after = result(&app).await;
    assert_eq!((after.total, after.class(), after.caps), (before.total, before.class(), before.caps));
    revoke(&app, &officer(), &course).await.unwrap();
    assert_eq!(told().await, both[1..]);
    for (content, reason, field) in [
        (study("", "2019-03-01", "2019-06-30"), "FACT_INVALID", "study.result"),
        (study("Giỏi", "2019-13-01", "2019-06-30"), "DAY_INVALID", "study.from"),
        (study("Giỏi", "2019-06-30", "2019-03-01"), "FACT_INVALID", "study.to"),
        (study("Giỏi", "2018-03-01", "2018-06-30"), "FACT_INVALID", "study.from"),
    ] {
        let refused = declare(&app, &officer(), declaration(2019, content)).await.unwrap_err();
        assert_eq!((refused.reason.as_str(), refused.fields[0].field.as_str()), (reason, field));
    }
}

#[tokio::test]
async fn a_declared_past_year_is_part_of_a_streak() {
    let app = App::with_law().await;
    let third = decided(scored(record(RECORD, 2019, 3, RecordState::Decided), 90, 1), Some(60));
    app.hear(year_under("QT-2019", 2019).into_iter().chain([Said::record(third)])).await;
    assert!(!result(&app).await.flags.contains(&"CONSIDER_STREAK".to_owned()));
    declare(&app, &officer(), declaration(2018, past_year(Class::Hthc))).await.unwrap();
    assert!(result(&app).await.flags.contains(&"CONSIDER_STREAK".to_owned()), "{:?}", result(&app).await.flags);
}

#[tokio::test]
async fn who_decides_sees_the_years_before_beside_this_one_latest_first_and_nobody_else_does() {
    let app = App::with_law().await;
    let third = decided(scored(record(RECORD, 2019, 3, RecordState::Decided), 90, 1), Some(60));
    app.hear(year_under("QT-2019", 2019).into_iter().chain([Said::record(third)])).await;
    for (year, class) in [(2015, Class::Kht), (2016, Class::Htt), (2017, Class::Unspecified), (2018, Class::Hthc)] {
        declare(&app, &officer(), declaration(year, past_year(class))).await.unwrap();
    }
    let wanted = || api::ListEarlierClassesRequest { agency_id: uuid(AGENCY).to_string(), year: 2019, page: None, reason: String::new() };
    let seen = answer(app.client().list_earlier_classes(app.by(&officer(), wanted())).await).unwrap().people;
    let years: Vec<_> = seen[0].years.iter().map(|year| (year.year, year.class())).collect();
    assert_eq!(years, [(2018, Class::Hthc), (2017, Class::Unspecified), (2016, Class::Htt)]);
    let reads = api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None };
    let reads = answer(app.client().list_reads(app.by(&admin(), reads)).await).unwrap().reads;
    assert!(reads.iter().any(|read| read.about() == api::ReadAbout::EarlierClasses), "{reads:?}");
    let unsaid = answer(app.client().list_earlier_classes(app.by(&with_role(23, SystemRole::Auditor, None), wanted())).await).unwrap_err();
    assert_eq!(unsaid.reason, "READ_REASON_NEEDED");
    for other in [person(AN), with_role(OFFICER, SystemRole::HrOfficer, Some(uuid(51))), with_role(24, SystemRole::Ops, None)] {
        assert_eq!(answer(app.client().list_earlier_classes(app.by(&other, wanted())).await).unwrap_err().reason, "ONLY_OWN_AGENCY");
    }
}

#[tokio::test]
async fn task_results_are_declared_once_under_a_law_that_does_not_score_within_the_year() {
    let app = App::with_law_at(LATER).await;
    let yearly = "id: NAM\nbase: ND335-2026-CC\nvalid_years: [2026]\nperiod_kind: year";
    app.publish_pack(&admin(), yearly).await.unwrap();
    app.hear(year_under("NAM", 2026)).await;
    assert_eq!(app.result(&person(HEAD), uuid(RECORD)).await.unwrap_err().code, Code::NotFound, "nothing to add up yet");
    let tasks = |items: &[(&str, &str)]| {
        let items: BTreeMap<String, String> = items.iter().map(|(item, share)| ((*item).to_owned(), (*share).to_owned())).collect();
        Content::TaskResults(api::TaskResultsFact { common: Some(Points { hundredths: 2_700 }), items })
    };
    let unknown = declare(&app, &officer(), declaration(2026, tasks(&[("a", "90"), ("b", "90"), ("z", "90")]))).await.unwrap_err();
    assert_eq!(unknown.reason, "TASKS_INVALID");
    declare(&app, &officer(), declaration(2026, tasks(&[("a", "90"), ("b", "80"), ("c", "100")]))).await.unwrap();
    assert_eq!((result(&app).await.total, result(&app).await.class()), (Some(Points { hundredths: 9000 }), Class::Htxs));
}

#[tokio::test]
async fn only_the_agencys_officer_declares_and_never_about_themself() {
    let app = App::with_law_at(LATER).await;
    app.hear(year_under("ND90-2020", 2020).into_iter().chain([Said::person(OFFICER, AGENCY)])).await;
    let others = [
        (person(AN), "ONLY_HR_DECLARES"),
        (person(HEAD), "ONLY_HR_DECLARES"),
        (with_role(20, SystemRole::HrOfficer, Some(uuid(51))), "ONLY_HR_DECLARES"),
        (with_role(AN, SystemRole::SnvAdmin, None), "OWN_FACT"),
        (with_role(AN, SystemRole::HrOfficer, Some(uuid(AGENCY))), "OWN_FACT"),
    ];
    for (other, reason) in others {
        let refused = declare(&app, &other, declaration(2020, leave("4"))).await.unwrap_err();
        assert_eq!((refused.code, refused.reason.as_str()), (Code::PermissionDenied, reason));
    }
    let fact = declare(&app, &officer(), declaration(2020, leave("4"))).await.unwrap();
    assert!(revoke(&app, &person(AN), &fact).await.is_err());
    assert_eq!(result(&app).await.caps, ["LEAVE"]);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_what_is_published_stands() {
    let app = App::with_law_at(LATER).await;
    app.hear(year_under("ND90-2020", 2020)).await;
    let no_reason = api::DeclareFactRequest { reason: " ".to_owned(), ..declaration(2020, leave("4")) };
    let no_document = api::DeclareFactRequest { document_ref: String::new(), ..declaration(2020, leave("4")) };
    for (message, field) in [
        (no_reason, "reason"),
        (no_document, "document_ref"),
        (declaration(2020, leave("13")), "leave.months"),
        (declaration(1066, leave("1")), "year"),
    ] {
        let refused = declare(&app, &officer(), message).await.unwrap_err();
        assert_eq!((refused.code, refused.fields[0].field.as_str()), (Code::InvalidArgument, field));
    }
    let evaluated = declare(&app, &officer(), declaration(2020, past_year(Class::Htt))).await.unwrap_err();
    assert_eq!(evaluated.reason, "YEAR_EVALUATED");
    let published = Record { pack_id: "ND90-2020".to_owned(), ..scored(record(RECORD, 2020, 9, RecordState::Published), 90, 1) };
    app.hear([Said::record(published)]).await;
    let late = declare(&app, &officer(), declaration(2020, leave("4"))).await.unwrap_err();
    assert_eq!((late.code, late.reason.as_str()), (Code::FailedPrecondition, "RESULT_PUBLISHED"));
}

#[tokio::test]
async fn a_list_of_past_years_is_taken_whole_or_not_at_all() {
    let app = App::with_law().await;
    app.hear([Said::person(AN, AGENCY), Said::person(HEAD, AGENCY), Said::person(30, 51)]).await;
    let row = |number: u128, year: i32, class: Class| api::PastYearRow {
        person_id: uuid(number).to_string(),
        year,
        class: class.into(),
        document_ref: "01/BC".to_owned(),
    };
    let bring = async |rows: Vec<api::PastYearRow>, dry_run: bool| {
        let message = api::ImportPastYearsRequest { request_id: request_id(), rows, dry_run };
        answer(app.client().import_past_years(app.by(&officer(), message)).await).unwrap()
    };
    let good = vec![row(AN, 2017, Class::Htt), row(AN, 2018, Class::Hthc), row(HEAD, 2018, Class::Htxs)];
    let mut bad = good.clone();
    bad.extend([row(30, 2018, Class::Htt), row(AN, 2018, Class::Htt), row(AN, 3000, Class::Htt)]);
    let answered = bring(bad, false).await;
    let places: Vec<_> = answered.problems.iter().map(|problem| (problem.row, problem.field.as_str())).collect();
    assert_eq!((answered.declared, places), (0, vec![(3, "person_id"), (4, "person_id"), (5, "year")]));
    assert_eq!(bring(good.clone(), true).await.declared, 3);
    assert!(app.sql("SELECT 1 FROM facts").await.is_empty(), "nothing is kept of a rehearsal or of a list with faults");
    assert_eq!(bring(good.clone(), false).await.declared, 3);
    let again = bring(good, false).await;
    assert_eq!((again.declared, again.unchanged), (0, 3));
}
