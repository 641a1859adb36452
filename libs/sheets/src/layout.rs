//! What the library that reads the values of a sheet does not tell: what is hidden, what is merged, which formulas were never
//! computed, and where a cell stands that it cannot read.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use crate::{Bounds, Problem};

/// Longest text of a value that is kept to be shown.
const MOST_SHOWN: usize = 200;

/// A cell with something in it.
#[derive(Debug, Default)]
pub struct Raw {
    /// Attribute `t`.
    pub kind: String,
    /// A formula, as far as it is written here.
    pub formula: Option<String>,
    /// The stored value; none when there is not even an empty one.
    pub value: Option<String>,
}

/// One merged cell: first row and column, last row and column, counted from 0.
pub type Merged = ((usize, usize), (usize, usize));

/// How a sheet is laid out.
#[derive(Debug, Default)]
pub struct Layout {
    /// Every cell with something in it, within the bounds.
    pub cells: HashMap<(usize, usize), Raw>,
    /// Rows that nobody sees.
    pub hidden_rows: HashSet<usize>,
    /// First and last of columns that nobody sees.
    pub hidden_columns: Vec<(usize, usize)>,
    /// Merged cells.
    pub merged: Vec<Merged>,
    /// Some cell does not say where it stands.
    pub unplaced: bool,
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The part of each sheet, by its name in the workbook.
pub fn parts(archive: &mut Archive<'_>) -> Result<HashMap<String, String>, Problem> {
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|name| name.to_string()).collect();
    let book = names.iter().find(|name| name.ends_with("workbook.xml")).ok_or(Problem::Unreadable)?.clone();
    let folder = book.strip_suffix("workbook.xml").unwrap_or_default().to_owned();
    let mut targets = HashMap::new();
    each_start(archive, &format!("{folder}_rels/workbook.xml.rels"), |start| {
        if start.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target"))
        {
            let path = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
            targets.insert(id, path);
        }
    })?;
    let mut sheets = HashMap::new();
    each_start(archive, &book, |start| {
        if start.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(start, "name"), attribute(start, "r:id").or_else(|| attribute(start, "id")))
            && let Some(path) = targets.get(&id)
        {
            sheets.insert(name, path.clone());
        }
    })?;
    Ok(sheets)
}

fn each_start(archive: &mut Archive<'_>, part: &str, mut take: impl FnMut(&BytesStart<'_>)) -> Result<(), Problem> {
    let mut reader = open(archive, part)?;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Problem::Unreadable)? {
            Event::Start(start) => take(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn open<'a>(archive: &'a mut Archive<'_>, part: &str) -> Result<Reader<BufReader<impl Read + 'a>>, Problem> {
    let file = archive.by_name(part).map_err(|_| Problem::Unreadable)?;
    let mut reader = Reader::from_reader(BufReader::new(file));
    reader.config_mut().expand_empty_elements = true;
    Ok(reader)
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok().flatten()?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

fn is_set(start: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(start, name).as_deref(), Some("1" | "true"))
}

/// A height or a width of nothing hides as well.
fn is_nothing(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).and_then(|size| size.parse::<f64>().ok()) == Some(0.0)
}

/// Row and column of `L4`, counted from 0.
fn place(address: &str) -> Option<(usize, usize)> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = address.split_at_checked(letters)?;
    let column = column.bytes().try_fold(0_usize, |sum, letter| {
        sum.checked_mul(26)?.checked_add(usize::from(letter.to_ascii_uppercase().checked_sub(b'A')?) + 1)
    })?;
    Some((row.parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// How the sheet in this part is laid out.
pub fn read(archive: &mut Archive<'_>, part: &str, bounds: Bounds) -> Result<Layout, Problem> {
    let mut reader = open(archive, part)?;
    let mut layout = Layout::default();
    let (mut buffer, mut row, mut column) = (Vec::new(), 0, 0);
    let mut cell: Option<((usize, usize), Raw)> = None;
    // What text belongs to: the formula, or the value.
    let mut within = String::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Problem::Unreadable)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "col" => {
                    let at = |name| {
                        attribute(&start, name).and_then(|number| number.parse::<usize>().ok()).and_then(|number| number.checked_sub(1))
                    };
                    if let (true, Some(first), Some(last)) = (is_set(&start, "hidden") || is_nothing(&start, "width"), at("min"), at("max"))
                    {
                        layout.hidden_columns.push((first, last));
                    }
                }
                "row" => {
                    row = attribute(&start, "r")
                        .and_then(|number| number.parse::<usize>().ok())
                        .and_then(|number| number.checked_sub(1))
                        .unwrap_or(row);
                    if is_set(&start, "hidden") || is_nothing(&start, "ht") {
                        layout.hidden_rows.insert(row);
                    }
                }
                "c" => {
                    let placed = attribute(&start, "r").and_then(|address| place(&address));
                    layout.unplaced |= placed.is_none();
                    let at = placed.unwrap_or((row, column));
                    column = at.1 + 1;
                    cell = Some((at, Raw { kind: attribute(&start, "t").unwrap_or_default(), ..Raw::default() }));
                }
                "mergeCell" => {
                    let area = attribute(&start, "ref").unwrap_or_default();
                    let (first, last) = area.split_once(':').unwrap_or((&area, &area));
                    if let (Some(first), Some(last)) = (place(first), place(last)) {
                        layout.merged.push((first, last));
                    }
                }
                name @ ("f" | "v" | "is" | "t" | "rPh") => {
                    name.clone_into(&mut within);
                    if let Some((_, raw)) = &mut cell {
                        match name {
                            "f" => drop(raw.formula.get_or_insert_default()),
                            "v" | "is" => drop(raw.value.get_or_insert_default()),
                            _ => {}
                        }
                    }
                }
                _ => {}
            },
            Event::Text(text) => note(cell.as_mut(), &within, &text.xml10_content()),
            // Only to be shown.
            Event::GeneralRef(_) => note(cell.as_mut(), &within, "…"),
            Event::End(end) => match end.local_name().as_ref() {
                "row" => (row, column) = (row + 1, 0),
                "c" => {
                    if let Some((at, raw)) = cell.take()
                        && at.1 < bounds.columns
                        && (raw.formula.is_some() || raw.value.as_ref().is_some_and(|value| !value.is_empty()))
                    {
                        if at.0 >= bounds.rows {
                            return Err(Problem::TooLarge);
                        }
                        layout.cells.insert(at, raw);
                    }
                }
                "f" | "v" | "is" | "t" | "rPh" => within.clear(),
                _ => {}
            },
            Event::Eof => return Ok(layout),
            _ => {}
        }
    }
}

fn note(cell: Option<&mut ((usize, usize), Raw)>, within: &str, text: &str) {
    let Some((_, raw)) = cell else { return };
    let kept = match within {
        "f" => raw.formula.as_mut(),
        "v" | "t" => raw.value.as_mut(),
        _ => None,
    };
    if let Some(kept) = kept.filter(|kept| kept.len() < MOST_SHOWN) {
        kept.push_str(text);
    }
}
