use super::*;
use crate::approval::tests::{author, moment, signature};
use crate::{Cadence, Entry, ItemDraft, LogId, WorkListId};

const POST: PostId = PostId(Uuid::from_u128(70));
const OTHER_POST: PostId = PostId(Uuid::from_u128(71));
const RECEIVER: PersonId = PersonId(Uuid::from_u128(8));

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn giver() -> Person {
    Person { post: Some(POST), unit: Some(UnitId(Uuid::from_u128(60))), ..author() }
}

fn work(key: u128) -> OpenWork {
    let (content, none) = ("Soạn đề án".to_owned(), String::new());
    OpenWork { key: Uuid::from_u128(key), source: Source::Planned, content, product: none.clone(), due_on: None, note: none }
}

fn open() -> Handover {
    let leaving = Leaving { last_on: Some(day("2019-06-30")) };
    Handover::open(HandoverId(Uuid::from_u128(80)), &giver(), leaving, vec![work(1), work(2)], moment()).unwrap().state
}

fn given() -> Handover {
    open()
        .give(vec![work(1), work(2)], &[(Uuid::from_u128(2), " Đã xong phần một ".to_owned())], "Kèm hồ sơ", signature())
        .unwrap()
        .unwrap()
        .state
}

#[test]
fn a_post_that_ends_or_is_another_one_is_left_and_the_same_work_entered_anew_is_not() {
    let before = giver();
    assert_eq!(Leaving::seen(&before, &before), None);
    let ends = Person { last_on: Some(day("2019-06-30")), ..giver() };
    assert_eq!(Leaving::seen(&before, &ends), Some(Leaving { last_on: Some(day("2019-06-30")) }));
    assert_eq!(Leaving::seen(&ends, &ends), None, "known already");
    let elsewhere = Person { post: Some(OTHER_POST), unit: None, ..giver() };
    assert_eq!(Leaving::seen(&before, &elsewhere), Some(Leaving { last_on: None }));
    let risen = Person { post: Some(OTHER_POST), title: "Trưởng phòng".to_owned(), ..giver() };
    assert!(Leaving::seen(&before, &risen).is_some(), "another position in the same unit");
    assert!(Leaving::seen(&before, &Person { post: None, title: String::new(), unit: None, ..giver() }).is_some(), "left");
    assert_eq!(Leaving::seen(&before, &Person { post: Some(OTHER_POST), ..giver() }), None);
    assert_eq!(Leaving::seen(&Person { post: None, ..giver() }, &before), None, "came");
}

#[test]
fn both_confirm_in_their_order_and_once() {
    assert_eq!(
        (open().standing(), open().is_head(PersonId(Uuid::from_u128(2))), open().is_head(giver().id)),
        (Standing::Open, true, false)
    );
    assert_eq!(open().receive("", signature()).unwrap_err().reason, "HANDOVER_NOT_GIVEN");
    assert_eq!(open().name(giver().id, signature()).unwrap_err().reason, "RECEIVER_IS_GIVER");
    let given = given();
    let notes: Vec<_> = given.works.iter().map(|work| work.note.as_str()).collect();
    assert_eq!((given.standing(), notes), (Standing::Given, vec!["", "Đã xong phần một"]));
    assert_eq!(given.clone().give(given.works.clone(), &[], "Kèm hồ sơ", signature()), Ok(None), "the same again is nothing");
    assert_eq!(given.clone().give(vec![work(1)], &[], "Khác", signature()).unwrap_err().reason, "TRANSITION_REFUSED");
    let named = given.name(RECEIVER, signature()).unwrap().unwrap().state;
    assert_eq!(named.clone().name(RECEIVER, signature()), Ok(None));
    let done = named.receive("Đã nhận đủ", signature()).unwrap().unwrap().state;
    assert_eq!((done.standing(), done.version), (Standing::Done, 4));
    assert_eq!(done.clone().receive("Đã nhận đủ", signature()), Ok(None));
    assert_eq!(done.clone().receive("Thiếu", signature()).unwrap_err().reason, "TRANSITION_REFUSED");
    assert_eq!(done.clone().name(PersonId(Uuid::from_u128(9)), signature()).unwrap_err().reason, "TRANSITION_REFUSED");
    assert_eq!(done.withdraw(), None);
}

#[test]
fn nothing_open_is_no_handover_and_one_called_off_is_over() {
    assert_eq!(Handover::open(HandoverId(Uuid::nil()), &giver(), Leaving { last_on: None }, Vec::new(), moment()), None);
    let off = open().withdraw().unwrap().state;
    assert_eq!(off.clone().give(Vec::new(), &[], "", signature()).unwrap_err().reason, "TRANSITION_REFUSED");
    assert_eq!((off.clone().withdraw(), off.receive("", signature()).unwrap_err().reason), (None, "TRANSITION_REFUSED"));
    assert_eq!(given().withdraw(), None, "what was confirmed stays");
    let wrong = open().give(vec![work(1)], &[(Uuid::from_u128(1), "x".repeat(1001))], "a\u{7}b", signature()).unwrap_err();
    let fields: Vec<_> = wrong.fields.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!((wrong.reason, fields), ("HANDOVER_INVALID", vec!["notes[0].note", "remark"]));
}

#[test]
fn what_is_not_done_as_often_as_planned_recurs_or_waits_is_open() {
    let draft = |content: &str, quantity, due: &str| ItemDraft {
        id: None,
        content: content.to_owned(),
        product: String::new(),
        quantity,
        due_on: due.parse().ok(),
        priority: String::new(),
        note: String::new(),
        every_weeks: i32::from(content == "Giao ban"),
        recurs_from: (content == "Giao ban").then(|| day("2019-01-07")),
    };
    let list = |id, year, drafts| {
        let mut ids = 0..;
        let list = WorkList::open(WorkListId(Uuid::from_u128(id)), author().id, year, moment()).unwrap();
        let mut next = || Uuid::from_u128(id * 100 + ids.next().unwrap());
        list.submit(drafts, &author(), moment(), &mut next).unwrap().unwrap().state
    };
    let drafts = vec![draft("Đề án", 1, ""), draft("Báo cáo", 2, ""), draft("Giao ban", 1, "")];
    let now = list(1, 2019, drafts);
    let before = list(2, 2018, vec![draft("Năm cũ", 1, "2018-12-01"), draft("Việc dài", 1, "2020-03-01")]);
    let log = |id, approval, items: &[(usize, Outcome)]| {
        let mut log = Log::open(LogId(Uuid::from_u128(id)), author().id, Cadence::Day, day("2019-06-03"), moment()).unwrap();
        let entry = |(item, outcome): &(usize, Outcome)| {
            let item = now.items[*item].clone();
            Entry { outcome: Some(*outcome), ..Entry::blank(item.content, Some(item.id)) }
        };
        (log.approval, log.entries) = (approval, items.iter().map(entry).collect());
        log
    };
    let approved = || Approval::Approved { by: signature(), note: None };
    let logs = [
        log(1, approved(), &[(0, Outcome::Late), (1, Outcome::OnTime), (2, Outcome::OnTime)]),
        log(2, Approval::Submitted { at: moment() }, &[(1, Outcome::OnTime)]),
        log(3, Approval::Draft, &[]),
    ];
    let open = |logs: &[Log]| open_work(&[now.clone(), before.clone()], logs, day("2019-06-30"));
    let contents: Vec<_> = open(&logs).into_iter().map(|work| work.content).collect();
    assert_eq!(contents, ["Báo cáo", "Giao ban", "Việc dài", "Bảng kê công việc ngày 03/06/2019 («Đã trình»)"]);
    let unfinished = [log(1, approved(), &[(0, Outcome::Unfinished)])];
    assert_eq!(open(&unfinished)[0].content, "Đề án");
}

#[test]
fn what_is_sent_back_is_open_again_with_the_reason_until_it_is_received() {
    let given = given().name(RECEIVER, signature()).unwrap().unwrap().state;
    assert_eq!(given.clone().send_back("ít", signature()).unwrap_err().reason, "REASON_INVALID");
    let returned = given.send_back(" Thiếu hồ sơ đề án ", signature()).unwrap().unwrap().state;
    assert_eq!((returned.standing(), returned.returned.as_ref().unwrap().remark.as_str()), (Standing::Open, "Thiếu hồ sơ đề án"));
    assert_eq!(returned.clone().send_back("Thiếu hồ sơ đề án", signature()).unwrap(), None, "once more changes nothing");
    assert_eq!(open().send_back("Thiếu hồ sơ đề án", signature()).unwrap_err().reason, "HANDOVER_NOT_GIVEN");
    let again = returned.give(vec![work(1)], &[], "", signature()).unwrap().unwrap().state;
    let done = again.receive("", signature()).unwrap().unwrap().state;
    assert!(done.returned.is_some(), "it stays known");
    assert_eq!(done.send_back("Thiếu hồ sơ đề án", signature()).unwrap_err().reason, "TRANSITION_REFUSED");
}
