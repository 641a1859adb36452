//! Danh mục công việc: the assigned work of a year.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::worklog::v1::{ApprovalState, GetWorkListRequest, SubmitWorkListRequest, WorkItem, WorkList};
use rpc::Problem;
use tonic::Code;

use crate::field::{Field, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::years::{OfYear, Years, year};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Empty rows offered below the filled ones.
const SPARE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "work_list.html")]
pub struct WorkListPage {
    page: Page,
    year: i32,
    state: Tag,
    return_reason: String,
    approved: String,
    /// Why nobody approved what is kept.
    note: String,
    /// Whether it can be changed now.
    open: bool,
    items: Vec<Line>,
    rows: Vec<Row>,
}

/// One item as it stands.
pub struct Line {
    pub content: String,
    pub product: String,
    pub quantity: i32,
    pub due_on: String,
    pub priority: String,
    pub note: String,
}

/// The inputs of one item.
pub struct Row {
    number: usize,
    id: String,
    id_name: String,
    content: Field,
    product: Field,
    quantity: Field,
    due_on: Field,
    priority: Field,
    note: Field,
}

/// One item for reading.
pub fn line(item: &WorkItem) -> Line {
    Line {
        content: item.content.clone(),
        product: item.product.clone(),
        quantity: item.quantity,
        due_on: show::day(item.due_on.as_ref()),
        priority: item.priority.clone(),
        note: item.note.clone(),
    }
}

impl WorkListPage {
    /// The list as stored, or as it was sent.
    pub fn new(page: Page, year: i32, list: Option<&WorkList>, posted: Option<&Posted>) -> Self {
        let state = list.map_or(ApprovalState::Unspecified, WorkList::state);
        let note = list.map(|list| list.approval_note.as_str()).unwrap_or_default();
        let items: &[WorkItem] = list.map(|list| list.items.as_slice()).unwrap_or_default();
        let shown = posted.map_or(items.len() + SPARE_ROWS, |posted| rows_sent(posted) + usize::from(posted.has("hanh_dong")) * SPARE_ROWS);
        Self {
            year,
            state: show::kept_or(state, note),
            return_reason: list.map(|list| list.return_reason.clone()).unwrap_or_default(),
            approved: if note.is_empty() { show::signature(list.and_then(|list| list.approved_by.as_ref())) } else { String::new() },
            note: note.to_owned(),
            open: !matches!(state, ApprovalState::Submitted | ApprovalState::Approved),
            items: items.iter().map(line).collect(),
            rows: (0..shown.max(SPARE_ROWS)).map(|index| row(index, items.get(index), posted, &page.problems)).collect(),
            page,
        }
    }
}

fn row(index: usize, item: Option<&WorkItem>, posted: Option<&Posted>, problems: &[Mistake]) -> Row {
    let name = |field: &str| format!("items[{index}].{field}");
    let field = |key: &str, label: &str, stored: String| Field::new(name(key), label).value(stored, posted).mistakes(problems);
    let stored = item.cloned().unwrap_or_default();
    let quantity = if stored.quantity > 0 { stored.quantity.to_string() } else { String::new() };
    Row {
        number: index + 1,
        id: posted.and_then(|posted| posted.find(&name("item_id"))).map_or(stored.item_id, str::to_owned),
        id_name: name("item_id"),
        content: field("content", "Nội dung công việc", stored.content),
        product: field("product", "Sản phẩm dự kiến", stored.product),
        quantity: field("quantity", "Số lượng", quantity),
        due_on: field("due_on", "Thời hạn", show::day_input(item.and_then(|item| item.due_on.as_ref()))),
        priority: field("priority", "Mức độ ưu tiên", stored.priority),
        note: field("note", "Ghi chú", stored.note),
    }
}

fn rows_sent(posted: &Posted) -> usize {
    posted.0.iter().filter(|(name, _)| name.starts_with("items[") && name.ends_with("].content")).count()
}

fn read(posted: &Posted, mistakes: &mut Vec<Mistake>) -> Vec<WorkItem> {
    let mut items = Vec::new();
    for index in 0..rows_sent(posted) {
        let name = |field: &str| format!("items[{index}].{field}");
        let due_on = posted.day(&name("due_on"), mistakes);
        let written = posted.get(&name("quantity"));
        let quantity = written.parse().unwrap_or_else(|_| i32::from(written.is_empty()));
        if quantity < 1 {
            mistakes.push(Mistake { field: name("quantity"), message: "Số lượng phải là số nguyên từ 1.".to_owned() });
        }
        items.push(WorkItem {
            item_id: posted.line(&name("item_id")),
            content: posted.lines(&name("content")),
            product: posted.line(&name("product")),
            quantity,
            due_on,
            note: posted.line(&name("note")),
            priority: posted.line(&name("priority")),
            ..WorkItem::default()
        });
    }
    items
}

/// `GET /danh-muc`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_work(&user, Some(year(&user, &asked))).await?;
    let year = years.year;
    let list = stored(&user, String::new(), year).await?;
    let view = WorkListPage::new(user.page(format!("Danh mục công việc năm {year}")).years(&years), year, list.as_ref(), None);
    Ok(html(view.page.status(), &view))
}

/// The list of a person (empty for one's own), if there is one.
pub async fn stored(user: &User, person_id: String, year: i32) -> Result<Option<WorkList>, Halt> {
    match user.calls.send(GetWorkListRequest { person_id, year, reason: String::new() }).await {
        Ok(answer) => Ok(answer.work_list),
        Err(Problem { code: Code::NotFound, .. }) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /danh-muc`.
pub async fn submit(user: User, Query(asked): Query<OfYear>, posted: Posted) -> Result<Response, Halt> {
    let year = year(&user, &asked);
    let posted = posted.without_blank_rows("items", &["content", "product", "due_on"]);
    let mut mistakes = Vec::new();
    let items = read(&posted, &mut mistakes);
    let more = posted.get("hanh_dong") == "them";
    if !more && mistakes.is_empty() {
        match user.calls.send(SubmitWorkListRequest { request_id: posted.request_id(), year, items }).await {
            Ok(_) => return Ok(go(&format!("/danh-muc?nam={year}"), "trinh-danh-muc")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    if more {
        mistakes.clear();
    }
    let list = stored(&user, String::new(), year).await?;
    let page = user.page(format!("Danh mục công việc năm {year}")).with(mistakes);
    let view = WorkListPage::new(page, year, list.as_ref(), Some(&posted));
    Ok(html(view.page.status(), &view))
}
