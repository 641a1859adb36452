//! The table of REGULATION.md: what carries out each clause of the regulation, and the test that proves it.

use std::fs;

use crate::obey;
use crate::tree::root;

/// One row of a table.
struct Row {
    line: usize,
    clause: String,
    places: String,
    proofs: String,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("REGULATION.md")).expect("REGULATION.md is there");
    let cells = |line: &str| line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows: Vec<Row> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with("| ") && !line.starts_with("| Clause"))
        .map(|(number, line)| {
            let [clause, _, places, proofs] = cells(line).try_into().unwrap_or_else(|cells| panic!("line {}: {cells:?}", number + 1));
            Row { line: number + 1, clause, places, proofs }
        })
        .collect();
    assert!(rows.len() > 60, "the table was read: {} rows", rows.len());
    rows
}

/// What stands between backquotes.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn has_test(token: &str) -> bool {
    let Some((path, name)) = token.split_once("::") else { return false };
    let text = fs::read_to_string(root().join(path)).unwrap_or_default();
    let Some(at) = text.find(&format!("fn {name}(")) else { return false };
    // The attribute stands just above, `proptest!` has it there too.
    text[..at].rsplit("\n\n").next().is_some_and(|above| above.contains("test"))
}

#[test]
fn every_clause_names_tests_that_exist() {
    let wrong = rows().into_iter().filter_map(|row| {
        // What a clause asks of people or offices alone has a dash, and no proof.
        let proved = row.places.starts_with('—') || quoted(&row.proofs).next().is_some();
        let missing: Vec<&str> = quoted(&row.proofs).filter(|token| !has_test(token)).collect();
        (!proved || !missing.is_empty()).then(|| format!("REGULATION.md:{} {} {}", row.line, row.clause, missing.join(", ")))
    });
    obey("Name a test as `path/of/the/file.rs::name_of_the_test`, one that is there.", wrong.collect());
}

#[test]
fn every_clause_names_files_that_exist() {
    let missing = rows().into_iter().flat_map(|row| {
        let absent = quoted(&row.places).filter(|path| !root().join(path).exists());
        absent.map(|path| format!("REGULATION.md:{} {path}", row.line)).collect::<Vec<_>>()
    });
    obey("Name the files that carry the clause, by their path below the root.", missing.collect());
}

#[test]
fn every_article_and_every_doubt_has_a_row() {
    let rows = rows();
    let articles = (1..=12).map(|article| format!("{article}"));
    let doubts = (1..=41).map(|doubt| format!("A{doubt:02}"));
    let belongs = |clause: &str, wanted: &str| clause == wanted || clause.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'));
    let missing = articles.chain(doubts).filter(|wanted| !rows.iter().any(|row| belongs(&row.clause, wanted)));
    obey("Add a row to REGULATION.md.", missing.collect());
}
