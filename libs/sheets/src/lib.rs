//! Spreadsheets (XLSX, or lists as text) that somebody sends. However hostile the file, reading it takes bounded time and memory: a few
//! bytes may unpack to gigabytes, and two cells at opposite corners are a sheet of seventeen thousand million. And however it was made,
//! a cell is what Excel shows, or it is told: nothing that stands in a file is read as if it were absent.

mod delimited;
mod layout;
mod problem;
mod shown;

use std::collections::HashMap;
use std::io::{Cursor, Read, copy, sink};

use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs};
use kernel::grid::{Cell, Why};
use kernel::text;
use layout::Layout;
use zip::ZipArchive;

pub use delimited::{Line, lines};
pub use problem::Problem;

/// Bytes that a file may unpack to, all its parts together.
const MOST_UNPACKED: u64 = 96 << 20;

/// Parts of a workbook that do something by themselves.
const ACTING: &[&str] = &["vbaproject", "vbadata", "/macrosheets/", "/activex/", "/embeddings/"];

/// Parts by which files of other kinds are told, which are zip archives too.
const OTHERS: &[(&str, &str)] =
    &[("xl/workbook.bin", "Excel nhị phân (.xlsb)"), ("content.xml", "OpenDocument (.ods)"), ("word/document.xml", "Word (.docx)")];

/// How much of a sheet is read.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// A sheet with something below this many rows is refused.
    pub rows: usize,
    /// What stands to the right of this many columns is left out.
    pub columns: usize,
}

/// Something to be told of a sheet that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub sheet: String,
    /// What is told, Vietnamese.
    pub message: String,
}

/// The rows of a sheet, the first one first, so that row numbers are those of the spreadsheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Cells by row and column.
    pub rows: Vec<Vec<Cell>>,
    /// What is told of the other sheets.
    pub notes: Vec<Note>,
}

/// An opened workbook.
pub struct Book<'a> {
    values: Xlsx<Cursor<&'a [u8]>>,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    parts: HashMap<String, String>,
}

/// A list of one sheet: the first that people see of a workbook, or text with commas, semicolons or tabs.
///
/// # Errors
/// When it cannot be read.
pub fn list(bytes: &[u8], bounds: Bounds) -> Result<Sheet, Problem> {
    if bytes.starts_with(b"PK") || other_kind(bytes).is_some() {
        return Book::open(bytes)?.first(bounds);
    }
    delimited::sheet(bytes, bounds)
}

/// What a file is that is no zip archive, where that is known.
fn other_kind(bytes: &[u8]) -> Option<Problem> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_locked = bytes.windows(locked.len()).any(|window| window == locked);
        return Some(if is_locked { Problem::Locked } else { Problem::OtherKind("Excel cũ (.xls)") });
    }
    let begins = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    begins.starts_with(b"<").then_some(Problem::OtherKind("trang web hoặc XML đặt tên .xls"))
}

impl<'a> Book<'a> {
    /// Opens a file, once it is known not to unpack to too much.
    ///
    /// # Errors
    /// When it is no XLSX file, or too large.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        if let Some(problem) = other_kind(bytes) {
            return Err(problem);
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Problem::Unreadable)?;
        let mut left = MOST_UNPACKED;
        for place in 0..archive.len() {
            // What an entry says of its own size is not believed.
            let entry = archive.by_index(place).map_err(|_| Problem::Unreadable)?;
            let name = entry.name().map_err(|_| Problem::Unreadable)?.to_ascii_lowercase();
            if ACTING.iter().any(|part| name.contains(part)) {
                return Err(Problem::Acts);
            }
            if let Some((_, kind)) = OTHERS.iter().find(|(part, _)| name == *part) {
                return Err(Problem::OtherKind(kind));
            }
            let mut entry = entry.take(left);
            left -= copy(&mut entry, &mut sink()).map_err(|_| Problem::Unreadable)?;
            if left == 0 {
                return Err(Problem::TooLarge);
            }
        }
        let values = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| Problem::Unreadable)?;
        let parts = layout::parts(&mut archive)?;
        Ok(Self { values, archive, parts })
    }

    /// The first sheet that people see; the others are told.
    ///
    /// # Errors
    /// When there is none, it is broken, or has too many rows.
    pub fn first(&mut self, bounds: Bounds) -> Result<Sheet, Problem> {
        let seen = self.values.sheets_metadata().iter().find(|sheet| sheet.visible == SheetVisible::Visible);
        let name = seen.map(|sheet| sheet.name.clone()).ok_or(Problem::Unreadable)?;
        let notes = self.notes(&[&name]);
        Ok(Sheet { rows: self.rows(&name, bounds)?, notes })
    }

    /// A sheet by its name, however that is spelled; without rows when there is none.
    ///
    /// # Errors
    /// When it is hidden or broken, or has too many rows.
    pub fn sheet(&mut self, name: &str, bounds: Bounds) -> Result<Sheet, Problem> {
        let known = self.values.sheets_metadata().iter().find(|sheet| is_called(&sheet.name, name));
        let Some(known) = known.cloned() else { return Ok(Sheet::default()) };
        if known.visible != SheetVisible::Visible {
            return Err(Problem::Hidden(known.name));
        }
        Ok(Sheet { rows: self.rows(&known.name, bounds)?, notes: Vec::new() })
    }

    /// What is told of the sheets that are none of those `known`.
    pub fn notes(&self, known: &[&str]) -> Vec<Note> {
        let others = self.values.sheets_metadata().iter().filter(|sheet| !known.iter().any(|name| is_called(&sheet.name, name)));
        let told = |sheet: &calamine::Sheet| match sheet.visible {
            SheetVisible::Visible => "Trang này không đọc.",
            SheetVisible::Hidden | SheetVisible::VeryHidden => "Trang này đang ẩn nên không đọc.",
        };
        others.map(|sheet| Note { sheet: sheet.name.clone(), message: told(sheet).to_owned() }).collect()
    }

    fn rows(&mut self, name: &str, bounds: Bounds) -> Result<Vec<Vec<Cell>>, Problem> {
        let part = self.parts.get(name).ok_or(Problem::Unreadable)?;
        let layout = layout::read(&mut self.archive, part, bounds)?;
        let is_1904 = self.values.has_1904_epoch();
        let mut cells = self.values.worksheet_cells_reader(name).map_err(|_| Problem::Unreadable)?;
        let formats: Vec<Option<String>> =
            cells.styles().iter().map(|style| style.number_format.as_ref().map(|format| format.format_code.clone())).collect();
        let mut grid = Grid::default();
        loop {
            match cells.next_cell_with_style_id() {
                Ok(Some((cell, style))) => {
                    let (row, column) = cell.get_position();
                    let at = (row as usize, column as usize);
                    let raw = layout.cells.get(&at);
                    if at.1 >= bounds.columns || (raw.is_none() && matches!(cell.get_value(), DataRef::Empty)) {
                        continue;
                    }
                    if at.0 >= bounds.rows {
                        return Err(Problem::TooLarge);
                    }
                    let format = formats.get(style).and_then(Option::as_deref).unwrap_or("General");
                    grid.put(at, shown::cell(cell.get_value(), raw, format, is_1904));
                }
                Ok(None) => break,
                Err(XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_)) => {
                    return Err(Problem::Unreadable);
                }
                // One cell; where it stands is known from the layout, unless cells count on those before them.
                Err(_) if layout.unplaced => return Err(Problem::Unreadable),
                Err(_) => {}
            }
        }
        for (at, raw) in &layout.cells {
            if !grid.has(*at) {
                grid.put(*at, shown::unread(raw));
            }
        }
        grid.hide(&layout);
        grid.merge(&layout, bounds)?;
        Ok(grid.0)
    }
}

fn is_called(sheet: &str, name: &str) -> bool {
    text::clean(sheet).to_lowercase() == text::clean(name).to_lowercase()
}

#[derive(Default)]
struct Grid(Vec<Vec<Cell>>);

impl Grid {
    fn put(&mut self, (row, column): (usize, usize), cell: Cell) {
        if self.0.len() <= row {
            self.0.resize(row + 1, Vec::new());
        }
        if self.0[row].len() <= column {
            self.0[row].resize(column + 1, Cell::Empty);
        }
        self.0[row][column] = cell;
    }

    fn has(&self, (row, column): (usize, usize)) -> bool {
        self.0.get(row).and_then(|cells| cells.get(column)).is_some_and(|cell| *cell != Cell::Empty)
    }

    /// What stands in rows and columns that nobody sees is not taken.
    fn hide(&mut self, layout: &Layout) {
        for (row, cells) in self.0.iter_mut().enumerate() {
            let row_hidden = layout.hidden_rows.contains(&row);
            for (column, cell) in cells.iter_mut().enumerate().filter(|(_, cell)| **cell != Cell::Empty) {
                let column_hidden = layout.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
                let why = match (row_hidden, column_hidden) {
                    (true, _) => Why::HiddenRow,
                    (false, true) => Why::HiddenColumn,
                    (false, false) => continue,
                };
                *cell = Cell::Unread { shown: cell.text(), why };
            }
        }
    }

    /// What a merged cell shows stands in its first one; the others say that they belong to it.
    fn merge(&mut self, layout: &Layout, bounds: Bounds) -> Result<(), Problem> {
        let mut left = bounds.rows.saturating_mul(bounds.columns);
        for ((first_row, first_column), (last_row, last_column)) in &layout.merged {
            let first = self.0.get(*first_row).and_then(|cells| cells.get(*first_column));
            let Some(first) = first.filter(|cell| **cell != Cell::Empty).map(Cell::text) else { continue };
            let rows = *first_row..(last_row + 1).min(self.0.len());
            for at in rows.flat_map(|row| (*first_column..(last_column + 1).min(bounds.columns)).map(move |column| (row, column))) {
                left = left.checked_sub(1).ok_or(Problem::TooLarge)?;
                if at != (*first_row, *first_column) && !self.has(at) {
                    self.put(at, Cell::Unread { shown: first.clone(), why: Why::Merged { from: *first_row } });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;

    const BOUNDS: Bounds = Bounds { rows: 100, columns: 5 };

    fn written(cells: &[(u32, u16, &str)]) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Một").unwrap();
        for (row, column, text) in cells {
            sheet.write_string(*row, *column, *text).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn rows_keep_their_places() {
        let file = written(&[(0, 0, "a"), (2, 1, "b"), (2, 9, "beside")]);
        let mut book = Book::open(&file).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        let wanted = Sheet { rows: vec![vec![text("a")], vec![], vec![Cell::Empty, text("b")]], notes: Vec::new() };
        assert_eq!(book.first(BOUNDS).unwrap(), wanted);
        assert_eq!(book.sheet("Mo\u{323}\u{302}t ", BOUNDS).unwrap(), wanted);
        assert_eq!(book.sheet("Hai", BOUNDS).unwrap(), Sheet::default());
    }

    #[test]
    fn two_cells_at_opposite_corners_do_not_fill_the_memory() {
        let file = written(&[(0, 0, "a"), (1_048_575, 16_383, "far"), (1_048_575, 0, "below")]);
        assert_eq!(Book::open(&file).unwrap().first(BOUNDS).unwrap_err(), Problem::TooLarge);
    }

    #[test]
    fn a_file_with_macros_is_refused_whatever_it_is_called() {
        for part in ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml", "xl/embeddings/oleObject1.bin"] {
            let mut zip = zip::ZipWriter::new_append(Cursor::new(written(&[(0, 0, "a")]))).unwrap();
            zip.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
            let file = zip.finish().unwrap().into_inner();
            assert_eq!(Book::open(&file).err(), Some(Problem::Acts), "{part}");
        }
    }

    #[test]
    fn a_file_that_unpacks_to_too_much_is_refused_unread() {
        let long = "x".repeat(32_000);
        let cells: Vec<(u32, u16, String)> = (0..4_000).map(|row| (row, 0, format!("{row}{long}"))).collect();
        let cells: Vec<(u32, u16, &str)> = cells.iter().map(|(row, column, text)| (*row, *column, text.as_str())).collect();
        let file = written(&cells);
        assert!(file.len() < 8 << 20, "{} bytes", file.len());
        assert_eq!(Book::open(&file).err(), Some(Problem::TooLarge));
        assert_eq!(Book::open(b"PK\x03\x04 no zip").err(), Some(Problem::Unreadable));
    }

    #[test]
    fn files_of_other_kinds_are_told_by_what_they_are() {
        let zip = |part: &str| {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
            zip.finish().unwrap().into_inner()
        };
        let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
        for (file, kind) in [
            (old, ".xls"),
            (b"\xef\xbb\xbf <html><table>".to_vec(), "trang web"),
            (b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), "XML"),
            (zip("xl/workbook.bin"), ".xlsb"),
            (zip("content.xml"), ".ods"),
            (zip("word/document.xml"), ".docx"),
        ] {
            for problem in [Book::open(&file).err(), list(&file, BOUNDS).err()] {
                let said = problem.clone().unwrap().refusal("file");
                assert!(said.reason == "WORKBOOK_OTHER_KIND" && said.message.contains(kind) && said.message.contains(".xlsx"), "{said:?}");
            }
        }
    }
}
