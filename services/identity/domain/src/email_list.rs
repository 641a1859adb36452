//! The official e-mail list of Trung tâm Tin học (article 7.2): who has which address, and which are closed.

use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::grid::{Table, one_each};
use kernel::text;

use crate::workbook::{Cell, Column, Problem};

/// What problems call the list.
pub const SHEET: &str = "Danh sách thư điện tử";
const NAME: &str = "Họ và tên";
const EMAIL: &str = "Email công vụ";
const FORMER: &str = "Email cũ";
const STATE: &str = "Tình trạng";
const BIRTH_DATE: &str = "Ngày sinh";
const AGENCY: &str = "Cơ quan";

const COLUMNS: [Column; 6] = [
    Column::required(NAME, &["họ tên", "họ, tên"]),
    Column::required(EMAIL, &["email", "thư công vụ", "thư điện tử công vụ", "địa chỉ thư công vụ", "địa chỉ email"]),
    Column::optional(FORMER, &["thư cũ", "địa chỉ cũ"]),
    Column::optional(STATE, &["trạng thái"]),
    Column::optional(BIRTH_DATE, &["ngày, tháng, năm sinh", "ngày tháng năm sinh"]).of_days(),
    Column::optional(AGENCY, &["cơ quan, đơn vị"]),
];

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// As the spreadsheet counts: the heading is row 1.
    pub row: usize,
    /// Họ và tên.
    pub full_name: String,
    /// Email công vụ, in small letters.
    pub email: String,
    /// Email cũ: the address that this one takes the place of.
    pub former: Option<String>,
    /// Ngừng sử dụng.
    pub closed: bool,
    /// Ngày sinh: with the agency, it tells who somebody is whose address was mistyped.
    pub birth_date: Option<NaiveDate>,
    /// Cơ quan: its name, or its code of the staff list.
    pub agency: String,
}

/// A problem with the address of a row.
pub fn email_problem(row: usize, reason: &'static str, message: String) -> Problem {
    Problem { sheet: SHEET, row, column: EMAIL, reason, message }
}

/// A problem with the name of a row.
pub fn name_problem(row: usize, known_as: &str) -> Problem {
    let message = format!("Địa chỉ này là của {known_as}. Hãy kiểm tra lại họ tên hoặc địa chỉ.");
    Problem { sheet: SHEET, row, column: NAME, reason: "NAME_DIFFERS", message }
}

/// What a list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmailList {
    /// Everybody.
    pub listed: Vec<Listed>,
    /// Rows that were passed over because they are nobody's.
    pub passed_over: Vec<Problem>,
}

/// Reads the rows of a sheet.
///
/// # Errors
/// Everything that is wrong, row by row.
pub fn read(rows: &[Vec<Cell>]) -> Result<EmailList, Vec<Problem>> {
    let mut problems = Vec::new();
    let table = Table::of(SHEET, rows, &COLUMNS, &mut problems);
    let mut list = EmailList { listed: Vec::new(), passed_over: table.notes() };
    let (mut seen, mut formers) = (HashSet::new(), HashSet::new());
    for row in table.rows() {
        let heads_a_section = row.filled() < 2 && !row.text(EMAIL).contains('@');
        if heads_a_section || row.lacks(&[EMAIL, FORMER, STATE, BIRTH_DATE]) {
            list.passed_over.push(row.passed_over(NAME));
            continue;
        }
        let (full_name, email, former) = (row.text(NAME), row.text(EMAIL).to_lowercase(), row.text(FORMER).to_lowercase());
        let mut wrong = |column, reason, message: &str| problems.push(row.problem(column, reason, message));
        if full_name.is_empty() {
            wrong(NAME, "NAME_MISSING", "Hãy ghi họ và tên.");
        }
        if !is_address(&email) {
            wrong(EMAIL, "EMAIL_INVALID", "Hãy ghi địa chỉ thư điện tử công vụ, ví dụ hoalt@quangtri.gov.vn.");
        } else if !seen.insert(email.clone()) {
            wrong(EMAIL, "EMAIL_TWICE", "Địa chỉ này đã có ở một dòng trên.");
        }
        if !former.is_empty() && !is_address(&former) {
            wrong(FORMER, "EMAIL_INVALID", "Hãy ghi địa chỉ cũ, hoặc để trống.");
        } else if !former.is_empty() && !formers.insert(former.clone()) {
            wrong(FORMER, "EMAIL_TWICE", "Địa chỉ cũ này đã có ở một dòng trên.");
        }
        let closed = match text::fold(&row.text(STATE)).as_str() {
            "" | "dang su dung" => false,
            "ngung su dung" => true,
            _ => {
                wrong(STATE, "STATE_UNKNOWN", "Hãy ghi “Đang sử dụng” hoặc “Ngừng sử dụng”.");
                false
            }
        };
        let birth_date = row.birthday(BIRTH_DATE, &mut problems, &mut list.passed_over);
        let (agency, former) = (row.text(AGENCY), (!former.is_empty()).then_some(former));
        list.listed.push(Listed { row: row.number, full_name, email, former, closed, birth_date, agency });
    }
    one_each(&mut problems);
    if problems.is_empty() { Ok(list) } else { Err(problems) }
}

/// Whether a text is an e-mail address such as offices have.
pub fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte));
    plain(name) && plain(host) && host.contains('.') && text.len() <= 254
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<Cell>> {
        text.lines().map(|line| line.split('|').map(|cell| Cell::Text(cell.to_owned())).collect()).collect()
    }

    #[test]
    fn a_list_is_read_whatever_the_order_of_its_columns() {
        let listed =
            read(&rows("Tình trạng|EMAIL CÔNG VỤ|Họ và tên\nNgừng sử dụng|An@quangtri.gov.vn|Nguyễn An\n||\n|binh@quangtri.gov.vn|Bình"));
        let listed = listed.unwrap().listed;
        let short: Vec<_> = listed.iter().map(|row| (row.row, row.email.as_str(), row.closed)).collect();
        assert_eq!(short, [(2, "an@quangtri.gov.vn", true), (4, "binh@quangtri.gov.vn", false)]);
    }

    #[test]
    fn every_wrong_row_is_told() {
        let list = "Họ và tên|Email công vụ|Email cũ|Tình trạng\n|an@quangtri.gov.vn\nBình|khong phai\nBình|an@quangtri.gov.vn|cu|tạm nghỉ";
        let problems = read(&rows(list)).unwrap_err();
        let short: Vec<_> = problems.iter().map(|problem| (problem.row, problem.reason)).collect();
        let expected = [(2, "NAME_MISSING"), (3, "EMAIL_INVALID"), (4, "EMAIL_TWICE"), (4, "EMAIL_INVALID"), (4, "STATE_UNKNOWN")];
        assert_eq!(short, expected);
        assert_eq!(read(&rows("Tên|Địa chỉ")).unwrap_err()[0].reason, "COLUMN_MISSING");
    }
}
