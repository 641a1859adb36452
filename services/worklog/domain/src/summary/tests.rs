use super::*;
use crate::approval::tests::{author, moment, signature};
use crate::{Approval, Cadence, Entry, ItemId, LogId};
use chrono::NaiveDate;
use uuid::Uuid;

fn log(approval: Approval, outcomes: &[(Outcome, bool)]) -> Log {
    let starts_on = NaiveDate::from_ymd_opt(2019, 6, 3).unwrap();
    let mut log = Log::open(LogId(Uuid::nil()), author().id, Cadence::Week, starts_on, moment()).unwrap();
    log.approval = approval;
    log.entries = outcomes
        .iter()
        .map(|(outcome, planned)| Entry {
            outcome: Some(*outcome),
            ..Entry::blank("Việc".to_owned(), planned.then_some(ItemId(Uuid::nil())))
        })
        .collect();
    log
}

#[test]
fn only_entries_of_approved_logs_count_and_drafts_do_not_even_count_as_logs() {
    let approved = Approval::Approved { by: signature(), note: None };
    let returned = Approval::Returned { by: signature(), reason: "Chưa đúng".to_owned() };
    let all =
        [(Outcome::Ahead, true), (Outcome::OnTime, true), (Outcome::OnTime, false), (Outcome::Late, false), (Outcome::Unfinished, true)];
    let logs = [log(approved, &all), log(Approval::Submitted { at: moment() }, &all), log(returned, &all), log(Approval::Draft, &all)];
    let expected =
        Tally { logs: 3, approved_logs: 1, entries: 5, ahead: 1, on_time: 2, late: 1, unfinished: 1, arising: 2, ..Tally::default() };
    assert_eq!(Tally::of(&logs), expected);
}

#[test]
fn the_same_numbers_are_no_change() {
    let summary = Summary::open(SummaryId(Uuid::nil()), author().id, 2019);
    assert_eq!(summary.clone().update(Tally::default()), None);
    let changed = summary.update(Tally { logs: 1, ..Tally::default() }).unwrap();
    assert_eq!((changed.expected, changed.state.version), (0, 1));
}

proptest::proptest! {
    #[test]
    fn statistics_add_up(kinds in proptest::collection::vec((0..4_u8, 0..4_usize, proptest::bool::ANY, proptest::bool::ANY), 0..30)) {
        let outcomes = [Outcome::Ahead, Outcome::OnTime, Outcome::Late, Outcome::Unfinished];
        let logs: Vec<Log> = kinds.iter().enumerate().map(|(index, (state, outcome, planned, late))| {
            let approval = match state {
                0 => Approval::Draft,
                1 => Approval::Submitted { at: moment() },
                2 => Approval::Returned { by: signature(), reason: "Chưa đúng".to_owned() },
                _ => Approval::Approved { by: signature(), note: None },
            };
            let handed_in = (*state > 0).then_some(crate::HandedIn { at: moment(), late: *late });
            Log { id: LogId(Uuid::from_u128(index as u128)), handed_in, ..log(approval, &[(outcomes[*outcome], *planned)]) }
        }).collect();
        let all = Tally::of(&logs);
        proptest::prop_assert_eq!(all.entries, all.ahead + all.on_time + all.late + all.unfinished);
        proptest::prop_assert!(all.approved_logs <= all.logs && all.arising <= all.entries && all.excused <= all.late + all.unfinished);
        proptest::prop_assert!(all.late_logs + all.excused_logs <= all.logs);
        let middle = logs.len() / 2;
        proptest::prop_assert_eq!(Tally::of(&logs[..middle]).and(Tally::of(&logs[middle..])), all);
    }
}
