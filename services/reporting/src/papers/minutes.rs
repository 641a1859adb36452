//! Biên bản số on paper.

use contract::Word;
use regulation::{Class, Flag, Relation};
use std::collections::{BTreeMap, HashSet};

use documents::model::{Minutes, MinutesEntry, Said};
use events::Error;
use kernel::text::gathered;
use kernel::{Exact, Points, date};
use proto::evaluation::v1 as api;
use reporting_domain::words;

use super::{Office, letterhead};
use crate::board::Law;
use crate::wire;

/// The minutes as a reader who may know who said what about the records `known` may see them.
pub(crate) fn minutes(minutes: &api::Minutes, office: &Office, law: &Law, known: &HashSet<&str>) -> Result<Minutes, Error> {
    let sealed_at = contract::moment(minutes.sealed_at).ok_or_else(|| Error::decode("minutes", "they are not sealed"))?;
    let entries: Vec<Entry> = minutes.entries.iter().map(|entry| Entry::of(entry, law, known.contains(entry.record_id.as_str()))).collect();
    let is_told = |one: &Relation| entries.iter().any(|entry| entry.means.contains_key(one.code()));
    let relations: Vec<Relation> = Relation::COUNTED.into_iter().filter(is_told).collect();
    let below = minutes.groups_merged_below;
    let answered = || minutes.entries.iter().filter(|entry| below > 0 && entry.answered > 0);
    let hidden = [
        answered().any(|entry| entry.relation_means.is_empty()).then(|| words::groups_hidden(below)),
        answered().any(|entry| entry.r360.is_empty() && entry.answered < below).then(|| words::total_hidden(below)),
        answered().any(|entry| entry.r360.is_empty() && entry.answered >= below).then(|| words::TOTAL_UNCOUNTED.to_owned()),
        answered().any(|entry| entry.agreed_is_hidden).then(|| words::agreed_hidden(below)),
    ];
    let heads = "Thủ trưởng trực tiếp, Thủ trưởng cơ quan, đơn vị (để tham khảo khi thẩm định, quyết định)".to_owned();
    Ok(Minutes {
        letterhead: letterhead(office, minutes.number.clone(), date::office_day(sealed_at)),
        unit: minutes.unit_name.clone(),
        year: minutes.year,
        edition: count(minutes.edition),
        replaces: replaces(minutes),
        opened_at: contract::moment(minutes.opened_at),
        closed_at: contract::moment(minutes.closed_at),
        sealed_at,
        subjects: count(minutes.subjects),
        invited: count(minutes.reviewers_invited),
        answered: count(minutes.reviewers_answered),
        absent: absent(&minutes.absent, minutes.entries.iter().any(|entry| known.contains(entry.record_id.as_str()))),
        entries: entries.into_iter().map(|entry| entry.paper(&relations)).collect(),
        relations: relations.into_iter().map(|one| one.vi().to_owned()).collect(),
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
    let at = contract::moment(minutes.replaces_sealed_at).map(|at| format!(", lập lúc {}", date::vi_moment(at))).unwrap_or_default();
    let (edition, before, number) = (minutes.edition, minutes.replaces_edition, &minutes.replaces_number);
    let why = if minutes.entries.iter().any(|entry| entry.round > 1) { "sau khi chấm lại" } else { "có thêm hồ sơ" };
    format!("Lần {edition}, {why}; thay Biên bản số {number} (lần {before}{at})")
}

/// Who stayed away and why; for who knows no names these are reasons alone, each told once with how many.
fn absent(of: &[String], with_names: bool) -> Vec<String> {
    if with_names {
        return of.to_vec();
    }
    gathered(of.iter().map(|reason| (reason.as_str(), ())))
        .into_iter()
        .map(|(reason, people)| format!("{} người: {reason}", people.len()))
        .collect()
}

/// One subject as the reader may see them.
struct Entry<'a> {
    source: &'a api::MinutesEntry,
    means: BTreeMap<&'a str, Exact>,
    with_names: bool,
    declared: String,
    suggested: Vec<Said>,
}

impl<'a> Entry<'a> {
    fn of(source: &'a api::MinutesEntry, law: &Law, with_names: bool) -> Self {
        let means = source.relation_means.iter().filter_map(|(code, mean)| Some((code.as_str(), mean.parse().ok()?))).collect();
        let label = |opinion: &api::MinutesOpinion| Class::of(opinion.suggested_class).map_or("", |class| law.label(class)).to_owned();
        let suggested = said(&source.opinions, with_names, label);
        let declared = Class::of(source.declared_class).map_or("", |class| law.label(class)).to_owned();
        Self { source, means, with_names, declared, suggested }
    }

    fn paper(self, relations: &[Relation]) -> MinutesEntry {
        let Self { source, with_names, .. } = self;
        let shown = |mean: &Exact| -> Option<Points> { mean.to_points_half_up().ok() };
        let notices = source.flags.iter().filter_map(|flag| flag.parse().ok()).filter(|flag: &Flag| flag.is_of_the_360()).map(Flag::vi);
        MinutesEntry {
            name: source.full_name.clone(),
            title: source.title.clone(),
            self_total: wire::shown(&source.self_total),
            declared: self.declared,
            means: relations.iter().map(|one| self.means.get(one.code()).and_then(shown)).collect(),
            r360: wire::shown(&source.r360),
            gap: wire::shown(&source.gap),
            notices: words::sentence(notices),
            invited: count(source.invited),
            answered: count(source.answered),
            agreed: (!source.agreed_is_hidden).then(|| count(source.agreed)),
            round: count(source.round),
            rescored: rescored(source, with_names),
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
    format!("{} ({})", opinion.rater_name, relation(opinion))
}

/// Totals scored instead of the person's own (article 5.2.b): one by one with names for who may know them, and otherwise their
/// mean, where it may be told. The first editions tell none.
fn rescored(entry: &api::MinutesEntry, with_names: bool) -> String {
    if with_names {
        let again = entry.opinions.iter().filter(|opinion| !opinion.agree);
        let one = |opinion: &api::MinutesOpinion| match contract::points(opinion.total) {
            Some(total) => format!("{}: {}", name(opinion), total.vi()),
            None => name(opinion),
        };
        return again.map(one).collect::<Vec<_>>().join("; ");
    }
    let people = entry.answered - entry.agreed;
    wire::shown(&entry.rescored_mean).map_or(String::new(), |mean| format!("{people} người, bình quân {} điểm", mean.vi()))
}

/// What the reviewer is to the subject; where that would give them away, it is not told.
fn relation(opinion: &api::MinutesOpinion) -> String {
    kernel::text::uncapitalized(Relation::of(opinion.relation).map_or(words::SOMEBODY, Relation::vi))
}

/// Counts of people are never negative.
fn count(people: i32) -> u32 {
    u32::try_from(people).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use kernel::SmallestGroup;
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
        let opinions = [("An", Some(8_000)), ("Bình", Some(8_500)), ("Chi", Some(8_700)), ("Dũng", None), ("Em", None), ("Hà", None)];
        let opinions = opinions.map(|(rater, total)| opinion(rater, total, "")).to_vec();
        let entry = api::MinutesEntry { record_id: "r".to_owned(), answered: 6, agreed: 3, opinions, ..Default::default() };
        assert_eq!(rescored(&entry, true), "An (đồng cấp): 80,00; Bình (đồng cấp): 85,00; Chi (đồng cấp): 87,00");
        let colleagues = |entry: &api::MinutesEntry| {
            let minutes = api::Minutes { entries: vec![entry.clone()], ..Default::default() };
            rescored(&disclosure::minutes(minutes, |_| false, SmallestGroup::new(3)).entries[0], false)
        };
        assert_eq!(colleagues(&entry), "3 người, bình quân 84,00 điểm");
        assert_eq!(colleagues(&api::MinutesEntry { agreed: 4, ..entry }), "");
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
        let named = ["An: nghỉ ốm", "Bình: nghỉ ốm", "Chi"].map(str::to_owned);
        assert_eq!(absent(&named, true), named);
        assert_eq!(absent(&["nghỉ ốm", "nghỉ ốm"].map(str::to_owned), false), ["2 người: nghỉ ốm"]);
    }
}
