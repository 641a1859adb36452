use super::*;
use crate::approval::tests::{author, head, moment, signature};
use crate::entry::is_web_address;
use crate::{Delay, ItemId, Outcome};
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

const ITEM: ItemId = ItemId(Uuid::from_u128(50));

static KNOWN: LazyLock<Vec<WorkItem>> = LazyLock::new(|| {
    let (content, none) = ("Soạn đề án".to_owned(), String::new());
    let item =
        WorkItem { id: ITEM, content, product: none.clone(), quantity: 1, due_on: None, priority: none.clone(), note: none, recurs: None };
    vec![item]
});

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, month, day).unwrap()
}

fn entry(content: &str) -> Entry {
    Entry {
        content: content.to_owned(),
        item: Some(ITEM),
        item_content: String::new(),
        item_open: false,
        product: "12/BC-SNV".to_owned(),
        due_on: Some(day(6, 20)),
        done_on: Some(day(6, 4)),
        outcome: Some(Outcome::OnTime),
        evidence_url: "https://quangtri.gov.vn/12".to_owned(),
        delay: None,
        attachments: Vec::new(),
    }
}

fn open() -> Log {
    Log::open(LogId(Uuid::from_u128(9)), author().id, Cadence::Week, day(6, 3), moment()).unwrap()
}

fn on(expected: Version) -> Writing<'static> {
    Writing { expected, known_items: &KNOWN, field_work: false, grace_days: 1, now: moment() }
}

fn submitted() -> Log {
    open().submit(vec![entry("Một")], &author(), on(0)).unwrap().unwrap().state
}

#[test]
fn a_week_begins_on_monday_and_not_in_the_future() {
    let open =
        |cadence, starts_on| Log::open(LogId(Uuid::nil()), author().id, cadence, starts_on, moment()).map(drop).map_err(|e| e.reason);
    assert_eq!(open(Cadence::Week, day(6, 4)), Err("NOT_A_MONDAY"));
    assert_eq!(open(Cadence::Day, day(6, 4)), Ok(()));
    assert_eq!(open(Cadence::Day, day(6, 16)), Err("STARTS_IN_FUTURE"));
    assert_eq!(open(Cadence::Week, day(6, 17)), Err("STARTS_IN_FUTURE"));
}

#[test]
fn a_draft_may_be_incomplete_and_a_submission_may_not() {
    let blank = Entry { content: String::new(), item: None, item_open: true, outcome: None, ..entry("") };
    let changed = open().save(vec![entry("Một"), blank.clone()], on(0)).unwrap().unwrap();
    let draft = changed.state;
    assert!(draft.approval.is_draft());
    assert!(!draft.is_announced(), "a draft is announced to nobody");
    let refusal = draft.submit(vec![entry("Một"), blank], &author(), on(1)).unwrap_err();
    let fields: Vec<_> = refusal.fields.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!((refusal.reason, fields), ("LOG_INVALID", vec!["entries[1].content", "entries[1].work_item_id", "entries[1].outcome"]));
}

#[test]
fn every_wrong_field_is_named_in_drafts_too() {
    let bad = Entry {
        content: "x".repeat(2001),
        item: Some(ItemId(Uuid::from_u128(51))),
        product: "y".repeat(501),
        done_on: Some(day(6, 16)),
        evidence_url: "javascript:alert(1)".to_owned(),
        ..entry("")
    };
    let refusal = open().save(vec![entry("Một"), entry("Hai"), bad], on(0)).unwrap_err();
    let fields: Vec<_> = refusal.fields.iter().map(|problem| problem.field.trim_start_matches("entries[2].")).collect();
    assert_eq!(fields, ["content", "product", "done_on", "evidence_url", "work_item_id"]);
}

#[test]
fn only_web_addresses_are_evidence() {
    for url in ["https://a.vn/b?c=d#e", "https://a:8080/"] {
        assert!(is_web_address(url), "{url}");
    }
    for url in ["http://a", "https://", "https:///a", "ftp://a", "//a", "a.vn", "https://a b", "https://a\"b", "HTTPS"] {
        assert!(!is_web_address(url), "{url}");
    }
}

#[test]
fn the_last_office_day_counts_as_today() {
    // 00:30 of 16 June in the office is still 15 June in UTC.
    let now = "2019-06-15T17:30:00Z".parse().unwrap();
    assert!(Log::open(LogId(Uuid::nil()), author().id, Cadence::Day, day(6, 16), now).is_ok());
}

#[test]
fn two_windows_conflict_and_the_same_text_does_not() {
    let draft = open().save(vec![entry("Một")], on(0)).unwrap().unwrap().state;
    assert_eq!(draft.clone().save(vec![entry("Một")], on(0)), Ok(None));
    let refusal = draft.clone().save(vec![entry("Hai")], on(0)).unwrap_err();
    assert_eq!((refusal.kind, refusal.reason), (kernel::RefusalKind::Conflict, "VERSION_CONFLICT"));
    assert_eq!(draft.save(vec![entry("Hai")], on(1)).unwrap().unwrap().state.version, 2);
}

#[test]
fn submitting_twice_is_nothing_and_what_waits_does_not_change() {
    let log = submitted();
    assert_eq!(log.clone().submit(vec![entry("Một")], &author(), on(0)), Ok(None));
    assert_eq!(log.clone().submit(vec![entry("Hai")], &author(), on(1)).unwrap_err().reason, "WAITS_FOR_APPROVAL");
    assert_eq!(log.save(vec![entry("Hai")], on(1)).unwrap_err().reason, "WAITS_FOR_APPROVAL");
}

#[test]
fn every_return_and_the_names_of_planned_work_stay_with_the_log() {
    let first = submitted().send_back(signature(), " Thiếu số văn bản ").unwrap().unwrap().state;
    let again = first.clone().submit(vec![entry("Hai")], &author(), on(first.version)).unwrap().unwrap().state;
    let second = again.clone().send_back(signature(), "Chưa rõ sản phẩm").unwrap().unwrap().state;
    let last = second.clone().submit(vec![entry("Ba")], &author(), on(second.version)).unwrap().unwrap().state;
    let reasons: Vec<_> = last.returns.iter().map(|back| back.reason.as_str()).collect();
    assert_eq!(reasons, ["Thiếu số văn bản", "Chưa rõ sản phẩm"]);
    assert_eq!(
        (again.entries[0].item_content.as_str(), last.clone().submit(vec![entry("Ba")], &author(), on(0))),
        ("Soạn đề án", Ok(None))
    );
    let approved = last.approve(signature()).unwrap().unwrap().state;
    let next = approved.correct(LogId(Uuid::from_u128(8)), vec![entry("Bốn")], "Ghi nhầm số", &author(), on(0)).unwrap().unwrap().state;
    assert_eq!((next.returns.len(), next.entries[0].item_content.as_str()), (0, "Soạn đề án"), "a correction has a way of its own");
}

#[test]
fn a_returned_log_keeps_its_reason_until_it_is_submitted_again() {
    let returned = submitted().send_back(signature(), "Thiếu số văn bản").unwrap().unwrap().state;
    let edited = returned.save(vec![entry("Hai")], on(2)).unwrap().unwrap().state;
    assert!(matches!(&edited.approval, Approval::Returned { reason, .. } if reason == "Thiếu số văn bản"));
    let again = edited.submit(vec![entry("Hai")], &author(), on(3)).unwrap().unwrap().state;
    assert_eq!((again.version, again.approval.label()), (4, "Đã trình"));
}

#[test]
fn only_what_waits_is_approved() {
    let draft = open().save(Vec::new(), on(0)).unwrap().unwrap().state;
    let refusal = draft.approve(signature()).unwrap_err();
    assert!(refusal.message.contains("«Nháp»") && refusal.message.contains("«Đã phê duyệt»"), "{}", refusal.message);
    let approved = submitted().approve(signature()).unwrap().unwrap().state;
    assert_eq!(approved.approve(signature()), Ok(None));
}

#[test]
fn the_log_of_an_agency_head_is_approved_at_once() {
    let log = open().submit(vec![entry("Một")], &head(), on(0)).unwrap().unwrap().state;
    assert!(log.approval.is_approved());
}

#[derive(Clone, Debug)]
enum Do {
    Save(u8, Version),
    Submit(u8, Version),
    Approve,
    Return,
}

fn anything() -> impl Strategy<Value = Do> {
    prop_oneof![
        (0..3_u8, 0..6_i64).prop_map(|(text, expected)| Do::Save(text, expected)),
        (0..3_u8, 0..6_i64).prop_map(|(text, expected)| Do::Submit(text, expected)),
        Just(Do::Approve),
        Just(Do::Return),
    ]
}

proptest! {
    #[test]
    fn whatever_is_tried_versions_grow_by_one_and_an_approved_log_never_changes(tries in proptest::collection::vec(anything(), 1..20)) {
        let mut log = open();
        for what in tries {
            let before = log.clone();
            let step = match what {
                Do::Save(text, expected) => log.clone().save(vec![entry(&text.to_string())], on(expected)),
                Do::Submit(text, expected) => log.clone().submit(vec![entry(&text.to_string())], &author(), on(expected)),
                Do::Approve => log.clone().approve(signature()),
                Do::Return => log.clone().send_back(signature(), "Chưa đúng"),
            };
            let Ok(Some(changed)) = step else { continue };
            prop_assert!(!before.approval.is_approved());
            prop_assert_eq!(changed.state.is_announced(), !changed.state.approval.is_draft());
            prop_assert_eq!((changed.expected, changed.state.version), (before.version, before.version + 1));
            let waited = matches!(before.approval, Approval::Submitted { .. });
            prop_assert!(changed.state.entries == before.entries || !waited);
            log = changed.state;
        }
    }

    #[test]
    fn a_log_survives_storage(text in "\\PC{1,40}") {
        let log = open().submit(vec![entry(&format!("a{text}"))], &author(), on(0)).unwrap().unwrap().state;
        let stored = serde_json::to_value(&log).unwrap();
        prop_assert_eq!(serde_json::from_value::<Log>(stored).unwrap(), log);
    }
}

#[test]
fn a_correction_never_touches_the_approved_version() {
    let approved = submitted().approve(signature()).unwrap().unwrap().state;
    let before = approved.clone();
    let next = approved.correct(LogId(Uuid::from_u128(10)), vec![entry("Hai")], "Ghi nhầm số", &author(), on(0)).unwrap().unwrap().state;
    assert_eq!(approved, before);
    assert_eq!((next.version, next.edition, next.corrects.as_ref().unwrap().of), (1, 2, approved.id));
    assert_eq!(submitted().correct(next.id, vec![entry("Hai")], "Ghi nhầm số", &author(), on(0)).unwrap_err().reason, "NOT_APPROVED_YET");
}

#[test]
fn only_delayed_work_has_an_objective_cause() {
    let claim =
        |outcome| Entry { delay: Some(Delay { reason: "Mưa lũ".to_owned(), verdict: None }), outcome: Some(outcome), ..entry("Một") };
    for (outcome, fine) in [(Outcome::Ahead, false), (Outcome::OnTime, false), (Outcome::Late, true), (Outcome::Unfinished, true)] {
        assert_eq!(open().submit(vec![claim(outcome)], &author(), on(0)).is_ok(), fine, "{outcome:?}");
    }
}

proptest! {
    #[test]
    fn a_log_is_on_time_until_the_last_office_day_ends(minutes in -20_000..20_000_i64, grace in 0..4_u32, week in any::<bool>(), field in any::<bool>()) {
        let cadence = if week { Cadence::Week } else { Cadence::Day };
        let last = day(6, if week { 9 } else { 3 }) + Days::new(grace.into());
        let next = date::start_of_office_day(last.succ_opt().unwrap());
        let now = next + chrono::TimeDelta::milliseconds(minutes * 59_999);
        prop_assume!(date::office_day(now) >= day(6, 3));
        let log = Log::open(LogId(Uuid::nil()), author().id, cadence, day(6, 3), now).unwrap();
        let writing = Writing { expected: 0, known_items: &KNOWN, field_work: field, grace_days: grace, now };
        let entry = Entry { done_on: None, ..entry("Một") };
        let log = log.submit(vec![entry], &author(), writing).unwrap().unwrap().state;
        let expected = match (now < next, field) {
            (true, _) => Timeliness::OnTime,
            (false, false) => Timeliness::Late,
            (false, true) => Timeliness::Excused,
        };
        prop_assert_eq!(log.timeliness(), Some(expected));
    }
}

fn file(digest: &str, size: i64) -> Attachment {
    let text = |text: &str| text.to_owned();
    Attachment { key: text("k"), name: text("a.pdf"), content_type: text("application/pdf"), size, digest: text(digest) }
}

#[test]
fn files_stay_with_their_entry_and_have_a_quota() {
    let draft = open().save(vec![entry("Một"), entry("Hai")], on(0)).unwrap().unwrap().state;
    let mut log = draft.attach(1, file("a", 10 << 20), 1).unwrap().unwrap().state;
    assert_eq!(log.clone().attach(1, file("a", 10 << 20), 1), Ok(None));
    assert_eq!(log.clone().attach(1, file("b", (10 << 20) + 1), 2).unwrap_err().reason, "ATTACHMENTS_FULL");
    assert_eq!(log.clone().attach(2, file("b", 1), 2).unwrap_err().reason, "ENTRY_UNKNOWN");
    for digest in ["b", "c", "d", "e"] {
        let version = log.version;
        log = log.attach(1, file(digest, 1), version).unwrap().unwrap().state;
    }
    assert_eq!(log.clone().attach(1, file("f", 1), log.version).unwrap_err().reason, "ATTACHMENTS_FULL");
    let files = |log: &Log| log.entries.iter().map(|entry| entry.attachments.len()).collect::<Vec<_>>();
    let version = log.version;
    let moved = log.clone().save(vec![entry("Mới"), entry("Một"), entry("Hai")], on(version)).unwrap().unwrap().state;
    assert_eq!(files(&moved), [0, 0, 5]);
    let renamed = log.clone().save(vec![entry("Một"), entry("Hai, sửa")], on(version)).unwrap().unwrap().state;
    assert_eq!(files(&renamed), [0, 5]);
    let waiting = log.submit(vec![entry("Một"), entry("Hai")], &author(), on(version)).unwrap().unwrap().state;
    assert_eq!(waiting.clone().detach(1, "a", version + 1).unwrap_err().reason, "WAITS_FOR_APPROVAL");
}

#[test]
fn work_begins_again_without_what_belonged_to_its_week() {
    let again = entry("Một").again(&[]);
    assert_eq!(again, Entry::blank("Một".to_owned(), None));
    assert_eq!(entry("Một").again(&[ITEM]).item, Some(ITEM));
}
