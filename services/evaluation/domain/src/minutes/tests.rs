use kernel::SmallestGroup;
use uuid::Uuid;

use super::*;
use crate::record::Record;
use crate::sheet::{Answer, Sheet};
use crate::tests::{content, criteria, now, period, person, policy, record, scores, with_rules};
use crate::{Reviewer, Stage};

const SALT: &str = "0190-salt";

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
    compiled_as(None, &["GAP"])
}

fn compiled_as(replaces: Option<Replaced>, flags: &[&str]) -> Compiled {
    let record =
        closed(&[(20, Relation::Peer), (21, Relation::Peer), (22, Relation::Peer), (30, Relation::DirectHead), (31, Relation::DeputySup)]);
    let sheets = sheets(&record);
    let (set, edition) = (criteria(), Edition { id: MinutesId(Uuid::from_u128(7)), number: 5, replaces, salt: SALT.to_owned() });
    let scored = ScoredRecord {
        record: &record,
        sheets: &sheets,
        criteria: &set,
        self_total: "88.000000".to_owned(),
        r360: "81.333333".to_owned(),
        means: vec![mean(Relation::Peer, 3, "82.666667"), mean(Relation::DirectHead, 1, "80.000000")],
        flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
    };
    compile(edition, &period(), &crate::Laws::one(policy()), &[scored], now()).unwrap()
}

#[test]
fn minutes_count_who_was_asked_answered_agreed_and_stayed_away() {
    let Compiled { minutes, opinions } = compiled();
    let entry = &minutes.entries[0];
    assert_eq!((minutes.number.as_str(), minutes.reviewers_invited, minutes.reviewers_answered), ("05/BB-SNV", 5, 4));
    let absent = minutes.absent.iter().map(Absent::text).collect::<Vec<_>>();
    assert_eq!(absent, ["Người 31: không gửi ý kiến đến lúc lập biên bản (08:00 ngày 20/11/2019)"], "no day to come is named");
    assert_eq!((entry.invited, entry.answered, entry.agreed, entry.gap.as_str()), (5, 4, 1, "6.666667"));
    assert_eq!(
        opinions[&entry.record], "Theo Biên bản số 05/BB-SNV: 4/5 người tham gia ý kiến; điểm 360°: 81,33.",
        "that one of four agreed would tell whoever it was what the others did not"
    );
}

#[test]
fn who_was_taken_off_the_list_is_named_with_the_reason_and_not_counted_as_asked() {
    let record = closed(&[(20, Relation::Peer), (21, Relation::Peer), (22, Relation::Peer)]);
    let mut sheets = sheets(&record);
    sheets[2] = sheets[2].clone().void("nghỉ thai sản").unwrap().state;
    let (set, edition) = (criteria(), Edition { id: MinutesId(Uuid::from_u128(7)), number: 1, replaces: None, salt: SALT.to_owned() });
    let scored = ScoredRecord {
        record: &record,
        sheets: &sheets,
        criteria: &set,
        self_total: "88.000000".to_owned(),
        r360: "84.000000".to_owned(),
        means: Vec::new(),
        flags: Vec::new(),
    };
    let minutes = compile(edition, &period(), &crate::Laws::one(policy()), &[scored], now()).unwrap().minutes;
    assert_eq!((minutes.reviewers_invited, minutes.reviewers_answered), (2, 2));
    assert_eq!(minutes.absent[0].text(), "Người 22: thôi tham gia ý kiến: nghỉ thai sản");
}

#[test]
fn only_what_the_360_itself_tells_is_noticed_and_nothing_of_classes_or_earlier_years() {
    let every = ["GAP", "BAND_DIFFERS", "SELF_CONFLICT", "NO_EMULATION", "CONSIDER_KHT", "CONSIDER_STREAK", "WATCH", "QUOTA", "LATER_LAW"];
    let minutes = compiled_as(None, &every).minutes;
    assert_eq!(minutes.entries[0].flags, ["GAP", "BAND_DIFFERS"]);
    let mut old = minutes;
    old.entries[0].flags = every.map(str::to_owned).to_vec();
    assert_eq!(old.entries[0].notices().collect::<Vec<_>>(), ["GAP", "BAND_DIFFERS"], "an edition sealed before");
}

#[test]
fn the_next_edition_says_what_it_replaces_and_its_seal_covers_it() {
    let replaced = Replaced { number: "02/BB-SNV".to_owned(), edition: 1, sealed_at: now() };
    let minutes = compiled_as(Some(replaced.clone()), &[]).minutes;
    assert_eq!((minutes.edition, minutes.replaces.as_ref()), (2, Some(&replaced)));
    let mut other = minutes.clone();
    other.replaces = Some(Replaced { number: "03/BB-SNV".to_owned(), ..replaced });
    assert!(minutes.is_intact() && !other.is_intact());
}

#[test]
fn totals_that_were_scored_again_are_kept_with_who_scored_them() {
    let minutes = compiled().minutes;
    let scored = minutes.entries[0].opinions.iter().filter_map(|opinion| Some(format!("{} {}", opinion.rater_name, opinion.total?.vi())));
    assert_eq!(scored.collect::<Vec<_>>(), ["Người 21 80,00", "Người 22 80,00", "Người 30 80,00"]);
}

/// Whether the text of the form says how many agreed and the 360° total, with so many who answered and agreed.
#[test]
fn the_form_says_what_the_minutes_tell_colleagues() {
    let says = |answered, agreed| {
        let mut entry = compiled().minutes.entries.remove(0);
        (entry.answered, entry.agreed) = (answered, agreed);
        let text = compile::collective_opinion("05/BB-SNV", &entry, SmallestGroup::new(3));
        (text.contains("thống nhất"), text.contains("81,33"))
    };
    assert_eq!(says(2, 1), (false, false), "with one more that one's total would be known");
    assert_eq!([0, 2, 4, 5, 6].map(|agreed| says(6, agreed)), [(false, true); 5]);
    assert_eq!(says(6, 3), (true, true));
}

#[test]
fn without_the_salt_the_digest_proves_no_guess() {
    let minutes = compiled().minutes;
    let guessed = Minutes { salt: String::new(), ..minutes.clone() };
    assert!(minutes.is_intact() && !guessed.is_intact());
    assert!(minutes.text().ends_with(SALT));
}

/// Sealed before minutes told reasons, totals and what they replace: as the database keeps it.
#[test]
fn an_edition_of_before_still_reads_and_its_seal_holds() {
    let mut old = compiled().minutes;
    for opinion in &mut old.entries[0].opinions {
        opinion.total = None;
    }
    (old.entries[0].round, old.absent[0].reason, old.salt) = (0, String::new(), String::new());
    old.digest = Digest::of(old.text().as_bytes());
    let mut kept = serde_json::to_value(&old).unwrap();
    kept["absent"] = serde_json::json!(["Người 31"]);
    kept.as_object_mut().unwrap().remove("replaces");
    kept.as_object_mut().unwrap().remove("salt");
    let entry = kept["entries"][0].as_object_mut().unwrap();
    entry.remove("round");
    for opinion in entry["opinions"].as_array_mut().unwrap() {
        opinion.as_object_mut().unwrap().remove("total");
    }
    let read: Minutes = serde_json::from_value(kept).unwrap();
    assert_eq!(read, old);
    assert!(read.is_intact());
    assert!(old.text().contains("\n5 4 Người 31\n"), "the sealed words are those of before");
}

#[test]
fn the_seal_breaks_when_one_word_changes() {
    let minutes = compiled().minutes;
    assert!(minutes.is_intact());
    let changes: [fn(&mut Minutes); 4] = [
        |minutes| minutes.entries[0].opinions[0].strengths.push('!'),
        |minutes| minutes.entries[0].opinions[1].total = None,
        |minutes| minutes.entries[0].round = 2,
        |minutes| minutes.absent[0].reason.clear(),
    ];
    for change in changes {
        let mut changed = minutes.clone();
        change(&mut changed);
        assert!(!changed.is_intact(), "{changed:?}");
    }
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
}
