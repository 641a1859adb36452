//! Lists as text: fields between commas, semicolons or tabs, some in quotation marks.

use kernel::grid::Cell;

use crate::{Bounds, Problem, Sheet};

/// Lines by which the delimiter is told.
const LOOKED_AT: usize = 20;
/// A line that no list has, put after the last: an open quotation mark swallows it.
const END: &str = "\u{1}";

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins, counted from 1.
    pub number: usize,
    /// Its fields.
    pub fields: Vec<String>,
}

/// The records of a text, empty lines left out.
///
/// # Errors
/// A quotation mark that is not closed, or closed in a later line by the mark of another field.
pub fn lines(text: &str, delimiter: char) -> Result<Vec<Line>, Problem> {
    let whole = format!("{}\n{END}", text.trim_start_matches('\u{feff}'));
    let mut options = csv::ReaderBuilder::new();
    let options = options.has_headers(false).flexible(true).delimiter(u8::try_from(delimiter).unwrap_or(b','));
    let mut reader = options.from_reader(whole.as_bytes());
    let mut lines: Vec<Line> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Problem::Unreadable)?;
        let number = record.position().map_or(0, |position| begins(&whole, position));
        let fields: Vec<String> = record.iter().map(str::to_owned).collect();
        if fields.iter().any(|field| field.contains('\n') && (field.contains(delimiter) || field.contains(END))) {
            return Err(Problem::OpenQuote(number));
        }
        lines.push(Line { number, fields });
    }
    lines.pop_if(|line| line.fields == [END]);
    Ok(lines)
}

/// The line that a record begins in: its position is that of the empty lines before it.
fn begins(whole: &str, position: &csv::Position) -> usize {
    let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rest = whole.get(place(position.byte())..).unwrap_or_default();
    let empty = rest.bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| *byte == b'\n').count();
    place(position.line()).saturating_add(empty)
}

/// The cells of a list as text, in the rows of its lines.
pub fn sheet(bytes: &[u8], bounds: Bounds) -> Result<Sheet, Problem> {
    let text = decoded(bytes)?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for line in lines(&text, delimiter(&text))? {
        if line.number > bounds.rows {
            return Err(Problem::TooLarge);
        }
        rows.resize((line.number - 1).max(rows.len()), Vec::new());
        rows.push(line.fields.iter().take(bounds.columns).map(|field| Cell::written(field)).collect());
    }
    Ok(Sheet { rows, notes: Vec::new() })
}

/// UTF-8, or UTF-16 as Excel writes «Unicode Text».
fn decoded(bytes: &[u8]) -> Result<String, Problem> {
    let wide = |order: fn([u8; 2]) -> u16| {
        if !bytes.len().is_multiple_of(2) {
            return Err(Problem::NotUnicode);
        }
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|_| Problem::NotUnicode)
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_owned()).map_err(|_| Problem::NotUnicode),
    }
}

/// What stands in most of the first lines; a comma may stand within a field.
fn delimiter(text: &str) -> char {
    let with = |delimiter: &char| text.lines().take(LOOKED_AT).filter(|line| line.contains(*delimiter)).count();
    let [tab, semicolon, comma] = ['\t', ';', ','].map(|delimiter| (with(&delimiter), delimiter));
    [comma, tab, semicolon].into_iter().max_by_key(|(lines, _)| *lines).map_or(',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(usize, usize)>, Problem> {
        lines(text, '\t').map(|lines| lines.iter().map(|line| (line.number, line.fields.len())).collect())
    }

    #[test]
    fn an_open_quotation_mark_is_told_with_its_line() {
        assert_eq!(read("a\t1\nb\t\"hai\nc\t3\n"), Err(Problem::OpenQuote(2)));
        assert_eq!(read("a\t\"một\nb\t\"hai\"\n"), Err(Problem::OpenQuote(1)), "closed by the mark of the next line");
        assert_eq!(read("a\t1\nb\t\"hai"), Err(Problem::OpenQuote(2)));
        assert_eq!(read("a\t\"một\nhai\"\n\nb\tx \"y\" z\n"), Ok(vec![(1, 2), (4, 2)]), "a field of two lines is one");
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn lists_are_read_with_whatever_stands_between_fields() {
        let bounds = Bounds { rows: 9, columns: 3 };
        let text = |row: &[Cell]| row.iter().map(Cell::text).collect::<Vec<_>>();
        for list in [
            "DANH SÁCH\n\nHọ, tên;Thư\nAn;a@b.vn\n",
            "DANH SÁCH\n\n\"Họ, tên\",Thư\nAn,a@b.vn\n",
            "DANH SÁCH\r\n\r\nHọ, tên\tThư\r\nAn\ta@b.vn",
        ] {
            let read = sheet(list.as_bytes(), bounds).unwrap();
            assert_eq!(
                (text(&read.rows[2]), text(&read.rows[3])),
                (vec!["Họ, tên".into(), "Thư".into()], vec!["An".into(), "a@b.vn".into()])
            );
        }
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("Họ\tThư".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(text(&sheet(&wide, bounds).unwrap().rows[0]), ["Họ", "Thư"]);
        assert_eq!(sheet(b"\xe9", bounds).unwrap_err(), Problem::NotUnicode);
    }
}
