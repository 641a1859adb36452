//! Thẩm định: the direct head verifies, one by one or in a table, or asks to score again. Who decides on the person too does both at
//! once: two acts, one screen.

pub mod table;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{AskRescoreRequest, DecideRequest, RecordState, RescoreScope, Task, TaskKind, VerifyRequest};

use crate::field::{Choices, Field};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::decisions::one;
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
    /// Of the record as shown.
    version: i64,
    /// Said already, and not decided yet.
    again: bool,
    comment: Field,
    proposed: Field,
    reason: Field,
    /// The inputs of the decision, where the reader decides too.
    decision: Option<Decision>,
    rescore_href: String,
}

/// The inputs of a decision beside a verification, under `decision.` in the form.
pub struct Decision {
    request_id: String,
    comment: Field,
    total: Field,
    reason: Field,
}

impl Decision {
    /// Empty, or as it was sent; `prefix` stands before the names, `new_id` makes it count once.
    pub fn new(prefix: &str, new_id: String, posted: Option<&Posted>, problems: &[Mistake]) -> Self {
        let at = |field: &str| format!("{prefix}{field}");
        let field = |name: &str, label: &str, hint: &str| Field::new(at(name), label).hint(hint).value("", posted).mistakes(problems);
        Self {
            request_id: posted.and_then(|posted| posted.find(&at("request_id"))).map_or(new_id, str::to_owned),
            comment: field("comment", "Nhận xét ưu, nhược điểm khi quyết định", "Để trống thì dùng nhận xét thẩm định ở trên."),
            total: field("decided_total", "Tổng điểm quyết định (chỉ khi khác kết quả tính)", ""),
            reason: field("reason", "Lý do quyết định tổng điểm khác", ""),
        }
    }
}

/// What is decided in the same form as the verification.
fn decision(posted: &Posted, prefix: &str, record_id: &str, mistakes: &mut Vec<Mistake>) -> DecideRequest {
    let at = |field: &str| format!("{prefix}{field}");
    let decided_total = posted.points(&at("decided_total"), mistakes);
    // Refused by the service only when the verification stands already.
    if decided_total.is_some() && posted.lines(&at("reason")).is_empty() {
        mistakes.push(Mistake { field: at("reason"), message: "Hãy ghi lý do quyết định tổng điểm khác.".to_owned() });
    }
    let own = posted.lines(&at("comment"));
    let verified = prefix.strip_suffix("decision.").map(|person| posted.lines(&format!("{person}comment"))).unwrap_or_default();
    DecideRequest {
        request_id: posted.line(&at("request_id")),
        record_id: record_id.to_owned(),
        comment: if own.is_empty() { verified } else { own },
        decided_total,
        reason: posted.lines(&at("reason")),
        confirmed_zero: Vec::new(),
        // Of the record as the verification in the same form leaves it.
        expected_version: 0,
    }
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
    /// The dossier, and the head's word beside it; `me` is the reader.
    pub fn new(page: Page, me: &str, dossier: &Dossier, new_id: impl Fn() -> String, posted: Option<&Posted>) -> Self {
        let again = dossier.record.state() == RecordState::DirectReviewed && dossier.record.direct_head_id == me;
        let said = dossier.record.verification.as_ref().filter(|_| again);
        let verifies = |task: &&Task| task.kind() == TaskKind::Verify && task.record_id == dossier.record.record_id;
        let decides = dossier.tasks.iter().find(verifies).is_some_and(|task| task.decides_too);
        Self {
            evidence: Evidence::new(dossier),
            open: again || dossier.waits(TaskKind::Verify),
            version: Posted::version_or(posted, "", dossier.record.version),
            again,
            decision: decides.then(|| Decision::new("decision.", new_id(), posted, &page.problems)),
            comment: Field::new("comment", "Nhận xét của lãnh đạo trực tiếp")
                .hint("Nhận xét này được in vào phiếu đánh giá.")
                .value(said.map_or("", |said| &said.comment), posted)
                .mistakes(&page.problems),
            proposed: Field::new("proposed_total", "Tổng điểm đề nghị (nếu khác kết quả tính)")
                .hint("Từ 0 đến 100, ví dụ 86,5. Để trống nếu đồng ý với kết quả tính.")
                .value(
                    said.and_then(|said| said.proposed_total.as_ref()).map(|total| show::points(Some(total))).unwrap_or_default(),
                    posted,
                )
                .mistakes(&page.problems),
            reason: Field::new("reason", "Lý do đề nghị tổng điểm khác")
                .hint("Bắt buộc khi tổng điểm đề nghị lệch nhiều so với kết quả tính.")
                .value(said.map_or("", |said| &said.reason), posted)
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

async fn view(user: &User, record: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let dossier = dossier::load(user, record).await?;
    let several = dossier.tasks.iter().filter(|task| task.kind() == TaskKind::Verify).count() > 1;
    let back = if several { format!("/tham-dinh?nam={}", dossier.record.year) } else { "/".to_owned() };
    let page = user.page(title(&dossier)).back(back).with(mistakes);
    let view = Verify::new(page, &user.me.person_id, &dossier, || user.app.new_id(), posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /tham-dinh/{record}`.
pub async fn show(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    view(&user, &record, Vec::new(), None).await
}

/// `POST /tham-dinh/{record}`: verifies, decides too where that was asked for, and goes on to the next who waits.
pub async fn verify(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let proposed_total = posted.points("proposed_total", &mut mistakes);
    let decides = posted.get("hanh_dong") == "quyet-dinh";
    let decision = decides.then(|| decision(&posted, "decision.", &record, &mut mistakes));
    if !mistakes.is_empty() {
        return view(&user, &record, mistakes, Some(&posted)).await;
    }
    let request = VerifyRequest {
        request_id: posted.request_id(),
        record_id: record.clone(),
        comment: posted.lines("comment"),
        proposed_total,
        reason: posted.lines("reason"),
        expected_version: posted.version(""),
    };
    let verified = match user.calls.send(request).await {
        Ok(answer) => answer.record.unwrap_or_default(),
        Err(problem) => return view(&user, &record, posted.mistakes(Halt::unless_shown(problem)?), Some(&posted)).await,
    };
    if let Some(decision) = decision
        && let Err(problem) = user.calls.send(DecideRequest { expected_version: verified.version, ..decision }).await
    {
        let own = posted.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("decision.")?.to_owned(), value.clone())));
        let posted = Posted(own.collect());
        return one::refused(&user, &record, posted.mistakes(Halt::unless_shown(problem)?), &posted).await;
    }
    Ok(go(&next(&tasks::mine(&user).await?, verified.year), if decides { "quyet-dinh" } else { "tham-dinh" }))
}

/// The first who waits in a year, by name; the tasks when nobody does.
fn next(tasks: &[Task], year: i32) -> String {
    let mut waiting: Vec<&Task> = tasks.iter().filter(|task| task.kind() == TaskKind::Verify && task.year == year).collect();
    waiting.sort_by(|a, b| kernel::text::compare_names(&a.subject_name, &b.subject_name));
    waiting.first().map_or_else(|| "/".to_owned(), |task| format!("/tham-dinh/{}", task.record_id))
}

async fn rescore_frame(user: &User, record: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<AskRescore, Halt> {
    let request = proto::evaluation::v1::GetRecordRequest { record_id: record.to_owned(), ..Default::default() };
    let record = user.calls.send(request).await?.record.unwrap_or_default();
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
        match user.calls.send(request).await {
            Ok(_) => return Ok(go("/", "cham-lai")),
            Err(problem) => posted.mistakes(Halt::unless_shown(problem)?),
        }
    };
    let view = rescore_frame(&user, &record, mistakes, Some(&posted)).await?;
    Ok(html(view.page.status(), &view))
}
