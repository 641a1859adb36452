//! Forms that were sent: read, and proved to come from a page of the same session.

use std::str::FromStr;
use std::time::Duration;

use axum::Form;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use chrono::Datelike;
use kernel::{Points, text};
use proto::common::v1 as common;
use rpc::Problem;

use crate::app::App;
use crate::halt::{Halt, unread};
use crate::page::Mistake;
use crate::session;

/// Fields that a form may have: the largest of ours has some hundreds, and each look for a field passes all of them.
const MOST_FIELDS: usize = 5_000;

/// The fields of a form, in order, each as often as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of a field, blanks around it cut; `None` when the form has no such field.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// The first value of a field just as it was typed: a password may begin with a blank.
    pub fn raw(&self, name: &str) -> String {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The first value of a field, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The text of a field on one line, in normal form.
    pub fn line(&self, name: &str) -> String {
        text::clean(self.get(name))
    }

    /// The text of a field with its lines, in normal form.
    pub fn lines(&self, name: &str) -> String {
        text::clean_lines(self.get(name))
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// Whether a box is ticked or a button pressed.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some_and(|value| !value.is_empty())
    }

    /// The id under which the request counts once.
    pub fn request_id(&self) -> String {
        self.get("request_id").to_owned()
    }

    /// The version that the page was made of, `{prefix}version`; what is none was never a version, so nothing passes for unchanged.
    pub fn version(&self, prefix: &str) -> i64 {
        self.get(&format!("{prefix}version")).parse().unwrap_or(-1)
    }

    /// The version that a form is drawn with: what was sent stays what it was made of, however often it is refused; a form not sent yet is
    /// of the present one.
    pub fn version_or(posted: Option<&Self>, prefix: &str, present: i64) -> i64 {
        let sent = posted.filter(|posted| posted.find(&format!("{prefix}version")).is_some());
        sent.map_or(present, |posted| posted.version(prefix))
    }

    /// A day written day first, or as the browser's own calendar writes it; a mistake when it is neither. Empty is `None`.
    pub fn day(&self, name: &str, mistakes: &mut Vec<Mistake>) -> Option<common::Day> {
        let written = self.get(name);
        if written.is_empty() {
            return None;
        }
        let iso = || chrono::NaiveDate::from_str(written).ok().filter(|day| (1900..=9999).contains(&day.year()));
        let day = kernel::date::parse_vi(written).or_else(iso);
        if day.is_none() {
            mistakes.push(Mistake {
                field: name.to_owned(), message: format!("«{written}» không phải là ngày. Hãy ghi như 15/12/2019.")
            });
        }
        day.map(|day| common::Day { iso: day.to_string() })
    }

    /// Points with comma or dot; a mistake when they are not. Empty is `None`.
    pub fn points(&self, name: &str, mistakes: &mut Vec<Mistake>) -> Option<common::Points> {
        let written = self.get(name);
        if written.is_empty() {
            return None;
        }
        match Points::from_str(written) {
            Ok(points) => Some(common::Points { hundredths: points.hundredths() }),
            Err(_) => {
                let message = format!("«{written}» không phải là số điểm. Hãy ghi như 8,5.");
                mistakes.push(Mistake { field: name.to_owned(), message });
                None
            }
        }
    }

    /// Which of several answers was chosen; a mistake when none was: nothing is chosen for anybody.
    pub fn chosen(&self, name: &str, mistakes: &mut Vec<Mistake>) -> String {
        if !self.has(name) {
            mistakes.push(Mistake { field: name.to_owned(), message: "Hãy chọn một mục.".to_owned() });
        }
        self.line(name)
    }

    /// What a refusal says, as mistakes of this form: fields that the form does not have become words without a link.
    pub fn mistakes(&self, problem: Problem) -> Vec<Mistake> {
        if problem.fields.is_empty() {
            return vec![Mistake { field: String::new(), message: problem.message }];
        }
        let known = |field: String| if self.find(&field).is_some() { field } else { String::new() };
        problem.fields.into_iter().map(|field| Mistake { field: known(field.field), message: field.message }).collect()
    }

    /// The rows of a list in which one of `keys` is filled in, by their places in the form.
    pub fn written_rows(&self, list: &str, keys: &[&str]) -> Vec<usize> {
        let written = self.0.iter().filter(|(_, value)| !value.trim().is_empty()).filter_map(|(name, _)| place(list, name));
        let mut rows: Vec<usize> = written.filter(|(_, field)| keys.contains(field)).map(|(row, _)| row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The same form without the rows of a list in which all of `keys` are empty, the rows after them moved up, so that
    /// the place of a row here is its place in the request.
    #[must_use]
    pub fn without_blank_rows(&self, list: &str, keys: &[&str]) -> Self {
        let written = self.written_rows(list, keys);
        let moved = |(name, value): &(String, String)| match place(list, name) {
            None => Some((name.clone(), value.clone())),
            Some((row, field)) => written.binary_search(&row).ok().map(|at| (format!("{list}[{at}].{field}"), value.clone())),
        };
        Self(self.0.iter().filter_map(moved).collect())
    }

    /// The rows of a list, moved down by `by` places.
    #[must_use]
    pub fn moved(self, list: &str, by: usize) -> Self {
        let moved = |(name, value): (String, String)| {
            (place(list, &name).map(|(row, field)| format!("{list}[{}].{field}", row + by)).unwrap_or(name.clone()), value)
        };
        Self(self.0.into_iter().map(moved).collect())
    }

    fn checked(self, csrf: &str) -> Result<Self, Halt> {
        if self.0.len() > MOST_FIELDS {
            return Err(Halt::TooLarge);
        }
        if self.get("csrf") == csrf { Ok(self) } else { Err(Halt::Stale) }
    }
}

/// Row and field of an input of a list, such as `entries[2].content`.
pub fn place<'a>(list: &str, name: &'a str) -> Option<(usize, &'a str)> {
    let (number, field) = name.strip_prefix(list)?.strip_prefix('[')?.split_once("].")?;
    Some((number.parse().ok()?, field))
}

/// How long a form may take to arrive: three megabytes over a very slow line.
const PATIENCE: Duration = Duration::from_secs(30);

async fn in_time<T>(reading: impl Future<Output = Result<T, Halt>>) -> Result<T, Halt> {
    tokio::time::timeout(PATIENCE, reading).await.unwrap_or(Err(Halt::TooSlow))
}

impl FromRequest<App> for Posted {
    type Rejection = Halt;

    async fn from_request(request: Request, app: &App) -> Result<Self, Halt> {
        let csrf = session::csrf_of(request.headers(), app.https);
        let read = async { Form::<Vec<(String, String)>>::from_request(request, app).await.map_err(|refused| unread(refused.status())) };
        let Form(fields) = in_time(read).await?;
        Self(fields).checked(&csrf)
    }
}

/// A form with a file.
pub struct Upload {
    /// The fields beside the file.
    pub posted: Posted,
    /// The file; `None` when none was chosen.
    pub file: Option<common::File>,
}

impl FromRequest<App> for Upload {
    type Rejection = Halt;

    async fn from_request(request: Request, app: &App) -> Result<Self, Halt> {
        in_time(Self::read(request, app)).await
    }
}

impl Upload {
    async fn read(request: Request, app: &App) -> Result<Self, Halt> {
        let csrf = session::csrf_of(request.headers(), app.https);
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| Halt::Stale)?;
        let (mut fields, mut file) = (Vec::new(), None);
        while let Some(part) = parts.next_field().await.map_err(|refused| unread(refused.status()))? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(file_name) = part.file_name().map(str::to_owned) else {
                fields.push((name, part.text().await.map_err(|refused| unread(refused.status()))?));
                continue;
            };
            let content_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
            let content: Bytes = part.bytes().await.map_err(|refused| unread(refused.status()))?;
            fields.push((name, file_name.clone()));
            if !content.is_empty() {
                file = Some(common::File { name: file_name, content_type, content: content.to_vec() });
            }
        }
        Ok(Self { posted: Posted(fields).checked(&csrf)?, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::FieldProblem;
    use tonic::Code;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn points_and_days_are_read_as_people_write_them() {
        let form =
            posted(&[("a", " 8,5 "), ("b", "8.25"), ("c", "tám"), ("d", "1/2/2019"), ("e", "2019-02-01"), ("f", "31/2/2019"), ("g", "")]);
        let mut mistakes = Vec::new();
        assert_eq!(form.points("a", &mut mistakes).map(|points| points.hundredths), Some(850));
        assert_eq!(form.points("b", &mut mistakes).map(|points| points.hundredths), Some(825));
        assert_eq!(form.day("d", &mut mistakes), form.day("e", &mut mistakes));
        assert_eq!((form.points("g", &mut mistakes), form.day("g", &mut mistakes)), (None, None));
        assert_eq!(mistakes, []);
        assert_eq!((form.points("c", &mut mistakes), form.day("f", &mut mistakes)), (None, None));
        assert_eq!(mistakes.iter().map(|mistake| mistake.field.as_str()).collect::<Vec<_>>(), ["c", "f"]);
    }

    #[test]
    fn a_form_with_more_fields_than_any_of_ours_is_too_large() {
        let of = |count: usize| Posted(vec![("csrf".to_owned(), "x".to_owned()); count]).checked("x");
        assert!(of(MOST_FIELDS).is_ok());
        assert!(matches!(of(MOST_FIELDS + 1), Err(Halt::TooLarge)));
    }

    #[test]
    fn rows_are_numbered_as_the_request_will_have_them() {
        let form = posted(&[
            ("csrf", "x"),
            ("items[0].content", " "),
            ("items[0].quantity", "1"),
            ("items[1].content", "Hai"),
            ("items[2].due_on", "1/2/2019"),
        ]);
        let names: Vec<_> = form.without_blank_rows("items", &["content", "due_on"]).0.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["csrf", "items[0].content", "items[1].due_on"]);
    }

    #[test]
    fn a_refusal_links_only_to_fields_that_the_form_has() {
        let field = |field: &str| FieldProblem { field: field.to_owned(), message: format!("về {field}") };
        let problem = Problem {
            code: Code::InvalidArgument,
            reason: "X".into(),
            message: "chung".into(),
            fields: vec![field("scores[CC1.1]"), field("other")],
            unheard: None,
        };
        let mistakes = posted(&[("scores[CC1.1]", "9")]).mistakes(problem);
        assert_eq!(mistakes[0].field, "scores[CC1.1]");
        assert_eq!(mistakes[1], Mistake { field: String::new(), message: "về other".into() });
    }
}
