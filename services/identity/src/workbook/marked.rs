//! A staff list as it was sent, its faults marked where they are: to be mended in Excel and sent again.

use std::collections::BTreeMap;

use identity_domain::workbook::{Cell, PEOPLE, Problem, Sheets, UNITS, YEAR, column_of};
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

/// Sheet that names all faults; the import does not read it.
pub(crate) const FAULTS: &str = "Chỗ cần sửa";
/// As many as Excel keeps in a cell.
const LONGEST_TEXT: usize = 32_767;

/// What is wrong in each cell of a sheet, by row and column counted from 0.
type Marks = BTreeMap<(usize, usize), String>;

/// The cells of the three sheets, with a colour and a note where something is to be mended, and a sheet that names it all.
pub(crate) fn write(sheets: &Sheets, problems: &[Problem]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name(FAULTS)?.set_freeze_panes(1, 0)?.set_column_width(3, 100)?;
    sheet.write_row_with_format(0, 0, ["Trang tính", "Dòng", "Cột", "Cần sửa"], &bold)?;
    for (row, problem) in (1..).zip(problems) {
        sheet.write_string(row, 0, problem.sheet)?.write_number(row, 1, u32::try_from(problem.row).unwrap_or(u32::MAX))?;
        sheet.write_string(row, 2, problem.column)?.write_string(row, 3, short(&problem.message))?;
    }
    for (name, rows) in [(UNITS, &sheets.units), (PEOPLE, &sheets.people), (YEAR, &sheets.year)] {
        let mut marks = Marks::new();
        for problem in problems.iter().filter(|problem| problem.sheet == name) {
            let said = marks.entry((problem.row.saturating_sub(1), column_of(problem, sheets))).or_default();
            said.push_str(if said.is_empty() { "" } else { "\n" });
            said.push_str(&problem.message);
        }
        fill(book.add_worksheet().set_name(name)?, rows, &marks)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, rows: &[Vec<Cell>], marks: &Marks) -> Result<(), XlsxError> {
    let plain = Format::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let marked = |format: &Format| format.clone().set_background_color(Color::RGB(0xFF_C7_CE));
    let empty: Vec<Cell> = Vec::new();
    let last = marks.keys().map(|(row, _)| row + 1).max().unwrap_or_default().max(rows.len());
    for row in 0..last {
        let cells = rows.get(row).unwrap_or(&empty);
        let wide = marks.range((row, 0)..=(row, usize::MAX)).map(|((_, column), _)| column + 1).max().unwrap_or_default();
        for column in 0..wide.max(cells.len()) {
            let mark = marks.get(&(row, column));
            let style = |format: &Format| if mark.is_some() { marked(format) } else { format.clone() };
            let (at, beside) = (u32::try_from(row).unwrap_or(u32::MAX), u16::try_from(column).unwrap_or(u16::MAX));
            match cells.get(column).unwrap_or(&Cell::Empty) {
                Cell::Empty => sheet.write_blank(at, beside, &style(&plain))?,
                Cell::Text(text) => sheet.write_string_with_format(at, beside, short(text), &style(&plain))?,
                Cell::Unread { shown, .. } => sheet.write_string_with_format(at, beside, short(shown), &style(&plain))?,
                Cell::Day(date) => sheet.write_datetime_with_format(at, beside, date, &style(&day))?,
            };
            if let Some(said) = mark {
                sheet.insert_note(at, beside, &Note::new(short(said)).add_author_prefix(false))?;
            }
        }
    }
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
