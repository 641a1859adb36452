//! Spreadsheets (XLSX) that somebody sends. However hostile the file, reading it takes bounded time and memory: a few bytes may unpack
//! to gigabytes, and two cells at opposite corners are a sheet of seventeen thousand million.

use std::io::{Cursor, Read, copy, sink};

pub use calamine::Data;
use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use zip::ZipArchive;

/// Bytes that a file may unpack to, all its parts together.
const MOST_UNPACKED: u64 = 96 << 20;

/// Parts of a workbook that do something by themselves.
const ACTING: &[&str] = &["vbaproject", "vbadata", "/macrosheets/", "/activex/", "/embeddings/"];

/// Why a file is not read.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Problem {
    /// No XLSX file, or a broken one.
    #[error("not a readable XLSX file")]
    Unreadable,
    /// It unpacks to too much, or has more rows than are wanted.
    #[error("too large")]
    TooLarge,
    /// It has macros or other parts that do something by themselves.
    #[error("it has macros")]
    Acts,
}

/// How much of a sheet is read.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// A sheet with something below this many rows is refused.
    pub rows: usize,
    /// What stands to the right of this many columns is left out.
    pub columns: usize,
}

/// An opened file.
pub struct Book<'a>(Xlsx<Cursor<&'a [u8]>>);

impl<'a> Book<'a> {
    /// Opens a file, once it is known not to unpack to too much.
    ///
    /// # Errors
    /// When it is no XLSX file, or too large.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Problem::Unreadable)?;
        let mut left = MOST_UNPACKED;
        for place in 0..archive.len() {
            // What an entry says of its own size is not believed.
            let entry = archive.by_index(place).map_err(|_| Problem::Unreadable)?;
            let name = entry.name().map_err(|_| Problem::Unreadable)?.to_ascii_lowercase();
            if ACTING.iter().any(|part| name.contains(part)) {
                return Err(Problem::Acts);
            }
            let mut entry = entry.take(left);
            left -= copy(&mut entry, &mut sink()).map_err(|_| Problem::Unreadable)?;
            if left == 0 {
                return Err(Problem::TooLarge);
            }
        }
        open_workbook_from_rs(Cursor::new(bytes)).map(Self).map_err(|_| Problem::Unreadable)
    }

    /// The rows of the first sheet.
    ///
    /// # Errors
    /// When there is none, it is broken, or has too many rows.
    pub fn first(&mut self, bounds: Bounds) -> Result<Vec<Vec<Data>>, Problem> {
        let name = self.0.sheet_names().into_iter().next().ok_or(Problem::Unreadable)?;
        self.rows(&name, bounds)
    }

    /// The rows of a sheet, none when there is no such sheet; from the first row on, so that row numbers are those of the spreadsheet.
    ///
    /// # Errors
    /// When it is broken, or has too many rows.
    pub fn sheet(&mut self, name: &str, bounds: Bounds) -> Result<Vec<Vec<Data>>, Problem> {
        if self.0.sheet_names().iter().any(|known| known == name) { self.rows(name, bounds) } else { Ok(Vec::new()) }
    }

    fn rows(&mut self, name: &str, bounds: Bounds) -> Result<Vec<Vec<Data>>, Problem> {
        let mut cells = self.0.worksheet_cells_reader(name).map_err(|_| Problem::Unreadable)?;
        let mut rows: Vec<Vec<Data>> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(|_| Problem::Unreadable)? {
            let (row, column) = cell.get_position();
            let (row, column) = (row as usize, column as usize);
            if matches!(cell.get_value(), DataRef::Empty) || column >= bounds.columns {
                continue;
            }
            if row >= bounds.rows {
                return Err(Problem::TooLarge);
            }
            if rows.len() <= row {
                rows.resize(row + 1, Vec::new());
            }
            if rows[row].len() <= column {
                rows[row].resize(column + 1, Data::Empty);
            }
            rows[row][column] = cell.get_value().clone().into();
        }
        Ok(rows)
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
        let text = |text: &str| Data::String(text.to_owned());
        let wanted = vec![vec![text("a")], vec![], vec![Data::Empty, text("b")]];
        assert_eq!(book.first(BOUNDS).unwrap(), wanted);
        assert_eq!(book.sheet("Một", BOUNDS).unwrap(), wanted);
        assert_eq!(book.sheet("Hai", BOUNDS).unwrap(), Vec::<Vec<Data>>::new());
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
}
