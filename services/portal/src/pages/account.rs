//! Signing in and out, and the first password.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::{IntoResponse, Response};
use proto::identity::v1::{ActivateRequest, SignInRequest, SignOutRequest};
use rpc::Problem;
use serde::Deserialize;

use crate::app::App;
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, done, go, html};
use crate::posted::Posted;
use crate::session::{self, safe_return};

#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    page: Page,
    email: Field,
    password: Field,
    back: String,
}

#[derive(Template)]
#[template(path = "activate.html")]
pub struct Activate {
    page: Page,
    token: String,
    password: Field,
}

/// `?ve=…&xong=…`.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    ve: String,
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
        Self { email, password, back: back.to_owned(), page }
    }
}

impl Activate {
    /// The page, empty or after a refusal.
    pub fn new(page: Page, token: &str) -> Self {
        let hint = "Ít nhất 12 ký tự. Nên dùng một câu dễ nhớ với bạn mà người khác khó đoán; không dùng họ tên hay mật khẩu phổ biến.";
        let password = Field::new("password", "Mật khẩu mới").hint(hint).mistakes(&page.problems);
        Self { token: token.to_owned(), password, page }
    }
}

fn open_page(app: &App, headers: &HeaderMap, title: &str) -> Page {
    Page { csrf: session::csrf_of(headers), request_id: app.new_id(), ..Page::plain(title) }
}

/// `GET /dang-nhap`.
pub async fn sign_in(State(app): State<App>, headers: HeaderMap, Query(query): Query<Back>) -> Response {
    let mut page = open_page(&app, &headers, "Đăng nhập");
    page.notice = done(&query.xong).to_owned();
    let view = SignIn::new(page, safe_return(&query.ve), None);
    html(view.page.status(), &view)
}

/// `POST /dang-nhap`.
pub async fn do_sign_in(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = SignInRequest {
        request_id: posted.request_id(),
        email: posted.line("email"),
        password: posted.0.iter().find(|(name, _)| name == "password").map(|(_, value)| value.clone()).unwrap_or_default(),
        user_agent: headers.get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned(),
        ..SignInRequest::default()
    };
    match app.clients.accounts().sign_in(rpc::client::plain(message)).await {
        Ok(answer) => {
            let cookie = session::cookie(&app, &answer.into_inner().session_token);
            Ok(([(SET_COOKIE, cookie)], go(safe_return(posted.get("back")), "")).into_response())
        }
        Err(status) => {
            let page = open_page(&app, &headers, "Đăng nhập").with(mistakes_here(&posted, Problem::from(&status), "email"));
            let view = SignIn::new(page, safe_return(posted.get("back")), Some(&posted));
            Ok(html(view.page.status(), &view))
        }
    }
}

/// A refusal without fields is about the first field: there is nothing else to mend.
fn mistakes_here(posted: &Posted, problem: Problem, field: &str) -> Vec<Mistake> {
    let mut mistakes = posted.mistakes(problem);
    for mistake in mistakes.iter_mut().filter(|mistake| mistake.field.is_empty()) {
        field.clone_into(&mut mistake.field);
    }
    mistakes
}

/// `POST /dang-xuat`.
pub async fn do_sign_out(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    if let Some(secret) = session::secret_of(&headers) {
        app.clients.forget(&secret);
        let message = SignOutRequest { request_id: posted.request_id(), session_token: secret };
        app.clients.accounts().sign_out(rpc::client::plain(message)).await.map_err(|status| Halt::from(Problem::from(&status)))?;
    }
    Ok(([(SET_COOKIE, session::cookie(&app, ""))], go("/dang-nhap", "dang-xuat")).into_response())
}

/// `GET /kich-hoat`.
pub async fn activate(State(app): State<App>, headers: HeaderMap, Query(query): Query<Invitation>) -> Response {
    let view = Activate::new(open_page(&app, &headers, "Đặt mật khẩu lần đầu"), &query.ma);
    html(view.page.status(), &view)
}

/// `POST /kich-hoat`.
pub async fn do_activate(State(app): State<App>, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = ActivateRequest {
        request_id: posted.request_id(),
        activation_token: posted.get("ma").to_owned(),
        password: posted.0.iter().find(|(name, _)| name == "password").map(|(_, value)| value.clone()).unwrap_or_default(),
    };
    match app.clients.accounts().activate(rpc::client::plain(message)).await {
        Ok(_) => Ok(go("/dang-nhap", "mat-khau")),
        Err(status) => {
            let mistakes = mistakes_here(&posted, Problem::from(&status), "password");
            let view = Activate::new(open_page(&app, &headers, "Đặt mật khẩu lần đầu").with(mistakes), posted.get("ma"));
            Ok(html(view.page.status(), &view))
        }
    }
}
