//! Nhật ký công tác: the work that somebody handed in, in place of the book; one's own, or that of somebody whose work one may read.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::PageRequest;
use proto::reporting::v1::{DiaryRow, GetDiaryRequest, GetDiaryResponse};
use serde::Deserialize;

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::agency::{asks_why, reason_in};
use crate::pages::years::Years;
use crate::posted::Posted;
use crate::session::{User, escape};
use crate::show;

/// Rows on one page of the diary.
const PAGE_SIZE: i32 = 300;

/// `?nam=2019&thang=6&trang=…`: a month, or the whole year.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "crate::pages::years::a_year")]
    nam: Option<i32>,
    #[serde(default)]
    thang: i32,
    #[serde(default)]
    trang: String,
}

#[derive(Template)]
#[template(path = "diary.html")]
pub struct Diary {
    page: Page,
    period: String,
    months: Vec<MonthLink>,
    whose: Vec<SummaryRow>,
    rows: Vec<Line>,
    figures: Vec<SummaryRow>,
    file: String,
    next: String,
}

/// One month of the switch, or the whole year.
pub struct MonthLink {
    label: String,
    href: String,
    current: bool,
}

/// One piece of work.
pub struct Line {
    span: String,
    content: String,
    source: String,
    product: String,
    days: Vec<String>,
    outcome: String,
    standing: Vec<String>,
}

/// Address of somebody's diary of a year.
pub fn at(person_id: &str, year: i32) -> String {
    format!("/bang-ke/nhat-ky/{person_id}?nam={year}")
}

fn line(row: &DiaryRow) -> Line {
    let day = |label: &str, day: String| (!day.is_empty()).then(|| format!("{label} {day}"));
    let days = [day("Hạn", show::day(row.due_on.as_ref())), day("Xong", show::day(row.done_on.as_ref()))];
    Line {
        span: row.span.clone(),
        content: row.content.clone(),
        source: row.source.clone(),
        product: row.product.clone(),
        days: days.into_iter().flatten().collect(),
        outcome: row.outcome.clone(),
        standing: row.standing.clone(),
    }
}

impl Diary {
    /// The diary of a month, or of a year when `month` is 0, of that person; `page.path` is where it stands.
    pub fn new(page: Page, person_id: &str, (year, month): (i32, i32), answer: &GetDiaryResponse) -> Self {
        let at = |month: i32| if month == 0 { format!("?nam={year}") } else { format!("?nam={year}&thang={month}") };
        let named = |month: i32| if month == 0 { "Cả năm".to_owned() } else { month.to_string() };
        let link = |one: i32| MonthLink { label: named(one), href: format!("{}{}", page.path, at(one)), current: one == month };
        let token = answer.page.as_ref().map(|page| page.next_page_token.as_str()).unwrap_or_default();
        let whose = [("Họ và tên", &answer.full_name), ("Chức vụ, chức danh", &answer.title), ("Đơn vị công tác", &answer.place)];
        Self {
            period: if month == 0 { format!("Năm {year}") } else { format!("Tháng {month} năm {year}") },
            months: (0..=12).map(link).collect(),
            whose: whose.iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| SummaryRow::new(*label, *value)).collect(),
            rows: answer.rows.iter().map(line).collect(),
            figures: answer.figures.iter().map(|figure| SummaryRow::new(figure.label.clone(), figure.value.clone())).collect(),
            file: format!("/tai-lieu/nhat-ky/pdf/{person_id}{}", at(month)),
            next: if token.is_empty() { String::new() } else { format!("{}{}&trang={}", page.path, at(month), escape(token)) },
            page,
        }
    }
}

async fn diary(user: &User, page: Page, person_id: &str, wanted: Wanted, posted: Option<&Posted>) -> Result<Response, Halt> {
    let years = Years::of_work(user, wanted.nam).await?;
    let request = GetDiaryRequest {
        page: Some(PageRequest { page_size: PAGE_SIZE, page_token: wanted.trang }),
        person_id: person_id.to_owned(),
        year: years.year,
        month: wanted.thang,
        reason: reason_in(posted),
    };
    match user.calls.send(request).await {
        Ok(answer) => {
            let view = Diary::new(page.years(&years), person_id, (years.year, wanted.thang), &answer);
            Ok(html(view.page.status(), &view))
        }
        Err(problem) => asks_why(page, "Xem nhật ký", posted, problem),
    }
}

/// `GET /bang-ke/nhat-ky`.
pub async fn own(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let page = user.page("Nhật ký công tác").back("/bang-ke");
    diary(&user, page, &user.me.person_id, wanted, None).await
}

fn of_other(user: &User) -> Page {
    user.page("Nhật ký công tác").back("/phe-duyet/tinh-hinh")
}

/// `GET /bang-ke/nhat-ky/{person}`.
pub async fn of_person(user: User, Path(person): Path<String>, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    diary(&user, of_other(&user), &person, wanted, None).await
}

/// `POST /bang-ke/nhat-ky/{person}`: as an auditor, with a reason.
pub async fn because(user: User, Path(person): Path<String>, Query(wanted): Query<Wanted>, posted: Posted) -> Result<Response, Halt> {
    diary(&user, of_other(&user), &person, wanted, Some(&posted)).await
}
