use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use documents::model::{Detail, Provenance};
use documents::{Error, sheets};

use crate::samples;

fn open(name: &str, bytes: Result<Vec<u8>, Error>) -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = bytes.unwrap();
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.xlsx")), &bytes).unwrap();
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn detail(document: &Detail) -> Result<Vec<u8>, Error> {
    sheets::detail(document, &samples::provenance())
}

/// The cells of a sheet, one line a row.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> String {
    let range = book.worksheet_range(sheet).unwrap();
    let line = |row: &[Data]| row.iter().map(|cell| format!("{cell:?}")).filter(|cell| cell != "Empty").collect::<Vec<_>>().join(" | ");
    range.rows().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_summary_holds_real_numbers() {
    let mut summary = samples::summary();
    summary.rows.truncate(4);
    let mut book = open("summary", sheets::summary(&summary, &samples::provenance()));
    insta::assert_snapshot!("summary", cells(&mut book, "Bảng tổng hợp"));
    insta::assert_snapshot!("provenance", cells(&mut book, "Ghi chú"));
}

#[test]
fn the_detail_list_holds_real_numbers() {
    let mut book = open("detail", detail(&samples::detail(5)));
    insta::assert_snapshot!("detail", cells(&mut book, "Danh sách"));
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let traps = ["=1+1", "+84", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1"];
    let mut document = samples::detail(traps.len());
    for (row, trap) in document.rows.iter_mut().zip(traps) {
        (row.name, row.note) = (trap.into(), trap.into());
    }
    let made = Provenance { made_by: "=HYPERLINK(\"http://x\")".into(), ..samples::provenance() };
    let mut book = open("traps", sheets::detail(&document, &made));
    for sheet in ["Danh sách", "Ghi chú"] {
        assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "{sheet} holds a formula");
    }
    let text = cells(&mut book, "Danh sách");
    for trap in traps {
        assert!(text.contains(trap.trim()), "{trap} is lost");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert!(detail(&samples::detail(60)).unwrap() == detail(&samples::detail(60)).unwrap());
}
