//! Việc của tôi: what waits for the signed-in person, with deadlines.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use proto::common::v1::Day;
use proto::evaluation::v1::{ListMySheetsRequest, ListMyTasksRequest, Sheet, SheetState, Task, TaskKind};
use proto::identity::v1::SystemRole;
use proto::worklog::v1::{ApprovalState, ListLogsRequest, ListPendingRequest, ListPendingResponse, Log};

use crate::field::{Tag, TaskItem};
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::{OfYear, everything, record_acts, start, year};
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "tasks.html")]
pub struct Tasks {
    page: Page,
    groups: Vec<Group>,
}

/// Tasks under one heading.
pub struct Group {
    title: &'static str,
    items: Vec<TaskItem>,
}

/// What the services say is to be done.
#[derive(Default)]
pub struct Work {
    /// From evaluation.
    pub tasks: Vec<Task>,
    /// One's own sheets, to count progress.
    pub sheets: Vec<Sheet>,
    /// Waiting for approval.
    pub pending: ListPendingResponse,
    /// One's own logs of the year that came back.
    pub returned: Vec<Log>,
    /// What Sở Nội vụ has to prepare before anybody can be evaluated.
    pub start: Option<TaskItem>,
}

impl Tasks {
    /// Groups what is to be done; groups without tasks are left out.
    pub fn new(page: Page, work: &Work, today: NaiveDate) -> Self {
        let mine = |kinds: &[TaskKind]| work.tasks.iter().filter(|task| kinds.contains(&task.kind())).collect::<Vec<_>>();
        let one_each = |kinds: &[TaskKind]| mine(kinds).into_iter().map(|task| item(task, today)).collect::<Vec<_>>();
        let mut groups = vec![
            Group { title: "Bắt đầu năm đánh giá", items: work.start.iter().cloned().collect() },
            Group { title: "Đánh giá của bản thân", items: one_each(&[TaskKind::SelfAssessment, TaskKind::ReadResult]) },
            Group { title: "Tham gia ý kiến", items: reviews(&mine(&[TaskKind::Review]), &work.sheets, today) },
            Group { title: "Phê duyệt công việc của cấp dưới", items: approvals(&work.pending) },
            Group { title: "Thẩm định", items: one_each(&[TaskKind::Verify]) },
            Group { title: "Quyết định và công khai", items: decisions(&mine(&[TaskKind::Decide]), today) },
            Group { title: "Kết quả bản giấy", items: one_each(&[TaskKind::EnterPaper, TaskKind::CheckPaper]) },
            Group { title: "Kê khai công việc", items: returned(&work.returned) },
        ];
        groups[5].items.extend(one_each(&[TaskKind::Publish, TaskKind::AnswerAppeal]));
        groups.retain(|group| !group.items.is_empty());
        Self { page, groups }
    }
}

/// What the services say the signed-in person may do now. Pages offer a change only when it is among these.
pub async fn mine(user: &User) -> Result<Vec<Task>, Halt> {
    Ok(user.calls.list_my_tasks(ListMyTasksRequest {}).await?.tasks)
}

/// Whether this is to be done with the record, sheet or period of this id.
pub fn waits(tasks: &[Task], kind: TaskKind, id: &str) -> bool {
    tasks.iter().any(|task| task.kind() == kind && [&task.record_id, &task.sheet_id, &task.period_id].into_iter().any(|one| one == id))
}

fn item(task: &Task, today: NaiveDate) -> TaskItem {
    let (record, year) = (&task.record_id, task.year);
    let (href, name) = match task.kind() {
        TaskKind::SelfAssessment => (format!("/tu-danh-gia/{record}"), format!("Tự đánh giá, phân loại năm {year}")),
        TaskKind::ReadResult => (format!("/ket-qua/{record}"), format!("Xem kết quả đánh giá, phân loại năm {year}")),
        TaskKind::Review => ("/y-kien".to_owned(), format!("Tham gia ý kiến về {}", task.subject_name)),
        TaskKind::Verify => (format!("/tham-dinh/{record}"), format!("Thẩm định {}", task.subject_name)),
        TaskKind::Decide => (format!("/quyet-dinh/{}", task.period_id), format!("Quyết định kết quả của {}", task.subject_name)),
        TaskKind::Publish => (format!("/quyet-dinh/{}/cong-khai", task.period_id), format!("Công khai kết quả năm {year}")),
        TaskKind::EnterPaper => (record_acts::path(record, "ban-giay"), format!("Cập nhật kết quả bản giấy của {}", task.subject_name)),
        TaskKind::CheckPaper => {
            (record_acts::path(record, "kiem-tra-ban-giay"), format!("Kiểm tra kết quả bản giấy của {}", task.subject_name))
        }
        TaskKind::AnswerAppeal => (record_acts::path(record, "tra-loi-kien-nghi"), format!("Trả lời kiến nghị của {}", task.subject_name)),
        TaskKind::Unspecified => (String::new(), task.subject_name.clone()),
    };
    TaskItem { href, name, hint: task.subject_title.clone(), status: due(task.due_on.as_ref(), today) }
}

/// How near the deadline is.
pub fn due(day: Option<&Day>, today: NaiveDate) -> Tag {
    let Some(last) = show::date(day) else { return Tag::new("Cần làm", "blue") };
    match (last - today).num_days() {
        ..0 => Tag::new(format!("Quá hạn từ {}", kernel::date::vi(last)), "red"),
        0 => Tag::new("Hết hạn hôm nay", "orange"),
        1..=3 => Tag::new(format!("Hạn {}", kernel::date::vi(last)), "yellow"),
        _ => Tag::new(format!("Hạn {}", kernel::date::vi(last)), "blue"),
    }
}

/// All opinions are one line: they are given one after the other.
fn reviews(tasks: &[&Task], sheets: &[Sheet], today: NaiveDate) -> Vec<TaskItem> {
    let Some(first) = tasks.iter().min_by_key(|task| show::date(task.due_on.as_ref())) else { return Vec::new() };
    let given = sheets.iter().filter(|sheet| sheet.period_id == first.period_id && sheet.state() == SheetState::Submitted).count();
    let all = given + tasks.len();
    vec![TaskItem {
        href: "/y-kien".to_owned(),
        name: format!("Tham gia ý kiến về đồng nghiệp: đã xong {given}/{all}"),
        hint: format!("Còn {} người. Mỗi người một trang; có thể dừng và làm tiếp lúc khác.", tasks.len()),
        status: due(first.due_on.as_ref(), today),
    }]
}

fn approvals(pending: &ListPendingResponse) -> Vec<TaskItem> {
    let counted = [(pending.logs.len(), "bảng kê công việc"), (pending.work_lists.len(), "danh mục công việc")];
    let line = |(count, what)| TaskItem {
        href: "/phe-duyet".to_owned(),
        name: format!("Phê duyệt {count} {what}"),
        hint: String::new(),
        status: Tag::new("Chờ phê duyệt", "blue"),
    };
    counted.into_iter().filter(|(count, _)| *count > 0).map(line).collect()
}

/// All decisions of one agency are one line: the list has the order and the warnings.
fn decisions(tasks: &[&Task], today: NaiveDate) -> Vec<TaskItem> {
    let mut periods: Vec<&str> = tasks.iter().map(|task| task.period_id.as_str()).collect();
    periods.dedup();
    let line = |period: &str| {
        let here: Vec<_> = tasks.iter().filter(|task| task.period_id == period).collect();
        if let [only] = here.as_slice() {
            return item(only, today);
        }
        let last = here.iter().filter_map(|task| task.due_on.as_ref()).min_by_key(|day| day.iso.clone());
        TaskItem {
            href: format!("/quyet-dinh/{period}"),
            name: format!("Quyết định kết quả của {} người", here.len()),
            hint: String::new(),
            status: due(last, today),
        }
    };
    periods.into_iter().map(line).collect()
}

fn returned(logs: &[Log]) -> Vec<TaskItem> {
    let line = |log: &Log| TaskItem {
        href: crate::pages::logs::path(log.cadence(), log.starts_on.as_ref()),
        name: format!("Sửa bảng kê bị trả lại: {}", show::span(log.cadence(), log.starts_on.as_ref())),
        hint: format!("Lý do: {}", log.return_reason),
        status: Tag::new("Trả lại", "red"),
    };
    logs.iter().map(line).collect()
}

async fn came_back(user: &User) -> Result<Vec<Log>, Halt> {
    let year = year(user, &OfYear::default()).await?;
    let request = ListLogsRequest { page: everything(), year, state: ApprovalState::Returned.into(), ..Default::default() };
    Ok(user.calls.list_logs(request).await?.logs)
}

async fn preparation(user: &User) -> Result<Option<TaskItem>, Halt> {
    if !user.me.holds(&[SystemRole::SnvAdmin]) {
        return Ok(None);
    }
    Ok(start::line(&start::known(user).await?))
}

/// `GET /`.
pub async fn show(user: User) -> Result<Response, Halt> {
    let (tasks, sheets, pending, returned, start) = tokio::try_join!(
        mine(&user),
        async { Ok(user.calls.list_my_sheets(ListMySheetsRequest { page: everything() }).await?.sheets) },
        async { Ok(user.calls.list_pending(ListPendingRequest { page: everything() }).await?) },
        came_back(&user),
        preparation(&user),
    )?;
    let work = Work { tasks, sheets, pending, returned, start };
    let view = Tasks::new(user.page("Việc của tôi"), &work, user.app.today());
    Ok(html(view.page.status(), &view))
}
