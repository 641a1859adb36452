//! Bảng kê công việc: what one finished in a day or a week.

pub mod correction;
pub mod diary;
pub mod files;
pub mod found;
pub mod one;
pub mod workbook;

use std::str::FromStr;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, Days, NaiveDate};
use proto::common::v1::{Day, StoredFile};
use proto::worklog::v1::{
    ApprovalState, Cadence, GetWorkSummaryRequest, ListLogsRequest, Log, LogEntry, Timeliness, WorkItem, WorkSummary,
};

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::years::{OfYear, Years, year};
use crate::pages::{everything, work_list};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "logs.html")]
pub struct Logs {
    page: Page,
    year: i32,
    rows: Vec<LogRow>,
    summary: WorkSummary,
    this_week: String,
    today: String,
}

/// One log in the list.
pub struct LogRow {
    href: String,
    span: String,
    entries: usize,
    first: String,
    state: Tag,
    reason: String,
    late: &'static str,
}

/// One entry for reading.
pub struct EntryLine {
    pub content: String,
    pub source: String,
    pub product: String,
    pub due_on: String,
    pub done_on: String,
    pub outcome: &'static str,
    pub evidence: String,
    /// Claimed objective cause of a delay; empty for none.
    pub delay: String,
    /// What the head says of it.
    pub delay_state: Tag,
    /// Files that prove it: address and name.
    pub files: Vec<(String, String)>,
}

/// Address of one's own log of a day or week.
pub fn path(cadence: Cadence, starts_on: Option<&Day>) -> String {
    let kind = if cadence == Cadence::Day { "ngay" } else { "tuan" };
    format!("/bang-ke/{kind}/{}", starts_on.map(|day| day.iso.as_str()).unwrap_or_default())
}

impl Logs {
    /// The list of a year, newest first.
    pub fn new(page: Page, year: i32, logs: &[Log], summary: WorkSummary, today: NaiveDate) -> Self {
        let mut logs: Vec<_> = logs.iter().filter(|log| newest(log)).collect();
        logs.sort_by(|a, b| day_of(b).cmp(day_of(a)));
        let monday = today - Days::new(today.weekday().num_days_from_monday().into());
        let iso = |day: NaiveDate| Some(Day { iso: day.to_string() });
        Self {
            rows: logs.into_iter().map(log_row).collect(),
            this_week: path(Cadence::Week, iso(monday).as_ref()),
            today: path(Cadence::Day, iso(today).as_ref()),
            page,
            year,
            summary,
        }
    }
}

/// Whether no later version corrects it.
pub fn newest(log: &Log) -> bool {
    log.corrected_by_log_id.is_empty()
}

fn day_of(log: &Log) -> &str {
    log.starts_on.as_ref().map(|day| day.iso.as_str()).unwrap_or_default()
}

fn log_row(log: &Log) -> LogRow {
    LogRow {
        href: path(log.cadence(), log.starts_on.as_ref()),
        span: show::span(log.cadence(), log.starts_on.as_ref()),
        entries: log.entries.len(),
        first: log.entries.first().map(|entry| entry.content.clone()).unwrap_or_default(),
        state: show::kept_or(log.state(), &log.approval_note),
        late: match log.timeliness() {
            Timeliness::Late => "Nộp muộn",
            Timeliness::Excused => "Nộp muộn vì đi cơ sở, không tính",
            Timeliness::Unspecified | Timeliness::OnTime => "",
        },
        reason: if log.state() == ApprovalState::Returned { log.return_reason.clone() } else { String::new() },
    }
}

/// One entry for reading; planned work is named by its item.
pub fn entry_line(log_id: &str, entry: &LogEntry, items: &[WorkItem]) -> EntryLine {
    let planned = items.iter().find(|item| item.item_id == entry.work_item_id);
    let source = match planned {
        Some(item) => item.content.clone(),
        None if entry.work_item_id.is_empty() => "Phát sinh".to_owned(),
        None => "Theo kế hoạch".to_owned(),
    };
    let file = |file: &StoredFile| (format!("/bang-ke/minh-chung/{log_id}/{}", file.digest), file.name.clone());
    EntryLine {
        content: entry.content.clone(),
        source,
        product: entry.product.clone(),
        due_on: show::day(entry.due_on.as_ref()),
        done_on: show::day(entry.done_on.as_ref()),
        outcome: show::outcome(entry.outcome()),
        evidence: entry.evidence_url.clone(),
        delay: entry.delay_reason.clone(),
        delay_state: show::delay(entry.delay_state()),
        files: entry.attachments.iter().map(file).collect(),
    }
}

/// Which day or week.
pub struct At {
    /// A day or a week.
    pub cadence: Cadence,
    /// The day, or the Monday.
    pub starts_on: Day,
    /// Of that day.
    pub year: i32,
}

impl At {
    /// From the address: `ngay` or `tuan`, and the day as 2019-03-04. A week begins on its Monday.
    pub fn new(kind: &str, day: &str) -> Result<Self, Halt> {
        let unknown = || Halt::NotFound(String::new());
        // Far beyond any year of work; at the ends of the calendar a week has no last day.
        let day = NaiveDate::from_str(day).ok().filter(|day| (1900..=9999).contains(&day.year())).ok_or_else(unknown)?;
        let (cadence, first) = match kind {
            "ngay" => (Cadence::Day, day),
            "tuan" => (Cadence::Week, day - Days::new(day.weekday().num_days_from_monday().into())),
            _ => return Err(unknown()),
        };
        Ok(Self { cadence, starts_on: Day { iso: first.to_string() }, year: first.year() })
    }

    /// Address of the log.
    pub fn path(&self) -> String {
        path(self.cadence, Some(&self.starts_on))
    }
}

/// The newest version of one's own log of a day or week, and the work list that it refers to.
pub async fn log_and_items(user: &User, at: &At) -> Result<(Option<Log>, Vec<WorkItem>), Halt> {
    let logs = user.calls.send(ListLogsRequest { page: everything(), year: at.year, ..Default::default() }).await?.logs;
    let here = |log: &Log| newest(log) && log.cadence() == at.cadence && log.starts_on.as_ref() == Some(&at.starts_on);
    let list = work_list::stored(user, String::new(), at.year).await?;
    Ok((logs.into_iter().find(here), list.map(|list| list.items).unwrap_or_default()))
}

/// `GET /bang-ke`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_work(&user, Some(year(&user, &asked))).await?;
    let year = years.year;
    let person_id = String::new();
    let (logs, summary) = tokio::try_join!(
        user.calls.send(ListLogsRequest { page: everything(), person_id: person_id.clone(), year, ..Default::default() }),
        user.calls.send(GetWorkSummaryRequest { person_id, year, reason: String::new() }),
    )?;
    let view = Logs::new(
        user.page(format!("Bảng kê công việc năm {year}")).years(&years),
        year,
        &logs.logs,
        summary.summary.unwrap_or_default(),
        user.app.today(),
    );
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke`: to the day or week that was asked for.
pub async fn choose(_user: User, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let Some(day) = posted.day("ngay", &mut mistakes) else { return Ok(Redirect::to("/bang-ke").into_response()) };
    let cadence = if posted.get("ky") == "ngay" { Cadence::Day } else { Cadence::Week };
    Ok(Redirect::to(&path(cadence, Some(&day))).into_response())
}
