//! Đơn vị của tôi: where everybody stands whose direct head one is, and who is reminded.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::evaluation::v1::{GetPeriodRequest, GetPeriodResponse, ListRecordsRequest, PeriodState, Record, RecordState, RemindLateRequest};

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::everything;
use crate::pages::spans;
use crate::pages::years::{OfYear, Years, periods};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "own_unit.html")]
pub struct OwnUnit {
    page: Page,
    state: &'static str,
    done: usize,
    people: Vec<Row>,
    /// The period that is reminded of; empty while nothing is to be done in it.
    period_id: String,
}

/// One person.
pub struct Row {
    name: String,
    title: String,
    unit: String,
    state: Tag,
    /// Where the head goes on with the person; empty where there is nothing to see yet.
    href: String,
    /// Their quarters or months; empty where their law knows none.
    spans: String,
    late: bool,
}

impl OwnUnit {
    /// Everybody but oneself, who has not submitted first; `within` are those whose law scores within the year.
    pub fn new(page: Page, me: &str, period: Option<&GetPeriodResponse>, records: &[Record], within: &BTreeSet<String>) -> Self {
        let others = records.iter().filter(|record| record.subject.as_ref().is_some_and(|subject| subject.person_id != me));
        let mut people: Vec<Row> = others.map(|record| row(record, within)).collect();
        people.sort_by(|a, b| b.late.cmp(&a.late).then_with(|| kernel::text::compare_names(&a.name, &b.name)));
        Self {
            state: period.and_then(|answer| answer.period.as_ref()).map_or("", |period| show::period_state(period.state())),
            done: people.iter().filter(|row| !row.late).count(),
            period_id: period
                .filter(|answer| answer.may_remind)
                .and_then(|answer| Some(answer.period.clone()?.period_id))
                .unwrap_or_default(),
            people,
            page,
        }
    }
}

fn row(record: &Record, within: &BTreeSet<String>) -> Row {
    let subject = record.subject.clone().unwrap_or_default();
    let href = match record.state() {
        RecordState::MinutesReady | RecordState::DirectReviewed | RecordState::Decided => format!("/tham-dinh/{}", record.record_id),
        RecordState::Published | RecordState::Appealed | RecordState::Archived => format!("/ket-qua/{}", record.record_id),
        _ => String::new(),
    };
    let scored = within.contains(&subject.person_id);
    Row {
        spans: if scored { spans::of_person(&subject.person_id, record.year) } else { String::new() },
        name: subject.full_name,
        title: subject.title,
        unit: subject.unit_name,
        state: show::state_of(record),
        href,
        // Who scores again had submitted.
        late: record.state() == RecordState::SelfDraft && record.round <= 1,
    }
}

async fn page_of(user: &User, asked: &OfYear, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let years = Years::of_agency(user, asked.nam, &user.me.agency_id, PeriodState::SelfOpen).await?;
    let (year, periods) = (years.year, periods(user, years.year).await?);
    let period = match periods.iter().find(|period| period.agency_id == user.me.agency_id) {
        Some(period) => Some(user.calls.send(GetPeriodRequest { period_id: period.period_id.clone() }).await?),
        None => None,
    };
    let records = match period.as_ref().and_then(|answer| answer.period.as_ref()) {
        Some(period) => {
            let request = ListRecordsRequest { page: everything(), period_id: period.period_id.clone(), ..ListRecordsRequest::default() };
            user.calls.send(request).await?.records
        }
        None => Vec::new(),
    };
    let page = user.page(format!("Đơn vị của tôi năm {year}")).back("/").years(&years).with(mistakes);
    let within = spans::scored_within(user, year, &records).await?;
    let view = OwnUnit::new(page, &user.me.person_id, period.as_ref(), &records, &within);
    Ok(html(view.page.status(), &view))
}

/// `GET /don-vi`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    page_of(&user, &asked, Vec::new()).await
}

/// `POST /don-vi`: reminds those for whom something waits.
pub async fn remind(user: User, Query(asked): Query<OfYear>, posted: Posted) -> Result<Response, Halt> {
    let request = RemindLateRequest { request_id: posted.request_id(), period_id: posted.line("period_id") };
    match user.calls.send(request).await {
        Ok(answer) if answer.reminded > 0 => {
            Ok(go(&asked.nam.map_or_else(|| "/don-vi".to_owned(), |year| format!("/don-vi?nam={year}")), "nhac"))
        }
        Ok(_) => {
            let said = "Không có ai để nhắc: mọi người đã xong, hoặc đã được nhắc hôm nay.".to_owned();
            page_of(&user, &asked, vec![Mistake { field: String::new(), message: said }]).await
        }
        Err(problem) => page_of(&user, &asked, posted.mistakes(Halt::unless_shown(problem)?)).await,
    }
}
