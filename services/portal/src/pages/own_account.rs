//! Tài khoản của tôi: sessions, password, second factor.

use askama::Template;
use axum::response::Response;
use proto::identity::v1::{
    BeginSecondFactorRequest, ChangePasswordRequest, ConfirmSecondFactorRequest, EndSessionsRequest, ListMySessionsRequest, SecondFactor,
    Session,
};
use qrcode::QrCode;
use qrcode::render::svg;

use crate::field::{Field, SummaryRow};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::account::PASSWORD_HINT;
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::{Me, User};
use crate::show;

#[derive(Template)]
#[template(path = "own_account.html")]
pub struct OwnAccount {
    page: Page,
    rows: Vec<SummaryRow>,
    sessions: Vec<SessionRow>,
}

/// An open session.
pub struct SessionRow {
    id: String,
    device: String,
    opened: String,
    seen: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "change_password.html")]
pub struct ChangePassword {
    page: Page,
    current: Field,
    new: Field,
}

#[derive(Template)]
#[template(path = "second_factor.html")]
pub struct SecondFactorPage {
    page: Page,
    stage: Stage,
    password: Field,
    code: Field,
}

/// How far enrolling has come.
pub enum Stage {
    /// Nothing was made yet.
    Begin {
        /// Has a second factor already, which must be proved.
        enrolled: bool,
        /// Gets one with somebody beside them.
        supervised: bool,
    },
    /// A secret waits for its first code.
    Confirm {
        /// To be typed in.
        secret: String,
        /// The same for the picture.
        url: String,
        /// QR code, as SVG.
        picture: String,
        /// What the person reads out to whoever is beside them; empty when nobody need be.
        pairing: String,
    },
    /// It holds from now on.
    Done {
        /// Recovery codes.
        codes: Vec<String>,
    },
}

impl OwnAccount {
    /// From what identity says.
    pub fn new(page: Page, me: &Me, sessions: &[Session]) -> Self {
        let rows = vec![
            SummaryRow::new("Tên đăng nhập", me.email.clone()),
            SummaryRow::new("Mật khẩu", "••••••••••••").change("/tai-khoan/mat-khau"),
            SummaryRow::new("Xác thực hai lớp", state(me.second_factor)).change("/tai-khoan/xac-thuc-hai-lop"),
        ];
        let row = |session: &Session| SessionRow {
            id: session.session_id.clone(),
            device: [device(&session.user_agent), session.client_address.as_str()].join(" ").trim().to_owned(),
            opened: show::moment(session.opened_at.as_ref()),
            seen: show::moment(session.seen_at.as_ref()),
            current: session.current,
        };
        Self { page, rows, sessions: sessions.iter().map(row).collect() }
    }
}

fn state(factor: SecondFactor) -> String {
    match (factor.enrolled, factor.required) {
        (true, _) => format!("Đang bật; còn {} mã dự phòng", factor.recovery_codes_left),
        (false, true) => "Chưa bật; nhiệm vụ của bạn bắt buộc phải bật".to_owned(),
        (false, false) => "Chưa bật".to_owned(),
    }
}

/// What people call a browser and its machine, from what the browser says of itself.
fn device(user_agent: &str) -> &'static str {
    const KNOWN: [(&str, &str); 7] = [
        ("Android", "Điện thoại Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Máy tính Windows"),
        ("Macintosh", "Máy tính Mac"),
        ("Linux", "Máy tính Linux"),
        ("congtam", "Chương trình"),
    ];
    KNOWN.iter().find(|(mark, _)| user_agent.contains(mark)).map_or("Thiết bị khác", |(_, name)| name)
}

impl ChangePassword {
    /// The page, empty or after a refusal.
    pub fn new(page: Page) -> Self {
        let current = Field::new("current_password", "Mật khẩu hiện tại").mistakes(&page.problems);
        let new = Field::new("new_password", "Mật khẩu mới").hint(PASSWORD_HINT).mistakes(&page.problems);
        Self { current, new, page }
    }
}

impl SecondFactorPage {
    /// The page at a stage.
    pub fn new(page: Page, stage: Stage) -> Self {
        let label =
            if matches!(stage, Stage::Begin { .. }) { "Mã xác thực hiện tại hoặc mã dự phòng" } else { "Mã 6 chữ số" };
        let code = Field::new("code", label).mistakes(&page.problems);
        let password = Field::new("password", "Mật khẩu của bạn").mistakes(&page.problems);
        Self { password, code, stage, page }
    }
}

/// A secret that waits for its first code, with its picture.
pub fn confirm(secret: String, url: String, pairing: String) -> Stage {
    let picture = QrCode::new(&url).map(|code| code.render::<svg::Color<'_>>().min_dimensions(220, 220).build()).unwrap_or_default();
    let picture = picture.find("<svg").and_then(|start| picture.get(start..)).unwrap_or_default().to_owned();
    Stage::Confirm { secret, url, picture, pairing }
}

async fn account_view(user: &User, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let sessions = user.calls.send(ListMySessionsRequest { page: everything() }).await?.sessions;
    let view = OwnAccount::new(user.page("Tài khoản của tôi").with(mistakes), &user.me, &sessions);
    Ok(html(view.page.status(), &view))
}

/// `GET /tai-khoan`.
pub async fn show(user: User) -> Result<Response, Halt> {
    account_view(&user, Vec::new()).await
}

/// `POST /tai-khoan`.
pub async fn end_sessions(user: User, posted: Posted) -> Result<Response, Halt> {
    let others = posted.get("hanh_dong") == "khac";
    let message = EndSessionsRequest { request_id: posted.request_id(), session_ids: posted.all("phien"), others };
    if user.calls.send(message).await?.ended > 0 {
        return Ok(go("/tai-khoan", "ket-thuc"));
    }
    account_view(
        &user,
        vec![Mistake {
            field: String::new(), message: "Không có phiên nào để kết thúc: hãy chọn ít nhất một phiên.".to_owned()
        }],
    )
    .await
}

fn password_page(user: &User) -> Page {
    user.page("Đổi mật khẩu").back("/tai-khoan")
}

/// `GET /tai-khoan/mat-khau`.
pub async fn password(user: User) -> Response {
    let view = ChangePassword::new(password_page(&user));
    html(view.page.status(), &view)
}

/// `POST /tai-khoan/mat-khau`.
pub async fn change_password(user: User, posted: Posted) -> Result<Response, Halt> {
    let message = ChangePasswordRequest {
        request_id: posted.request_id(),
        current_password: posted.raw("current_password"),
        new_password: posted.raw("new_password"),
    };
    let Err(problem) = user.calls.send(message).await else { return Ok(go("/tai-khoan", "doi-mat-khau")) };
    let mut mistakes = posted.mistakes(Halt::unless_shown(problem)?);
    for mistake in mistakes.iter_mut().filter(|mistake| mistake.field.is_empty()) {
        "new_password".clone_into(&mut mistake.field);
    }
    let view = ChangePassword::new(password_page(&user).with(mistakes));
    Ok(html(view.page.status(), &view))
}

fn begin(user: &User) -> Stage {
    let SecondFactor { enrolled, required, .. } = user.me.second_factor;
    Stage::Begin { enrolled, supervised: required && !enrolled }
}

fn factor_page(user: &User) -> Page {
    user.page("Xác thực hai lớp").back("/tai-khoan")
}

/// `GET /tai-khoan/xac-thuc-hai-lop`.
pub async fn second_factor(user: User) -> Response {
    let stage = begin(&user);
    let view = SecondFactorPage::new(factor_page(&user), stage);
    html(view.page.status(), &view)
}

/// `POST /tai-khoan/xac-thuc-hai-lop`: makes a secret, or confirms it.
pub async fn enrol(user: User, posted: Posted) -> Result<Response, Halt> {
    let (request_id, code) = (posted.request_id(), posted.line("code"));
    let (outcome, stay) = if posted.get("hanh_dong") == "xac-nhan" {
        let confirmed = user.calls.send(ConfirmSecondFactorRequest { request_id, code }).await;
        let [secret, url, pairing] = ["secret", "url", "pairing"].map(|name| posted.get(name).to_owned());
        let stay = confirm(secret, url, pairing);
        (confirmed.map(|answer| Stage::Done { codes: answer.recovery_codes }), stay)
    } else {
        let begun = user.calls.send(BeginSecondFactorRequest { request_id, code, password: posted.raw("password") }).await;
        (begun.map(|answer| confirm(answer.secret, answer.otpauth_url, answer.pairing_code)), begin(&user))
    };
    let view = match outcome {
        Ok(stage) => {
            user.calls.renewed();
            SecondFactorPage::new(factor_page(&user), stage)
        }
        // A wrong code does not mean that nobody is signed in.
        Err(problem) if problem.reason == "CODE_WRONG" => SecondFactorPage::new(factor_page(&user).with(posted.mistakes(problem)), stay),
        Err(problem) => {
            let problem = Halt::unless_shown(problem)?;
            SecondFactorPage::new(factor_page(&user).with(posted.mistakes(problem)), stay)
        }
    };
    Ok(html(view.page.status(), &view))
}
