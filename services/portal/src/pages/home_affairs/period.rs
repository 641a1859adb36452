//! One period: moving it on, and giving its stages more time.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::FieldProblem;
use proto::evaluation::v1::{
    AdvancePeriodRequest, Deadlines, ExtendDeadlinesRequest, GetPeriodRequest, GetPeriodResponse, Period, PeriodState,
    SetPublicationRequest,
};
use proto::identity::v1::ListUnitsRequest;
use rpc::Problem;

use super::periods::{DEADLINES, deadline_inputs, deadlines};
use crate::clients::Caller;
use crate::field::{Field, SummaryRow};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::everything;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// Each step with its name and what it does.
pub const STEPS: [(PeriodState, &str, &str); 6] = [
    (
        PeriodState::Logging,
        "Bắt đầu kê khai công việc",
        "Mọi người trong cơ quan trình danh mục công việc và bảng kê; thủ trưởng trực tiếp phê duyệt.",
    ),
    (
        PeriodState::SelfOpen,
        "Mở tự đánh giá",
        "Tổ chức, chức vụ của hôm nay được chốt để phân công người tham gia ý kiến, thẩm định và quyết định; mỗi người nhận phiếu tự đánh giá.",
    ),
    (PeriodState::Review360Open, "Mở tham gia ý kiến 360°", "Phiếu tự đánh giá được khóa; phiếu ý kiến được giao cho từng người tham gia."),
    (
        PeriodState::Minutes,
        "Khóa ý kiến và lập biên bản số",
        "Phiếu ý kiến được khóa, kể cả phiếu chưa gửi; biên bản số của từng đơn vị được lập khi đã tính xong điểm.",
    ),
    (PeriodState::DirectReview, "Bắt đầu thẩm định", "Thủ trưởng trực tiếp thẩm định từng người. Chỉ làm được khi mọi biên bản đã lập."),
    (PeriodState::Decision, "Bắt đầu quyết định", "Thủ trưởng cơ quan quyết định từng người."),
];

#[derive(Template)]
#[template(path = "period.html")]
pub struct PeriodPage {
    page: Page,
    facts: Vec<SummaryRow>,
    /// The next step: number of the state, name and effect.
    step: Option<(i32, &'static str, &'static str)>,
    publish: String,
    deadlines: Vec<Field>,
    reason: Field,
    /// Whether results are public inside the agency, and why that is changed; nothing once the year is archived.
    publication: Option<(bool, Field)>,
    agency: String,
}

impl PeriodPage {
    /// Where the period stands and what can come next.
    pub fn new(page: Page, answer: &GetPeriodResponse, posted: Option<&Posted>) -> Self {
        let period = answer.period.clone().unwrap_or_default();
        let state = period.state();
        let next = STEPS.iter().find(|(to, ..)| *to as i32 == state as i32 + 1);
        let last = period.deadlines.clone().unwrap_or_default();
        let open = (state as i32) < PeriodState::Published as i32;
        Self {
            facts: facts(answer, &period, &last),
            step: next.map(|(to, name, effect)| (*to as i32, *name, *effect)),
            publish: if state == PeriodState::Decision { format!("/quyet-dinh/{}/cong-khai", period.period_id) } else { String::new() },
            deadlines: if open { deadline_inputs(&last, posted, &page.problems) } else { Vec::new() },
            reason: Field::new("reason", "Lý do gia hạn")
                .hint("Ghi căn cứ, ví dụ số và ngày của văn bản. Lý do được lưu cùng kỳ đánh giá.")
                .value("", posted)
                .mistakes(&page.problems),
            publication: (state != PeriodState::Archived).then(|| {
                let reason = Field::new("publication_reason", "Lý do thay đổi").value("", posted).mistakes(&page.problems);
                (period.publish_to_colleagues, reason)
            }),
            agency: format!("/co-quan/{}?nam={}", period.agency_id, period.year),
            page,
        }
    }
}

fn facts(answer: &GetPeriodResponse, period: &Period, last: &Deadlines) -> Vec<SummaryRow> {
    let days = [&last.self_by, &last.review_by, &last.verify_by, &last.decide_by, &last.publish_by];
    let mut rows = vec![
        SummaryRow::new("Bước hiện tại", show::period_state(period.state())),
        SummaryRow::new("Bộ quy tắc", super::periods::packs_told(period)),
        SummaryRow::new("Ngày chốt tổ chức", show::day(period.snapshot_on.as_ref())),
        SummaryRow::new(
            "Ký duyệt phân công",
            period.routing_signed.as_ref().map_or_else(|| "Chưa ký".to_owned(), |signed| show::signature(Some(signed))),
        ),
    ];
    let colleagues = if period.publish_to_colleagues { "Có" } else { "Không" };
    rows.push(SummaryRow::new("Công khai tên và mức phân loại trong cơ quan (Điều 5.2c)", colleagues));
    rows.extend(DEADLINES.iter().zip(days).map(|((_, label), day)| SummaryRow::new(*label, show::day(day.as_ref()))));
    if answer.sheets_assigned > 0 {
        rows.push(SummaryRow::new("Phiếu ý kiến đã gửi", format!("{}/{}", answer.sheets_submitted, answer.sheets_assigned)));
    }
    rows.extend(states(answer));
    if answer.awaiting_result > 0 {
        rows.push(SummaryRow::new("Kết quả đang được tính", answer.awaiting_result.to_string()));
    }
    rows
}

fn states(answer: &GetPeriodResponse) -> Vec<SummaryRow> {
    use proto::evaluation::v1::RecordState;
    let state = |name: &str| RecordState::from_str_name(&format!("RECORD_STATE_{name}")).unwrap_or_default();
    let mut counts: Vec<(RecordState, i32)> = answer.records_by_state.iter().map(|(name, count)| (state(name), *count)).collect();
    counts.sort_by_key(|(state, _)| *state as i32);
    let row = |(state, count): (RecordState, i32)| SummaryRow::new(show::record_state(state).text, format!("{count} người"));
    counts.into_iter().map(row).collect()
}

async fn shown(user: &User, period_id: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let answer = user.calls.send(GetPeriodRequest { period_id: period_id.to_owned() }).await?;
    let title = answer.period.as_ref().map(|period| format!("{} – năm {}", period.agency_name, period.year)).unwrap_or_default();
    let view = PeriodPage::new(user.page(title).back("/so-noi-vu/ky").with(mistakes), &answer, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /so-noi-vu/ky/{period}`.
pub async fn show(user: User, Path(period_id): Path<String>) -> Result<Response, Halt> {
    shown(&user, &period_id, Vec::new(), None).await
}

/// Moves a period on. Before the organisation is frozen, the people whom the directory has in the agency are counted: what it announced
/// may still be on its way.
pub async fn advanced(calls: &Caller, agency_id: &str, request: AdvancePeriodRequest) -> Result<(), Problem> {
    let people = if request.to == PeriodState::SelfOpen as i32 {
        let units =
            ListUnitsRequest { page: everything(), agency_id: agency_id.to_owned(), with_staff: true, ..ListUnitsRequest::default() };
        calls.send(units).await?.staff.iter().map(|staff| staff.people).sum()
    } else {
        0
    };
    calls.send(AdvancePeriodRequest { people, ..request }).await.map(drop)
}

/// `POST /so-noi-vu/ky/{period}`: on to the next step, more time, or public inside the agency.
pub async fn change(user: User, Path(period_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let refused = if posted.get("hanh_dong") == "buoc-tiep" {
        let to = posted.get("to").parse().unwrap_or_default();
        let request = AdvancePeriodRequest {
            request_id: posted.request_id(),
            period_id: period_id.clone(),
            to,
            anyway: posted.get("anyway") == "1",
            people: 0,
        };
        let period = user.calls.send(GetPeriodRequest { period_id: period_id.clone() }).await?.period.unwrap_or_default();
        advanced(&user.calls, &period.agency_id, request).await.map(|()| "buoc-tiep")
    } else if posted.get("hanh_dong") == "cong-khai-noi-bo" {
        let request = SetPublicationRequest {
            request_id: posted.request_id(),
            period_id: period_id.clone(),
            publish_to_colleagues: posted.get("to_colleagues") == "co",
            reason: posted.line("publication_reason"),
        };
        // Two forms of the page ask for a reason.
        let named = |field: FieldProblem| FieldProblem { field: format!("publication_{}", field.field), ..field };
        let renamed = |problem: Problem| Problem { fields: problem.fields.into_iter().map(named).collect(), ..problem };
        user.calls.send(request).await.map(|_| "cong-khai-noi-bo").map_err(renamed)
    } else {
        let deadlines = deadlines(&posted, &mut mistakes);
        if !mistakes.is_empty() {
            return shown(&user, &period_id, mistakes, Some(&posted)).await;
        }
        let request = ExtendDeadlinesRequest {
            request_id: posted.request_id(),
            period_id: period_id.clone(),
            deadlines: Some(deadlines),
            reason: posted.line("reason"),
        };
        user.calls.send(request).await.map(|_| "gia-han")
    };
    match refused {
        Ok(done) => Ok(go(&format!("/so-noi-vu/ky/{period_id}"), done)),
        Err(problem) => {
            mistakes = posted.mistakes(Halt::unless_shown(problem)?);
            shown(&user, &period_id, mistakes, Some(&posted)).await
        }
    }
}
