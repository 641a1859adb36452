//! What is done with one record by offices and heads: reopen, exclude, waive, return, enter and check paper results, answer an appeal.

use axum::extract::Path;
use axum::response::Response;
use contract::Word;
use proto::evaluation::v1::{
    AnswerAppealRequest, ConfirmPaperRequest, EnterPaperRequest, ExcludeRecordRequest, GetRecordRequest, PaperEntry, Record,
    ReopenSelfRequest, ReturnToDirectHeadRequest, RevisedDecision, WaivePartyCommentRequest, WithdrawDecisionRequest,
};
use regulation::{Class, NotEvaluated};

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::common::{Act, Asks, Done, Input, Send, Sent, Typed, settled};
use crate::pages::dossier;
use crate::posted::{Posted, Upload};
use crate::session::User;
use crate::show;

/// One thing to do with a record.
pub struct RecordAct {
    slug: &'static str,
    name: &'static str,
    intro: &'static str,
    button: &'static str,
    /// What the service calls it where it says what may be done.
    deed: &'static str,
    inputs: fn(&Asks<'_>) -> Vec<Input>,
    /// Nothing where the form carries a file, which has a route of its own.
    send: Option<Send>,
}

const ACTS: [RecordAct; 8] = [
    RecordAct {
        slug: "mo-lai",
        name: "Mở lại bản tự đánh giá",
        intro: "Người được đánh giá sửa và nộp lại. Chỉ mở lại được trước khi bắt đầu lấy ý kiến.",
        button: "Mở lại",
        deed: "REOPEN_SELF",
        inputs: |asks| vec![asks.reason()],
        send: Some(|sent| {
            let (request_id, record_id, reason) = sent.named();
            Box::pin(sent.command(ReopenSelfRequest { request_id, record_id, reason }))
        }),
    },
    RecordAct {
        slug: "khong-danh-gia",
        name: "Không đánh giá trong năm",
        intro: "Dùng khi người này không thuộc đối tượng đánh giá trong năm (Điều 1.2, 2.8).",
        button: "Ghi nhận không đánh giá",
        deed: "EXCLUDE",
        inputs: |asks| vec![asks.choose("not_evaluated_reason", "Trường hợp", reasons()), asks.reason()],
        send: Some(|sent| {
            Box::pin(async move {
                let (request_id, record_id, reason) = sent.named();
                let mut typed = Typed::new(sent);
                let not_evaluated_reason = typed.chosen("not_evaluated_reason");
                typed.command(ExcludeRecordRequest { request_id, record_id, not_evaluated_reason, reason }).await
            })
        }),
    },
    RecordAct {
        slug: "mien-nhan-xet",
        name: "Đồng ý miễn nhận xét của chi bộ nơi cư trú",
        intro: "Thủ trưởng đồng ý cho đảng viên nộp hồ sơ mà chưa có nhận xét của cấp ủy chi bộ nơi cư trú.",
        button: "Đồng ý miễn",
        deed: "WAIVE_PARTY_COMMENT",
        inputs: |asks| vec![asks.reason()],
        send: Some(|sent| {
            let (request_id, record_id, reason) = sent.named();
            Box::pin(sent.command(WaivePartyCommentRequest { request_id, record_id, reason }))
        }),
    },
    RecordAct {
        slug: "tra-lai",
        name: "Trả lại thủ trưởng trực tiếp",
        intro: "Thủ trưởng trực tiếp thẩm định lại; lần thẩm định trước vẫn được lưu.",
        button: "Trả lại",
        deed: "RETURN",
        inputs: |asks| vec![asks.reason()],
        send: Some(|sent| {
            let (request_id, record_id, reason) = sent.named();
            Box::pin(sent.command(ReturnToDirectHeadRequest { request_id, record_id, reason }))
        }),
    },
    RecordAct {
        slug: "rut-quyet-dinh",
        name: "Rút quyết định để quyết định lại",
        intro: "Dùng khi quyết định nhầm, trước khi công khai; quyết định trước vẫn được lưu. Sau khi rút, hồ sơ trở lại danh sách chờ quyết định.",
        button: "Rút quyết định",
        deed: "WITHDRAW",
        inputs: |asks| vec![asks.reason()],
        send: Some(|sent| {
            let (request_id, record_id, reason) = sent.named();
            Box::pin(sent.command(WithdrawDecisionRequest { request_id, record_id, reason }))
        }),
    },
    RecordAct {
        slug: "ban-giay",
        name: "Cập nhật kết quả bản giấy",
        intro: "Người mới chuyển đến chưa đủ sáu tháng: cập nhật kết quả do cơ quan cũ đánh giá trên giấy, kèm bản chụp. Một người khác kiểm tra lại.",
        button: "Lưu kết quả bản giấy",
        deed: "ENTER_PAPER",
        inputs: paper_inputs,
        send: None,
    },
    RecordAct {
        slug: "kiem-tra-ban-giay",
        name: "Kiểm tra kết quả bản giấy",
        intro: "Đối chiếu từng mục với bản chụp. Người kiểm tra không phải là người đã nhập.",
        button: "Đã kiểm tra, kết quả đúng",
        deed: "CONFIRM_PAPER",
        inputs: |_| Vec::new(),
        send: Some(|sent| {
            let (request_id, record_id, _) = sent.named();
            Box::pin(sent.command(ConfirmPaperRequest { request_id, record_id }))
        }),
    },
    RecordAct {
        slug: "tra-loi-kien-nghi",
        name: "Trả lời kiến nghị",
        intro: "Giữ nguyên kết quả: chỉ ghi lý do. Quyết định lại: ghi thêm nhận xét, và tổng điểm nếu khác kết quả tính.",
        button: "Trả lời kiến nghị",
        deed: "ANSWER_APPEAL",
        inputs: |asks| {
            vec![
                asks.reason(),
                asks.choose(
                    "revise",
                    "Kết luận",
                    [("khong", "Giữ nguyên kết quả"), ("co", "Quyết định lại")].map(|(value, label)| (value.to_owned(), label.to_owned())),
                ),
                asks.area("revised.comment", "Nhận xét ưu, nhược điểm (khi quyết định lại)", ""),
                asks.text("revised.decided_total", "Tổng điểm quyết định (khi khác kết quả tính)", "Từ 0 đến 100, ví dụ 84"),
                asks.area("revised.reason", "Lý do quyết định tổng điểm khác", ""),
            ]
        },
        send: Some(|sent| Box::pin(answer_appeal(sent))),
    },
];

fn reasons() -> impl Iterator<Item = (String, String)> {
    NotEvaluated::ALL.into_iter().map(|reason| (reason.code().to_owned(), reason.vi().to_owned()))
}

fn paper_inputs(asks: &Asks<'_>) -> Vec<Input> {
    let classes = Class::ALL.map(|class| (class.number().to_string(), class.vi().to_owned()));
    vec![
        asks.text("old_agency", "Cơ quan đã đánh giá", ""),
        asks.text("total", "Tổng điểm", "Ví dụ 86,5"),
        asks.choose("class", "Mức phân loại", classes),
        asks.text("confirmed_by_old_head", "Thủ trưởng cơ quan cũ xác nhận", "Họ tên, chức vụ"),
        asks.text("confirmed_on", "Ngày xác nhận", "Ví dụ: 15/06/2019"),
        asks.file("scan", "Bản chụp có chữ ký, con dấu", "PDF, JPEG hoặc PNG, nhiều nhất 3 MB.", ".pdf,.jpg,.jpeg,.png"),
    ]
}

/// What the reader may do with a record now: address and name. Nothing is offered that the service would refuse.
pub fn offered(record: &Record, may: &[String]) -> Vec<(String, String)> {
    let fits = |act: &&RecordAct| may.iter().any(|deed| deed == act.deed);
    ACTS.iter().filter(fits).map(|act| (path(&record.record_id, act.slug), act.name.to_owned())).collect()
}

/// Address of an act.
pub fn path(record_id: &str, slug: &str) -> String {
    format!("/to-chuc/ho-so/{record_id}/{slug}")
}

/// A paper result, line by line, with the scan to compare it with.
pub fn paper(record: &Record, entry: &PaperEntry) -> Vec<SummaryRow> {
    let checked = match &entry.checked_by {
        Some(signature) => show::signature(Some(signature)),
        None => "Chưa kiểm tra".to_owned(),
    };
    vec![
        SummaryRow::new("Cơ quan đã đánh giá", &entry.old_agency),
        SummaryRow::new("Tổng điểm", show::points(entry.total.as_ref())),
        SummaryRow::new("Mức phân loại", show::class(entry.class())),
        SummaryRow::new(
            "Thủ trưởng cơ quan cũ xác nhận",
            format!("{}, {}", entry.confirmed_by_old_head, show::day(entry.confirmed_on.as_ref())),
        ),
        match &entry.scan {
            Some(scan) => SummaryRow::new("Bản chụp", &scan.name).leading_to(dossier::address(record, scan)),
            None => SummaryRow::new("Bản chụp", ""),
        },
        SummaryRow::new("Người nhập", show::signature(entry.entered_by.as_ref())),
        SummaryRow::new("Người kiểm tra", checked),
    ]
}

/// The page of one act.
pub fn act_page(page: Page, act: &RecordAct, record: &Record, posted: Option<&Posted>) -> Act {
    let inputs = (act.inputs)(&Asks { page: &page, posted });
    let subject = record.subject.clone().unwrap_or_default();
    let mut rows = match &record.paper {
        Some(entry) if act.slug.ends_with("ban-giay") => paper(record, entry),
        _ => Vec::new(),
    };
    if act.slug == "kiem-tra-ban-giay" {
        let again = SummaryRow::new("Nếu có chỗ sai", "Nhập lại kết quả bản giấy; một người khác sẽ kiểm tra");
        rows.push(again.leading_to(path(&record.record_id, "ban-giay")));
    }
    if let Some(appeal) = record.appeals.last().filter(|_| act.slug == "tra-loi-kien-nghi") {
        rows.push(SummaryRow::new("Kiến nghị", &appeal.text));
    }
    Act { caption: format!("{}, {}", subject.full_name, subject.title), intro: act.intro, rows, inputs, button: act.button, page }
}

/// The pages of all acts, for looking at them.
#[cfg(test)]
pub fn samples(page: impl Fn(&str) -> Page, record: &Record) -> Vec<(&'static str, Act)> {
    ACTS.iter().map(|act| (act.slug, act_page(page(act.name), act, record, None))).collect()
}

fn act_of(slug: &str) -> Result<&'static RecordAct, Halt> {
    ACTS.iter().find(|act| act.slug == slug).ok_or_else(|| Halt::NotFound(String::new()))
}

async fn view(user: &User, record_id: &str, act: &RecordAct, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let request = GetRecordRequest { record_id: record_id.to_owned(), ..GetRecordRequest::default() };
    let answer = user.calls.send(request).await?;
    if posted.is_none() && !answer.may.iter().any(|deed| deed == act.deed) {
        return Err(Halt::Forbidden("Việc này hiện không làm được với hồ sơ này, hoặc không thuộc nhiệm vụ của bạn.".to_owned()));
    }
    let record = answer.record.unwrap_or_default();
    let page = user.page(act.name).back(format!("/to-chuc/ho-so/{record_id}")).with(mistakes);
    let view = act_page(page, act, &record, posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /to-chuc/ho-so/{record}/{act}`.
pub async fn ask(user: User, Path((record_id, slug)): Path<(String, String)>) -> Result<Response, Halt> {
    view(&user, &record_id, act_of(&slug)?, Vec::new(), None).await
}

/// `GET /to-chuc/ho-so/{record}/ban-giay`.
pub async fn ask_paper(user: User, Path(record_id): Path<String>) -> Result<Response, Halt> {
    view(&user, &record_id, act_of("ban-giay")?, Vec::new(), None).await
}

/// `POST /to-chuc/ho-so/{record}/{act}`.
pub async fn act(user: User, Path((record_id, slug)): Path<(String, String)>, posted: Posted) -> Result<Response, Halt> {
    let act = act_of(&slug)?;
    let send = act.send.ok_or_else(|| Halt::NotFound(String::new()))?;
    let mistakes = match send(Sent { user: &user, id: &record_id, posted: &posted }).await? {
        Ok(()) => return Ok(go(&format!("/to-chuc/ho-so/{record_id}"), "luu")),
        Err(mistakes) => mistakes,
    };
    view(&user, &record_id, act, mistakes, Some(&posted)).await
}

async fn answer_appeal(sent: Sent<'_>) -> Done<()> {
    let (request_id, record_id, reason) = sent.named();
    let mut typed = Typed::new(sent);
    let revise = typed.chosen("revise") == "co";
    let revised = RevisedDecision {
        comment: sent.posted.lines("revised.comment"),
        decided_total: typed.points("revised.decided_total"),
        reason: sent.posted.lines("revised.reason"),
        confirmed_zero: Vec::new(),
    };
    typed.command(AnswerAppealRequest { request_id, record_id, reason, revised: revise.then_some(revised) }).await
}

/// `POST /to-chuc/ho-so/{record}/ban-giay`: the paper result with its scan.
pub async fn enter_paper(user: User, Path(record_id): Path<String>, upload: Upload) -> Result<Response, Halt> {
    let Upload { posted, file } = upload;
    let mut mistakes = Vec::new();
    let (total, confirmed_on) = (posted.points("total", &mut mistakes), posted.day("confirmed_on", &mut mistakes));
    let class = posted.chosen("class", &mut mistakes);
    if file.is_none() {
        mistakes.push(Mistake { field: "scan".to_owned(), message: "Hãy chọn bản chụp.".to_owned() });
    }
    if mistakes.is_empty() {
        let request = EnterPaperRequest {
            request_id: posted.request_id(),
            record_id: record_id.clone(),
            old_agency: posted.line("old_agency"),
            total,
            class: class.parse().unwrap_or_default(),
            confirmed_by_old_head: posted.line("confirmed_by_old_head"),
            confirmed_on,
            scan: file,
        };
        match settled(&posted, user.calls.send(request).await)? {
            Ok(_) => return Ok(go(&format!("/to-chuc/ho-so/{record_id}"), "luu")),
            Err(refused) => mistakes = refused,
        }
    }
    view(&user, &record_id, act_of("ban-giay")?, mistakes, Some(&posted)).await
}
