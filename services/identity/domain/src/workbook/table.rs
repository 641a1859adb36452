//! The cells of a sheet, found by their headings wherever an office put them.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use kernel::{date, text};

use super::Problem;

/// Rows above which no heading is looked for: the letterhead of a list is shorter.
const MOST_ROWS_ABOVE: usize = 20;

/// A cell as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text or a number, as text.
    Text(String),
    /// A real date.
    Day(NaiveDate),
}

impl Cell {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text::clean(&text.replace(['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'], "")),
            Self::Day(day) => date::vi(*day),
        }
    }

    /// The day that is written, in whatever way; none where there is none.
    pub(crate) fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Empty => None,
            Self::Day(day) => Some(*day),
            Self::Text(_) => {
                let text = self.text();
                date::parse_vi(&text).or_else(|| text.parse().ok()).or_else(|| of_serial(&text))
            }
        }
    }
}

/// A column: its heading, what else offices call it, and whether a list can do without.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// As the template writes it.
    pub heading: &'static str,
    /// Other headings that mean the same, in lower case.
    pub also: &'static [&'static str],
    /// A list without it is refused.
    pub required: bool,
}

/// The rows of one sheet by heading, in whatever order the columns are and whatever stands above them.
pub(super) struct Table<'a> {
    sheet: &'static str,
    columns: HashMap<&'static str, usize>,
    first_row: usize,
    rows: &'a [Vec<Cell>],
}

impl<'a> Table<'a> {
    pub fn of(sheet: &'static str, rows: &'a [Vec<Cell>], columns: &[Column], problems: &mut Vec<Problem>) -> Self {
        let found = |row: &Vec<Cell>| columns.iter().filter(|column| row.iter().any(|cell| column.is(cell))).count();
        let looked_at = rows.iter().take(MOST_ROWS_ABOVE).enumerate();
        // Of several rows with headings the first counts; a letterhead has none.
        let heading = looked_at.map(|(index, row)| (index, found(row))).fold((0, 0), |best, row| if row.1 > best.1 { row } else { best }).0;
        let cells = rows.get(heading).map(Vec::as_slice).unwrap_or_default();
        let mut places = HashMap::new();
        for column in columns {
            let at: Vec<usize> = cells.iter().enumerate().filter(|(_, cell)| column.is(cell)).map(|(index, _)| index).collect();
            let problem = |reason, message| Problem { sheet, row: heading + 1, column: column.heading, reason, message };
            match at.as_slice() {
                [] if column.required => problems.push(problem("COLUMN_MISSING", format!("Thiếu cột «{}».", column.heading))),
                [] => {}
                [only] => drop(places.insert(column.heading, *only)),
                [..] => problems.push(problem("COLUMN_TWICE", format!("Có hai cột «{}»; hãy xóa bớt một cột.", column.heading))),
            }
        }
        Self { sheet, columns: places, first_row: heading + 1, rows: rows.get(heading + 1..).unwrap_or_default() }
    }

    /// Where a column stands.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.columns.get(heading).copied()
    }

    /// The rows with something in them, but for the one that numbers the columns.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let filled = |(_, cells): &(usize, &Vec<Cell>)| cells.iter().any(|cell| !cell.text().is_empty());
        let numbers_columns = |cells: &[Cell]| {
            let numbers: Vec<Option<usize>> =
                cells.iter().filter(|cell| **cell != Cell::Empty).map(|cell| cell.text().parse().ok()).collect();
            numbers.len() > 2 && numbers.windows(2).all(|pair| matches!(pair, [Some(one), Some(next)] if *next == one + 1))
        };
        let row = |(index, cells): (usize, &'a Vec<Cell>)| Row { table: self, number: self.first_row + index + 1, cells };
        self.rows.iter().enumerate().filter(filled).filter(move |(index, cells)| *index > 0 || !numbers_columns(cells)).map(row)
    }
}

impl Column {
    fn is(&self, cell: &Cell) -> bool {
        let text = cell.text().to_lowercase();
        text == self.heading.to_lowercase() || self.also.contains(&text.as_str())
    }
}

pub(super) struct Row<'a> {
    table: &'a Table<'a>,
    /// As the spreadsheet counts.
    pub number: usize,
    cells: &'a [Cell],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &Cell {
        self.table.column(column).and_then(|index| self.cells.get(index)).unwrap_or(&Cell::Empty)
    }

    pub fn text(&self, column: &str) -> String {
        self.cell(column).text()
    }

    pub fn problem(&self, column: &'static str, reason: &'static str, message: impl Into<String>) -> Problem {
        Problem { sheet: self.table.sheet, row: self.number, column, reason, message: message.into() }
    }

    pub fn required(&self, column: &'static str, problems: &mut Vec<Problem>) -> String {
        let text = self.text(column);
        if text.is_empty() {
            problems.push(self.problem(column, "VALUE_MISSING", format!("Chưa nhập «{column}».")));
        }
        text
    }

    pub fn day(&self, column: &'static str, problems: &mut Vec<Problem>) -> Option<NaiveDate> {
        let day = self.cell(column).day();
        if day.is_none() && !self.text(column).is_empty() {
            problems.push(self.problem(column, "DAY_INVALID", "Ngày không hợp lệ; hãy nhập dạng ngày/tháng/năm, ví dụ 15/12/2019."));
        }
        day
    }

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
