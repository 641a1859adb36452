//! Quyết định: the agency head (or the higher authority) decides one by one, then publishes.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use proto::common::v1::Points;
use proto::evaluation::v1::{
    DecideRequest, GetPeriodRequest, GetPeriodResponse, ListRecordsRequest, PublishResultsRequest, Record, RecordState, Task, TaskKind,
};
use proto::scoring::v1::criterion_result::Self_;

use crate::field::{Field, Tag};
use crate::halt::Halt;
use crate::page::{Page, go, html};
use crate::pages::dossier::{self, Dossier, Evidence, gap};
use crate::pages::{everything, tasks};
use crate::posted::Posted;
use crate::session::User;
use crate::show;

#[derive(Template)]
#[template(path = "decisions.html")]
pub struct Decisions {
    page: Page,
    agency: String,
    state: &'static str,
    waiting: usize,
    decided: usize,
    rows: Vec<DecisionRow>,
    /// Empty when the reader may not publish, or not yet.
    publish: String,
}

/// One person in the list.
pub struct DecisionRow {
    href: String,
    waits: bool,
    name: String,
    title: String,
    self_total: String,
    r360: String,
    gap: String,
    total: String,
    class: Tag,
    warnings: Vec<String>,
    state: Tag,
}

#[derive(Template)]
#[template(path = "decide.html")]
pub struct Decide {
    page: Page,
    evidence: Evidence,
    open: bool,
    comment: Field,
    total: Field,
    reason: Field,
    zeros: Vec<ZeroLine>,
    rescore_href: String,
}

/// A criterion that somebody scored zero: the head may confirm it.
pub struct ZeroLine {
    name: String,
    code: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "publish.html")]
pub struct Publish {
    page: Page,
    decided: i32,
    not_evaluated: i32,
    open: i32,
    awaiting: i32,
}

impl Decisions {
    /// The list: what waits first, inside that what needs a look first.
    pub fn new(page: Page, period: &GetPeriodResponse, records: &[Record], tasks: &[Task]) -> Self {
        let mut rows: Vec<_> = records.iter().filter(|record| record.state() != RecordState::NotEvaluated).map(row).collect();
        rows.sort_by(|a, b| {
            let rank = |row: &DecisionRow| (!row.waits, row.warnings.is_empty());
            rank(a).cmp(&rank(b)).then_with(|| kernel::text::compare_names(&a.name, &b.name))
        });
        let shown = period.period.clone().unwrap_or_default();
        Self {
            agency: shown.agency_name.clone(),
            state: show::period_state(shown.state()),
            waiting: rows.iter().filter(|row| row.waits).count(),
            decided: records.iter().filter(|record| is_decided(record.state())).count(),
            publish: if tasks::waits(tasks, TaskKind::Publish, &shown.period_id) {
                format!("/quyet-dinh/{}/cong-khai", shown.period_id)
            } else {
                String::new()
            },
            rows,
            page,
        }
    }
}

fn is_decided(state: RecordState) -> bool {
    matches!(state, RecordState::Decided | RecordState::Published | RecordState::Appealed | RecordState::Archived)
}

/// The class as far as it is known: before the opinions are closed nothing is being computed.
fn class(record: &Record) -> Tag {
    match (&record.outcome, record.state()) {
        (Some(outcome), _) => show::class_tag(outcome.class(), &outcome.label),
        (None, RecordState::MinutesReady | RecordState::DirectReviewed) => Tag::new("Đang tính", "grey"),
        (None, _) => Tag::new("–", ""),
    }
}

fn row(record: &Record) -> DecisionRow {
    let subject = record.subject.clone().unwrap_or_default();
    let outcome = record.outcome.clone().unwrap_or_default();
    let flags = outcome.flags.iter().map(|code| show::flag(code));
    DecisionRow {
        href: format!("/quyet-dinh/ho-so/{}", record.record_id),
        waits: record.state() == RecordState::DirectReviewed,
        name: subject.full_name,
        title: format!("{}, {}", subject.title, subject.unit_name),
        self_total: show::decimal(&outcome.self_total),
        r360: show::decimal(&outcome.r360),
        gap: gap(&outcome.self_total, &outcome.r360),
        total: show::points(outcome.total.as_ref()),
        class: class(record),
        warnings: flags.chain(outcome.caps.iter().map(|code| show::cap(code))).map(str::to_owned).collect(),
        state: show::record_state(record.state()),
    }
}

impl Decide {
    /// The dossier, and the head's word beside it.
    pub fn new(page: Page, dossier: &Dossier, posted: Option<&Posted>) -> Self {
        let confirmed = posted.map(|posted| posted.all("confirmed_zero")).unwrap_or_default();
        let zero = |criterion: &proto::scoring::v1::CriterionResult| {
            let own = matches!(criterion.self_, Some(Self_::Points(Points { hundredths: 0 })));
            own || criterion.r360.parse::<kernel::Exact>().is_ok_and(|mean| mean.is_zero())
        };
        let named = |code: &str| {
            let all = dossier.set.sections.iter().flat_map(|section| &section.criteria);
            all.into_iter().find(|criterion| criterion.code == code).map(|criterion| criterion.title.clone()).unwrap_or_default()
        };
        let line = |criterion: &proto::scoring::v1::CriterionResult| ZeroLine {
            name: "confirmed_zero".to_owned(),
            label: format!("Xác nhận 0 điểm: {} {}", criterion.code, named(&criterion.code)),
            chosen: confirmed.contains(&criterion.code),
            code: criterion.code.clone(),
        };
        Self {
            evidence: Evidence::new(dossier),
            open: dossier.waits(TaskKind::Decide),
            comment: Field::new("comment", "Nhận xét ưu, nhược điểm")
                .hint("Được in vào phiếu đánh giá.")
                .value("", posted)
                .mistakes(&page.problems),
            total: Field::new("decided_total", "Tổng điểm quyết định (chỉ khi khác kết quả tính)")
                .hint("Từ 0 đến 100, ví dụ 84. Để trống để giữ kết quả tính.")
                .value("", posted)
                .mistakes(&page.problems),
            reason: Field::new("reason", "Lý do quyết định tổng điểm khác")
                .hint("Bắt buộc khi ghi tổng điểm; căn cứ kết quả thực tế trong năm.")
                .value("", posted)
                .mistakes(&page.problems),
            zeros: dossier.result.iter().flat_map(|result| &result.criteria).filter(|criterion| zero(criterion)).map(line).collect(),
            rescore_href: format!("/cham-lai/{}", dossier.record.record_id),
            page,
        }
    }
}

impl Publish {
    /// What publishing would make public.
    pub fn new(page: Page, period: &GetPeriodResponse) -> Self {
        let count = |state: RecordState| {
            let name = state.as_str_name();
            let short = name.strip_prefix("RECORD_STATE_").unwrap_or(name);
            period.records_by_state.get(name).or_else(|| period.records_by_state.get(short)).copied().unwrap_or_default()
        };
        let all: i32 = period.records_by_state.values().sum();
        let (decided, not_evaluated) = (count(RecordState::Decided), count(RecordState::NotEvaluated));
        Self { decided, not_evaluated, open: all - decided - not_evaluated, awaiting: period.awaiting_result, page }
    }
}

async fn records(user: &User, period_id: &str) -> Result<Vec<Record>, Halt> {
    let request = ListRecordsRequest { page: everything(), period_id: period_id.to_owned(), unit_id: String::new(), mine: false };
    Ok(user.calls.list_records(request).await?.records)
}

/// `GET /quyet-dinh/{period}`.
pub async fn list(user: User, Path(period_id): Path<String>) -> Result<Response, Halt> {
    let period = user.calls.get_period(GetPeriodRequest { period_id: period_id.clone() }).await?;
    let year = period.period.as_ref().map(|period| period.year).unwrap_or_default();
    let page = user.page(format!("Quyết định kết quả năm {year}")).back("/");
    let view = Decisions::new(page, &period, &records(&user, &period_id).await?, &tasks::mine(&user).await?);
    Ok(html(view.page.status(), &view))
}

fn frame(user: &User, dossier: &Dossier) -> Page {
    let name = dossier.record.subject.as_ref().map(|subject| subject.full_name.clone()).unwrap_or_default();
    user.page(format!("Quyết định kết quả của {name}")).back(format!("/quyet-dinh/{}", dossier.record.period_id))
}

/// `GET /quyet-dinh/ho-so/{record}`.
pub async fn show(user: User, Path(record): Path<String>) -> Result<Response, Halt> {
    let dossier = dossier::load(&user, &record).await?;
    let view = Decide::new(frame(&user, &dossier), &dossier, None);
    Ok(html(view.page.status(), &view))
}

/// `POST /quyet-dinh/ho-so/{record}`: decides and goes on to the next that waits.
pub async fn decide(user: User, Path(record): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let mut mistakes = Vec::new();
    let decided_total = posted.points("decided_total", &mut mistakes);
    if mistakes.is_empty() {
        let request = DecideRequest {
            request_id: posted.request_id(),
            record_id: record.clone(),
            comment: posted.lines("comment"),
            decided_total,
            reason: posted.lines("reason"),
            confirmed_zero: posted.all("confirmed_zero"),
        };
        match user.calls.decide(request).await {
            Ok(answer) => {
                let period = answer.record.unwrap_or_default().period_id;
                let mut rows: Vec<_> = records(&user, &period).await?.iter().map(row).collect();
                rows.retain(|row| row.waits);
                rows.sort_by(|a, b| kernel::text::compare_names(&a.name, &b.name));
                let next = rows.first().map_or_else(|| format!("/quyet-dinh/{period}"), |row| row.href.clone());
                return Ok(go(&next, "quyet-dinh"));
            }
            Err(problem) => mistakes = posted.mistakes(Halt::unless_shown(problem)?),
        }
    }
    let dossier = dossier::load(&user, &record).await?;
    let view = Decide::new(frame(&user, &dossier).with(mistakes), &dossier, Some(&posted));
    Ok(html(view.page.status(), &view))
}

/// `GET /quyet-dinh/{period}/cong-khai`.
pub async fn ask_publish(user: User, Path(period_id): Path<String>) -> Result<Response, Halt> {
    let period = user.calls.get_period(GetPeriodRequest { period_id: period_id.clone() }).await?;
    let view = Publish::new(user.page("Công khai kết quả").back(format!("/quyet-dinh/{period_id}")), &period);
    Ok(html(view.page.status(), &view))
}

/// `POST /quyet-dinh/{period}/cong-khai`.
pub async fn publish(user: User, Path(period_id): Path<String>, posted: Posted) -> Result<Response, Halt> {
    let request = PublishResultsRequest { request_id: posted.request_id(), period_id: period_id.clone() };
    let problem = match user.calls.publish_results(request).await {
        Ok(_) => return Ok(go(&format!("/quyet-dinh/{period_id}"), "cong-khai")),
        Err(problem) => Halt::unless_shown(problem)?,
    };
    let period = user.calls.get_period(GetPeriodRequest { period_id: period_id.clone() }).await?;
    let page = user.page("Công khai kết quả").back(format!("/quyet-dinh/{period_id}")).with(posted.mistakes(problem));
    let view = Publish::new(page, &period);
    Ok(html(view.page.status(), &view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public_counts_as_decided_and_only_who_may_publish_is_offered_it() {
        let period = GetPeriodResponse {
            period: Some(proto::evaluation::v1::Period { period_id: "ky".into(), ..Default::default() }),
            ..Default::default()
        };
        let records = [RecordState::Published, RecordState::Decided, RecordState::In360]
            .map(|state| Record { state: state.into(), ..Record::default() });
        let publish = Task { kind: TaskKind::Publish.into(), period_id: "ky".into(), ..Task::default() };
        let view = Decisions::new(Page::plain("x"), &period, &records, &[publish]);
        assert_eq!((view.decided, view.publish.as_str()), (2, "/quyet-dinh/ky/cong-khai"));
        assert!(view.rows.iter().all(|row| row.class.text == "–"), "nothing is being computed");
        assert_eq!(Decisions::new(Page::plain("x"), &period, &records, &[]).publish, "");
    }
}
