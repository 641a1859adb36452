//! The official e-mail list of Trung tâm Tin học (article 7.2): who has which address, and which are closed.

use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::text;

use crate::workbook::{Cell, Problem};

/// What problems call the list.
pub const SHEET: &str = "Danh sách thư điện tử";
const NAME: &str = "Họ và tên";
const EMAIL: &str = "Email công vụ";
const FORMER: &str = "Email cũ";
const STATE: &str = "Tình trạng";
const BIRTH_DATE: &str = "Ngày sinh";
const AGENCY: &str = "Cơ quan";

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

/// Reads the rows, the heading first.
///
/// # Errors
/// Everything that is wrong, row by row.
pub fn read(rows: &[Vec<Cell>]) -> Result<Vec<Listed>, Vec<Problem>> {
    let heading = rows.first().map(Vec::as_slice).unwrap_or_default();
    let place = |name: &str| heading.iter().position(|cell| text::fold(&cell.text()) == text::fold(name));
    let (Some(name), Some(email)) = (place(NAME), place(EMAIL)) else {
        let message = format!("Dòng đầu phải có các cột “{NAME}” và “{EMAIL}”.");
        return Err(vec![Problem { sheet: SHEET, row: 1, column: "", reason: "COLUMN_MISSING", message }]);
    };
    let (former, state, birth_date, agency) = (place(FORMER), place(STATE), place(BIRTH_DATE), place(AGENCY));
    let (mut listed, mut problems) = (Vec::new(), Vec::new());
    let (mut seen, mut formers) = (HashSet::new(), HashSet::new());
    for (index, cells) in rows.iter().enumerate().skip(1) {
        let row = index + 1;
        let text = |column: Option<usize>| column.and_then(|column| cells.get(column)).map(Cell::text).unwrap_or_default();
        let mut wrong =
            |column, reason, message: &str| problems.push(Problem { sheet: SHEET, row, column, reason, message: message.to_owned() });
        let (full_name, email, former) = (text(Some(name)), text(Some(email)).to_lowercase(), text(former).to_lowercase());
        if full_name.is_empty() && email.is_empty() {
            continue;
        }
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
        let closed = match text::fold(&text(state)).as_str() {
            "" | "dang su dung" => false,
            "ngung su dung" => true,
            _ => {
                wrong(STATE, "STATE_UNKNOWN", "Hãy ghi “Đang sử dụng” hoặc “Ngừng sử dụng”.");
                false
            }
        };
        let born = birth_date.and_then(|column| cells.get(column));
        let birth_date = born.and_then(Cell::day);
        if birth_date.is_none() && born.is_some_and(|cell| !cell.text().is_empty()) {
            wrong(BIRTH_DATE, "DAY_INVALID", "Ngày không hợp lệ; hãy nhập dạng ngày/tháng/năm, ví dụ 15/12/1980, hoặc để trống.");
        }
        let (agency, former) = (text(agency), (!former.is_empty()).then_some(former));
        listed.push(Listed { row, full_name, email, former, closed, birth_date, agency });
    }
    if problems.is_empty() { Ok(listed) } else { Err(problems) }
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
        let listed = listed.unwrap();
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
        assert_eq!(read(&rows("Tên|Email")).unwrap_err()[0].reason, "COLUMN_MISSING");
    }
}
