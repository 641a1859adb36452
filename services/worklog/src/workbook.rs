//! Logs in Excel files: cells in and out, nothing of what they mean.

use events::Error;
use kernel::{Refusal, date};
use rust_xlsxwriter::{Format, Workbook};
use sheets::{Book, Bounds, Data, Problem};
use worklog_domain::{COLUMNS, error};

const MOST_MIB: usize = 2;
const MOST_ROWS: usize = 20_000;
const SHEET: &str = "Bảng kê công việc";

/// The rows of the first sheet, the heading first.
///
/// # Errors
/// `WORKBOOK_UNREADABLE`.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    let unreadable = || error::workbook_unreadable(MOST_MIB);
    if bytes.len() > MOST_MIB << 20 {
        return Err(unreadable());
    }
    let bounds = Bounds { rows: MOST_ROWS, columns: COLUMNS.len() };
    let rows = Book::open(bytes).and_then(|mut book| book.first(bounds)).map_err(|problem| match problem {
        Problem::Acts => error::workbook_has_macros(),
        Problem::Unreadable | Problem::TooLarge => unreadable(),
    })?;
    Ok(rows.iter().map(|row| (0..COLUMNS.len()).map(|column| row.get(column).map_or_else(String::new, cell)).collect()).collect())
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::DateTime(moment) => moment.as_datetime().map_or_else(String::new, |moment| date::vi(moment.date())),
        other => other.to_string(),
    }
}

/// A workbook of these rows. Every cell is text: what looks like a formula is not one.
///
/// # Errors
/// When the workbook cannot be written.
pub(crate) fn write(rows: &[[String; 10]]) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::failed("writing a workbook", error);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(SHEET).map_err(failed)?;
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@").set_text_wrap());
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, 24).map_err(failed)?;
        sheet.write_string_with_format(0, column, name, &bold).map_err(failed)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string_with_format(row, column, cell, &text).map_err(failed)?;
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}
