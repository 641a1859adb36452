//! Why a page is not shown: what stands there instead says what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use rpc::{Operation, Problem};
use tonic::Code;

use crate::page::{Page, html};
use crate::pages::under_way;

/// The end of a request that has no page of its own.
#[derive(Debug)]
pub enum Halt {
    /// Nobody is signed in; after signing in the person comes back here.
    SignIn(String),
    /// The session waits for something that has a page of its own.
    Elsewhere(&'static str),
    /// No such page, or not for this person to know.
    NotFound(String),
    /// The person may not do this.
    Forbidden(String),
    /// The form is not one of ours, or too old.
    Stale,
    /// What was sent is larger than any form of ours.
    TooLarge,
    /// What was sent did not arrive in time.
    TooSlow,
    /// Too much at once, or too often: later it goes.
    TooMany(String),
    /// Nobody heard whether the command was carried out: a page of its own tells.
    Unheard(Operation),
    /// A service does not answer.
    Unavailable,
    /// A service does not know what happened to it.
    Broken,
}

/// What such a page says, for the frame of whoever is signed in to be put around it.
#[derive(Clone)]
pub struct Said {
    title: &'static str,
    said: String,
    advice: &'static str,
}

impl Said {
    /// Heading.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The same page in a frame.
    pub fn within(self, page: Page, status: StatusCode) -> Response {
        html(status, &HaltPage { page, said: self.said, advice: self.advice })
    }
}

#[derive(Template)]
#[template(path = "halt.html")]
struct HaltPage {
    page: Page,
    said: String,
    advice: &'static str,
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        if let Some(operation) = problem.unheard {
            return Self::Unheard(*operation);
        }
        match problem.reason.as_str() {
            "CODE_NEEDED" => return Self::Elsewhere("/xac-thuc"),
            "SECOND_FACTOR_NEEDED" => return Self::Elsewhere("/tai-khoan/xac-thuc-hai-lop"),
            _ => {}
        }
        match problem.code {
            Code::Unauthenticated => Self::SignIn(String::new()),
            Code::NotFound => Self::NotFound(problem.message),
            Code::PermissionDenied | Code::FailedPrecondition => Self::Forbidden(problem.message),
            Code::InvalidArgument => Self::NotFound(String::new()),
            Code::ResourceExhausted => Self::TooMany(problem.message),
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => Self::Unavailable,
            _ => Self::Broken,
        }
    }
}

impl Halt {
    /// Where nothing is left to do, or not for this person.
    pub fn done_or_not_yours() -> Self {
        Self::Forbidden("Việc này không còn phải làm, hoặc là việc của người khác.".to_owned())
    }

    /// Splits what a form can show from what needs a page of its own.
    pub fn unless_shown(problem: Problem) -> Result<Problem, Self> {
        match problem.code {
            _ if problem.unheard.is_some() => Err(problem.into()),
            Code::Unauthenticated | Code::NotFound | Code::PermissionDenied => Err(problem.into()),
            _ => Ok(problem),
        }
    }
}

/// A form that cannot be read: too large, or not one of ours.
pub fn unread(status: StatusCode) -> Halt {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Halt::TooLarge } else { Halt::Stale }
}

impl IntoResponse for Halt {
    fn into_response(self) -> Response {
        let (status, title, said, advice) = match self {
            Self::Elsewhere(path) => return Redirect::to(path).into_response(),
            Self::Unheard(operation) => return Redirect::to(&under_way::address(&operation)).into_response(),
            Self::SignIn(back) => return Redirect::to(&crate::session::sign_in_path(&back)).into_response(),
            Self::NotFound(said) => (
                StatusCode::NOT_FOUND,
                "Không tìm thấy trang",
                said,
                "Hãy kiểm tra lại địa chỉ, hoặc về «Việc của tôi» để tìm đúng việc. Nếu liên kết nằm trong thư của hệ thống, hãy báo cán bộ phụ trách công nghệ thông tin của cơ quan.",
            ),
            Self::Forbidden(said) => (
                StatusCode::FORBIDDEN,
                "Chưa xem hoặc thực hiện được",
                said,
                "Nếu việc này thuộc nhiệm vụ của bạn, hãy liên hệ cán bộ tổ chức của cơ quan để kiểm tra chức vụ và phân quyền.",
            ),
            Self::Stale => (
                StatusCode::FORBIDDEN,
                "Biểu mẫu đã hết hiệu lực",
                "Biểu mẫu được mở từ một phiên đăng nhập khác, hoặc gửi từ một trang khác.".to_owned(),
                "Hãy quay lại, tải lại trang rồi gửi lần nữa.",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Nội dung gửi quá lớn",
                "Biểu mẫu hoặc tệp vừa gửi quá lớn nên chưa được lưu. Mỗi tệp không quá 3 MB.".to_owned(),
                "Hãy quay lại, chọn tệp nhỏ hơn (ví dụ quét ở độ phân giải thấp hơn) hoặc rút gọn nội dung rồi gửi lại.",
            ),
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "Chưa nhận được biểu mẫu",
                "Đường truyền quá chậm hoặc bị ngắt nên biểu mẫu chưa đến nơi. Nội dung chưa được lưu.".to_owned(),
                "Hãy quay lại, kiểm tra kết nối mạng rồi gửi lần nữa.",
            ),
            Self::TooMany(said) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Chưa thực hiện được lúc này",
                said,
                "Hãy chờ một lát rồi thử lại. Nếu vẫn không được, hãy báo cán bộ phụ trách công nghệ thông tin của cơ quan.",
            ),
            Self::Unavailable | Self::Broken => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Hệ thống đang bận",
                "Hệ thống đang bận hoặc gặp sự cố. Dữ liệu đã gửi thành công trước đó không bị mất.".to_owned(),
                "Hãy thử lại sau ít phút. Nếu vẫn không được, hãy báo cán bộ phụ trách công nghệ thông tin của cơ quan.",
            ),
        };
        let told = Said { title, said, advice };
        let mut response = told.clone().within(Page::plain(title), status);
        response.extensions_mut().insert(told);
        response
    }
}
