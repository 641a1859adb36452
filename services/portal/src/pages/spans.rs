//! Kết quả theo quý, tháng: what laws that score within the year ask for (Decree 335/2025); agencies declare it, people read their own.

pub mod entry;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::EmployeeGroup;
use proto::evaluation::v1::Record;
use proto::identity::v1::{GetPersonRequest, ListPeopleRequest, Person, Post, PostKind};
use proto::scoring::v1::fact::Content;
use proto::scoring::v1::{Fact, GetSpanYearsRequest, Span, SpanKind, SpanLine, SpanResultFact, SpanState, SpanYear};
use serde::Deserialize;

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::common::Wanted;
use crate::pages::dossier::if_any;
use crate::pages::names::{Names, called, names};
use crate::pages::personnel::facts::OFFICERS;
use crate::pages::personnel::open;
use crate::pages::years::OfYear;
use crate::session::User;
use crate::show;

/// Where an agency looks at the quarters and months of its people.
pub const HOME: &str = "/to-chuc/ket-qua-ky";

/// People of one question.
const AT_ONCE: usize = 100;

/// More of them are counted, not named, where the table shows which.
const NAMED: usize = 4;

/// `?nam=2026&trang=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The year.
    nam: Option<i32>,
    /// Token of the page; empty for the first.
    #[serde(default)]
    trang: String,
}

/// The last part of an address: `quy-3`, `thang-12`.
fn slug(span: Span) -> String {
    let kind = if span.kind() == SpanKind::Month { "thang" } else { "quy" };
    format!("{kind}-{}", span.number)
}

fn span_of(slug: &str) -> Option<Span> {
    let (kind, number) = slug.split_once('-')?;
    let kind = match kind {
        "quy" => SpanKind::Quarter,
        "thang" => SpanKind::Month,
        _ => return None,
    };
    Some(Span { kind: kind.into(), number: number.parse().ok()? })
}

/// As people read it.
pub fn name(span: Option<Span>) -> String {
    let span = span.unwrap_or_default();
    let quarter = ["I", "II", "III", "IV"].get(usize::try_from(span.number - 1).unwrap_or(usize::MAX));
    match (span.kind(), quarter) {
        (SpanKind::Quarter, Some(quarter)) => format!("quý {quarter}"),
        (SpanKind::Month, _) => format!("tháng {}", span.number),
        (SpanKind::Quarter | SpanKind::Unspecified, _) => String::new(),
    }
}

/// The post that somebody works in.
fn post(person: &Person) -> Option<&Post> {
    let main = |post: &&Post| open(post) && post.kind() == PostKind::Main;
    person.posts.iter().find(main).or_else(|| person.posts.iter().find(open)).or(person.posts.last())
}

/// The years of some people, each beside the person; who is not known there yet is left out.
async fn years_of(user: &User, people: Vec<Person>, year: i32) -> Result<Vec<(Person, SpanYear)>, Halt> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let group = |person: &Person| i32::from(post(person).map_or(EmployeeGroup::Unspecified, Post::group));
    let (person_ids, groups) = people.iter().map(|person| (person.person_id.clone(), group(person))).unzip();
    let answer = user.calls.send(GetSpanYearsRequest { year, person_ids, groups, reason: String::new() }).await;
    let years = if_any(answer)?.map(|answer| answer.years).unwrap_or_default();
    let beside = |person: Person| {
        let year = years.iter().find(|year| year.person_id == person.person_id).cloned()?;
        Some((person, year))
    };
    Ok(people.into_iter().filter_map(beside).collect())
}

/// What was declared about a quarter or month, as it stands.
fn declared(line: &SpanLine) -> Option<(&Fact, &SpanResultFact)> {
    let fact = line.fact.as_ref()?;
    match &fact.content {
        Some(Content::SpanResult(result)) => Some((fact, result)),
        _ => None,
    }
}

/// How far a quarter or month is, in few words: a year of months has many; the points where there are any.
fn standing(line: &SpanLine) -> Tag {
    match line.state() {
        SpanState::Unspecified => Tag::default(),
        SpanState::Ahead => Tag::new("Chưa đến", ""),
        SpanState::Missing => Tag::new("Thiếu", "yellow"),
        SpanState::Scored => Tag::new(show::decimal(&line.total), ""),
        SpanState::Away => Tag::new("Không tính", "grey"),
        SpanState::Misfit => Tag::new("Khai lại", "red"),
    }
}

/// What the result of the year still waits for, in a sentence.
fn waits(year: &SpanYear) -> String {
    let of = |state: SpanState| {
        let names: Vec<String> = year.lines.iter().filter(|line| line.state() == state).map(|line| name(line.span)).collect();
        let kind = if year.kind() == SpanKind::Month { "tháng" } else { "quý" };
        if names.len() > NAMED { format!("{} {kind}", names.len()) } else { names.join(", ") }
    };
    let (missing, misfit) = (of(SpanState::Missing), of(SpanState::Misfit));
    let again = if misfit.is_empty() { String::new() } else { format!("Phải khai báo lại: {misfit}.") };
    let missing = match (missing.is_empty(), year.missing_left_out) {
        (true, _) => String::new(),
        (false, true) => format!("Không có kết quả, không tính: {missing}."),
        (false, false) => format!("Còn thiếu: {missing}."),
    };
    let whole =
        if year.declared_whole && !year.complete { "Kết quả năm đang lấy theo khai báo một lần cho cả năm." } else { "" };
    [again, missing, whole.to_owned()].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The people of an agency with what came of each quarter or month.
#[derive(Template)]
#[template(path = "span_years.html")]
pub struct SpanYears {
    page: Page,
    tables: Vec<Table>,
    /// People whose law does not score within the year.
    others: usize,
    next: String,
}

/// Those whose law divides the year in one way.
struct Table {
    caption: String,
    /// Each quarter or month, and where it is declared; empty before it begins.
    heads: Vec<(String, String)>,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    href: String,
    title: String,
    cells: Vec<Tag>,
    mean: String,
    waits: String,
}

impl SpanYears {
    /// One page of the list.
    pub fn new(page: Page, people: &[(Person, SpanYear)], year: i32, next: String) -> Self {
        let kinds: BTreeSet<SpanKind> = people.iter().map(|(_, year)| year.kind()).filter(|kind| *kind != SpanKind::Unspecified).collect();
        let table = |kind: SpanKind| {
            let of_kind: Vec<_> = people.iter().filter(|(_, year)| year.kind() == kind).collect();
            let head = |line: &SpanLine| {
                let begun = line.state() != SpanState::Ahead
                    || of_kind
                        .iter()
                        .any(|(_, year)| year.lines.iter().any(|other| other.span == line.span && other.state() != SpanState::Ahead));
                let href = if begun { format!("{HOME}/{year}/{}", slug(line.span.unwrap_or_default())) } else { String::new() };
                (kernel::text::capitalized(&name(line.span)), href)
            };
            Table {
                caption: if kind == SpanKind::Month { "Chấm theo tháng" } else { "Chấm theo quý" }.to_owned(),
                heads: of_kind.first().map(|(_, year)| year.lines.iter().map(head).collect()).unwrap_or_default(),
                rows: of_kind.iter().map(|(person, of)| row(person, of)).collect(),
            }
        };
        Self {
            tables: kinds.into_iter().map(table).collect(),
            others: people.iter().filter(|(_, year)| year.lines.is_empty()).count(),
            next,
            page,
        }
    }
}

fn row(person: &Person, year: &SpanYear) -> Row {
    Row {
        name: person.full_name.clone(),
        href: of_person(&person.person_id, year.year),
        title: post(person).map(|post| post.title.clone()).unwrap_or_default(),
        cells: year.lines.iter().map(standing).collect(),
        mean: show::decimal(&year.mean),
        waits: waits(year),
    }
}

/// The quarters or months of one person, with how each came about.
#[derive(Template)]
#[template(path = "span_year.html")]
pub struct OneYear {
    page: Page,
    name: String,
    law: String,
    lines: Vec<Line>,
    mean: String,
    complete: bool,
    waits: String,
}

struct Line {
    name: String,
    state: Tag,
    common: String,
    items: String,
    mean: String,
    tasks: String,
    total: String,
    /// Who declared it when and why, and by which document.
    by: String,
}

impl OneYear {
    /// One year of one person.
    pub fn new(page: Page, name: &str, year: &SpanYear, names: &Names) -> Self {
        Self {
            name: name.to_owned(),
            law: year.pack_title.clone(),
            lines: year.lines.iter().map(|one| line(one, year, names)).collect(),
            mean: show::exact(&year.mean),
            complete: year.complete,
            waits: waits(year),
            page,
        }
    }
}

fn line(line: &SpanLine, year: &SpanYear, names: &Names) -> Line {
    let (state, found) = (line.state(), declared(line));
    let items = found.map(|(_, result)| {
        let order = year
            .items
            .iter()
            .chain(&year.other_items)
            .filter_map(|item| Some(format!("{item}: {}%", show::exact(result.items.get(item)?))));
        order.collect::<Vec<_>>().join(", ")
    });
    let duties = found.filter(|(_, result)| result.group != year.group).map(|(_, result)| show::group(result.group()));
    let by = found.map(|(fact, _)| {
        let who = format!("{}, {}", called(names, &fact.declared_by), show::moment(fact.declared_at.as_ref()));
        let duties = duties.map(|group| format!("Theo nhiệm vụ: {}. ", group.to_lowercase())).unwrap_or_default();
        format!("{duties}{}\n{} ({who})", fact.reason, fact.document_ref)
    });
    Line {
        name: kernel::text::capitalized(&name(line.span)),
        state: if state == SpanState::Scored { Tag::default() } else { standing(line) },
        common: found.map_or_else(|| "–".to_owned(), |(_, result)| show::points(result.common.as_ref())),
        items: items.filter(|items| !items.is_empty()).unwrap_or_else(|| "–".to_owned()),
        mean: show::exact(&line.mean),
        tasks: show::exact(&line.tasks),
        total: show::exact(&line.total),
        by: by.unwrap_or_default(),
    }
}

/// One person's year on a page.
async fn one(user: &User, page: Page, person_id: &str, year: i32) -> Result<Response, Halt> {
    let request = GetPersonRequest { person_id: person_id.to_owned(), ..GetPersonRequest::default() };
    let person = user.calls.send(request).await?.person.unwrap_or_default();
    let (person, found) = years_of(user, vec![person], year).await?.pop().ok_or_else(|| Halt::NotFound(String::new()))?;
    let names = names(user, found.lines.iter().filter_map(|line| Some(&line.fact.as_ref()?.declared_by))).await;
    let view = OneYear::new(page, &person.full_name, &found, &names);
    Ok(html(view.page.status(), &view))
}

/// Whether the law of one's own year scores within it, as far as that is known.
pub async fn are_asked(user: &User, year: i32) -> bool {
    let request = GetPersonRequest { person_id: user.me.person_id.clone(), ..GetPersonRequest::default() };
    let Some(person) = user.calls.send(request).await.ok().and_then(|answer| answer.person) else { return false };
    years_of(user, vec![person], year).await.is_ok_and(|years| years.iter().any(|(_, year)| !year.lines.is_empty()))
}

/// `GET /ket-qua/theo-ky`.
pub async fn own(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let year = crate::pages::year(&user, &asked);
    let page = user.page(format!("Kết quả theo quý, tháng của tôi, năm {year}")).back("/ket-qua");
    one(&user, page, &user.me.person_id.clone(), year).await
}

/// `GET /to-chuc/ket-qua-ky`.
pub async fn list(user: User, Query(asked): Query<Asked>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    let year = asked.nam.unwrap_or_else(|| user.app.year());
    let wanted = Wanted { trang: asked.trang, ..Wanted::default() };
    let request = ListPeopleRequest { page: wanted.page(), agency_id: user.me.agency_id.clone(), ..ListPeopleRequest::default() };
    let answer = user.calls.send(request).await?;
    let next = wanted.next(HOME, answer.page.as_ref());
    let next = if next.is_empty() { next } else { format!("{next}&nam={year}") };
    let page = user.page(format!("Kết quả theo quý, tháng năm {year}")).back("/to-chuc");
    let page = page.years_at(year, [year - 1, year, user.app.year()].map(|one| (one, format!("{HOME}?nam={one}"))));
    let view = SpanYears::new(page, &years_of(&user, answer.people, year).await?, year, next);
    Ok(html(view.page.status(), &view))
}

/// Those of the reader's agency whose law scores within the year.
pub async fn scored_within(user: &User, year: i32, records: &[Record]) -> Result<BTreeSet<String>, Halt> {
    let subjects = records.iter().filter_map(|record| record.subject.as_ref()).filter(|one| one.agency_id == user.me.agency_id);
    let people: Vec<(String, i32)> = subjects.map(|one| (one.person_id.clone(), one.group)).collect();
    let mut found = BTreeSet::new();
    for some in people.chunks(AT_ONCE) {
        let (person_ids, groups) = some.iter().cloned().unzip();
        let answer = user.calls.send(GetSpanYearsRequest { year, person_ids, groups, reason: String::new() }).await;
        let years = if_any(answer)?.map(|answer| answer.years).unwrap_or_default();
        found.extend(years.into_iter().filter(|year| !year.lines.is_empty()).map(|year| year.person_id));
    }
    Ok(found)
}

/// Where somebody's quarters or months are.
pub fn of_person(person_id: &str, year: i32) -> String {
    format!("{HOME}/nguoi/{person_id}?nam={year}")
}

/// `GET /to-chuc/ket-qua-ky/nguoi/{person}`: by office, or as one of their heads.
pub async fn person(user: User, Path(person_id): Path<String>, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let year = crate::pages::year(&user, &asked);
    let back = if user.me.holds(&OFFICERS) { HOME } else { "/don-vi" };
    let page = user.page(format!("Kết quả theo quý, tháng năm {year}")).back(format!("{back}?nam={year}"));
    one(&user, page, &person_id, year).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_and_much_of_it_counted() {
        let line = |kind: SpanKind, number: i32, state: SpanState| SpanLine {
            span: Some(Span { kind: kind.into(), number }),
            state: state.into(),
            ..SpanLine::default()
        };
        let states = [SpanState::Scored, SpanState::Missing, SpanState::Misfit, SpanState::Ahead];
        let lines: Vec<_> = (1..).zip(states).map(|(number, state)| line(SpanKind::Quarter, number, state)).collect();
        let year = SpanYear { kind: SpanKind::Quarter.into(), lines, declared_whole: true, ..SpanYear::default() };
        let whole = "Kết quả năm đang lấy theo khai báo một lần cho cả năm.";
        assert_eq!(waits(&year), format!("Phải khai báo lại: quý III. Còn thiếu: quý II. {whole}"));
        let lines: Vec<_> = (1..=12).map(|number| line(SpanKind::Month, number, SpanState::Missing)).collect();
        let months = SpanYear { kind: SpanKind::Month.into(), lines, missing_left_out: true, ..SpanYear::default() };
        assert_eq!(waits(&months), "Không có kết quả, không tính: 12 tháng.");
    }

    #[test]
    fn quarters_and_months_stand_in_addresses() {
        for (kind, number, wanted) in [(SpanKind::Quarter, 3, "quy-3"), (SpanKind::Month, 12, "thang-12")] {
            let span = Span { kind: kind.into(), number };
            assert_eq!(slug(span), wanted);
            assert_eq!(span_of(wanted), Some(span));
        }
        for wrong in ["", "quy", "nam-1", "quy-x"] {
            assert_eq!(span_of(wrong), None, "{wrong}");
        }
    }
}
