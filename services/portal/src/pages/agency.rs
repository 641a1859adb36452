//! The results of an agency, and its official documents.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use proto::evaluation::v1::{Period, PeriodState};
use proto::reporting::v1::{
    ClassCount, DocumentFormat, DocumentKind, DocumentRef, GetAgencyResultsRequest, GetAgencyResultsResponse, ListDocumentsRequest,
    RenderDocumentRequest, ResultCounts, ResultRow,
};
use regulation::{Cap, Flag, NotEvaluated};
use rpc::Problem;
use serde::Deserialize;

use crate::field::Tag;
use crate::halt::Halt;
use crate::page::{Page, download, html};
use crate::pages::common::{Act, Asks, Listing};
use crate::pages::everything;
use crate::pages::years::{OfYear, Years, periods};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "agency.html")]
pub struct Agency {
    page: Page,
    name: String,
    /// Full names of the classes, as the law of the year has them.
    classes: Vec<String>,
    counts: Vec<CountRow>,
    units: Vec<CountRow>,
    /// Some counts are not told to this reader.
    counts_hidden: bool,
    rows: Vec<PersonRow>,
    documents: Vec<DocumentLine>,
    others: Vec<(String, String)>,
    decisions: String,
    routing: String,
    /// How the agency uses the software, for its head; empty for others.
    usage: &'static str,
}

/// How many have which class.
pub struct CountRow {
    name: String,
    total: i32,
    /// In the order of the classes; a dash where it would tell whose class is which.
    people: Vec<String>,
    not_evaluated: String,
}

/// One person's result.
pub struct PersonRow {
    name: String,
    title: String,
    unit: String,
    self_total: String,
    r360: String,
    computed: String,
    decided: String,
    class: Tag,
    note: String,
}

/// One document to download.
pub struct DocumentLine {
    href: String,
    name: String,
}

/// Where each kind of document is.
const KINDS: [(DocumentKind, &str); 8] = [
    (DocumentKind::SummaryTable, "tong-hop"),
    (DocumentKind::DetailTable, "danh-sach"),
    (DocumentKind::Minutes, "bien-ban"),
    (DocumentKind::LegalForm, "phieu"),
    (DocumentKind::ScoreSheet, "bang-diem"),
    (DocumentKind::Note, "thong-bao"),
    (DocumentKind::Diary, "nhat-ky"),
    (DocumentKind::Handover, "ban-giao"),
];

impl Agency {
    /// The figures, the names where one may see them, and the documents.
    pub fn new(
        page: Page,
        year: i32,
        results: &GetAgencyResultsResponse,
        documents: &[DocumentRef],
        periods: &[Period],
        agency_id: &str,
    ) -> Self {
        let others = periods.iter().filter(|period| period.agency_id != agency_id);
        let mine = periods.iter().find(|period| period.agency_id == agency_id);
        Self {
            name: results.agency_name.clone(),
            classes: results.all.iter().flat_map(|all| &all.classes).map(class_name).collect(),
            counts: results.by_group.iter().chain(&results.all).map(counts).collect(),
            units: results.by_unit.iter().map(counts).collect(),
            rows: results.rows.iter().map(person).collect(),
            documents: documents.iter().filter_map(|document| line(document, year)).collect(),
            others: others.map(|period| (format!("/co-quan/{}?nam={year}", period.agency_id), period.agency_name.clone())).collect(),
            decisions: mine.map(|period| format!("/quyet-dinh/{}", period.period_id)).unwrap_or_default(),
            // It is made when self-assessment opens.
            routing: mine
                .filter(|period| period.state > PeriodState::Logging as i32)
                .map(|period| format!("/to-chuc/phan-cong/{}", period.period_id))
                .unwrap_or_default(),
            counts_hidden: results.by_group.iter().chain(&results.by_unit).chain(&results.all).any(|counts| counts.is_hidden),
            usage: "",
            page,
        }
    }
}

fn class_name(count: &ClassCount) -> String {
    if count.label.is_empty() { show::class(count.class()).to_owned() } else { count.label.clone() }
}

fn counts(counts: &ResultCounts) -> CountRow {
    let told = |people: i32| if counts.is_hidden { "–".to_owned() } else { people.to_string() };
    CountRow {
        name: if counts.name.is_empty() { "Cộng".to_owned() } else { counts.name.clone() },
        total: counts.total,
        people: counts.classes.iter().map(|count| told(count.people)).collect(),
        not_evaluated: told(counts.not_evaluated),
    }
}

fn person(row: &ResultRow) -> PersonRow {
    let flags = row.flags.iter().map(|code| Flag::words(code)).chain(row.caps.iter().map(|code| Cap::words(code)));
    let mut notes: Vec<String> = flags.map(str::to_owned).collect();
    if row.decided_total.is_some() {
        notes.insert(0, format!("Quyết định tổng điểm khác: {}", row.decided_reason));
    }
    if row.on_paper {
        notes.push("Đánh giá trên bản giấy".to_owned());
    }
    let evaluated = row.not_evaluated_reason.is_empty();
    if !evaluated {
        notes.push(NotEvaluated::words(&row.not_evaluated_reason).to_owned());
    }
    PersonRow {
        name: row.full_name.clone(),
        title: row.title.clone(),
        unit: row.unit_name.clone(),
        self_total: show::decimal(&row.self_total),
        r360: show::decimal(&row.r360),
        computed: show::points(row.computed_total.as_ref()),
        decided: show::points(row.total.as_ref()),
        class: if evaluated { show::class_tag(row.class(), &row.label) } else { Tag::new("Không đánh giá", "grey") },
        note: notes.join("; "),
    }
}

fn line(document: &DocumentRef, year: i32) -> Option<DocumentLine> {
    let (_, slug) = KINDS.iter().find(|(kind, _)| *kind == document.kind())?;
    let (format, shown) = if document.format() == DocumentFormat::Xlsx { ("xlsx", "Excel") } else { ("pdf", "PDF") };
    let of = if document.subject_name.is_empty() { String::new() } else { format!(": {}", document.subject_name) };
    Some(DocumentLine {
        href: format!("/tai-lieu/{slug}/{format}/{}?nam={year}", document.subject_id),
        name: format!("{}{of} ({shown})", document.title),
    })
}

/// `GET /co-quan`: one's own agency.
pub async fn own(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let of_year = asked.nam.map(|year| format!("?nam={year}")).unwrap_or_default();
    let agency = &user.me.agency_id;
    if agency.is_empty() {
        let year = Years::everywhere(&user, asked.nam, PeriodState::Decision).await?.year;
        let periods = periods(&user, year).await?;
        let Some(first) = periods.first() else {
            let view = Listing::new(user.page(format!("Kết quả năm {year}")), &[], Vec::new(), "Chưa có kỳ đánh giá nào.");
            return Ok(html(view.page.status(), &view));
        };
        return Ok(Redirect::to(&format!("/co-quan/{}?nam={year}", first.agency_id)).into_response());
    }
    Ok(Redirect::to(&format!("/co-quan/{agency}{of_year}")).into_response())
}

/// `GET /co-quan/{agency}`.
pub async fn show(user: User, Path(agency_id): Path<String>, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::of_agency(&user, asked.nam, &agency_id, PeriodState::Decision).await?;
    let year = years.year;
    let (results, documents, periods) = tokio::try_join!(
        async {
            let request = GetAgencyResultsRequest { agency_id: agency_id.clone(), year, ..Default::default() };
            Ok::<_, Halt>(user.calls.send(request).await?)
        },
        async { Ok(user.calls.send(ListDocumentsRequest { page: everything(), agency_id: agency_id.clone(), year }).await?) },
        periods(&user, year),
    )?;
    let page = user.page(format!("Kết quả năm {year}")).years(&years);
    let mut view = Agency::new(page, year, &results, &documents.documents, &periods, &agency_id);
    if !user.me.sees_routing {
        view.routing.clear();
    }
    if user.me.leads_agency && user.me.agency_id == agency_id {
        view.usage = "/cong-nghe/bao-cao";
    }
    Ok(html(view.page.status(), &view))
}

/// The question why an auditor wants to read what is about others.
pub fn reason_page(page: Page, button: &'static str, posted: Option<&Posted>) -> Act {
    let inputs = vec![Asks { page: &page, posted }.reason()];
    let intro = "Người giám sát ghi lý do trước khi xem; lý do được lưu vào nhật ký cùng tên người xem.";
    Act { caption: String::new(), intro, rows: Vec::new(), inputs, button, page }
}

/// That question where a service wants it answered; any other problem as it is.
pub fn asks_why(page: Page, button: &'static str, posted: Option<&Posted>, problem: Problem) -> Result<Response, Halt> {
    if problem.reason != "READ_REASON_NEEDED" {
        return Err(problem.into());
    }
    let mistakes = posted.map(|posted| posted.mistakes(problem)).unwrap_or_default();
    let view = reason_page(page.with(mistakes), button, posted);
    Ok(html(view.page.status(), &view))
}

/// Why, as far as it was asked and said.
pub fn reason_in(posted: Option<&Posted>) -> String {
    posted.map(|posted| posted.lines("reason")).unwrap_or_default()
}

/// Kind, format and subject of a document, as its address says.
type Place = (String, String, String);

/// `?nam=2019&thang=6`: of what time a document is, where its subject does not say.
#[derive(Debug, Default, Deserialize)]
pub struct Time {
    #[serde(default, deserialize_with = "crate::pages::years::a_year")]
    nam: Option<i32>,
    #[serde(default)]
    thang: i32,
}

/// `GET /tai-lieu/{kind}/{format}/{subject}`.
pub async fn document(user: User, Path(place): Path<Place>, Query(asked): Query<Time>) -> Result<Response, Halt> {
    made(&user, place, &asked, None).await
}

/// `POST /tai-lieu/{kind}/{format}/{subject}`: as an auditor, with a reason.
pub async fn document_because(user: User, Path(place): Path<Place>, Query(asked): Query<Time>, posted: Posted) -> Result<Response, Halt> {
    made(&user, place, &asked, Some(&posted)).await
}

async fn made(user: &User, (kind, format, subject_id): Place, asked: &Time, posted: Option<&Posted>) -> Result<Response, Halt> {
    let (kind, _) = KINDS.iter().find(|(_, slug)| *slug == kind).ok_or_else(|| Halt::NotFound(String::new()))?;
    let format = match format.as_str() {
        "pdf" => DocumentFormat::Pdf,
        "xlsx" => DocumentFormat::Xlsx,
        _ => return Err(Halt::NotFound(String::new())),
    };
    let (year, reason) = (asked.nam.unwrap_or_default(), reason_in(posted));
    let request = RenderDocumentRequest { kind: *kind as i32, format: format as i32, subject_id, year, reason, month: asked.thang };
    match user.calls.send(request).await {
        Ok(answer) => {
            let file = answer.file.unwrap_or_default();
            Ok(download(&file.name, &file.content_type, file.content))
        }
        Err(problem) => asks_why(user.page("Tải văn bản").back("/co-quan"), "Tải về", posted, problem),
    }
}
