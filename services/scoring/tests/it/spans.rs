//! A year under a law that scores by quarters: declared one after the other, computed when all are there.

use std::collections::BTreeMap;

use prost::Message;
use proto::common::v1::{Class, EmployeeGroup, Points};
use proto::evaluation::v1::{Record, RecordState};
use proto::scoring::v1 as api;
use proto::scoring::v1::declare_fact_request::Content;
use regulation::{Actor, SystemRole};
use rpc::Problem;
use tonic::Code;

use crate::app::{App, Said, admin, answer, person, request_id, uuid, with_role};
use crate::world::{AGENCY, AN, HEAD, RECORD, record, scored, up_to_minutes};

const LAW: &str = "ND335-2026-CC";
const OFFICER: u128 = 20;
const DECEMBER: &str = "2026-12-04T08:00:00+07:00";

fn officer() -> Actor {
    with_role(OFFICER, SystemRole::HrOfficer, Some(uuid(AGENCY)))
}

fn quarter(number: i32) -> Option<api::Span> {
    Some(api::Span { kind: api::SpanKind::Quarter.into(), number })
}

fn items(percents: [&str; 3]) -> BTreeMap<String, String> {
    ["a", "b", "c"].into_iter().zip(percents).map(|(item, percent)| (item.to_owned(), percent.to_owned())).collect()
}

fn worth(number: i32, common: i32, percents: [&str; 3]) -> api::SpanResultFact {
    let common = Some(Points { hundredths: common });
    api::SpanResultFact { span: quarter(number), group: EmployeeGroup::CcKld.into(), away: false, common, items: items(percents) }
}

fn away(number: i32) -> api::SpanResultFact {
    api::SpanResultFact { span: quarter(number), group: EmployeeGroup::CcKld.into(), away: true, ..Default::default() }
}

fn declaration(result: api::SpanResultFact) -> api::DeclareFactRequest {
    api::DeclareFactRequest {
        request_id: request_id(),
        person_id: uuid(AN).to_string(),
        year: 2026,
        content: Some(Content::SpanResult(result)),
        reason: "Kết quả theo dõi, đánh giá".to_owned(),
        document_ref: "15/BB-SNV, 05/10/2026".to_owned(),
    }
}

async fn declare(app: &App, message: api::DeclareFactRequest) -> Result<api::Fact, Problem> {
    let declared = answer(app.client().declare_fact(app.by(&officer(), message)).await).map(|answer| answer.fact.unwrap());
    app.computed().await;
    declared
}

async fn years(app: &App, by: &Actor, people: &[u128], reason: &str) -> Result<Vec<api::SpanYear>, Problem> {
    let groups = vec![EmployeeGroup::CcKld.into(); people.len()];
    let person_ids = people.iter().map(|number| uuid(*number).to_string()).collect();
    let message = api::GetSpanYearsRequest { year: 2026, person_ids, groups, reason: reason.to_owned() };
    answer(app.client().get_span_years(app.by(by, message)).await).map(|answer| answer.years)
}

async fn year(app: &App) -> api::SpanYear {
    years(app, &officer(), &[AN], "").await.unwrap().remove(0)
}

fn states(year: &api::SpanYear) -> Vec<api::SpanState> {
    year.lines.iter().map(api::SpanLine::state).collect()
}

/// An's record of 2026 at the minutes.
fn minutes_of_2026(law: &str) -> impl Iterator<Item = Said> + use<> {
    let law = law.to_owned();
    up_to_minutes().into_iter().map(move |said| match said {
        Said::Record(record) => Said::record(Record { pack_id: law.clone(), year: 2026, ..*record }),
        other => other,
    })
}

#[tokio::test]
async fn a_year_is_the_exact_mean_of_its_quarters_and_waits_for_each_of_them() {
    use api::SpanState::{Away, Missing, Scored};
    let app = App::with_law_at(DECEMBER).await;
    app.hear([Said::person(AN, AGENCY)]).await;
    declare(&app, declaration(worth(1, 2_700, ["100", "95", "90"]))).await.unwrap();
    let first = year(&app).await;
    assert_eq!((first.kind(), states(&first)), (api::SpanKind::Quarter, vec![Scored, Missing, Missing, Missing]), "before any record");
    assert_eq!((first.lines[0].total.as_str(), first.mean.as_str(), first.complete), ("93.500000", "93.500000", false));
    app.hear(minutes_of_2026(LAW)).await;
    declare(&app, declaration(worth(2, 2_800, ["100", "100", "95"]))).await.unwrap();
    declare(&app, declaration(away(3))).await.unwrap();
    assert_eq!(app.result(&person(HEAD), uuid(RECORD)).await.unwrap_err().code, Code::NotFound, "the fourth is missing, and no zero");
    declare(&app, declaration(worth(4, 3_000, ["80", "80", "80"]))).await.unwrap();
    let all = year(&app).await;
    assert_eq!((states(&all), all.complete), (vec![Scored, Scored, Away, Scored], true));
    let result = app.result(&person(HEAD), uuid(RECORD)).await.unwrap();
    // 93.5, 28 + 70 × 295/300 and 86: their mean is 829/9, rounded once.
    assert_eq!((result.base.as_str(), result.total, result.class()), ("92.111111", Some(Points { hundredths: 9_211 }), Class::Htxs));
    assert_eq!(result.base, all.mean);
    let told: Vec<_> = result.explanation.iter().filter(|step| step.step.starts_with("span.")).map(|step| step.value.as_str()).collect();
    assert_eq!(told, ["93.500000", "96.833333", "", "86.000000"]);
    let rule = &result.explanation[0].rule;
    assert_eq!(rule, "Quý I: tiêu chí chung 27 điểm cộng kết quả nhiệm vụ 66,5 điểm (trung bình 95% của a 100%, b 95%, c 90%)");
    let check = api::CheckResultRequest { record_id: uuid(RECORD).to_string(), version: 0 };
    let check = answer(app.client().check_result(app.by(&admin(), check)).await).unwrap().check.unwrap();
    assert!(check.identical, "computed again from what is kept beside it: {check:?}");
}

#[tokio::test]
async fn a_quarter_is_corrected_with_a_reason_until_the_year_is_public_and_both_texts_stay() {
    let app = App::with_law_at(DECEMBER).await;
    app.hear([Said::person(AN, AGENCY)].into_iter().chain(minutes_of_2026(LAW))).await;
    for number in 1..=4 {
        declare(&app, declaration(worth(number, 2_700, ["90", "90", "90"]))).await.unwrap();
    }
    assert_eq!(app.result(&person(HEAD), uuid(RECORD)).await.unwrap().base, "90.000000");
    let corrected = api::DeclareFactRequest {
        reason: "Đếm lại sản phẩm quý II".to_owned(),
        ..declaration(worth(2, 2_700, ["90", "90", "60"]))
    };
    let fact = declare(&app, corrected).await.unwrap();
    assert_eq!(app.result(&person(HEAD), uuid(RECORD)).await.unwrap().base, "88.250000");
    let message = api::ListFactsRequest { person_id: uuid(AN).to_string(), year: 2026, ..Default::default() };
    let facts = answer(app.client().list_facts(app.by(&person(AN), message)).await).unwrap().facts;
    let standing = |revoked: bool| facts.iter().filter(|fact| fact.revoked_by.is_empty() != revoked).count();
    assert_eq!((standing(false), standing(true)), (4, 1), "one of each quarter stands");
    let revoke = api::RevokeFactRequest { request_id: request_id(), fact_id: fact.fact_id, reason: "Nhầm".to_owned() };
    let refused = answer(app.client().revoke_fact(app.by(&officer(), revoke)).await).unwrap_err();
    assert_eq!(refused.reason, "TASK_RESULTS_NEEDED", "a computed year does not lose a part");
    let public = Record { pack_id: LAW.to_owned(), ..scored(record(RECORD, 2026, 9, RecordState::Published), 90, 1) };
    app.hear([Said::record(public)]).await;
    assert_eq!(declare(&app, declaration(away(1))).await.unwrap_err().reason, "RESULT_PUBLISHED");
    assert!(year(&app).await.published);
}

#[tokio::test]
async fn what_does_not_fit_the_law_of_the_year_is_refused_with_its_reason() {
    let app = App::with_law_at("2026-08-15T08:00:00+07:00").await;
    app.hear([Said::person(AN, AGENCY)]).await;
    let month = |number: i32| api::SpanResultFact {
        span: Some(api::Span { kind: api::SpanKind::Month.into(), number }),
        ..worth(1, 2_700, ["90", "90", "90"])
    };
    let worker = api::SpanResultFact { group: EmployeeGroup::Nld.into(), ..worth(1, 2_700, ["90", "90", "90"]) };
    let leader = api::SpanResultFact { group: EmployeeGroup::CcLd.into(), ..worth(1, 2_700, ["90", "90", "90"]) };
    let nobody = api::SpanResultFact { group: 0, ..worth(1, 2_700, ["90", "90", "90"]) };
    let both = api::SpanResultFact { away: true, ..worth(1, 2_700, ["90", "90", "90"]) };
    let wrong = [
        (worth(4, 2_700, ["90", "90", "90"]), "SPAN_AHEAD", ""),
        (month(1), "SPAN_NOT_ASKED", ""),
        (worker, "SPAN_NOT_ASKED", ""),
        (leader, "TASKS_INVALID", "span_result.items[d]"),
        (worth(1, 3_100, ["90", "90", "90"]), "TASKS_INVALID", "span_result.common"),
        (worth(1, 2_700, ["90", "90", "101"]), "FACT_INVALID", "span_result.items[c]"),
        (worth(5, 2_700, ["90", "90", "90"]), "FACT_INVALID", "span_result.span"),
        (nobody, "FACT_INVALID", "span_result.group"),
        (both, "FACT_INVALID", "span_result.away"),
    ];
    for (result, reason, field) in wrong {
        let refused = declare(&app, declaration(result)).await.unwrap_err();
        let at = refused.fields.first().map(|problem| problem.field.as_str()).unwrap_or_default();
        assert_eq!((refused.reason.as_str(), at), (reason, field), "{refused:?}");
    }
    let whole = Content::TaskResults(api::TaskResultsFact { common: Some(Points { hundredths: 2_700 }), items: items(["90", "90", "90"]) });
    let whole = api::DeclareFactRequest { content: Some(whole), ..declaration(away(1)) };
    assert_eq!(declare(&app, whole).await.unwrap_err().reason, "DECLARED_BY_SPAN", "under every law of this year it would be by quarters");
    assert!(app.sql("SELECT 1 FROM facts").await.is_empty());
}

#[tokio::test]
async fn a_law_that_scores_by_months_and_leaves_missing_ones_out_is_carried_out_too() {
    let app = App::with_law_at(DECEMBER).await;
    let law = "id: THANG\nbase: ND335-2026-CC\nvalid_years: [2026]\nperiod_kind: month\nmissing_period: leave_out";
    app.publish_pack(&admin(), law).await.unwrap();
    app.hear([Said::person(AN, AGENCY)].into_iter().chain(minutes_of_2026("THANG"))).await;
    for (number, percent) in [(1, "90"), (12, "60")] {
        let span = Some(api::Span { kind: api::SpanKind::Month.into(), number });
        declare(&app, declaration(api::SpanResultFact { span, ..worth(1, 2_700, [percent; 3]) })).await.unwrap();
    }
    let result = app.result(&person(HEAD), uuid(RECORD)).await.unwrap();
    assert_eq!((result.base.as_str(), result.total), ("79.500000", Some(Points { hundredths: 7_950 })));
    let year = year(&app).await;
    assert_eq!((year.kind(), year.lines.len(), year.missing_left_out, year.complete), (api::SpanKind::Month, 12, true, true));
    assert_eq!(declare(&app, declaration(away(1))).await.unwrap_err().reason, "SPAN_NOT_ASKED", "no quarter counts here");
}

#[tokio::test]
async fn quarters_are_read_by_the_person_and_by_office_and_every_read_by_office_is_logged() {
    let app = App::with_law_at(DECEMBER).await;
    app.hear([Said::person(AN, AGENCY), Said::person(OFFICER, AGENCY), Said::person(31, 51)]).await;
    declare(&app, declaration(worth(1, 2_700, ["100", "95", "90"]))).await.unwrap();
    let told = api::NoticeRaised::decode(&*app.announced("NoticeRaised").await[0]).unwrap().notices.remove(0);
    assert_eq!((told.person_id, told.title.as_str()), (uuid(AN).to_string(), "Đã khai báo kết quả nhiệm vụ quý I năm 2026"));
    let auditor = with_role(21, SystemRole::Auditor, None);
    assert_eq!(years(&app, &person(AN), &[AN], "").await.unwrap()[0].lines[0].total, "93.500000");
    for stranger in
        [person(HEAD), with_role(OFFICER, SystemRole::HrOfficer, Some(uuid(51))), with_role(24, SystemRole::UnitIt, Some(uuid(AGENCY)))]
    {
        assert_eq!(years(&app, &stranger, &[AN], "").await.unwrap_err().code, Code::NotFound);
    }
    assert_eq!(years(&app, &auditor, &[AN], "").await.unwrap_err().reason, "READ_REASON_NEEDED");
    years(&app, &auditor, &[AN], "Đơn số 5").await.unwrap();
    let many = years(&app, &officer(), &[AN, OFFICER, 31], "").await.unwrap();
    let ids: Vec<_> = many.iter().map(|year| year.person_id.clone()).collect();
    assert_eq!(ids, [uuid(AN), uuid(OFFICER)].map(|id| id.to_string()), "nobody of another agency");
    let message = api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None };
    let reads = answer(app.client().list_reads(app.by(&auditor, message)).await).unwrap().reads;
    let told: Vec<_> = reads.iter().map(|read| (read.about(), read.reason.as_str())).collect();
    assert_eq!(told, [(api::ReadAbout::FactsOfAgency, ""), (api::ReadAbout::FactsOfPerson, "Đơn số 5")]);
    let Said::Person(mut an) = Said::person(AN, AGENCY) else { unreachable!() };
    (an.version, an.direct_head_id) = (2, uuid(HEAD).to_string());
    app.hear([Said::Person(an)]).await;
    years(&app, &person(HEAD), &[AN], "").await.expect("a head reads what is declared of their people");
    let moved_away = Actor { serves: vec![uuid(51)], ..person(HEAD) };
    assert_eq!(years(&app, &moved_away, &[AN], "").await.unwrap_err().code, Code::NotFound);
    let message = api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None };
    assert_eq!(answer(app.client().list_reads(app.by(&auditor, message)).await).unwrap().reads.len(), 2, "as their part");
    assert_eq!(years(&app, &officer(), &[], "").await.unwrap_err().reason, "PEOPLE_INVALID");
    assert_eq!(years(&app, &officer(), &[AN; 101], "").await.unwrap_err().reason, "PEOPLE_INVALID");
}
