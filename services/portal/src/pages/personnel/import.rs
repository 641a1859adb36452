//! Lists from spreadsheets: the staff of an agency, and the official e-mail addresses of the province.

use askama::Template;
use axum::response::Response;
use proto::common::v1::File;
use proto::identity::v1::{ImportEmailListRequest, ImportProblem, ImportWorkbookRequest, SystemRole};

use super::acts::OFFICERS;
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, html};
use crate::posted::Upload;
use crate::session::User;

/// Which list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The staff of an agency.
    Staff,
    /// Official e-mail addresses.
    Emails,
}

#[derive(Template)]
#[template(path = "import.html")]
pub struct Import {
    page: Page,
    intro: &'static str,
    accept: &'static str,
    file: Field,
    problems: Vec<ImportProblem>,
    passed_over: Vec<ImportProblem>,
    /// What was done or would be; empty before.
    said: String,
}

impl Import {
    /// The page, with what became of the file that was sent.
    pub fn new(page: Page, list: List, problems: Vec<ImportProblem>, passed_over: Vec<ImportProblem>, said: String) -> Self {
        let (intro, accept, hint) = match list {
            List::Staff => (
                "Danh sách nhân sự của một cơ quan theo mẫu. Nhập lại cùng một tệp không thay đổi gì; có một chỗ sai thì không nhập gì.",
                ".xlsx",
                "Tệp .xlsx, nhiều nhất 3 MB.",
            ),
            List::Emails => (
                "Danh sách thư công vụ chính thức. Người mới được mời, địa chỉ đổi được cập nhật, người không còn được khóa tài khoản.",
                ".xlsx,.csv",
                "Tệp .xlsx hoặc .csv (UTF-8), nhiều nhất 3 MB.",
            ),
        };
        let file = Field::new("file", "Tệp danh sách").hint(hint).mistakes(&page.problems);
        Self { page, intro, accept, file, problems, passed_over, said }
    }
}

fn frame(user: &User, list: List) -> Page {
    match list {
        List::Staff => user.page("Nhập danh sách nhân sự").back("/to-chuc/nhan-su"),
        List::Emails => user.page("Nhập danh sách thư công vụ").back("/cong-nghe/tai-khoan"),
    }
}

fn empty(user: &User, list: List, mistakes: Vec<Mistake>) -> Response {
    let view = Import::new(frame(user, list).with(mistakes), list, Vec::new(), Vec::new(), String::new());
    html(view.page.status(), &view)
}

/// `GET /to-chuc/nhap`.
pub async fn ask_staff(user: User) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    Ok(empty(&user, List::Staff, Vec::new()))
}

/// `GET /cong-nghe/thu-cong-vu`.
pub async fn ask_emails(user: User) -> Result<Response, Halt> {
    user.only(&[SystemRole::MailAdmin, SystemRole::SnvAdmin])?;
    Ok(empty(&user, List::Emails, Vec::new()))
}

/// `POST /to-chuc/nhap`.
pub async fn staff(user: User, upload: Upload) -> Result<Response, Halt> {
    import(user, upload, List::Staff).await
}

/// `POST /cong-nghe/thu-cong-vu`.
pub async fn emails(user: User, upload: Upload) -> Result<Response, Halt> {
    import(user, upload, List::Emails).await
}

/// What became of a file: what is wrong, what was passed over, what was done.
type Outcome = (Vec<ImportProblem>, Vec<ImportProblem>, String);

async fn import(user: User, upload: Upload, list: List) -> Result<Response, Halt> {
    let Upload { posted, file } = upload;
    let Some(file) = file else {
        return Ok(empty(&user, list, vec![Mistake { field: "file".to_owned(), message: "Hãy chọn tệp danh sách.".to_owned() }]));
    };
    // Only the one button imports; whatever else arrives is looked at.
    let dry_run = posted.get("hanh_dong") != "nhap";
    let (problems, passed_over, said) = match sent(&user, list, posted.request_id(), file, dry_run).await {
        Ok(outcome) => outcome,
        Err(problem) => return Ok(empty(&user, list, posted.mistakes(Halt::unless_shown(problem)?))),
    };
    let refused = format!("Tệp có {} chỗ cần sửa; chưa nhập gì.", problems.len());
    let mistakes = if problems.is_empty() { Vec::new() } else { vec![Mistake { field: "file".to_owned(), message: refused }] };
    let said = if problems.is_empty() { said } else { String::new() };
    let view = Import::new(frame(&user, list).with(mistakes), list, problems, passed_over, said);
    Ok(html(view.page.status(), &view))
}

async fn sent(user: &User, list: List, request_id: String, file: File, dry_run: bool) -> Result<Outcome, rpc::Problem> {
    let done = if dry_run { "Tệp hợp lệ, chưa nhập gì. Sẽ có" } else { "Đã nhập:" };
    match list {
        List::Staff => {
            let answer = user.calls.import_workbook(ImportWorkbookRequest { request_id, workbook: Some(file), dry_run }).await?;
            let (units, people, invited) = (answer.units_imported, answer.people_imported, answer.accounts_invited);
            Ok((answer.problems, Vec::new(), format!("{done} {units} đơn vị, {people} người, {invited} thư mời.")))
        }
        List::Emails => {
            let answer = user.calls.import_email_list(ImportEmailListRequest { request_id, list: Some(file), dry_run }).await?;
            let (invited, renamed, disabled) = (answer.invited, answer.renamed, answer.disabled);
            Ok((
                answer.problems,
                answer.passed_over,
                format!("{done} {invited} thư mời, {renamed} địa chỉ đổi, {disabled} tài khoản khóa."),
            ))
        }
    }
}
