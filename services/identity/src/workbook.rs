//! From the bytes of an Excel file to the cells that the domain reads.

pub(crate) mod marked;
pub(crate) mod template;

use identity_domain::workbook::{PEOPLE, Sheets, UNITS, YEAR};
use identity_domain::workbook_too_large;
use kernel::Refusal;
use proto::identity::v1::ImportProblem;
use sheets::{Book, Bounds, Note, Problem, Sheet};

/// The content type of the files that are made here.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const MOST_MIB: usize = 8;
/// More than any agency has people.
const MOST_ROWS: usize = 10_000;

/// More than any list has.
const BOUNDS: Bounds = Bounds { rows: MOST_ROWS, columns: 40 };

/// Reads the three sheets, and what is to be told of the others; a missing one is empty.
pub(crate) fn sheets(bytes: &[u8]) -> Result<(Sheets, Vec<ImportProblem>), Refusal> {
    if bytes.len() > MOST_MIB << 20 {
        return Err(workbook_too_large(MOST_MIB));
    }
    let told = |problem: Problem| problem.refusal("workbook");
    let mut book = Book::open(bytes).map_err(told)?;
    let mut read = |name: &str| book.sheet(name, BOUNDS).map_err(told);
    let (units, people, year) = (read(UNITS)?, read(PEOPLE)?, read(YEAR)?);
    Ok((
        Sheets { units: units.rows, people: people.rows, year: year.rows },
        notes(&book.notes(&[UNITS, PEOPLE, YEAR, template::GUIDE, marked::FAULTS])),
    ))
}

/// Reads a list of one sheet: XLSX, or CSV in UTF-8 with commas or, as Excel writes it here, semicolons.
pub(crate) fn list(bytes: &[u8]) -> Result<Sheet, Refusal> {
    if bytes.len() > MOST_MIB << 20 {
        return Err(workbook_too_large(MOST_MIB));
    }
    sheets::list(bytes, BOUNDS).map_err(|problem| problem.refusal("list"))
}

/// What is told of sheets that are not read.
pub(crate) fn notes(notes: &[Note]) -> Vec<ImportProblem> {
    let told = |note: &Note| ImportProblem {
        sheet: note.sheet.clone(),
        reason: "SHEET_PASSED_OVER".to_owned(),
        message: note.message.clone(),
        ..ImportProblem::default()
    };
    notes.iter().map(told).collect()
}
