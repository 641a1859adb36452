//! Many decisions on one page: each person with result, years before and the head's own words; those ticked are decided.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::evaluation::v1::{DecideRequest, GetPeriodRequest, ListRecordsRequest, Record, Task, TaskKind};
use rpc::Problem;

use super::{Beside, DecisionRow, beside, rows, title};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::{everything, tasks};
use crate::posted::Posted;
use crate::session::User;

/// People on one page: as many as can be read at one sitting.
const PEOPLE: usize = 20;

#[derive(Template)]
#[template(path = "decision_table.html")]
pub struct DecisionTable {
    page: Page,
    waiting: usize,
    people: Vec<Person>,
}

/// One person with the inputs of the decision.
pub struct Person {
    row: DecisionRow,
    record_id: String,
    /// Of the record as shown.
    version: i64,
    /// Makes the decision about this person count once.
    request_id: String,
    name: String,
    chosen: bool,
    comment: Field,
    total: Field,
    reason: Field,
}

impl DecisionTable {
    /// Those who wait for the reader, by name; the comment begins with what the direct head wrote.
    pub fn new(page: Page, records: &[Record], beside: &Beside, new_id: impl Fn() -> String, posted: Option<&Posted>) -> Self {
        let mut waiting: Vec<&Record> = records.iter().collect();
        let name = |record: &Record| record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
        waiting.sort_by(|a, b| kernel::text::compare_names(&name(a), &name(b)));
        let person = |record: &&Record| {
            let at = |field: &str| format!("{}.{field}", record.record_id);
            let written = record.verification.as_ref().map(|verification| verification.comment.clone()).unwrap_or_default();
            let request_id = posted.and_then(|posted| posted.find(&at("request_id"))).map_or_else(&new_id, str::to_owned);
            Some(Person {
                row: rows(std::slice::from_ref(*record), beside).pop()?,
                record_id: record.record_id.clone(),
                version: Posted::version_or(posted, &at(""), record.version),
                request_id,
                name: name(record),
                chosen: posted.is_some_and(|posted| posted.has(&at("chon"))),
                comment: Field::new(at("comment"), "Nhận xét ưu, nhược điểm").value(written, posted).mistakes(&page.problems),
                total: Field::new(at("decided_total"), "Tổng điểm khác").value("", posted).mistakes(&page.problems),
                reason: Field::new(at("reason"), "Lý do tổng điểm khác").value("", posted).mistakes(&page.problems),
            })
        };
        Self { waiting: waiting.len(), people: waiting.iter().take(PEOPLE).filter_map(person).collect(), page }
    }
}

/// The refusal of one judgement, at the inputs of that person.
pub fn at_person(posted: &Posted, record_id: &str, who: &str, problem: Problem) -> Vec<Mistake> {
    let known = |field: &str| {
        let name = format!("{record_id}.{field}");
        if posted.find(&name).is_some() { name } else { String::new() }
    };
    if problem.fields.is_empty() {
        return vec![Mistake { field: String::new(), message: format!("{who}: {}", problem.message) }];
    }
    problem.fields.into_iter().map(|field| Mistake { field: known(&field.field), message: format!("{who}: {}", field.message) }).collect()
}

/// The records with which something of this kind is to be done, as far as `wanted` says.
pub async fn waiting(user: &User, kind: TaskKind, wanted: impl Fn(&Task) -> bool) -> Result<Vec<Record>, Halt> {
    let tasks = tasks::mine(user).await?;
    let here = tasks.iter().filter(|task| task.kind() == kind && wanted(task));
    let record_ids: Vec<String> = here.map(|task| task.record_id.clone()).collect();
    if record_ids.is_empty() {
        return Ok(Vec::new());
    }
    let request = ListRecordsRequest { page: everything(), record_ids, ..ListRecordsRequest::default() };
    Ok(user.calls.send(request).await?.records)
}

/// The table of one period, or of all in which somebody waits.
async fn page_of(user: &User, period_id: Option<&str>, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let records = waiting(user, TaskKind::Decide, |task| period_id.is_none_or(|period| task.period_id == period)).await?;
    let (page, beside) = match period_id {
        Some(period_id) => {
            let period = user.calls.send(GetPeriodRequest { period_id: period_id.to_owned() }).await?;
            (user.page(title(&period)).back(format!("/quyet-dinh/{period_id}")), beside(user, &period).await?)
        }
        None => (user.page("Quyết định kết quả của những người đang chờ").back("/"), Beside::default()),
    };
    let view = DecisionTable::new(page.with(mistakes), &records, &beside, || user.app.new_id(), posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /quyet-dinh`: over all agencies.
pub async fn show_all(user: User) -> Result<Response, Halt> {
    page_of(&user, None, Vec::new(), None).await
}

/// `POST /quyet-dinh`.
pub async fn decide_all(user: User, posted: Posted) -> Result<Response, Halt> {
    decided(&user, None, &posted).await
}

/// `GET /quyet-dinh/{period}/bang`.
pub async fn show(user: User, Path(period_id): Path<String>) -> Result<Response, Halt> {
    page_of(&user, Some(&period_id), Vec::new(), None).await
}

/// `POST /quyet-dinh/{period}/bang`: decides those who are ticked, each by itself; who is refused stays on the page with the reason.
pub async fn decide(user: User, Path(period_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    decided(&user, Some(&period_id), &posted).await
}

async fn decided(user: &User, period_id: Option<&str>, posted: &Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let chosen: Vec<String> = posted.0.iter().filter_map(|(name, _)| name.strip_suffix(".chon")).map(str::to_owned).collect();
    if chosen.is_empty() {
        let said = "Chưa đánh dấu ai. Hãy đánh dấu những người đã xem và đồng ý quyết định.".to_owned();
        return page_of(user, period_id, vec![Mistake { field: String::new(), message: said }], Some(posted)).await;
    }
    let mut done = 0;
    for record_id in chosen {
        let at = |field: &str| format!("{record_id}.{field}");
        let before = mistakes.len();
        let decided_total = posted.points(&at("decided_total"), &mut mistakes);
        if mistakes.len() > before {
            continue;
        }
        let request = DecideRequest {
            request_id: posted.line(&at("request_id")),
            record_id: record_id.clone(),
            comment: posted.lines(&at("comment")),
            decided_total,
            reason: posted.lines(&at("reason")),
            confirmed_zero: Vec::new(),
            expected_version: posted.version(&at("")),
        };
        match user.calls.send(request).await {
            Ok(_) => done += 1,
            Err(problem) => {
                let problem = Halt::unless_shown(problem)?;
                mistakes.extend(at_person(posted, &record_id, posted.get(&at("name")), problem));
            }
        }
    }
    if mistakes.is_empty() {
        let back = period_id.map_or_else(|| "/quyet-dinh".to_owned(), |period_id| format!("/quyet-dinh/{period_id}/bang"));
        return Ok(go(&back, "quyet-dinh"));
    }
    page_of(user, period_id, Mistake::after_done(done, "quyết định", mistakes), Some(posted)).await
}
