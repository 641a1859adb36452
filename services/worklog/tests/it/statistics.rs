//! Numbers of units, search in a year's work, and what a log may begin with.

use proto::common::v1::PageRequest;
use proto::worklog::v1 as api;
use proto::worklog::v1::Cadence;
use tonic::Code;

use crate::app::{AGENCY, AN, App, BINH, CHIEF, HEAD, STRANGER, UNIT, answer, day, entry, request_id, uuid};

const WEEK: &str = "2019-06-03";
const NEXT_WEEK: &str = "2019-06-10";

fn period(unit: Option<u128>, from: &str, to: &str) -> api::GetStatisticsRequest {
    let unit_id = unit.map(|unit| uuid(unit).to_string()).unwrap_or_default();
    api::GetStatisticsRequest { page: None, unit_id, from: Some(day(from)), to: Some(day(to)), reason: String::new() }
}

#[tokio::test]
async fn a_units_numbers_are_the_sum_of_those_one_may_read() {
    let app = App::start().await;
    let an = app.submit_log(AN, WEEK, vec![entry("Một"), entry("Hai")], 0).await.unwrap();
    let binh = app.submit_log(BINH, WEEK, vec![entry("Ba")], 0).await.unwrap();
    app.submit_log(BINH, NEXT_WEEK, vec![entry("Bốn")], 0).await.unwrap();
    app.approve_logs(HEAD, &[&an, &binh]).await.unwrap();
    let ask = async |who, message| answer(app.client().get_statistics(app.by(who, message)).await);
    let june = |unit| period(unit, "2019-06-01", "2019-06-30");

    let mine = ask(HEAD, june(None)).await.unwrap();
    let names: Vec<_> = mine.people.iter().map(|person| person.full_name.as_str()).collect();
    assert_eq!(names, ["Trần Thị An", "Trần Văn Bình"]);
    let total = mine.total.unwrap();
    assert_eq!((total.logs, total.approved_logs, total.entries, total.late_logs, total.approved_share), (3, 2, 3, 2, 6666));
    let first_week = ask(HEAD, period(None, "2019-06-01", "2019-06-09")).await.unwrap();
    assert_eq!(first_week.total.unwrap().logs, 2);
    assert_eq!(ask(CHIEF, june(Some(UNIT))).await.unwrap().total.unwrap().logs, 3);
    assert_eq!(ask(AN, june(Some(UNIT))).await.unwrap().people.len(), 1, "one's own");
    assert_eq!(ask(STRANGER, june(Some(AGENCY))).await.unwrap().people.len(), 0);
    let officer = app.by_officer(STRANGER, regulation::SystemRole::HrOfficer, AGENCY, june(Some(AGENCY)));
    assert_eq!(answer(app.client().get_statistics(officer).await).unwrap().total.unwrap().logs, 3);
    let auditor = |reason: &str| {
        let message = api::GetStatisticsRequest { reason: reason.to_owned(), ..june(Some(AGENCY)) };
        app.by_officer(CHIEF + 50, regulation::SystemRole::Auditor, AGENCY, message)
    };
    assert_eq!(answer(app.client().get_statistics(auditor(" ")).await).unwrap().people.len(), 0, "an auditor says why");
    assert!(!answer(app.client().get_statistics(auditor("Đơn số 5")).await).unwrap().people.is_empty());
    let list = app.by_officer(
        CHIEF + 50,
        regulation::SystemRole::Auditor,
        AGENCY,
        api::ListReadsRequest { agency_id: uuid(AGENCY).to_string(), page: None },
    );
    let reads = answer(app.client().list_reads(list).await).unwrap().reads;
    let told: Vec<_> = reads.iter().map(|read| (read.unit_id.clone(), read.person_id.as_str(), read.reason.as_str())).collect();
    let agency = uuid(AGENCY).to_string();
    assert_eq!(told, [(agency.clone(), "", "Đơn số 5"), (agency, "", "")], "who reads by office leaves a row, heads none");
    for (from, to) in [("2019-06-30", "2019-06-01"), ("2019-01-01", "2021-01-01")] {
        assert_eq!(ask(HEAD, period(None, from, to)).await.unwrap_err().reason, "PERIOD_INVALID");
    }

    let page = |token: &str| Some(PageRequest { page_size: 1, page_token: token.to_owned() });
    let first = ask(HEAD, api::GetStatisticsRequest { page: page(""), ..june(None) }).await.unwrap();
    let token = first.page.unwrap().next_page_token;
    let second = ask(HEAD, api::GetStatisticsRequest { page: page(&token), ..june(None) }).await.unwrap();
    assert_eq!((first.people.len(), second.people[0].full_name.as_str()), (1, "Trần Văn Bình"));
    assert_eq!(second.page.unwrap().next_page_token, "");
}

#[tokio::test]
async fn approved_work_is_grouped_by_plan_and_found_without_diacritics() {
    let app = App::start().await;
    let items = app.submit_list(AN, &["Soạn đề án", "Giao ban"]).await.unwrap().items;
    let of = |item: usize, content: &str| api::LogEntry { work_item_id: items[item].item_id.clone(), ..entry(content) };
    let log = app.submit_log(AN, WEEK, vec![entry("Đột xuất"), of(1, "Họp"), of(0, "Viết chương một")], 0).await.unwrap();
    app.submit_log(AN, NEXT_WEEK, vec![entry("Chưa duyệt")], 0).await.unwrap();
    app.approve_logs(HEAD, &[&log]).await.unwrap();
    let find = async |who, search: &str| {
        let message = api::ListApprovedWorkRequest {
            page: None,
            person_id: uuid(AN).to_string(),
            year: 2019,
            search: search.to_owned(),
            reason: String::new(),
        };
        let works = answer(app.client().list_approved_work(app.by(who, message)).await)?.works;
        Ok::<_, rpc::Problem>(works.into_iter().map(|work| work.entry.unwrap().content).collect::<Vec<_>>())
    };
    assert_eq!(find(HEAD, "").await.unwrap(), ["Viết chương một", "Họp", "Đột xuất"]);
    assert_eq!(find(HEAD, "DE an").await.unwrap(), ["Viết chương một"], "by the planned work");
    assert_eq!(find(AN, "dot xuat").await.unwrap(), ["Đột xuất"]);
    for (search, reason) in [("a\0b", "CONTROL_CHARACTERS"), (&"x".repeat(201), "SEARCH_INVALID"), ("a\u{202e}b", "SEARCH_INVALID")] {
        assert_eq!(find(AN, search).await.unwrap_err().reason, reason);
    }
    assert_eq!(find(BINH, "").await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_log_may_begin_with_the_last_one_and_with_what_recurs() {
    let app = App::start().await;
    let item = |content: &str, every_weeks: i32| api::WorkItem {
        content: content.to_owned(),
        quantity: 1,
        every_weeks,
        recurs_from: (every_weeks > 0).then(|| day("2019-06-05")),
        ..Default::default()
    };
    let submit = async |items| {
        let message = api::SubmitWorkListRequest { request_id: request_id(), year: 2019, items };
        answer(app.client().submit_work_list(app.by(AN, message)).await)
    };
    let wrong = submit(vec![item("Một", 53)]).await.unwrap_err();
    assert_eq!(wrong.fields[0].field, "items[0].every_weeks");
    submit(vec![item("Giao ban", 1), item("Báo cáo nửa tháng", 2), item("Đề án", 0)]).await.unwrap();
    app.submit_log(AN, WEEK, vec![api::LogEntry { done_on: Some(day("2019-06-04")), ..entry("Tiếp dân") }], 0).await.unwrap();
    let message = api::GetSuggestedEntriesRequest { cadence: Cadence::Week.into(), starts_on: Some(day(NEXT_WEEK)) };
    let begin = answer(app.client().get_suggested_entries(app.by(AN, message)).await).unwrap();
    let contents = |entries: &[api::LogEntry]| entries.iter().map(|entry| entry.content.clone()).collect::<Vec<_>>();
    assert_eq!((contents(&begin.last), contents(&begin.recurring)), (vec!["Tiếp dân".to_owned()], vec!["Giao ban".to_owned()]));
    assert_eq!((&begin.last[0].done_on, begin.last[0].outcome, begin.last[0].product.as_str()), (&None, 0, ""));
    app.save_log(AN, NEXT_WEEK, [begin.last, begin.recurring].concat(), 0).await.unwrap();
}
