use super::*;
use crate::approval::tests::{author, head, moment, signature};

fn ids() -> impl FnMut() -> Uuid {
    let mut last = 100;
    move || {
        last += 1;
        Uuid::from_u128(last)
    }
}

fn drafts(contents: &[&str]) -> Vec<ItemDraft> {
    contents.iter().map(|content| ItemDraft { content: (*content).to_owned(), quantity: 1, ..ItemDraft::default() }).collect()
}

fn open() -> WorkList {
    WorkList::open(WorkListId(Uuid::from_u128(9)), author().id, 2019, moment()).unwrap()
}

fn submitted(contents: &[&str]) -> WorkList {
    open().submit(drafts(contents), &author(), moment(), ids()).unwrap().unwrap().state
}

#[test]
fn submitting_announces_the_next_version() {
    let changed = open().submit(drafts(&["Soạn thảo văn bản"]), &author(), moment(), ids()).unwrap().unwrap();
    assert_eq!((changed.expected, changed.state.version), (0, 1));
    assert_eq!(changed.state.approval, Approval::Submitted { at: moment() });
}

#[test]
fn the_same_edition_twice_is_nothing_and_another_one_waits() {
    let list = submitted(&["Một"]);
    assert_eq!(list.clone().submit(drafts(&["Một"]), &author(), moment(), ids()), Ok(None));
    assert_eq!(list.submit(drafts(&["Hai"]), &author(), moment(), ids()).unwrap_err().reason, "WAITS_FOR_APPROVAL");
}

#[test]
fn a_returned_list_is_submitted_again_and_keeps_the_ids_of_its_items() {
    let first = submitted(&["Một", "Hai"]);
    let returned = first.clone().send_back(signature(), "Bổ sung công việc thứ ba").unwrap().unwrap().state;
    let again = returned.submit(drafts(&["Hai", "Ba"]), &author(), moment(), ids()).unwrap().unwrap().state;
    assert_eq!(again.version, 3);
    assert_eq!(again.items[0].id, first.items[1].id);
    assert_eq!(again.approval.label(), "Đã trình");
}

#[test]
fn an_approved_list_stays_in_force_until_its_next_edition_is_approved() {
    let approved = submitted(&["Một"]).approve(signature()).unwrap().unwrap().state;
    let next = approved.clone().submit(drafts(&["Hai"]), &author(), moment(), ids()).unwrap().unwrap().state;
    assert_eq!(next.in_force, approved.items);
    assert_eq!(next.known_items().count(), 2);
    let approved_again = next.approve(signature()).unwrap().unwrap().state;
    assert_eq!(approved_again.in_force[0].content, "Hai");
}

#[test]
fn approving_twice_is_nothing_and_returning_what_is_approved_is_refused_naming_both_ends() {
    let approved = submitted(&["Một"]).approve(signature()).unwrap().unwrap().state;
    assert_eq!(approved.clone().approve(signature()), Ok(None));
    let refusal = approved.send_back(signature(), "Sai nội dung").unwrap_err();
    assert_eq!(refusal.reason, "TRANSITION_REFUSED");
    assert!(refusal.message.contains("«Đã phê duyệt»") && refusal.message.contains("«Trả lại»"), "{}", refusal.message);
}

#[test]
fn a_reason_is_needed_to_return() {
    assert_eq!(submitted(&["Một"]).send_back(signature(), "  ? ").unwrap_err().reason, "REASON_INVALID");
}

#[test]
fn the_list_of_an_agency_head_is_approved_at_once_and_says_why() {
    let changed = open().submit(drafts(&["Một"]), &head(), moment(), ids()).unwrap().unwrap();
    let Approval::Approved { by, note } = changed.state.approval else { panic!("not approved") };
    assert_eq!((by.person, note.as_deref()), (head().id, Some(Approval::NO_SUPERIOR)));
}

#[test]
fn every_wrong_field_is_named() {
    let stranger = Some(ItemId(Uuid::from_u128(77)));
    let bad = vec![
        ItemDraft { content: "Một".to_owned(), ..ItemDraft::default() },
        ItemDraft { content: "  ".to_owned(), quantity: -1, ..ItemDraft::default() },
        ItemDraft { id: stranger, content: "x".repeat(2001), due_on: NaiveDate::from_ymd_opt(2018, 12, 31), ..ItemDraft::default() },
    ];
    let refusal = open().submit(bad, &author(), moment(), ids()).unwrap_err();
    let fields: Vec<_> = refusal.fields.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["items[1].content", "items[1].quantity", "items[2].content", "items[2].due_on", "items[2].item_id"]);
}

#[test]
fn an_empty_list_and_a_far_year_are_refused() {
    assert_eq!(open().submit(Vec::new(), &author(), moment(), ids()).unwrap_err().fields[0].field, "items");
    for year in [2014, 2021] {
        let refusal = WorkList::open(WorkListId(Uuid::nil()), author().id, year, moment()).unwrap_err();
        assert_eq!(refusal.reason, "YEAR_INVALID");
    }
}

proptest::proptest! {
    #[test]
    fn recurring_work_comes_every_so_many_weeks_on_any_day_of_them(every in 1..8_u32, from in 0..200_u64, offset in 0..365_u64, due in proptest::option::of(0..365_u64)) {
        let first = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
        let [from, day] = [from, offset].map(|days| first + Days::new(days));
        let due_on = due.map(|days| first + Days::new(days));
        let draft = ItemDraft { every_weeks: i32::try_from(every).unwrap(), recurs_from: Some(from), due_on, ..drafts(&["Giao ban"]).remove(0) };
        let item = draft.keep(ItemId(Uuid::nil()));
        // By going from week to week instead of by division.
        let mut weeks = std::iter::successors(Some(monday(from)), |week| Some(*week + Days::new(7 * u64::from(every)))).take_while(|week| *week <= day);
        let ended = due_on.is_some_and(|due| monday(due) < monday(day));
        proptest::prop_assert_eq!(item.recurs_in(day), !ended && weeks.any(|week| week == monday(day)));
    }
}
