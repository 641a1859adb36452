//! Kết quả của tôi: the result, and why it is this class.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{Appeal, AppealAnswer, ListRecordsRequest, PaperEntry, Record, RecordState};
use proto::scoring::v1::RelationMean;
use regulation::NotEvaluated;

use crate::field::{SummaryRow, Tag};
use crate::halt::Halt;
use crate::page::{Page, html};
use crate::pages::dossier::{self, Dossier, Evidence};
use crate::pages::{everything, record_acts, spans};
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "results.html")]
pub struct Results {
    page: Page,
    rows: Vec<ResultRow>,
    /// Where the quarters or months of this year are; empty where nobody scores in them.
    spans: String,
}

/// One year.
pub struct ResultRow {
    href: String,
    year: i32,
    agency: String,
    state: Tag,
    total: String,
    class: Tag,
}

#[derive(Template)]
#[template(path = "result.html")]
pub struct ResultPage {
    page: Page,
    evidence: Evidence,
    published: bool,
    published_at: String,
    /// Class and total of the verdict, and what the paper said when it was reached on paper.
    class: String,
    total: String,
    on_paper: Vec<SummaryRow>,
    not_evaluated: String,
    means: Vec<MeanLine>,
    pack: String,
    digest: String,
    documents: Vec<(String, &'static str)>,
    /// What was objected, and the answer.
    appeals: Vec<SummaryRow>,
    /// Where one appeals; empty when it is not public, or archived.
    appeal: String,
    /// Where who decided answers an appeal; empty for everybody else.
    answer: String,
}

/// The mean of one relation group.
pub struct MeanLine {
    relation: &'static str,
    sheets: i32,
    mean: String,
}

impl Results {
    /// One's own years, latest first.
    pub fn new(page: Page, records: &[Record], spans: String) -> Self {
        let row = |record: &Record| {
            let published = matches!(record.state(), RecordState::Published | RecordState::Appealed | RecordState::Archived);
            let outcome = record.outcome.clone().filter(|_| published).unwrap_or_default();
            ResultRow {
                href: format!("/ket-qua/{}", record.record_id),
                year: record.year,
                agency: record.subject.as_ref().map(|subject| subject.agency_name.clone()).unwrap_or_default(),
                state: show::state_of(record),
                total: show::points(outcome.total.as_ref()),
                class: if published { show::class_tag(outcome.class(), &outcome.label) } else { Tag::new("–", "") },
            }
        };
        let mut rows: Vec<_> = records.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.year));
        Self { page, rows, spans }
    }
}

impl ResultPage {
    /// One's result with its explanation.
    pub fn new(page: Page, dossier: &Dossier) -> Self {
        let record = &dossier.record;
        let result = dossier.result.clone().unwrap_or_default();
        let published = matches!(record.state(), RecordState::Published | RecordState::Appealed | RecordState::Archived);
        let mean = |mean: &RelationMean| MeanLine {
            relation: show::relation(mean.relation()),
            sheets: mean.sheets,
            mean: show::decimal(&mean.mean),
        };
        let may = |deed: &str| dossier.may.iter().any(|one| one == deed);
        let document = |kind: &str| format!("/tai-lieu/{kind}/pdf/{}?nam={}", record.record_id, record.year);
        let online = record.paper.is_none() && !matches!(record.state(), RecordState::NotEvaluated | RecordState::PaperEntry);
        let outcome = record.outcome.clone().unwrap_or_default();
        Self {
            class: show::class_tag(outcome.class(), &outcome.label).text,
            total: show::points(record.paper.as_ref().map_or(outcome.total, |paper| paper.total).as_ref()),
            on_paper: record.paper.as_ref().map(on_paper).unwrap_or_default(),
            evidence: Evidence::new(dossier),
            published,
            published_at: show::moment(record.published_at.as_ref()),
            not_evaluated: NotEvaluated::words(&record.not_evaluated_reason).to_owned(),
            means: result.relation_means.iter().map(mean).collect(),
            pack: record.pack_id.clone(),
            digest: record.pack_digest.clone(),
            // Who did not score themselves has no table of their scores; who did nothing online has a note and no form.
            documents: [
                (online, document("phieu"), "Phiếu đánh giá và phân loại (PDF)"),
                (online && record.self_.is_some(), document("bang-diem"), "Bảng kết quả tự chấm điểm (PDF)"),
                (!online, document("thong-bao"), "Phiếu ghi nhận thay cho phiếu đánh giá (PDF)"),
            ]
            .into_iter()
            .filter_map(|(there, href, name)| there.then_some((href, name)))
            .collect(),
            appeals: record.appeals.iter().map(appeal).collect(),
            appeal: if may("APPEAL") { format!("/ket-qua/{}/kien-nghi", record.record_id) } else { String::new() },
            answer: if may("ANSWER_APPEAL") { record_acts::path(&record.record_id, "tra-loi-kien-nghi") } else { String::new() },
            page,
        }
    }
}

impl ResultPage {
    /// Somebody else's, read by office: nothing to do, and of the documents only these.
    #[must_use]
    pub fn for_reading(self, documents: Vec<(String, &'static str)>) -> Self {
        Self { documents, appeal: String::new(), ..self }
    }
}

/// What the paper said (article 2.9).
fn on_paper(paper: &PaperEntry) -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Cơ quan, đơn vị cũ", &paper.old_agency),
        SummaryRow::new("Tổng điểm trên bản giấy", show::points(paper.total.as_ref())),
        SummaryRow::new("Phân loại trên bản giấy", show::class(paper.class())),
        SummaryRow::new(
            "Thủ trưởng cơ quan cũ xác nhận",
            format!("{}, ngày {}", paper.confirmed_by_old_head, show::day(paper.confirmed_on.as_ref())),
        ),
        SummaryRow::new("Người cập nhật vào phần mềm", show::signature(paper.entered_by.as_ref())),
        SummaryRow::new("Người kiểm tra", show::signature(paper.checked_by.as_ref())),
    ]
}

fn appeal(appeal: &Appeal) -> SummaryRow {
    let answered = |answer: &AppealAnswer| {
        let verdict = if answer.upheld { "Giữ nguyên kết quả" } else { "Quyết định lại" };
        format!("{verdict}: {}\n{}", answer.reason, show::signature(answer.signature.as_ref()))
    };
    let answer = appeal.answer.as_ref().map_or_else(|| "Chưa trả lời".to_owned(), answered);
    SummaryRow::new(show::moment(appeal.appealed_at.as_ref()), format!("{}\n{answer}", appeal.text))
}

/// One's own records, of all years.
pub async fn own(user: &User) -> Result<Vec<Record>, Halt> {
    let request = ListRecordsRequest { page: everything(), mine: true, ..ListRecordsRequest::default() };
    Ok(user.calls.send(request).await?.records)
}

/// `GET /ket-qua`.
pub async fn list(user: User) -> Result<Response, Halt> {
    let year = user.app.year();
    let spans = if spans::are_asked(&user, year).await { format!("/ket-qua/theo-ky?nam={year}") } else { String::new() };
    let view = Results::new(user.page("Kết quả của tôi"), &own(&user).await?, spans);
    Ok(html(view.page.status(), &view))
}

/// `GET /ket-qua/{record}`.
pub async fn show(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let dossier = dossier::load(&user, &record).await?;
    let mut page = user.page(format!("Kết quả đánh giá, phân loại năm {}", dossier.record.year)).back("/ket-qua");
    if dossier.record.subject.as_ref().is_some_and(|subject| subject.person_id == user.me.person_id) {
        let own = own(&user).await?;
        page = page.years_at(dossier.record.year, own.iter().map(|record| (record.year, format!("/ket-qua/{}", record.record_id))));
    }
    let view = ResultPage::new(page, &dossier);
    Ok(html(view.page.status(), &view))
}
