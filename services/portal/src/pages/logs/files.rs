//! Files that prove an entry of a log.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::StoredFile;
use proto::worklog::v1::{ApprovalState, AttachFileRequest, GetAttachmentRequest, Log, RemoveAttachmentRequest};

use super::{At, log_and_items};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, download, go, html};
use crate::posted::{Posted, Upload};
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "log_files.html")]
pub struct LogFiles {
    page: Page,
    span: String,
    content: String,
    version: i64,
    files: Vec<FileLine>,
    file: Field,
}

/// One file.
pub struct FileLine {
    href: String,
    name: String,
    digest: String,
}

impl LogFiles {
    /// The files of the entry at a place.
    pub fn new(page: Page, log: &Log, place: usize) -> Self {
        let entry = log.entries.get(place).cloned().unwrap_or_default();
        let line = |file: StoredFile| FileLine {
            href: format!("/bang-ke/minh-chung/{}/{}", log.log_id, file.digest),
            name: file.name,
            digest: file.digest,
        };
        Self {
            span: show::span(log.cadence(), log.starts_on.as_ref()),
            content: entry.content,
            version: log.version,
            files: entry.attachments.into_iter().map(line).collect(),
            file: Field::new("content", "Thêm tệp")
                .hint("PDF, JPEG hoặc PNG, nhiều nhất 3 MB; mỗi việc nhiều nhất 5 tệp.")
                .mistakes(&page.problems),
            page,
        }
    }
}

async fn open_log(user: &User, at: &At, place: usize) -> Result<Log, Halt> {
    let (log, _) = log_and_items(user, at).await?;
    let open = |log: &Log| !matches!(log.state(), ApprovalState::Submitted | ApprovalState::Approved) && place < log.entries.len();
    log.filter(open).ok_or_else(|| Halt::NotFound("Hãy lưu nháp bảng kê trước khi đính kèm tệp.".to_owned()))
}

fn frame(user: &User, at: &At) -> Page {
    user.page("Tệp minh chứng").back(at.path())
}

/// Kind of the log, its day, and the place of the entry.
type Place = Path<(String, String, usize)>;

/// `GET /bang-ke/{kind}/{day}/minh-chung/{place}`.
pub async fn show(user: User, Path((kind, day, place)): Place) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let view = LogFiles::new(frame(&user, &at), &open_log(&user, &at, place).await?, place);
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke/{kind}/{day}/minh-chung/{place}`: puts a file there, or takes one away.
pub async fn change(user: User, Path((kind, day, place)): Place, upload: Upload) -> Result<Response, Halt> {
    let at = At::new(&kind, &day)?;
    let log = open_log(&user, &at, place).await?;
    let Upload { posted, file } = upload;
    let answer = if posted.has("bo") { remove(&user, &log, place, &posted).await } else { attach(&user, &log, place, &posted, file).await };
    let mistakes = match answer? {
        Ok(()) => return Ok(go(&format!("{}/minh-chung/{place}", at.path()), "luu-minh-chung")),
        Err(mistakes) => mistakes,
    };
    let view = LogFiles::new(frame(&user, &at).with(mistakes), &log, place);
    Ok(html(view.page.status(), &view))
}

/// Done, or what is wrong with the form.
type Outcome = Result<Result<(), Vec<Mistake>>, Halt>;

async fn attach(user: &User, log: &Log, place: usize, posted: &Posted, file: Option<proto::common::v1::File>) -> Outcome {
    let Some(file) = file else {
        return Ok(Err(vec![Mistake { field: "content".to_owned(), message: "Hãy chọn tệp minh chứng.".to_owned() }]));
    };
    let request = AttachFileRequest {
        request_id: posted.request_id(),
        log_id: log.log_id.clone(),
        entry_index: i32::try_from(place).unwrap_or_default(),
        expected_version: posted.get("version").parse().unwrap_or_default(),
        name: file.name,
        content: file.content,
    };
    match user.calls.send(request).await {
        Ok(_) => Ok(Ok(())),
        Err(problem) => Ok(Err(posted.mistakes(Halt::unless_shown(problem)?))),
    }
}

async fn remove(user: &User, log: &Log, place: usize, posted: &Posted) -> Outcome {
    let request = RemoveAttachmentRequest {
        request_id: posted.request_id(),
        log_id: log.log_id.clone(),
        entry_index: i32::try_from(place).unwrap_or_default(),
        expected_version: posted.get("version").parse().unwrap_or_default(),
        digest: posted.line("bo"),
    };
    match user.calls.send(request).await {
        Ok(_) => Ok(Ok(())),
        Err(problem) => Ok(Err(posted.mistakes(Halt::unless_shown(problem)?))),
    }
}

/// `GET /bang-ke/minh-chung/{log}/{digest}`.
pub async fn fetch(user: User, Path((log_id, digest)): Path<(String, String)>) -> Result<Response, Halt> {
    let answer = user.calls.send(GetAttachmentRequest { log_id, digest, reason: String::new() }).await?;
    let file = answer.file.unwrap_or_default();
    Ok(download(&file.name, &file.content_type, answer.content))
}
