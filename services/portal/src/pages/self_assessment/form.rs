//! One section of the legal form.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::Class;
use proto::evaluation::v1::{FormField, FormSection};

use super::{Draft, keep, kept_draft, load, load_open, sentence};
use crate::field::{Choices, Field, SummaryRow};
use crate::halt::Halt;
use crate::law;
use crate::page::{Page, go, html};
use crate::pages::autosave;
use crate::posted::Posted;
use crate::session::User;
use crate::show::{class_code, class_of};

#[derive(Template)]
#[template(path = "self_form.html")]
pub struct FormPage {
    page: Page,
    version: i64,
    /// Shows what was sent, not what is stored.
    sent: bool,
    legal: String,
    fields: Vec<FormInput>,
    /// The stored answers, when what was sent was made from others.
    stored: Vec<SummaryRow>,
}

/// A text of the form, or the declared class.
pub enum FormInput {
    /// A text.
    Text(Field),
    /// The class that one declares.
    Class(Choices),
}

fn name(field: &FormField) -> String {
    if field.is_class { "declared_class".to_owned() } else { format!("answers[{}]", field.key) }
}

impl FormPage {
    /// One section of a draft's form, or of what was sent.
    pub fn new(page: Page, draft: &Draft, section: &FormSection, classes: &[(Class, String)], posted: Option<&Posted>) -> Self {
        let input = |field: &FormField| {
            if field.is_class {
                let choices = Choices::new(name(field), &field.label, law::options(classes)).hint(&field.hint);
                return FormInput::Class(choices.value(class_code(draft.content.declared_class()), posted).mistakes(&page.problems));
            }
            let kept = draft.content.answers.get(&field.key).cloned().unwrap_or_default();
            FormInput::Text(Field::new(name(field), &field.label).hint(&field.hint).value(kept, posted).mistakes(&page.problems))
        };
        let stored = |field: &FormField| SummaryRow::new(&field.label, draft.answer(field).unwrap_or_default());
        Self {
            version: draft.version,
            sent: posted.is_some(),
            stored: if draft.changed_since(posted) { section.fields.iter().map(stored).collect() } else { Vec::new() },
            legal: draft.record.form.as_ref().map(|form| form.legal.clone()).unwrap_or_default(),
            fields: section.fields.iter().map(input).collect(),
            page,
        }
    }
}

fn section_of<'a>(draft: &'a Draft, id: &str) -> Result<&'a FormSection, Halt> {
    draft.sections().find(|section| section.section_id == id).ok_or_else(|| Halt::NotFound(String::new()))
}

async fn classes(user: &User, draft: &Draft) -> Result<Vec<(Class, String)>, Halt> {
    let group = draft.record.subject.as_ref().map(|subject| subject.group()).unwrap_or_default();
    let pack = law::pack(user, &draft.record.pack_id, &draft.record.pack_digest).await?;
    Ok(law::classes(pack.as_ref(), group))
}

fn title(section: &FormSection) -> String {
    format!("{}. {}", section.section_id, sentence(&section.title))
}

/// `GET /tu-danh-gia/{record}/phieu/{section}`.
pub async fn form(user: User, Path((record, section)): Path<(String, String)>) -> Result<Response, Halt> {
    let draft = load_open(&user, &record).await?;
    let section = section_of(&draft, &section)?;
    let page = user.page(title(section)).back(draft.home());
    let view = FormPage::new(page, &draft, section, &classes(&user, &draft).await?, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /tu-danh-gia/{record}/phieu/{section}`.
pub async fn save_form(user: User, Path((record, section)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let draft = load(&user, &record).await?;
    let section = section_of(&draft, &section)?;
    let mut content = draft.content.clone();
    for field in &section.fields {
        let answer = posted.lines(&name(field));
        if field.is_class {
            content.declared_class = class_of(&answer) as i32;
        } else {
            content.answers.insert(field.key.clone(), answer);
        }
    }
    let kept = keep(&user, &draft, content, &posted).await;
    if autosave::asked(&posted) {
        return autosave::answer(&user, kept.map(kept_draft));
    }
    let problem = match kept {
        Ok(_) => return Ok(go(&draft.home(), "luu-nhap")),
        Err(problem) => Halt::unless_shown(problem)?,
    };
    let page = user.page(title(section)).back(draft.home()).with(posted.mistakes(problem));
    let view = FormPage::new(page, &draft, section, &classes(&user, &draft).await?, Some(&posted));
    Ok(html(view.page.status(), &view))
}
