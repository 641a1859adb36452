//! Ủy quyền: a head who is away hands on the approval of work.

use axum::extract::Path;
use axum::response::Response;
use proto::identity::v1::{DelegateRequest, Delegation, EndDelegationRequest, ListMyDelegationsRequest, ListPeopleRequest, Person};

use super::find;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Cell, Listing, settled};
use crate::pages::everything;
use crate::pages::names::choice;
use crate::posted::Posted;
use crate::session::{Me, User};
use crate::show;

/// Delegations given and received, with the names of the others.
pub fn list_page(page: Page, me: &Me, delegations: &[(Delegation, String)]) -> Listing {
    let row = |(one, name): &(Delegation, String)| {
        let mine = one.head_id == me.person_id;
        let end = Cell::link("Kết thúc", format!("/tai-khoan/uy-quyen/{}/ket-thuc", one.delegation_id));
        vec![
            Cell::new(name).note(if mine { "Tôi ủy quyền" } else { "Ủy quyền cho tôi" }),
            Cell::new(format!("{} – {}", show::day(one.from.as_ref()), show::day(one.until.as_ref()))),
            Cell::new(&one.reason),
            if mine { end } else { Cell::default() },
        ]
    };
    let rows = delegations.iter().map(row).collect();
    let mut list = Listing::new(page, &["Người", "Thời gian", "Lý do", "Thay đổi"], rows, "Hiện không có ủy quyền nào.");
    list.lead = "Khi thủ trưởng vắng mặt, người được ủy quyền phê duyệt danh mục và bảng kê công việc thay. Chấm điểm, thẩm định và quyết định không ủy quyền được.".to_owned();
    if me.leads {
        list.links = vec![("/tai-khoan/uy-quyen/moi".to_owned(), "Ủy quyền phê duyệt công việc".to_owned())];
    }
    list
}

/// `GET /tai-khoan/uy-quyen`.
pub async fn list(user: User) -> Result<Response, Halt> {
    let delegations = user.calls.send(ListMyDelegationsRequest { page: everything() }).await?.delegations;
    let mut named = Vec::new();
    for one in delegations {
        let other = if one.head_id == user.me.person_id { &one.delegate_id } else { &one.head_id };
        let name = find(&user, other).await?.full_name;
        named.push((one, name));
    }
    let view = list_page(user.page("Ủy quyền phê duyệt").back("/tai-khoan"), &user.me, &named);
    Ok(html(view.page.status(), &view))
}

/// The page on which a head delegates.
pub fn new_page(page: Page, people: &[Person], posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let inputs = vec![
        asks.choose("delegate_id", "Người được ủy quyền", people.iter().map(choice)),
        asks.text("from", "Từ ngày", "Ví dụ: 01/12/2019"),
        asks.text("until", "Đến hết ngày", "Nhiều nhất 180 ngày."),
        asks.reason(),
    ];
    Act {
        caption: String::new(),
        intro: "Người được ủy quyền phê duyệt danh mục và bảng kê công việc của cấp dưới của bạn trong thời gian này; bạn vẫn phê duyệt được.",
        rows: Vec::new(),
        inputs,
        button: "Ủy quyền",
        page,
    }
}

async fn new_view(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let request = ListPeopleRequest { page: everything(), agency_id: user.me.agency_id.clone(), ..ListPeopleRequest::default() };
    let mut people = user.calls.send(request).await?.people;
    people.retain(|person| person.person_id != user.me.person_id);
    let view = new_page(user.page("Ủy quyền phê duyệt công việc").back("/tai-khoan/uy-quyen").with(mistakes), &people, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /tai-khoan/uy-quyen/moi`.
pub async fn ask(user: User) -> Result<Response, Halt> {
    if !user.me.leads {
        return Err(Halt::Forbidden("Chỉ người đứng đầu cơ quan, đơn vị được ủy quyền phê duyệt công việc.".to_owned()));
    }
    new_view(&user, Vec::new(), None).await
}

/// `POST /tai-khoan/uy-quyen/moi`.
pub async fn delegate(user: User, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let (from, until) = (posted.day("from", &mut mistakes), posted.day("until", &mut mistakes));
    let delegate_id = posted.chosen("delegate_id", &mut mistakes);
    if mistakes.is_empty() {
        let request = DelegateRequest { request_id: posted.request_id(), delegate_id, from, until, reason: posted.lines("reason") };
        match settled(&posted, user.calls.send(request).await)? {
            Ok(_) => return Ok(go("/tai-khoan/uy-quyen", "luu")),
            Err(refused) => mistakes = refused,
        }
    }
    new_view(&user, mistakes, Some(&posted)).await
}

/// The page that asks before a delegation ends.
pub fn end_page(page: Page) -> Act {
    let intro = "Người được ủy quyền không phê duyệt thay được nữa, kể từ bây giờ.";
    Act { caption: String::new(), intro, rows: Vec::new(), inputs: Vec::new(), button: "Kết thúc ủy quyền", page }
}

/// `GET /tai-khoan/uy-quyen/{delegation}/ket-thuc`.
pub async fn ask_end(user: User, Path(delegation_id): Path<String>) -> Result<Response, Halt> {
    let known = user.calls.send(ListMyDelegationsRequest { page: everything() }).await?.delegations;
    if !known.iter().any(|one| one.delegation_id == delegation_id && one.head_id == user.me.person_id) {
        return Err(Halt::NotFound("Không có ủy quyền này.".to_owned()));
    }
    let view = end_page(user.page("Kết thúc ủy quyền").back("/tai-khoan/uy-quyen"));
    Ok(html(view.page.status(), &view))
}

/// `POST /tai-khoan/uy-quyen/{delegation}/ket-thuc`.
pub async fn end(user: User, Path(delegation_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    user.calls.send(EndDelegationRequest { request_id: posted.request_id(), delegation_id }).await?;
    Ok(go("/tai-khoan/uy-quyen", "luu"))
}
