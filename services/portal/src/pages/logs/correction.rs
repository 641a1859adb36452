//! Correcting an approved log: a new version, handed in at once; the approved one stays until the new one is approved.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::worklog::v1::{ApprovalState, CorrectLogRequest, Log, WorkItem};

use super::one::{EntryRow, read, rows};
use super::{At, log_and_items};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "correct_log.html")]
pub struct CorrectLog {
    page: Page,
    span: String,
    rows: Vec<EntryRow>,
    reason: Field,
}

impl CorrectLog {
    /// The approved log as inputs, or what was sent.
    pub fn new(page: Page, at: &At, log: &Log, items: &[WorkItem], posted: Option<&Posted>) -> Self {
        let mut rows = rows(at, &log.entries, items, posted, &page.problems);
        // Files come along as they are; they are looked at on the page of the log.
        for row in &mut rows {
            row.files = None;
        }
        Self {
            span: show::span(at.cadence, Some(&at.starts_on)),
            rows,
            reason: Field::new("reason", "Lý do đính chính").value("", posted).mistakes(&page.problems),
            page,
        }
    }
}

async fn approved(user: &User, at: &At) -> Result<(Log, Vec<WorkItem>), Halt> {
    let (log, items) = log_and_items(user, at).await?;
    let log = log.filter(|log| log.state() == ApprovalState::Approved);
    let log = log.ok_or_else(|| Halt::NotFound("Chỉ đính chính được bảng kê đã phê duyệt.".to_owned()))?;
    Ok((log, items))
}

fn frame(user: &User, at: &At) -> Page {
    user.page("Đính chính bảng kê đã phê duyệt").back(at.path())
}

/// `GET /bang-ke/{kind}/{day}/dinh-chinh`.
pub async fn ask(user: User, Path((kind, day)): Path<(String, String)>) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let (log, items) = approved(&user, &at).await?;
    let view = CorrectLog::new(frame(&user, &at), &at, &log, &items, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke/{kind}/{day}/dinh-chinh`.
pub async fn correct(user: User, Path((kind, day)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let posted = posted.without_blank_rows("entries", &["content", "product"]);
    let mut mistakes = Vec::new();
    let entries = read(&posted, &mut mistakes);
    let (log, items) = approved(&user, &at).await?;
    if mistakes.is_empty() {
        let log_id = log.log_id.clone();
        let request = CorrectLogRequest { request_id: posted.request_id(), log_id, entries, reason: posted.lines("reason") };
        match user.calls.send(request).await {
            Ok(_) => return Ok(go(&at.path(), "trinh-bang-ke")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let view = CorrectLog::new(frame(&user, &at).with(mistakes), &at, &log, &items, Some(&posted));
    Ok(html(view.page.status(), &view))
}
