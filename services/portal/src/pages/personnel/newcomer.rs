//! One person whom no staff list names yet: added with the first post.

use axum::extract::Query;
use axum::response::Response;
use proto::identity::v1::{AddPersonRequest, AddPersonResponse, Employment, Unit};
use regulation::PostRole;

use super::acts::{DAY, OFFICERS, as_said, places, roles_of};
use super::{agency, choose_agency, units};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Done, Wanted, settled};
use crate::posted::Posted;
use crate::session::User;

const HERE: &str = "/to-chuc/nhan-su/them";

/// Footings, as forms offer them.
pub const EMPLOYMENTS: [(Employment, &str); 4] = [
    (Employment::Cadre, "Cán bộ"),
    (Employment::CivilServant, "Công chức"),
    (Employment::PublicEmployee, "Viên chức"),
    (Employment::Contract, "Hợp đồng 68"),
];

/// Footings to choose from, as (value, label).
pub fn employments() -> [(String, String); 4] {
    EMPLOYMENTS.map(|(one, label)| ((one as i32).to_string(), label.to_owned()))
}

/// What is chosen where something is so.
pub const YES: &str = "1";

/// Two answers that are always one of both, as (value, label): what is not so comes first.
pub fn no_or_yes() -> [(String, String); 2] {
    [("0", "Không"), (YES, "Có")].map(|(value, label)| (value.to_owned(), label.to_owned()))
}

/// The form, for an officer who may name these roles.
pub fn new_page<'a>(page: Page, units: impl IntoIterator<Item = &'a Unit>, roles: &[PostRole], posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let inputs = vec![
        asks.text("full_name", "Họ và tên", ""),
        asks.text("birth_date", "Ngày sinh", "Ví dụ: 15/02/1990"),
        asks.text("email", "Thư công vụ", "Là tên đăng nhập. Địa chỉ ngoài tên miền công vụ phải chờ danh sách thư công vụ."),
        asks.choose("unit_id", "Đơn vị", places(units)),
        asks.text("title", "Chức vụ, chức danh", "Ghi như trong quyết định, ví dụ: Chuyên viên"),
        asks.select("role", "Vai trò trong đánh giá", as_said("Theo chức danh", roles)),
        asks.choose("employment", "Diện", employments()),
        asks.text("from", "Giữ chức vụ từ ngày", DAY),
        asks.text("recruited_on", "Ngày vào cơ quan (nếu khác)", "Để trống nếu là ngày giữ chức vụ."),
        asks.text("transferred_from", "Chuyển đến từ cơ quan (nếu có)", "Người mới tuyển dụng để trống."),
        asks.text("rank", "Ngạch, chức danh nghề nghiệp", "Ví dụ: Chuyên viên (01.003)"),
        asks.text("step", "Bậc", ""),
        asks.text("coefficient", "Hệ số lương", "Ví dụ: 2,34"),
        asks.choose("party_member", "Đảng viên", no_or_yes()),
        asks.choose("education_public_employee", "Viên chức giáo dục", no_or_yes()),
        asks.reason(),
    ];
    let intro = "Dùng khi thêm một người; nhiều người thì nhập danh sách từ Excel. Người này nhận thư mời đặt mật khẩu.";
    Act { caption: "Nhân sự".to_owned(), intro, rows: Vec::new(), inputs, button: "Thêm người", page }
}

async fn view(user: &User, wanted: &Wanted, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let agency_id = agency(user, wanted);
    let page = user.page("Thêm một người").back("/to-chuc/nhan-su").with(mistakes);
    if agency_id.is_empty() {
        return choose_agency(user, page, HERE).await;
    }
    let view = new_page(page, units(user, &agency_id).await?.values(), roles_of(&user.me), posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/nhan-su/them`.
pub async fn ask(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    user.only(&OFFICERS)?;
    view(&user, &wanted, Vec::new(), None).await
}

/// `POST /to-chuc/nhan-su/them`.
pub async fn add(user: User, Query(wanted): Query<Wanted>, posted: Posted) -> Result<Response, Halt> {
    match send(&user, &posted).await? {
        Ok(added) => {
            let person_id = added.person.unwrap_or_default().person_id;
            Ok(go(&format!("/to-chuc/nhan-su/{person_id}"), if added.invited { "them-nguoi" } else { "cho-thu" }))
        }
        Err(mistakes) => view(&user, &wanted, mistakes, Some(&posted)).await,
    }
}

async fn send(user: &User, posted: &Posted) -> Done<AddPersonResponse> {
    let mut mistakes = Vec::new();
    let mut day = |name: &str| posted.day(name, &mut mistakes);
    let (birth_date, from, recruited_on) = (day("birth_date"), day("from"), day("recruited_on"));
    let (unit_id, employment) = (posted.chosen("unit_id", &mut mistakes), posted.chosen("employment", &mut mistakes));
    let party_member = posted.chosen("party_member", &mut mistakes) == YES;
    let education_public_employee = posted.chosen("education_public_employee", &mut mistakes) == YES;
    if !mistakes.is_empty() {
        return Ok(Err(mistakes));
    }
    let request = AddPersonRequest {
        request_id: posted.request_id(),
        full_name: posted.line("full_name"),
        birth_date,
        email: posted.line("email"),
        party_member,
        education_public_employee,
        recruited_on,
        transferred_from: posted.line("transferred_from"),
        unit_id,
        title: posted.line("title"),
        role: posted.get("role").parse().unwrap_or_default(),
        employment: employment.parse().unwrap_or_default(),
        rank: posted.line("rank"),
        step: posted.line("step"),
        coefficient: posted.line("coefficient"),
        from,
        reason: posted.lines("reason"),
    };
    settled(posted, user.calls.send(request).await)
}
