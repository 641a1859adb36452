//! The periods of all agencies, and opening one.

pub mod many;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::common::v1::Day;
use proto::evaluation::v1::{Deadlines, GroupPack, OpenPeriodRequest, Period, PeriodState};
use proto::identity::v1::Unit;
use proto::scoring::v1::{GroupLaw, PolicyPack};

use super::{agencies, today};
use crate::field::{Choices, Field};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::years::{OfYear, Years, periods};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// The deadlines with what they end, in the order of the year.
pub const DEADLINES: [(&str, &str); 5] = [
    ("deadlines.self_by", "Hạn tự đánh giá"),
    ("deadlines.review_by", "Hạn tham gia ý kiến 360°"),
    ("deadlines.verify_by", "Hạn thẩm định"),
    ("deadlines.decide_by", "Hạn quyết định"),
    ("deadlines.publish_by", "Hạn công khai kết quả"),
];

/// Inputs for the deadlines.
pub fn deadline_inputs(stored: &Deadlines, posted: Option<&Posted>, problems: &[Mistake]) -> Vec<Field> {
    let days = [&stored.self_by, &stored.review_by, &stored.verify_by, &stored.decide_by, &stored.publish_by];
    let input = |((name, label), day): ((&str, &str), &Option<_>)| {
        Field::new(name, label).value(show::day_input(day.as_ref()), posted).mistakes(problems)
    };
    DEADLINES.into_iter().zip(days).map(input).collect()
}

/// The deadlines that were sent.
pub fn deadlines(posted: &Posted, mistakes: &mut Vec<Mistake>) -> Deadlines {
    deadlines_of(|name| posted.day(name, mistakes))
}

/// The deadlines, each asked for by the name of its input.
fn deadlines_of(mut day: impl FnMut(&str) -> Option<Day>) -> Deadlines {
    Deadlines {
        self_by: day("deadlines.self_by"),
        review_by: day("deadlines.review_by"),
        verify_by: day("deadlines.verify_by"),
        decide_by: day("deadlines.decide_by"),
        publish_by: day("deadlines.publish_by"),
    }
}

#[derive(Template)]
#[template(path = "periods.html")]
pub struct Periods {
    page: Page,
    rows: Vec<Row>,
}

/// One period.
pub struct Row {
    href: String,
    agency: String,
    year: i32,
    state: &'static str,
    pack: String,
    publish_by: String,
}

/// The packs of a period, each with its groups where there are several.
pub fn packs_told(period: &Period) -> String {
    if period.packs.len() < 2 {
        return period.pack_id.clone();
    }
    let told = |pack: &GroupPack| format!("{} ({})", pack.pack_id, pack.groups().map(show::group).collect::<Vec<_>>().join(", "));
    period.packs.iter().map(told).collect::<Vec<_>>().join("; ")
}

impl Periods {
    /// All that one may see, by name of the agency.
    pub fn new(page: Page, periods: &[Period]) -> Self {
        let row = |period: &Period| Row {
            href: format!("/so-noi-vu/ky/{}", period.period_id),
            agency: period.agency_name.clone(),
            year: period.year,
            state: show::period_state(period.state()),
            pack: packs_told(period),
            publish_by: show::day(period.deadlines.as_ref().and_then(|last| last.publish_by.as_ref())),
        };
        let mut rows: Vec<Row> = periods.iter().map(row).collect();
        rows.sort_by(|a, b| (b.year, &a.agency).cmp(&(a.year, &b.agency)));
        Self { rows, page }
    }
}

/// `GET /so-noi-vu/ky`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::everywhere(&user, asked.nam, PeriodState::Unspecified).await?;
    let page = user.page("Kỳ đánh giá của các cơ quan").back("/so-noi-vu").years(&years);
    let view = Periods::new(page, &periods(&user, years.year).await?);
    Ok(html(view.page.status(), &view))
}

#[derive(Template)]
#[template(path = "open_period.html")]
pub struct OpenPeriod {
    page: Page,
    agency: Choices,
    year: Field,
    packs: Vec<Choices>,
    deadlines: Vec<Field>,
    special_duty: bool,
    /// Keeps names and classes from colleagues of the agency.
    kept_back: bool,
}

impl OpenPeriod {
    /// Which agency, which year, by which law, until when.
    pub fn new(page: Page, year: i32, agencies: &[Unit], packs: &[PolicyPack], law: &[GroupLaw], posted: Option<&Posted>) -> Self {
        let choose = || (String::new(), "Chọn".to_owned());
        let units = agencies.iter().map(|unit| (unit.unit_id.clone(), unit.name.clone()));
        Self {
            agency: Choices::new("agency_id", "Cơ quan", [choose()].into_iter().chain(units)).value("", posted).mistakes(&page.problems),
            year: Field::new("year", "Năm đánh giá").value(year.to_string(), posted).mistakes(&page.problems),
            packs: many::pack_choices(packs, law, posted, &page.problems),
            deadlines: deadline_inputs(&Deadlines::default(), posted, &page.problems),
            special_duty: posted.is_some_and(|posted| posted.has("special_duty")),
            kept_back: posted.is_some_and(|posted| posted.has("kept_back")),
            page,
        }
    }
}

async fn open_page(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let year = posted.and_then(|posted| posted.get("year").parse().ok()).unwrap_or_else(|| user.app.year());
    let (agencies, (packs, law)) = tokio::try_join!(agencies(user, today(user)), many::law_of(user, year))?;
    let page = user.page("Mở kỳ đánh giá").back("/so-noi-vu/ky").with(mistakes);
    let view = OpenPeriod::new(page, year, &agencies, &packs, &law, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /so-noi-vu/ky/mo`.
pub async fn ask(user: User) -> Result<Response, Halt> {
    open_page(&user, Vec::new(), None).await
}

/// `POST /so-noi-vu/ky/mo`.
pub async fn open(user: User, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let agency_id = posted.chosen("agency_id", &mut mistakes);
    let packs = many::packs(&posted, &mut mistakes);
    let deadlines = deadlines(&posted, &mut mistakes);
    let year = posted.get("year").parse().unwrap_or_default();
    if year == 0 {
        mistakes.push(Mistake { field: "year".to_owned(), message: "Hãy ghi năm bằng bốn chữ số, ví dụ 2019.".to_owned() });
    }
    if mistakes.is_empty() {
        let request = OpenPeriodRequest {
            request_id: posted.request_id(),
            agency_id,
            year,
            pack_id: String::new(),
            deadlines: Some(deadlines),
            special_duty: posted.has("special_duty"),
            packs,
            publish_to_colleagues: Some(!posted.has("kept_back")),
        };
        match user.calls.send(request).await {
            Ok(answer) => {
                let opened = answer.period.unwrap_or_default().period_id;
                return Ok(go(&format!("/so-noi-vu/ky/{opened}"), "mo-ky"));
            }
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    open_page(&user, mistakes, Some(&posted)).await
}
