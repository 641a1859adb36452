//! Publishing the results of an agency.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{GetPeriodRequest, GetPeriodResponse, PublishResultsRequest, RecordState, TaskKind};

use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::tasks;
use crate::posted::Posted;
use crate::session::User;

#[derive(Template)]
#[template(path = "publish.html")]
pub struct Publish {
    page: Page,
    decided: i32,
    not_evaluated: i32,
    open: i32,
    awaiting: i32,
}

impl Publish {
    /// What publishing would make public.
    pub fn new(page: Page, period: &GetPeriodResponse) -> Self {
        let count = |state: RecordState| {
            let name = state.as_str_name();
            let short = name.strip_prefix("RECORD_STATE_").unwrap_or(name);
            period.records_by_state.get(name).or_else(|| period.records_by_state.get(short)).copied().unwrap_or_default()
        };
        let all: i32 = period.records_by_state.values().sum();
        let (decided, not_evaluated) = (count(RecordState::Decided), count(RecordState::NotEvaluated));
        Self { decided, not_evaluated, open: all - decided - not_evaluated, awaiting: period.awaiting_result, page }
    }
}

/// `GET /quyet-dinh/{period}/cong-khai`, for whom it waits.
pub async fn ask(user: User, Path(period_id): Path<String>) -> Result<Response, Halt> {
    if !tasks::waits(&tasks::mine(&user).await?, TaskKind::Publish, &period_id) {
        return Err(Halt::Forbidden(
            "Chưa công khai được: còn người chưa có quyết định, hoặc kết quả đã công khai; chỉ thủ trưởng cơ quan công khai kết quả."
                .to_owned(),
        ));
    }
    let period = user.calls.send(GetPeriodRequest { period_id: period_id.clone() }).await?;
    let view = Publish::new(user.page("Công khai kết quả").back(format!("/quyet-dinh/{period_id}")), &period);
    Ok(html(view.page.status(), &view))
}

/// `POST /quyet-dinh/{period}/cong-khai`.
pub async fn publish(user: User, Path(period_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = PublishResultsRequest { request_id: posted.request_id(), period_id: period_id.clone() };
    let problem = match user.calls.send(request).await {
        Ok(_) => return Ok(go(&format!("/quyet-dinh/{period_id}"), "cong-khai")),
        Err(problem) => Halt::unless_shown(problem)?,
    };
    let period = user.calls.send(GetPeriodRequest { period_id: period_id.clone() }).await?;
    let page = user.page("Công khai kết quả").back(format!("/quyet-dinh/{period_id}")).with(posted.mistakes(problem));
    let view = Publish::new(page, &period);
    Ok(html(view.page.status(), &view))
}
