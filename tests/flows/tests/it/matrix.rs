//! One matrix of the house: every page and every method of every service with everybody, in two states of a year; what reads by office leave behind; and
//! requests that nobody would send.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::{Duration, Instant};

use congtam::year::Until;
use prost::Message;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::house::{Caller, House, Method, is_lost, methods, verdict};
use crate::pages::Portal;

const LEGEND: &str = "+ answered   ? let in, and asked for something sensible   - refused   . not there for them   x not let in\n";

/// What each method tells each caller: a row for each method.
async fn cells(house: &House, callers: &[Caller], methods: &[Method]) -> Vec<Vec<char>> {
    let mut rows = Vec::new();
    for method in methods {
        let mut row = Vec::new();
        for caller in callers {
            let answer = house.ask(caller, method).await;
            if let Err(status) = &answer {
                assert!(!is_lost(status), "{} by {}: {status:?}", method.name, caller.name);
            }
            row.push(verdict(&answer));
        }
        rows.push(row);
    }
    rows
}

/// A row for each method and a column for each caller.
fn drawn(methods: &[Method], columns: &[(&[Caller], Vec<Vec<char>>)]) -> String {
    let mut drawn = LEGEND.to_owned();
    for (column, caller) in columns.iter().flat_map(|(callers, _)| *callers).enumerate() {
        writeln!(drawn, "{:width$}{}", "", caller.name, width = 48 + 2 * column).unwrap();
    }
    for (place, method) in methods.iter().enumerate() {
        let cells: Vec<String> = columns.iter().flat_map(|(_, rows)| &rows[place]).map(char::to_string).collect();
        writeln!(drawn, "{}", format!("{:<11} {:<36}{}", method.service, method.name, cells.join(" ")).trim_end()).unwrap();
    }
    drawn
}

/// Methods that tell nobody apart: whoever asks is asked for more, and why that is right.
const ASK_EVERYBODY: [(&str, &str); 15] = [
    ("Activate", "the secret of an invitation says who it is"),
    ("BeginPasskey", "one's own, and none are offered at an address without a name"),
    ("BeginPasskeySignIn", "nobody is signed in yet"),
    ("Bootstrap", "the secret of the first run, which is over"),
    ("ConfirmPasskey", "one's own, and none are offered at an address without a name"),
    ("GetAttachment", "no log of the played year has a file"),
    ("ImportLogs", "one's own logs, of a workbook that is none"),
    ("IssueToken", "the secret of a session says who it is"),
    ("ResetPassword", "the secret of a link says who it is"),
    ("RevokeFact", "no fact of the played year has this id"),
    ("SaveLog", "one's own, of a version that it never had"),
    ("SignIn", "the password says who it is"),
    ("SignInWithPasskey", "nobody is signed in yet"),
    ("SubmitLog", "one's own, of a version that it never had"),
    ("SubmitWorkList", "one's own, without items"),
];

/// Those of a year under way: there is nothing yet that they could be about.
const NOT_YET: [&str; 1] = ["GetMinutes"];

/// Which methods those are.
fn ask_everybody(methods: &[Method], rows: &[Vec<char>]) -> BTreeSet<String> {
    let weak = methods.iter().zip(rows).filter(|(_, row)| row[1..].iter().all(|cell| *cell == '?'));
    weak.map(|(method, _)| method.name.clone()).collect()
}

/// Pages and methods with everybody who has a place, and then with those who have just lost theirs: whoever is asked, is asked in the state
/// of the house that their session and tokens were made in.
async fn asked(house: &House, callers: &[Caller], methods: &[Method], not_yet: &[&str]) -> (String, String, Vec<Caller>) {
    let portal = Portal::of(house).await.unwrap_or_else(|error| panic!("{error:#}"));
    let readers = portal.readers().await.unwrap();
    let going = house.going().await.unwrap_or_else(|error| panic!("{error:#}"));
    let mut pages = portal.told(&readers).await.unwrap_or_else(|error| panic!("{error:#}"));
    let alone = portal.left_alone(&readers).await.unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(alone, [""; 0], "one service away takes nobody's tasks of the others away");
    let here = cells(house, callers, methods).await;
    let weak = ASK_EVERYBODY.iter().map(|(name, _)| *name).chain(not_yet.iter().copied()).map(str::to_owned);
    assert_eq!(ask_everybody(methods, &here), weak.collect::<BTreeSet<_>>());
    // Whom wrong codes made wait is let in again.
    house.world.wait();
    let gone = house.who_have_gone(&going).await.unwrap_or_else(|error| panic!("{error:#}"));
    pages.extend(portal.told(&portal.who_have_gone(&going).await.unwrap()).await.unwrap_or_else(|error| panic!("{error:#}")));
    let methods_told = drawn(methods, &[(callers, here), (gone.as_slice(), cells(house, &gone, methods).await)]);
    (portal.drawn(&pages), methods_told, gone)
}

/// Queries that tell readers by office no more than an outline: law, counts, names and posts, or what is the reader's own.
const OUTLINES: [&str; 31] = [
    "evaluation GetPeriod",
    "evaluation ListAuditEntries",
    "evaluation ListColleagueResults",
    "evaluation ListMinutes",
    "evaluation ListMySheets",
    "evaluation ListMyTasks",
    "evaluation ListPeriods",
    "evaluation ListProgress",
    "evaluation ListReads",
    "identity GetMe",
    "identity GetStatusReport",
    "identity GetWorkbookTemplate",
    "identity ListMyNotices",
    "identity ListMySessions",
    "identity ListPeople",
    "identity ListReads",
    "identity ListUnits",
    "reporting ListDocuments",
    "reporting ListReads",
    "scoring CheckResults",
    "scoring GetCriteriaSet",
    "scoring GetLawOfYear",
    "scoring GetPolicyPack",
    "scoring ListCriteriaSetDrafts",
    "scoring ListCriteriaSets",
    "scoring ListGuidance",
    "scoring ListPolicyPacks",
    "scoring ListReads",
    "scoring ListShippedLaw",
    "worklog ListHandovers",
    "worklog ListReads",
];

/// Queries that have nothing to tell to anybody who reads by office in the played year, and what they would tell.
const EMPTY: [(&str, &str); 11] = [
    ("evaluation CheckRouting", "names and posts"),
    ("identity ListDenials", "logged before anything is looked up"),
    ("identity ListHeadsToConfirm", "names and posts, to who confirms them"),
    ("identity ListMyDelegations", "one's own"),
    ("identity ListMyPasskeys", "one's own"),
    ("identity ListPersonnelProblems", "names and posts"),
    ("identity ListTitleAnswers", "titles"),
    ("scoring GetCriteriaSetDifferences", "law"),
    ("scoring ListFacts", "logged before anything is looked up"),
    ("scoring ListQuotaCounts", "counts"),
    ("worklog ListPending", "one's own people's"),
];

/// Which queries leave no row when somebody reads by office, and who that is; and those that have nothing to tell to any of them.
async fn without_a_trace(house: &House, callers: &[Caller], methods: &[Method]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut silent, mut empty) = (BTreeSet::new(), BTreeSet::new());
    for method in methods.iter().filter(|method| !method.changes()) {
        let (mut answered, mut told) = (false, false);
        for caller in callers.iter().filter(|caller| caller.by_office) {
            let before = house.reads(&method.service).await.unwrap();
            let answer = house.ask(caller, method).await;
            let Ok(answer) = answer else { continue };
            answered = true;
            told |= !method.tells_nothing(&answer);
            if !method.tells_nothing(&answer) && house.reads(&method.service).await.unwrap() == before {
                let name = format!("{} {}", method.service, method.name);
                let outline = OUTLINES.contains(&name.as_str());
                silent.insert(if outline { name } else { format!("{name} by {}", caller.name) });
            }
        }
        if answered && !told {
            empty.insert(format!("{} {}", method.service, method.name));
        }
    }
    (silent, empty)
}

/// Queries that write down what an auditor read who did not say why.
async fn read_without_saying_why(house: &House, callers: &[Caller], methods: &[Method]) -> Vec<String> {
    let auditor = callers.iter().find(|caller| caller.name == "an auditor").expect("somebody audits");
    let mut read = Vec::new();
    for method in methods.iter().filter(|method| !method.changes()) {
        let before = house.reads(&method.service).await.unwrap();
        let answered = house.ask_because(auditor, method, "").await.is_ok();
        if answered && house.reads(&method.service).await.unwrap() != before {
            read.push(format!("{} {}", method.service, method.name));
        }
    }
    read
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_method_knows_everybody_while_opinions_are_given() {
    let house = House::played(Some(Until::Opinions)).await.unwrap_or_else(|error| panic!("{error:#}"));
    let (callers, methods) = (house.callers().await.unwrap(), methods());
    let (pages, table, _) = asked(&house, &callers, &methods, &NOT_YET).await;
    insta::assert_snapshot!("pages_while_opinions_are_given", pages);
    insta::assert_snapshot!("methods_while_opinions_are_given", table);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_method_knows_everybody_when_results_are_published() {
    let house = House::played(None).await.unwrap_or_else(|error| panic!("{error:#}"));
    let (mut callers, methods) = (house.callers().await.unwrap(), methods());
    let (silent, empty) = without_a_trace(&house, &callers, &methods).await;
    assert_eq!(empty, EMPTY.iter().map(|(name, _)| (*name).to_owned()).collect(), "nobody looked at what these tell");
    let (silent, own): (BTreeSet<_>, BTreeSet<_>) = silent.into_iter().partition(|read| !read.contains(" by "));
    let outlines: BTreeSet<String> = OUTLINES.into_iter().map(str::to_owned).collect();
    let gone: Vec<_> = outlines.difference(&silent).collect();
    assert!(gone.is_empty(), "no outlines any more: {gone:#?}");
    // Colleagues and heads who hold an office too read their own part of these, and who sees nobody there is told nothing.
    insta::assert_snapshot!("read_as_ones_own_part", own.into_iter().collect::<Vec<_>>().join("\n"));
    // A diagnosis is written down, and asks nobody why: it tells digests and a verdict alone.
    assert_eq!(read_without_saying_why(&house, &callers, &methods).await, ["scoring CheckResult"]);
    let (pages, table, gone) = asked(&house, &callers, &methods, &[]).await;
    insta::assert_snapshot!("pages_when_results_are_published", pages);
    insta::assert_snapshot!("methods_when_results_are_published", table);
    callers.extend(gone);
    fuzz(&house, &callers, &methods).await;
}

/// For so long requests are made up: a moment, or as many seconds as `HOUSE_FUZZ_SECONDS` says.
fn fuzzed_for() -> Duration {
    Duration::from_secs(std::env::var("HOUSE_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(15))
}

/// Requests of the right shape with anything in them: nobody is told that a service does not know what happened to it.
async fn fuzz(house: &House, callers: &[Caller], methods: &[Method]) {
    const SEED: u64 = 14;
    let mut dice = StdRng::seed_from_u64(SEED);
    let (begun, mut calls, mut let_in) = (Instant::now(), 0_u32, 0_u32);
    while begun.elapsed() < fuzzed_for() {
        let method = &methods[dice.random_range(0..methods.len())];
        let caller = &callers[dice.random_range(0..callers.len())];
        let message = anything(&method.input, house, &mut dice, 3);
        let answer = house.send(caller, method, message.encode_to_vec().into()).await;
        calls += 1;
        let_in += u32::from(matches!(verdict(&answer), '+' | '?'));
        if let Err(status) = answer {
            assert!(!is_lost(&status), "call {calls} of seed {SEED}, {} by {}: {status:?} of {message:?}", method.name, caller.name);
        }
    }
    eprintln!("{calls} made-up requests, {let_in} let in, none lost");
}

fn anything(of: &MessageDescriptor, house: &House, dice: &mut StdRng, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for field in of.fields() {
        let named = field.name().ends_with("id");
        if dice.random_bool(if named { 0.1 } else { 0.3 }) {
            continue;
        }
        let value = if field.is_map() {
            let Some(value) = one(&field, house, dice, 0) else { continue };
            drop(value);
            Value::Map([(MapKey::I32(2019), Value::I32(dice.random_range(-1..400)))].into())
        } else if field.is_list() {
            let many = dice.random_range(0..3);
            Value::List((0..many).filter_map(|_| one(&field, house, dice, depth)).collect())
        } else {
            let Some(value) = one(&field, house, dice, depth) else { continue };
            value
        };
        if message.try_set_field(&field, value).is_err() {
            continue;
        }
    }
    message
}

fn one(field: &FieldDescriptor, house: &House, dice: &mut StdRng, depth: usize) -> Option<Value> {
    const NUMBERS: [i64; 8] = [0, 1, -1, 7, 2019, 9_999_999, i64::MIN, i64::MAX];
    let number = NUMBERS[dice.random_range(0..NUMBERS.len())];
    Some(match field.kind() {
        Kind::String => Value::String(text(field.name(), house, dice)),
        Kind::Bytes => Value::Bytes((0..dice.random_range(0..64)).map(|_| dice.random()).collect::<Vec<u8>>().into()),
        Kind::Bool => Value::Bool(dice.random()),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(i32::try_from(number).unwrap_or(i32::MAX)),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(number),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(u32::try_from(number).unwrap_or(u32::MAX)),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(number.unsigned_abs()),
        Kind::Enum(_) => Value::EnumNumber(dice.random_range(-1..12)),
        Kind::Message(_) if depth == 0 => return None,
        Kind::Message(inner) => Value::Message(anything(&inner, house, dice, depth - 1)),
        Kind::Float | Kind::Double => return None,
    })
}

fn text(name: &str, house: &House, dice: &mut StdRng) -> String {
    let known = name.strip_suffix("_ids").map(|name| format!("{name}_id")).unwrap_or_else(|| name.to_owned());
    let known = house.ids.get(&known).cloned().unwrap_or_default();
    match dice.random_range(0..12) {
        0 => String::new(),
        1 => "x".repeat(5_000),
        2 => "a\u{0}b".to_owned(),
        3 => "\u{202e}Đỗ Thị Ánh\u{200b}".to_owned(),
        4 => "1' OR '1'='1".to_owned(),
        5 => "2019-02-30".to_owned(),
        6 => "-12,5".to_owned(),
        7 => format!("00000000-0000-4000-8000-{:012}", dice.random_range(0..9)),
        _ if name == "request_id" => uuid::Uuid::from_u128(dice.random()).to_string(),
        _ => known,
    }
}
