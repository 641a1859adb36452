//! From the bytes of an Excel file to the cells that the domain reads.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use identity_domain::workbook::{Cell, PEOPLE, Sheets, UNITS, YEAR};
use identity_domain::{email_list_unreadable, workbook_too_large, workbook_unreadable};
use kernel::Refusal;

const MOST_MIB: usize = 8;
/// More than any agency has people.
const MOST_ROWS: usize = 10_000;

/// Reads the three sheets; a missing one is empty.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Sheets, Refusal> {
    if bytes.len() > MOST_MIB << 20 {
        return Err(workbook_too_large(MOST_MIB));
    }
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| workbook_unreadable())?;
    let mut sheet = |name: &str| match workbook.worksheet_range(name) {
        Ok(range) => rows(&range),
        Err(_) => Vec::new(),
    };
    Ok(Sheets { units: sheet(UNITS), people: sheet(PEOPLE), year: sheet(YEAR) })
}

/// Reads a list of one sheet: XLSX, or CSV in UTF-8 with commas or, as Excel writes it here, semicolons.
pub(crate) fn list(bytes: &[u8]) -> Result<Vec<Vec<Cell>>, Refusal> {
    if bytes.len() > MOST_MIB << 20 {
        return Err(workbook_too_large(MOST_MIB));
    }
    if bytes.starts_with(b"PK") {
        let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| email_list_unreadable())?;
        let range = workbook.worksheet_range_at(0).and_then(Result::ok).ok_or_else(email_list_unreadable)?;
        return Ok(rows(&range));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| email_list_unreadable())?.trim_start_matches('\u{feff}');
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.map_err(|_| email_list_unreadable())?;
        Ok(record.iter().map(|text| if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }).collect())
    });
    rows.collect()
}

/// The rows from the first of the sheet on, so that row numbers are those of the spreadsheet.
fn rows(range: &Range<Data>) -> Vec<Vec<Cell>> {
    let Some((last_row, last_column)) = range.end() else { return Vec::new() };
    let last_row = last_row.min(u32::try_from(MOST_ROWS).unwrap_or(u32::MAX));
    let read = |row: u32| (0..=last_column.min(40)).map(|column| range.get_value((row, column)).map_or(Cell::Empty, cell)).collect();
    (0..=last_row).map(read).collect()
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
