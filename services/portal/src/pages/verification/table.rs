//! Many verifications on one page: each person with result and warnings, and the head's own words; those ticked are verified.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use proto::evaluation::v1::{DecideRequest, PeriodState, PeriodYear, Record, Task, TaskKind, VerifyRequest};

use super::{Decision, decision};
use crate::field::Field;
use crate::halt::Halt;
use crate::page::{Mistake, Page, go, html};
use crate::pages::decisions::table::{at_person, waiting};
use crate::pages::decisions::{Beside, DecisionRow, rows};
use crate::pages::tasks;
use crate::pages::years::{OfYear, Years};
use crate::posted::Posted;
use crate::session::User;

/// People on one page: as many as can be read at one sitting.
const PEOPLE: usize = 20;

#[derive(Template)]
#[template(path = "verification_table.html")]
pub struct VerificationTable {
    page: Page,
    waiting: usize,
    people: Vec<Person>,
    /// Whether some are decided on too.
    decides: bool,
    /// Says so.
    button: &'static str,
}

/// One person with the inputs of the verification.
pub struct Person {
    row: DecisionRow,
    href: String,
    record_id: String,
    /// Of the record as shown.
    version: i64,
    /// Makes the verification of this person count once.
    request_id: String,
    name: String,
    /// What ticking says.
    tick: String,
    chosen: bool,
    comment: Field,
    proposed: Field,
    reason: Field,
    decision: Option<Decision>,
}

impl VerificationTable {
    /// Those who wait for the reader, by name.
    pub fn new(page: Page, records: &[Record], tasks: &[Task], new_id: impl Fn() -> String, posted: Option<&Posted>) -> Self {
        let mut waiting: Vec<&Record> = records.iter().collect();
        let name = |record: &Record| record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
        waiting.sort_by(|a, b| kernel::text::compare_names(&name(a), &name(b)));
        let person = |record: &&Record| {
            let at = |field: &str| format!("{}.{field}", record.record_id);
            let decides = tasks.iter().any(|task| task.record_id == record.record_id && task.decides_too);
            Some(Person {
                row: rows(std::slice::from_ref(*record), &Beside::default()).pop()?,
                href: format!("/tham-dinh/{}", record.record_id),
                record_id: record.record_id.clone(),
                version: Posted::version_or(posted, &at(""), record.version),
                request_id: posted.and_then(|posted| posted.find(&at("request_id"))).map_or_else(&new_id, str::to_owned),
                tick: format!("Đã xem và {} {}", if decides { "thẩm định, quyết định" } else { "thẩm định" }, name(record)),
                name: name(record),
                chosen: posted.is_some_and(|posted| posted.has(&at("chon"))),
                comment: Field::new(at("comment"), "Nhận xét của lãnh đạo trực tiếp").value("", posted).mistakes(&page.problems),
                proposed: Field::new(at("proposed_total"), "Tổng điểm đề nghị (nếu khác)").value("", posted).mistakes(&page.problems),
                reason: Field::new(at("reason"), "Lý do đề nghị (khi lệch nhiều)").value("", posted).mistakes(&page.problems),
                decision: decides.then(|| Decision::new(&at("decision."), new_id(), posted, &page.problems)),
            })
        };
        let people: Vec<Person> = waiting.iter().take(PEOPLE).filter_map(person).collect();
        let decides = people.iter().any(|person| person.decision.is_some());
        let button = match decides {
            true => "Thẩm định và quyết định những người đã đánh dấu",
            false => "Thẩm định những người đã đánh dấu",
        };
        Self { waiting: waiting.len(), decides, button, people, page }
    }
}

async fn page_of(user: &User, asked: &OfYear, mistakes: Vec<Mistake>, posted: Option<&Posted>) -> Result<Response, Halt> {
    let tasks = tasks::mine(user).await?;
    let mut known: Vec<PeriodYear> =
        tasks.iter().filter(|task| task.kind() == TaskKind::Verify).map(|task| PeriodYear { year: task.year, farthest: 0 }).collect();
    known.sort_by_key(|one| std::cmp::Reverse(one.year));
    known.dedup();
    let years = Years::new(asked.nam, &known, PeriodState::Unspecified, user.app.year());
    let records = waiting(user, TaskKind::Verify, |task| task.year == years.year).await?;
    let page = user.page(format!("Thẩm định năm {}", years.year)).back("/").years(&years).with(mistakes);
    let view = VerificationTable::new(page, &records, &tasks, || user.app.new_id(), posted);
    Ok(html(view.page.status(), &view))
}

/// `GET /tham-dinh`.
pub async fn show(user: User, Query(asked): Query<OfYear>) -> Result<Response, Halt> {
    page_of(&user, &asked, Vec::new(), None).await
}

/// `POST /tham-dinh`: verifies those who are ticked, each by itself, and decides on those on whom the reader decides; who is refused
/// stays with the reason.
pub async fn verify(user: User, Query(asked): Query<OfYear>, posted: Posted) -> Result<Response, Halt> {
    let chosen: Vec<String> = posted.0.iter().filter_map(|(name, _)| name.strip_suffix(".chon")).map(str::to_owned).collect();
    if chosen.is_empty() {
        let said = "Chưa đánh dấu ai. Hãy đánh dấu những người đã xem và thẩm định.".to_owned();
        return page_of(&user, &asked, vec![Mistake { field: String::new(), message: said }], Some(&posted)).await;
    }
    let (mut mistakes, mut done, mut decided) = (Vec::new(), 0, false);
    for record_id in chosen {
        decided |= posted.find(&format!("{record_id}.decision.request_id")).is_some();
        let wrong = one(&user, &posted, &record_id).await?;
        done += usize::from(wrong.is_empty());
        mistakes.extend(wrong);
    }
    if mistakes.is_empty() {
        let of_year = asked.nam.map(|year| format!("?nam={year}")).unwrap_or_default();
        return Ok(go(&format!("/tham-dinh{of_year}"), if decided { "tham-dinh-quyet-dinh" } else { "tham-dinh" }));
    }
    page_of(&user, &asked, Mistake::after_done(done, "thẩm định", mistakes), Some(&posted)).await
}

async fn one(user: &User, posted: &Posted, record_id: &str) -> Result<Vec<Mistake>, Halt> {
    let at = |field: &str| format!("{record_id}.{field}");
    let prefix = at("decision.");
    let mut mistakes = Vec::new();
    let proposed_total = posted.points(&at("proposed_total"), &mut mistakes);
    let decides = posted.find(&format!("{prefix}request_id")).is_some();
    let decision = decides.then(|| decision(posted, &prefix, record_id, &mut mistakes));
    if !mistakes.is_empty() {
        return Ok(mistakes);
    }
    let who = posted.get(&at("name"));
    let request = VerifyRequest {
        request_id: posted.line(&at("request_id")),
        record_id: record_id.to_owned(),
        comment: posted.lines(&at("comment")),
        proposed_total,
        reason: posted.lines(&at("reason")),
        expected_version: posted.version(&at("")),
    };
    let verified = match user.calls.send(request).await {
        Ok(answer) => answer.record.unwrap_or_default(),
        Err(problem) => return Ok(at_person(posted, record_id, who, Halt::unless_shown(problem)?)),
    };
    if let Some(decision) = decision
        && let Err(problem) = user.calls.send(DecideRequest { expected_version: verified.version, ..decision }).await
    {
        // Verified, so no more on this page.
        let problem = Halt::unless_shown(problem)?;
        let message = format!("{who} đã được thẩm định, chưa được quyết định: {} Mời quyết định ở trang «Quyết định».", problem.message);
        return Ok(vec![Mistake { field: String::new(), message }]);
    }
    Ok(mistakes)
}
