//! One quarter or month of many people on one page: those who are ticked are declared, each by themself.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::PageRequest;
use proto::identity::v1::{ListPeopleRequest, Person};
use proto::scoring::v1::declare_fact_request::Content;
use proto::scoring::v1::{DeclareFactRequest, Span, SpanLine, SpanResultFact, SpanState, SpanYear};
use rpc::Problem;

use super::{Asked, HOME, declared, name, post, slug, span_of, standing, years_of};
use crate::field::{Choices, Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::decisions::table::at_person;
use crate::pages::personnel::facts::OFFICERS;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// People on one page: as many as are written in at one sitting.
const PEOPLE: i32 = 20;

#[derive(Template)]
#[template(path = "span_entry.html")]
pub struct SpanEntry {
    page: Page,
    people: Vec<Entry>,
    reason: Field,
    document: Field,
    next: String,
}

/// One person with the inputs of the quarter or month.
struct Entry {
    person_id: String,
    /// Makes the declaration about this person count once.
    request_id: String,
    name: String,
    title: String,
    state: Tag,
    chosen: bool,
    common: Field,
    items: Vec<Field>,
    away: bool,
    /// By which duties, where they are not those of the group of the year, and the items that only they have.
    group: Choices,
    more: Vec<Field>,
    other_duties: bool,
}

fn line_of(year: &SpanYear, span: Span) -> Option<&SpanLine> {
    year.lines.iter().find(|line| line.span == Some(span))
}

impl SpanEntry {
    /// Those whose law scores in it and whose year is open, once it has begun, with what was declared already.
    pub fn new(
        page: Page,
        people: &[(Person, SpanYear)],
        (year, span): (i32, Span),
        next: String,
        new_id: impl Fn() -> String,
        posted: Option<&Posted>,
    ) -> Self {
        let open: Vec<_> = people
            .iter()
            .filter_map(|(person, year)| Some((person, year, line_of(year, span)?)))
            .filter(|(_, year, line)| !year.published && line.state() != SpanState::Ahead)
            .collect();
        let first = open.iter().all(|(.., line)| line.fact.is_none());
        let name = name(Some(span));
        let reason = if first { format!("Kết quả theo dõi, đánh giá {name} năm {year}") } else { String::new() };
        let field = |at: &str, label: &str, hint: &str| Field::new(at, label).hint(hint).mistakes(&page.problems);
        Self {
            reason: field("reason", "Lý do", "Sửa kết quả đã khai báo thì nêu vì sao sửa.").value(reason, posted),
            document: field("document_ref", "Số, ngày văn bản làm căn cứ", "Ví dụ: 15/BB-SNV ngày 05/10/2026").value("", posted),
            people: open.into_iter().map(|(person, year, line)| entry(&page, person, year, line, &new_id, posted)).collect(),
            next,
            page,
        }
    }
}

fn entry(page: &Page, person: &Person, year: &SpanYear, line: &SpanLine, new_id: impl Fn() -> String, posted: Option<&Posted>) -> Entry {
    let at = |field: &str| format!("{}.{field}", person.person_id);
    let held = declared(line)
        .map(|(_, result)| result.clone())
        .unwrap_or_else(|| SpanResultFact { group: year.group, ..SpanResultFact::default() });
    let item = |item: &String| {
        let stored = held.items.get(item).map(|percent| show::exact(percent)).unwrap_or_default();
        Field::new(at(&format!("items[{item}]")), format!("Mục {item} (%)")).value(stored, posted).mistakes(&page.problems)
    };
    let most = year.common_max.as_ref().map(|max| format!(" (tối đa {})", show::points_input(Some(max)))).unwrap_or_default();
    let offered = show::groups().into_iter().filter(|group| year.groups().any(|one| one == *group) || held.group() == *group);
    let groups = offered.map(|group| (show::group_code(group).to_owned(), show::group(group).to_owned()));
    let group = Choices::new(at("group"), "Nhóm theo nhiệm vụ lúc ấy", groups)
        .value(show::group_code(held.group()), posted)
        .mistakes(&page.problems);
    Entry {
        request_id: posted.and_then(|posted| posted.find(&at("request_id"))).map_or_else(new_id, str::to_owned),
        name: person.full_name.clone(),
        title: post(person).map(|post| post.title.clone()).unwrap_or_default(),
        state: match line.state() {
            SpanState::Scored => Tag::new(format!("Đã khai báo: {} điểm", show::decimal(&line.total)), "green"),
            SpanState::Missing => Tag::new("Chưa khai báo", "grey"),
            SpanState::Unspecified | SpanState::Ahead | SpanState::Away | SpanState::Misfit => standing(line),
        },
        chosen: posted.is_some_and(|posted| posted.has(&at("chon"))),
        common: Field::new(at("common"), format!("Tiêu chí chung{most}"))
            .value(show::points_input(held.common.as_ref()), posted)
            .mistakes(&page.problems),
        items: year.items.iter().map(item).collect(),
        away: posted.filter(|posted| posted.find(&at("name")).is_some()).map_or(held.away, |posted| posted.has(&at("away"))),
        other_duties: !group.error.is_empty()
            || !group.options.iter().any(|option| option.chosen && option.value == show::group_code(year.group())),
        more: year.other_items.iter().map(item).collect(),
        group,
        person_id: person.person_id.clone(),
    }
}

async fn view(
    user: &User,
    year: i32,
    span: Span,
    asked: &Asked,
    mistakes: Vec<Mistake>,
    posted: Option<&Posted>,
) -> Result<Response, Halt> {
    let of_page = PageRequest { page_size: PEOPLE, page_token: asked.trang.clone() };
    let request = ListPeopleRequest { page: Some(of_page), agency_id: user.me.agency_id.clone(), ..ListPeopleRequest::default() };
    let answer = user.calls.send(request).await?;
    let token = answer.page.map(|page| page.next_page_token).unwrap_or_default();
    let next = if token.is_empty() { token } else { format!("{HOME}/{year}/{}?trang={}", slug(span), crate::session::escape(&token)) };
    // Nobody declares about themself.
    let others = answer.people.into_iter().filter(|person| person.person_id != user.me.person_id).collect();
    let people = years_of(user, others, year).await?;
    let page = user
        .page(format!("{} năm {year}: kết quả của từng người", kernel::text::capitalized(&name(Some(span)))))
        .back(format!("{HOME}?nam={year}"))
        .with(mistakes);
    let view = SpanEntry::new(page, &people, (year, span), next, || user.app.new_id(), posted);
    Ok(html(view.page.status(), &view))
}

fn span(slug: &str) -> Result<Span, Halt> {
    span_of(slug).ok_or_else(|| Halt::NotFound(String::new()))
}

/// `GET /to-chuc/ket-qua-ky/{year}/{span}`.
pub async fn ask(user: User, Path((year, slug)): Path<(i32, String)>, Query(asked): Query<Asked>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    view(&user, year, span(&slug)?, &asked, Vec::new(), None).await
}

/// `POST /to-chuc/ket-qua-ky/{year}/{span}`: declares those who are ticked; who is refused stays on the page with the reason.
pub async fn declare(
    user: User,
    Path((year, slug)): Path<(i32, String)>,
    Query(asked): Query<Asked>,
    posted: Posted,
) -> Result<Response, Halt> {
    let span = span(&slug)?;
    let chosen: Vec<String> = posted.0.iter().filter_map(|(name, _)| name.strip_suffix(".chon")).map(str::to_owned).collect();
    let mut mistakes = whole(&posted, chosen.is_empty());
    if !mistakes.is_empty() {
        return view(&user, year, span, &asked, mistakes, Some(&posted)).await;
    }
    let mut left = posted.clone();
    for person_id in chosen {
        let before = mistakes.len();
        let result = result(&posted, &person_id, span, &mut mistakes);
        if mistakes.len() > before {
            continue;
        }
        let request = DeclareFactRequest {
            request_id: posted.line(&format!("{person_id}.request_id")),
            person_id: person_id.clone(),
            year,
            content: Some(Content::SpanResult(result)),
            reason: posted.lines("reason"),
            document_ref: posted.line("document_ref"),
        };
        match user.calls.send(request).await {
            // What is done begins anew on the page: another number is another declaration.
            Ok(_) => left.0.retain(|(field, _)| !field.starts_with(&format!("{person_id}."))),
            Err(problem) => {
                let problem = within(Halt::unless_shown(problem)?);
                mistakes.extend(at_person(&posted, &person_id, posted.get(&format!("{person_id}.name")), problem));
            }
        }
    }
    if mistakes.is_empty() {
        let back = if asked.trang.is_empty() { String::new() } else { format!("?trang={}", crate::session::escape(&asked.trang)) };
        return Ok(go(&format!("{HOME}/{year}/{slug}{back}"), "khai-bao"));
    }
    view(&user, year, span, &asked, mistakes, Some(&left)).await
}

/// What is wrong with the form as a whole.
fn whole(posted: &Posted, nobody: bool) -> Vec<Mistake> {
    let mistake = |field: &str, message: &str| Mistake { field: field.to_owned(), message: message.to_owned() };
    let wanted = [
        (nobody, "", "Chưa đánh dấu ai. Hãy đánh dấu những người cần khai báo."),
        (posted.lines("reason").is_empty(), "reason", "Hãy nêu lý do."),
        (posted.line("document_ref").is_empty(), "document_ref", "Hãy ghi số, ngày văn bản làm căn cứ."),
    ];
    wanted.into_iter().filter(|(missing, ..)| *missing).map(|(_, field, message)| mistake(field, message)).collect()
}

/// What was written about one person; of who did not work nothing else is sent.
fn result(posted: &Posted, person_id: &str, span: Span, mistakes: &mut Vec<Mistake>) -> SpanResultFact {
    let at = |field: &str| format!("{person_id}.{field}");
    let code = posted.line(&at("group"));
    let group = show::groups().into_iter().find(|group| show::group_code(*group) == code).unwrap_or_default().into();
    let base = SpanResultFact { span: Some(span), group, ..SpanResultFact::default() };
    if posted.has(&at("away")) {
        return SpanResultFact { away: true, ..base };
    }
    let prefix = at("items[");
    let item = |(field, value): &(String, String)| {
        let item = field.strip_prefix(&prefix)?.strip_suffix(']')?;
        let percent = value.trim().trim_end_matches('%').trim_end().replace(',', ".");
        (!percent.is_empty()).then(|| (item.to_owned(), percent))
    };
    let items: BTreeMap<String, String> = posted.0.iter().filter_map(item).collect();
    SpanResultFact { common: posted.points(&at("common"), mistakes), items, ..base }
}

/// Fields of the refusal as this page names them.
fn within(mut problem: Problem) -> Problem {
    for field in &mut problem.fields {
        field.field = field.field.trim_start_matches("span_result.").to_owned();
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::common::v1::EmployeeGroup;

    fn sent(fields: &[(&str, &str)]) -> Posted {
        Posted(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_was_written_about_one_person_is_read_and_nothing_of_the_others() {
        let posted = sent(&[
            ("p.common", "27,5"),
            ("p.items[a]", "100"),
            ("p.items[b]", " 87,5 % "),
            ("p.items[d]", ""),
            ("p.group", "CC_KLD"),
            ("q.items[a]", "1"),
        ]);
        let mut mistakes = Vec::new();
        let span = span_of("quy-1").unwrap();
        let read = result(&posted, "p", span, &mut mistakes);
        assert_eq!(read.items, BTreeMap::from([("a".to_owned(), "100".to_owned()), ("b".to_owned(), "87.5".to_owned())]));
        assert_eq!((read.common.unwrap().hundredths, read.group(), read.away), (2_750, EmployeeGroup::CcKld, false));
        let away = sent(&[("p.away", "1"), ("p.common", "27,5"), ("p.items[a]", "100"), ("p.group", "CC_KLD")]);
        let read = result(&away, "p", span, &mut mistakes);
        assert!(read.away && read.common.is_none() && read.items.is_empty() && mistakes.is_empty());
    }

    #[test]
    fn a_form_without_anybody_reason_or_document_is_told_once() {
        let fields: Vec<String> = whole(&sent(&[("reason", " ")]), true).into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(fields, ["", "reason", "document_ref"]);
        assert!(whole(&sent(&[("reason", "Quý I"), ("document_ref", "15/BB")]), false).is_empty());
    }
}
