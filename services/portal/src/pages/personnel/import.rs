//! Lists from spreadsheets: the staff of an agency, and the official e-mail addresses of the province.

use askama::Template;
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proto::common::v1::File;
use proto::identity::v1::{
    AnswerTitleRequest, GetWorkbookTemplateRequest, ImportEmailListRequest, ImportProblem, ImportWorkbookRequest, ImportedChange,
    ImportedPerson, ImportedPost, ListedLogin, LoginChange, TitleAnswer, TitleQuestion,
};

use super::titles;
use crate::field::{Choices, Field};
use crate::halt::Halt;
use crate::page::{Mistake, Page, download, html};
use crate::posted::{Posted, Upload};
use crate::session::User;
use crate::show;

/// Which list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The staff of an agency.
    Staff,
    /// Official e-mail addresses.
    Emails,
}

/// What became of a file.
#[derive(Default)]
pub struct Outcome {
    /// What is wrong with it.
    pub problems: Vec<ImportProblem>,
    /// Rows that were passed over.
    pub passed_over: Vec<ImportProblem>,
    /// Titles to be answered before it is taken.
    pub questions: Vec<TitleQuestion>,
    /// What it makes of everybody.
    pub people: Vec<ImportedPerson>,
    /// What the list makes of each login.
    pub logins: Vec<ListedLogin>,
    /// The list that was sent with its faults marked, as a link that holds it; empty without faults.
    pub marked: String,
    /// What was done or would be; empty before.
    pub said: String,
}

/// A file as a link that holds it: nothing of what was sent is kept for it.
fn held(file: &File) -> String {
    format!("data:{};base64,{}", file.content_type, BASE64_STANDARD.encode(&file.content))
}

/// A title with the answers to choose from.
struct Asked {
    title: String,
    at_top: bool,
    role: Choices,
}

#[derive(Template)]
#[template(path = "import.html")]
pub struct Import {
    page: Page,
    intro: &'static str,
    accept: &'static str,
    /// Where an empty list to fill in is; empty for none.
    template: &'static str,
    file: Field,
    outcome: Outcome,
    asked: Vec<Asked>,
}

impl Import {
    /// The page, with what became of the file that was sent.
    pub fn new(page: Page, list: List, outcome: Outcome) -> Self {
        let (intro, accept, hint, template) = match list {
            List::Staff => (
                "Danh sách nhân sự của một cơ quan theo mẫu. Nhập lại cùng một tệp không thay đổi gì; có một chỗ sai thì không nhập gì.",
                ".xlsx",
                "Tệp .xlsx, nhiều nhất 3 MB.",
                "/to-chuc/nhap/mau",
            ),
            List::Emails => (
                "Danh sách thư công vụ chính thức: các cột «Họ và tên», «Email công vụ», nếu cần «Email cũ», «Tình trạng», «Ngày sinh», «Cơ quan». Người mới được mời, địa chỉ đổi được cập nhật, người không còn được khóa tài khoản. Địa chỉ ghi nhầm của người chưa kích hoạt được sửa theo họ tên, ngày sinh và cơ quan.",
                ".xlsx,.csv",
                "Tệp .xlsx hoặc .csv (UTF-8), nhiều nhất 3 MB.",
                "",
            ),
        };
        let file = Field::new("file", "Tệp danh sách").hint(hint).mistakes(&page.problems);
        let asked = outcome.questions.iter().enumerate().map(|(index, question)| Asked::of(index, question)).collect();
        Self { page, intro, accept, template, file, outcome, asked }
    }

    fn role(&self, post: &ImportedPost) -> &'static str {
        show::post_role(post.role())
    }

    fn done(&self, login: &ListedLogin) -> &'static str {
        match login.change() {
            LoginChange::Unspecified => "",
            LoginChange::Invited => "Gửi thư mời",
            LoginChange::Renamed => "Đổi địa chỉ đăng nhập",
            LoginChange::Corrected => "Sửa địa chỉ ghi nhầm, gửi lại thư mời",
            LoginChange::Closed => "Khóa tài khoản",
            LoginChange::Asked => "Đề nghị đổi; người thứ hai nhập cùng danh sách để xác nhận",
        }
    }

    fn change(&self, person: &ImportedPerson) -> &'static str {
        match person.change() {
            ImportedChange::New => "Mới",
            ImportedChange::Changed => "Thay đổi",
            ImportedChange::Unchanged | ImportedChange::Unspecified => "Không đổi",
        }
    }
}

impl Asked {
    fn of(index: usize, question: &TitleQuestion) -> Self {
        let roles = show::post_roles();
        let options = std::iter::once((String::new(), "Chọn".to_owned())).chain(roles);
        let place = if question.at_top { "trong lãnh đạo cơ quan" } else { "trong phòng, ban, đơn vị" };
        let hint = format!("Giữ {place}. Có thể là: {}.", show::post_role(question.proposed()));
        let role = Choices::new(format!("vai-tro-{index}"), format!("«{}» là vai trò gì?", question.title), options).hint(hint);
        Self { title: question.title.clone(), at_top: question.at_top, role }
    }
}

fn frame(user: &User, list: List) -> Page {
    match list {
        List::Staff => user.page("Nhập danh sách nhân sự").back("/to-chuc/nhan-su"),
        List::Emails => user.page("Nhập danh sách thư công vụ").back("/cong-nghe/tai-khoan"),
    }
}

fn empty(user: &User, list: List, mistakes: Vec<Mistake>) -> Response {
    let view = Import::new(frame(user, list).with(mistakes), list, Outcome::default());
    html(view.page.status(), &view)
}

/// `GET /to-chuc/nhap`.
pub async fn ask_staff(user: User) -> Result<Response, Halt> {
    Ok(empty(&user, List::Staff, Vec::new()))
}

/// `GET /to-chuc/nhap/mau`: an empty list to fill in.
pub async fn template(user: User) -> Result<Response, Halt> {
    let file = user.calls.send(GetWorkbookTemplateRequest {}).await?.workbook.unwrap_or_default();
    Ok(download(&file.name, &file.content_type, file.content))
}

/// `GET /cong-nghe/thu-cong-vu`.
pub async fn ask_emails(user: User) -> Result<Response, Halt> {
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

async fn import(user: User, upload: Upload, list: List) -> Result<Response, Halt> {
    let Upload { posted, file } = upload;
    if let Err(problem) = answer_titles(&user, &posted).await {
        return Ok(empty(&user, list, posted.mistakes(Halt::unless_shown(problem)?)));
    }
    let Some(file) = file else {
        return Ok(empty(&user, list, vec![Mistake { field: "file".to_owned(), message: "Hãy chọn tệp danh sách.".to_owned() }]));
    };
    // Only the one button imports; whatever else arrives is looked at.
    let dry_run = posted.get("hanh_dong") != "nhap";
    let mut outcome = match sent(&user, list, posted.request_id(), file, dry_run).await {
        Ok(outcome) => outcome,
        Err(problem) => return Ok(empty(&user, list, posted.mistakes(Halt::unless_shown(problem)?))),
    };
    let refused = format!("Tệp có {} chỗ cần sửa; chưa nhập gì.", outcome.problems.len());
    let mistakes = if outcome.problems.is_empty() { Vec::new() } else { vec![Mistake { field: "file".to_owned(), message: refused }] };
    if !outcome.problems.is_empty() {
        outcome.said = String::new();
    }
    let view = Import::new(frame(&user, list).with(mistakes), list, outcome);
    Ok(html(view.page.status(), &view))
}

/// Passes on what was answered about titles beside the file.
async fn answer_titles(user: &User, posted: &Posted) -> Result<(), rpc::Problem> {
    for index in 0.. {
        let Some(title) = posted.find(&format!("chuc-danh-{index}")) else { return Ok(()) };
        let Ok(role) = posted.get(&format!("vai-tro-{index}")).parse::<i32>() else { continue };
        let at_top = posted.get(&format!("cap-{index}")) == "1";
        let answer = TitleAnswer { title: title.to_owned(), at_top, agency_id: titles::scope(user), role };
        user.calls.send(AnswerTitleRequest { request_id: user.app.new_id(), answer: Some(answer) }).await?;
    }
    Ok(())
}

/// What is to be known before logins are opened that no official list names.
fn unlisted(missing: bool, invited: i32) -> &'static str {
    if missing && invited > 0 {
        " Chưa có danh sách thư công vụ chính thức (Điều 7.2): thư mời gửi đến các địa chỉ ghi trong tệp này mà chưa được đối chiếu; hãy kiểm tra kỹ cột thư công vụ, rồi đề nghị Trung tâm Tin học gửi danh sách chính thức để sửa địa chỉ sai."
    } else {
        ""
    }
}

/// What is still to be done with heads of agencies.
fn waits(heads: i32) -> String {
    match heads {
        0 => String::new(),
        heads => format!(" {heads} người đứng đầu cơ quan chờ người thứ hai xác nhận trước khi có quyền."),
    }
}

async fn sent(user: &User, list: List, request_id: String, file: File, dry_run: bool) -> Result<Outcome, rpc::Problem> {
    let done = if dry_run { "Tệp hợp lệ, chưa nhập gì. Sẽ có" } else { "Đã nhập:" };
    match list {
        List::Staff => {
            let answer = user.calls.send(ImportWorkbookRequest { request_id, workbook: Some(file), dry_run }).await?;
            let (units, people, invited) = (answer.units_imported, answer.people_imported, answer.accounts_invited);
            Ok(Outcome {
                problems: answer.problems,
                passed_over: answer.passed_over,
                questions: answer.questions,
                people: answer.people,
                marked: answer.marked.map(|file| held(&file)).unwrap_or_default(),
                said: format!(
                    "{done} {units} đơn vị, {people} người mới hoặc thay đổi, {invited} thư mời.{}{}",
                    waits(answer.heads_waiting),
                    unlisted(answer.email_list_missing, invited)
                ),
                ..Outcome::default()
            })
        }
        List::Emails => {
            let answer = user.calls.send(ImportEmailListRequest { request_id, list: Some(file), dry_run }).await?;
            let (invited, renamed, corrected, disabled) = (answer.invited, answer.renamed, answer.corrected, answer.disabled);
            Ok(Outcome {
                problems: answer.problems,
                passed_over: answer.passed_over,
                logins: answer.logins,
                said: format!(
                    "{done} {invited} thư mời, {renamed} địa chỉ đổi, {corrected} địa chỉ ghi nhầm được sửa, {disabled} tài khoản khóa."
                ),
                ..Outcome::default()
            })
        }
    }
}
