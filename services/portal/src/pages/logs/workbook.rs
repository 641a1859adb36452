//! Logs in and out of Excel.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::worklog::v1::{ExportLogsRequest, ImportLogsRequest, ImportProblem};
use serde::Deserialize;

use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, download, go, html};
use crate::pages::{OfYear, year};
use crate::posted::Upload;
use crate::session::User;

#[derive(Template)]
#[template(path = "log_workbook.html")]
pub struct Workbook {
    page: Page,
    year: i32,
    file: Field,
    problems: Vec<ImportProblem>,
    /// Logs that the checked file would change; `None` when nothing was checked.
    checked: Option<i32>,
}

impl Workbook {
    /// The page, with what is wrong with the file that was sent.
    pub fn new(page: Page, year: i32, problems: Vec<ImportProblem>, checked: Option<i32>) -> Self {
        let file = Field::new("content", "Tệp Excel").hint("Tệp .xlsx theo mẫu, nhiều nhất 2 MB.").mistakes(&page.problems);
        Self { page, year, file, problems, checked }
    }
}

const TITLE: &str = "Bảng kê bằng Excel";

/// `GET /bang-ke/excel`.
pub async fn ask(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let year = year(&user, &asked).await?;
    let view = Workbook::new(user.page(TITLE).back("/bang-ke"), year, Vec::new(), None);
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke/excel`: checks a file, or keeps its logs as drafts; all or none.
pub async fn import(user: User, Query(asked): Query<OfYear>, upload: Upload) -> Result<Response, Halt> {
    let year = year(&user, &asked).await?;
    let page = user.page(TITLE).back("/bang-ke");
    let Some(file) = upload.file else {
        let missing = vec![Mistake { field: "content".to_owned(), message: "Hãy chọn tệp Excel.".to_owned() }];
        let view = Workbook::new(page.with(missing), year, Vec::new(), None);
        return Ok(html(view.page.status(), &view));
    };
    let dry_run = upload.posted.get("hanh_dong") == "kiem-tra";
    let request = ImportLogsRequest { request_id: upload.posted.request_id(), content: file.content, dry_run };
    let view = match user.calls.import_logs(request).await {
        Ok(answer) if answer.problems.is_empty() && !dry_run => return Ok(go(&format!("/bang-ke?nam={year}"), "nhap-bang-ke")),
        Ok(answer) if answer.problems.is_empty() => Workbook::new(page, year, Vec::new(), Some(answer.logs)),
        Ok(answer) => {
            let said = format!("Tệp có {} chỗ cần sửa; chưa bảng kê nào được lưu.", answer.problems.len());
            Workbook::new(page.with(vec![Mistake { field: "content".to_owned(), message: said }]), year, answer.problems, None)
        }
        Err(problem) => Workbook::new(page.with(upload.posted.mistakes(Halt::unless_shown(problem)?)), year, Vec::new(), None),
    };
    Ok(html(view.page.status(), &view))
}

/// `?nam=2019&mau=1`.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    nam: Option<i32>,
    mau: Option<i32>,
}

/// `GET /bang-ke/excel/tai-ve`: the logs of a year, or the empty form of them.
pub async fn export(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let year = year(&user, &OfYear { nam: wanted.nam }).await?;
    let request = ExportLogsRequest { person_id: String::new(), year, template: wanted.mau.is_some(), reason: String::new() };
    let file = user.calls.export_logs(request).await?.file.unwrap_or_default();
    Ok(download(&file.name, &file.content_type, file.content))
}
