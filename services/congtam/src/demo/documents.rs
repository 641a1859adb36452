//! Every official document of the year, as reporting makes it for the HR officer of each agency.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use futures::{StreamExt, TryStreamExt};
use proto::common::v1::PageRequest;
use proto::reporting::v1::{DocumentFormat, DocumentRef, ListDocumentsRequest, RenderDocumentRequest};
use serde::Serialize;

use crate::year::caller::{Caller, Doors};
use crate::year::{AgencyReport, Endpoints, Progress, StepTime, YearReport};

/// Marks a folder whose documents are not all there yet.
pub(super) const UNFINISHED: &str = ".unfinished";
const STEP: &str = "Lập văn bản: bảng tổng hợp, danh sách, biên bản số, phiếu đánh giá, bảng điểm";
const PAGE: i32 = 200;
/// Typesetting uses every core by itself.
const AT_A_TIME: usize = 2;

/// One document in the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Written {
    /// Where it is, relative to the folder.
    path: PathBuf,
    /// Such as `LEGAL_FORM`.
    kind: &'static str,
    /// Name of the agency, unit or person it is about.
    subject: String,
    agency: String,
    bytes: usize,
}

/// All of them, and the time they took.
pub(super) struct Documents {
    pub(super) written: Vec<Written>,
    pub(super) took: StepTime,
}

/// Asks for every document that the HR officers may have, and writes each below `out`.
pub(super) async fn write(
    endpoints: &Endpoints,
    report: &YearReport,
    password: &str,
    out: &Path,
    progress: &dyn Progress,
) -> anyhow::Result<Documents> {
    let began = Instant::now();
    let doors = Arc::new(Doors::new(endpoints)?);
    let mut wanted = Vec::new();
    for agency in &report.agencies {
        let officer = Arc::new(Caller::new(&doors, &agency.hr_email, password));
        let mut names = BTreeSet::new();
        for document in list(&officer, &agency.agency_id, report.year).await? {
            let path = place(agency, &document, &mut names);
            wanted.push(Wanted { officer: officer.clone(), agency: &agency.name, year: report.year, document, path });
        }
    }
    progress.begin(STEP, wanted.len());
    let mut written: Vec<Written> = futures::stream::iter(wanted)
        .map(async |wanted| {
            let written = wanted.write(out).await;
            progress.advance();
            written
        })
        .buffer_unordered(AT_A_TIME)
        .try_collect()
        .await?;
    written.sort();
    fs::remove_file(out.join(UNFINISHED))?;
    let took = StepTime { name: STEP, took: began.elapsed() };
    progress.end(took.took);
    Ok(Documents { written, took })
}

async fn list(officer: &Caller, agency_id: &str, year: i32) -> anyhow::Result<Vec<DocumentRef>> {
    let mut documents = Vec::new();
    let mut page_token = String::new();
    loop {
        let page = Some(PageRequest { page_size: PAGE, page_token });
        let answer = officer.send(ListDocumentsRequest { page, agency_id: agency_id.to_owned(), year }).await?;
        documents.extend(answer.documents);
        page_token = answer.page.map(|page| page.next_page_token).unwrap_or_default();
        if page_token.is_empty() {
            return Ok(documents);
        }
    }
}

/// A document to ask for.
struct Wanted<'a> {
    officer: Arc<Caller>,
    agency: &'a str,
    year: i32,
    document: DocumentRef,
    path: PathBuf,
}

impl Wanted<'_> {
    async fn write(self, out: &Path) -> anyhow::Result<Written> {
        let Self { officer, agency, year, document, path } = self;
        let request = RenderDocumentRequest {
            kind: document.kind,
            format: document.format,
            subject_id: document.subject_id.clone(),
            year,
            ..Default::default()
        };
        let rendered = officer.send(request).await.with_context(|| format!("{} of {}", path.display(), document.subject_name))?;
        let content = rendered.file.with_context(|| format!("{} came without content", path.display()))?.content;
        let file = out.join(&path);
        fs::create_dir_all(file.parent().unwrap_or(out))?;
        fs::write(&file, &content).with_context(|| format!("cannot write {}", file.display()))?;
        let kind = document.kind().as_str_name().trim_start_matches("DOCUMENT_KIND_");
        Ok(Written { path, kind, subject: document.subject_name, agency: agency.to_owned(), bytes: content.len() })
    }
}

/// A place of its own: the folder of the agency, and the suggested name, numbered when somebody else has it.
fn place(agency: &AgencyReport, document: &DocumentRef, names: &mut BTreeSet<String>) -> PathBuf {
    let folder = slug(&format!("{} {}", agency.code, agency.name));
    let (stem, extension) = match document.file_name.rsplit_once('.') {
        Some((stem, extension)) => (slug(stem), slug(extension)),
        None if document.format() == DocumentFormat::Xlsx => (slug(&document.file_name), "xlsx".to_owned()),
        None => (slug(&document.file_name), "pdf".to_owned()),
    };
    let mut name = format!("{stem}.{extension}");
    let mut number = 2;
    while !names.insert(name.clone()) {
        name = format!("{stem}-{number}.{extension}");
        number += 1;
    }
    Path::new(&folder).join(name)
}

/// A name that every file system takes: `H50.6 Sở Nội vụ` becomes `h50.6-so-noi-vu`.
fn slug(text: &str) -> String {
    let folded = kernel::text::fold(text);
    let parts = folded.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_').map(|part| part.trim_start_matches('.'));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_no_two_are_the_same() {
        let agency = AgencyReport {
            agency_id: String::new(),
            code: "H50.6".to_owned(),
            name: "Sở Nội vụ".to_owned(),
            period_id: String::new(),
            minutes_ids: Vec::new(),
            head_email: String::new(),
            direct_head_email: String::new(),
            hr_email: String::new(),
            it_email: String::new(),
            staff_email: String::new(),
            routing_problems: Vec::new(),
            routing_notes: Vec::new(),
            direct_heads: Vec::new(),
        };
        let document = DocumentRef { file_name: "../Biên bản số.pdf".to_owned(), ..DocumentRef::default() };
        let mut names = BTreeSet::new();
        assert_eq!(place(&agency, &document, &mut names), Path::new("h50.6-so-noi-vu/bien-ban-so.pdf"));
        assert_eq!(place(&agency, &document, &mut names), Path::new("h50.6-so-noi-vu/bien-ban-so-2.pdf"));
    }
}
