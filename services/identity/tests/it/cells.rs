//! Every column of every list, and every kind of cell that cannot be read: told where it stands, once, and nothing is stored.

use proto::common::v1::File;
use proto::identity::v1 as api;
use testkit::workbook::{RawSheet, UNREADABLE, rows, workbook};

use crate::app::{ADMIN, App, answer, request_id};

const UNITS: [&str; 7] = ["Mã đơn vị", "Tên đơn vị", "Tên viết tắt", "Loại", "Mã đơn vị cấp trên", "Lĩnh vực", "Địa danh"];
const PEOPLE: [&str; 16] = [
    "Họ và tên",
    "Ngày sinh",
    "Email công vụ",
    "Mã đơn vị",
    "Chức vụ, chức danh",
    "Diện",
    "Ngạch/CDNN",
    "Bậc",
    "Hệ số lương",
    "Đảng viên",
    "Ngày vào cơ quan",
    "Ngày chuyển đến",
    "Cơ quan cũ",
    "Số ngày học cả ngày trong năm",
    "Viên chức giáo dục",
    "Nhiệm vụ kiêm",
];
const EMAILS: [&str; 6] = ["Họ và tên", "Email công vụ", "Email cũ", "Tình trạng", "Ngày sinh", "Cơ quan"];

/// A staff list of one person, with one other cell in a sheet of it.
fn staff(sheet: &str, at: Option<(usize, usize, &str, &str)>) -> Vec<u8> {
    let person = [
        "Lê Văn Đức",
        "1/2/1970",
        "duc.levan@quangtri.gov.vn",
        "H50.6",
        "Giám đốc Sở",
        "Công chức",
        "01.002",
        "4",
        "5.42",
        "x",
        "1/5/2001",
        "",
        "",
        "12",
        "",
        "",
    ];
    let units = vec![UNITS.to_vec(), vec!["H50.6", "Sở Nội vụ", "SNV", "Sở, ban, ngành", "H50", "", "Đông Hà"]];
    let other = |name: &str| at.filter(|_| name == sheet);
    let texts = [("Đơn vị", units), ("Nhân sự", vec![PEOPLE.to_vec(), person.to_vec()]), ("Kỳ", vec![vec!["Năm", "2019"]])];
    let xml: Vec<(&str, String)> = texts.iter().map(|(name, texts)| (*name, rows(texts, other(name)))).collect();
    let sheets: Vec<RawSheet<'_>> = xml.iter().map(|(name, rows)| RawSheet { name, rows, ..RawSheet::default() }).collect();
    workbook(&sheets, &["h:mm"], false)
}

#[tokio::test]
async fn whatever_cell_of_a_staff_list_cannot_be_read_is_told_once() {
    let app = App::start().await;
    assert_eq!(app.import(ADMIN, staff("", None), true).await.unwrap().problems, []);
    for (sheet, columns) in [("Đơn vị", &UNITS[..]), ("Nhân sự", &PEOPLE)] {
        for (place, column) in columns.iter().enumerate() {
            for (attributes, content) in UNREADABLE {
                let answer = app.import(ADMIN, staff(sheet, Some((1, place, attributes, content))), false).await.unwrap();
                let [problem] = answer.problems.as_slice() else { panic!("{sheet} {column} {content}: {:?}", answer.problems) };
                let found = (problem.sheet.as_str(), problem.row, problem.column.as_str(), problem.reason.as_str());
                assert_eq!(found, (sheet, 2, *column, "CELL_UNREAD"), "{content}");
                assert!(problem.message.contains(&kernel::grid::address(1, place)), "{}", problem.message);
            }
        }
    }
    for (attributes, content) in UNREADABLE {
        let answer = app.import(ADMIN, staff("Kỳ", Some((0, 1, attributes, content))), false).await.unwrap();
        assert_eq!(answer.problems.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["YEAR_INVALID"], "{content}");
    }
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn whatever_cell_of_an_email_list_cannot_be_read_is_told_once() {
    let app = App::start().await;
    let take = async |at: Option<(usize, usize, &str, &str)>| {
        let row = vec!["Lê An", "an.le@quangtri.gov.vn", "le.an@quangtri.gov.vn", "Đang sử dụng", "1/2/1980", "H50.6"];
        let rows = rows(&[EMAILS.to_vec(), row], at);
        let content = workbook(&[RawSheet { name: "Danh sách", rows: &rows, ..RawSheet::default() }], &["h:mm"], false);
        let list = Some(File { name: "email.xlsx".to_owned(), content_type: String::new(), content });
        let message = api::ImportEmailListRequest { request_id: request_id(), list, dry_run: false };
        answer(app.accounts().import_email_list(app.by(ADMIN, message).await).await).unwrap()
    };
    assert_eq!(take(None).await.problems, []);
    for (place, column) in EMAILS.iter().enumerate() {
        for (attributes, content) in UNREADABLE {
            let answer = take(Some((1, place, attributes, content))).await;
            let [problem] = answer.problems.as_slice() else { panic!("{column} {content}: {:?}", answer.problems) };
            assert_eq!((problem.row, problem.column.as_str(), problem.reason.as_str()), (2, *column, "CELL_UNREAD"), "{content}");
        }
    }
}
