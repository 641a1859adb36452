//! The rows of a sheet by their headings.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use chrono::NaiveDate;

use super::{Cell, Problem, UNREAD, Why, address, heading, letters};

/// Rows above which no heading is looked for: the letterhead of a list is shorter.
const MOST_ROWS_ABOVE: usize = 20;

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

    /// How many of the known columns say something.
    pub fn filled(&self) -> usize {
        self.table.columns.keys().filter(|column| !self.text(column).is_empty()).count()
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

    /// A birthday, told when it is none. Of some people papers know the year or the month alone: that is noted and is no day.
    pub fn birthday(&self, column: &'static str, problems: &mut Vec<Problem>, notes: &mut Vec<Problem>) -> Option<NaiveDate> {
        let written = self.text(column);
        if self.cell(column).day().is_none() && is_part_of_a_day(&written) {
            let message = format!("Chỉ có «{written}», không rõ ngày sinh: không dùng để nhận ra người này; các ô khác vẫn được đọc.");
            notes.push(self.problem(column, "BIRTHDAY_UNKNOWN", message));
            return None;
        }
        self.day(column, problems)
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

/// «1988», «5/1988», «00/5/1988»: a year, or a month of a year.
fn is_part_of_a_day(text: &str) -> bool {
    let numbers: Option<Vec<u32>> = text.split(['/', '-', '.']).map(|part| part.trim().parse().ok()).collect();
    matches!(numbers.as_deref(), Some([1900..=2200] | [0..=12, 1900..=2200] | [0, 0..=12, 1900..=2200]))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_year_or_a_month_is_part_of_a_day_and_a_mistake_is_not() {
        for part in ["1988", "5/1988", "05-1988", "00/00/1988", "0.5.1988"] {
            assert!(is_part_of_a_day(part), "{part}");
        }
        for other in ["", "15/1988", "31/2/1988", "88", "1888", "1/5/1988", "tháng 5/1988"] {
            assert!(!is_part_of_a_day(other), "{other}");
        }
    }

    #[test]
    fn rows_are_told_as_ranges() {
        assert_eq!(ranges(&[2, 5, 6, 7, 9]), "2, 5–7, 9");
    }
}
