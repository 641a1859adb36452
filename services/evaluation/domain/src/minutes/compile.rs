//! From records, sheets and results to sealed minutes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use kernel::{Digest, Exact, text};

use super::{Entry, Minutes, MinutesOpinion, RelationMean};
use crate::period::Period;
use crate::record::{Record, SelfAssessment};
use crate::sheet::{Sheet, SheetState, in_effect};
use crate::{MinutesId, PersonId, RecordId};

/// A record whose 360° is closed, with its sheets and what scoring made of them.
#[derive(Clone, Debug)]
pub struct ScoredRecord<'a> {
    /// The record.
    pub record: &'a Record,
    /// All its sheets of all rounds.
    pub sheets: &'a [Sheet],
    /// Self-score, six places.
    pub self_total: String,
    /// The 360° total, six places; empty when nobody answered.
    pub r360: String,
    /// Means per relation.
    pub means: Vec<RelationMean>,
    /// Flags, such as `GAP`.
    pub flags: Vec<String>,
}

/// New minutes, and what they put into part III of each subject's form.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The minutes.
    pub minutes: Minutes,
    /// The collective's opinion per record.
    pub opinions: BTreeMap<RecordId, String>,
}

/// Compiles and seals the minutes of one unit. `records` are of one unit and not empty; `number` counts the minutes of the
/// agency's year.
pub fn compile(
    id: MinutesId,
    period: &Period,
    number: u32,
    edition: u32,
    records: &[ScoredRecord<'_>],
    now: DateTime<Utc>,
) -> Option<Compiled> {
    let subject = &records.first()?.record.subject;
    let mut asked: BTreeMap<PersonId, (&str, bool)> = BTreeMap::new();
    for sheet in records.iter().flat_map(|one| one.sheets).filter(|sheet| !matches!(sheet.state, SheetState::Void { .. })) {
        asked.entry(sheet.rater).or_insert((&sheet.rater_name, false)).1 |= sheet.opinion().is_some();
    }
    let mut absent: Vec<String> = asked.values().filter(|(_, answered)| !answered).map(|(name, _)| (*name).to_owned()).collect();
    absent.sort_by(|a, b| text::compare_names(a, b));
    let mut entries: Vec<Entry> = records.iter().filter_map(entry).collect();
    entries.sort_by(|a, b| text::compare_names(&a.full_name, &b.full_name));
    let number = format!("{number:02}/BB-{}", period.abbreviation);
    let opinions = entries.iter().map(|entry| (entry.record, collective_opinion(&number, entry))).collect();
    let mut minutes = Minutes {
        id,
        period: period.id,
        unit: subject.unit,
        unit_name: subject.unit_name.clone(),
        agency: period.agency,
        agency_name: period.agency_name.clone(),
        year: period.year,
        number,
        edition,
        opened_at: period.opened_360_at,
        closed_at: period.closed_360_at,
        sealed_at: now,
        reviewers_invited: count(asked.len()),
        reviewers_answered: count(asked.len() - absent.len()),
        absent,
        entries,
        digest: Digest::of(b""),
    };
    minutes.digest = Digest::of(minutes.text().as_bytes());
    Some(Compiled { minutes, opinions })
}

fn entry(one: &ScoredRecord<'_>) -> Option<Entry> {
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
        self_total: one.self_total.clone(),
        declared: own.declared,
        means: one.means.clone(),
        r360: one.r360.clone(),
        gap: gap(&one.self_total, &one.r360),
        flags: one.flags.clone(),
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

/// What the software writes for the collective in part III of the form.
fn collective_opinion(number: &str, entry: &Entry) -> String {
    let Entry { invited, answered, agreed, r360, .. } = entry;
    let shown = |total: &str| total.parse::<Exact>().map(|total| total.round_half_up(2).replace('.', ",")).unwrap_or_default();
    let total = if r360.is_empty() { "không có điểm 360°".to_owned() } else { format!("điểm 360°: {}", shown(r360)) };
    format!("Theo Biên bản số {number}: {answered}/{invited} người tham gia ý kiến, {agreed} người thống nhất với điểm tự chấm; {total}.")
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
