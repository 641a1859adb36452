//! Scoring oneself by criteria, all on one page.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::{Draft, keep, load, load_open};
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::sheet::{self, ScoreInputs, SheetTable};
use crate::posted::Posted;
use crate::session::User;

#[derive(Template)]
#[template(path = "self_scores.html")]
pub struct Scoring {
    page: Page,
    version: i64,
    inputs: ScoreInputs,
    /// The stored scores, when what was sent was made from others.
    stored: Option<SheetTable>,
}

impl Scoring {
    /// The page of a draft, or of what was sent.
    pub fn new(page: Page, draft: &Draft, posted: Option<&Posted>) -> Self {
        let stored = draft.changed_since(posted).then(|| sheet::table(&draft.set, &draft.content.scores, &[]));
        Self { version: draft.version, stored, inputs: sheet::inputs(&draft.set, &draft.content.scores, &[], posted, &page.problems), page }
    }
}

/// `GET /tu-danh-gia/{record}/cham-diem`.
pub async fn scores(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let draft = load_open(&user, &record).await?;
    let view = Scoring::new(user.page("Chấm điểm theo tiêu chí").back(draft.home()), &draft, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /tu-danh-gia/{record}/cham-diem`.
pub async fn save_scores(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let draft = load(&user, &record).await?;
    let mut mistakes = Vec::new();
    let mut content = draft.content.clone();
    content.scores = sheet::read(&posted, &draft.set, &mut mistakes);
    if mistakes.is_empty() {
        match keep(&user, &draft, content, &posted).await {
            Ok(()) => return Ok(go(&draft.home(), "luu-nhap")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let page = user.page("Chấm điểm theo tiêu chí").back(draft.home()).with(mistakes);
    let view = Scoring::new(page, &draft, Some(&posted));
    Ok(html(view.page.status(), &view))
}
