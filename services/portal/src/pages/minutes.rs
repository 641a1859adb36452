//! Biên bản số: the digital minutes of a unit.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::{Class, Relation};
use proto::evaluation::v1::{GetMinutesRequest, ListMinutesRequest, Minutes, MinutesEntry, MinutesOpinion, PeriodState};
use regulation::Flag;

use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years, periods};
use crate::session::User;
use crate::show;

/// The relation groups, in the order of the table, by the name that the minutes carry.
const RELATIONS: [(Relation, &str); 5] = [
    (Relation::Peer, "PEER"),
    (Relation::Upward, "UPWARD"),
    (Relation::DeputySup, "DEPUTY_SUP"),
    (Relation::DirectHead, "DIRECT_HEAD"),
    (Relation::AgencyHead, "AGENCY_HEAD"),
];

#[derive(Template)]
#[template(path = "minutes_list.html")]
pub struct MinutesList {
    page: Page,
    year: i32,
    rows: Vec<MinutesRow>,
}

/// One line of the list.
pub struct MinutesRow {
    href: String,
    unit: String,
    number: String,
    /// Which edition of the unit, and which one it takes the place of.
    edition: String,
    sealed_at: String,
}

#[derive(Template)]
#[template(path = "minutes.html")]
pub struct MinutesPage {
    page: Page,
    unit: String,
    agency: String,
    year: i32,
    edition: i32,
    /// Which edition this one takes the place of; empty for the first.
    replaces: String,
    opened_at: String,
    closed_at: String,
    sealed_at: String,
    subjects: i32,
    invited: i32,
    answered: i32,
    absent: Vec<String>,
    relations: Vec<&'static str>,
    entries: Vec<EntryView>,
    /// Why numbers are missing.
    hidden: Vec<String>,
    digest: String,
    document: String,
}

/// One subject of the minutes.
pub struct EntryView {
    pub name: String,
    pub title: String,
    pub self_total: String,
    pub declared: &'static str,
    pub means: Vec<String>,
    pub r360: String,
    pub gap: String,
    pub flags: Vec<String>,
    pub invited: i32,
    pub answered: i32,
    /// How many agreed with the self-score; none where that would tell single people.
    pub agreed: Option<i32>,
    /// The round, when they scored again; 0 otherwise.
    pub again: i32,
    /// What was said, each thing once: label and lines.
    pub said: Vec<(&'static str, Vec<String>)>,
}

/// The relation groups of which somebody has a mean, in the order of the table.
fn told(entries: &[MinutesEntry]) -> Vec<(Relation, &'static str)> {
    RELATIONS.into_iter().filter(|(_, code)| entries.iter().any(|entry| entry.relation_means.contains_key(*code))).collect()
}

/// One subject for reading, with the means of these groups.
pub fn entry(entry: &MinutesEntry, relations: &[(Relation, &str)]) -> EntryView {
    let rescored = rescored(entry);
    let said = [
        ("Chấm lại", if rescored.is_empty() { Vec::new() } else { vec![rescored] }),
        ("Ưu điểm", said(&entry.opinions, |opinion| &opinion.strengths)),
        ("Hạn chế, tồn tại", said(&entry.opinions, |opinion| &opinion.limits)),
        ("Đề nghị mức phân loại", said(&entry.opinions, |opinion| suggested(opinion))),
    ];
    EntryView {
        name: entry.full_name.clone(),
        title: entry.title.clone(),
        self_total: show::decimal(&entry.self_total),
        declared: show::class(entry.declared_class()),
        means: relations
            .iter()
            .map(|(_, code)| entry.relation_means.get(*code).map_or_else(|| "–".to_owned(), |mean| show::decimal(mean)))
            .collect(),
        r360: show::decimal(&entry.r360),
        gap: show::decimal(&entry.gap),
        flags: entry.flags.iter().map(|code| Flag::words(code).to_owned()).collect(),
        invited: entry.invited,
        answered: entry.answered,
        agreed: (!entry.agreed_is_hidden).then_some(entry.agreed),
        again: if entry.round > 1 { entry.round } else { 0 },
        said: said.into_iter().filter(|(_, lines)| !lines.is_empty()).collect(),
    }
}

fn suggested(opinion: &MinutesOpinion) -> &'static str {
    if opinion.suggested_class() == Class::Unspecified { "" } else { show::class(opinion.suggested_class()) }
}

/// `Lê Thị Hoa (đồng cấp)`; empty where the reader may not know who it was.
fn who(opinion: &MinutesOpinion) -> String {
    if opinion.rater_name.is_empty() {
        return String::new();
    }
    format!("{} ({})", opinion.rater_name, show::relation(opinion.relation()).to_lowercase())
}

/// What several said, each thing once: `3 người: Nhiệt tình`, and who they were where the reader may know.
fn said<'a>(opinions: &'a [MinutesOpinion], of: impl Fn(&'a MinutesOpinion) -> &'a str) -> Vec<String> {
    let line = |(text, by): (String, Vec<String>)| {
        let named: Vec<&str> = by.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        match (by.len(), named.join(", ")) {
            (1, name) if name.is_empty() => text,
            (1, name) => format!("{name}: {text}"),
            (people, names) if names.is_empty() => format!("{people} người: {text}"),
            (people, names) => format!("{people} người: {text} – {names}"),
        }
    };
    kernel::text::gathered(opinions.iter().map(|opinion| (of(opinion), who(opinion)))).into_iter().map(line).collect()
}

/// Totals scored instead of the person's own: one by one for who may know them, and otherwise what may be told of all of them.
fn rescored(entry: &MinutesEntry) -> String {
    let again: Vec<&MinutesOpinion> = entry.opinions.iter().filter(|opinion| !opinion.agree).collect();
    if again.iter().any(|opinion| !opinion.rater_name.is_empty()) {
        let one = |opinion: &&MinutesOpinion| match &opinion.total {
            Some(total) => format!("{}: {}", who(opinion), show::points(Some(total))),
            None => who(opinion),
        };
        return again.iter().map(one).collect::<Vec<_>>().join("; ");
    }
    match entry.rescored_mean.as_str() {
        "" => String::new(),
        mean => format!("{} người, bình quân {} điểm", entry.answered - entry.agreed, show::decimal(mean)),
    }
}

/// Why numbers are missing in what this reader sees.
fn hidden(minutes: &Minutes) -> Vec<String> {
    let below = minutes.groups_merged_below;
    let answered = || minutes.entries.iter().filter(|entry| below > 0 && entry.answered > 0);
    let groups = answered().any(|entry| entry.relation_means.is_empty());
    let total = answered().any(|entry| entry.r360.is_empty() && entry.answered < below);
    let uncounted = answered().any(|entry| entry.r360.is_empty() && entry.answered >= below);
    let uncounted =
        uncounted.then(|| "Người được tính điểm từ kết quả nhiệm vụ thì không có tổng điểm 360°: ý kiến được ghi để tham khảo.".to_owned());
    let groups = groups.then(|| format!("Điểm theo nhóm không hiện vì nhóm có dưới {below} phiếu."));
    let total = total.then(|| format!("Tổng điểm 360° và chênh lệch không hiện với người có dưới {below} phiếu."));
    let agreed = answered().any(|entry| entry.agreed_is_hidden);
    let agreed = agreed
        .then(|| format!("Số người thống nhất không hiện khi có dưới {below} người thống nhất hoặc dưới {below} người không thống nhất."));
    [groups, total, uncounted, agreed].into_iter().flatten().collect()
}

fn replaces(minutes: &Minutes) -> String {
    if minutes.replaces_number.is_empty() {
        return String::new();
    }
    let (number, edition, at) = (&minutes.replaces_number, minutes.replaces_edition, show::moment(minutes.replaces_sealed_at.as_ref()));
    let why = if minutes.entries.iter().any(|entry| entry.round > 1) { "sau khi chấm lại" } else { "khi có thêm hồ sơ" };
    format!("Lập {why}, thay Biên bản số {number} (lần {edition}, lập lúc {at})")
}

impl MinutesPage {
    /// The minutes, as far as this reader may see them.
    pub fn new(page: Page, minutes: &Minutes) -> Self {
        let relations = told(&minutes.entries);
        let absent = kernel::text::gathered(minutes.absent.iter().map(|one| (one.as_str(), ())));
        let line = |(text, people): (String, Vec<()>)| if people.len() > 1 { format!("{} người: {text}", people.len()) } else { text };
        Self {
            unit: minutes.unit_name.clone(),
            agency: minutes.agency_name.clone(),
            year: minutes.year,
            edition: minutes.edition,
            replaces: replaces(minutes),
            opened_at: show::moment(minutes.opened_at.as_ref()),
            closed_at: show::moment(minutes.closed_at.as_ref()),
            sealed_at: show::moment(minutes.sealed_at.as_ref()),
            subjects: minutes.subjects,
            invited: minutes.reviewers_invited,
            answered: minutes.reviewers_answered,
            absent: absent.into_iter().map(line).collect(),
            entries: minutes.entries.iter().map(|one| entry(one, &relations)).collect(),
            relations: relations.into_iter().map(|(relation, _)| show::relation(relation)).collect(),
            hidden: hidden(minutes),
            digest: minutes.digest.clone(),
            document: format!("/tai-lieu/bien-ban/pdf/{}?nam={}", minutes.minutes_id, minutes.year),
            page,
        }
    }
}

impl MinutesList {
    /// The minutes that one may read.
    pub fn new(page: Page, year: i32, minutes: &[Minutes]) -> Self {
        let row = |minutes: &Minutes| MinutesRow {
            href: format!("/bien-ban/{}", minutes.minutes_id),
            unit: minutes.unit_name.clone(),
            number: minutes.number.clone(),
            edition: match minutes.replaces_number.as_str() {
                "" => minutes.edition.to_string(),
                before => format!("{}, thay {before}", minutes.edition),
            },
            sealed_at: show::moment(minutes.sealed_at.as_ref()),
        };
        Self { rows: minutes.iter().map(row).collect(), year, page }
    }
}

/// `GET /bien-ban`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_agency(&user, asked.nam, &user.me.agency_id, PeriodState::Minutes).await?;
    let (year, periods) = (years.year, periods(&user, years.year).await?);
    let mut minutes = Vec::new();
    for period in periods.into_iter().filter(|period| period.agency_id == user.me.agency_id) {
        minutes.extend(
            user.calls.send(ListMinutesRequest { page: everything(), period_id: period.period_id, ..Default::default() }).await?.minutes,
        );
    }
    let view = MinutesList::new(user.page(format!("Biên bản số năm {year}")).years(&years), year, &minutes);
    Ok(html(view.page.status(), &view))
}

/// `GET /bien-ban/{minutes}`.
pub async fn show(user: User, Path(minutes): Path<String>) -> Result<Response, Halt> {
    let minutes = user.calls.send(GetMinutesRequest { minutes_id: minutes, ..Default::default() }).await?.minutes.unwrap_or_default();
    let page = user.page(format!("Biên bản số {}", minutes.number)).back(format!("/bien-ban?nam={}", minutes.year));
    let view = MinutesPage::new(page, &minutes);
    Ok(html(view.page.status(), &view))
}
