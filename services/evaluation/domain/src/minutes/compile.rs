//! From records, sheets and results to sealed minutes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Digest, Exact, SmallestGroup, date, text};

use super::{Absent, Entry, Minutes, MinutesOpinion, NOTICES, RelationMean, Replaced};
use crate::criteria::CriteriaSet;
use crate::pack::Policy;
use crate::period::Period;
use crate::record::{Record, SelfAssessment};
use crate::sheet::{Sheet, SheetState, in_effect};
use crate::{Laws, MinutesId, PersonId, RecordId};

/// A record whose 360° is closed, with its sheets and what scoring made of them.
#[derive(Clone, Debug)]
pub struct ScoredRecord<'a> {
    /// The record.
    pub record: &'a Record,
    /// All its sheets of all rounds.
    pub sheets: &'a [Sheet],
    /// What the sheets score.
    pub criteria: &'a CriteriaSet,
    /// Self-score, six places.
    pub self_total: String,
    /// The 360° total, six places; empty when nobody answered.
    pub r360: String,
    /// Means per relation.
    pub means: Vec<RelationMean>,
    /// What the result is flagged for, as scoring says it.
    pub flags: Vec<String>,
}

/// Which edition is made.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Its id.
    pub id: MinutesId,
    /// Its place among the minutes of the agency's year.
    pub number: u32,
    /// The edition of the unit that it takes the place of.
    pub replaces: Option<Replaced>,
    /// Secret, and never used again: the digest proves no guess at who said what.
    pub salt: String,
}

/// New minutes, and what they put into part III of each subject's form.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The minutes.
    pub minutes: Minutes,
    /// The collective's opinion per record.
    pub opinions: BTreeMap<RecordId, String>,
}

/// Compiles and seals the minutes of one unit. `records` are of one unit and not empty.
pub fn compile(edition: Edition, period: &Period, laws: &Laws, records: &[ScoredRecord<'_>], now: DateTime<Utc>) -> Option<Compiled> {
    let subject = &records.first()?.record.subject;
    let asked = Asked::of(records.iter().flat_map(|one| one.sheets));
    let mut entries: Vec<Entry> = records.iter().filter_map(|one| entry(one, laws.of(one.record.subject.group))).collect();
    entries.sort_by(|a, b| text::compare_names(&a.full_name, &b.full_name));
    let number = format!("{:02}/BB-{}", edition.number, period.abbreviation);
    let smallest = laws.smallest_group();
    let opinions = entries.iter().map(|entry| (entry.record, collective_opinion(&number, entry, smallest))).collect();
    let mut minutes = Minutes {
        id: edition.id,
        period: period.id,
        unit: subject.unit,
        unit_name: subject.unit_name.clone(),
        agency: period.agency,
        agency_name: period.agency_name.clone(),
        year: period.year,
        number,
        edition: edition.replaces.as_ref().map_or(1, |replaced| replaced.edition + 1),
        opened_at: period.opened_360_at,
        closed_at: period.closed_360_at,
        sealed_at: now,
        reviewers_invited: count(asked.invited()),
        reviewers_answered: count(asked.answered()),
        absent: asked.absent(now),
        replaces: edition.replaces,
        salt: edition.salt,
        entries,
        digest: Digest::of(b""),
    };
    minutes.digest = Digest::of(minutes.text().as_bytes());
    Some(Compiled { minutes, opinions })
}

/// The reviewers of a unit, each once.
struct Asked<'a>(BTreeMap<PersonId, Reviewer<'a>>);

#[derive(Default)]
struct Reviewer<'a> {
    name: &'a str,
    answered: bool,
    /// Last day of those sheets that still count; none when all were taken back.
    due_on: Option<NaiveDate>,
    /// Why the sheets were taken back.
    taken_back: &'a str,
}

impl<'a> Asked<'a> {
    fn of(sheets: impl Iterator<Item = &'a Sheet>) -> Self {
        let mut asked: BTreeMap<PersonId, Reviewer<'a>> = BTreeMap::new();
        for sheet in sheets {
            let reviewer = asked.entry(sheet.rater).or_insert(Reviewer { name: &sheet.rater_name, ..Reviewer::default() });
            match &sheet.state {
                SheetState::Void { reason, .. } => reviewer.taken_back = reason,
                SheetState::Assigned | SheetState::Submitted(_) => {
                    reviewer.due_on = reviewer.due_on.max(Some(sheet.due_on));
                    reviewer.answered |= sheet.opinion().is_some();
                }
            }
        }
        Self(asked)
    }

    fn invited(&self) -> usize {
        self.0.values().filter(|reviewer| reviewer.due_on.is_some()).count()
    }

    fn answered(&self) -> usize {
        self.0.values().filter(|reviewer| reviewer.answered).count()
    }

    fn absent(&self, now: DateTime<Utc>) -> Vec<Absent> {
        let reason = |reviewer: &Reviewer<'_>| match reviewer.due_on {
            // Closed before the day that they were told.
            Some(day) if !date::is_over(day, now) => format!("không gửi ý kiến đến lúc lập biên bản ({})", date::vi_moment(now)),
            Some(day) => format!("không gửi ý kiến đến hết ngày {}", date::vi(day)),
            None => format!("thôi tham gia ý kiến: {}", reviewer.taken_back),
        };
        let missing = self.0.values().filter(|reviewer| !reviewer.answered);
        let mut absent: Vec<Absent> = missing.map(|reviewer| Absent { name: reviewer.name.to_owned(), reason: reason(reviewer) }).collect();
        absent.sort_by(|a, b| text::compare_names(&a.name, &b.name));
        absent
    }
}

/// What somebody gave themself: scoring says it where it counts; elsewhere it is what the sheet adds up to, and counts for nothing.
fn self_total(one: &ScoredRecord<'_>, own: &SelfAssessment, policy: &Policy) -> String {
    if one.self_total.is_empty() { one.criteria.total(&own.scores, &policy.na.policy).to_string() } else { one.self_total.clone() }
}

fn entry(one: &ScoredRecord<'_>, policy: &Policy) -> Option<Entry> {
    let Record { id, subject, direct_head, decider, .. } = one.record;
    let own: &SelfAssessment = one.record.own()?;
    let given = in_effect(one.sheets);
    let invited: BTreeSet<PersonId> =
        one.sheets.iter().filter(|sheet| !matches!(sheet.state, SheetState::Void { .. })).map(|sheet| sheet.rater).collect();
    let opinion = |sheet: &&Sheet| {
        let opinion = sheet.opinion()?;
        Some(MinutesOpinion {
            relation: Some(sheet.relation),
            agree: opinion.agree,
            total: (!opinion.agree).then(|| one.criteria.total(&opinion.scores, &policy.na.policy)),
            strengths: opinion.strengths.clone(),
            limits: opinion.limits.clone(),
            suggested: opinion.suggested,
            rater_name: sheet.rater_name.clone(),
        })
    };
    let mut opinions: Vec<MinutesOpinion> = given.iter().filter_map(opinion).collect();
    opinions.sort_by(|a, b| a.relation.cmp(&b.relation).then_with(|| text::compare_names(&a.rater_name, &b.rater_name)));
    Some(Entry {
        record: *id,
        person: subject.person,
        full_name: subject.full_name.clone(),
        title: subject.title.clone(),
        direct_head: *direct_head,
        decider: *decider,
        self_total: self_total(one, own, policy),
        declared: own.declared,
        means: one.means.clone(),
        r360: one.r360.clone(),
        gap: gap(&one.self_total, &one.r360),
        flags: one.flags.iter().filter(|flag| NOTICES.contains(&flag.as_str())).cloned().collect(),
        round: one.record.round,
        invited: count(invited.len()),
        answered: count(given.len()),
        agreed: count(opinions.iter().filter(|opinion| opinion.agree).count()),
        opinions,
    })
}

fn gap(self_total: &str, r360: &str) -> String {
    match (self_total.parse::<Exact>(), r360.parse::<Exact>()) {
        (Ok(own), Ok(others)) => (own - others).abs().round_half_up(6),
        _ => String::new(),
    }
}

/// What the software writes for the collective in part III of the form, which its person reads: what the minutes tell colleagues.
pub(super) fn collective_opinion(number: &str, entry: &Entry, smallest: SmallestGroup) -> String {
    let Entry { invited, answered, agreed, r360, .. } = entry;
    let shown = |total: &str| total.parse::<Exact>().map(|total| total.round_half_up(2).replace('.', ",")).unwrap_or_default();
    let size = |people: u32| usize::try_from(people).unwrap_or(usize::MAX);
    let agreed = smallest.share(size(*agreed), size(*answered)).map(|agreed| format!("{agreed} người thống nhất với điểm tự chấm"));
    let total = match r360.as_str() {
        "" => Some("không có điểm 360°".to_owned()),
        r360 => smallest.tells(size(*answered)).then(|| format!("điểm 360°: {}", shown(r360))),
    };
    let turnout = format!("{answered}/{invited} người tham gia ý kiến");
    let told: Vec<String> = [Some(turnout), agreed, total].into_iter().flatten().collect();
    format!("Theo Biên bản số {number}: {}.", told.join("; "))
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
