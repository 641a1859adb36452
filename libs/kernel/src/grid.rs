//! The cells of a sheet that somebody sends, found by their headings wherever an office put them. What cannot be read is told with the
//! address of its cell: nothing is read as if it were absent.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use chrono::{Days, NaiveDate};

use crate::{date, text};

/// Rows above which no heading is looked for: the letterhead of a list is shorter.
const MOST_ROWS_ABOVE: usize = 20;

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

/// A column: its heading, what else offices call it, and what is expected of it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// As the template writes it.
    pub heading: &'static str,
    /// Other headings that mean the same.
    pub also: &'static [&'static str],
    /// A list without it is refused.
    pub required: bool,
    /// It holds days.
    pub days: bool,
}

impl Column {
    /// A column that a list must have.
    pub const fn required(heading: &'static str, also: &'static [&'static str]) -> Self {
        Self { heading, also, required: true, days: false }
    }

    /// A column that a list can do without.
    pub const fn optional(heading: &'static str, also: &'static [&'static str]) -> Self {
        Self { heading, also, required: false, days: false }
    }

    /// The same column, of days.
    #[must_use]
    pub const fn of_days(self) -> Self {
        Self { days: true, ..self }
    }

    fn is(&self, cell: &Cell) -> bool {
        let said = cell.heading();
        !said.is_empty() && std::iter::once(&self.heading).chain(self.also).any(|name| said == heading(name))
    }
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

/// The rows of one sheet by heading, in whatever order the columns are and whatever stands above them.
pub struct Table<'a> {
    sheet: &'static str,
    columns: HashMap<&'static str, usize>,
    heading: usize,
    /// Columns with a heading that nobody knows, and something below it.
    unknown: Vec<String>,
    rows: &'a [Vec<Cell>],
}

impl<'a> Table<'a> {
    /// Finds the headings, and tells every cell below them that cannot be read.
    pub fn of(sheet: &'static str, rows: &'a [Vec<Cell>], columns: &[Column], problems: &mut Vec<Problem>) -> Self {
        let found = |row: &Vec<Cell>| columns.iter().filter(|column| row.iter().any(|cell| column.is(cell))).count();
        let looked_at = rows.iter().take(MOST_ROWS_ABOVE).enumerate();
        // Of several rows with headings the first counts; a letterhead has none.
        let (heading, most) =
            looked_at.map(|(index, row)| (index, found(row))).fold((0, 0), |best, row| if row.1 > best.1 { row } else { best });
        let cells = rows.get(heading).map(Vec::as_slice).unwrap_or_default();
        let rows_below = rows.get(heading + 1..).unwrap_or_default();
        let mut table = Self { sheet, columns: HashMap::new(), heading, unknown: Vec::new(), rows: rows_below };
        if most == 0 {
            let names: Vec<String> =
                columns.iter().filter(|column| column.required).map(|column| format!("«{}»", column.heading)).collect();
            let message = match rows.is_empty() {
                true => format!("Chưa có trang «{sheet}», hoặc trang này không có gì."),
                false => format!("Không thấy dòng tiêu đề trong {MOST_ROWS_ABOVE} dòng đầu; cần có các cột {}.", names.join(", ")),
            };
            problems.push(Problem { sheet, row: 1, column: "", reason: "COLUMN_MISSING", message });
            return table;
        }
        for column in columns {
            let at: Vec<usize> = cells.iter().enumerate().filter(|(_, cell)| column.is(cell)).map(|(index, _)| index).collect();
            let problem = |reason, message| Problem { sheet, row: heading + 1, column: column.heading, reason, message };
            match at.as_slice() {
                [] if column.required => problems.push(problem("COLUMN_MISSING", format!("Thiếu cột «{}».", column.heading))),
                [] => {}
                [only] => drop(table.columns.insert(column.heading, *only)),
                several => {
                    let which: Vec<String> = several.iter().map(|column| letters(*column)).collect();
                    let message = format!(
                        "Có {} cột «{}» ({}); hãy gộp thành một cột để không mất dữ liệu.",
                        several.len(),
                        column.heading,
                        which.join(", ")
                    );
                    problems.push(problem("COLUMN_TWICE", message));
                }
            }
        }
        let filled = |at: usize| rows_below.iter().any(|row| row.get(at).is_some_and(|cell| !cell.text().is_empty()));
        let unknown = cells
            .iter()
            .enumerate()
            .filter(|(at, cell)| !cell.text().is_empty() && !columns.iter().any(|column| column.is(cell)) && filled(*at));
        table.unknown = unknown.map(|(at, cell)| format!("{} «{}»", letters(at), cell.text())).collect();
        table.tell_unread(columns, problems);
        table
    }

    /// Every cell that cannot be taken, once a cause: hidden rows together, a hidden column once.
    fn tell_unread(&self, columns: &[Column], problems: &mut Vec<Problem>) {
        let mut hidden_rows: Vec<usize> = Vec::new();
        let mut hidden_columns = Vec::new();
        for (index, cells) in self.rows.iter().enumerate() {
            let row = self.heading + 1 + index;
            if is_hidden(cells) {
                hidden_rows.push(row + 1);
                continue;
            }
            for column in columns {
                let Some(at) = self.columns.get(column.heading).copied() else { continue };
                let cell = cells.get(at).unwrap_or(&Cell::Empty);
                let mut tell =
                    |message| problems.push(Problem { sheet: self.sheet, row: row + 1, column: column.heading, reason: UNREAD, message });
                match cell {
                    Cell::Unread { why: Why::HiddenColumn, .. } if hidden_columns.contains(&at) => {}
                    Cell::Unread { why: Why::Merged { from }, .. } if *from <= self.heading || *from == row => {}
                    Cell::Unread { shown, why } => {
                        if *why == Why::HiddenColumn {
                            hidden_columns.push(at);
                        }
                        tell(why.told(row, at, shown));
                    }
                    Cell::Day(_) if !column.days => {
                        let place = address(row, at);
                        tell(format!("Ô {place} là một ngày (có khi Excel tự đổi); hãy định dạng ô là văn bản (Text) rồi ghi lại."));
                    }
                    Cell::Empty | Cell::Text(_) | Cell::Day(_) => {}
                }
            }
        }
        if let Some(first) = hidden_rows.first() {
            let message = format!(
                "{} dòng đang ẩn ({}) nên không đọc. Hãy bỏ lọc (Filter) và hiện các dòng, hoặc xóa các dòng không dùng.",
                hidden_rows.len(),
                ranges(&hidden_rows)
            );
            problems.push(Problem { sheet: self.sheet, row: *first, column: "", reason: "ROWS_HIDDEN", message });
        }
    }

    /// Where a column stands.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.columns.get(heading).copied()
    }

    /// What is to be told though nothing is wrong: where the headings were found when not in the first row, and columns that are not read.
    pub fn notes(&self) -> Vec<Problem> {
        let row = self.heading + 1;
        let note = |reason, message| Problem { sheet: self.sheet, row, column: "", reason, message };
        let found = (row > 1).then(|| note("HEADINGS_FOUND", format!("Tiêu đề ở dòng {row}; các dòng phía trên không đọc.")));
        let unknown =
            (!self.unknown.is_empty()).then(|| note("COLUMNS_PASSED_OVER", format!("Các cột không đọc: {}.", self.unknown.join(", "))));
        found.into_iter().chain(unknown).collect()
    }

    /// The rows with something in them, but for hidden ones and the one that numbers the columns.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let filled = |(_, cells): &(usize, &Vec<Cell>)| !is_hidden(cells) && cells.iter().any(|cell| !cell.text().is_empty());
        let row = |(index, cells): (usize, &'a Vec<Cell>)| Row { table: self, number: self.heading + index + 2, cells };
        self.rows.iter().enumerate().filter(filled).filter(move |(index, cells)| *index > 1 || !numbers_columns(cells)).map(row)
    }
}

fn is_hidden(cells: &[Cell]) -> bool {
    cells.iter().any(|cell| matches!(cell, Cell::Unread { why: Why::HiddenRow, .. }))
}

/// «1, 2, 3», «(1), (2), (3)», also with letters for the first ones: a row below the headings that only numbers them.
fn numbers_columns(cells: &[Cell]) -> bool {
    let said: Vec<String> = cells.iter().map(Cell::text).filter(|text| !text.is_empty()).collect();
    let bare = said.iter().map(|text| text.trim_matches(['(', ')', '[', ']', ' ']));
    let numbers: Vec<usize> = bare.clone().filter_map(|text| text.parse().ok()).collect();
    let letters = bare.filter(|text| text.len() == 1 && text.chars().all(|c| c.is_ascii_uppercase())).count();
    numbers.len() > 2 && numbers.len() + letters == said.len() && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// `2, 5–9`.
fn ranges(rows: &[usize]) -> String {
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        match found.last_entry() {
            Some(mut last) if *last.get() + 1 == *row => *last.get_mut() = *row,
            _ => drop(found.insert(*row, *row)),
        }
    }
    let mut said = String::new();
    for (first, last) in found {
        let (comma, end) = (if said.is_empty() { "" } else { ", " }, if first == last { String::new() } else { format!("–{last}") });
        // Writing to a String cannot fail.
        let _ = write!(said, "{comma}{first}{end}");
    }
    said
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

/// One row of a table.
pub struct Row<'a> {
    table: &'a Table<'a>,
    /// As the spreadsheet counts.
    pub number: usize,
    cells: &'a [Cell],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &Cell {
        let found = self.table.column(column).and_then(|index| self.cells.get(index)).unwrap_or(&Cell::Empty);
        match found {
            // Part of the heading, or of a heading of a section that stretches over the row.
            Cell::Unread { why: Why::Merged { from }, .. } if *from <= self.table.heading || *from + 1 == self.number => &Cell::Empty,
            Cell::Empty | Cell::Text(_) | Cell::Day(_) | Cell::Unread { .. } => found,
        }
    }

    /// What a cell says, empty where it says nothing.
    pub fn text(&self, column: &str) -> String {
        self.cell(column).text()
    }

    /// What a cell says, line by line.
    pub fn lines(&self, column: &str) -> String {
        self.cell(column).lines()
    }

    /// Whether all of these say nothing.
    pub fn lacks(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.text(column).is_empty())
    }

    /// A problem with a cell of the row.
    pub fn problem(&self, column: &'static str, reason: &'static str, message: impl Into<String>) -> Problem {
        Problem { sheet: self.table.sheet, row: self.number, column, reason, message: message.into() }
    }

    /// That the row is passed over: a heading of a section, a line below the list.
    pub fn passed_over(&self, column: &'static str) -> Problem {
        let own = self.cells.iter().filter(|cell| !matches!(cell, Cell::Unread { why: Why::Merged { .. }, .. }));
        let said: Vec<String> = own.map(Cell::text).filter(|text| !text.is_empty()).collect();
        let message = format!("Bỏ qua dòng «{}»: không phải dòng của một người.", said.join(" "));
        self.problem(column, "ROW_PASSED_OVER", message)
    }

    /// What a cell says, told when it says nothing.
    pub fn required(&self, column: &'static str, problems: &mut Vec<Problem>) -> String {
        let text = self.text(column);
        if text.is_empty() {
            problems.push(self.problem(column, "VALUE_MISSING", format!("Chưa nhập «{column}».")));
        }
        text
    }

    /// A day, told when it is none.
    pub fn day(&self, column: &'static str, problems: &mut Vec<Problem>) -> Option<NaiveDate> {
        let day = self.cell(column).day();
        if day.is_none() && !self.text(column).is_empty() {
            problems.push(self.problem(column, "DAY_INVALID", "Ngày không hợp lệ; hãy nhập dạng ngày/tháng/năm, ví dụ 15/12/2019."));
        }
        day
    }

    /// An x, or nothing.
    pub fn mark(&self, column: &'static str, problems: &mut Vec<Problem>) -> bool {
        match self.text(column).to_lowercase().as_str() {
            "" => false,
            "x" => true,
            _ => {
                problems.push(self.problem(column, "MARK_INVALID", "Đánh dấu «x» hoặc để trống."));
                false
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
    fn rows_that_number_columns_are_no_people_and_people_are_none() {
        let row = |cells: &[&str]| cells.iter().map(|text| Cell::Text((*text).to_owned())).collect::<Vec<_>>();
        for numbered in [&["1", "2", "3"][..], &["(1)", "(2)", "(3)"], &["A", "B", "1", "2", "3"], &["[5]", "[6]", "[7]"]] {
            assert!(numbers_columns(&row(numbered)), "{numbered:?}");
        }
        for other in [&["1", "Lê An", "3"][..], &["1", "2"], &["1", "3", "5"], &["A", "B", "C"]] {
            assert!(!numbers_columns(&row(other)), "{other:?}");
        }
    }

    #[test]
    fn rows_are_told_as_ranges() {
        assert_eq!(ranges(&[2, 5, 6, 7, 9]), "2, 5–7, 9");
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
