//! The first page of an empty installation: who administers it, by the one-time secret that the operator was shown.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use proto::identity::v1::BootstrapRequest;

use crate::app::App;
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::account::{PASSWORD_HINT, mistakes_here, open_page};
use crate::posted::Posted;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "first_run.html")]
pub struct FirstRun {
    page: Page,
    secret: Field,
    province: Field,
    domains: Field,
    full_name: Field,
    email: Field,
    password: Field,
    again: Field,
    second_name: Field,
    second_email: Field,
}

const TITLE: &str = "Khởi tạo phần mềm";

impl FirstRun {
    /// The page, empty or as it was sent.
    pub fn new(page: Page, posted: Option<&Posted>) -> Self {
        let field = |name: &str, label: &str, hint: &str, stored: &str| {
            Field::new(name, label).hint(hint).value(stored, posted).mistakes(&page.problems)
        };
        let secret = |name: &str, label: &str, hint: &str| Field::new(name, label).hint(hint).mistakes(&page.problems);
        Self {
            secret: secret(
                "secret",
                "Mã khởi tạo",
                "Người vận hành máy chủ nhận mã khi chạy lệnh congtam init. Mã dùng được một lần, trong ba ngày.",
            ),
            province: field("province_name", "Tên Ủy ban nhân dân tỉnh", "In trên văn bản.", "Ủy ban nhân dân tỉnh Quảng Trị"),
            domains: field(
                "mail_domains",
                "Tên miền thư công vụ",
                "Phần sau ký tự @, ví dụ quangtri.gov.vn. Nhiều tên miền thì cách nhau bằng dấu phẩy. Để trống thì lấy theo thư của bạn.",
                "",
            ),
            full_name: field("full_name", "Họ và tên", "", ""),
            email: field("email", "Thư điện tử công vụ", "Dùng để đăng nhập.", ""),
            password: secret("password", "Mật khẩu", PASSWORD_HINT),
            again: secret("password_again", "Nhập lại mật khẩu", ""),
            second_name: field("second_full_name", "Họ và tên người thứ hai", "", ""),
            second_email: field(
                "second_email",
                "Thư điện tử công vụ của người thứ hai",
                "Người này nhận thư mời. Vai trò quan trọng do một người đề nghị, người kia xác nhận.",
                "",
            ),
            page,
        }
    }
}

/// `GET /khoi-tao`.
pub async fn ask(State(app): State<App>, headers: HeaderMap) -> Response {
    let view = FirstRun::new(open_page(&app, &headers, TITLE), None);
    html(view.page.status(), &view)
}

/// `POST /khoi-tao`.
pub async fn begin(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let refused = |mistakes: Vec<Mistake>| {
        let view = FirstRun::new(open_page(&app, &headers, TITLE).with(mistakes), Some(&posted));
        html(view.page.status(), &view)
    };
    if posted.raw("password") != posted.raw("password_again") {
        let message = "Hai lần nhập mật khẩu không giống nhau. Hãy nhập lại cả hai.".to_owned();
        return Ok(refused(vec![Mistake { field: "password_again".to_owned(), message }]));
    }
    if posted.line("second_email").is_empty() {
        let message = "Hãy nhập quản trị viên thứ hai: một mình không ai giao được vai trò quan trọng.".to_owned();
        return Ok(refused(vec![Mistake { field: "second_email".to_owned(), message }]));
    }
    let domains = posted.line("mail_domains");
    let message = BootstrapRequest {
        request_id: posted.request_id(),
        secret: posted.line("secret"),
        full_name: posted.line("full_name"),
        email: posted.line("email"),
        password: posted.raw("password"),
        mail_domains: domains.split([',', ';', ' ']).filter(|domain| !domain.is_empty()).map(str::to_owned).collect(),
        province_name: posted.line("province_name"),
        client_address: visitor.address,
        second_full_name: posted.line("second_full_name"),
        second_email: posted.line("second_email"),
    };
    match app.clients.send(message).await {
        Ok(_) => Ok(go("/dang-nhap", "khoi-tao")),
        Err(problem) => Ok(refused(mistakes_here(&posted, problem, "secret"))),
    }
}
