//! Whom the head of an agency puts in charge of somebody, where it is not whom units and posts say.

use axum::extract::Path;
use axum::response::Response;
use contract::Word;
use proto::identity::v1::{ListPeopleRequest, OrderDirectHeadRequest, Person};
use regulation::{PostRole, Relation};

use super::{by_order, find};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, settled};
use crate::pages::everything;
use crate::pages::names::choice;
use crate::posted::Posted;
use crate::session::{Me, User};

/// What leads to the page, and its heading.
pub const NAME: &str = "Giao thủ trưởng trực tiếp";

/// Where it is.
pub fn path(person_id: &str) -> String {
    format!("/to-chuc/nhan-su/{person_id}/thu-truong")
}

/// Whether somebody may order it: the head of the person's agency.
pub fn offered(me: &Me, person: &Person) -> bool {
    let of_a_unit = person.posts.first().and_then(|post| PostRole::of(post.role)).is_some_and(PostRole::is_of_a_unit);
    me.leads_agency && person.agency_head_id == me.person_id && of_a_unit
}

/// The form: who leads something in the agency, or nobody in particular.
pub fn act_page(page: Page, person: &Person, leaders: &[Person], posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let others = leaders.iter().filter(|leader| leader.person_id != person.person_id).map(choice);
    let as_posts_say = (String::new(), "Theo đơn vị và chức vụ (không giao riêng)".to_owned());
    let now = if by_order(person) { person.direct_head_id.as_str() } else { "" };
    let inputs = vec![asks.stored("head_id", Relation::DirectHead.vi(), std::iter::once(as_posts_say).chain(others), now), asks.reason()];
    let intro = "Dùng khi người phụ trách thật không phải là người đứng đầu đơn vị, ví dụ phó thủ trưởng phụ trách bộ phận chưa có trưởng. \
                 Nhật ký theo người này ngay; phiếu đánh giá theo khi kỳ mở tự đánh giá. Riêng trưởng bộ phận: phiếu chỉ theo phó thủ trưởng \
                 phụ trách khi bộ quy tắc của năm cho phép.";
    Act { caption: person.full_name.clone(), intro, rows: Vec::new(), inputs, button: "Giao", page }
}

async fn view(user: &User, person_id: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let person = find(user, person_id).await?;
    if !offered(&user.me, &person) {
        return Err(Halt::Forbidden("Chỉ người đứng đầu cơ quan được giao thủ trưởng trực tiếp cho người của cơ quan mình.".to_owned()));
    }
    let agency_id = user.me.agency_id.clone();
    let request = ListPeopleRequest { page: everything(), agency_id, leading: true, ..ListPeopleRequest::default() };
    let leaders = user.calls.send(request).await?.people;
    let page = user.page(NAME).back(format!("/to-chuc/nhan-su/{person_id}")).with(mistakes);
    let view = act_page(page, &person, &leaders, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/nhan-su/{person}/thu-truong`.
pub async fn ask(user: User, Path(person_id): Path<String>) -> Result<Response, Halt> {
    view(&user, &person_id, Vec::new(), None).await
}

/// `POST /to-chuc/nhan-su/{person}/thu-truong`.
pub async fn order(user: User, Path(person_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = OrderDirectHeadRequest {
        request_id: posted.request_id(),
        person_id: person_id.clone(),
        head_id: posted.get("head_id").to_owned(),
        reason: posted.lines("reason"),
    };
    match settled(&posted, user.calls.send(request).await)? {
        Ok(_) => Ok(go(&format!("/to-chuc/nhan-su/{person_id}"), "luu")),
        Err(mistakes) => view(&user, &person_id, mistakes, Some(&posted)).await,
    }
}
