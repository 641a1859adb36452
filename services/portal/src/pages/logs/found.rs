//! The approved work of a year, searched: one's own, or that of somebody whose work one approves or judges.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::PageRequest;
use proto::worklog::v1::{FoundWork, ListApprovedWorkRequest, ListApprovedWorkResponse};
use serde::Deserialize;

use super::{EntryLine, entry_line};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::names::name_of;
use crate::pages::years::Years;
use crate::session::{User, escape};

/// Works on one page.
const PAGE_SIZE: i32 = 50;

/// `?nam=2019&tu=ke hoach&trang=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "crate::pages::years::a_year")]
    nam: Option<i32>,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    trang: String,
}

#[derive(Template)]
#[template(path = "found_work.html")]
pub struct Found {
    page: Page,
    year: i32,
    words: Field,
    groups: Vec<Group>,
    next: String,
}

/// Work that belongs to one item of the list, or that arose.
pub struct Group {
    pub item: String,
    pub works: Vec<EntryLine>,
}

impl Found {
    /// What was found, under the planned work that it belongs to.
    pub fn new(page: Page, path: &str, year: i32, words: &str, answer: ListApprovedWorkResponse) -> Self {
        let token = answer.page.map(|page| page.next_page_token).unwrap_or_default();
        let next =
            if token.is_empty() { String::new() } else { format!("{path}?nam={year}&tu={}&trang={}", escape(words), escape(&token)) };
        let mut words_field = Field::new("tu", "Tìm trong công việc đã duyệt").hint("Không cần gõ dấu.");
        words.clone_into(&mut words_field.value);
        Self { year, words: words_field, groups: groups(&answer.works), next, page }
    }
}

/// Works under their planned work, in the order of the answer.
pub fn groups(works: &[FoundWork]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for work in works {
        let item = if work.item_content.is_empty() { "Công việc phát sinh" } else { &work.item_content };
        let line = entry_line(&work.log_id, &work.entry.clone().unwrap_or_default(), &[]);
        match groups.iter_mut().find(|group| group.item == item) {
            Some(group) => group.works.push(line),
            None => groups.push(Group { item: item.to_owned(), works: vec![line] }),
        }
    }
    groups
}

async fn found(user: &User, (title, back): (&str, &str), path: &str, person_id: String, wanted: Wanted) -> Result<Response, Halt> {
    let years = Years::of_work(user, wanted.nam).await?;
    let year = years.year;
    let request = ListApprovedWorkRequest {
        page: Some(PageRequest { page_size: PAGE_SIZE, page_token: wanted.trang }),
        person_id,
        year,
        search: wanted.tu.clone(),
        reason: String::new(),
    };
    let answer = user.calls.send(request).await?;
    let page = user.page(title).back(back).years(&years);
    let view = Found::new(page, path, year, &wanted.tu, answer);
    Ok(html(view.page.status(), &view))
}

/// `GET /bang-ke/tra-cuu`.
pub async fn own(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    found(&user, ("Công việc đã duyệt của tôi", "/bang-ke"), "/bang-ke/tra-cuu", String::new(), wanted).await
}

/// `GET /phe-duyet/cong-viec/{person}`.
pub async fn of_person(user: User, Path(person): Path<String>, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let name = name_of(&user, &person).await;
    let title = format!("Công việc đã duyệt của {name}");
    found(&user, (&title, "/phe-duyet/tinh-hinh"), &format!("/phe-duyet/cong-viec/{person}"), person.clone(), wanted).await
}
