use uuid::Uuid;

use super::*;
use crate::record::Record;
use crate::sheet::{Answer, Sheet};
use crate::tests::{content, now, period, person, policy, record, scores, with_rules};
use crate::{Reviewer, Stage};

fn closed(reviewers: &[(u128, Relation)]) -> Record {
    let mut record = record();
    record.reviewers = reviewers
        .iter()
        .map(|(n, relation)| Reviewer { person: person(*n), full_name: format!("Người {n}"), relation: *relation })
        .collect();
    with_rules(|rules| record.submit_self(content(), false, rules, &[], Stage::Review360Open, now())).unwrap().unwrap().state
}

/// All but the last reviewer answer; the first agrees.
fn sheets(record: &Record) -> Vec<Sheet> {
    let mut n = 500;
    let next = || {
        n += 1;
        Uuid::from_u128(n)
    };
    let mut sheets: Vec<Sheet> = record.assign(&[], "2019-12-03".parse().unwrap(), next).into_iter().map(|changed| changed.state).collect();
    let last = sheets.len() - 1;
    for (at, sheet) in sheets.iter_mut().enumerate().take(last) {
        let answer = match at {
            0 => Answer { agree: true, strengths: "Tận tụy".to_owned(), ..Answer::default() },
            _ => Answer { scores: scores(50, 30), limits: format!("Ý {at}"), ..Answer::default() },
        };
        *sheet = with_rules(|rules| sheet.clone().submit(answer, record, rules, now())).unwrap().unwrap().state;
    }
    sheets
}

fn mean(relation: Relation, sheets: u32, mean: &str) -> RelationMean {
    RelationMean { relation: Some(relation), sheets, mean: mean.to_owned() }
}

fn compiled() -> Compiled {
    let record =
        closed(&[(20, Relation::Peer), (21, Relation::Peer), (22, Relation::Peer), (30, Relation::DirectHead), (31, Relation::DeputySup)]);
    let sheets = sheets(&record);
    let scored = ScoredRecord {
        record: &record,
        sheets: &sheets,
        self_total: "88.000000".to_owned(),
        r360: "81.333333".to_owned(),
        means: vec![mean(Relation::Peer, 3, "82.666667"), mean(Relation::DirectHead, 1, "80.000000")],
        flags: Vec::new(),
    };
    compile(MinutesId(Uuid::from_u128(7)), &period(), 5, 1, &[scored], now()).unwrap()
}

#[test]
fn minutes_count_who_was_asked_answered_agreed_and_stayed_away() {
    let Compiled { minutes, opinions } = compiled();
    let entry = &minutes.entries[0];
    assert_eq!((minutes.number.as_str(), minutes.reviewers_invited, minutes.reviewers_answered), ("05/BB-SNV", 5, 4));
    assert_eq!(minutes.absent, ["Người 31"]);
    assert_eq!((entry.invited, entry.answered, entry.agreed, entry.gap.as_str()), (5, 4, 1, "6.666667"));
    assert_eq!(
        opinions[&entry.record],
        "Theo Biên bản số 05/BB-SNV: 4/5 người tham gia ý kiến, 1 người thống nhất với điểm tự chấm; điểm 360°: 81,33."
    );
}

#[test]
fn the_seal_breaks_when_one_word_changes() {
    let mut minutes = compiled().minutes;
    assert!(minutes.is_intact());
    minutes.entries[0].opinions[0].strengths.push('!');
    assert!(!minutes.is_intact());
}

#[test]
fn heads_see_names_and_colleagues_do_not() {
    let minutes = compiled().minutes;
    let heads = minutes.shown(|_| true, 3);
    assert_eq!(heads, minutes);
    let colleagues = minutes.shown(|_| false, 3);
    assert!(colleagues.entries[0].opinions.iter().all(|opinion| opinion.rater_name.is_empty()));
    assert!(colleagues.absent.is_empty());
    assert_eq!(colleagues.entries[0].opinions.len(), 4, "the words stay");
}

#[test]
fn nothing_that_is_shown_lets_a_small_group_be_worked_out() {
    let entry = |means: Vec<RelationMean>| {
        let mut minutes = compiled().minutes;
        minutes.entries[0].means = means;
        minutes.shown(|_| false, 3).entries.remove(0)
    };
    let small = entry(vec![mean(Relation::Peer, 4, "90.000000"), mean(Relation::DirectHead, 1, "81.000000")]);
    assert!(small.means.is_empty(), "with the total and the other means, the head's would be known");
    assert!(small.opinions.iter().all(|opinion| opinion.relation.is_none()));
    assert_eq!(small.r360, "81.333333", "the total of enough sheets stays");
    let large = entry(vec![mean(Relation::Peer, 3, "90.000000"), mean(Relation::Upward, 3, "84.000000")]);
    assert_eq!(large.means.len(), 2, "large groups stay apart");
    let mut few = compiled().minutes;
    few.entries[0].answered = 2;
    let few = few.shown(|_| false, 3).entries.remove(0);
    assert_eq!((few.r360.as_str(), few.gap.as_str()), ("", ""));
}

#[test]
fn a_record_scored_again_counts_the_latest_answer_of_each_reviewer() {
    let record = closed(&[(20, Relation::Peer), (21, Relation::Peer)]);
    let first = sheets(&record);
    let mut again = first[0].clone();
    again.id = crate::SheetId(Uuid::from_u128(900));
    again.round = 2;
    let all = [first[0].clone(), first[1].clone(), again];
    let effective = crate::sheet::in_effect(&all);
    assert_eq!(effective.iter().map(|sheet| sheet.round).collect::<Vec<_>>(), [2]);
    let merged = policy().minutes.min_group;
    assert_eq!(merged, 3);
}
