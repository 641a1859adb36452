//! Minutes: means, counts, words and names.

use std::collections::BTreeMap;

use kernel::{Exact, Points, SmallestGroup};
use proto::evaluation::v1::{Minutes, MinutesEntry, MinutesOpinion};

use crate::outcome::people;

/// Minutes for a reader who may know who said what about the records `known` and about nobody else.
#[must_use]
pub fn minutes(mut minutes: Minutes, known: impl Fn(&str) -> bool, smallest: SmallestGroup) -> Minutes {
    let (mut knows_all, mut knows_some) = (true, false);
    for entry in &mut minutes.entries {
        if known(&entry.record_id) {
            knows_some = true;
        } else {
            knows_all = false;
            mask(entry, smallest);
        }
    }
    if !knows_some {
        // The first editions kept names alone.
        let reasons = minutes.absent.iter().filter_map(|one| Some(one.split_once(": ")?.1.to_owned()));
        minutes.absent = reasons.collect();
    }
    if !knows_all {
        minutes.groups_merged_below = i32::try_from(smallest.people()).unwrap_or(i32::MAX);
        if !minutes.is_salted {
            minutes.digest.clear();
        }
    }
    minutes
}

/// What small groups and single people said is left out; words stay, without who said them.
fn mask(entry: &mut MinutesEntry, smallest: SmallestGroup) {
    let answered = people(entry.answered);
    let sheets = |code: &String| entry.relation_sheets.get(code).copied().map_or(0, people);
    let apart = !entry.relation_means.is_empty() && smallest.tells_apart(entry.relation_means.keys().map(sheets));
    if !apart {
        entry.relation_means.clear();
        entry.relation_sheets.clear();
    }
    if !smallest.tells(answered) {
        entry.r360.clear();
        entry.gap.clear();
        entry.flags.clear();
    }
    let agreed = smallest.share(people(entry.agreed), answered);
    // With both totals and the self-score, the mean of who scored again would tell how many they are.
    entry.rescored_mean = if agreed.is_some() { mean_of(&entry.opinions) } else { String::new() };
    if agreed.is_none() {
        (entry.agreed, entry.agreed_is_hidden) = (0, true);
    }
    let mut suggested: BTreeMap<i32, usize> = BTreeMap::new();
    for opinion in &entry.opinions {
        *suggested.entry(opinion.suggested_class).or_default() += 1;
    }
    for opinion in &mut entry.opinions {
        opinion.rater_name.clear();
        opinion.total = None;
        opinion.agree = false;
        if !apart {
            opinion.relation = 0;
        }
        if smallest.share(suggested[&opinion.suggested_class], answered).is_none() {
            opinion.suggested_class = 0;
        }
    }
    entry.opinions.sort_by(|a, b| order(a).cmp(&order(b)));
}

/// Nothing that the order of opinions tells is of the reviewers.
fn order(opinion: &MinutesOpinion) -> (i32, &str, &str, i32) {
    (opinion.relation, &opinion.strengths, &opinion.limits, opinion.suggested_class)
}

/// Mean of the totals that were scored again, six places.
fn mean_of(opinions: &[MinutesOpinion]) -> String {
    let totals: Vec<Exact> =
        opinions.iter().filter_map(|opinion| opinion.total).map(|total| Points::from_hundredths(total.hundredths).into()).collect();
    Exact::mean(&totals).map_or(String::new(), |mean| mean.round_half_up(6))
}

#[cfg(test)]
mod tests {
    use proto::common::v1::{Class, Points as WirePoints, Relation};

    use super::*;

    const THREE: SmallestGroup = SmallestGroup::new(3);

    fn opinion(rater: &str, relation: Relation, total: Option<i32>, suggested: Class) -> MinutesOpinion {
        MinutesOpinion {
            relation: relation.into(),
            agree: total.is_none(),
            total: total.map(|hundredths| WirePoints { hundredths }),
            strengths: format!("Ý của {}", rater.to_lowercase()),
            suggested_class: suggested.into(),
            rater_name: rater.to_owned(),
            ..MinutesOpinion::default()
        }
    }

    /// Six peers and a head: three agree, four score 80, 82, 84 and 70; three suggest HTXS, four HTT.
    fn whole() -> Minutes {
        let peer = |rater, total, suggested| opinion(rater, Relation::Peer, total, suggested);
        let opinions = vec![
            peer("An", None, Class::Htxs),
            peer("Bình", None, Class::Htxs),
            peer("Chi", None, Class::Htxs),
            peer("Dung", Some(8_000), Class::Htt),
            peer("Em", Some(8_200), Class::Htt),
            peer("Giang", Some(8_400), Class::Htt),
            opinion("Hải", Relation::DirectHead, Some(7_000), Class::Htt),
        ];
        let entry = MinutesEntry {
            record_id: "r".to_owned(),
            relation_means: [("PEER", "86.000000"), ("DIRECT_HEAD", "70.000000")]
                .map(|(code, mean)| (code.to_owned(), mean.to_owned()))
                .into(),
            relation_sheets: [("PEER", 6), ("DIRECT_HEAD", 1)].map(|(code, sheets)| (code.to_owned(), sheets)).into(),
            r360: "78.000000".to_owned(),
            gap: "12.000000".to_owned(),
            flags: vec!["GAP".to_owned()],
            invited: 7,
            answered: 7,
            agreed: 3,
            opinions,
            ..MinutesEntry::default()
        };
        let absent = ["Kim: nghỉ ốm", "Lan"].map(str::to_owned).into();
        Minutes { entries: vec![entry], absent, digest: "d".to_owned(), ..Minutes::default() }
    }

    fn masked(change: impl Fn(&mut MinutesEntry)) -> MinutesEntry {
        let mut whole = whole();
        change(&mut whole.entries[0]);
        minutes(whole, |_| false, THREE).entries.remove(0)
    }

    #[test]
    fn who_may_know_reads_everything() {
        assert_eq!(minutes(whole(), |record| record == "r", THREE), whole());
    }

    #[test]
    fn others_read_words_and_figures_of_enough_people() {
        let entry = masked(|_| {});
        assert!(entry.relation_means.is_empty(), "with the total and the peers' mean, the head's would be known");
        assert_eq!((entry.r360.as_str(), entry.agreed, entry.agreed_is_hidden), ("78.000000", 3, false));
        assert_eq!(entry.rescored_mean, "79.000000");
        assert_eq!(entry.opinions.len(), 7, "the words stay");
        for opinion in &entry.opinions {
            assert_eq!((opinion.rater_name.as_str(), opinion.relation, opinion.agree, opinion.total), ("", 0, false, None));
        }
        let suggested = entry.opinions.iter().filter(|opinion| opinion.suggested_class() == Class::Htxs).count();
        assert_eq!(suggested, 3);
    }

    #[test]
    fn large_groups_stay_apart() {
        let entry = masked(|entry| entry.relation_sheets.extend([("DIRECT_HEAD".to_owned(), 3)]));
        assert_eq!((entry.relation_means.len(), entry.opinions[0].relation()), (2, Relation::Peer));
    }

    #[test]
    fn unanimity_and_its_exceptions_are_not_told() {
        for agreed in [0, 1, 2, 5, 6, 7] {
            let entry = masked(|entry| entry.agreed = agreed);
            assert_eq!((entry.agreed, entry.agreed_is_hidden, entry.rescored_mean.as_str()), (0, true, ""), "{agreed}");
        }
        let one = masked(|entry| entry.opinions[6].suggested_class = Class::Kht.into());
        let told: Vec<Class> = one.opinions.iter().map(MinutesOpinion::suggested_class).collect();
        assert!(!told.contains(&Class::Kht) && told.contains(&Class::Htt));
    }

    #[test]
    fn the_total_of_a_few_is_not_told() {
        let entry = masked(|entry| entry.answered = 2);
        assert_eq!((entry.r360.as_str(), entry.gap.as_str(), entry.flags.len()), ("", "", 0));
    }

    #[test]
    fn absent_people_are_told_by_reason_and_the_digest_only_when_it_proves_no_guess() {
        let shown = minutes(whole(), |_| false, THREE);
        assert_eq!((shown.absent, shown.digest, shown.groups_merged_below), (vec!["nghỉ ốm".to_owned()], String::new(), 3));
        let salted = minutes(Minutes { is_salted: true, ..whole() }, |_| false, THREE);
        assert_eq!(salted.digest, "d");
    }
}
