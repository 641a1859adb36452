//! What another law would make of a year that is over; nothing stored is touched.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use proto::common::v1::PageRequest;
use proto::evaluation::v1::PeriodState;
use proto::identity::v1::Unit;
use proto::scoring::v1::{
    ListPolicyPacksRequest, ListWhatIfChangesRequest, ListWhatIfChangesResponse, PolicyPack, WhatIfChange, WhatIfTally,
};
use regulation::Cap;
use serde::Deserialize;

use super::{agencies, name_of};
use crate::field::{Choices, Field};
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::common::{Cell, Listing};
use crate::pages::everything;
use crate::pages::names::{Names, called, names};
use crate::pages::years::Years;
use crate::session::{User, escape};
use crate::show;

const HOME: &str = "/so-noi-vu/thu-quy-tac";

/// `?bo=ND90-2020&nam=2019&trang=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Tried {
    #[serde(default)]
    bo: String,
    #[serde(default, deserialize_with = "crate::pages::years::a_year")]
    nam: Option<i32>,
    #[serde(default)]
    trang: String,
}

/// Which law, which year, and what came of it in each agency.
#[derive(Template)]
#[template(path = "what_if.html")]
pub struct WhatIf {
    page: Page,
    pack: Choices,
    year: Field,
    tried: bool,
    rows: Vec<Row>,
    total: [i32; 3],
}

/// One agency.
struct Row {
    href: String,
    agency: String,
    counts: [i32; 3],
}

impl WhatIf {
    /// The packs to choose from; the tallies once one was tried.
    pub fn new(page: Page, packs: &[PolicyPack], asked: &Tried, year: i32, tallies: Option<&[WhatIfTally]>, agencies: &[Unit]) -> Self {
        let mut of_agency: BTreeMap<&str, [i32; 3]> = BTreeMap::new();
        for tally in tallies.unwrap_or_default() {
            let counts = of_agency.entry(&tally.agency_id).or_default();
            for (sum, one) in counts.iter_mut().zip([tally.looked_at, tally.changed, tally.not_comparable]) {
                *sum += one;
            }
        }
        let total = of_agency.values().fold([0; 3], |sum, counts| [sum[0] + counts[0], sum[1] + counts[1], sum[2] + counts[2]]);
        let row = |(id, counts): (&str, [i32; 3])| Row {
            href: format!("{HOME}/{id}?bo={}&nam={year}", escape(&asked.bo)),
            agency: name_of(agencies, id).to_owned(),
            counts,
        };
        let mut rows: Vec<Row> = of_agency.into_iter().map(row).collect();
        rows.sort_by(|a, b| (b.counts[1], &a.agency).cmp(&(a.counts[1], &b.agency)));
        let options = packs.iter().map(|pack| (pack.pack_id.clone(), format!("{} – {}", pack.pack_id, pack.title)));
        Self {
            pack: Choices::new("bo", "Bộ quy tắc muốn thử", options).value(&asked.bo, None),
            year: Field { value: year.to_string(), ..Field::new("nam", "Năm đã công khai kết quả") },
            tried: tallies.is_some(),
            rows,
            total,
            page,
        }
    }
}

async fn try_out(user: &User, asked: &Tried, year: i32, agency_id: &str, page: PageRequest) -> Result<ListWhatIfChangesResponse, Halt> {
    let request = ListWhatIfChangesRequest {
        pack_id: asked.bo.clone(),
        year,
        agency_id: agency_id.to_owned(),
        page: Some(page),
        ..Default::default()
    };
    Ok(user.calls.send(request).await?)
}

/// The year asked for, or else the newest with published results.
async fn year_of(user: &User, asked: &Tried) -> Result<i32, Halt> {
    match asked.nam {
        Some(year) => Ok(year),
        None => Ok(Years::everywhere(user, None, PeriodState::Published).await?.year),
    }
}

/// `GET /so-noi-vu/thu-quy-tac`.
pub async fn show(user: User, Query(asked): Query<Tried>) -> Result<Response, Halt> {
    let year = year_of(&user, &asked).await?;
    let packs = user.calls.send(ListPolicyPacksRequest { page: everything(), ..Default::default() }).await?.packs;
    let mut tallies = None;
    let mut page = everything().filter(|_| !asked.bo.is_empty());
    while let Some(wanted) = page.take() {
        let answer = try_out(&user, &asked, year, "", wanted).await?;
        tallies.get_or_insert_with(Vec::new).extend(answer.tallies);
        let token = answer.page.map(|page| page.next_page_token).unwrap_or_default();
        page = everything().filter(|_| !token.is_empty()).map(|page| PageRequest { page_token: token, ..page });
    }
    let agencies = agencies(&user, None).await?;
    let page = user.page("Thử bộ quy tắc khác").back("/so-noi-vu");
    let view = WhatIf::new(page, &packs, &asked, year, tallies.as_deref(), &agencies);
    Ok(html(view.page.status(), &view))
}

/// Who would have another class in one agency.
pub fn changes_page(page: Page, changes: &[WhatIfChange], names: &Names, next: String) -> Listing {
    let row = |one: &WhatIfChange| {
        let caps: Vec<&str> = one.caps_then.iter().map(|cap| Cap::words(cap)).collect();
        vec![
            Cell::new(called(names, &one.person_id)).note(show::group(one.group())),
            Cell::new(show::class(one.class())).note(show::points(one.total.as_ref())),
            Cell::new(show::class(one.class_then())).note(show::points(one.total_then.as_ref())),
            Cell::new(caps.join("; ")),
        ]
    };
    let heads = ["Họ và tên", "Kết quả đã công khai", "Theo bộ quy tắc thử", "Mức khống chế"];
    let rows = changes.iter().map(row).collect();
    let mut listing = Listing::new(page, &heads, rows, "Không ai đổi mức xếp loại trong phần này.");
    listing.lead = "Chỉ để tham khảo: kết quả đã công khai không thay đổi.".to_owned();
    listing.next = next;
    listing
}

/// `GET /so-noi-vu/thu-quy-tac/{agency}`.
pub async fn agency(user: User, Path(agency_id): Path<String>, Query(asked): Query<Tried>) -> Result<Response, Halt> {
    let year = year_of(&user, &asked).await?;
    let page = PageRequest { page_size: 200, page_token: asked.trang.clone() };
    let answer = try_out(&user, &asked, year, &agency_id, page).await?;
    let names = names(&user, answer.changes.iter().map(|change| &change.person_id)).await;
    let chosen = format!("?bo={}&nam={year}", escape(&asked.bo));
    let token = answer.page.map(|page| page.next_page_token).unwrap_or_default();
    let next = if token.is_empty() { String::new() } else { format!("{chosen}&trang={}", escape(&token)) };
    let page = user.page(format!("Ai đổi mức xếp loại theo {}", asked.bo)).back(format!("{HOME}{chosen}"));
    let mut view = changes_page(page, &answer.changes, &names, next);
    view.caption = format!("{}, năm {year}", name_of(&agencies(&user, None).await?, &agency_id));
    Ok(html(view.page.status(), &view))
}
