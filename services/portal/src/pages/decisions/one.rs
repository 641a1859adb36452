//! One person: the dossier, and the head's word beside it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::Points;
use proto::evaluation::v1::{DecideRequest, TaskKind};
use proto::scoring::v1::criterion_result::Self_;

use super::next_waiting;
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::dossier::{self, Dossier, Evidence};
use crate::pages::tasks;
use crate::posted::Posted;
use crate::session::User;

#[derive(Template)]
#[template(path = "decide.html")]
pub struct Decide {
    page: Page,
    evidence: Evidence,
    open: bool,
    /// Of the record as shown.
    version: i64,
    not_above_unit: bool,
    comment: Field,
    total: Field,
    reason: Field,
    zeros: Vec<ZeroLine>,
    rescore_href: String,
}

/// A criterion that somebody scored zero: the head may confirm it.
pub struct ZeroLine {
    name: String,
    code: String,
    label: String,
    chosen: bool,
}

impl Decide {
    /// The dossier, and the head's word beside it.
    pub fn new(page: Page, dossier: &Dossier, posted: Option<&Posted>) -> Self {
        let confirmed = posted.map(|posted| posted.all("confirmed_zero")).unwrap_or_default();
        let zero = |criterion: &proto::scoring::v1::CriterionResult| {
            let own = matches!(criterion.self_, Some(Self_::Points(Points { hundredths: 0 })));
            own || criterion.r360.parse::<kernel::Exact>().is_ok_and(|mean| mean.is_zero())
        };
        let named = |code: &str| {
            let all = dossier.set.sections.iter().flat_map(|section| &section.criteria);
            all.into_iter().find(|criterion| criterion.code == code).map(|criterion| criterion.title.clone()).unwrap_or_default()
        };
        let line = |criterion: &proto::scoring::v1::CriterionResult| ZeroLine {
            name: "confirmed_zero".to_owned(),
            label: format!("Xác nhận 0 điểm: {} {}", criterion.code, named(&criterion.code)),
            chosen: confirmed.contains(&criterion.code),
            code: criterion.code.clone(),
        };
        Self {
            evidence: Evidence::new(dossier),
            open: dossier.waits(TaskKind::Decide),
            version: Posted::version_or(posted, "", dossier.record.version),
            not_above_unit: dossier.not_above_unit,
            comment: Field::new("comment", "Nhận xét ưu, nhược điểm")
                .hint("Được in vào phiếu đánh giá.")
                .value("", posted)
                .mistakes(&page.problems),
            total: Field::new("decided_total", "Tổng điểm quyết định (chỉ khi khác kết quả tính)")
                .hint("Từ 0 đến 100, ví dụ 84. Để trống để giữ kết quả tính.")
                .value("", posted)
                .mistakes(&page.problems),
            reason: Field::new("reason", "Lý do quyết định tổng điểm khác")
                .hint("Bắt buộc khi ghi tổng điểm; căn cứ kết quả thực tế trong năm.")
                .value("", posted)
                .mistakes(&page.problems),
            zeros: dossier.result.iter().flat_map(|result| &result.criteria).filter(|criterion| zero(criterion)).map(line).collect(),
            rescore_href: format!("/cham-lai/{}", dossier.record.record_id),
            page,
        }
    }
}

fn frame(user: &User, dossier: &Dossier) -> Page {
    let name = dossier.record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
    user.page(format!("Quyết định kết quả của {name}")).back(format!("/quyet-dinh/{}", dossier.record.period_id))
}

/// `GET /quyet-dinh/ho-so/{record}`.
pub async fn show(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let dossier = dossier::load(&user, &record).await?;
    let view = Decide::new(frame(&user, &dossier), &dossier, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /quyet-dinh/ho-so/{record}`: decides and goes on to the next that waits.
pub async fn decide(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let decided_total = posted.points("decided_total", &mut mistakes);
    if mistakes.is_empty() {
        let request = DecideRequest {
            request_id: posted.request_id(),
            record_id: record.clone(),
            comment: posted.lines("comment"),
            decided_total,
            reason: posted.lines("reason"),
            confirmed_zero: posted.all("confirmed_zero"),
            expected_version: posted.version(""),
        };
        match user.calls.send(request).await {
            Ok(answer) => {
                let period = answer.record.unwrap_or_default().period_id;
                return Ok(go(&next_waiting(&period, &tasks::mine(&user).await?), "quyet-dinh"));
            }
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    refused(&user, &record, mistakes, &posted).await
}

/// The page again, with what is wrong.
pub async fn refused(user: &User, record: &str, mistakes: Vec<Mistake>, posted: &Posted) -> Result<Response, Halt> {
    let dossier = dossier::load(user, record).await?;
    let view = Decide::new(frame(user, &dossier).with(mistakes), &dossier, Some(posted));
    Ok(html(view.page.status(), &view))
}
