//! Checking one's answers, submitting, and what happens next.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::Class;
use proto::evaluation::v1::{FormField, GetRecordRequest, Record, RecordState, SubmitSelfRequest};
use rpc::Problem;

use super::{Draft, foreseen, load, load_open, sentence};
use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::sheet::{self, SheetTable};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Reason of the refusal that asks to confirm that score and declared class differ.
const CONFLICT: &str = "SELF_CONFLICT";

#[derive(Template)]
#[template(path = "self_check.html")]
pub struct Check {
    page: Page,
    scores_href: String,
    table: SheetTable,
    /// What the scores come to, or what they lack.
    foreseen: String,
    declared: &'static str,
    sections: Vec<CheckSection>,
    party: Vec<SummaryRow>,
    /// What the person must confirm; empty when nothing.
    conflict: String,
}

/// The answers of one section of the form.
pub struct CheckSection {
    title: String,
    rows: Vec<SummaryRow>,
}

#[derive(Template)]
#[template(path = "self_done.html")]
pub struct Submitted {
    page: Page,
    at: String,
    reference: String,
}

impl Check {
    /// Everything that would be submitted.
    pub fn new(page: Page, draft: &Draft, conflict: String) -> Self {
        let row = |href: &str, field: &FormField| {
            let answer = draft.answer(field).filter(|answer| !answer.is_empty());
            SummaryRow::new(&field.label, answer.unwrap_or_else(|| "Chưa ghi".to_owned())).change(href)
        };
        let sections = draft.sections().map(|section| {
            let href = draft.path(&format!("phieu/{}", section.section_id));
            let rows = section.fields.iter().map(|field| row(&href, field)).collect();
            CheckSection { title: format!("{}. {}", section.section_id, sentence(&section.title)), rows }
        });
        Self {
            scores_href: draft.path("cham-diem"),
            table: sheet::table(&draft.set, &draft.content.scores, &[]),
            foreseen: match foreseen(draft.foresight.as_ref()) {
                none if none.is_empty() && draft.cannot_be_right() => "Cần sửa điểm".to_owned(),
                none if none.is_empty() => "Chưa chấm đủ".to_owned(),
                said => said,
            },
            declared: show::class(Class::try_from(draft.content.declared_class).unwrap_or_default()),
            sections: sections.collect(),
            party: party_rows(draft),
            conflict,
            page,
        }
    }
}

fn party_rows(draft: &Draft) -> Vec<SummaryRow> {
    if !draft.needs_party() {
        return Vec::new();
    }
    let href = draft.path("chi-bo");
    let Some(comment) = &draft.record.party_comment else { return vec![SummaryRow::new("Tệp nhận xét", "Chưa có").change(href)] };
    if !comment.waiver_reason.is_empty() {
        return vec![SummaryRow::new("Thủ trưởng đồng ý miễn", &comment.waiver_reason)];
    }
    let file = comment.file.as_ref().map(|file| file.name.clone()).unwrap_or_default();
    vec![
        SummaryRow::new("Chi bộ nơi cư trú", &comment.cell).change(&href),
        SummaryRow::new("Ngày nhận xét", show::day(comment.commented_on.as_ref())).change(&href),
        SummaryRow::new("Tệp nhận xét", file).change(&href),
    ]
}

/// The inputs are on other pages: a mistake leads there.
fn lead(draft: &Draft, mistake: Mistake) -> Mistake {
    let page = if mistake.field.starts_with("scores") {
        "cham-diem".to_owned()
    } else if mistake.field.starts_with("party_comment") {
        "chi-bo".to_owned()
    } else {
        let has =
            |field: &FormField| mistake.field == format!("answers[{}]", field.key) || (mistake.field == "declared_class" && field.is_class);
        match draft.sections().find(|section| section.fields.iter().any(has)) {
            Some(section) => format!("phieu/{}", section.section_id),
            None => return Mistake { field: String::new(), ..mistake },
        }
    };
    Mistake { field: format!("{}#{}", draft.path(&page), mistake.field), ..mistake }
}

fn mistakes(draft: &Draft, problem: Problem) -> Vec<Mistake> {
    if problem.fields.is_empty() {
        return vec![Mistake { field: String::new(), message: problem.message }];
    }
    problem.fields.into_iter().map(|field| lead(draft, Mistake { field: field.field, message: field.message })).collect()
}

/// `GET /tu-danh-gia/{record}/kiem-tra`.
pub async fn check(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let draft = load_open(&user, &record).await?;
    let conflict = draft.foresight.as_ref().map(|seen| seen.conflict.clone()).unwrap_or_default();
    let view = Check::new(user.page("Kiểm tra lại trước khi nộp").back(draft.home()), &draft, conflict);
    Ok(html(view.page.status(), &view))
}

/// `POST /tu-danh-gia/{record}/kiem-tra`.
pub async fn submit(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let draft = load(&user, &record).await?;
    let request = SubmitSelfRequest {
        request_id: posted.request_id(),
        record_id: record.clone(),
        content: Some(draft.content.clone()),
        conflict_acknowledged: posted.has("conflict_acknowledged"),
    };
    let problem = match user.calls.send(request).await {
        Ok(_) => return Ok(go(&draft.path("da-nop"), "")),
        Err(problem) => Halt::unless_shown(problem)?,
    };
    // What was sent more than once is answered alike: the draft that a later one was made of is gone with the first.
    let record = user.calls.send(GetRecordRequest { record_id: record.clone(), ..Default::default() }).await?.record;
    if record.is_some_and(|record| has_submitted(&record)) {
        return Ok(go(&draft.path("da-nop"), ""));
    }
    let conflict = if problem.reason.contains(CONFLICT) { problem.message.clone() } else { String::new() };
    let mistakes = if conflict.is_empty() {
        mistakes(&draft, problem)
    } else {
        vec![Mistake { field: "conflict_acknowledged".to_owned(), message: problem.message }]
    };
    let page = user.page("Kiểm tra lại trước khi nộp").back(draft.home()).with(mistakes);
    let view = Check::new(page, &draft, conflict);
    Ok(html(view.page.status(), &view))
}

/// The self-assessment is with the reviewers, or beyond.
fn has_submitted(record: &Record) -> bool {
    record.self_.is_some() && !matches!(record.state(), RecordState::SelfDraft | RecordState::Unspecified)
}

/// The confirmation of a submitted self-assessment.
pub fn confirmation(page: Page, record: &Record) -> Submitted {
    let at = record.self_.as_ref().and_then(|own| own.submitted_at);
    Submitted { at: show::moment(at.as_ref()), reference: reference(&record.record_id), page }
}

/// Short enough to read over the telephone.
fn reference(record_id: &str) -> String {
    record_id.rsplit('-').next().unwrap_or_default().to_uppercase()
}

/// `GET /tu-danh-gia/{record}/da-nop`.
pub async fn submitted(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let record = user.calls.send(GetRecordRequest { record_id: record, ..Default::default() }).await?.record.unwrap_or_default();
    user.only_person(&record.subject.clone().unwrap_or_default().person_id)?;
    let view = confirmation(user.page("Đã nộp bản tự đánh giá"), &record);
    Ok(html(view.page.status(), &view))
}
