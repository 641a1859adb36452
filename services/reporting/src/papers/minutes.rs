//! Biên bản số on paper.

use std::collections::{BTreeMap, HashSet};

use documents::model::{Minutes, MinutesEntry, Said};
use events::Error;
use kernel::text::gathered;
use kernel::{Exact, Points, date};
use proto::evaluation::v1 as api;
use reporting_domain::masking::{Mean, mask};
use reporting_domain::words;

use super::{Office, letterhead};
use crate::board::Law;
use crate::wire;

/// The minutes for a reader who may know who said what about the records `known`.
pub(crate) fn minutes(minutes: &api::Minutes, office: &Office, law: &Law, known: &HashSet<&str>) -> Result<Minutes, Error> {
    let sealed_at = wire::moment(minutes.sealed_at).ok_or_else(|| Error::decode("minutes", "they are not sealed"))?;
    let entries: Vec<Entry> = minutes.entries.iter().map(|entry| Entry::of(entry, law, known.contains(entry.record_id.as_str()))).collect();
    let is_told = |code: &&str| entries.iter().any(|entry| entry.means.contains_key(code));
    let relations: Vec<&str> = words::RELATIONS.into_iter().filter(is_told).collect();
    let groups_hidden = entries.iter().any(|entry| entry.means.is_empty() && !entry.source.relation_means.is_empty());
    let total_hidden = entries.iter().any(|entry| !entry.shows_total && !entry.source.r360.is_empty());
    let hidden = [groups_hidden.then(|| words::groups_hidden(law.min_group())), total_hidden.then(|| words::total_hidden(law.min_group()))];
    let heads = "Thủ trưởng trực tiếp, Thủ trưởng cơ quan, đơn vị (để tham khảo khi thẩm định, quyết định)".to_owned();
    Ok(Minutes {
        letterhead: letterhead(office, minutes.number.clone(), date::office_day(sealed_at)),
        unit: minutes.unit_name.clone(),
        year: minutes.year,
        edition: count(minutes.edition),
        replaces: replaces(minutes),
        opened_at: wire::moment(minutes.opened_at),
        closed_at: wire::moment(minutes.closed_at),
        sealed_at,
        subjects: count(minutes.subjects),
        invited: count(minutes.reviewers_invited),
        answered: count(minutes.reviewers_answered),
        absent: absent(&minutes.absent, minutes.entries.iter().any(|entry| known.contains(entry.record_id.as_str()))),
        entries: entries.into_iter().map(|entry| entry.paper(&relations)).collect(),
        relations: relations.into_iter().map(|code| words::relation(code).to_owned()).collect(),
        notes: hidden.into_iter().flatten().collect(),
        digest: minutes.digest.clone(),
        recipients: office.recipients([heads, format!("Công khai trên phần mềm trong {}", minutes.unit_name)]),
    })
}

/// Which edition these minutes take the place of; empty for the first.
fn replaces(minutes: &api::Minutes) -> String {
    if minutes.replaces_number.is_empty() {
        return String::new();
    }
    let at = wire::moment(minutes.replaces_sealed_at).map(|at| format!(", lập lúc {}", date::vi_moment(at))).unwrap_or_default();
    let (edition, before, number) = (minutes.edition, minutes.replaces_edition, &minutes.replaces_number);
    format!("Lần {edition}, sau khi chấm lại; thay Biên bản số {number} (lần {before}{at})")
}

/// Who stayed away and why; for who knows no names the reasons alone, each with how many.
fn absent(of: &[String], with_names: bool) -> Vec<String> {
    if with_names {
        return of.to_vec();
    }
    let reasons = of.iter().filter_map(|one| Some((one.split_once(": ")?.1, ())));
    gathered(reasons).into_iter().map(|(reason, people)| format!("{} người: {reason}", people.len())).collect()
}

/// One subject as the reader may see them.
struct Entry<'a> {
    source: &'a api::MinutesEntry,
    means: BTreeMap<&'a str, Exact>,
    with_names: bool,
    min_group: usize,
    declared: String,
    suggested: Vec<Said>,
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
        let label = |opinion: &api::MinutesOpinion| wire::class(opinion.suggested_class).map_or("", |class| law.label(class)).to_owned();
        let suggested = said(&source.opinions, with_names, label);
        // A total of a few sheets tells as much as a small group.
        let shows_total = usize::try_from(source.answered).unwrap_or_default() >= min_group;
        let declared = wire::class(source.declared_class).map_or("", |class| law.label(class)).to_owned();
        Self { source, means, with_names, min_group, declared, suggested, shows_total }
    }

    fn paper(self, relations: &[&str]) -> MinutesEntry {
        let Self { source, with_names, .. } = self;
        let total = |text: &str| if self.shows_total { wire::shown(text) } else { None };
        let shown = |mean: &Exact| -> Option<Points> { mean.to_points_half_up().ok() };
        let notices = source.flags.iter().filter(|_| self.shows_total).filter_map(|flag| words::notice(flag));
        MinutesEntry {
            name: source.full_name.clone(),
            title: source.title.clone(),
            self_total: wire::shown(&source.self_total),
            declared: self.declared,
            means: relations.iter().map(|code| self.means.get(code).and_then(shown)).collect(),
            r360: total(&source.r360),
            gap: total(&source.gap),
            notices: words::sentence(notices),
            turnout: [source.invited, source.answered, source.agreed].map(count),
            round: count(source.round),
            rescored: rescored(&source.opinions, with_names, self.min_group),
            strengths: said(&source.opinions, with_names, |opinion| opinion.strengths.clone()),
            limits: said(&source.opinions, with_names, |opinion| opinion.limits.clone()),
            suggested: self.suggested,
        }
    }
}

/// What several said, once; who they are only where the reader may know it.
fn said(opinions: &[api::MinutesOpinion], with_names: bool, of: impl Fn(&api::MinutesOpinion) -> String) -> Vec<Said> {
    let texts: Vec<(String, String)> = opinions.iter().map(|opinion| (of(opinion), name(opinion))).collect();
    let found = gathered(texts.iter().map(|(text, name)| (text.as_str(), name.as_str())));
    let one = |(text, by): (String, Vec<&str>)| Said {
        people: u32::try_from(by.len()).unwrap_or(u32::MAX),
        by: if with_names { by.join(", ") } else { String::new() },
        text,
    };
    found.into_iter().map(one).collect()
}

/// `Nguyễn Văn A (đồng cấp)`.
fn name(opinion: &api::MinutesOpinion) -> String {
    format!("{} ({})", opinion.rater_name, words::relation(relation(opinion)).to_lowercase())
}

/// Totals scored instead of the person's own (article 5.2.b): one by one with names for who may know them, and otherwise their
/// mean, when enough scored again. The first editions tell none.
fn rescored(opinions: &[api::MinutesOpinion], with_names: bool, min_group: usize) -> String {
    let again: Vec<&api::MinutesOpinion> = opinions.iter().filter(|opinion| !opinion.agree).collect();
    let totals: Vec<Points> = again.iter().filter_map(|opinion| wire::points(opinion.total)).collect();
    let people = again.len();
    if with_names {
        let one = |opinion: &&api::MinutesOpinion| match wire::points(opinion.total) {
            Some(total) => format!("{}: {}", name(opinion), total.vi()),
            None => name(opinion),
        };
        return again.iter().map(one).collect::<Vec<_>>().join("; ");
    }
    let exact: Vec<Exact> = totals.iter().copied().map(Exact::from).collect();
    let mean = Exact::mean(&exact).filter(|_| people >= min_group && totals.len() == people).and_then(|mean| mean.to_points_half_up().ok());
    match mean {
        _ if people == 0 => String::new(),
        Some(mean) => format!("{people} người, bình quân {} điểm", mean.vi()),
        None if people < min_group => format!("{people} người; điểm bình quân không hiện vì có dưới {min_group} phiếu"),
        None => format!("{people} người"),
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

#[cfg(test)]
mod tests {
    use proto::common::v1::{Points as WirePoints, Relation};

    use super::*;

    fn opinion(rater: &str, total: Option<i32>, limits: &str) -> api::MinutesOpinion {
        api::MinutesOpinion {
            relation: Relation::Peer.into(),
            agree: total.is_none(),
            total: total.map(|hundredths| WirePoints { hundredths }),
            limits: limits.to_owned(),
            rater_name: rater.to_owned(),
            ..api::MinutesOpinion::default()
        }
    }

    #[test]
    fn heads_read_who_scored_what_again_and_colleagues_the_mean_of_enough() {
        let opinions =
            [opinion("An", Some(8_000), ""), opinion("Bình", Some(8_500), ""), opinion("Chi", Some(8_700), ""), opinion("Dũng", None, "")];
        assert_eq!(rescored(&opinions, true, 0), "An (đồng cấp): 80,00; Bình (đồng cấp): 85,00; Chi (đồng cấp): 87,00");
        assert_eq!(rescored(&opinions, false, 3), "3 người, bình quân 84,00 điểm");
        assert_eq!(rescored(&opinions[1..], false, 3), "2 người; điểm bình quân không hiện vì có dưới 3 phiếu");
        assert_eq!(rescored(&opinions[3..], false, 3), "");
    }

    #[test]
    fn the_same_sentence_is_told_once_with_how_many_said_it() {
        let opinions = [
            opinion("An", None, "Cần cập nhật bảng kê đều hơn."),
            opinion("Bình", None, "Cần cập nhật bảng kê đều hơn"),
            opinion("Chi", None, ""),
        ];
        let of = |with_names| said(&opinions, with_names, |opinion| opinion.limits.clone());
        assert_eq!(of(false), [Said { people: 2, by: String::new(), text: "Cần cập nhật bảng kê đều hơn.".to_owned() }]);
        assert_eq!(of(true)[0].by, "An (đồng cấp), Bình (đồng cấp)");
    }

    #[test]
    fn who_stayed_away_is_named_for_heads_and_counted_by_reason_for_colleagues() {
        let absent = |with_names| super::absent(&["An: nghỉ ốm", "Bình: nghỉ ốm", "Chi"].map(str::to_owned), with_names);
        assert_eq!(absent(true), ["An: nghỉ ốm", "Bình: nghỉ ốm", "Chi"]);
        assert_eq!(absent(false), ["2 người: nghỉ ốm"], "the first editions kept names alone");
    }
}
