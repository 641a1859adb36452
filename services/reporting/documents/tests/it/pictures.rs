//! Every kind of document as a picture: where on each page there is ink, and how much. `PICTURES=keep` keeps new ones, to be looked at
//! beside the PDF in the target folder.

use std::path::Path;
use std::process::Command;

use documents::Error;
use image::imageops::FilterType;

use crate::pdf::PRESS;
use crate::samples;

/// Pixels of a page, at this many an inch, that one sign stands for.
const RESOLUTION: &str = "40";
const CELL: (u32, u32) = (4, 8);
/// Lines that are compared together, and how many of a hundred signs with ink may differ in them: another version of the renderer draws the
/// edges of letters elsewhere.
const BAND: usize = 6;
const TOLERANCE: usize = 20;

#[test]
fn every_kind_of_document_looks_as_it_did() {
    let documents: [(&str, Result<Vec<u8>, Error>); 8] = [
        ("summary", PRESS.summary(&samples::summary())),
        ("detail", PRESS.detail(&samples::detail(60))),
        ("minutes", PRESS.minutes(&samples::minutes())),
        ("minutes-for-heads", PRESS.minutes(&samples::minutes_for_heads(12))),
        ("note", PRESS.note(&samples::note())),
        ("legal-form", PRESS.legal_form(&samples::legal_form(1))),
        ("score-sheet", PRESS.score_sheet(&samples::score_sheet())),
        ("work-table", PRESS.work_table(&samples::work_table(30))),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut others = Vec::new();
    for (name, document) in documents {
        let drawn = drawn(&document.unwrap(), folder.path(), name);
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/pictures/{name}.txt"));
        if std::env::var("PICTURES").is_ok_and(|wish| wish == "keep") {
            std::fs::write(&kept, &drawn).unwrap();
        }
        let known = std::fs::read_to_string(&kept).unwrap_or_default();
        if !alike(&known, &drawn) {
            others.push(format!("{name} was\n{known}\nand is\n{drawn}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

/// The pages one below the other: blank, and three grades of ink.
fn drawn(pdf: &[u8], folder: &Path, name: &str) -> String {
    let folder = folder.join(name);
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("document.pdf");
    std::fs::write(&file, pdf).unwrap();
    let done = Command::new("pdftoppm").args(["-gray", "-png", "-r", RESOLUTION]).args([&file, &folder.join("page")]).status().unwrap();
    assert!(done.success());
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|kind| kind == "png"));
    pages.sort();
    pages.iter().map(|page| signs(page)).collect::<Vec<_>>().join(&format!("{}\n", "=".repeat(40)))
}

fn signs(page: &Path) -> String {
    let page = image::open(page).unwrap().into_luma8();
    let small = image::imageops::resize(&page, page.width() / CELL.0, page.height() / CELL.1, FilterType::Triangle);
    let sign = |light: u8| match light {
        250.. => ' ',
        225.. => '.',
        180.. => ':',
        0.. => '#',
    };
    let line = |row: image::buffer::Pixels<'_, image::Luma<u8>>| {
        row.map(|pixel| sign(pixel.0[0])).collect::<String>().trim_end().to_owned() + "\n"
    };
    small.rows().map(line).collect()
}

/// The same pages, and nearly the same signs in every band of them.
fn alike(known: &str, drawn: &str) -> bool {
    let (known, drawn): (Vec<&str>, Vec<&str>) = (known.lines().collect(), drawn.lines().collect());
    known.len() == drawn.len() && known.chunks(BAND).zip(drawn.chunks(BAND)).all(|(known, drawn)| bands_alike(known, drawn))
}

fn bands_alike(known: &[&str], drawn: &[&str]) -> bool {
    let ink = |lines: &[&str]| lines.concat().chars().filter(|sign| !sign.is_whitespace()).count();
    let differs = |(known, drawn): (&&str, &&str)| {
        let width = known.chars().count().max(drawn.chars().count());
        let at = |line: &str, place: usize| line.chars().nth(place).unwrap_or(' ');
        (0..width).filter(|place| at(known, *place) != at(drawn, *place)).count()
    };
    let differing: usize = known.iter().zip(drawn).map(differs).sum();
    differing * 100 <= ink(known).max(ink(drawn)) * TOLERANCE
}

#[test]
fn a_block_that_moves_or_is_gone_is_another_picture() {
    let page = "....\n::::\n####\n\n\n\n\n\n....\n....\n";
    assert!(alike(page, page) && alike(page, &page.replacen("....", "...:", 1)));
    assert!(!alike(page, &page.replacen("....\n....\n", "\n\n", 1)), "gone");
    assert!(!alike(page, &page.replacen("\n\n....", "\n....", 1)), "moved");
}
