//! The cells of a sheet that somebody sends, found by their headings wherever an office put them. What cannot be read is told with the
//! address of its cell: nothing is read as if it were absent.

mod table;

use chrono::{Days, NaiveDate};

use crate::{date, text};

pub use table::{Column, Row, Table};

/// A cell as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text or a number, as it is shown.
    Text(String),
    /// A real date.
    Day(NaiveDate),
    /// There is something, but nothing that can be taken.
    Unread {
        /// What is shown, as far as it can be told.
        shown: String,
        /// Why it is not taken.
        why: Why,
    },
}

/// Why a cell is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// `#N/A`, `#REF!` and the like.
    Fault,
    /// A formula that the program which wrote the file did not compute.
    Uncomputed,
    /// True or false, a duration, a time of day.
    Kind,
    /// Shown shortened, such as `1.2E+13`.
    Shortened,
    /// A number that is a day in some workbooks, and another day in this one.
    Ambiguous,
    /// Typed in an encoding from before Unicode.
    Legacy {
        /// Its name.
        encoding: &'static str,
        /// What is meant, in Unicode.
        meant: String,
    },
    /// A letter of another script that looks like one of ours.
    Alike(char),
    /// Its row is hidden.
    HiddenRow,
    /// Its column is hidden.
    HiddenColumn,
    /// Part of a merged cell that begins in this row, counted from 0.
    Merged {
        /// The first row of the merged cell.
        from: usize,
    },
}

impl Cell {
    /// Text as somebody wrote it, or why it is not taken.
    pub fn written(text: &str) -> Self {
        if let Some(meant) = crate::legacy::recognise(text) {
            let why = Why::Legacy { encoding: meant.encoding, meant: meant.text };
            return Self::Unread { shown: text.to_owned(), why };
        }
        let plain = text::clean(text);
        let fault = plain.starts_with('#') && FAULTS.contains(&plain.trim_end_matches(['!', '?']));
        match (plain.is_empty(), fault, text::alike(&plain)) {
            (true, ..) => Self::Empty,
            (_, true, _) => Self::Unread { shown: plain, why: Why::Fault },
            (.., Some(letter)) => Self::Unread { shown: plain, why: Why::Alike(letter) },
            (_, false, None) => Self::Text(text.to_owned()),
        }
    }

    /// What it says.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text::clean(text),
            Self::Unread { shown, .. } => text::clean(shown),
            Self::Day(day) => date::vi(*day),
        }
    }

    /// The day that is written, in whatever way; none where there is none.
    fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Empty | Self::Unread { .. } => None,
            Self::Day(day) => Some(*day),
            Self::Text(_) => {
                let text = self.text();
                date::parse_vi(&text).or_else(|| text.parse().ok()).or_else(|| of_serial(&text))
            }
        }
    }

    /// Why it is not taken, told with its address; nothing when it is. Row and column are counted from 0.
    pub fn told(&self, row: usize, column: usize) -> Option<String> {
        match self {
            Self::Unread { shown, why } => Some(why.told(row, column, shown)),
            Self::Empty | Self::Text(_) | Self::Day(_) => None,
        }
    }

    /// What it says, line by line.
    fn lines(&self) -> String {
        match self {
            Self::Text(text) => text::clean_lines(text),
            Self::Empty | Self::Day(_) | Self::Unread { .. } => self.text(),
        }
    }

    /// What a heading says: one in a hidden or merged column is one too, so that what stands below it is told.
    fn heading(&self) -> String {
        match self {
            Self::Unread { why: Why::HiddenColumn | Why::Merged { .. }, .. } | Self::Text(_) => heading(&self.text()),
            Self::Empty | Self::Day(_) | Self::Unread { .. } => String::new(),
        }
    }
}

/// A heading as it is compared.
fn heading(text: &str) -> String {
    text::fold(text).trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// What spreadsheets write where a formula fails, without the sign at its end.
const FAULTS: [&str; 15] = [
    "#N/A",
    "#REF",
    "#DIV/0",
    "#VALUE",
    "#NAME",
    "#NUM",
    "#NULL",
    "#SPILL",
    "#CALC",
    "#FIELD",
    "#BLOCKED",
    "#CONNECT",
    "#BUSY",
    "#UNKNOWN",
    "#GETTING_DATA",
];

/// `C4`, from a row and a column counted from 0.
pub fn address(row: usize, column: usize) -> String {
    format!("{}{}", letters(column), row + 1)
}

fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        name.push(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(left - 1) % 26] as char);
        left = (left - 1) / 26;
    }
    name.iter().rev().collect()
}

/// One thing wrong in a sheet, or passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// As the spreadsheet counts: the first row is row 1.
    pub row: usize,
    /// Heading of the column.
    pub column: &'static str,
    /// Stable code.
    pub reason: &'static str,
    /// What to do, in Vietnamese.
    pub message: String,
}

/// A cell that is not taken: what else is wrong with it follows from that.
const UNREAD: &str = "CELL_UNREAD";

/// Leaves one message for one cause: of a cell that cannot be read nothing else is told.
pub fn one_each(problems: &mut Vec<Problem>) {
    let unread: Vec<_> = problems.iter().filter(|one| one.reason == UNREAD).map(|one| (one.sheet, one.row, one.column)).collect();
    problems.retain(|one| one.reason == UNREAD || !unread.contains(&(one.sheet, one.row, one.column)));
}

impl Why {
    fn told(&self, row: usize, column: usize, shown: &str) -> String {
        let place = address(row, column);
        match self {
            Self::Fault => format!("Ô {place} đang báo lỗi «{shown}»; hãy sửa công thức hoặc ghi thẳng giá trị."),
            Self::Uncomputed => {
                format!("Ô {place} là công thức chưa có kết quả; hãy mở tệp bằng Excel rồi lưu lại, hoặc ghi thẳng giá trị.")
            }
            Self::Kind => format!("Ô {place} là «{shown}», không phải chữ, số hay ngày; hãy định dạng ô là văn bản (Text) rồi ghi lại."),
            Self::Shortened => format!("Ô {place} bị Excel rút gọn thành «{shown}»; hãy định dạng ô là văn bản (Text) rồi ghi lại."),
            Self::Ambiguous => {
                format!(
                    "Ô {place} là số «{shown}» trong tệp dùng hệ ngày 1904; hãy định dạng ô là ngày, hoặc là văn bản (Text) nếu không phải ngày."
                )
            }
            Self::Legacy { encoding, meant } => format!(
                "Ô {place} gõ bằng bảng mã {encoding}: «{shown}» đọc theo Unicode là «{meant}». Hãy đổi các ô như vậy sang Unicode rồi gửi lại."
            ),
            Self::Alike(letter) => {
                format!("Ô {place} có chữ «{letter}» của bảng chữ khác, chỉ trông giống chữ Việt; hãy gõ lại «{shown}».")
            }
            Self::HiddenRow => format!("Dòng {} đang ẩn nên không đọc; hãy hiện hoặc xóa dòng.", row + 1),
            Self::HiddenColumn => format!("Cột {} đang ẩn nên không đọc; hãy hiện cột, hoặc xóa nếu không dùng.", letters(column)),
            Self::Merged { from } => {
                format!("Ô {place} nằm trong ô gộp từ dòng {}; hãy bỏ gộp ô và ghi đủ từng dòng.", from + 1)
            }
        }
    }
}

/// A day that lost its format: days since the end of 1899, as spreadsheets count. Smaller numbers may be years.
fn of_serial(text: &str) -> Option<NaiveDate> {
    let days: u64 = text.parse().ok().filter(|days| (7_000..80_000).contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_addresses_of_spreadsheets() {
        let found = [(0, 0), (3, 11), (9, 25), (9, 26), (0, 701), (0, 702)].map(|(row, column)| address(row, column));
        assert_eq!(found, ["A1", "L4", "Z10", "AA10", "ZZ1", "AAA1"]);
    }

    #[test]
    fn what_spreadsheets_write_for_a_fault_is_one_though_it_is_text() {
        assert!(matches!(Cell::written("#N/A"), Cell::Unread { why: Why::Fault, .. }));
        assert!(matches!(Cell::written("#REF!"), Cell::Unread { why: Why::Fault, .. }));
        assert!(matches!(Cell::written("# 5"), Cell::Text(_)));
        assert!(matches!(Cell::written("Lê \u{410}n"), Cell::Unread { why: Why::Alike('\u{410}'), .. }));
        assert_eq!(Cell::written("Ngo\u{302}\u{a0}Thị\u{200b} Ví").text(), "Ngô Thị Ví");
    }
}
