//! Each kind of cell.

use chrono::NaiveDate;
use kernel::grid::{Cell, Why};
use proptest::prelude::*;
use sheets::{Book, Bounds, Problem, Sheet};

use crate::files::File;

const BOUNDS: Bounds = Bounds { rows: 50, columns: 8 };

fn read(file: &File<'_>) -> Result<Sheet, Problem> {
    Book::open(&file.bytes())?.first(BOUNDS)
}

/// The cell B2 of a sheet with these attributes and content, in the style of `format`.
fn cell(attributes: &str, content: &str, format: &str, is_1904: bool) -> Cell {
    let rows = format!(r#"<row r="2"><c r="A2"><v>7</v></c><c r="B2" s="1" {attributes}>{content}</c><c r="C2"><v>9</v></c></row>"#);
    let sheet = read(&File { rows: &rows, formats: &[format], is_1904, ..File::default() }).unwrap();
    let [first, between, last] = sheet.rows[1].as_slice() else { panic!("{:?}", sheet.rows) };
    assert_eq!((first.text(), last.text()), ("7".to_owned(), "9".to_owned()), "what stands beside is read");
    between.clone()
}

fn day(text: &str) -> Cell {
    Cell::Day(text.parse().unwrap())
}

#[test]
fn a_number_is_the_text_that_excel_shows() {
    for (stored, format, shown) in [
        ("1.003", "00.000", "01.003"),
        ("123", "00000", "00123"),
        ("57.699999999999996", "General", "57.7"),
        ("0.30000000000000004", "General", "0.3"),
        ("3.33", "General", "3.33"),
        ("3.33333", "0.00", "3.33"),
        ("3", "0", "3"),
        ("3", "@", "3"),
        ("0.5", "0%", "50%"),
        ("5", "\"Bậc \"0", "Bậc 5"),
        ("2019", "General", "2019"),
        ("-1.5", "0.0", "-1.5"),
        ("1E3", "General", "1000"),
        ("1500", "#,##0", "1 500"),
    ] {
        assert_eq!(cell("", &format!("<v>{stored}</v>"), format, false).text(), shown, "{stored} as {format}");
    }
}

#[test]
fn a_day_is_the_day_that_excel_shows() {
    for (stored, format, is_1904, shown) in [
        ("43804", "dd/mm/yyyy", false, "2019-12-05"),
        ("43804.75", "dd/mm/yyyy hh:mm", false, "2019-12-05"),
        ("43804.9999999999", "dd/mm/yyyy", false, "2019-12-06"),
        ("42342", "dd/mm/yyyy", true, "2019-12-05"),
        ("43804", "[$-42A]d mmmm yyyy;@", false, "2019-12-05"),
        ("1", "dd/mm/yyyy", false, "1900-01-01"),
        ("59", "dd/mm/yyyy", false, "1900-02-28"),
        ("61", "dd/mm/yyyy", false, "1900-03-01"),
        ("0", "dd/mm/yyyy", true, "1904-01-01"),
    ] {
        assert_eq!(cell("", &format!("<v>{stored}</v>"), format, is_1904), day(shown), "{stored} as {format}");
    }
    assert_eq!(cell(r#"t="d""#, "<v>2019-12-05T00:00:00</v>", "General", false), day("2019-12-05"));
}

#[test]
fn what_cannot_be_read_is_told_and_what_stands_beside_it_is_read() {
    let unread = |cell: &Cell| matches!(cell, Cell::Unread { .. });
    for (attributes, content, format) in [
        (r#"t="e""#, "<v>#N/A</v>", "General"),
        (r#"t="e""#, "<v>#REF!</v>", "dd/mm/yyyy"),
        (r#"t="e""#, "<f>1/0</f><v>#DIV/0!</v>", "General"),
        (r#"t="e""#, "<v>#SPILL!</v>", "General"),
        (r#"t="e""#, "<v>#BLOCKED!</v>", "General"),
        (r#"t="b""#, "<v>1</v>", "General"),
        (r#"t="b""#, "<v>vrai</v>", "General"),
        (r#"t="s""#, "<v>999</v>", "General"),
        (r#"t="n""#, "<v>abc</v>", "General"),
        (r#"t="zz""#, "<v>abc</v>", "General"),
        (r#"t="d""#, "<v>hôm nay</v>", "General"),
        ("", "<f>DATE(2019,8,1)</f>", "dd/mm/yyyy"),
        ("", "<f>1+1</f><v/>", "General"),
        ("", "<f t=\"shared\" si=\"0\"/>", "General"),
        ("", "<v>0.5</v>", "h:mm"),
        ("", "<v>1.25</v>", "[h]:mm"),
        ("", "<v>60</v>", "dd/mm/yyyy"),
        ("", "<v>-5</v>", "dd/mm/yyyy"),
        ("", "<v>99999999</v>", "dd/mm/yyyy"),
        ("", "<v>123456789012345</v>", "General"),
        ("", "<v>12</v>", ";;;"),
        (r#"t="str""#, "<f>A1</f><v>#N/A</v>", "General"),
        (r#"t="inlineStr""#, "<is><t>NguyÔn ThÞ Hång</t></is>", "General"),
        (r#"t="inlineStr""#, "<is><t>Leâ Thò Phöông</t></is>", "General"),
        (r#"t="inlineStr""#, "<is><t>L\u{435} Văn An</t></is>", "General"),
    ] {
        let found = cell(attributes, content, format, false);
        assert!(unread(&found), "{attributes} {content} as {format}: {found:?}");
        assert!(found.told(3, 11).unwrap().contains("L4"), "{found:?}");
    }
    assert!(unread(&cell("", "<v>29226</v>", "General", true)), "a day of 1904 or a number");
    assert_eq!(cell(r#"t="str""#, r#"<f>IF(1=2,"x","")</f><v></v>"#, "General", false), Cell::Empty, "computed, and nothing");
}

#[test]
fn text_is_read_whole_however_it_is_kept() {
    for (attributes, content) in [
        (r#"t="inlineStr""#, "<is><r><t xml:space=\"preserve\">Nguyễn </t></r><r><t>Văn An</t></r></is>"),
        (r#"t="str""#, "<f>A1&amp;B1</f><v>Nguyễn Văn An</v>"),
        (r#"t="inlineStr""#, "<is><t>Nguyễn\u{a0}Va\u{306}n \u{200b}An</t></is>"),
    ] {
        assert_eq!(cell(attributes, content, "General", false).text(), "Nguyễn Văn An", "{content}");
    }
}

#[test]
fn what_nobody_sees_is_told_and_never_taken() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row>
        <row r="3" ht="0" customHeight="1"><c r="A3"><v>4</v></c></row>"#;
    let file = File { before: r#"<cols><col min="2" max="2" hidden="1"/></cols>"#, rows, first: Some("veryHidden"), ..File::default() };
    let sheet = read(&file).unwrap();
    let why = |row: usize, column: usize| match &sheet.rows[row][column] {
        Cell::Unread { why, .. } => Some(why.clone()),
        _ => None,
    };
    assert_eq!([why(0, 0), why(0, 1), why(1, 0), why(2, 0)], [None, Some(Why::HiddenColumn), Some(Why::HiddenRow), Some(Why::HiddenRow)]);
    assert_eq!(sheet.notes.iter().map(|note| note.sheet.as_str()).collect::<Vec<_>>(), ["XL4Poppy"]);
    let hidden = File { rows, first: Some("hidden"), ..File::default() }.bytes();
    assert_eq!(Book::open(&hidden).unwrap().sheet("XL4Poppy", BOUNDS).unwrap_err(), Problem::Hidden("XL4Poppy".into()));
}

#[test]
fn a_merged_cell_says_so_wherever_it_reaches() {
    let rows =
        r#"<row r="2"><c r="A2" t="inlineStr"><is><t>H50</t></is></c><c r="B2"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>"#;
    let sheet = read(&File { rows, after: r#"<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>"#, ..File::default() }).unwrap();
    assert_eq!(sheet.rows[2][0], Cell::Unread { shown: "H50".into(), why: Why::Merged { from: 1 } });
    let wide = File { rows, after: r#"<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>"#, ..File::default() };
    assert_eq!(read(&wide).unwrap().rows.len(), 3, "no more rows than there are");
}

#[test]
fn cells_that_do_not_say_where_they_stand_are_counted_or_the_file_is_told() {
    let rows = r#"<row><c><v>1</v></c><c t="b"><v>1</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>"#;
    let sheet = read(&File { rows, ..File::default() }).unwrap();
    assert_eq!((sheet.rows[0][2].text(), sheet.rows[1][0].text()), ("3".to_owned(), "4".to_owned()));
    let broken = r#"<row><c><v>1</v></c><c t="zz"><v>1</v></c><c><v>3</v></c></row>"#;
    assert_eq!(read(&File { rows: broken, ..File::default() }).unwrap_err(), Problem::Unreadable);
}

proptest! {
    #[test]
    fn every_serial_is_its_day_or_told(serial in 0_u32..3_000_000, is_1904 in any::<bool>()) {
        let found = cell("", &format!("<v>{serial}</v>"), "dd/mm/yyyy", is_1904);
        let first = if is_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) }.unwrap();
        match found {
            Cell::Day(day) if serial > 60 || is_1904 => prop_assert_eq!(day.signed_duration_since(first).num_days(), i64::from(serial)),
            Cell::Day(_) => prop_assert!((1..60).contains(&serial)),
            Cell::Unread { .. } => prop_assert!(serial >= 2_958_466 || matches!(serial, 0 | 60)),
            Cell::Empty | Cell::Text(_) => prop_assert!(false, "{:?}", found),
        }
    }

    #[test]
    fn no_number_is_read_as_if_it_were_absent(number in any::<f64>().prop_filter("stored", |number| number.is_finite()), format in prop::sample::select(vec!["General", "0", "0.00", "#,##0.00", "00.000", "@", "dd/mm/yyyy", "h:mm", "[h]:mm", "0%", "0.0E+0", ";;;", "# ?/?"])) {
        prop_assert_ne!(cell("", &format!("<v>{number}</v>"), format, false), Cell::Empty);
    }

    #[test]
    fn hundredths_are_read_exactly(hundredths in 0_i64..1_000_000, format in prop::sample::select(vec!["General", "0.00"])) {
        // As a sum of the machine leaves them.
        let stored = hundredths as f64 / 100.0 + 0.1 - 0.1;
        let shown = cell("", &format!("<v>{stored}</v>"), format, false).text();
        prop_assert_eq!(shown.parse::<kernel::Exact>().unwrap(), format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().unwrap());
    }

    #[test]
    fn no_file_makes_the_reader_fail_otherwise_than_by_telling(rows in "(<row( r=\"[0-9]{1,3}\")?>(<c( r=\"[A-H][0-9]\")?( t=\"(s|e|b|n|str|d|x)\")?><(v|f|is|q)>[a-z0-9#]{0,4}</(v|f|is|q)></c>){0,3}</row>){0,4}") {
        let _ = read(&File { rows: &rows, ..File::default() });
    }
}
