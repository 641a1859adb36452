//! Chức danh: what officers said that titles make their holders, and saying it.

use axum::extract::Query;
use axum::response::Response;
use proto::common::v1::PostRole;
use proto::identity::v1::{AnswerTitleRequest, ListTitleAnswersRequest, SystemRole, TitleAnswer};

use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Cell, Listing, Wanted, settled};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

const HOME: &str = "/to-chuc/chuc-danh";

/// Where a title is held, as forms ask.
const PLACES: [(&str, &str); 2] = [("bo-phan", "Trong phòng, ban, đơn vị của cơ quan"), ("lanh-dao", "Trong lãnh đạo cơ quan")];

/// What was answered.
pub fn list_page(page: Page, answers: &[TitleAnswer]) -> Listing {
    let row = |answer: &TitleAnswer| {
        let place = if answer.at_top { PLACES[1].1 } else { PLACES[0].1 };
        let scope = if answer.agency_id.is_empty() { "Toàn tỉnh" } else { "Cơ quan này" };
        vec![Cell::new(&answer.title), Cell::new(place), Cell::new(show::post_role(answer.role())), Cell::new(scope)]
    };
    let rows = answers.iter().map(row).collect();
    let mut list =
        Listing::new(page, &["Chức danh", "Giữ ở", "Vai trò trong đánh giá", "Áp dụng"], rows, "Chưa có chức danh nào được xác nhận thêm.");
    list.lead =
        "Phần mềm biết các chức danh thường dùng của Điều 3. Chức danh khác được hỏi khi nhập danh sách; câu trả lời được nhớ ở đây."
            .to_owned();
    list.links = vec![(format!("{HOME}/xac-nhan"), "Xác nhận hoặc sửa một chức danh".to_owned())];
    list
}

/// Saying what a title makes its holder.
pub fn act_page(page: Page, posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let roles = show::post_roles();
    let inputs = vec![
        asks.text("answer.title", "Chức danh", "Ghi như trong danh sách nhân sự."),
        asks.select("noi-giu", "Giữ ở", PLACES.map(|(value, label)| (value.to_owned(), label.to_owned()))),
        asks.choose("answer.role", "Vai trò trong đánh giá", roles),
    ];
    let intro = "Áp dụng ngay cho người đang giữ chức danh này và cho các lần nhập sau.";
    Act { caption: "Chức danh".to_owned(), intro, rows: Vec::new(), inputs, button: "Xác nhận", page }
}

/// `GET /to-chuc/chuc-danh`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let request = ListTitleAnswersRequest { page: wanted.page(), agency_id: scope(&user) };
    let answer = user.calls.send(request).await?;
    let mut view = list_page(user.page("Chức danh và vai trò trong đánh giá").back("/to-chuc/nhan-su"), &answer.answers);
    view.next = wanted.next(HOME, answer.page.as_ref());
    Ok(html(view.page.status(), &view))
}

/// The agency that an officer answers for: Sở Nội vụ answers for the province.
pub fn scope(user: &User) -> String {
    if user.me.holds(&[SystemRole::SnvAdmin]) { String::new() } else { user.me.agency_id.clone() }
}

fn form(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = act_page(user.page("Xác nhận chức danh").back(HOME).with(mistakes), posted);
    html(view.page.status(), &view)
}

/// `GET /to-chuc/chuc-danh/xac-nhan`.
pub async fn ask(user: User) -> Result<Response, Halt> {
    Ok(form(&user, Vec::new(), None))
}

/// `POST /to-chuc/chuc-danh/xac-nhan`.
pub async fn act(user: User, posted: Posted) -> Result<Response, Halt> {
    let at_top = posted.get("noi-giu") == PLACES[1].0;
    let role = posted.get("answer.role").parse().unwrap_or(PostRole::Unspecified as i32);
    let answer = TitleAnswer { title: posted.line("answer.title"), at_top, agency_id: scope(&user), role };
    let request = AnswerTitleRequest { request_id: posted.request_id(), answer: Some(answer) };
    match settled(&posted, user.calls.send(request).await)? {
        Ok(_) => Ok(go(HOME, "luu")),
        Err(mistakes) => Ok(form(&user, mistakes, Some(&posted))),
    }
}
