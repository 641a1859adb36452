//! The documents that a person may have.

use ::store::Page;
use events::Error;
use proto::common::v1::PageInfo;
use proto::evaluation::v1::Record;
use proto::reporting::v1 as api;
use regulation::Actor;
use reporting_domain::policy::{Resource, Verdict, may};
use reporting_domain::{Kind, document, error};

use runtime::Ctx;

use super::{dossier, minutes_of, reader};
use crate::board::Board;
use crate::papers::note_title;
use crate::{store, wire};

pub(crate) async fn list_documents(
    ctx: &Ctx,
    actor: &Actor,
    message: &api::ListDocumentsRequest,
) -> Result<api::ListDocumentsResponse, Error> {
    let asked = message.page.clone().unwrap_or_default();
    let page: Page<usize> = Page::parse(asked.page_size, &asked.page_token)?;
    let (agency, year) = (contract::field::id("agency_id", &message.agency_id)?, wire::asked_year(message.year)?);
    let reader = reader(ctx, actor).await?;
    let board = Board::load(ctx, agency, year).await?.ok_or_else(error::no_such_agency)?;
    let mut list = List { year, agency: &board.agency.name, documents: Vec::new() };
    if !board.lines.is_empty() {
        if may(&reader, &Resource::Counts { agency }) == Verdict::Full {
            list.add(Kind::Summary, Kind::Summary.title(), &message.agency_id, &board.agency.name, "");
        }
        if matches!(may(&reader, &Resource::Names { agency }), Verdict::Full | Verdict::Part) {
            list.add(Kind::Detail, Kind::Detail.title(), &message.agency_id, &board.agency.name, "");
        }
    }
    let records = store::records_of(&ctx.db, agency, year).await?;
    let mut minutes = store::minutes_of(&ctx.db, agency, year).await?;
    minutes.sort_by(|a, b| (&a.unit_name, a.edition, &a.minutes_id).cmp(&(&b.unit_name, b.edition, &b.minutes_id)));
    for minutes in &minutes {
        if matches!(may(&reader, &minutes_of(&reader, minutes, &records)?), Verdict::Full | Verdict::Part) {
            let again = if minutes.edition > 1 { format!(", lần {}", minutes.edition) } else { String::new() };
            let about = format!("{}{again}", minutes.unit_name);
            list.add(Kind::Minutes, Kind::Minutes.title(), &minutes.minutes_id, &about, &minutes.number);
        }
    }
    let mut people: Vec<(&Record, &str)> =
        records.iter().map(|record| (record, record.subject.as_ref().map_or("", |subject| &subject.full_name))).collect();
    people.sort_by(|(a, a_name), (b, b_name)| kernel::text::compare_names(a_name, b_name).then_with(|| a.record_id.cmp(&b.record_id)));
    for (record, name) in people {
        if !matches!(may(&reader, &dossier(record)?), Verdict::Full | Verdict::Part) {
            continue;
        }
        if let Some(title) = note_title(record) {
            list.add(Kind::Note, title, &record.record_id, name, name);
            continue;
        }
        if record.form.as_ref().is_some_and(|form| !form.sections.is_empty()) {
            list.add(Kind::LegalForm, Kind::LegalForm.title(), &record.record_id, name, name);
        }
        if record.self_.is_some() {
            list.add(Kind::ScoreSheet, Kind::ScoreSheet.title(), &record.record_id, name, name);
        }
    }
    let rest = list.documents.into_iter().enumerate().skip(page.after.map_or(0, |last| last + 1));
    let rest = rest.take(usize::try_from(page.fetch()).unwrap_or(usize::MAX)).collect();
    let (documents, next_page_token) = page.finish(rest, |(index, _)| *index);
    let documents = documents.into_iter().map(|(_, document)| document).collect();
    Ok(api::ListDocumentsResponse { documents, page: Some(PageInfo { next_page_token }) })
}

struct List<'a> {
    year: i32,
    agency: &'a str,
    documents: Vec<api::DocumentRef>,
}

impl List<'_> {
    /// Adds a document in every form it comes in.
    fn add(&mut self, kind: Kind, title: &str, subject_id: &str, subject_name: &str, about: &str) {
        self.documents.extend(kind.formats().iter().map(|format| api::DocumentRef {
            kind: wire::kind_out(kind).into(),
            format: wire::format_out(*format).into(),
            subject_id: subject_id.to_owned(),
            subject_name: subject_name.to_owned(),
            file_name: document::file_name(kind, *format, about, self.agency, self.year),
            title: title.to_owned(),
        }));
    }
}
