//! Ai bị từ chối ở cửa: asked why before anything is read; the reason is kept.

use axum::response::Response;
use proto::identity::v1::{Denial, ListDenialsRequest};

use crate::halt::Halt;
use crate::page::{Mistake, Page, html};
use crate::pages::common::{Act, Asks, Cell, Listing, settled};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Where it is asked for.
pub const HOME: &str = "/giam-sat/cua";
const TITLE: &str = "Ai bị từ chối ở cửa";

/// Why somebody was turned away, by its code.
fn why(code: &str) -> &str {
    match code {
        "PASSWORD" => "Sai mật khẩu",
        "ACCOUNT_LOCKED" => "Đang phải chờ vì sai nhiều lần",
        "NETWORK_LOCKED" => "Mạng này sai quá nhiều lần",
        "BUSY" => "Quá nhiều người đăng nhập cùng lúc",
        "INVITATION_OVER" => "Liên kết kích hoạt không còn dùng được",
        "RESET_OVER" => "Liên kết đặt lại mật khẩu không còn dùng được",
        "BOOTSTRAP_REFUSED" => "Sai mã khởi tạo",
        "SIGN_IN_FAILED" => "Khóa truy cập không đúng",
        other => other,
    }
}

/// The question why.
pub fn act_page(page: Page, posted: Option<&Posted>) -> Act {
    let inputs = vec![Asks { page: &page, posted }.reason()];
    let intro = "Lý do được lưu vào nhật ký cùng tên người xem.";
    Act { caption: "Giám sát".to_owned(), intro, rows: Vec::new(), inputs, button: "Xem", page }
}

/// The newest of them.
pub fn list_page(page: Page, denials: &[Denial]) -> Listing {
    let row = |denial: &Denial| {
        let login = match denial.person_id.as_str() {
            "" => Cell::new(format!("Dấu {}", denial.login_mark)),
            person => Cell::link(format!("Dấu {}", denial.login_mark), format!("/cong-nghe/tai-khoan/{person}")),
        };
        vec![Cell::new(show::moment(denial.at.as_ref())), login, Cell::new(&denial.client_address), Cell::new(why(&denial.reason))]
    };
    let rows = denials.iter().map(row).collect();
    let mut list = Listing::new(page, &["Lúc", "Tên đăng nhập", "Từ địa chỉ", "Vì sao"], rows, "Không ai bị từ chối trong 90 ngày qua.");
    list.lead = "Cùng một tên đăng nhập luôn có cùng một dấu, dù có tài khoản đó hay không.".to_owned();
    list
}

fn form(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = act_page(user.page(TITLE).back("/giam-sat").with(mistakes), posted);
    html(view.page.status(), &view)
}

/// `GET /giam-sat/cua`.
pub async fn ask(user: User) -> Result<Response, Halt> {
    Ok(form(&user, Vec::new(), None))
}

/// `POST /giam-sat/cua`.
pub async fn read(user: User, posted: Posted) -> Result<Response, Halt> {
    let request = ListDenialsRequest { page: everything(), reason: posted.lines("reason") };
    match settled(&posted, user.calls.send(request).await)? {
        Ok(answer) => {
            let view = list_page(user.page(TITLE).back("/giam-sat"), &answer.denials);
            Ok(html(view.page.status(), &view))
        }
        Err(mistakes) => Ok(form(&user, mistakes, Some(&posted))),
    }
}
