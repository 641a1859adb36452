//! Thông báo: what one was told, newest first.

use axum::extract::Query;
use axum::response::Response;
use proto::identity::v1::{InboxNotice, ListMyNoticesRequest, MarkNoticesReadRequest};

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::common::{Cell, Listing, Wanted};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Where one looks at what a notice is about; empty when there is nothing to open.
fn about(kind: &str, id: &str) -> String {
    match kind {
        "RECORD" => format!("/ket-qua/{id}"),
        "FAULT_REPORT" => format!("/ho-tro/{id}"),
        "HEADS" => super::heads::HOME.to_owned(),
        "ACCOUNT" => format!("/cong-nghe/tai-khoan/{id}"),
        "STATUS_REPORT" => "/cong-nghe/bao-cao".to_owned(),
        "LOG" | "WORK_LIST" => "/bang-ke".to_owned(),
        "HANDOVER" => format!("/ban-giao/{id}"),
        "PERIOD" => "/".to_owned(),
        "SPANS" => format!("/ket-qua/theo-ky?nam={id}"),
        _ => String::new(),
    }
}

/// The inbox.
pub fn list_page(page: Page, notices: &[InboxNotice], unread: i32) -> Listing {
    let row = |one: &InboxNotice| {
        let notice = one.notice.clone().unwrap_or_default();
        let title = Cell { text: notice.title, href: about(&notice.about_kind, &notice.about_id), ..Cell::default() };
        let read = if one.read_at.is_some() { Tag::default() } else { Tag::new("Chưa đọc", "blue") };
        vec![title.note(notice.text), Cell { text: show::moment(one.raised_at.as_ref()), tag: read, ..Cell::default() }]
    };
    let rows = notices.iter().map(row).collect();
    let mut list = Listing::new(page, &["Thông báo", "Lúc"], rows, "Chưa có thông báo nào.");
    if unread > 0 {
        list.lead = format!("{unread} thông báo chưa đọc.");
        list.button = ("Đánh dấu đã đọc tất cả", "doc");
    }
    list
}

/// `GET /thong-bao`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let answer = user.calls.send(ListMyNoticesRequest { page: wanted.page(), unread_only: false }).await?;
    let mut view = list_page(user.page("Thông báo").back("/"), &answer.notices, answer.unread);
    view.next = wanted.next("/thong-bao", answer.page.as_ref());
    Ok(html(view.page.status(), &view))
}

/// `POST /thong-bao`: marks everything as read.
pub async fn mark(user: User, posted: Posted) -> Result<Response, Halt> {
    user.calls.send(MarkNoticesReadRequest { request_id: posted.request_id(), notice_ids: Vec::new(), all: true }).await?;
    Ok(go("/thong-bao", ""))
}
