//! Logs in Excel files: cells in and out, nothing of what they mean.

use events::Error;
use kernel::Refusal;
use rust_xlsxwriter::{Format, Workbook};
use sheets::{Book, Bounds, Problem, Sheet};
use worklog_domain::{COLUMNS, SHEET};

const MOST_MIB: usize = 2;

/// More than anybody's year has; beside the columns of the template there may be others.
const BOUNDS: Bounds = Bounds { rows: 20_000, columns: 40 };

/// The rows of the first sheet that people see.
///
/// # Errors
/// Why the file cannot be read.
pub(crate) fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let told = |problem: Problem| problem.refusal("content");
    if bytes.len() > MOST_MIB << 20 {
        return Err(told(Problem::TooLarge));
    }
    Book::open(bytes).and_then(|mut book| book.first(BOUNDS)).map_err(told)
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
