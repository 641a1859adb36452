//! Việc của tôi: what waits for the signed-in person, with deadlines.

mod offices;

pub use offices::OfficeWork;

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use proto::common::v1::Day;
use proto::evaluation::v1::{ListMySheetsRequest, ListMyTasksRequest, Sheet, SheetState, Task, TaskKind};
use proto::identity::v1::SystemRole;
use proto::worklog::v1::{ApprovalState, Handover, ListHandoversRequest, ListLogsRequest, ListPendingRequest, ListPendingResponse, Log};

use crate::field::{Tag, TaskItem};
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::{everything, handovers, record_acts, start};
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
    /// Handovers that one has a part in.
    pub handovers: Vec<Handover>,
    /// What Sở Nội vụ has to prepare before anybody can be evaluated.
    pub start: Option<TaskItem>,
    /// What waits for one's office.
    pub office: OfficeWork,
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
            Group { title: "Thẩm định", items: verifications(&mine(&[TaskKind::Verify]), today) },
            Group {
                title: "Quyết định và công khai",
                items: [
                    decisions(&mine(&[TaskKind::Decide]), today),
                    one_each(&[TaskKind::Publish, TaskKind::AwaitOthers, TaskKind::AnswerAppeal]),
                ]
                .concat(),
            },
            Group {
                title: "Việc của cơ quan",
                items: one_each(&[TaskKind::SignRouting, TaskKind::MendRouting, TaskKind::DeclareResults, TaskKind::Chase]),
            },
            Group { title: "Kết quả bản giấy", items: one_each(&[TaskKind::EnterPaper, TaskKind::CheckPaper]) },
            Group { title: "Chờ bạn là người thứ hai", items: work.office.second_person() },
            Group { title: "Toàn tỉnh", items: work.office.province() },
            Group { title: "Hỗ trợ, tài khoản", items: work.office.support() },
            Group { title: "Kê khai công việc", items: returned(&work.returned) },
            Group { title: "Bàn giao công việc", items: handovers::waiting(&work.handovers) },
        ];
        groups.retain(|group| !group.items.is_empty());
        Self { page, groups }
    }
}

/// What the services say the signed-in person may do now. Pages offer a change only when it is among these.
pub async fn mine(user: &User) -> Result<Vec<Task>, Halt> {
    Ok(user.calls.send(ListMyTasksRequest {}).await?.tasks)
}

/// Whether this is to be done with the record, sheet or period of this id.
pub fn waits(tasks: &[Task], kind: TaskKind, id: &str) -> bool {
    tasks.iter().any(|task| task.kind() == kind && [&task.record_id, &task.sheet_id, &task.period_id].into_iter().any(|one| one == id))
}

fn item(task: &Task, today: NaiveDate) -> TaskItem {
    let (record, year) = (&task.record_id, task.year);
    let again = task.round > 1;
    let (href, name) = match task.kind() {
        TaskKind::SelfAssessment if again => (format!("/tu-danh-gia/{record}"), format!("Chấm lại: tự chấm điểm năm {year} theo yêu cầu")),
        TaskKind::SelfAssessment => (format!("/tu-danh-gia/{record}"), format!("Tự đánh giá, phân loại năm {year}")),
        TaskKind::ReadResult => (format!("/ket-qua/{record}"), format!("Xem kết quả đánh giá, phân loại năm {year}")),
        TaskKind::Review => ("/y-kien".to_owned(), format!("Tham gia ý kiến về {}", task.subject_name)),
        TaskKind::Verify if task.decides_too => (format!("/tham-dinh/{record}"), format!("Thẩm định và quyết định {}", task.subject_name)),
        TaskKind::Verify => (format!("/tham-dinh/{record}"), format!("Thẩm định {}", task.subject_name)),
        TaskKind::Decide => (format!("/quyet-dinh/ho-so/{record}"), format!("Quyết định kết quả của {}", task.subject_name)),
        TaskKind::Publish => (format!("/quyet-dinh/{}/cong-khai", task.period_id), format!("Công khai kết quả năm {year}")),
        TaskKind::EnterPaper => (record_acts::path(record, "ban-giay"), format!("Cập nhật kết quả bản giấy của {}", task.subject_name)),
        TaskKind::CheckPaper => {
            (record_acts::path(record, "kiem-tra-ban-giay"), format!("Kiểm tra kết quả bản giấy của {}", task.subject_name))
        }
        TaskKind::AnswerAppeal => (record_acts::path(record, "tra-loi-kien-nghi"), format!("Trả lời kiến nghị của {}", task.subject_name)),
        TaskKind::SignRouting => {
            (format!("/to-chuc/phan-cong/{}", task.period_id), format!("Ký phân công đánh giá năm {year} của {}", task.agency_name))
        }
        TaskKind::MendRouting => (
            format!("/to-chuc/phan-cong/{}", task.period_id),
            format!("Xem {} điều cần sửa trong phân công đánh giá năm {year}", task.count),
        ),
        TaskKind::AwaitOthers => {
            let others = task.count - 1;
            let more = if others > 0 { format!(" (và {others} người nữa)") } else { String::new() };
            let name = format!("Chưa công khai được kết quả năm {year}: {} chờ {}{more}", task.subject_name, task.waits_for);
            (format!("/quyet-dinh/{}", task.period_id), name)
        }
        TaskKind::DeclareResults => (
            format!("/to-chuc/ket-qua-ky?nam={year}"),
            format!("Khai báo kết quả nhiệm vụ năm {year}: còn {} người chưa có điểm", task.count),
        ),
        TaskKind::Chase => {
            (format!("/to-chuc/ky/{}", task.period_id), format!("{} việc của kỳ đánh giá năm {year} quá hạn: xem ai, nhắc", task.count))
        }
        TaskKind::Unspecified => (String::new(), task.subject_name.clone()),
    };
    let hint = if task.subject_title.is_empty() { task.agency_name.clone() } else { task.subject_title.clone() };
    TaskItem { href, name, hint, status: status(task, today) }
}

/// How near the deadline is; what is nobody's debt here is told in other words.
fn status(task: &Task, today: NaiveDate) -> Tag {
    match task.kind() {
        TaskKind::ReadResult => match contract::day(task.due_on.as_ref()) {
            Some(last) => Tag::new(format!("Mới công khai, kiến nghị đến {}", kernel::date::vi(last)), "blue"),
            None => Tag::new("Đã công khai", ""),
        },
        TaskKind::AwaitOthers => Tag::new("Đang chờ", "grey"),
        TaskKind::Chase => Tag::new("Quá hạn", "orange"),
        _ => due(task.due_on.as_ref(), today),
    }
}

/// How near the deadline is.
pub fn due(day: Option<&Day>, today: NaiveDate) -> Tag {
    let Some(last) = contract::day(day) else { return Tag::new("Cần làm", "blue") };
    match (last - today).num_days() {
        ..0 => Tag::new(format!("Quá hạn từ {}", kernel::date::vi(last)), "red"),
        0 => Tag::new("Hết hạn hôm nay", "orange"),
        1..=3 => Tag::new(format!("Hạn {}", kernel::date::vi(last)), "yellow"),
        _ => Tag::new(format!("Hạn {}", kernel::date::vi(last)), "blue"),
    }
}

/// All opinions are one line: they are given one after the other. Those to be given again have a line, and a last day, of their own.
fn reviews(tasks: &[&Task], sheets: &[Sheet], today: NaiveDate) -> Vec<TaskItem> {
    let (again, first): (Vec<&Task>, Vec<&Task>) = tasks.iter().partition(|task| task.round > 1);
    let earliest = |tasks: &[&Task]| tasks.iter().filter_map(|task| task.due_on.clone()).min_by_key(|day| day.iso.clone());
    let mut lines = Vec::new();
    if let Some(one) = first.first() {
        let given = sheets.iter().filter(|sheet| sheet.period_id == one.period_id && sheet.state() == SheetState::Submitted).count();
        lines.push(TaskItem {
            href: format!("/y-kien?nam={}", one.year),
            name: format!("Tham gia ý kiến về đồng nghiệp: đã xong {given}/{}", given + first.len()),
            hint: format!("Còn {} người. Mỗi người một trang; có thể dừng và làm tiếp lúc khác.", first.len()),
            status: due(earliest(&first).as_ref(), today),
        });
    }
    if let Some(one) = again.first() {
        let names: Vec<&str> = again.iter().map(|task| task.subject_name.as_str()).collect();
        lines.push(TaskItem {
            href: if again.len() == 1 { format!("/y-kien/{}", one.sheet_id) } else { format!("/y-kien?nam={}", one.year) },
            name: format!("Chấm lại: cho ý kiến lại về {}", names.join(", ")),
            hint: "Thủ trưởng yêu cầu chấm lại; hạn này riêng cho việc chấm lại.".to_owned(),
            status: due(earliest(&again).as_ref(), today),
        });
    }
    lines
}

/// Several verifications of a year are one line: the table has them all.
fn verifications(tasks: &[&Task], today: NaiveDate) -> Vec<TaskItem> {
    let [first, _, ..] = tasks else { return tasks.iter().map(|task| item(task, today)).collect() };
    let last = tasks.iter().filter_map(|task| task.due_on.as_ref()).min_by_key(|day| day.iso.clone());
    let too = if tasks.iter().any(|task| task.decides_too) { "Thẩm định, quyết định" } else { "Thẩm định" };
    vec![TaskItem {
        href: format!("/tham-dinh?nam={}", first.year),
        name: format!("{too} {} người", tasks.len()),
        hint: String::new(),
        status: due(last, today),
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

/// All decisions of one agency are one line: the list has the order and the warnings. Those above agencies are one line together.
fn decisions(tasks: &[&Task], today: NaiveDate) -> Vec<TaskItem> {
    let [first, _, ..] = tasks else { return tasks.iter().map(|task| item(task, today)).collect() };
    let one_period = tasks.iter().all(|task| task.period_id == first.period_id);
    let last = tasks.iter().filter_map(|task| task.due_on.as_ref()).min_by_key(|day| day.iso.clone());
    vec![TaskItem {
        href: if one_period { format!("/quyet-dinh/{}", first.period_id) } else { "/quyet-dinh".to_owned() },
        name: format!("Quyết định kết quả của {} người", tasks.len()),
        hint: if one_period {
            first.agency_name.clone()
        } else {
            "Người đứng đầu của nhiều cơ quan, trong một bảng".to_owned()
        },
        status: due(last, today),
    }]
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

/// What was sent back of this year and, in January too, of the last weeks of the year before.
async fn came_back(user: &User) -> Result<Vec<Log>, Halt> {
    let of = async |year| {
        let request = ListLogsRequest { page: everything(), year, state: ApprovalState::Returned.into(), ..Default::default() };
        Ok::<_, Halt>(user.calls.send(request).await?.logs)
    };
    let year = user.app.year();
    let (now, before) = tokio::try_join!(of(year), of(year - 1))?;
    Ok([now, before].concat())
}

async fn preparation(user: &User) -> Result<Option<TaskItem>, Halt> {
    if !user.me.holds(&[SystemRole::SnvAdmin]) {
        return Ok(None);
    }
    Ok(start::line(&start::known(user, user.app.year()).await?))
}

/// What is told to be missing while a service does not answer.
const OF_EVALUATION: &str = "việc đánh giá, ý kiến, thẩm định, quyết định";
const OF_WORK: &str = "việc kê khai, phê duyệt, bàn giao";
const OF_OFFICES: &str = "việc chung của tỉnh";

/// `GET /`.
pub async fn show(user: User) -> Result<Response, Halt> {
    let (tasks, sheets, pending, returned, handovers, start, office) = tokio::try_join!(
        user.part(OF_EVALUATION, mine(&user)),
        user.part(OF_EVALUATION, async { Ok(user.calls.send(ListMySheetsRequest { page: everything() }).await?.sheets) }),
        user.part(OF_WORK, async { Ok(user.calls.send(ListPendingRequest { page: everything() }).await?) }),
        user.part(OF_WORK, came_back(&user)),
        user.part(OF_WORK, async { Ok(user.calls.send(ListHandoversRequest { page: everything() }).await?.handovers) }),
        user.part(OF_OFFICES, preparation(&user)),
        offices::work(&user),
    )?;
    let work = Work { tasks, sheets, pending, returned, handovers, start, office };
    let view = Tasks::new(user.page("Việc của tôi"), &work, user.app.today());
    Ok(html(view.page.status(), &view))
}
