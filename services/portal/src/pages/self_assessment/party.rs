//! The comment of the Party cell where one lives.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{AttachPartyCommentRequest, PartyComment};

use super::{Draft, load, load_open};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::dossier;
use crate::posted::{Posted, Upload};
use crate::session::User;
use crate::show;

const TITLE: &str = "Nhận xét của cấp ủy chi bộ nơi cư trú";

#[derive(Template)]
#[template(path = "self_party.html")]
pub struct PartyPage {
    page: Page,
    /// The file that is there: address and name.
    kept: Option<(String, String)>,
    waiver: String,
    cell: Field,
    commented_on: Field,
    file: Field,
}

impl PartyPage {
    /// The page of a draft, or of what was sent. A chosen file cannot be kept: the browser asks for it again.
    pub fn new(page: Page, draft: &Draft, posted: Option<&Posted>) -> Self {
        let kept = draft.record.party_comment.clone().unwrap_or_default();
        Self {
            kept: kept.file.as_ref().map(|file| (dossier::address(&draft.record, file), file.name.clone())),
            waiver: waiver(&kept),
            cell: Field::new("cell", "Chi bộ nơi cư trú").value(kept.cell.clone(), posted).mistakes(&page.problems),
            commented_on: Field::new("commented_on", "Ngày nhận xét")
                .hint("Ví dụ: 25/11/2019")
                .value(show::day_input(kept.commented_on.as_ref()), posted)
                .mistakes(&page.problems),
            file: Field::new("file", "Tệp nhận xét").hint("PDF, JPEG hoặc PNG, nhiều nhất 3 MB.").mistakes(&page.problems),
            page,
        }
    }
}

fn waiver(comment: &PartyComment) -> String {
    if comment.waiver_reason.is_empty() {
        return String::new();
    }
    format!("{} ({})", comment.waiver_reason, show::signature(comment.waived_by.as_ref()))
}

/// `GET /tu-danh-gia/{record}/chi-bo`.
pub async fn party(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let draft = load_open(&user, &record).await?;
    let view = PartyPage::new(user.page(TITLE).back(draft.home()), &draft, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /tu-danh-gia/{record}/chi-bo`.
pub async fn attach(user: User, Path(record): Path<String>, upload: Upload) -> Result<Response, Halt> {
    let draft = load(&user, &record).await?;
    let Upload { posted, file } = upload;
    let mut mistakes = Vec::new();
    let commented_on = posted.day("commented_on", &mut mistakes);
    if file.is_none() {
        mistakes.push(Mistake { field: "file".to_owned(), message: "Hãy chọn tệp nhận xét.".to_owned() });
    }
    if mistakes.is_empty() {
        let request = AttachPartyCommentRequest {
            request_id: posted.request_id(),
            record_id: record.clone(),
            cell: posted.line("cell"),
            commented_on,
            file,
        };
        match user.calls.send(request).await {
            Ok(_) => return Ok(go(&draft.home(), "luu-dang-uy")),
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let view = PartyPage::new(user.page(TITLE).back(draft.home()).with(mistakes), &draft, Some(&posted));
    Ok(html(view.page.status(), &view))
}
