//! Giám sát: what changed in a period or a record and who read it; a record itself only with a reason.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use proto::common::v1::{PageInfo, PageRequest};
use proto::evaluation::v1::list_audit_entries_request::Subject as Audited;
use proto::evaluation::v1::{
    AuditEntry, GetPeriodRequest, GetRecordRequest, ListAuditEntriesRequest, ListAuditEntriesResponse, ListReadsRequest, ListReadsResponse,
    ListRecordsRequest, Period, PeriodState, Read, Record, RecordState, read::About,
};
use proto::identity::v1::{self as identity, SystemRole};
use proto::reporting::v1::{self as reporting, DocumentKind};
use proto::scoring::v1::{self as scoring, ReadAbout};
use proto::worklog::v1 as worklog;
use serde::Deserialize;

use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, html};
use crate::pages::names::{Names, called, names};
use crate::pages::results::ResultPage;
use crate::pages::years::{self, OfYear, Years};
use crate::pages::{dossier, logs};
use crate::posted::Posted;
use crate::session::{Me, User, escape};
use crate::show;

/// Lines on one page.
const LINES: i32 = 100;

/// `?trang=…`.
#[derive(Debug, Default, Deserialize)]
pub struct At {
    #[serde(default)]
    trang: String,
}

impl At {
    fn page(&self) -> Option<PageRequest> {
        Some(PageRequest { page_size: LINES, page_token: self.trang.clone() })
    }
}

fn next(page: Option<&PageInfo>) -> String {
    let token = page.map(|page| page.next_page_token.as_str()).unwrap_or_default();
    if token.is_empty() { String::new() } else { format!("?trang={}", escape(token)) }
}

/// Where somebody opens a record from a list: who audits gives a reason first.
pub fn record_at(me: &Me, elsewhere: &str, record_id: &str) -> String {
    let place = if me.holds(&[SystemRole::Auditor]) { "/giam-sat/ho-so" } else { elsewhere };
    format!("{place}/{record_id}")
}

/// Some tables of links and texts: the form of every page here.
#[derive(Template)]
#[template(path = "oversight.html")]
pub struct Oversight {
    page: Page,
    problem: String,
    caption: &'static str,
    heads: &'static [&'static str],
    rows: Vec<Row>,
    next: String,
    links: Vec<(String, &'static str)>,
}

/// One line: a text that may be a link, and other texts.
pub struct Row {
    href: String,
    name: String,
    cells: Vec<String>,
}

/// The periods to look into.
pub fn periods_page(page: Page, periods: &[Period]) -> Oversight {
    let row = |period: &Period| Row {
        href: format!("/giam-sat/ky/{}", period.period_id),
        name: format!("{}, năm {}", period.agency_name, period.year),
        cells: vec![show::period_state(period.state()).to_owned()],
    };
    let mut rows: Vec<Row> = periods.iter().map(row).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let links = [
        ("/cong-nghe/tai-khoan", "Tài khoản: ai đăng nhập, ai được giao vai trò gì, vì sao"),
        (super::heads::HOME, "Người đứng đầu chờ xác nhận"),
        (super::denials::HOME, "Ai bị từ chối ở cửa, từ đâu, vì sao"),
    ];
    Oversight {
        problem: String::new(),
        caption: "Kỳ đánh giá",
        heads: &["Kỳ", "Bước hiện tại"],
        rows,
        next: String::new(),
        links: links.into_iter().filter(|(href, _)| page.doors.open(href)).map(|(href, name)| (href.to_owned(), name)).collect(),
        page,
    }
}

fn state_vi(code: &str) -> String {
    let record = RecordState::from_str_name(&format!("RECORD_STATE_{}", code.trim_end_matches("_CLOSED")));
    let period = PeriodState::from_str_name(&format!("PERIOD_STATE_{code}"));
    let said = period.map(|state| show::period_state(state).to_owned());
    said.or(record.map(|state| show::record_state(state).text)).unwrap_or_else(|| code.to_owned())
}

/// The changes of a period or a record.
pub fn changes_page(page: Page, answer: &ListAuditEntriesResponse, names: &Names, links: Vec<(String, &'static str)>) -> Oversight {
    let row = |entry: &AuditEntry| Row {
        href: String::new(),
        name: entry.version.to_string(),
        cells: vec![
            show::moment(entry.at.as_ref()),
            if entry.actor_id.is_empty() { "Hệ thống".to_owned() } else { called(names, &entry.actor_id) },
            if entry.from_state.is_empty() { "–".to_owned() } else { state_vi(&entry.from_state) },
            state_vi(&entry.to_state),
            entry.hash.clone(),
        ],
    };
    Oversight {
        problem: answer.problem.clone(),
        caption: "Các lần thay đổi, cũ nhất ở trên",
        heads: &["Lần", "Lúc", "Người thực hiện", "Trạng thái trước", "Trạng thái sau", "Dấu kiểm tra"],
        rows: answer.entries.iter().map(row).collect(),
        next: next(answer.page.as_ref()),
        links,
        page,
    }
}

/// Who read what, and why.
pub fn reads_page(page: Page, answer: &ListReadsResponse, names: &Names) -> Oversight {
    let row = |read: &Read| {
        let (href, about) = match &read.about {
            Some(About::RecordId(id)) => (format!("/giam-sat/ho-so/{id}"), "Hồ sơ"),
            Some(About::MinutesId(_)) => (String::new(), "Biên bản số"),
            Some(About::RecordsOfPeriodId(_)) => (String::new(), "Danh sách hồ sơ"),
            Some(About::RoutingOfPeriodId(_)) => (String::new(), "Phân công đánh giá"),
            None => (String::new(), "–"),
        };
        Row {
            href,
            name: format!("{about} (lượt {})", read.sequence),
            cells: vec![show::moment(read.at.as_ref()), called(names, &read.reader_id), reason_of(&read.reason)],
        }
    };
    Oversight {
        problem: answer.problem.clone(),
        caption: "Lượt xem theo nhiệm vụ, mới nhất ở trên",
        heads: &["Nội dung", "Lúc", "Người xem", "Lý do"],
        rows: answer.reads.iter().map(row).collect(),
        next: next(answer.page.as_ref()),
        links: vec![],
        page,
    }
}

/// Whom a period has records of.
pub fn records_page(page: Page, records: &[Record], next: String) -> Oversight {
    let row = |record: &Record| {
        let subject = record.subject.clone().unwrap_or_default();
        Row {
            href: format!("/giam-sat/ho-so/{}", record.record_id),
            name: subject.full_name,
            cells: vec![subject.title, subject.unit_name],
        }
    };
    Oversight {
        problem: String::new(),
        caption: "Hồ sơ của kỳ",
        heads: &["Họ và tên", "Chức vụ", "Đơn vị"],
        rows: records.iter().map(row).collect(),
        next,
        links: vec![],
        page,
    }
}

/// `GET /giam-sat`.
pub async fn list(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::everywhere(&user, asked.nam, PeriodState::SelfOpen).await?;
    let periods = years::periods(&user, years.year).await?;
    let view = periods_page(user.page("Giám sát").years(&years), &periods);
    Ok(html(view.page.status(), &view))
}

/// `GET /giam-sat/ky/{period}`.
pub async fn period(user: User, Path(id): Path<String>, Query(at): Query<At>) -> Result<Response, Halt> {
    let request = ListAuditEntriesRequest { subject: Some(Audited::PeriodId(id.clone())), page: at.page() };
    let answer = user.calls.send(request).await?;
    let names = names(&user, answer.entries.iter().map(|entry| &entry.actor_id)).await;
    let links = vec![
        (format!("/giam-sat/ky/{id}/ho-so"), "Hồ sơ của kỳ"),
        (format!("/giam-sat/ky/{id}/luot-xem"), "Ai đã xem hồ sơ, biên bản theo nhiệm vụ"),
        (format!("/giam-sat/ky/{id}/luot-xem/ket-qua"), "Ai đã xem kết quả tính điểm, khai báo theo nhiệm vụ"),
        (format!("/giam-sat/ky/{id}/luot-xem/van-ban"), "Ai đã xem kết quả có tên, lập văn bản theo nhiệm vụ"),
        (format!("/giam-sat/ky/{id}/luot-xem/con-nguoi"), "Ai đã xem lý lịch, tài khoản, sự cố theo nhiệm vụ"),
        (format!("/giam-sat/ky/{id}/luot-xem/cong-viec"), "Ai đã xem công việc của người khác theo nhiệm vụ"),
    ];
    let view = changes_page(user.page("Thay đổi của kỳ đánh giá").back("/giam-sat"), &answer, &names, links);
    Ok(html(view.page.status(), &view))
}

/// `GET /giam-sat/ky/{period}/luot-xem`.
pub async fn reads(user: User, Path(id): Path<String>, Query(at): Query<At>) -> Result<Response, Halt> {
    let answer = user.calls.send(ListReadsRequest { page: at.page(), period_id: id.clone() }).await?;
    let names = names(&user, answer.reads.iter().map(|read| &read.reader_id)).await;
    let view = reads_page(user.page("Lượt xem hồ sơ, biên bản").back(format!("/giam-sat/ky/{id}")), &answer, &names);
    Ok(html(view.page.status(), &view))
}

/// What one service tells of reads by office.
#[derive(Default)]
pub struct Told {
    /// What was read and where it is (may be empty), when, by whom, why.
    pub reads: Vec<(String, String, Option<prost_types::Timestamp>, String, String)>,
    /// What is wrong with the chain; empty when it is whole.
    pub problem: String,
    /// The next page.
    pub page: Option<PageInfo>,
}

impl From<scoring::ListReadsResponse> for Told {
    fn from(answer: scoring::ListReadsResponse) -> Self {
        let told = |read: scoring::Read| {
            let about = match read.about() {
                ReadAbout::Unspecified => "–",
                ReadAbout::Result => "Kết quả",
                ReadAbout::ResultVersions => "Các phiên bản kết quả",
                ReadAbout::ResultCheck => "Kết quả tính lại",
                ReadAbout::FactsOfPerson => "Khai báo về một người",
                ReadAbout::FactsOfAgency => "Khai báo của cơ quan",
                ReadAbout::WhatIf => "Thử bộ quy tắc khác",
                ReadAbout::EarlierClasses => "Kết quả các năm trước của cơ quan",
            };
            let of_record = matches!(read.about(), ReadAbout::Result | ReadAbout::ResultVersions | ReadAbout::ResultCheck);
            let href = if of_record { format!("/giam-sat/ho-so/{}", read.about_id) } else { String::new() };
            (format!("{about} (lượt {})", read.sequence), href, read.at, read.reader_id, read.reason)
        };
        Self { reads: answer.reads.into_iter().map(told).collect(), problem: answer.problem, page: answer.page }
    }
}

impl From<reporting::ListReadsResponse> for Told {
    fn from(answer: reporting::ListReadsResponse) -> Self {
        let told = |read: reporting::Read| {
            let (about, at) = match read.kind() {
                DocumentKind::Unspecified => ("Kết quả có tên của cơ quan", ""),
                DocumentKind::SummaryTable => ("Bảng tổng hợp", ""),
                DocumentKind::DetailTable => ("Danh sách kết quả", ""),
                DocumentKind::Minutes => ("Biên bản số", ""),
                DocumentKind::Note => ("Thông báo thay cho phiếu", "/giam-sat/ho-so/"),
                DocumentKind::LegalForm => ("Phiếu đánh giá", "/giam-sat/ho-so/"),
                DocumentKind::ScoreSheet => ("Bảng điểm", "/giam-sat/ho-so/"),
                DocumentKind::Diary => ("Nhật ký công tác", "/to-chuc/nhan-su/"),
                DocumentKind::Handover => ("Biên bản bàn giao công việc", ""),
            };
            let href = if at.is_empty() { String::new() } else { format!("{at}{}", read.about_id) };
            (format!("{about} (lượt {})", read.sequence), href, read.at, read.reader_id, read.reason)
        };
        Self { reads: answer.reads.into_iter().map(told).collect(), problem: answer.problem, page: answer.page }
    }
}

impl From<worklog::ListReadsResponse> for Told {
    fn from(answer: worklog::ListReadsResponse) -> Self {
        let told = |read: worklog::Read| {
            let (about, href) = match read.person_id.as_str() {
                "" => ("Số liệu công việc của từng người", String::new()),
                person => ("Công việc của một người", format!("/to-chuc/nhan-su/{person}")),
            };
            (format!("{about} (lượt {})", read.sequence), href, read.at, read.reader_id, read.reason)
        };
        Self { reads: answer.reads.into_iter().map(told).collect(), problem: answer.problem, page: answer.page }
    }
}

impl From<identity::ListReadsResponse> for Told {
    fn from(answer: identity::ListReadsResponse) -> Self {
        let told = |read: identity::Read| {
            let (about, at) = match read.about.as_str() {
                "PERSON" => ("Lý lịch của một người", "/to-chuc/nhan-su/"),
                "ACCOUNT_EVENTS" => ("Dấu vết của một tài khoản", "/cong-nghe/tai-khoan/"),
                "ACCOUNTS" => ("Danh sách tài khoản", ""),
                "FAULTS" => ("Sự cố được báo", ""),
                "DENIALS" => ("Ai bị từ chối ở cửa", ""),
                other => (other, ""),
            };
            let href = if at.is_empty() { String::new() } else { format!("{at}{}", read.about_id) };
            (format!("{about} (lượt {})", read.sequence), href, read.at, read.reader_id, read.reason)
        };
        Self { reads: answer.reads.into_iter().map(told).collect(), problem: answer.problem, page: answer.page }
    }
}

/// Who read by office what another service than evaluation keeps, and why.
pub fn told_page(page: Page, told: Told, names: &Names) -> Oversight {
    let row = |(name, href, at, reader, reason): (String, String, Option<prost_types::Timestamp>, String, String)| Row {
        href,
        name,
        cells: vec![show::moment(at.as_ref()), called(names, &reader), reason_of(&reason)],
    };
    Oversight {
        problem: told.problem,
        caption: "Lượt xem theo nhiệm vụ, mới nhất ở trên",
        heads: &["Nội dung", "Lúc", "Người xem", "Lý do"],
        next: next(told.page.as_ref()),
        rows: told.reads.into_iter().map(row).collect(),
        links: vec![],
        page,
    }
}

fn reason_of(reason: &str) -> String {
    if reason.is_empty() { "–".to_owned() } else { reason.to_owned() }
}

/// `GET /giam-sat/ky/{period}/luot-xem/{kind}`.
pub async fn told(user: User, Path((id, kind)): Path<(String, String)>, Query(at): Query<At>) -> Result<Response, Halt> {
    let period = user.calls.send(GetPeriodRequest { period_id: id.clone() }).await?.period.unwrap_or_default();
    let (page, agency_id) = (at.page(), period.agency_id.clone());
    let (title, told): (&str, Told) = match kind.as_str() {
        "ket-qua" => ("kết quả", user.calls.send(scoring::ListReadsRequest { page, agency_id }).await?.into()),
        "van-ban" => ("văn bản", user.calls.send(reporting::ListReadsRequest { page, agency_id }).await?.into()),
        "con-nguoi" => ("con người, tài khoản", user.calls.send(identity::ListReadsRequest { page, agency_id }).await?.into()),
        "cong-viec" => ("công việc", user.calls.send(worklog::ListReadsRequest { page, agency_id }).await?.into()),
        _ => return Err(Halt::NotFound(String::new())),
    };
    let names = names(&user, told.reads.iter().map(|read| &read.3)).await;
    let page = user.page(format!("Lượt xem {title} của {}", period.agency_name)).back(format!("/giam-sat/ky/{id}"));
    let view = told_page(page, told, &names);
    Ok(html(view.page.status(), &view))
}

/// `GET /giam-sat/ky/{period}/ho-so`.
pub async fn records(user: User, Path(id): Path<String>, Query(at): Query<At>) -> Result<Response, Halt> {
    let request = ListRecordsRequest { page: at.page(), period_id: id.clone(), ..Default::default() };
    let answer = user.calls.send(request).await?;
    let page = user.page("Hồ sơ của kỳ đánh giá").back(format!("/giam-sat/ky/{id}"));
    let view = records_page(page, &answer.records, next(answer.page.as_ref()));
    Ok(html(view.page.status(), &view))
}

/// `GET /giam-sat/ho-so/{record}/thay-doi`.
pub async fn changes(user: User, Path(id): Path<String>, Query(at): Query<At>) -> Result<Response, Halt> {
    let request = ListAuditEntriesRequest { subject: Some(Audited::RecordId(id.clone())), page: at.page() };
    let answer = user.calls.send(request).await?;
    let names = names(&user, answer.entries.iter().map(|entry| &entry.actor_id)).await;
    let view = changes_page(user.page("Thay đổi của hồ sơ").back(format!("/giam-sat/ho-so/{id}")), &answer, &names, vec![]);
    Ok(html(view.page.status(), &view))
}

#[derive(Template)]
#[template(path = "audited_record.html")]
pub struct AuditedRecord {
    page: Page,
    reason: Field,
    changes: String,
}

impl AuditedRecord {
    /// The question why.
    pub fn new(page: Page, record_id: &str, posted: Option<&Posted>) -> Self {
        Self {
            reason: Field::new("reason", "Lý do xem hồ sơ")
                .hint("Ví dụ số quyết định thanh tra. Lý do được lưu vào nhật ký cùng tên người xem.")
                .value("", posted)
                .mistakes(&page.problems),
            changes: format!("/giam-sat/ho-so/{record_id}/thay-doi"),
            page,
        }
    }
}

/// `GET /giam-sat/ho-so/{record}`: asks why before anything is read.
pub async fn ask(user: User, Path(id): Path<String>) -> Result<Response, Halt> {
    let view = AuditedRecord::new(user.page("Xem hồ sơ").back("/giam-sat"), &id, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /giam-sat/ho-so/{record}`: reads it with that reason, which the services keep.
pub async fn read(user: User, Path(id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let reason = posted.line("reason");
    let mistakes = if reason.is_empty() {
        vec![Mistake { field: "reason".to_owned(), message: "Hãy ghi lý do xem hồ sơ.".to_owned() }]
    } else {
        match user.calls.send(GetRecordRequest { record_id: id.clone(), reason: reason.clone() }).await {
            Ok(answer) => {
                let dossier = dossier::around(&user, answer.record.unwrap_or_default(), &reason).await?;
                let page = user.page(format!("Kết quả đánh giá, phân loại năm {}", dossier.record.year));
                let subject = dossier.record.subject.clone().unwrap_or_default();
                let diary = (logs::diary::at(&subject.person_id, dossier.record.year), "Nhật ký công tác trong năm");
                let documents = if user.me.holds(&[SystemRole::Auditor]) { vec![diary] } else { Vec::new() };
                let view = ResultPage::new(page.back(format!("/giam-sat/ho-so/{id}")), &dossier).for_reading(documents);
                return Ok(html(StatusCode::OK, &view));
            }
            Err(problem) => posted.mistakes(Halt::unless_shown(problem)?),
        }
    };
    let view = AuditedRecord::new(user.page("Xem hồ sơ").back("/giam-sat").with(mistakes), &id, Some(&posted));
    Ok(html(view.page.status(), &view))
}
