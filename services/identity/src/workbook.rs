//! From the bytes of an Excel file to the cells that the domain reads.

pub(crate) mod marked;
pub(crate) mod template;

use identity_domain::workbook::{Cell, PEOPLE, Sheets, UNITS, YEAR};
use identity_domain::{email_list_unreadable, workbook_has_macros, workbook_too_large, workbook_too_many_rows, workbook_unreadable};
use kernel::Refusal;
use sheets::{Book, Bounds, Data, Problem};

/// The content type of the files that are made here.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const MOST_MIB: usize = 8;
/// More than any agency has people.
const MOST_ROWS: usize = 10_000;

/// More than any list has.
const BOUNDS: Bounds = Bounds { rows: MOST_ROWS, columns: 40 };

/// Reads the three sheets; a missing one is empty.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Sheets, Refusal> {
    if bytes.len() > MOST_MIB << 20 {
        return Err(workbook_too_large(MOST_MIB));
    }
    let told = |problem| told(problem, workbook_unreadable);
    let mut book = Book::open(bytes).map_err(told)?;
    let mut sheet = |name: &str| Ok(cells(&book.sheet(name, BOUNDS).map_err(told)?));
    Ok(Sheets { units: sheet(UNITS)?, people: sheet(PEOPLE)?, year: sheet(YEAR)? })
}

/// Reads a list of one sheet: XLSX, or CSV in UTF-8 with commas or, as Excel writes it here, semicolons.
pub(crate) fn list(bytes: &[u8]) -> Result<Vec<Vec<Cell>>, Refusal> {
    if bytes.len() > MOST_MIB << 20 {
        return Err(workbook_too_large(MOST_MIB));
    }
    if bytes.starts_with(b"PK") {
        let rows = Book::open(bytes).and_then(|mut book| book.first(BOUNDS));
        return Ok(cells(&rows.map_err(|problem| told(problem, email_list_unreadable))?));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| email_list_unreadable())?.trim_start_matches('\u{feff}');
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        if rows.len() >= MOST_ROWS {
            return Err(workbook_too_many_rows(MOST_ROWS));
        }
        let record = record.map_err(|_| email_list_unreadable())?;
        rows.push(record.iter().map(|text| if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }).collect());
    }
    Ok(rows)
}

fn told(problem: Problem, unreadable: fn() -> Refusal) -> Refusal {
    match problem {
        Problem::Unreadable => unreadable(),
        Problem::TooLarge => workbook_too_many_rows(MOST_ROWS),
        Problem::Acts => workbook_has_macros(),
    }
}

fn cells(rows: &[Vec<Data>]) -> Vec<Vec<Cell>> {
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty | Data::Error(_) => Cell::Empty,
        Data::DateTime(moment) => moment.as_datetime().map_or(Cell::Empty, |moment| Cell::Day(moment.date())),
        Data::DateTimeIso(text) => text.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| Cell::Text(text.clone()), Cell::Day),
        other => {
            let text = other.to_string();
            if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
        }
    }
}
