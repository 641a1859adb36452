//! Logs in Excel files.

use proto::worklog::v1 as api;

use crate::app::{AN, App, BINH, HEAD, STRANGER, answer, day, entry, request_id, uuid};

const WEEK: &str = "2019-06-03";
const NEXT_WEEK: &str = "2019-06-10";

async fn export(app: &App, reader: u128, owner: u128) -> Result<Vec<u8>, rpc::Problem> {
    let message = api::ExportLogsRequest { person_id: uuid(owner).to_string(), year: 2019, template: false, reason: String::new() };
    answer(app.client().export_logs(app.by(reader, message)).await).map(|answer| answer.file.unwrap().content)
}

async fn import(app: &App, person: u128, content: Vec<u8>, dry_run: bool) -> Result<api::ImportLogsResponse, rpc::Problem> {
    let message = api::ImportLogsRequest { request_id: request_id(), content, dry_run };
    answer(app.client().import_logs(app.by(person, message)).await)
}

#[tokio::test]
async fn what_is_exported_is_imported_again_once_and_formulas_stay_text() {
    let app = App::start().await;
    let late = api::LogEntry { outcome: api::Outcome::Late.into(), delay_reason: "Mưa lũ".to_owned(), ..entry("=1+1") };
    let done = api::LogEntry { done_on: Some(day("2019-06-04")), ..entry("Hai") };
    app.submit_log(AN, WEEK, vec![late, done], 0).await.unwrap();
    app.save_log(AN, NEXT_WEEK, vec![entry("Ba")], 0).await.unwrap();
    let workbook = export(&app, AN, AN).await.unwrap();
    assert_eq!(export(&app, STRANGER, AN).await.unwrap_err().reason, "NOT_FOUND");

    let nothing = import(&app, AN, workbook.clone(), false).await.unwrap();
    assert_eq!((nothing.logs, nothing.problems), (0, vec![]), "it is all there");
    let dry = import(&app, BINH, workbook.clone(), true).await.unwrap();
    assert_eq!((dry.logs, app.logs(BINH, BINH).await.unwrap().len()), (2, 0));
    assert_eq!(import(&app, BINH, workbook.clone(), false).await.unwrap().logs, 2);
    assert_eq!(import(&app, BINH, workbook, false).await.unwrap().logs, 0, "the same again changes nothing");
    let logs = app.logs(BINH, BINH).await.unwrap();
    let texts: Vec<_> = logs.iter().flat_map(|log| log.entries.iter().map(|entry| entry.content.as_str())).collect();
    assert_eq!(texts, ["Ba", "=1+1", "Hai"]);
    assert_eq!((logs[1].state(), logs[1].entries[0].delay_reason.as_str()), (api::ApprovalState::Draft, "Mưa lũ"));
    assert!(app.logs(HEAD, BINH).await.unwrap().is_empty(), "drafts are announced to nobody");
}

#[tokio::test]
async fn every_wrong_row_is_named_and_nothing_is_kept() {
    let app = App::start().await;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        worklog_domain::COLUMNS,
        ["Tuần", "03/06/2019", "Một", "", "", "", "04/06/2019", "Đúng tiến độ", "", ""],
        ["Tháng", "03/06/2019", "Hai", "Không có", "", "32/01/2019", "", "Tốt", "", ""],
        ["Tuần", "04/06/2019", "Ba", "", "", "", "", "", "", ""],
        ["Tuần", "10/06/2019", "Bốn", "", "", "", "04/06/2019", "", "http://a", ""],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let content = workbook.save_to_buffer().unwrap();
    let answer = import(&app, AN, content, false).await.unwrap();
    let problems: Vec<_> = answer.problems.iter().map(|problem| (problem.row, problem.column.as_str())).collect();
    let expected = [
        (3, "Kỳ (Ngày/Tuần)"),
        (3, "Thời hạn"),
        (3, "Kết quả"),
        (3, "Công việc trong danh mục"),
        (4, "Ngày bắt đầu"),
        (5, "Ngày hoàn thành"),
        (5, "Minh chứng"),
    ];
    assert_eq!(problems, expected);
    assert!(app.logs(AN, AN).await.unwrap().is_empty());
    assert_eq!(import(&app, AN, b"PK".to_vec(), true).await.unwrap_err().reason, "WORKBOOK_UNREADABLE");
}

#[tokio::test]
async fn of_a_hidden_sheet_nothing_is_read_and_it_is_told() {
    let app = App::start().await;
    app.clock.advance(chrono::TimeDelta::days(184));
    let content = include_bytes!("../data/21-log-hidden-first.xlsx").to_vec();
    let answer = import(&app, AN, content, true).await.unwrap();
    assert_eq!((answer.problems, answer.logs), (vec![], 1));
    assert_eq!(answer.passed_over.iter().map(|one| one.column.as_str()).collect::<Vec<_>>(), ["XL4Poppy"]);
}

#[tokio::test]
async fn whatever_cell_cannot_be_read_is_told_once() {
    let app = App::start().await;
    let row = vec!["Tuần", "3/6/2019", "Một", "", "12/BC", "7/6/2019", "4/6/2019", "Đúng tiến độ", "", ""];
    let take = async |at: Option<(usize, usize, &str, &str)>| {
        let rows = testkit::workbook::rows(&[worklog_domain::COLUMNS.to_vec(), row.clone()], at);
        let sheet = testkit::workbook::RawSheet { name: "Bảng kê", rows: &rows, ..Default::default() };
        import(&app, AN, testkit::workbook::workbook(&[sheet], &["h:mm"], false), true).await.unwrap()
    };
    assert_eq!((take(None).await.problems, take(None).await.logs), (vec![], 1));
    for (place, column) in worklog_domain::COLUMNS.iter().enumerate() {
        for (attributes, content) in testkit::workbook::UNREADABLE {
            let answer = take(Some((1, place, attributes, content))).await;
            let [problem] = answer.problems.as_slice() else { panic!("{column} {content}: {:?}", answer.problems) };
            assert_eq!((problem.row, problem.column.as_str()), (2, *column), "{content}");
            assert!(problem.message.contains(&kernel::grid::address(1, place)), "{}", problem.message);
        }
    }
}
