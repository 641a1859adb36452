//! Passkeys: one's own, and signing in with one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use proto::identity::v1::{
    BeginPasskeyRequest, BeginPasskeySignInRequest, ConfirmPasskeyRequest, ListMyPasskeysRequest, Passkey, RemovePasskeyRequest,
    SignInWithPasskeyRequest,
};
use rpc::Problem;

use crate::app::App;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::account::{Back, open_page};
use crate::pages::common::{Act, Asks, Cell, Listing};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::{self, User, safe_return};
use crate::show;
use crate::visitor::Visitor;

const HOME: &str = "/tai-khoan/khoa-truy-cap";
const NOT_OFFERED: &str = "PASSKEYS_NOT_OFFERED";
const SIGN_IN: &str = "Đăng nhập bằng khóa truy cập";

/// One's own passkeys.
pub fn list_page(page: Page, passkeys: &[Passkey]) -> Listing {
    let row = |one: &Passkey| {
        let used = if one.used_at.is_some() { show::moment(one.used_at.as_ref()) } else { "Chưa dùng".to_owned() };
        vec![
            Cell::new(&one.name),
            Cell::new(show::moment(one.created_at.as_ref())),
            Cell::new(used),
            Cell::link("Gỡ", format!("{HOME}/{}/go", one.passkey_id)),
        ]
    };
    let rows = passkeys.iter().map(row).collect();
    let mut list = Listing::new(page, &["Tên", "Tạo lúc", "Dùng lần cuối", "Việc"], rows, "Chưa có khóa truy cập nào.");
    list.lead = "Khóa truy cập (passkey) thay mật khẩu và mã xác thực: đăng nhập bằng vân tay, khuôn mặt hoặc mã PIN của máy tính, điện thoại. Mất thiết bị: gỡ khóa của thiết bị đó ngay.".to_owned();
    list.links = vec![(format!("{HOME}/moi"), "Tạo khóa truy cập trên thiết bị này".to_owned())];
    list
}

/// `GET /tai-khoan/khoa-truy-cap`.
pub async fn list(user: User) -> Result<Response, Halt> {
    let passkeys = user.calls.send(ListMyPasskeysRequest { page: everything() }).await?.passkeys;
    let view = list_page(user.page("Khóa truy cập").back("/tai-khoan"), &passkeys);
    Ok(html(view.page.status(), &view))
}

/// One ceremony of the browser: creating a passkey, or signing in with one.
#[derive(Template)]
#[template(path = "passkey.html")]
pub struct Ceremony {
    page: Page,
    /// `create` or `get`.
    kind: &'static str,
    /// Where the form goes.
    action: &'static str,
    ceremony: String,
    /// For the browser, as JSON; empty where there are no passkeys.
    options: String,
    /// What the person calls a new passkey.
    name: String,
    back: String,
    button: &'static str,
}

impl Ceremony {
    /// Creates a passkey of this name.
    pub fn create(page: Page, (ceremony, options): (String, String), name: String) -> Self {
        Self {
            kind: "create",
            action: "/tai-khoan/khoa-truy-cap/moi",
            ceremony,
            options,
            name,
            back: String::new(),
            button: "Tạo khóa truy cập",
            page,
        }
    }

    /// Signs in.
    pub fn sign_in(page: Page, (ceremony, options): (String, String), back: &str) -> Self {
        let back = back.to_owned();
        Self { kind: "get", action: "/dang-nhap/khoa-truy-cap", ceremony, options, name: String::new(), back, button: SIGN_IN, page }
    }
}

/// A ceremony and its options; nothing where the address of the pages knows no passkeys.
fn begun(answer: Result<(String, String), Problem>) -> Result<(String, String), Halt> {
    match answer {
        Err(problem) if problem.reason == NOT_OFFERED => Ok((String::new(), String::new())),
        answer => Ok(answer?),
    }
}

/// What is asked before a passkey is made.
pub fn ask_page(page: Page, posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let inputs = vec![
        asks.text("name", "Tên khóa truy cập", "Để nhận ra thiết bị, ví dụ: Máy tính cơ quan"),
        asks.password("password", "Mật khẩu của bạn"),
    ];
    let intro = "Ai ngồi trước máy đang mở cũng tạo được khóa truy cập, nên cần mật khẩu của bạn một lần nữa.";
    Act { caption: String::new(), intro, rows: Vec::new(), inputs, button: "Tiếp tục", page }
}

fn asking(user: &User, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = ask_page(user.page("Tạo khóa truy cập").back(HOME).with(mistakes), posted);
    html(view.page.status(), &view)
}

/// `GET /tai-khoan/khoa-truy-cap/moi`.
pub async fn ask(user: User) -> Response {
    asking(&user, Vec::new(), None)
}

/// With name and password the ceremony of the browser begins.
async fn begin(user: &User, posted: &Posted) -> Result<Response, Halt> {
    let name = posted.line("name");
    if name.is_empty() {
        let mistake = Mistake { field: "name".to_owned(), message: "Hãy đặt tên cho khóa truy cập.".to_owned() };
        return Ok(asking(user, vec![mistake], Some(posted)));
    }
    let request = BeginPasskeyRequest { request_id: posted.request_id(), password: posted.raw("password") };
    let answer = match user.calls.send(request).await {
        Err(problem) if problem.reason != NOT_OFFERED => {
            return Ok(asking(user, posted.mistakes(Halt::unless_shown(problem)?), Some(posted)));
        }
        answer => answer.map(|answer| (answer.ceremony, answer.options)),
    };
    let view = Ceremony::create(user.page("Tạo khóa truy cập").back(HOME), begun(answer)?, name);
    Ok(html(view.page.status(), &view))
}

/// `POST /tai-khoan/khoa-truy-cap/moi`: begins, then takes what the browser made.
pub async fn create(user: User, posted: Posted) -> Result<Response, Halt> {
    if !posted.has("ceremony") {
        return begin(&user, &posted).await;
    }
    let request = ConfirmPasskeyRequest {
        request_id: posted.request_id(),
        ceremony: posted.get("ceremony").to_owned(),
        credential: posted.raw("credential"),
        name: posted.line("name"),
    };
    match user.calls.send(request).await {
        Ok(_) => Ok(go(HOME, "luu")),
        Err(problem) => Ok(asking(&user, posted.mistakes(Halt::unless_shown(problem)?), Some(&posted))),
    }
}

/// The question before a passkey goes.
pub fn remove_page(page: Page) -> Act {
    let intro = "Thiết bị giữ khóa này không đăng nhập được nữa; các phiên đăng nhập khác kết thúc. Mật khẩu vẫn dùng được.";
    Act { caption: String::new(), intro, rows: Vec::new(), inputs: Vec::new(), button: "Gỡ khóa truy cập", page }
}

/// `GET /tai-khoan/khoa-truy-cap/{passkey}/go`.
pub async fn ask_removal(user: User, Path(passkey_id): Path<String>) -> Result<Response, Halt> {
    let known = user.calls.send(ListMyPasskeysRequest { page: everything() }).await?.passkeys;
    if !known.iter().any(|one| one.passkey_id == passkey_id) {
        return Err(Halt::NotFound("Không có khóa truy cập này.".to_owned()));
    }
    let view = remove_page(user.page("Gỡ khóa truy cập").back(HOME));
    Ok(html(view.page.status(), &view))
}

/// `POST /tai-khoan/khoa-truy-cap/{passkey}/go`.
pub async fn remove(user: User, Path(passkey_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    user.calls.send(RemovePasskeyRequest { request_id: posted.request_id(), passkey_id }).await?;
    Ok(go(HOME, "luu"))
}

async fn signing_in(app: &App, headers: &HeaderMap, address: String, mistakes: Vec<Mistake>, back: &str) -> Result<Response, Halt> {
    let request = BeginPasskeySignInRequest { request_id: app.new_id(), client_address: address };
    let answer = app.clients.send(request).await;
    let begun = begun(answer.map(|answer| (answer.ceremony, answer.options)))?;
    let view = Ceremony::sign_in(open_page(app, headers, SIGN_IN).back("/dang-nhap").with(mistakes), begun, back);
    Ok(html(view.page.status(), &view))
}

/// `GET /dang-nhap/khoa-truy-cap`.
pub async fn ask_sign_in(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<Back>,
) -> Result<Response, Halt> {
    signing_in(&app, &headers, visitor.address, Vec::new(), safe_return(&query.ve)).await
}

/// `POST /dang-nhap/khoa-truy-cap`.
pub async fn sign_in(State(app): State<App>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Result<Response, Halt> {
    let message = SignInWithPasskeyRequest {
        request_id: posted.request_id(),
        ceremony: posted.get("ceremony").to_owned(),
        credential: posted.raw("credential"),
        client_address: visitor.address.clone(),
        user_agent: visitor.user_agent,
        former_session_token: visitor.secret.clone(),
    };
    let back = safe_return(posted.get("back"));
    match app.clients.send(message).await {
        Ok(answer) => {
            app.clients.forget(&visitor.secret);
            let cookie = session::cookie(&app, &answer.session_token);
            Ok(([(SET_COOKIE, cookie)], go(back, "")).into_response())
        }
        Err(problem) => signing_in(&app, &headers, visitor.address, posted.mistakes(problem), back).await,
    }
}
