//! Nobody can work out what a single reviewer gave: a solver that plays the readers over generated years.
//!
//! The solver knows everything a reader can know: the self-score, who was asked in which relation, the law, and what the projection
//! shows. It keeps, exactly, every value that each score of each reviewer could still have. A score with one value left would be
//! recovered. What the published totals tell by themselves (100 is 100 on every sheet) is subtracted: the regulation publishes them.

use std::collections::BTreeMap;

use kernel::{Digest, Exact, SmallestGroup};
use proptest::prelude::*;
use proto::evaluation::v1 as evaluation;
use proto::scoring::v1 as api;
use regulation::Relation;
use scoring_domain::{Computed, CriteriaSet, Evidence, Facts, Input, Pack, Review, ScoreSheet, Versioned, compute, shipped, together};
use uuid::Uuid;

use crate::wire;

/// One generated record: points are whole, the strongest assumption for who wants to work them out.
#[derive(Clone, Debug)]
struct Year {
    own: Vec<u32>,
    /// Of each reviewer the relation, whether they agree, and what they gave.
    reviewers: Vec<(Relation, bool, Vec<u32>)>,
}

const GROUPS: [Relation; 4] = [Relation::Peer, Relation::Upward, Relation::DeputySup, Relation::DirectHead];

impl Year {
    fn groups(&self) -> Vec<Vec<&Vec<u32>>> {
        let of = |relation| self.reviewers.iter().filter(|(of, ..)| *of == relation).map(|(.., given)| given).collect::<Vec<_>>();
        GROUPS.into_iter().map(of).filter(|group| !group.is_empty()).collect()
    }

    fn agreed(&self) -> usize {
        self.reviewers.iter().filter(|(_, agree, _)| *agree).count()
    }
}

/// Who reads, and what they know besides what they see.
#[derive(Clone, Copy, Debug)]
enum Reader {
    /// Whoever the result is about: knows who was asked. HR, Sở Nội vụ and auditors know no more and see the same.
    Subject,
    /// Who gave a sheet, with or without an office.
    Reviewer,
}

/// What a reader sees after the projection.
struct View {
    result: api::Result,
    entry: evaluation::MinutesEntry,
}

fn law() -> (Pack, CriteriaSet) {
    let pack = shipped::packs().unwrap().into_iter().find(|pack| pack.id == "QT-2019").unwrap();
    let set = shipped::criteria_sets().unwrap().into_iter().find(|set| set.id == "QT-2019-CC_KLD").unwrap();
    (pack, set)
}

/// Whole maxima of the criteria.
fn maxima(set: &CriteriaSet) -> Vec<u32> {
    set.criteria().map(|criterion| u32::try_from(criterion.max.hundredths() / 100).unwrap()).collect()
}

/// What a reader sees: by the projection of groups below `smallest`, or, to try the solver, without any.
fn view(pack: &Pack, set: &CriteriaSet, year: &Year, reader: Reader, smallest: Option<SmallestGroup>) -> View {
    let sheet = |points: &Vec<u32>| {
        let row: Vec<i16> = points.iter().map(|points| i16::try_from(points * 100).unwrap()).collect();
        ScoreSheet::from_row(set, &row).unwrap()
    };
    let review = |(relation, agree, given): &(Relation, bool, Vec<u32>)| Review { relation: *relation, agree: *agree, sheet: sheet(given) };
    let reviews = year.reviewers.iter().map(review).collect();
    let input = Input {
        group: set.group,
        year: 2019,
        evidence: Evidence::Sheets { own: Some(sheet(&year.own)), reviews },
        declared: None,
        decision: None,
        history: BTreeMap::new(),
        facts: Facts::default(),
    };
    let outcome = compute(pack, set, &input).unwrap();
    let computed = Computed {
        record: Uuid::nil(),
        person: Uuid::nil(),
        agency: Uuid::nil(),
        period: Uuid::nil(),
        year: 2019,
        group: set.group,
        pack: pack.id.clone(),
        pack_digest: pack.digest.clone(),
        criteria_set: set.id.clone(),
        basis: Digest::of(b""),
        outcome,
    };
    let whole = wire::result(&Versioned { version: 1, computed }, &together(pack, set, &input));
    let count = |people: usize| i32::try_from(people).unwrap();
    let entry = evaluation::MinutesEntry {
        r360: whole.r360.clone(),
        answered: count(year.reviewers.len()),
        agreed: count(year.agreed()),
        ..Default::default()
    };
    let Some(smallest) = smallest else { return View { result: whole, entry } };
    let minutes = evaluation::Minutes { entries: vec![entry], ..Default::default() };
    let entry = disclosure::minutes(minutes, |_| false, smallest).entries.remove(0);
    let result = match reader {
        Reader::Subject => disclosure::result(whole, smallest),
        Reader::Reviewer => disclosure::result_for_reviewer(whole, smallest),
    };
    View { result, entry }
}

/// A set of small numbers.
#[derive(Clone)]
struct Sums(Vec<u64>);

impl Sums {
    fn of(most: usize, members: impl IntoIterator<Item = usize>) -> Self {
        let mut words = vec![0; most / 64 + 1];
        members.into_iter().filter(|member| *member <= most).for_each(|member| words[member / 64] |= 1 << (member % 64));
        Self(words)
    }

    fn members(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit))
    }

    fn has(&self, member: usize) -> bool {
        self.0.get(member / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    /// Every sum of a member of each.
    fn plus(&self, other: &Self) -> Self {
        let mut sums = vec![0; self.0.len()];
        for by in other.members() {
            let (words, bits) = (by / 64, by % 64);
            for at in (words..sums.len()).rev() {
                sums[at] |= self.0[at - words] << bits;
                if bits > 0 && at > words {
                    sums[at] |= self.0[at - words - 1] >> (64 - bits);
                }
            }
        }
        Self(sums)
    }
}

/// One group as the solver knows it: how many reviewers, of these how many are taken to have agreed, and the weight of each. The sheet
/// of a reader who is a reviewer too is a part of its own, of which everything is known.
struct Part<'a> {
    size: usize,
    agree: usize,
    weight: usize,
    known: Option<&'a [u32]>,
}

struct Solver<'a> {
    maxima: &'a [u32],
    own: &'a [u32],
    /// The 360° total times the common denominator.
    total: Option<usize>,
    /// What is shown of each criterion, as text of the wire.
    shown: Vec<String>,
    denominator: usize,
}

impl Solver<'_> {
    /// The sums that a criterion can come to when each group has given a sum out of `free`, and what is shown of it is kept to.
    fn sums(&self, at: usize, parts: &[Part<'_>], fixed: Option<(usize, u32)>) -> Sums {
        let (max, own) = (self.maxima[at] as usize, self.own[at] as usize);
        let people: usize = parts.iter().map(|part| part.size).sum();
        // All of them together, and weighted.
        let mut reached = vec![(0_usize, 0_usize)];
        for (group, part) in parts.iter().enumerate() {
            let set = part.agree * own;
            let (given, free) = match (part.known, fixed) {
                (Some(sheet), _) => (sheet[at] as usize, 0),
                (None, Some((of, value))) if of == group => (set + value as usize, part.size - part.agree - 1),
                (None, Some(_) | None) => (set, part.size - part.agree),
            };
            let step =
                |(flat, weighted): (usize, usize)| (given..=given + free * max).map(move |sum| (flat + sum, weighted + sum * part.weight));
            reached = reached.into_iter().flat_map(step).collect();
            reached.sort_unstable();
            reached.dedup();
        }
        let fits = |(flat, weighted): &(usize, usize)| match self.shown[at].as_str() {
            "" => true,
            text if text.contains('.') => Exact::ratio(as_i64(*weighted), as_i64(self.denominator)).round_half_up(6) == *text,
            text => Exact::ratio(as_i64(*flat), as_i64(people)).round_half_up(0) == *text,
        };
        Sums::of(self.most(), reached.into_iter().filter(fits).map(|(_, weighted)| weighted))
    }

    fn most(&self) -> usize {
        100 * self.denominator
    }

    /// Of each group and criterion the values that one reviewer of it can have given, for one way of who agreed.
    fn values(&self, parts: &[Part<'_>], into: &mut [Vec<Vec<u32>>]) {
        let each: Vec<Sums> = (0..self.maxima.len()).map(|at| self.sums(at, parts, None)).collect();
        let nothing = || Sums::of(self.most(), [0]);
        let mut before = vec![nothing()];
        each.iter().for_each(|sums| before.push(before[before.len() - 1].plus(sums)));
        let mut after = vec![nothing()];
        each.iter().rev().for_each(|sums| after.push(after[after.len() - 1].plus(sums)));
        after.reverse();
        let may_be = |rest: &Sums, sums: &Sums| match self.total {
            None => sums.members().next().is_some(),
            Some(total) => sums.members().any(|sum| sum <= total && rest.has(total - sum)),
        };
        for at in 0..self.maxima.len() {
            let rest = before[at].plus(&after[at + 1]);
            for (group, part) in parts.iter().enumerate().filter(|(_, part)| part.known.is_none()) {
                let mut found = |value: u32| {
                    if !into[group][at].contains(&value) {
                        into[group][at].push(value);
                    }
                };
                if part.agree > 0 && may_be(&rest, &each[at]) {
                    found(self.own[at]);
                }
                if part.size > part.agree {
                    (0..=self.maxima[at]).filter(|value| may_be(&rest, &self.sums(at, parts, Some((group, *value))))).for_each(&mut found);
                }
            }
        }
    }
}

fn as_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap()
}

/// How many scores of how many criteria a reader who sees this can work out, and how many whole sheets.
fn recovered(set: &CriteriaSet, year: &Year, reader: Reader, r360: &str, shown: Vec<String>, agreed: Option<usize>) -> (usize, usize) {
    let mut groups = year.groups();
    let asked: Vec<usize> = groups.iter().map(Vec::len).collect();
    let per_group = asked.iter().product::<usize>();
    let denominator = per_group * asked.len();
    // The reader's own sheet is the first of the first group.
    let (own_sheet, own_agrees) = match (reader, year.reviewers.first()) {
        (Reader::Reviewer, Some((_, agrees, _))) => (Some(groups[0].remove(0)), usize::from(*agrees)),
        (Reader::Subject, _) | (_, None) => (None, 0),
    };
    let agreed = agreed.map(|agreed| agreed - own_agrees);
    let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    let total = r360.parse::<Exact>().ok().map(|r360| {
        let scaled = (r360 * Exact::ratio(as_i64(denominator), 1)).round_half_up(0);
        scaled.parse().unwrap()
    });
    let maxima = maxima(set);
    let solver = Solver { maxima: &maxima, own: &year.own, total, shown, denominator };
    let mut values = vec![vec![Vec::new(); maxima.len()]; sizes.len()];
    for agree in ways(&sizes, agreed) {
        let part = |((size, asked), agree): ((&usize, &usize), usize)| Part { size: *size, agree, weight: per_group / asked, known: None };
        let mut parts: Vec<Part<'_>> = sizes.iter().zip(&asked).zip(agree).map(part).collect();
        parts.extend(own_sheet.map(|sheet| Part { size: 1, agree: 0, weight: per_group / asked[0], known: Some(sheet) }));
        solver.values(&parts, &mut values);
    }
    // The solver is right: what was given is among what it holds possible.
    for (group, sheets) in groups.iter().enumerate() {
        for (at, sheet) in (0..maxima.len()).flat_map(|at| sheets.iter().map(move |sheet| (at, sheet))) {
            assert!(values[group][at].contains(&sheet[at]), "the solver lost the truth");
        }
    }
    let single = |group: &Vec<Vec<u32>>| group.iter().filter(|values| values.len() == 1).count();
    (values.iter().map(single).sum(), values.iter().filter(|group| single(group) == maxima.len()).count())
}

/// Every way in which so many reviewers of groups of these sizes can have agreed; where nobody is told how many, anybody may have
/// given anything, which includes all ways.
fn ways(sizes: &[usize], agreed: Option<usize>) -> Vec<Vec<usize>> {
    let Some(agreed) = agreed else { return vec![vec![0; sizes.len()]] };
    let mut ways = vec![Vec::new()];
    for size in sizes {
        let longer = |way: Vec<usize>| (0..=*size).map(move |agree| [way.clone(), vec![agree]].concat());
        ways = ways.into_iter().flat_map(longer).collect();
    }
    ways.retain(|way| way.iter().sum::<usize>() == agreed);
    ways
}

/// What readers can work out that the totals alone do not tell.
fn beyond_totals(pack: &Pack, set: &CriteriaSet, year: &Year, reader: Reader, smallest: Option<SmallestGroup>) -> (usize, usize) {
    let View { result, entry } = view(pack, set, year, reader, smallest);
    let total = if result.r360.is_empty() { entry.r360 } else { result.r360 };
    let nothing = vec![String::new(); result.criteria.len()];
    let by_total = recovered(set, year, reader, &total, nothing, None);
    let agreed = (!entry.agreed_is_hidden).then(|| usize::try_from(entry.agreed).unwrap());
    let shown = result.criteria.into_iter().map(|criterion| criterion.r360).collect();
    let by_view = recovered(set, year, reader, &total, shown, agreed);
    (by_view.0 - by_total.0, by_view.1 - by_total.1)
}

/// Years as they are: self-scores near the maxima, many agree, the others differ a little; at least one group is small.
fn year() -> impl Strategy<Value = Year> {
    let maxima = maxima(&law().1);
    let near = |of: Vec<u32>| {
        let below = prop::collection::vec(prop_oneof![5 => Just(0_u32), 3 => Just(1), 1 => 2_u32..5], of.len());
        below.prop_map(move |below| of.iter().zip(below).map(|(of, below)| of.saturating_sub(below)).collect::<Vec<u32>>())
    };
    let sizes = (0_usize..5, 0_usize..4, 0_usize..2, 1_usize..2);
    (near(maxima), sizes).prop_flat_map(move |(own, (peers, upward, deputies, heads))| {
        let relations: Vec<Relation> =
            GROUPS.into_iter().zip([peers, upward, deputies, heads]).flat_map(|(relation, size)| vec![relation; size]).collect();
        let reviewers: Vec<_> = relations
            .into_iter()
            .map(|relation| {
                let own = own.clone();
                (any::<bool>(), near(own.clone()))
                    .prop_map(move |(agree, given)| (relation, agree, if agree { own.clone() } else { given }))
            })
            .collect();
        (Just(own), reviewers).prop_map(|(own, reviewers)| Year { own, reviewers })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_reader_works_out_what_a_single_reviewer_gave(year in year()) {
        let (pack, set) = law();
        for reader in [Reader::Subject, Reader::Reviewer] {
            let found = beyond_totals(&pack, &set, &year, reader, Some(pack.rules.smallest_group()));
            prop_assert_eq!(found, (0, 0), "{:?}", reader);
        }
    }
}

/// The solver works: without the projection it finds what an attack found, the whole sheet of the one who did not agree.
#[test]
fn without_the_projection_single_sheets_are_found() {
    let (pack, set) = law();
    let own = maxima(&set);
    let mut head = own.clone();
    head[0] = 0;
    let peer = (Relation::Peer, true, own.clone());
    let year = Year { own, reviewers: vec![peer.clone(), peer.clone(), peer, (Relation::DirectHead, false, head)] };
    let (scores, sheets) = beyond_totals(&pack, &set, &year, Reader::Subject, None);
    assert!(scores > 0 && sheets > 0, "{scores} {sheets}");
    assert_eq!(beyond_totals(&pack, &set, &year, Reader::Subject, Some(pack.rules.smallest_group())), (0, 0));
}
