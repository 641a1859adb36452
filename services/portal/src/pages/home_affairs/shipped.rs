//! The law that comes with the software: what each document says, and publishing it with one click.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::scoring::v1::{
    GetLawOfYearRequest, GroupLaw, LawStatement, ListShippedLawRequest, PublishShippedLawRequest, ShippedKind, ShippedLaw, ShippedState,
};

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Where it is.
pub const HOME: &str = "/so-noi-vu/co-san";

#[derive(Template)]
#[template(path = "shipped_law.html")]
pub struct Shipped {
    page: Page,
    year: i32,
    /// Group, pack and whether it is in force.
    groups: Vec<(&'static str, String, Tag)>,
    /// What the button says that publishes all that the year needs; empty when nothing waits.
    publish_all: String,
    packs: Vec<One>,
    sets: Vec<One>,
}

/// One document.
struct One {
    id: String,
    /// As sentences call it.
    name: String,
    title: String,
    summary: String,
    state: Tag,
    /// What its button says; empty when there is nothing to do.
    button: String,
    with: String,
    parts: Vec<LawStatement>,
}

impl Shipped {
    /// What comes with the software, and what of it this year needs.
    pub fn new(page: Page, year: i32, law: &[GroupLaw], shipped: &[ShippedLaw]) -> Self {
        let of = |kind: ShippedKind| shipped.iter().filter(|one| one.kind() == kind).map(|one| document(one, shipped)).collect();
        let waits = law.iter().any(|law| !law.published && !law.pack_id.is_empty());
        Self {
            publish_all: if waits { format!("Ban hành các bộ cho năm {year}") } else { String::new() },
            year,
            groups: law.iter().map(group).collect(),
            packs: of(ShippedKind::PolicyPack),
            sets: of(ShippedKind::CriteriaSet),
            page,
        }
    }
}

fn group(law: &GroupLaw) -> (&'static str, String, Tag) {
    let state = match (law.pack_id.is_empty(), law.published) {
        (true, _) => Tag::new("Chưa có bộ quy tắc", "red"),
        (false, true) => Tag::new("Đang hiệu lực", "green"),
        (false, false) => Tag::new("Chưa ban hành", "yellow"),
    };
    let name = if law.pack_id.is_empty() { "–".to_owned() } else { format!("{} – {}", law.pack_id, law.title) };
    (show::group(law.group()), name, state)
}

/// Packs are known by their sign, criteria sets by their title.
fn name(law: &ShippedLaw) -> &str {
    if law.kind() == ShippedKind::CriteriaSet { &law.title } else { &law.id }
}

fn document(law: &ShippedLaw, all: &[ShippedLaw]) -> One {
    let (state, button) = match law.state() {
        ShippedState::InForce => (Tag::new("Đang hiệu lực", "green"), String::new()),
        ShippedState::OtherInForce => (Tag::new("Đang hiệu lực với nội dung khác", "blue"), String::new()),
        ShippedState::NotPublished | ShippedState::Unspecified => (Tag::new("Chưa ban hành", "yellow"), format!("Ban hành {}", name(law))),
    };
    let years: Vec<String> = law.valid_years.iter().map(i32::to_string).collect();
    let groups: Vec<&str> = law.groups().map(show::group).collect();
    let when = if years.is_empty() { String::new() } else { format!("Năm {}. ", years.join(", ")) };
    let missing = |id: &&String| all.iter().any(|other| other.id == **id && other.state() == ShippedState::NotPublished);
    let with: Vec<&str> = all.iter().filter(|other| law.needs.iter().filter(missing).any(|id| *id == other.id)).map(name).collect();
    One {
        id: law.id.clone(),
        name: name(law).to_owned(),
        title: if law.kind() == ShippedKind::CriteriaSet { law.title.clone() } else { format!("{} – {}", law.id, law.title) },
        summary: format!("{when}{}.", groups.join("; ")),
        state,
        with: if button.is_empty() || with.is_empty() { String::new() } else { format!("Ban hành cùng: {}.", with.join(", ")) },
        button,
        parts: law.explanation.clone(),
    }
}

/// `GET /so-noi-vu/co-san`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::to_prepare(&user, asked.nam).await?;
    let year = years.year;
    let law = user.calls.send(GetLawOfYearRequest { year }).await?.groups;
    let shipped = user.calls.send(ListShippedLawRequest { page: everything() }).await?.laws;
    let view = Shipped::new(user.page("Bộ tiêu chí và bộ quy tắc có sẵn").back("/so-noi-vu").years(&years), year, &law, &shipped);
    Ok(html(view.page.status(), &view))
}

/// `POST /so-noi-vu/co-san`: publishes one document, or all that a year needs.
pub async fn publish(user: User, posted: Posted) -> Result<Response, Halt> {
    let (ids, home) = match posted.get("nam").parse::<i32>() {
        Ok(year) => {
            let law = user.calls.send(GetLawOfYearRequest { year }).await?.groups;
            let wanted = law.into_iter().filter(|law| !law.published && !law.pack_id.is_empty());
            (wanted.map(|law| law.pack_id).collect(), format!("{HOME}?nam={year}"))
        }
        Err(_) => (vec![posted.line("ma")], HOME.to_owned()),
    };
    user.calls.send(PublishShippedLawRequest { request_id: posted.request_id(), ids }).await?;
    Ok(go(&home, "ban-hanh"))
}
