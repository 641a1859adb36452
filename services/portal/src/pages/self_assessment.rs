//! Tự đánh giá: a list of tasks in any order, then check and submit.

mod check;
mod form;
mod party;
mod scoring;

pub use check::{check, submit, submitted};
pub use form::{form, save_form};
pub use party::{attach, party};
pub use scoring::{WorkBeside, save_scores, scores, work_beside};

#[cfg(test)]
pub use check::{Check, confirmation};
#[cfg(test)]
pub use form::FormPage;
#[cfg(test)]
pub use party::PartyPage;
#[cfg(test)]
pub use scoring::Scoring;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::Class;
use proto::evaluation::v1::{
    FormField, FormSection, GetRecordRequest, GetSelfDraftRequest, GetSelfDraftResponse, Record, RecordState, SaveSelfDraftRequest,
    SaveSelfDraftResponse, SelfContent, SelfForesight, TaskKind,
};
use proto::scoring::v1::CriteriaSet;
use rpc::Problem;
use tonic::Code;

use crate::field::{Tag, TaskItem};
use crate::halt::Halt;
use crate::law::criteria_set;
use crate::page::{Page, html};
use crate::pages::{autosave, results, sheet, tasks};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "self_tasks.html")]
pub struct SelfTasks {
    page: Page,
    unit: String,
    group: &'static str,
    form_title: String,
    round: i32,
    rescore_reason: String,
    open: bool,
    submitted: bool,
    state: Tag,
    items: Vec<TaskItem>,
    done: usize,
    result: String,
}

/// Everything that the pages of one self-assessment show.
pub struct Draft {
    /// The record.
    pub record: Record,
    /// What is kept so far.
    pub content: SelfContent,
    /// Its version.
    pub version: i64,
    /// What it comes to; nothing until every criterion is scored.
    pub foresight: Option<SelfForesight>,
    /// What is scored.
    pub set: CriteriaSet,
    /// Whether the signed-in person may write it now.
    pub open: bool,
}

impl Draft {
    /// Sections of the form that the subject fills in.
    fn sections(&self) -> impl Iterator<Item = &FormSection> {
        self.record.form.iter().flat_map(|form| &form.sections).filter(|section| section.filled_by == "SUBJECT")
    }

    fn path(&self, page: &str) -> String {
        format!("/tu-danh-gia/{}/{page}", self.record.record_id)
    }

    /// Whether the form that was sent was made from another version than the stored one.
    fn changed_since(&self, posted: Option<&Posted>) -> bool {
        posted.is_some_and(|posted| posted.version("") != self.version)
    }

    fn home(&self) -> String {
        format!("/tu-danh-gia/{}", self.record.record_id)
    }

    fn title(&self) -> String {
        format!("Tự đánh giá, phân loại năm {}", self.record.year)
    }

    fn scored(&self) -> (usize, usize) {
        (sheet::scored(&self.content.scores), sheet::count(&self.set))
    }

    /// Every criterion has a score, and yet the service cannot add them up: a draft of before it refused impossible scores.
    fn cannot_be_right(&self) -> bool {
        let (scored, all) = self.scored();
        scored == all && self.foresight.is_none()
    }

    fn answered(&self, section: &FormSection) -> (usize, usize) {
        let has = |field: &&FormField| self.answer(field).is_some_and(|answer| !answer.trim().is_empty());
        let asked: Vec<_> = section.fields.iter().filter(|field| field.required || field.is_class).collect();
        (asked.iter().copied().filter(has).count(), asked.len())
    }

    /// What the subject wrote in a field, or the class that they declare.
    fn answer(&self, field: &FormField) -> Option<String> {
        if field.is_class {
            return Some(self.content.declared_class())
                .filter(|class| *class != Class::Unspecified)
                .map(|class| show::class(class).to_owned());
        }
        self.content.answers.get(&field.key).cloned()
    }

    fn needs_party(&self) -> bool {
        self.record.subject.as_ref().is_some_and(|subject| subject.party_member)
    }
}

fn progress((done, all): (usize, usize)) -> Tag {
    match done {
        0 if all > 0 => Tag::new("Chưa làm", "blue"),
        _ if done < all => Tag::new(format!("Đã làm {done}/{all}"), "yellow"),
        _ => Tag::new("Đã xong", ""),
    }
}

impl SelfTasks {
    /// The task list of a draft.
    pub fn new(page: Page, draft: &Draft) -> Self {
        let subject = draft.record.subject.clone().unwrap_or_default();
        let task = |href: String, name: String, hint: &str, status: Tag| TaskItem { href, name, hint: hint.to_owned(), status };
        let scores = if draft.cannot_be_right() { Tag::new("Cần sửa điểm", "red") } else { progress(draft.scored()) };
        let mut items = vec![task(draft.path("cham-diem"), "Chấm điểm theo tiêu chí".to_owned(), "", scores)];
        items.extend(draft.sections().map(|section| {
            let name = format!("Phiếu, phần {}: {}", section.section_id, sentence(&section.title));
            task(draft.path(&format!("phieu/{}", section.section_id)), name, "", progress(draft.answered(section)))
        }));
        if draft.needs_party() {
            let status = match &draft.record.party_comment {
                Some(comment) if !comment.waiver_reason.is_empty() => Tag::new("Thủ trưởng đồng ý miễn", ""),
                Some(_) => Tag::new("Đã xong", ""),
                None => Tag::new("Chưa làm", "blue"),
            };
            let hint = "Bản chụp hoặc PDF; chỉ thủ trưởng và cán bộ tổ chức được xem.";
            items.push(task(draft.path("chi-bo"), "Nhận xét của cấp ủy chi bộ nơi cư trú".to_owned(), hint, status));
        }
        let done = items.iter().filter(|item| item.status.colour.is_empty()).count();
        let ready = done == items.len();
        let (href, status) = if ready {
            (draft.path("kiem-tra"), Tag::new("Sẵn sàng nộp", "green"))
        } else {
            (String::new(), Tag::new("Chưa thể làm", ""))
        };
        items.push(task(href, "Kiểm tra lại và nộp".to_owned(), "", status));
        Self {
            unit: format!("{}, {}", subject.title, subject.unit_name),
            group: show::group(subject.group()),
            form_title: draft.record.form.as_ref().map(|form| sentence(&form.title)).unwrap_or_default(),
            round: draft.record.round,
            rescore_reason: draft.record.rescores.last().map(|rescore| rescore.reason.clone()).unwrap_or_default(),
            open: draft.open,
            submitted: draft.record.state() != RecordState::SelfDraft,
            state: show::state_of(&draft.record),
            result: format!("/ket-qua/{}", draft.record.record_id),
            done,
            items,
            page,
        }
    }
}

/// What a draft comes to, in words; empty until every criterion is scored.
pub fn foreseen(foresight: Option<&SelfForesight>) -> String {
    foresight.map(|seen| format!("{} điểm, ứng với mức «{}»", show::points(seen.total.as_ref()), seen.label)).unwrap_or_default()
}

/// Headings of legal forms are written in capitals; in running text only the first letter stays one.
pub fn sentence(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Loads a self-assessment.
pub async fn load(user: &User, record_id: &str) -> Result<Draft, Halt> {
    let record_id = record_id.to_owned();
    let record = user.calls.send(GetRecordRequest { record_id: record_id.clone(), ..Default::default() }).await?.record.unwrap_or_default();
    let draft = match user.calls.send(GetSelfDraftRequest { record_id }).await {
        Ok(draft) => draft,
        Err(Problem { code: Code::NotFound | Code::FailedPrecondition, .. }) => GetSelfDraftResponse::default(),
        Err(problem) => return Err(problem.into()),
    };
    let set = criteria_set(user, &record.criteria_set_id).await?;
    let open = tasks::waits(&tasks::mine(user).await?, TaskKind::SelfAssessment, &record.record_id);
    Ok(Draft { record, content: draft.content.unwrap_or_default(), version: draft.version, foresight: draft.foresight, set, open })
}

/// Loads a self-assessment to write in it.
async fn load_open(user: &User, record_id: &str) -> Result<Draft, Halt> {
    let draft = load(user, record_id).await?;
    if draft.open { Ok(draft) } else { Err(Halt::Forbidden("Bản tự đánh giá này hiện không mở để ghi.".to_owned())) }
}

/// Keeps the draft; the version is the one that the page was made from.
async fn keep(user: &User, draft: &Draft, content: SelfContent, posted: &Posted) -> Result<SaveSelfDraftResponse, Problem> {
    let request = SaveSelfDraftRequest {
        request_id: posted.request_id(),
        record_id: draft.record.record_id.clone(),
        content: Some(content),
        // What is no version was made from no page of ours: no stored draft has -1.
        expected_version: posted.version(""),
    };
    user.calls.send(request).await
}

/// `GET /tu-danh-gia/{record}`.
pub async fn show(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let draft = load(&user, &record).await?;
    let own = results::own(&user).await?;
    let others = own.iter().filter(|record| record.state() != RecordState::NotEvaluated);
    let others = others.map(|record| (record.year, format!("/tu-danh-gia/{}", record.record_id)));
    let view = SelfTasks::new(user.page(draft.title()).back("/").years_at(draft.record.year, others), &draft);
    Ok(html(view.page.status(), &view))
}

/// What the script is told about a kept draft.
fn kept_draft(answer: SaveSelfDraftResponse) -> autosave::Kept {
    let foreseen = foreseen(answer.foresight.as_ref());
    autosave::Kept { version: answer.version, foreseen, conflict: answer.foresight.map(|seen| seen.conflict).unwrap_or_default() }
}
