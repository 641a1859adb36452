//! Bàn giao công việc: what somebody leaves open with a post, confirmed by both sides (article 10).

use axum::extract::{Path, Query};
use axum::response::Response;
use proto::identity::v1::{ListPeopleRequest, Person};
use proto::worklog::v1::{
    ConfirmHandoverRequest, GetHandoverRequest, Handover, HandoverState, ListHandoversRequest, NameReceiverRequest, OpenWork, OpenWorkNote,
    OpenWorkSource, ReturnHandoverRequest,
};

use crate::field::{SummaryRow, Tag, TaskItem};
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::agency::{asks_why, reason_in};
use crate::pages::common::{Act, Asks, Cell, Details, Input, Listing, Wanted, settled};
use crate::pages::everything;
use crate::pages::names::choice;
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// What may be done with a handover: last part of the address, what the service calls it, the words of link and button.
const ACTS: [(&str, &str, &str, &str); 4] = [
    ("nguoi-nhan", "NAME_RECEIVER", "Cử người nhận bàn giao", "Cử người nhận"),
    ("ban-giao", "GIVE", "Ghi chú và xác nhận bàn giao", "Xác nhận đã bàn giao"),
    ("nhan", "RECEIVE", "Xác nhận đã nhận bàn giao", "Xác nhận đã nhận"),
    ("tra-lai", "RETURN", "Trả lại vì còn thiếu", "Trả lại"),
];

/// Where a handover stands.
fn state(state: HandoverState) -> Tag {
    match state {
        HandoverState::Unspecified => Tag::default(),
        HandoverState::Open => Tag::new("Chờ người bàn giao xác nhận", "yellow"),
        HandoverState::Given => Tag::new("Chờ người nhận xác nhận", "yellow"),
        HandoverState::Done => Tag::new("Đã bàn giao xong", "green"),
        HandoverState::Withdrawn => Tag::new("Không còn phải bàn giao", "grey"),
    }
}

/// The handovers that one has a part in.
pub fn list_page(page: Page, handovers: &[Handover]) -> Listing {
    let row = |one: &Handover| {
        let receiver = if one.receiver_id.is_empty() { "Chưa cử" } else { &one.receiver_name };
        vec![
            Cell::link(&one.giver_name, format!("/ban-giao/{}", one.handover_id)).note(&one.giver_title),
            Cell::new(receiver),
            Cell::new(show::day(one.last_on.as_ref())),
            Cell::tag(state(one.state())),
        ]
    };
    let heads = ["Người bàn giao", "Người nhận", "Ngày cuối ở vị trí cũ", "Trạng thái"];
    let rows = handovers.iter().map(row).collect();
    let mut list = Listing::new(page, &heads, rows, "Không có việc bàn giao nào.");
    list.lead = "Khi có người chuyển vị trí công tác hoặc thôi việc mà còn việc đang mở, phần mềm lập danh sách bàn giao; người bàn giao và người nhận tự xác nhận bằng tài khoản của mình (Điều 10).".to_owned();
    list
}

/// What waits for the signed-in person.
pub fn waiting(handovers: &[Handover]) -> Vec<TaskItem> {
    let line = |one: &Handover| {
        let may = |code: &str| one.may.iter().any(|may| may == code);
        let name = if may("GIVE") {
            format!("Bàn giao công việc của vị trí {}", one.giver_title)
        } else if may("RECEIVE") {
            format!("Nhận bàn giao công việc của {}", one.giver_name)
        } else if may("NAME_RECEIVER") && one.receiver_id.is_empty() {
            format!("Cử người nhận bàn giao công việc của {}", one.giver_name)
        } else {
            return None;
        };
        let hint = one.last_on.as_ref().map(|day| format!("Ngày cuối ở vị trí cũ: {}", show::day(Some(day)))).unwrap_or_default();
        Some(TaskItem { href: format!("/ban-giao/{}", one.handover_id), name, hint, status: Tag::new("Cần làm", "blue") })
    };
    handovers.iter().filter_map(line).collect()
}

fn described(work: &OpenWork) -> String {
    let source = match work.source() {
        OpenWorkSource::Unspecified => "",
        OpenWorkSource::Planned => "Danh mục công việc",
        OpenWorkSource::Log => "Bảng kê công việc",
    };
    let due = show::day(work.due_on.as_ref());
    let parts = [("", source), ("Sản phẩm: ", work.product.as_str()), ("Hạn: ", &due), ("Ghi chú: ", &work.note)];
    let told: Vec<String> = parts.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| format!("{label}{text}")).collect();
    told.join("\n")
}

/// One handover: both sides, the open work, and what is for this reader to do.
pub fn show_page(page: Page, one: &Handover) -> Details {
    let waits = |signed: Option<&proto::common::v1::Signature>| match signed {
        Some(_) => show::signature(signed),
        None => "Chưa xác nhận".to_owned(),
    };
    let receiver = match (one.receiver_id.is_empty(), one.receiver_title.is_empty()) {
        (true, _) => "Chưa cử".to_owned(),
        (false, true) => one.receiver_name.clone(),
        (false, false) => format!("{}, {}", one.receiver_name, one.receiver_title),
    };
    let mut sides = vec![
        SummaryRow::new("Trạng thái", state(one.state()).text),
        SummaryRow::new("Người bàn giao", format!("{}, {}", one.giver_name, one.giver_title)),
        SummaryRow::new("Ngày cuối ở vị trí cũ", show::day(one.last_on.as_ref())),
        SummaryRow::new("Người nhận", receiver),
        SummaryRow::new("Người cử", show::signature(one.named_by.as_ref())),
        SummaryRow::new("Người bàn giao xác nhận", waits(one.given_by.as_ref())),
        SummaryRow::new("Nội dung bàn giao khác", &one.remark),
        SummaryRow::new("Người nhận đã trả lại", show::signature(one.returned_by.as_ref())),
        SummaryRow::new("Lý do trả lại", &one.return_reason),
        SummaryRow::new("Người nhận xác nhận", waits(one.received_by.as_ref())),
        SummaryRow::new("Ý kiến của người nhận", &one.receiver_remark),
    ];
    sides.retain(|row| !row.value.is_empty());
    let works = one.works.iter().map(|work| SummaryRow::new(&work.content, described(work))).collect();
    let at = |slug: &str| format!("/ban-giao/{}/{slug}", one.handover_id);
    let acts = ACTS.iter().filter(|(_, code, ..)| one.may.iter().any(|may| may == code));
    let mut acts: Vec<_> = acts.map(|(slug, _, name, _)| (at(slug), (*name).to_owned())).collect();
    acts.push((format!("/tai-lieu/ban-giao/pdf/{}", one.handover_id), "Tải biên bản bàn giao (PDF)".to_owned()));
    Details { page, caption: String::new(), parts: vec![(String::new(), sides), ("Công việc đang mở".to_owned(), works)], acts }
}

/// One thing to do with a handover; `people` may be named.
pub fn act_page(page: Page, slug: &str, one: &Handover, people: &[Person], posted: Option<&Posted>) -> Act {
    let asks = Asks { page: &page, posted };
    let (intro, inputs): (&'static str, Vec<Input>) = match slug {
        "nguoi-nhan" => {
            let named = people.iter().filter(|person| person.person_id != one.giver_id);
            let choices = named.map(choice);
            ("Người được cử sẽ thấy việc này trong «Việc của tôi».", vec![asks.choose("receiver_id", "Người nhận bàn giao", choices)])
        }
        "ban-giao" => {
            let hint = "Làm đến đâu, hồ sơ ở đâu, ai phối hợp; có thể để trống.";
            let note = |work: &OpenWork| asks.area(&format!("notes[{}]", work.key), &work.content, hint);
            let remark = asks.area("remark", "Nội dung bàn giao khác", "Tài liệu, tài sản, tài khoản dùng chung; không ghi mật khẩu.");
            let inputs = one.works.iter().map(note).chain([remark]).collect();
            ("Ghi chú từng việc đang mở rồi xác nhận. Đã xác nhận thì không sửa được nữa.", inputs)
        }
        "tra-lai" => (
            "Danh sách trở lại người bàn giao để bổ sung; bạn sẽ được báo khi có xác nhận mới.",
            vec![asks.area("reason", "Còn thiếu gì", "Từ 5 đến 1.000 ký tự.")],
        ),
        _ => {
            ("Đối chiếu danh sách với hồ sơ đã nhận rồi xác nhận.", vec![asks.area("remark", "Ý kiến của người nhận", "Có thể để trống.")])
        }
    };
    let button = ACTS.iter().find(|(known, ..)| *known == slug).map_or("", |(.., button)| button);
    let rows = if matches!(slug, "nhan" | "tra-lai") {
        one.works.iter().map(|work| SummaryRow::new(&work.content, described(work))).collect()
    } else {
        Vec::new()
    };
    Act { caption: one.giver_name.clone(), intro, rows, inputs, button, page }
}

/// `GET /ban-giao`.
pub async fn list(user: User, Query(wanted): Query<Wanted>) -> Result<Response, Halt> {
    let answer = user.calls.send(ListHandoversRequest { page: wanted.page() }).await?;
    let mut view = list_page(user.page("Bàn giao công việc").back("/bang-ke"), &answer.handovers);
    view.next = wanted.next("/ban-giao", answer.page.as_ref());
    Ok(html(view.page.status(), &view))
}

async fn shown(user: &User, handover_id: String, posted: Option<&Posted>) -> Result<Response, Halt> {
    let page = user.page("Bàn giao công việc").back("/ban-giao");
    match user.calls.send(GetHandoverRequest { handover_id, reason: reason_in(posted) }).await {
        Ok(answer) => {
            let view = show_page(page, &answer.handover.unwrap_or_default());
            Ok(html(view.page.status(), &view))
        }
        Err(problem) => asks_why(page, "Xem bàn giao", posted, problem),
    }
}

/// `GET /ban-giao/{handover}`.
pub async fn show(user: User, Path(handover_id): Path<String>) -> Result<Response, Halt> {
    shown(&user, handover_id, None).await
}

/// `POST /ban-giao/{handover}`: as an auditor, with a reason.
pub async fn show_because(user: User, Path(handover_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    shown(&user, handover_id, Some(&posted)).await
}

async fn act_view(user: &User, id: &str, slug: &str, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let unknown = || Halt::NotFound(String::new());
    let (_, code, name, _) = ACTS.into_iter().find(|(known, ..)| *known == slug).ok_or_else(unknown)?;
    let request = GetHandoverRequest { handover_id: id.to_owned(), reason: String::new() };
    let one = user.calls.send(request).await?.handover.unwrap_or_default();
    if !one.may.iter().any(|may| may == code) {
        return Err(Halt::done_or_not_yours());
    }
    let people = if slug == "nguoi-nhan" {
        let request = ListPeopleRequest { page: everything(), agency_id: one.agency_id.clone(), ..ListPeopleRequest::default() };
        user.calls.send(request).await?.people
    } else {
        Vec::new()
    };
    let view = act_page(user.page(name).back(format!("/ban-giao/{id}")).with(mistakes), slug, &one, &people, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /ban-giao/{handover}/{act}`.
pub async fn ask(user: User, Path((id, slug)): Path<(String, String)>) -> Result<Response, Halt> {
    act_view(&user, &id, &slug, Vec::new(), None).await
}

/// `POST /ban-giao/{handover}/{act}`.
pub async fn act(user: User, Path((id, slug)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let (request_id, handover_id) = (posted.request_id(), id.clone());
    let answer = match slug.as_str() {
        "nguoi-nhan" => {
            let mut mistakes = Vec::new();
            let receiver_id = posted.chosen("receiver_id", &mut mistakes);
            if !mistakes.is_empty() {
                return act_view(&user, &id, &slug, mistakes, Some(&posted)).await;
            }
            user.calls.send(NameReceiverRequest { request_id, handover_id, receiver_id }).await.map(drop)
        }
        "ban-giao" | "nhan" => {
            let key = |name: &str| name.strip_prefix("notes[").and_then(|rest| rest.strip_suffix(']')).map(str::to_owned);
            let note = |(name, _): &(String, String)| Some(OpenWorkNote { key: key(name)?, note: posted.lines(name) });
            let notes = posted.0.iter().filter_map(note).collect();
            let remark = posted.lines("remark");
            user.calls.send(ConfirmHandoverRequest { request_id, handover_id, notes, remark }).await.map(drop)
        }
        "tra-lai" => {
            let reason = posted.lines("reason");
            user.calls.send(ReturnHandoverRequest { request_id, handover_id, reason }).await.map(drop)
        }
        _ => return Err(Halt::NotFound(String::new())),
    };
    match settled(&posted, answer)? {
        Ok(()) => Ok(go(&format!("/ban-giao/{id}"), "luu")),
        Err(mistakes) => act_view(&user, &id, &slug, mistakes, Some(&posted)).await,
    }
}
