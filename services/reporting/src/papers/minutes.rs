//! Biên bản số on paper.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use documents::model::{Minutes, MinutesEntry, Opinion};
use events::Error;
use kernel::{Exact, Points, date};
use proto::evaluation::v1 as api;
use reporting_domain::masking::{Mean, mask};
use reporting_domain::{Class, words};

use super::{Office, letterhead};
use crate::board::Law;
use crate::wire;

/// The minutes for a reader who may know who said what about the records `known`.
pub(crate) fn minutes(minutes: &api::Minutes, office: &Office, law: &Law, known: &HashSet<&str>) -> Result<Minutes, Error> {
    let sealed_at = wire::moment(minutes.sealed_at).ok_or_else(|| Error::decode("minutes", "they are not sealed"))?;
    let entries: Vec<Entry> = minutes.entries.iter().map(|entry| Entry::of(entry, law, known.contains(entry.record_id.as_str()))).collect();
    let relations = words::RELATIONS;
    let declared: BTreeSet<Class> = minutes.entries.iter().filter_map(|entry| wire::class(entry.declared_class)).collect();
    let legend = declared.into_iter().map(|class| format!("{}: {}", class.code(), law.label(class))).collect::<Vec<_>>().join("; ");
    let knows_any = minutes.entries.iter().any(|entry| known.contains(entry.record_id.as_str()));
    Ok(Minutes {
        letterhead: letterhead(office, minutes.number.clone(), date::office_day(sealed_at)),
        unit: minutes.unit_name.clone(),
        year: minutes.year,
        edition: count(minutes.edition),
        opened_at: wire::moment(minutes.opened_at),
        closed_at: wire::moment(minutes.closed_at),
        sealed_at,
        subjects: count(minutes.subjects),
        invited: count(minutes.reviewers_invited),
        answered: count(minutes.reviewers_answered),
        absent: if knows_any { minutes.absent.clone() } else { Vec::new() },
        entries: entries.into_iter().map(|entry| entry.paper(&relations)).collect(),
        relations: relations.into_iter().map(|code| words::relation(code).to_owned()).collect(),
        legend: if legend.is_empty() { legend } else { format!("{legend}.") },
        digest: minutes.digest.clone(),
    })
}

/// One subject as the reader may see them.
struct Entry<'a> {
    source: &'a api::MinutesEntry,
    means: BTreeMap<&'a str, Exact>,
    opinions: Vec<Opinion>,
    shows_total: bool,
}

impl<'a> Entry<'a> {
    fn of(source: &'a api::MinutesEntry, law: &Law, with_names: bool) -> Self {
        let sheets = |code: &str| source.opinions.iter().filter(|opinion| relation(opinion) == code).count();
        let groups = source
            .relation_means
            .iter()
            .filter_map(|(code, mean)| Some(Mean { relation: code.as_str(), sheets: sheets(code), mean: mean.parse().ok()? }));
        let min_group = if with_names { 0 } else { law.min_group() };
        let means: BTreeMap<&str, Exact> =
            mask(groups.collect(), min_group).into_iter().map(|group| (group.relation, group.mean)).collect();
        let from = |opinion: &api::MinutesOpinion| {
            let code = relation(opinion);
            let who = if means.contains_key(code) { words::relation(code) } else { words::SOMEBODY };
            let names = with_names && !opinion.rater_name.is_empty();
            if names { format!("{who}, {}", opinion.rater_name) } else { who.to_owned() }
        };
        let mut opinions: Vec<Opinion> = source
            .opinions
            .iter()
            .map(|opinion| Opinion {
                from: from(opinion),
                agree: opinion.agree,
                strengths: opinion.strengths.clone(),
                limits: opinion.limits.clone(),
                suggested: wire::class(opinion.suggested_class).map_or(String::new(), |class| law.label(class).to_owned()),
            })
            .collect();
        if !with_names {
            // Their order must not tell who is who.
            opinions.sort_by(|a, b| (&a.from, &a.strengths, &a.limits).cmp(&(&b.from, &b.strengths, &b.limits)));
        }
        // A total of a few sheets tells as much as a small group.
        let shows_total = usize::try_from(source.answered).unwrap_or_default() >= min_group;
        Self { source, means, opinions, shows_total }
    }

    fn paper(self, relations: &[&str]) -> MinutesEntry {
        let Self { source, means, opinions, shows_total } = self;
        let total = |text: &str| if shows_total { wire::shown(text) } else { None };
        let shown = |mean: &Exact| -> Option<Points> { mean.to_points_half_up().ok() };
        MinutesEntry {
            name: source.full_name.clone(),
            title: source.title.clone(),
            self_total: wire::shown(&source.self_total),
            declared: wire::class(source.declared_class).map_or(String::new(), |class| class.code().to_owned()),
            means: relations.iter().map(|code| means.get(code).and_then(shown)).collect(),
            r360: total(&source.r360),
            gap: total(&source.gap),
            flags: words::sentence(source.flags.iter().map(|flag| words::flag(flag))),
            turnout: [source.invited, source.answered, source.agreed].map(count),
            opinions,
        }
    }
}

/// Code of the relation of an opinion.
fn relation(opinion: &api::MinutesOpinion) -> &'static str {
    opinion.relation().as_str_name().trim_start_matches("RELATION_")
}

/// Counts of people are never negative.
fn count(people: i32) -> u32 {
    u32::try_from(people).unwrap_or_default()
}
