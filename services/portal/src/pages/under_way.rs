//! What became of something that was sent, when no answer came in time: under way, done, or not done.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header::{REFERER, REFRESH};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::Response;
use proto::operations::v1::{GetOperationRequest, GetOperationResponse, OperationState};
use rpc::Operation;
use serde::Deserialize;

use crate::halt::Halt;
use crate::page::{Page, html};
use crate::session::{User, escape, safe_return};
use crate::show;

/// Seconds between two looks of a browser.
const AGAIN: u32 = 3;

/// Where the page of an operation is.
pub fn address(operation: &Operation) -> String {
    format!("/dang-thuc-hien/{}/{}/{}", operation.service, operation.command, escape(&operation.id))
}

/// What became of an operation.
#[derive(Template)]
#[template(path = "under_way.html")]
pub struct UnderWay {
    page: Page,
    state: OperationState,
    done: i64,
    total: i64,
    /// Where it was sent from.
    from: String,
    /// This page again.
    again: String,
}

impl UnderWay {
    /// As the service tells.
    pub fn new(page: Page, told: &GetOperationResponse, from: &str) -> Self {
        let again = format!("{}?ve={}", page.path, escape(from));
        Self { page, state: told.state(), done: told.done, total: told.total, from: from.to_owned(), again }
    }

    /// Its heading.
    pub fn title(state: OperationState) -> &'static str {
        match state {
            OperationState::UnderWay => "Đang thực hiện",
            OperationState::Done => "Đã thực hiện xong",
            OperationState::NotDone | OperationState::Unspecified => "Chưa thực hiện được",
        }
    }

    /// "340 trên 1.500", where it says.
    fn so_far(&self) -> String {
        if self.total == 0 { String::new() } else { format!("{} trên {}", show::count(self.done), show::count(self.total)) }
    }
}

/// Where somebody came from.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    ve: String,
}

/// `GET /dang-thuc-hien/{service}/{command}/{id}`.
pub async fn show(
    user: User,
    Path((service, command, operation_id)): Path<(String, String, String)>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Halt> {
    let request = GetOperationRequest { command, operation_id };
    let told = user.calls.operation(&service, request).await?.ok_or_else(|| Halt::NotFound(String::new()))?;
    let from = if from.ve.is_empty() { before(&headers) } else { safe_return(&from.ve).to_owned() };
    let page = user.page(UnderWay::title(told.state()));
    let view = UnderWay::new(page, &told, &from);
    let mut response = html(view.page.status(), &view);
    if told.state() == OperationState::UnderWay
        && let Ok(again) = HeaderValue::from_str(&format!("{AGAIN}; url={}", view.again))
    {
        response.headers_mut().insert(REFRESH, again);
    }
    Ok(response)
}

/// The page of ours that a browser came from.
fn before(headers: &HeaderMap) -> String {
    let page = headers.get(REFERER).and_then(|page| page.to_str().ok()?.parse::<Uri>().ok());
    let path = page.and_then(|page| page.path_and_query().map(|path| path.as_str().to_owned())).unwrap_or_default();
    if path.starts_with("/dang-thuc-hien") { "/".to_owned() } else { safe_return(&path).to_owned() }
}
