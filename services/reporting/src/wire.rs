//! Between the contract and the words of reporting.

use chrono::NaiveDate;
use contract::{Word, announced};
use events::Error;
use kernel::{Exact, Points, Refusal, date};
use proto::common::v1 as common;
use proto::identity::v1 as identity;
use proto::reporting::v1 as api;
use regulation::{Actor, PostRole};
use reporting_domain::policy::{Post, Reader};
use reporting_domain::{Format, Kind, error};

/// The year of a request.
pub(crate) fn asked_year(year: i32) -> Result<i32, Refusal> {
    if (2000..=2100).contains(&year) { Ok(year) } else { Err(error::field_invalid("year", "Hãy chọn năm đánh giá.")) }
}

pub(crate) fn kind(kind: i32) -> Result<Kind, Refusal> {
    match api::DocumentKind::try_from(kind).unwrap_or_default() {
        api::DocumentKind::Unspecified => Err(error::field_invalid("kind", "Hãy chọn loại văn bản.")),
        api::DocumentKind::SummaryTable => Ok(Kind::Summary),
        api::DocumentKind::DetailTable => Ok(Kind::Detail),
        api::DocumentKind::Minutes => Ok(Kind::Minutes),
        api::DocumentKind::LegalForm => Ok(Kind::LegalForm),
        api::DocumentKind::ScoreSheet => Ok(Kind::ScoreSheet),
        api::DocumentKind::Note => Ok(Kind::Note),
        api::DocumentKind::Diary => Ok(Kind::Diary),
        api::DocumentKind::Handover => Ok(Kind::Handover),
    }
}

pub(crate) fn kind_out(kind: Kind) -> api::DocumentKind {
    match kind {
        Kind::Summary => api::DocumentKind::SummaryTable,
        Kind::Detail => api::DocumentKind::DetailTable,
        Kind::Minutes => api::DocumentKind::Minutes,
        Kind::LegalForm => api::DocumentKind::LegalForm,
        Kind::ScoreSheet => api::DocumentKind::ScoreSheet,
        Kind::Note => api::DocumentKind::Note,
        Kind::Diary => api::DocumentKind::Diary,
        Kind::Handover => api::DocumentKind::Handover,
    }
}

/// Code of a document that was read.
pub(crate) fn read_code(kind: Kind) -> &'static str {
    kind_out(kind).as_str_name().trim_start_matches("DOCUMENT_KIND_")
}

/// What was read, by its code; unspecified for the results of an agency.
pub(crate) fn kind_of_read(code: &str) -> api::DocumentKind {
    api::DocumentKind::from_str_name(&format!("DOCUMENT_KIND_{code}")).unwrap_or_default()
}

pub(crate) fn format(format: i32) -> Result<Format, Refusal> {
    match api::DocumentFormat::try_from(format).unwrap_or_default() {
        api::DocumentFormat::Unspecified => Err(error::field_invalid("format", "Hãy chọn định dạng PDF hoặc XLSX.")),
        api::DocumentFormat::Pdf => Ok(Format::Pdf),
        api::DocumentFormat::Xlsx => Ok(Format::Xlsx),
    }
}

pub(crate) fn format_out(format: Format) -> api::DocumentFormat {
    match format {
        Format::Pdf => api::DocumentFormat::Pdf,
        Format::Xlsx => api::DocumentFormat::Xlsx,
    }
}

/// Decimal text of six places, rounded half up to two for showing.
pub(crate) fn shown(text: &str) -> Option<Points> {
    text.parse::<Exact>().ok()?.to_points_half_up().ok()
}

/// Who signed, as what and when: `Nguyễn Văn Bình (Trưởng phòng), 10:32 ngày 15/12/2019`.
pub(crate) fn signed(signature: Option<&common::Signature>) -> String {
    let Some(signature) = signature else { return String::new() };
    let title = if signature.title.is_empty() { String::new() } else { format!(" ({})", signature.title) };
    let at = contract::moment(signature.at).map(|at| format!(", {}", date::vi_moment(at))).unwrap_or_default();
    format!("{}{title}{at}", signature.full_name)
}

/// Who is reading, with the posts they hold on a day.
pub(crate) fn reader(actor: &Actor, person: Option<&identity::Person>, today: NaiveDate) -> Result<Reader, Error> {
    let posts = person.map(|person| person.posts.as_slice()).unwrap_or_default();
    let posts = posts.iter().filter(|held| contract::is_held(held, today)).map(post).collect::<Result<_, _>>()?;
    Ok(Reader { actor: actor.clone(), posts })
}

/// The post that a person held on a day; for who held none, the last one.
pub(crate) fn post_on(person: &identity::Person, day: NaiveDate) -> Option<&identity::Post> {
    let begins = |post: &&identity::Post| post.valid_from.as_ref().map(|day| day.iso.clone());
    person.posts.iter().find(|post| contract::is_held(post, day)).or_else(|| person.posts.iter().max_by_key(begins))
}

fn post(post: &identity::Post) -> Result<Post, Error> {
    let heads_agency = PostRole::of(post.role).is_some_and(PostRole::leads_agency);
    Ok(Post { agency: announced::id("an id", &post.agency_id)?, unit: announced::id("an id", &post.unit_id)?, heads_agency })
}
