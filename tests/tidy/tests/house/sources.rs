//! What may stand in which file.

use crate::obey;
use crate::tree::{File, files};

const LONGEST: usize = 600;

/// Words, where they do not belong, and what to do instead.
struct Rule {
    words: &'static [&'static str],
    applies: fn(&File) -> bool,
    /// Whether tests at the end of the file are exempt.
    in_tests_too: bool,
    instead: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        words: &[
            "tokio",
            "sea_orm",
            "tonic",
            "prost",
            "tracing",
            "async fn",
            "Utc::now",
            "SystemTime",
            "Instant::now",
            "new_v4",
            "now_v7",
            "std::fs",
        ],
        applies: in_domain,
        in_tests_too: false,
        instead: "A domain crate holds pure rules: time, ids and what was read are arguments.",
    },
    Rule {
        words: &["f32", "f64"],
        applies: |file| in_domain(file) || file.path.starts_with("libs/kernel/") || file.path.starts_with("services/scoring/"),
        in_tests_too: true,
        instead: "No float comes near a score: use kernel::Points or kernel::Exact.",
    },
    Rule {
        words: &["sea_orm", "sqlx"],
        applies: |file| file.path.starts_with("services/") && file.path.contains("/src/") && !in_store(file),
        in_tests_too: true,
        instead: "SQL is spoken in store.rs, store/ and migrations.rs only: give the store a function.",
    },
    Rule {
        words: &["todo!", "unimplemented!", "#[ignore", "dbg!"],
        applies: |_| true,
        in_tests_too: true,
        instead: "Finish it, or take it out.",
    },
    Rule { words: &["unsafe"], applies: |_| true, in_tests_too: true, instead: "Find the safe way." },
    Rule {
        words: &[".unwrap()"],
        applies: |file| !file.is_test() && !file.path.starts_with("libs/testkit/"),
        in_tests_too: false,
        instead: "Return the error, or write `.expect(\"why it cannot be\")`.",
    },
    Rule {
        words: &["thread::sleep", "tokio::time::sleep"],
        applies: |file| file.path.starts_with("services/") && file.path.contains("/tests/"),
        in_tests_too: true,
        instead: "A test that sleeps is slow or flaky: wait for the thing itself, with a timeout.",
    },
    Rule {
        words: &["calamine::", "csv::Reader"],
        applies: |file| file.path.starts_with("services/") && !file.is_test(),
        in_tests_too: false,
        instead: "What people send is read by libs/sheets: a cell is what Excel shows, or it is told.",
    },
    Rule {
        words: &["23, 59", "now()).year()"],
        applies: |file| !file.is_test(),
        in_tests_too: false,
        instead: "Days and years end with their last instant: kernel::date::is_over, start_of_office_day, office_year.",
    },
];

fn in_domain(file: &File) -> bool {
    file.path.contains("/domain/src/") && !file.is_test()
}

fn in_store(file: &File) -> bool {
    let inside = file.path.split_once("/src/").map_or("", |(_, inside)| inside);
    inside == "store.rs" || inside.starts_with("store/") || inside.starts_with("migrations")
}

fn sources() -> Vec<File> {
    let mut all = files("libs", &[".rs"]);
    all.extend(files("services", &[".rs"]));
    all.extend(files("proto", &[".rs"]));
    // Not this crate: it names what it forbids.
    all.extend(files("tests", &[".rs"]).into_iter().filter(|file| !file.path.starts_with("tests/tidy/")));
    all
}

#[test]
fn words_stand_where_they_belong() {
    let all = sources();
    let mut complaints = Vec::new();
    for rule in RULES {
        for file in all.iter().filter(|file| (rule.applies)(file)) {
            let text = if rule.in_tests_too { &file.text } else { file.running() };
            for word in rule.words {
                complaints.extend(file.places(text, word).into_iter().map(|place| format!("{place}\n      {}", rule.instead)));
            }
        }
    }
    obey("These words do not belong where they stand.", complaints);
}

/// Words of the regulation that a label says as a whole; shorter ones are ordinary words too.
const FEWEST_WORDS: usize = 4;

#[test]
fn a_word_of_the_regulation_stands_once() {
    let (own, others): (Vec<File>, Vec<File>) = sources().into_iter().partition(|file| file.path.starts_with("libs/regulation/"));
    let mut kinds = Vec::new();
    let mut labels = Vec::new();
    for list in own.iter().filter_map(|file| file.text.split_once("words! {").map(|(_, list)| list)) {
        let lines = list.split("\n}").next().unwrap_or_default().lines().map(str::trim);
        for line in lines {
            kinds.extend(line.strip_suffix(" {").map(|kind| format!("enum {kind} {{")));
            labels.extend(line.split_once("\", \"").map(|(_, label)| format!("\"{}", label.trim_end_matches(';'))));
        }
    }
    labels.retain(|label| label.split(' ').count() >= FEWEST_WORDS);
    assert!(kinds.len() >= 8 && labels.len() >= 30, "{kinds:?} {labels:?}");
    let mut places = Vec::new();
    for file in others.iter().filter(|file| !file.is_test() && !file.path.starts_with("proto/")) {
        places.extend(labels.iter().flat_map(|label| file.places(file.running(), label)));
        let declared = file.running().lines().filter(|line| kinds.iter().any(|kind| line.ends_with(kind)));
        places.extend(declared.map(|line| format!("{}  {line}", file.path)));
    }
    obey("libs/regulation has this word, its code and its Vietnamese: use it.", places);
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter(|file| !file.is_test() && file.running().lines().count() > LONGEST);
    obey(&format!("Split the file by concept: at most {LONGEST} lines."), long.map(|file| file.path).collect());
}

#[test]
fn modules_are_named_by_their_file() {
    let wrong = sources().into_iter().filter(|file| file.path.ends_with("/mod.rs"));
    obey("Use foo.rs beside foo/, not foo/mod.rs.", wrong.map(|file| file.path).collect());
}

#[test]
fn to_save_is_to_announce() {
    let mut places = Vec::new();
    let elsewhere = |file: &File| !file.is_test() && !file.path.starts_with("libs/") && !file.path.contains("/src/store");
    for file in sources().into_iter().filter(elsewhere) {
        places.extend(file.places(file.running(), ".announce("));
    }
    obey("Announce a state where it is stored, and nowhere else; notices have `Tx::notify`.", places);
}

/// Paths of one machine, not of the product.
const PRIVATE: &[&str] = &["/root/", "/home/"];

const WRITTEN: &[&str] = &[
    ".rs",
    ".toml",
    ".md",
    ".proto",
    ".sql",
    ".html",
    ".css",
    ".js",
    ".yaml",
    ".yml",
    ".json",
    ".typ",
    ".sh",
    ".conf",
    ".txt",
    "Dockerfile",
    "run",
];

#[test]
fn the_product_speaks_only_of_itself() {
    let mut places = Vec::new();
    for file in files("", WRITTEN).into_iter().filter(|file| !file.path.starts_with("tests/tidy/") && !file.path.starts_with(".cargo/")) {
        for word in PRIVATE {
            let lines = file.text.lines().enumerate().filter(|(_, line)| line.contains(word));
            places.extend(lines.map(|(number, _)| format!("{}:{}  {word}", file.path, number + 1)));
        }
    }
    obey("Say it in words of the product; write paths from the root of the project, or as configuration.", places);
}

#[test]
fn points_are_exact_in_the_databases_too() {
    let mut places = Vec::new();
    for file in files("services", &[".sql"]) {
        for word in [" real", " double precision", " float", " numeric", " money"] {
            let lines = file.text.lines().enumerate().filter(|(_, line)| line.split("--").next().unwrap_or_default().contains(word));
            places.extend(lines.map(|(number, _)| format!("{}:{} {word}", file.path, number + 1)));
        }
    }
    obey("Store hundredths of a point as integer.", places);
}

#[test]
fn the_rules_see_what_they_forbid() {
    let file = |text: &str| File { path: "services/x/domain/src/a.rs".to_owned(), text: text.to_owned() };
    let bad = file("use tokio::sync;\nfn a(x: f64) {} // tokio\nlet my_tokio = 1;\n");
    assert_eq!(bad.places(&bad.text, "tokio"), ["services/x/domain/src/a.rs:1  tokio"]);
    assert_eq!(bad.places(&bad.text, "f64"), ["services/x/domain/src/a.rs:2  f64"]);
    let with_tests = file("fn a() {}\n#[cfg(test)]\nmod tests {}\n");
    assert_eq!(with_tests.running(), "fn a() {}\n");
}
