//! Người đứng đầu chờ xác nhận: who is to lead an agency, as one person said and another one confirms.

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::identity::v1::{ConfirmHeadsRequest, HeadToConfirm, ListHeadsToConfirmRequest};

use crate::field::{SummaryRow, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Cell, Listing, Wanted, settled};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Where the list is.
pub const HOME: &str = "/cong-nghe/nguoi-dung-dau";

/// Everybody who waits.
pub fn list_page(page: Page, heads: &[HeadToConfirm]) -> Listing {
    let row = |head: &HeadToConfirm| {
        let name = if head.yours { Cell::link(&head.full_name, format!("{HOME}/{}", head.post_id)) } else { Cell::new(&head.full_name) };
        let asked = Cell::new(&head.asked_by_name).note(show::moment(head.asked_at.as_ref()));
        vec![
            name.note(&head.email),
            Cell::new(&head.title).note(&head.agency_name),
            Cell { tag: if head.yours { Tag::default() } else { Tag::new("Chờ người khác", "grey") }, ..asked },
        ]
    };
    let rows = heads.iter().map(row).collect();
    let empty = "Không có ai chờ xác nhận.";
    let mut list = Listing::new(page, &["Người đứng đầu, thư công vụ", "Chức vụ, cơ quan", "Do ai đưa vào"], rows, empty);
    list.lead = "Người đứng đầu cơ quan quyết định với mọi người trong cơ quan, nên cần hai người: một người nhập hoặc bổ nhiệm, người khác xem đúng người, đúng địa chỉ thư rồi xác nhận. Trước đó họ chưa có quyền của người đứng đầu."
        .to_owned();
    if heads.iter().any(|head| head.yours) {
        list.button = ("Xác nhận tất cả những người trên", "tat-ca");
    }
    list
}

/// One of them.
pub fn act_page(page: Page, head: &HeadToConfirm) -> Act {
    let since = head.valid_from.as_ref().map(|day| show::day(Some(day))).unwrap_or_default();
    let rows = vec![
        SummaryRow::new("Họ và tên", &head.full_name),
        SummaryRow::new("Thư công vụ", &head.email),
        SummaryRow::new("Chức vụ", &head.title),
        SummaryRow::new("Đơn vị", &head.unit_name),
        SummaryRow::new("Cơ quan", &head.agency_name),
        SummaryRow::new("Từ ngày", since),
        SummaryRow::new("Do ai đưa vào", format!("{}\n{}", head.asked_by_name, show::moment(head.asked_at.as_ref()))),
    ];
    let intro = "Hãy đối chiếu với quyết định bổ nhiệm và địa chỉ thư công vụ trước khi xác nhận.";
    Act { caption: "Người đứng đầu cơ quan".to_owned(), intro, rows, inputs: Vec::new(), button: "Xác nhận", page }
}

async fn waiting(user: &User) -> Result<Vec<HeadToConfirm>, Halt> {
    Ok(user.calls.send(ListHeadsToConfirmRequest { page: everything() }).await?.heads)
}

fn view(user: &User, heads: &[HeadToConfirm], mistakes: Vec<Mistake>) -> Listing {
    list_page(user.page("Người đứng đầu chờ xác nhận").back("/cong-nghe/tai-khoan").with(mistakes), heads)
}

/// `GET /cong-nghe/nguoi-dung-dau`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let answer = user.calls.send(ListHeadsToConfirmRequest { page: wanted.page() }).await?;
    let mut view = view(&user, &answer.heads, Vec::new());
    view.next = wanted.next(HOME, answer.page.as_ref());
    Ok(html(view.page.status(), &view))
}

/// `POST /cong-nghe/nguoi-dung-dau`: confirms everybody whom the reader may.
pub async fn confirm_all(user: User, posted: Posted) -> Result<Response, Halt> {
    let heads = waiting(&user).await?;
    let post_ids = heads.iter().filter(|head| head.yours).map(|head| head.post_id.clone()).collect();
    let request = ConfirmHeadsRequest { request_id: posted.request_id(), post_ids };
    match settled(&posted, user.calls.send(request).await)? {
        Ok(_) => Ok(go(HOME, "luu")),
        Err(mistakes) => {
            let view = view(&user, &heads, mistakes);
            Ok(html(view.page.status(), &view))
        }
    }
}

async fn form(user: &User, post_id: &str, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let head = waiting(user).await?.into_iter().find(|head| head.post_id == post_id);
    let head = head.ok_or_else(|| Halt::NotFound("Không còn chờ xác nhận.".to_owned()))?;
    let view = act_page(user.page("Xác nhận người đứng đầu").back(HOME).with(mistakes), &head);
    Ok(html(view.page.status(), &view))
}

/// `GET /cong-nghe/nguoi-dung-dau/{post}`.
pub async fn ask(user: User, Path(post_id): Path<String>) -> Result<Response, Halt> {
    form(&user, &post_id, Vec::new()).await
}

/// `POST /cong-nghe/nguoi-dung-dau/{post}`.
pub async fn confirm(user: User, Path(post_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = ConfirmHeadsRequest { request_id: posted.request_id(), post_ids: vec![post_id.clone()] };
    match settled(&posted, user.calls.send(request).await)? {
        Ok(_) => Ok(go(HOME, "luu")),
        Err(mistakes) => form(&user, &post_id, mistakes).await,
    }
}
