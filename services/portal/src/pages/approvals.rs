//! What waits for the approval of a head: logs, many at once, and work lists.

pub mod standing;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::worklog::v1::{
    ApprovalState, ApproveLogsRequest, ApproveWorkListRequest, DecideDelayRequest, DelayState, ListPendingRequest, ListPendingResponse,
    Log, Outcome, ReturnLogRequest, ReturnWorkListRequest, WorkList,
};

use crate::field::{Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::logs::{EntryLine, entry_line};
use crate::pages::names::{Names, called, name_of, names};
use crate::pages::{everything, work_list};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "approvals.html")]
pub struct Approvals {
    page: Page,
    people: Vec<Person>,
    logs: usize,
    work_lists: Vec<WaitingList>,
}

/// The waiting logs of one person.
pub struct Person {
    name: String,
    logs: Vec<WaitingLog>,
}

/// One waiting log.
pub struct WaitingLog {
    id: String,
    span: String,
    entries: Vec<EntryLine>,
    /// Late, unfinished or arising work: what a head looks at first.
    notable: String,
}

/// One waiting work list.
pub struct WaitingList {
    href: String,
    person: String,
    year: i32,
    items: usize,
}

#[derive(Template)]
#[template(path = "waiting_log.html")]
pub struct WaitingLogPage {
    page: Page,
    person: String,
    span: String,
    correction: String,
    entries: Vec<EntryLine>,
    /// Claimed objective causes that wait for an answer: place of the entry, work, cause.
    claims: Vec<(usize, String, String)>,
    answer: Field,
    reason: Field,
}

#[derive(Template)]
#[template(path = "review_work_list.html")]
pub struct ReviewWorkList {
    page: Page,
    state: Tag,
    /// Whether it waits for approval.
    open: bool,
    items: Vec<work_list::Line>,
    reason: Field,
}

impl Approvals {
    /// What waits, by person, people sorted as in a staff list.
    pub fn new(page: Page, pending: &ListPendingResponse, names: &Names) -> Self {
        let mut people: Vec<Person> = Vec::new();
        for log in &pending.logs {
            let waiting = waiting_log(log);
            match people.iter_mut().find(|person| person.name == log.person_name) {
                Some(person) => person.logs.push(waiting),
                None => people.push(Person { name: log.person_name.clone(), logs: vec![waiting] }),
            }
        }
        people.sort_by(|a, b| kernel::text::compare_names(&a.name, &b.name));
        let waiting_list = |list: &WorkList| WaitingList {
            href: format!("/phe-duyet/danh-muc/{}/{}", list.person_id, list.year),
            person: called(names, &list.person_id),
            year: list.year,
            items: list.items.len(),
        };
        Self { page, logs: pending.logs.len(), people, work_lists: pending.work_lists.iter().map(waiting_list).collect() }
    }
}

fn waiting_log(log: &Log) -> WaitingLog {
    let count = |matches: &dyn Fn(&proto::worklog::v1::LogEntry) -> bool| log.entries.iter().filter(|entry| matches(entry)).count();
    let counted = [
        (count(&|entry| entry.outcome() == Outcome::Late), "chậm tiến độ"),
        (count(&|entry| entry.outcome() == Outcome::Unfinished), "chưa hoàn thành"),
        (count(&|entry| entry.work_item_id.is_empty()), "phát sinh"),
        (count(&|entry| entry.delay_state() == DelayState::Claimed), "chờ xác nhận nguyên nhân khách quan"),
    ];
    let notable: Vec<_> = counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    WaitingLog {
        id: log.log_id.clone(),
        span: show::span(log.cadence(), log.starts_on.as_ref()),
        entries: log.entries.iter().map(|entry| entry_line(&log.log_id, entry, &[])).collect(),
        notable: notable.join(", "),
    }
}

fn reason_field(page: &Page, posted: Option<&Posted>) -> Field {
    Field::new("reason", "Lý do trả lại")
        .hint("Nói rõ cần sửa gì; người kê khai sẽ thấy lý do này.")
        .value("", posted)
        .mistakes(&page.problems)
}

async fn pending(user: &User) -> Result<ListPendingResponse, Halt> {
    Ok(user.calls.send(ListPendingRequest { page: everything() }).await?)
}

async fn list_page(user: &User, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let pending = pending(user).await?;
    let names = names(user, pending.work_lists.iter().map(|list| &list.person_id)).await;
    let view = Approvals::new(user.page("Phê duyệt công việc").with(mistakes), &pending, &names);
    Ok(html(view.page.status(), &view))
}

/// `GET /phe-duyet`.
pub async fn list(user: User) -> Result<Response, Halt> {
    list_page(&user, Vec::new()).await
}

/// `POST /phe-duyet`: approves the ticked logs, all or none.
pub async fn approve(user: User, posted: Posted) -> Result<Response, Halt> {
    let log_ids = posted.all("log_ids");
    let mistakes = if log_ids.is_empty() {
        vec![Mistake {
            field: String::new(), message: "Chưa chọn bảng kê nào. Hãy đánh dấu ít nhất một bảng kê.".to_owned()
        }]
    } else {
        match user.calls.send(ApproveLogsRequest { request_id: posted.request_id(), log_ids, each_by_itself: false }).await {
            Ok(_) => return Ok(go("/phe-duyet", "duyet")),
            Err(problem) => posted.mistakes(Halt::unless_shown(problem)?),
        }
    };
    list_page(&user, mistakes).await
}

async fn waiting(user: &User, log_id: &str) -> Result<Log, Halt> {
    let found = pending(user).await?.logs.into_iter().find(|log| log.log_id == log_id);
    found.ok_or_else(|| Halt::NotFound("Bảng kê này không còn chờ phê duyệt.".to_owned()))
}

/// The page of one log: its delays are judged one by one, then it is approved or returned.
pub fn log_page(page: Page, log: &Log, posted: Option<&Posted>) -> WaitingLogPage {
    let claimed = log.entries.iter().enumerate().filter(|(_, entry)| entry.delay_state() == DelayState::Claimed);
    WaitingLogPage {
        person: log.person_name.clone(),
        span: show::span(log.cadence(), log.starts_on.as_ref()),
        correction: log.correction_reason.clone(),
        entries: log.entries.iter().map(|entry| entry_line(&log.log_id, entry, &[])).collect(),
        claims: claimed.map(|(place, entry)| (place, entry.content.clone(), entry.delay_reason.clone())).collect(),
        answer: Field::new("answer", "Ý kiến về nguyên nhân")
            .hint("Bắt buộc khi không xác nhận.")
            .value("", posted)
            .mistakes(&page.problems),
        reason: reason_field(&page, posted),
        page,
    }
}

fn log_frame(user: &User) -> Page {
    user.page("Bảng kê chờ phê duyệt").back("/phe-duyet")
}

/// `GET /phe-duyet/bang-ke/{log}`.
pub async fn show_log(user: User, Path(log): Path<String>) -> Result<Response, Halt> {
    let view = log_page(log_frame(&user), &waiting(&user, &log).await?, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /phe-duyet/bang-ke/{log}`: judges a delay, approves or returns.
pub async fn judge_log(user: User, Path(log): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let (request_id, here) = (posted.request_id(), format!("/phe-duyet/bang-ke/{log}"));
    let answer = match posted.get("hanh_dong") {
        verdict @ ("xac-nhan" | "khong-xac-nhan") => {
            let confirmed = verdict == "xac-nhan";
            let entry_index = posted.get("entry_index").parse().unwrap_or(-1);
            let request = DecideDelayRequest { request_id, log_id: log.clone(), entry_index, confirmed, answer: posted.lines("answer") };
            user.calls.send(request).await.map(|_| (here.as_str(), "xac-nhan"))
        }
        "duyet" => {
            let request = ApproveLogsRequest { request_id, log_ids: vec![log.clone()], each_by_itself: false };
            user.calls.send(request).await.map(|_| ("/phe-duyet", "duyet"))
        }
        "tra-lai" => {
            let request = ReturnLogRequest { request_id, log_id: log.clone(), reason: posted.lines("reason") };
            user.calls.send(request).await.map(|_| ("/phe-duyet", "tra-lai"))
        }
        _ => return Err(Halt::NotFound(String::new())),
    };
    let problem = match answer {
        Ok((path, done)) => return Ok(go(path, done)),
        Err(problem) => Halt::unless_shown(problem)?,
    };
    let page = log_frame(&user).with(posted.mistakes(problem));
    let view = log_page(page, &waiting(&user, &log).await?, Some(&posted));
    Ok(html(view.page.status(), &view))
}

/// The page on which one work list is approved or returned.
pub fn work_list_page(page: Page, list: &WorkList, posted: Option<&Posted>) -> ReviewWorkList {
    ReviewWorkList {
        state: show::approval(list.state()),
        open: list.state() == ApprovalState::Submitted,
        items: list.items.iter().map(work_list::line).collect(),
        reason: reason_field(&page, posted),
        page,
    }
}

async fn list_of(user: &User, person: &str, year: i32) -> Result<(WorkList, Page), Halt> {
    let list = work_list::stored(user, person.to_owned(), year).await?;
    let list = list.ok_or_else(|| Halt::NotFound("Chưa có danh mục công việc của người này.".to_owned()))?;
    let title = format!("Danh mục công việc năm {year} của {}", name_of(user, person).await);
    Ok((list, user.page(title).back("/phe-duyet")))
}

/// `GET /phe-duyet/danh-muc/{person}/{year}`.
pub async fn work_list_of(user: User, Path((person, year)): Path<(String, i32)>) -> Result<Response, Halt> {
    let (list, page) = list_of(&user, &person, year).await?;
    let view = work_list_page(page, &list, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /phe-duyet/danh-muc/{person}/{year}`: approves or returns it.
pub async fn judge_work_list(user: User, Path((person, year)): Path<(String, i32)>, posted: Posted) -> Result<Response, Halt> {
    let (list, page) = list_of(&user, &person, year).await?;
    let (request_id, work_list_id) = (posted.request_id(), list.work_list_id.clone());
    let answer = match posted.get("hanh_dong") {
        "duyet" => user.calls.send(ApproveWorkListRequest { request_id, work_list_id }).await.map(|_| "duyet-danh-muc"),
        "tra-lai" => {
            let request = ReturnWorkListRequest { request_id, work_list_id, reason: posted.lines("reason") };
            user.calls.send(request).await.map(|_| "tra-lai")
        }
        _ => return Err(Halt::NotFound(String::new())),
    };
    let problem = match answer {
        Ok(done) => return Ok(go("/phe-duyet", done)),
        Err(problem) => Halt::unless_shown(problem)?,
    };
    let view = work_list_page(page.with(posted.mistakes(problem)), &list, Some(&posted));
    Ok(html(view.page.status(), &view))
}
