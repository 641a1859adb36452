//! How far the ceilings are filled, and which agency may have the higher share.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::PageRequest;
use proto::evaluation::v1::PeriodState;
use proto::identity::v1::Unit;
use proto::scoring::v1::{ListQuotaCountsRequest, ListQuotaCountsResponse, QuotaCount, QuotaException, SetQuotaExceptionRequest};
use serde::Deserialize;

use super::{agencies, name_of, today};
use crate::field::{Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::years::Years;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Agencies on one page.
const AGENCIES: i32 = 50;

/// `?nam=2019&trang=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "crate::pages::years::a_year")]
    nam: Option<i32>,
    #[serde(default)]
    trang: String,
}

#[derive(Template)]
#[template(path = "quotas.html")]
pub struct Quotas {
    page: Page,
    rows: Vec<Row>,
    next: String,
}

/// One ceiling.
pub struct Row {
    agency: String,
    group: &'static str,
    class: &'static str,
    holders: i32,
    allowed: i32,
    denominator: i32,
    state: Tag,
    exceptional: bool,
    href: String,
}

impl Quotas {
    /// Agency by agency, the agency as a whole before its groups.
    pub fn new(page: Page, year: i32, answer: &ListQuotaCountsResponse, agencies: &[Unit]) -> Self {
        let row = |count: &QuotaCount| Row {
            agency: name_of(agencies, &count.agency_id).to_owned(),
            group: if count.group == 0 { "Cả cơ quan" } else { show::group(count.group()) },
            class: show::class(count.class()),
            holders: count.holders,
            allowed: count.allowed,
            denominator: count.denominator,
            state: if count.over > 0 {
                Tag::new(format!("Vượt {}", count.over), "red")
            } else {
                Tag::new(format!("Còn {}", count.free), "green")
            },
            exceptional: count.exceptional,
            href: if count.group == 0 { format!("/so-noi-vu/han-muc/{}/{year}", count.agency_id) } else { String::new() },
        };
        let token = answer.page.as_ref().map(|page| page.next_page_token.as_str()).unwrap_or_default();
        Self {
            rows: answer.counts.iter().map(row).collect(),
            next: if token.is_empty() { String::new() } else { format!("?nam={year}&trang={}", crate::session::escape(token)) },
            page,
        }
    }
}

/// `GET /so-noi-vu/han-muc`.
pub async fn list(user: User, Query(asked): Query<Wanted>) -> Result<Response, Halt> {
    let years = Years::everywhere(&user, asked.nam, PeriodState::Decision).await?;
    let year = years.year;
    let page = Some(PageRequest { page_size: AGENCIES, page_token: asked.trang });
    let answer = user.calls.send(ListQuotaCountsRequest { agency_id: String::new(), year, page }).await?;
    let agencies = agencies(&user, None).await?;
    let page = user.page(format!("Tỷ lệ xếp loại năm {year}")).back("/so-noi-vu").years(&years);
    let view = Quotas::new(page, year, &answer, &agencies);
    Ok(html(view.page.status(), &view))
}

#[derive(Template)]
#[template(path = "quota_exception.html")]
pub struct Exception {
    page: Page,
    agency: String,
    standing: Option<String>,
    reason: Field,
    document_ref: Field,
}

impl Exception {
    /// What stands, and the form to change it.
    pub fn new(page: Page, agency: &str, standing: Option<&QuotaException>, posted: Option<&Posted>) -> Self {
        let told = |one: &QuotaException| format!("{} ({}), {}", one.reason, one.document_ref, show::moment(one.granted_at.as_ref()));
        Self {
            agency: agency.to_owned(),
            standing: standing.map(told),
            reason: Field::new("reason", "Lý do").value("", posted).mistakes(&page.problems),
            document_ref: Field::new("document_ref", "Số, ngày văn bản làm căn cứ").value("", posted).mistakes(&page.problems),
            page,
        }
    }
}

async fn shown(user: &User, agency_id: &str, year: i32, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let request = ListQuotaCountsRequest { agency_id: agency_id.to_owned(), year, page: None };
    let answer = user.calls.send(request).await?;
    let agencies = agencies(user, today(user)).await?;
    let page = user.page(format!("Tỷ lệ cao hơn năm {year}")).back(format!("/so-noi-vu/han-muc?nam={year}")).with(mistakes);
    let standing = answer.exceptions.iter().find(|one| one.ended_by.is_empty());
    let view = Exception::new(page, name_of(&agencies, agency_id), standing, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /so-noi-vu/han-muc/{agency}/{year}`.
pub async fn ask(user: User, Path((agency_id, year)): Path<(String, i32)>) -> Result<Response, Halt> {
    shown(&user, &agency_id, year, Vec::new(), None).await
}

/// `POST /so-noi-vu/han-muc/{agency}/{year}`.
pub async fn set(user: User, Path((agency_id, year)): Path<(String, i32)>, posted: Posted) -> Result<Response, Halt> {
    let exceptional = match posted.get("hanh_dong") {
        "ap-dung" => true,
        "thoi" => false,
        _ => return Err(Halt::Stale),
    };
    let request = SetQuotaExceptionRequest {
        request_id: posted.request_id(),
        agency_id: agency_id.clone(),
        year,
        exceptional,
        reason: posted.line("reason"),
        document_ref: posted.line("document_ref"),
    };
    match user.calls.send(request).await {
        Ok(_) => Ok(go(&format!("/so-noi-vu/han-muc?nam={year}"), "ty-le")),
        Err(problem) => {
            let mistakes = posted.mistakes(Halt::unless_shown(problem)?);
            shown(&user, &agency_id, year, mistakes, Some(&posted)).await
        }
    }
}
