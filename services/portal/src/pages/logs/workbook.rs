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
    outcome: Outcome,
}

/// What became of a file.
#[derive(Default)]
pub struct Outcome {
    /// What is wrong with it.
    pub problems: Vec<ImportProblem>,
    /// Rows, columns and sheets that were passed over.
    pub passed_over: Vec<ImportProblem>,
    /// What was done or would be; empty before.
    pub said: String,
}

impl Workbook {
    /// The page, with what is wrong with the file that was sent.
    pub fn new(page: Page, year: i32, outcome: Outcome) -> Self {
        let file = Field::new("content", "Tệp Excel").hint("Tệp .xlsx theo mẫu, nhiều nhất 2 MB.").mistakes(&page.problems);
        Self { page, year, file, outcome }
    }
}

const TITLE: &str = "Bảng kê bằng Excel";

/// `GET /bang-ke/excel`.
pub async fn ask(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let year = year(&user, &asked);
    let view = Workbook::new(user.page(TITLE).back("/bang-ke"), year, Outcome::default());
    Ok(html(view.page.status(), &view))
}

/// `POST /bang-ke/excel`: checks a file, or keeps its logs as drafts; all or none.
pub async fn import(user: User, Query(asked): Query<OfYear>, upload: Upload) -> Result<Response, Halt> {
    let year = year(&user, &asked);
    let page = user.page(TITLE).back("/bang-ke");
    let Some(file) = upload.file else {
        let missing = vec![Mistake { field: "content".to_owned(), message: "Hãy chọn tệp Excel.".to_owned() }];
        let view = Workbook::new(page.with(missing), year, Outcome::default());
        return Ok(html(view.page.status(), &view));
    };
    let dry_run = upload.posted.get("hanh_dong") != "nhap";
    let request = ImportLogsRequest { request_id: upload.posted.request_id(), content: file.content, dry_run };
    let view = match user.calls.send(request).await {
        Ok(answer) if answer.problems.is_empty() && answer.passed_over.is_empty() && !dry_run => {
            return Ok(go(&format!("/bang-ke?nam={year}"), "nhap-bang-ke"));
        }
        Ok(answer) if answer.problems.is_empty() => {
            let said = match dry_run {
                true => format!("Tệp hợp lệ: {} bảng kê sẽ được thêm hoặc thay đổi. Hãy chọn lại tệp rồi bấm «Nhập».", answer.logs),
                false => format!("Đã lưu nháp {} bảng kê.", answer.logs),
            };
            Workbook::new(page, year, Outcome { passed_over: answer.passed_over, said, ..Outcome::default() })
        }
        Ok(answer) => {
            let said = format!("Tệp có {} chỗ cần sửa; chưa bảng kê nào được lưu.", answer.problems.len());
            let page = page.with(vec![Mistake { field: "content".to_owned(), message: said }]);
            let (problems, passed_over) = (answer.problems, answer.passed_over);
            Workbook::new(page, year, Outcome { problems, passed_over, ..Outcome::default() })
        }
        Err(problem) => Workbook::new(page.with(upload.posted.mistakes(Halt::unless_shown(problem)?)), year, Outcome::default()),
    };
    Ok(html(view.page.status(), &view))
}

/// `?nam=2019&mau=1`.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "crate::pages::years::a_year")]
    nam: Option<i32>,
    mau: Option<i32>,
}

/// `GET /bang-ke/excel/tai-ve`: the logs of a year, or the empty form of them.
pub async fn export(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let year = year(&user, &OfYear { nam: wanted.nam });
    let request = ExportLogsRequest { person_id: String::new(), year, template: wanted.mau.is_some(), reason: String::new() };
    let file = user.calls.send(request).await?.file.unwrap_or_default();
    Ok(download(&file.name, &file.content_type, file.content))
}
