//! Before one is signed in: signing in and out, the code of the second factor, the first password and another one.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use proto::identity::v1::{
    ActivateRequest, ProveCodeRequest, RequestPasswordResetRequest, ResetPasswordRequest, SignInRequest, SignInStep, SignOutRequest,
};
use rpc::Problem;
use serde::Deserialize;

use crate::app::App;
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, done, go, html};
use crate::posted::Posted;
use crate::session::{self, safe_return};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    page: Page,
    email: Field,
    password: Field,
    back: String,
    /// Where one signs in by passkey.
    passkey: String,
}

#[derive(Template)]
#[template(path = "set_password.html")]
pub struct SetPassword {
    page: Page,
    action: &'static str,
    intro: &'static str,
    token: String,
    password: Field,
}

#[derive(Template)]
#[template(path = "code.html")]
pub struct Code {
    page: Page,
    code: Field,
    back: String,
}

#[derive(Template)]
#[template(path = "forgotten.html")]
pub struct Forgotten {
    page: Page,
    email: Field,
    sent: bool,
}

/// `?ve=…&xong=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    /// Where to go on afterwards.
    #[serde(default)]
    pub ve: String,
    #[serde(default)]
    xong: String,
}

/// `?ma=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Invitation {
    #[serde(default)]
    ma: String,
}

impl SignIn {
    /// The page, empty or as it was sent.
    pub fn new(page: Page, back: &str, posted: Option<&Posted>) -> Self {
        let email =
            Field::new("email", "Thư điện tử công vụ").hint("Ví dụ: hoalt@quangtri.gov.vn").value("", posted).mistakes(&page.problems);
        let password = Field::new("password", "Mật khẩu").mistakes(&page.problems);
        let passkey = format!("/dang-nhap/khoa-truy-cap?ve={}", session::escape(back));
        Self { email, password, back: back.to_owned(), passkey, page }
    }
}

/// What a new password must be.
pub const PASSWORD_HINT: &str =
    "Ít nhất 12 ký tự. Nên dùng một câu dễ nhớ với bạn mà người khác khó đoán; không dùng họ tên hay mật khẩu phổ biến.";

impl SetPassword {
    /// The first password.
    pub fn first(page: Page, token: &str) -> Self {
        Self::new(page, "/kich-hoat", "Mật khẩu này dùng để đăng nhập cùng với địa chỉ thư công vụ đã nhận thư mời.", token)
    }

    /// Another password.
    pub fn another(page: Page, token: &str) -> Self {
        Self::new(page, "/dat-lai-mat-khau", "Sau khi đặt mật khẩu mới, mọi phiên đăng nhập đang mở sẽ kết thúc.", token)
    }

    fn new(page: Page, action: &'static str, intro: &'static str, token: &str) -> Self {
        let password = Field::new("password", "Mật khẩu mới").hint(PASSWORD_HINT).mistakes(&page.problems);
        Self { action, intro, token: token.to_owned(), password, page }
    }
}

impl Code {
    /// The page, empty or after a refusal.
    pub fn new(page: Page, back: &str) -> Self {
        let hint = "Mã 6 chữ số trong ứng dụng xác thực trên điện thoại; nếu mất điện thoại, nhập một mã dự phòng.";
        let code = Field::new("code", "Mã xác thực").hint(hint).mistakes(&page.problems);
        Self { code, back: back.to_owned(), page }
    }
}

impl Forgotten {
    /// The page, before or after the mail was asked for.
    pub fn new(page: Page, sent: bool, posted: Option<&Posted>) -> Self {
        let email = Field::new("email", "Thư điện tử công vụ").value("", posted).mistakes(&page.problems);
        Self { email, sent, page }
    }
}

/// A page for who is not signed in.
pub fn open_page(app: &App, headers: &HeaderMap, title: &str) -> Page {
    Page { csrf: session::csrf_of(headers, app.https), request_id: app.new_id(), ..Page::plain(title) }
}

/// `GET /dang-nhap`.
pub async fn sign_in(State(app): State<App>, headers: HeaderMap, Query(query): Query<Back>) -> Response {
    let mut page = open_page(&app, &headers, "Đăng nhập");
    page.notice = done(&query.xong).to_owned();
    let view = SignIn::new(page, safe_return(&query.ve), None);
    html(view.page.status(), &view)
}

/// `POST /dang-nhap`.
pub async fn do_sign_in(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = SignInRequest {
        request_id: posted.request_id(),
        email: posted.line("email"),
        password: posted.raw("password"),
        client_address: visitor.address,
        user_agent: visitor.user_agent,
        former_session_token: visitor.secret.clone(),
    };
    match app.clients.send(message).await {
        Ok(answer) => {
            app.clients.forget(&visitor.secret);
            let back = safe_return(posted.get("back"));
            let target = match answer.next() {
                SignInStep::Code => format!("/xac-thuc?ve={}", session::escape(back)),
                SignInStep::Enrol => "/tai-khoan/xac-thuc-hai-lop".to_owned(),
                SignInStep::Open | SignInStep::Unspecified => back.to_owned(),
            };
            Ok(([(SET_COOKIE, session::cookie(&app, &answer.session_token))], go(&target, "")).into_response())
        }
        Err(problem) => {
            let page = open_page(&app, &headers, "Đăng nhập").with(mistakes_here(&posted, problem, "email"));
            let view = SignIn::new(page, safe_return(posted.get("back")), Some(&posted));
            Ok(html(view.page.status(), &view))
        }
    }
}

/// A refusal without fields is about the first field: there is nothing else to mend.
pub fn mistakes_here(posted: &Posted, problem: Problem, field: &str) -> Vec<Mistake> {
    let mut mistakes = posted.mistakes(problem);
    for mistake in mistakes.iter_mut().filter(|mistake| mistake.field.is_empty()) {
        field.clone_into(&mut mistake.field);
    }
    mistakes
}

/// `POST /dang-xuat`.
pub async fn do_sign_out(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    if let Some(secret) = session::secret_of(&headers, app.https) {
        app.clients.forget(&secret);
        let message = SignOutRequest { request_id: posted.request_id(), session_token: secret };
        app.clients.send(message).await?;
    }
    // Unsent text that the browser keeps belongs to who has just left.
    let leaves =
        [(SET_COOKIE, session::cookie(&app, "")), (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned())];
    Ok((leaves, go("/dang-nhap", "dang-xuat")).into_response())
}

/// `GET /xac-thuc`.
pub async fn code(State(app): State<App>, headers: HeaderMap, Query(query): Query<Back>) -> Response {
    let view = Code::new(open_page(&app, &headers, "Xác thực hai lớp"), safe_return(&query.ve));
    html(view.page.status(), &view)
}

/// `POST /xac-thuc`.
pub async fn prove_code(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = ProveCodeRequest {
        request_id: posted.request_id(),
        session_token: visitor.secret,
        code: posted.line("code"),
        client_address: visitor.address,
    };
    let back = safe_return(posted.get("back"));
    match app.clients.send(message).await {
        Ok(answer) => {
            let cookie = session::cookie(&app, &answer.session_token);
            Ok(([(SET_COOKIE, cookie)], go(back, "")).into_response())
        }
        Err(problem) => {
            if problem.reason == "SESSION_OVER" {
                return Err(Halt::SignIn(back.to_owned()));
            }
            let page = open_page(&app, &headers, "Xác thực hai lớp").with(mistakes_here(&posted, problem, "code"));
            let view = Code::new(page, back);
            Ok(html(view.page.status(), &view))
        }
    }
}

/// `GET /quen-mat-khau`.
pub async fn forgotten(State(app): State<App>, headers: HeaderMap) -> Response {
    let view = Forgotten::new(open_page(&app, &headers, "Quên mật khẩu"), false, None);
    html(view.page.status(), &view)
}

/// `POST /quen-mat-khau`.
pub async fn ask_reset(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let page = open_page(&app, &headers, "Quên mật khẩu");
    let email = posted.line("email");
    if !email.contains('@') {
        let message = "Hãy nhập địa chỉ thư điện tử công vụ.".to_owned();
        let view = Forgotten::new(page.with(vec![Mistake { field: "email".to_owned(), message }]), false, Some(&posted));
        return Ok(html(view.page.status(), &view));
    }
    let message = RequestPasswordResetRequest { request_id: posted.request_id(), email, client_address: visitor.address };
    app.clients.send(message).await?;
    let view = Forgotten::new(page, true, Some(&posted));
    Ok(html(view.page.status(), &view))
}

/// `GET /dat-lai-mat-khau`.
pub async fn reset(State(app): State<App>, headers: HeaderMap, Query(query): Query<Invitation>) -> Response {
    let view = SetPassword::another(open_page(&app, &headers, "Đặt mật khẩu mới"), &query.ma);
    html(view.page.status(), &view)
}

/// `POST /dat-lai-mat-khau`.
pub async fn do_reset(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = ResetPasswordRequest {
        request_id: posted.request_id(),
        reset_token: posted.get("ma").to_owned(),
        password: posted.raw("password"),
        client_address: visitor.address,
    };
    match app.clients.send(message).await {
        Ok(_) => Ok(go("/dang-nhap", "mat-khau")),
        Err(problem) => {
            let mistakes = mistakes_here(&posted, problem, "password");
            let view = SetPassword::another(open_page(&app, &headers, "Đặt mật khẩu mới").with(mistakes), posted.get("ma"));
            Ok(html(view.page.status(), &view))
        }
    }
}

/// `GET /kich-hoat`.
pub async fn activate(State(app): State<App>, headers: HeaderMap, Query(query): Query<Invitation>) -> Response {
    let view = SetPassword::first(open_page(&app, &headers, "Đặt mật khẩu lần đầu"), &query.ma);
    html(view.page.status(), &view)
}

/// `POST /kich-hoat`.
pub async fn do_activate(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = ActivateRequest {
        request_id: posted.request_id(),
        activation_token: posted.get("ma").to_owned(),
        password: posted.raw("password"),
        client_address: visitor.address,
    };
    match app.clients.send(message).await {
        Ok(_) => Ok(go("/dang-nhap", "mat-khau")),
        Err(problem) => {
            let mistakes = mistakes_here(&posted, problem, "password");
            let view = SetPassword::first(open_page(&app, &headers, "Đặt mật khẩu lần đầu").with(mistakes), posted.get("ma"));
            Ok(html(view.page.status(), &view))
        }
    }
}
