//! Kiến nghị: somebody objects to their published result, within the days that the rules give.

use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{AppealResultRequest, GetRecordRequest, Record};

use crate::field::SummaryRow;
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::common::{Act, Asks, settled};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

/// The page on which one appeals.
pub fn appeal_page(page: Page, record: &Record, posted: Option<&Posted>) -> Act {
    let inputs = vec![Asks { page: &page, posted }.area("text", "Nội dung kiến nghị", "Nói rõ điểm hoặc mức nào chưa đúng, và căn cứ.")];
    let outcome = record.outcome.clone().unwrap_or_default();
    let rows = vec![
        SummaryRow::new("Kết quả", format!("{} điểm, {}", show::points(outcome.total.as_ref()), outcome.label)),
        SummaryRow::new("Công khai lúc", show::moment(record.published_at.as_ref())),
    ];
    Act {
        caption: format!("Kết quả năm {}", record.year),
        intro: "Kiến nghị gửi đến người đã quyết định, trong năm ngày làm việc kể từ khi công khai. Người quyết định trả lời trong phần mềm.",
        rows,
        inputs,
        button: "Gửi kiến nghị",
        page,
    }
}

async fn record_of(user: &User, record_id: &str) -> Result<Record, Halt> {
    let request = GetRecordRequest { record_id: record_id.to_owned(), ..GetRecordRequest::default() };
    Ok(user.calls.send(request).await?.record.unwrap_or_default())
}

fn frame(user: &User, record_id: &str) -> Page {
    user.page("Kiến nghị về kết quả").back(format!("/ket-qua/{record_id}"))
}

/// `GET /ket-qua/{record}/kien-nghi`.
pub async fn ask(user: User, Path(record_id): Path<String>) -> Result<Response, Halt> {
    let record = record_of(&user, &record_id).await?;
    user.only_person(&record.subject.clone().unwrap_or_default().person_id)?;
    let view = appeal_page(frame(&user, &record_id), &record, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /ket-qua/{record}/kien-nghi`.
pub async fn appeal(user: User, Path(record_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = AppealResultRequest { request_id: posted.request_id(), record_id: record_id.clone(), text: posted.lines("text") };
    let mistakes = match settled(&posted, user.calls.send(request).await)? {
        Ok(_) => return Ok(go(&format!("/ket-qua/{record_id}"), "kien-nghi")),
        Err(mistakes) => mistakes,
    };
    let view = appeal_page(frame(&user, &record_id).with(mistakes), &record_of(&user, &record_id).await?, Some(&posted));
    Ok(html(view.page.status(), &view))
}
