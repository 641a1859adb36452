//! Typesetting in process: a template, its data, and nothing else.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::model::{Detail, LegalForm, Minutes, Note, ScoreSheet, Summary, WorkTable};
use crate::{Error, Fonts, text, view};

/// Longer lists carry no tags for screen readers: these would be most of the file.
const MOST_TAGGED_ROWS: usize = 150;

/// How many documents may be set before the typesetter forgets what it remembered: memory stays flat.
const FORGET_EVERY: usize = 8;

macro_rules! templates {
    ($($name:ident = $file:literal),+ $(,)?) => {$(
        static $name: LazyLock<Source> =
            LazyLock::new(|| Source::new(file_id($file), include_str!(concat!("../templates/", $file)).to_owned()));
    )+};
}
templates! {
    STYLE = "style.typ",
    SUMMARY = "summary.typ",
    DETAIL = "detail.typ",
    MINUTES = "minutes.typ",
    NOTE = "note.typ",
    LEGAL_FORM = "legal_form.typ",
    SCORE_SHEET = "score_sheet.typ",
    WORK_TABLE = "work_table.typ",
}

static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("data.json"));

fn file_id(name: &str) -> FileId {
    FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).expect("a plain file name is a valid path")))
}

/// Sets documents. Blocking and hungry for CPU: call it where blocking is allowed, one or two at a time.
pub struct Press {
    fonts: Fonts,
    library: LazyHash<Library>,
    set: AtomicUsize,
}

impl Press {
    /// A press with its fonts.
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, library: LazyHash::new(Library::default()), set: AtomicUsize::new(0) }
    }

    /// Bảng tổng hợp kết quả.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn summary(&self, document: &Summary) -> Result<Vec<u8>, Error> {
        self.print("summary", &SUMMARY, view::summary(document), true)
    }

    /// Danh sách kết quả.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn detail(&self, document: &Detail) -> Result<Vec<u8>, Error> {
        let tagged = document.rows.len() <= MOST_TAGGED_ROWS;
        self.print("detail", &DETAIL, view::detail(document), tagged)
    }

    /// Biên bản số.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn minutes(&self, document: &Minutes) -> Result<Vec<u8>, Error> {
        self.print("minutes", &MINUTES, view::minutes(document), true)
    }

    /// A result reached on paper, or why somebody is not evaluated.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn note(&self, document: &Note) -> Result<Vec<u8>, Error> {
        self.print("note", &NOTE, view::note(document), true)
    }

    /// Phiếu đánh giá và phân loại.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn legal_form(&self, document: &LegalForm) -> Result<Vec<u8>, Error> {
        self.print("legal_form", &LEGAL_FORM, view::legal_form(document), true)
    }

    /// Bảng kết quả tự chấm điểm.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn score_sheet(&self, document: &ScoreSheet) -> Result<Vec<u8>, Error> {
        self.print("score_sheet", &SCORE_SHEET, view::score_sheet(document), true)
    }

    /// Nhật ký công tác, biên bản bàn giao công việc.
    ///
    /// # Errors
    /// [`Error::Typesetting`] when the typesetter fails or warns.
    pub fn work_table(&self, document: &WorkTable) -> Result<Vec<u8>, Error> {
        let tagged = document.rows.len() <= MOST_TAGGED_ROWS;
        self.print("work_table", &WORK_TABLE, view::work_table(document), tagged)
    }

    fn print(&self, template: &'static str, main: &Source, mut data: Value, tagged: bool) -> Result<Vec<u8>, Error> {
        text::printable(&mut data, &self.fonts);
        data["font"] = self.fonts.family.into();
        let desk = Desk { press: self, main, data: Bytes::new(serde_json::to_vec(&data)?) };
        let refuse = |problems: &[SourceDiagnostic]| Error::Typesetting { template, problems: describe(problems) };
        let set = typst::compile::<PagedDocument>(&desk);
        if self.set.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            typst::comemo::evict(0);
        }
        let document = set.output.map_err(|problems| refuse(&problems))?;
        if !set.warnings.is_empty() {
            return Err(refuse(&set.warnings));
        }
        let standard = if tagged { PdfStandard::A_2a } else { PdfStandard::A_2u };
        let standards =
            PdfStandards::new(&[standard]).map_err(|problem| Error::Typesetting { template, problems: problem.message().to_string() })?;
        let options = PdfOptions { creator: Smart::Custom(Some("Công Tâm".into())), standards, tagged, ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options).map_err(|problems| refuse(&problems))
    }
}

fn describe(problems: &[SourceDiagnostic]) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
}

/// All that one document may see.
struct Desk<'a> {
    press: &'a Press,
    main: &'a Source,
    data: Bytes,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [self.main, &STYLE].into_iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod any_text;

#[cfg(test)]
mod tests {
    use super::*;

    fn print(markup: &str) -> Result<Vec<u8>, Error> {
        let press = Press::new(Fonts::load(None).unwrap());
        press.print("test", &Source::new(file_id("test.typ"), markup.to_owned()), serde_json::json!({}), true)
    }

    #[test]
    fn a_template_reaches_nothing_but_style_and_data() {
        for path in ["/etc/passwd", "other.typ", "../data.json2", "summary.typ"] {
            let problem = print(&format!("#read(\"{path}\")")).unwrap_err().to_string();
            assert!(problem.contains("access denied") || problem.contains("escape"), "{path}: {problem}");
        }
        assert!(print("#import \"@preview/x:0.1.0\"").unwrap_err().to_string().contains("access denied"));
        assert!(print("#datetime.today()").is_err());
    }

    #[test]
    fn a_family_that_is_missing_is_an_error_and_not_a_warning() {
        let problem = print("#set document(title: \"x\")\n#set text(font: \"No Such Family\")\nx").unwrap_err().to_string();
        assert!(problem.contains("no such family"), "{problem}");
    }
}
