//! Scoring oneself by criteria, all on one page.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use proto::common::v1::PageRequest;
use proto::scoring::v1::Guidance;
use proto::worklog::v1::{GetWorkSummaryRequest, ListApprovedWorkRequest, ListApprovedWorkResponse, WorkSummary};

use super::{Draft, foreseen, keep, kept_draft, load, load_open};
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::autosave;
use crate::pages::logs::found::{Group, groups};
use crate::pages::personnel::guidance;
use crate::pages::sheet::{self, ScoreInputs, SheetTable};
use crate::posted::Posted;
use crate::session::User;

/// Works shown beside the criteria; the rest is a search away.
const SHOWN_WORKS: i32 = 60;

#[derive(Template)]
#[template(path = "self_scores.html")]
pub struct Scoring {
    page: Page,
    version: i64,
    /// Shows what was sent, not what is stored.
    sent: bool,
    inputs: ScoreInputs,
    foreseen: String,
    conflict: String,
    /// The approved work of the year, to score by.
    work: WorkBeside,
    /// The stored scores, when what was sent was made from others.
    stored: Option<SheetTable>,
}

/// The approved work of the year as it stands beside the criteria.
#[derive(Default)]
pub struct WorkBeside {
    pub year: i32,
    pub summary: WorkSummary,
    pub groups: Vec<Group>,
    /// Whether there is more than is shown.
    pub more: bool,
}

impl WorkBeside {
    /// From what worklog says.
    pub fn new(year: i32, summary: WorkSummary, answer: &ListApprovedWorkResponse) -> Self {
        let more = answer.page.as_ref().is_some_and(|page| !page.next_page_token.is_empty());
        Self { year, summary, groups: groups(&answer.works), more }
    }
}

/// The approved work of a person (empty for one's own) in a year.
pub async fn work_beside(user: &User, person_id: String, year: i32) -> Result<WorkBeside, Halt> {
    let page = Some(PageRequest { page_size: SHOWN_WORKS, page_token: String::new() });
    let (summary, works) = tokio::try_join!(
        user.calls.send(GetWorkSummaryRequest { person_id: person_id.clone(), year, reason: String::new() }),
        user.calls.send(ListApprovedWorkRequest { page, person_id, year, search: String::new(), reason: String::new() }),
    )?;
    Ok(WorkBeside::new(year, summary.summary.unwrap_or_default(), &works))
}

impl Scoring {
    /// The page of a draft, or of what was sent.
    pub fn new(page: Page, draft: &Draft, work: WorkBeside, guidance: &[Guidance], posted: Option<&Posted>) -> Self {
        let stored = draft.changed_since(posted).then(|| sheet::table(&draft.set, &draft.content.scores, &[]));
        Self {
            version: draft.version,
            sent: posted.is_some(),
            stored,
            foreseen: foreseen(draft.foresight.as_ref()),
            conflict: draft.foresight.as_ref().map(|seen| seen.conflict.clone()).unwrap_or_default(),
            work,
            inputs: sheet::inputs(&draft.set, &draft.content.scores, &[], posted, &page.problems).advised(guidance),
            page,
        }
    }
}

/// `GET /tu-danh-gia/{record}/cham-diem`.
pub async fn scores(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let draft = load_open(&user, &record).await?;
    let page = user.page("Chấm điểm theo tiêu chí").back(draft.home());
    show(&user, page, &draft, None).await
}

/// `POST /tu-danh-gia/{record}/cham-diem`.
pub async fn save_scores(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let draft = load(&user, &record).await?;
    let mut mistakes = Vec::new();
    let mut content = draft.content.clone();
    content.scores = sheet::read(&posted, &draft.set, &mut mistakes);
    let kept = if mistakes.is_empty() { keep(&user, &draft, content, &posted).await } else { Err(autosave::unreadable(&mistakes)) };
    if autosave::asked(&posted) {
        return autosave::answer(&user, kept.map(kept_draft));
    }
    if mistakes.is_empty() {
        match kept {
            Ok(_) => return Ok(go(&draft.home(), "luu-nhap")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let page = user.page("Chấm điểm theo tiêu chí").back(draft.home()).with(mistakes);
    show(&user, page, &draft, Some(&posted)).await
}

async fn show(user: &User, page: Page, draft: &Draft, posted: Option<&Posted>) -> Result<Response, Halt> {
    let guidance = guidance::of(user, &draft.set.criteria_set_id).await;
    let view = Scoring::new(page, draft, work_beside(user, String::new(), draft.record.year).await?, &guidance, posted);
    Ok(html(view.page.status(), &view))
}
