//! Bảng kê công việc: what one finished in a day or a week.

use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Datelike, Days, NaiveDate};
use proto::common::v1::Day;
use proto::worklog::v1::{
    ApprovalState, Cadence, GetWorkSummaryRequest, ListLogsRequest, Log, LogEntry, Outcome, SaveLogRequest, SubmitLogRequest, WorkItem,
    WorkSummary,
};

use crate::field::{Choices, Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::{OfYear, everything, work_list, year};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

const OUTCOMES: [Outcome; 4] = [Outcome::OnTime, Outcome::Ahead, Outcome::Late, Outcome::Unfinished];

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
}

#[derive(Template)]
#[template(path = "log.html")]
pub struct LogPage {
    page: Page,
    span: String,
    state: Tag,
    return_reason: String,
    approved: String,
    open: bool,
    version: i64,
    entries: Vec<EntryLine>,
    rows: Vec<EntryRow>,
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
}

/// The inputs of one entry.
pub struct EntryRow {
    number: usize,
    content: Field,
    work_item: Choices,
    outcome: Choices,
    done_on: Field,
    product: Field,
    due_on: Field,
    evidence: Field,
    /// Whether the rarely used inputs stand open.
    more: bool,
}

/// Address of one's own log of a day or week.
pub fn path(cadence: Cadence, starts_on: Option<&Day>) -> String {
    let kind = if cadence == Cadence::Day { "ngay" } else { "tuan" };
    format!("/bang-ke/{kind}/{}", starts_on.map(|day| day.iso.as_str()).unwrap_or_default())
}

impl Logs {
    /// The list of a year, newest first.
    pub fn new(page: Page, year: i32, logs: &[Log], summary: WorkSummary, today: NaiveDate) -> Self {
        let mut logs: Vec<_> = logs.iter().collect();
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

fn day_of(log: &Log) -> &str {
    log.starts_on.as_ref().map(|day| day.iso.as_str()).unwrap_or_default()
}

fn log_row(log: &Log) -> LogRow {
    LogRow {
        href: path(log.cadence(), log.starts_on.as_ref()),
        span: show::span(log.cadence(), log.starts_on.as_ref()),
        entries: log.entries.len(),
        first: log.entries.first().map(|entry| entry.content.clone()).unwrap_or_default(),
        state: show::approval(log.state()),
        reason: if log.state() == ApprovalState::Returned { log.return_reason.clone() } else { String::new() },
    }
}

/// One entry for reading; planned work is named by its item.
pub fn entry_line(entry: &LogEntry, items: &[WorkItem]) -> EntryLine {
    let planned = items.iter().find(|item| item.item_id == entry.work_item_id);
    let source = match planned {
        Some(item) => item.content.clone(),
        None if entry.work_item_id.is_empty() => "Phát sinh".to_owned(),
        None => "Theo kế hoạch".to_owned(),
    };
    EntryLine {
        content: entry.content.clone(),
        source,
        product: entry.product.clone(),
        due_on: show::day(entry.due_on.as_ref()),
        done_on: show::day(entry.done_on.as_ref()),
        outcome: show::outcome(entry.outcome()),
        evidence: entry.evidence_url.clone(),
    }
}

impl LogPage {
    /// A log as stored (or new), or as it was sent.
    pub fn new(page: Page, at: &At, log: Option<&Log>, items: &[WorkItem], posted: Option<&Posted>) -> Self {
        let state = log.map_or(ApprovalState::Unspecified, Log::state);
        let entries: &[LogEntry] = log.map(|log| log.entries.as_slice()).unwrap_or_default();
        let more = posted.is_some_and(|posted| posted.get("hanh_dong") == "them");
        let shown = posted.map_or(entries.len(), rows_sent) + usize::from(more);
        Self {
            span: show::span(at.cadence, Some(&at.starts_on)),
            state: show::approval(state),
            return_reason: log.map(|log| log.return_reason.clone()).unwrap_or_default(),
            approved: show::signature(log.and_then(|log| log.approved_by.as_ref())),
            open: !matches!(state, ApprovalState::Submitted | ApprovalState::Approved),
            version: log.map_or(0, |log| log.version),
            entries: entries.iter().map(|entry| entry_line(entry, items)).collect(),
            rows: (0..shown.max(1)).map(|index| entry_row(index, entries.get(index), at, items, posted, &page.problems)).collect(),
            page,
        }
    }
}

fn entry_row(
    index: usize,
    entry: Option<&LogEntry>,
    at: &At,
    items: &[WorkItem],
    posted: Option<&Posted>,
    problems: &[Mistake],
) -> EntryRow {
    let name = |field: &str| format!("entries[{index}].{field}");
    let field = |key: &str, label: &str, stored: String| Field::new(name(key), label).value(stored, posted).mistakes(problems);
    let stored = entry.cloned().unwrap_or_default();
    let planned = items.iter().map(|item| (item.item_id.clone(), item.content.clone()));
    let sources = std::iter::once((String::new(), "Nhiệm vụ phát sinh".to_owned())).chain(planned);
    let outcome = if stored.outcome() == Outcome::Unspecified { Outcome::OnTime } else { stored.outcome() };
    let done_on = match (entry, at.cadence) {
        (None, Cadence::Day) => show::day_input(Some(&at.starts_on)),
        _ => show::day_input(entry.and_then(|entry| entry.done_on.as_ref())),
    };
    let due_on = field("due_on", "Thời hạn (nếu có)", show::day_input(entry.and_then(|entry| entry.due_on.as_ref())));
    let evidence = field("evidence_url", "Đường dẫn minh chứng (nếu có)", stored.evidence_url);
    EntryRow {
        number: index + 1,
        content: field("content", "Công việc đã hoàn thành", stored.content),
        work_item: Choices::new(name("work_item_id"), "Thuộc danh mục hay phát sinh", sources)
            .value(&stored.work_item_id, posted)
            .mistakes(problems),
        outcome: Choices::new(
            name("outcome"),
            "Kết quả tự đánh giá",
            OUTCOMES.map(|one| ((one as i32).to_string(), show::outcome(one).to_owned())),
        )
        .value(&(outcome as i32).to_string(), posted)
        .mistakes(problems),
        done_on: field("done_on", "Ngày hoàn thành", done_on),
        product: field("product", "Sản phẩm, số văn bản", stored.product),
        more: [&due_on, &evidence].iter().any(|field| !field.value.is_empty() || !field.error.is_empty()),
        due_on,
        evidence,
    }
}

fn rows_sent(posted: &Posted) -> usize {
    posted.0.iter().filter(|(name, _)| name.starts_with("entries[") && name.ends_with("].content")).count()
}

fn read(posted: &Posted, mistakes: &mut Vec<Mistake>) -> Vec<LogEntry> {
    let mut entries = Vec::new();
    for index in 0..rows_sent(posted) {
        let name = |field: &str| format!("entries[{index}].{field}");
        entries.push(LogEntry {
            content: posted.lines(&name("content")),
            work_item_id: posted.line(&name("work_item_id")),
            product: posted.line(&name("product")),
            due_on: posted.day(&name("due_on"), mistakes),
            done_on: posted.day(&name("done_on"), mistakes),
            outcome: posted.get(&name("outcome")).parse().unwrap_or_default(),
            evidence_url: posted.line(&name("evidence_url")),
            ..LogEntry::default()
        });
    }
    entries
}

/// Which day or week.
pub struct At {
    cadence: Cadence,
    starts_on: Day,
    year: i32,
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
}

/// `GET /bang-ke`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let year = year(&user, &asked).await?;
    let person_id = String::new();
    let (logs, summary) = tokio::try_join!(
        user.calls.list_logs(ListLogsRequest { page: everything(), person_id: person_id.clone(), year }),
        user.calls.get_work_summary(GetWorkSummaryRequest { person_id, year }),
    )?;
    let view = Logs::new(
        user.page(format!("Bảng kê công việc năm {year}")),
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

async fn log_and_items(user: &User, at: &At) -> Result<(Option<Log>, Vec<WorkItem>), Halt> {
    let logs = user.calls.list_logs(ListLogsRequest { page: everything(), person_id: String::new(), year: at.year }).await?.logs;
    let log = logs.into_iter().find(|log| log.cadence() == at.cadence && log.starts_on.as_ref() == Some(&at.starts_on));
    let list = work_list::stored(user, String::new(), at.year).await?;
    Ok((log, list.map(|list| list.items).unwrap_or_default()))
}

/// `GET /bang-ke/{kind}/{day}`.
pub async fn edit(user: User, Path((kind, day)): Path<(String, String)>) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let (log, items) = log_and_items(&user, &at).await?;
    let view = LogPage::new(user.page("Bảng kê công việc").back("/bang-ke"), &at, log.as_ref(), &items, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke/{kind}/{day}`: one more row, a draft, or submitted.
pub async fn save(user: User, Path((kind, day)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let posted = posted.without_blank_rows("entries", &["content", "product"]);
    let mut mistakes = Vec::new();
    let entries = read(&posted, &mut mistakes);
    let (request_id, cadence, starts_on) = (posted.request_id(), at.cadence as i32, Some(at.starts_on.clone()));
    let expected_version = posted.get("version").parse().unwrap_or_default();
    let action = posted.get("hanh_dong");
    if action == "them" {
        mistakes.clear();
    } else if mistakes.is_empty() {
        let answer = if action == "luu" {
            user.calls
                .save_log(SaveLogRequest { request_id, cadence, starts_on, entries, expected_version, ..SaveLogRequest::default() })
                .await
                .map(|_| "luu-bang-ke")
        } else {
            user.calls
                .submit_log(SubmitLogRequest { request_id, cadence, starts_on, entries, expected_version, ..SubmitLogRequest::default() })
                .await
                .map(|_| "trinh-bang-ke")
        };
        match answer {
            Ok(done) => return Ok(go(&format!("/bang-ke?nam={}", at.year), done)),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let (log, items) = log_and_items(&user, &at).await?;
    let page = user.page("Bảng kê công việc").back("/bang-ke").with(mistakes);
    let mut view = LogPage::new(page, &at, log.as_ref(), &items, Some(&posted));
    view.version = expected_version;
    Ok(html(view.page.status(), &view))
}
