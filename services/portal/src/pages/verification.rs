//! Thẩm định: the direct head verifies, or asks to score again.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{AskRescoreRequest, RescoreScope, TaskKind, VerifyRequest};

use crate::field::{Choices, Field};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::dossier::{self, Dossier, Evidence};
use crate::pages::tasks;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "verify.html")]
pub struct Verify {
    page: Page,
    evidence: Evidence,
    open: bool,
    comment: Field,
    proposed: Field,
    rescore_href: String,
}

#[derive(Template)]
#[template(path = "rescore.html")]
pub struct AskRescore {
    page: Page,
    name: String,
    scope: Choices,
    reason: Field,
}

impl Verify {
    /// The dossier, and the head's word beside it.
    pub fn new(page: Page, dossier: &Dossier, posted: Option<&Posted>) -> Self {
        Self {
            evidence: Evidence::new(dossier),
            open: dossier.waits(TaskKind::Verify),
            comment: Field::new("comment", "Nhận xét của lãnh đạo trực tiếp")
                .hint("Nhận xét này được in vào phiếu đánh giá.")
                .value("", posted)
                .mistakes(&page.problems),
            proposed: Field::new("proposed_total", "Tổng điểm đề nghị (nếu khác kết quả tính)")
                .hint("Từ 0 đến 100, ví dụ 86,5. Để trống nếu đồng ý với kết quả tính.")
                .value("", posted)
                .mistakes(&page.problems),
            rescore_href: format!("/cham-lai/{}", dossier.record.record_id),
            page,
        }
    }
}

/// The page on which scoring again is asked for.
pub fn rescore_page(page: Page, name: String, posted: Option<&Posted>) -> AskRescore {
    let scopes = [RescoreScope::Self_, RescoreScope::Reviewers, RescoreScope::Both];
    let options = scopes.map(|scope| ((scope as i32).to_string(), show::rescore_scope(scope).to_owned()));
    AskRescore {
        name,
        scope: Choices::new("scope", "Ai chấm lại?", options).value("", posted).mistakes(&page.problems),
        reason: Field::new("reason", "Lý do yêu cầu chấm lại")
            .hint("Nêu rõ điểm nào chưa sát thực tế. Lý do được lưu trong hồ sơ.")
            .value("", posted)
            .mistakes(&page.problems),
        page,
    }
}

fn title(dossier: &Dossier) -> String {
    format!("Thẩm định {}", name(dossier))
}

fn name(dossier: &Dossier) -> String {
    dossier.record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default()
}

/// `GET /tham-dinh/{record}`.
pub async fn show(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let dossier = dossier::load(&user, &record).await?;
    let view = Verify::new(user.page(title(&dossier)).back("/"), &dossier, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /tham-dinh/{record}`.
pub async fn verify(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let proposed_total = posted.points("proposed_total", &mut mistakes);
    if mistakes.is_empty() {
        let request =
            VerifyRequest { request_id: posted.request_id(), record_id: record.clone(), comment: posted.lines("comment"), proposed_total };
        match user.calls.verify(request).await {
            Ok(_) => return Ok(go("/", "tham-dinh")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let dossier = dossier::load(&user, &record).await?;
    let view = Verify::new(user.page(title(&dossier)).back("/").with(mistakes), &dossier, Some(&posted));
    Ok(html(view.page.status(), &view))
}

async fn rescore_frame(user: &User, record: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<AskRescore, Halt> {
    let request = proto::evaluation::v1::GetRecordRequest { record_id: record.to_owned(), ..Default::default() };
    let record = user.calls.get_record(request).await?.record.unwrap_or_default();
    let name = record.subject.map(|subject| subject.full_name).unwrap_or_default();
    Ok(rescore_page(user.page("Yêu cầu chấm lại").back("/").with(mistakes), name, posted))
}

/// `GET /cham-lai/{record}`.
pub async fn ask(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let mine = tasks::mine(&user).await?;
    if ![TaskKind::Verify, TaskKind::Decide].into_iter().any(|kind| tasks::waits(&mine, kind, &record)) {
        return Err(Halt::Forbidden("Chỉ người đang thẩm định hoặc quyết định hồ sơ này mới yêu cầu chấm lại được.".to_owned()));
    }
    let view = rescore_frame(&user, &record, Vec::new(), None).await?;
    Ok(html(view.page.status(), &view))
}

/// `POST /cham-lai/{record}`.
pub async fn rescore(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let scope = posted.get("scope").parse().unwrap_or_default();
    let mistakes = if scope == 0 {
        vec![Mistake { field: "scope".to_owned(), message: "Hãy chọn ai chấm lại.".to_owned() }]
    } else {
        let request =
            AskRescoreRequest { request_id: posted.request_id(), record_id: record.clone(), scope, reason: posted.lines("reason") };
        match user.calls.ask_rescore(request).await {
            Ok(_) => return Ok(go("/", "cham-lai")),
            Err(problem) => posted.mistakes(Halt::unless_shown(problem)?),
        }
    };
    let view = rescore_frame(&user, &record, mistakes, Some(&posted)).await?;
    Ok(html(view.page.status(), &view))
}
