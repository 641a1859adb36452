//! Kỳ đánh giá of an agency as its HR officer sees it: who stands where, who is late, and what may be done with each record.

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::evaluation::v1::{
    GetPeriodRequest, GetPeriodResponse, GetRecordRequest, ListRecordsRequest, Period, PeriodState, Record, RecordState, RemindLateRequest,
};
use proto::identity::v1::SystemRole;
use regulation::NotEvaluated;

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Cell, Details, Listing, Wanted, settled};
use crate::pages::oversight::record_at;
use crate::pages::years::{self, OfYear, Years};
use crate::pages::{dossier, everything, logs, record_acts};
use crate::posted::Posted;
use crate::session::{Me, User};
use crate::show;

const KINDS: [(&str, &str); 7] = [
    ("", "Tất cả"),
    ("chua-nop", "Chưa nộp tự đánh giá"),
    ("lay-y-kien", "Đang lấy ý kiến"),
    ("tham-dinh", "Chờ thẩm định, quyết định"),
    ("ban-giay", "Kết quả bản giấy"),
    ("kien-nghi", "Đang kiến nghị"),
    ("khong", "Không đánh giá"),
];

fn is_kind(record: &Record, kind: &str) -> bool {
    use RecordState::{Appealed, DirectReviewed, In360, MinutesReady, NotEvaluated, PaperEntry, SelfDraft, SelfSubmitted};
    match kind {
        "chua-nop" => record.state() == SelfDraft,
        "lay-y-kien" => matches!(record.state(), SelfSubmitted | In360),
        "tham-dinh" => matches!(record.state(), MinutesReady | DirectReviewed),
        "ban-giay" => record.state() == PaperEntry,
        "kien-nghi" => record.state() == Appealed,
        "khong" => record.state() == NotEvaluated,
        _ => true,
    }
}

/// Whether somebody has the routing of a period to look at: officers from the start, the head once it is made.
fn has_routing(me: &Me, period: &Period) -> bool {
    let officer = me.holds(&[SystemRole::HrOfficer, SystemRole::SnvAdmin, SystemRole::HigherAuthority]);
    officer || period.state > PeriodState::Logging as i32
}

/// The periods of the agencies that one may see.
pub fn periods_page(page: Page, me: &Me, periods: &[Period]) -> Listing {
    let row = |period: &Period| {
        let routing = match has_routing(me, period) {
            true => Cell::link("Phân công đánh giá", format!("/to-chuc/phan-cong/{}", period.period_id)),
            false => Cell::new(String::new()),
        };
        vec![
            Cell::link(format!("{} năm {}", period.agency_name, period.year), format!("/to-chuc/ky/{}", period.period_id)),
            Cell::new(show::period_state(period.state())),
            routing.note(if period.routing_signed.is_some() { "Thủ trưởng đã ký" } else { "Chưa ký" }),
        ]
    };
    let mut periods: Vec<&Period> = periods.iter().collect();
    periods.sort_by(|a, b| b.year.cmp(&a.year).then_with(|| kernel::text::compare_words(&a.agency_name, &b.agency_name)));
    let rows = periods.into_iter().map(row).collect();
    Listing::new(page, &["Kỳ đánh giá", "Giai đoạn", "Phân công"], rows, "Chưa có kỳ đánh giá nào.")
}

/// Where everybody stands.
pub fn period_page(page: Page, me: &Me, answer: &GetPeriodResponse, records: &[Record], wanted: &Wanted) -> Listing {
    let period = &answer.period.clone().unwrap_or_default();
    let words: Vec<String> = kernel::text::fold(&wanted.tu).split_whitespace().map(str::to_owned).collect();
    let named = |record: &&Record| {
        let name = kernel::text::fold(record.subject.as_ref().map(|subject| subject.full_name.as_str()).unwrap_or_default());
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let name = |record: &Record| record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
    let mut shown: Vec<&Record> = records.iter().filter(named).filter(|record| is_kind(record, &wanted.loc)).collect();
    shown.sort_by(|a, b| kernel::text::compare_names(&name(a), &name(b)));
    let row = |record: &&Record| {
        let subject = record.subject.clone().unwrap_or_default();
        let why = NotEvaluated::words(&record.not_evaluated_reason).to_owned();
        vec![
            Cell::link(subject.full_name, record_at(me, "/to-chuc/ho-so", &record.record_id)).note(subject.title),
            Cell::new(subject.unit_name),
            Cell::tag(show::state_of(record)).note(why),
        ]
    };
    let rows = shown.iter().map(row).collect();
    let mut list = Listing::new(page, &["Họ và tên", "Đơn vị", "Trạng thái"], rows, "Không có ai như vậy.")
        .searched("Tìm theo tên", wanted)
        .filtered(&KINDS, wanted);
    let late = records.iter().filter(|record| record.state() == RecordState::SelfDraft).count();
    let by = period.deadlines.clone().unwrap_or_default();
    list.caption = format!("{} · {}", period.agency_name, show::period_state(period.state()));
    list.lead = format!(
        "{} hồ sơ, {late} chưa nộp tự đánh giá. Hạn: tự đánh giá {}, ý kiến {}, thẩm định {}, quyết định {}, công khai {}.",
        records.len(),
        show::day(by.self_by.as_ref()),
        show::day(by.review_by.as_ref()),
        show::day(by.verify_by.as_ref()),
        show::day(by.decide_by.as_ref()),
        show::day(by.publish_by.as_ref()),
    );
    list.links = vec![(format!("/quyet-dinh/{}", period.period_id), "Danh sách kết quả và quyết định".to_owned())];
    if has_routing(me, period) {
        let routing = (format!("/to-chuc/phan-cong/{}", period.period_id), "Phân công đánh giá: ai cho ý kiến, ai thẩm định".to_owned());
        list.links.insert(0, routing);
    }
    if answer.may_remind {
        list.button = ("Nhắc những người còn việc phải làm", "nhac");
    }
    list
}

/// One record, with what HR may do.
pub fn record_page(page: Page, record: &Record, may: &[String]) -> Details {
    let subject = record.subject.clone().unwrap_or_default();
    let mut rows = vec![
        SummaryRow::new("Chức vụ", format!("{}, {}", subject.title, subject.unit_name)),
        SummaryRow::new("Nhóm đối tượng", show::group(subject.group())),
        SummaryRow::new("Trạng thái", show::state_of(record).text),
    ];
    if !record.not_evaluated_reason.is_empty() {
        rows.push(SummaryRow::new("Vì sao không đánh giá", NotEvaluated::words(&record.not_evaluated_reason)));
    }
    if let Some(comment) = &record.party_comment {
        let waived = !comment.waiver_reason.is_empty();
        let said = if waived { format!("Được miễn: {}", comment.waiver_reason) } else { comment.cell.clone() };
        rows.push(SummaryRow::new("Nhận xét của chi bộ nơi cư trú", said));
    }
    let mut parts = vec![(String::new(), rows)];
    if let Some(paper) = &record.paper {
        parts.push(("Kết quả bản giấy".to_owned(), record_acts::paper(record, paper)));
    }
    let back = record.steps_back.iter().map(|step| SummaryRow::new(show::signature(step.signature.as_ref()), &step.reason));
    let back: Vec<_> = back.collect();
    if !back.is_empty() {
        parts.push(("Đã mở lại, trả lại".to_owned(), back));
    }
    let appeals = record.appeals.iter().map(|appeal| {
        let answer = appeal.answer.as_ref().map_or_else(|| "Chưa trả lời".to_owned(), |answer| format!("Trả lời: {}", answer.reason));
        SummaryRow::new(show::moment(appeal.appealed_at.as_ref()), format!("{}\n{answer}", appeal.text))
    });
    let appeals: Vec<_> = appeals.collect();
    if !appeals.is_empty() {
        parts.push(("Kiến nghị".to_owned(), appeals));
    }
    Details {
        page,
        caption: format!("Hồ sơ năm {}", record.year),
        parts,
        acts: dossier::files(record).into_iter().chain(record_acts::offered(record, may)).collect(),
    }
}

/// `GET /to-chuc/ky`.
pub async fn periods(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    let years = Years::everywhere(&user, asked.nam, PeriodState::SelfOpen).await?;
    let periods = years::periods(&user, years.year).await?;
    let page = user.page(format!("Kỳ đánh giá năm {}", years.year)).back("/to-chuc").years(&years);
    let view = periods_page(page, &user.me, &periods);
    Ok(html(view.page.status(), &view))
}

async fn view(user: &User, period_id: &str, wanted: &Wanted, mistakes: Vec<Mistake>) -> Result<Response, Halt> {
    let answer = user.calls.send(GetPeriodRequest { period_id: period_id.to_owned() }).await?;
    let period = answer.period.clone().unwrap_or_default();
    let request = ListRecordsRequest { page: everything(), period_id: period_id.to_owned(), ..ListRecordsRequest::default() };
    let records = user.calls.send(request).await?.records;
    let page = user.page(format!("Kỳ đánh giá năm {}", period.year)).back(format!("/to-chuc/ky?nam={}", period.year)).with(mistakes);
    let page = years::with_other_periods(user, page, &period, |one| format!("/to-chuc/ky/{}", one.period_id)).await?;
    let view = period_page(page, &user.me, &answer, &records, wanted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/ky/{period}`.
pub async fn period(user: User, Path(period_id): Path<String>, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    view(&user, &period_id, &wanted, Vec::new()).await
}

/// `POST /to-chuc/ky/{period}`: reminds everybody for whom something waits.
pub async fn remind(user: User, Path(period_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = RemindLateRequest { request_id: posted.request_id(), period_id: period_id.clone() };
    let mistakes = match settled(&posted, user.calls.send(request).await)? {
        Ok(answer) if answer.reminded > 0 => return Ok(go(&format!("/to-chuc/ky/{period_id}"), "nhac")),
        Ok(_) => vec![Mistake {
            field: String::new(),
            message: "Không có ai để nhắc: mọi người đã xong, hoặc đã được nhắc hôm nay.".to_owned(),
        }],
        Err(mistakes) => mistakes,
    };
    view(&user, &period_id, &Wanted::default(), mistakes).await
}

/// `GET /to-chuc/ho-so/{record}`.
pub async fn record(user: User, Path(record_id): Path<String>) -> Result<Response, Halt> {
    let answer = user.calls.send(GetRecordRequest { record_id, ..GetRecordRequest::default() }).await?;
    let record = answer.record.unwrap_or_default();
    let name = record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
    let mut view = record_page(user.page(name).back(format!("/to-chuc/ky/{}", record.period_id)), &record, &answer.may);
    if let Some(subject) = record.subject.as_ref().filter(|_| user.me.holds(&[SystemRole::HrOfficer])) {
        view.acts.push((logs::diary::at(&subject.person_id, record.year), "Xem nhật ký công tác trong năm".to_owned()));
    }
    Ok(html(view.page.status(), &view))
}
