//! Hỗ trợ: faults of the software, reported from any page, answered by the agency's IT officer or Sở Nội vụ (article 10).

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::identity::v1::{
    AnswerFaultReportRequest, CloseFaultReportRequest, FaultReport, FaultState, ForwardFaultReportRequest, GetFaultReportRequest,
    ListFaultReportsRequest, ReopenFaultReportRequest, ReportFaultRequest, SystemRole,
};
use serde::Deserialize;

use crate::field::{SummaryRow, Tag};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Cell, Details, Listing, Send, Sent, Wanted, settled};
use crate::pages::hub;
use crate::posted::Posted;
use crate::session::{Me, User};
use crate::show;

/// Where a report stands.
pub fn state(state: FaultState) -> Tag {
    match state {
        FaultState::Unspecified => Tag::default(),
        FaultState::Open => Tag::new("Chờ cơ quan trả lời", "yellow"),
        FaultState::Forwarded => Tag::new("Chờ Sở Nội vụ trả lời", "yellow"),
        FaultState::Answered => Tag::new("Đã trả lời", "green"),
        FaultState::Closed => Tag::new("Đã đóng", "grey"),
    }
}

/// The reports that one may see.
pub fn list_page(page: Page, reports: &[FaultReport]) -> Listing {
    let row = |report: &FaultReport| {
        let first = report.entries.first().map(|entry| entry.text.clone()).unwrap_or_default();
        let short: String = first.chars().take(120).collect();
        let reporter = report.reporter.as_ref();
        vec![
            Cell::link(short, format!("/ho-tro/{}", report.report_id)).note(show::signature(reporter)),
            Cell::new(hub::page_named(&report.page)),
            Cell::tag(state(report.state())),
        ]
    };
    let rows = reports.iter().map(row).collect();
    let mut list = Listing::new(page, &["Sự cố", "Trang", "Trạng thái"], rows, "Chưa có sự cố nào được báo.");
    list.lead = "Báo sự cố của phần mềm: cán bộ công nghệ thông tin của cơ quan trả lời, việc vượt quá được chuyển Sở Nội vụ.".to_owned();
    list.links = vec![("/ho-tro/moi".to_owned(), "Báo sự cố mới".to_owned())];
    list
}

/// One thing to do with a report.
struct ReportAct {
    /// Last part of its address.
    slug: &'static str,
    name: &'static str,
    /// What is to be written.
    label: &'static str,
    offered: fn(&FaultReport, &Me) -> bool,
    send: Send,
}

fn helps(me: &Me) -> bool {
    me.holds(&[SystemRole::UnitIt, SystemRole::SnvAdmin])
}

const ACTS: [ReportAct; 4] = [
    ReportAct {
        slug: "tra-loi",
        name: "Trả lời người báo",
        label: "Câu trả lời",
        offered: |report, me| helps(me) && matches!(report.state(), FaultState::Open | FaultState::Forwarded),
        send: |sent| {
            let (request_id, report_id, text) = said(sent);
            Box::pin(sent.command(AnswerFaultReportRequest { request_id, report_id, text }))
        },
    },
    ReportAct {
        slug: "chuyen",
        name: "Chuyển Sở Nội vụ",
        label: "Đã kiểm tra những gì",
        offered: |report, me| helps(me) && report.state() == FaultState::Open,
        send: |sent| {
            let (request_id, report_id, text) = said(sent);
            Box::pin(sent.command(ForwardFaultReportRequest { request_id, report_id, text }))
        },
    },
    ReportAct {
        slug: "mo-lai",
        name: "Vẫn còn lỗi, mở lại",
        label: "Còn lỗi gì",
        offered: |report, me| {
            let own = report.reporter.as_ref().is_some_and(|reporter| reporter.person_id == me.person_id);
            own && matches!(report.state(), FaultState::Closed | FaultState::Answered)
        },
        send: |sent| {
            let (request_id, report_id, text) = said(sent);
            Box::pin(sent.command(ReopenFaultReportRequest { request_id, report_id, text }))
        },
    },
    ReportAct {
        slug: "dong",
        name: "Đóng, đã xong",
        label: "Ghi chú (nếu có)",
        offered: |report, _| report.state() != FaultState::Closed,
        send: |sent| {
            let (request_id, report_id, text) = said(sent);
            Box::pin(sent.command(CloseFaultReportRequest { request_id, report_id, text }))
        },
    },
];

/// Request id, report, and what was written.
fn said(sent: Sent<'_>) -> (String, String, String) {
    (sent.posted.request_id(), sent.id.to_owned(), sent.posted.lines("text"))
}

/// One report with all that was said, and what is for this reader to do.
pub fn report_page(page: Page, report: &FaultReport, me: &Me) -> Details {
    let entry = |entry: &proto::identity::v1::FaultEntry| {
        let text = if entry.text.is_empty() { state(entry.state()).text } else { entry.text.clone() };
        SummaryRow::new(show::signature(entry.by.as_ref()), text)
    };
    let rows = vec![SummaryRow::new("Trạng thái", state(report.state()).text), SummaryRow::new("Trang", hub::page_named(&report.page))];
    let at = |slug: &str| format!("/ho-tro/{}/{slug}", report.report_id);
    let acts = ACTS.iter().filter(|act| (act.offered)(report, me)).map(|act| (at(act.slug), act.name.to_owned())).collect();
    let parts = vec![(String::new(), rows), ("Trao đổi".to_owned(), report.entries.iter().map(entry).collect())];
    Details { page, caption: String::new(), parts, acts }
}

/// The page on which something is said about a report.
pub fn act_page(page: Page, label: &str, posted: Option<&Posted>) -> Act {
    let inputs = vec![Asks { page: &page, posted }.area("text", label, "Không ghi mật khẩu hay nội dung đánh giá của người khác.")];
    Act {
        caption: String::new(),
        intro: "Người có liên quan được báo trong phần mềm và qua thư.",
        rows: Vec::new(),
        inputs,
        button: "Gửi",
        page,
    }
}

/// `?trang=/bang-ke`: where it happened.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    trang: String,
}

/// The page on which a fault is reported.
pub fn new_page(page: Page, from: &str, posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let text = asks.area("text", "Bạn đã làm gì, và điều gì xảy ra?", "Không ghi mật khẩu hay nội dung đánh giá của người khác.");
    let rows = if from.is_empty() { Vec::new() } else { vec![SummaryRow::new("Trang", hub::page_named(from))] };
    Act {
        caption: String::new(),
        intro: "Cán bộ công nghệ thông tin của cơ quan nhận được ngay và trả lời trong phần mềm.",
        rows,
        inputs: vec![text],
        button: "Báo sự cố",
        page,
    }
}

/// `GET /ho-tro`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let request = ListFaultReportsRequest { page: wanted.page(), ..ListFaultReportsRequest::default() };
    let answer = user.calls.send(request).await?;
    let mut view = list_page(user.page("Báo sự cố, hỗ trợ").back("/"), &answer.reports);
    view.next = wanted.next("/ho-tro", answer.page.as_ref());
    Ok(html(view.page.status(), &view))
}

/// `GET /ho-tro/moi`.
pub async fn ask(user: User, Query(from): Query<From>) -> Response {
    let view = new_page(user.page("Báo sự cố").back("/ho-tro"), &from.trang, None);
    html(view.page.status(), &view)
}

/// `POST /ho-tro/moi`.
pub async fn report(user: User, Query(from): Query<From>, posted: Posted) -> Result<Response, Halt> {
    let request = ReportFaultRequest { request_id: posted.request_id(), page: from.trang.clone(), text: posted.lines("text") };
    let mistakes = match settled(&posted, user.calls.send(request).await)? {
        Ok(answer) => return Ok(go(&format!("/ho-tro/{}", answer.report.unwrap_or_default().report_id), "bao-loi")),
        Err(mistakes) => mistakes,
    };
    let view = new_page(user.page("Báo sự cố").back("/ho-tro").with(mistakes), &from.trang, Some(&posted));
    Ok(html(view.page.status(), &view))
}

/// `GET /ho-tro/{report}`.
pub async fn show(user: User, Path(report_id): Path<String>) -> Result<Response, Halt> {
    let report = report_of(&user, &report_id).await?;
    let view = report_page(user.page("Sự cố đã báo").back("/ho-tro"), &report, &user.me);
    Ok(html(view.page.status(), &view))
}

async fn report_of(user: &User, report_id: &str) -> Result<FaultReport, Halt> {
    let request = GetFaultReportRequest { report_id: report_id.to_owned() };
    Ok(user.calls.send(request).await?.report.unwrap_or_default())
}

fn act_of(slug: &str) -> Result<&'static ReportAct, Halt> {
    ACTS.iter().find(|act| act.slug == slug).ok_or_else(|| Halt::NotFound(String::new()))
}

fn act_view(user: &User, report_id: &str, act: &ReportAct, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Response {
    let view = act_page(user.page(act.name).back(format!("/ho-tro/{report_id}")).with(mistakes), act.label, posted);
    html(view.page.status(), &view)
}

/// `GET /ho-tro/{report}/{act}`.
pub async fn ask_act(user: User, Path((report_id, slug)): Path<(String, String)>) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    if !(act.offered)(&report_of(&user, &report_id).await?, &user.me) {
        return Err(Halt::done_or_not_yours());
    }
    Ok(act_view(&user, &report_id, act, Vec::new(), None))
}

/// `POST /ho-tro/{report}/{act}`.
pub async fn act(user: User, Path((id, slug)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    match (act.send)(Sent { user: &user, id: &id, posted: &posted }).await? {
        Ok(()) => Ok(go(&format!("/ho-tro/{id}"), "luu")),
        Err(mistakes) => Ok(act_view(&user, &id, act, mistakes, Some(&posted))),
    }
}
